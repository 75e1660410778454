//! The C door of ML-KEM-768 in Zig's standard library. The buffers' lengths are those of mlkem.h.
//! Built ReleaseFast whatever the app's mode: overflow checks would branch on secrets.
const std = @import("std");
const Kem = std.crypto.kem.ml_kem.MLKem768;

/// Without it the archive carries a stack printer four times its own size.
pub const panic = std.debug.no_panic;

comptime {
    std.debug.assert(Kem.seed_length == 64);
    std.debug.assert(Kem.PublicKey.encoded_length == 1184);
    std.debug.assert(Kem.ciphertext_length == 1088);
    std.debug.assert(Kem.shared_length == 32);
    std.debug.assert(Kem.encaps_seed_length == 32);
}

export fn alcove_mlkem768_keygen(seed: *const [64]u8, public_key: *[1184]u8) void {
    const pair = Kem.KeyPair.generateDeterministic(seed.*) catch unreachable;
    public_key.* = pair.public_key.toBytes();
}

export fn alcove_mlkem768_encapsulate(
    public_key: *const [1184]u8,
    random: *const [32]u8,
    ciphertext: *[1088]u8,
    secret: *[32]u8,
) bool {
    const key = Kem.PublicKey.fromBytes(public_key) catch return false;
    const sealed = key.encapsDeterministic(random);
    ciphertext.* = sealed.ciphertext;
    secret.* = sealed.shared_secret;
    return true;
}

export fn alcove_mlkem768_decapsulate(
    seed: *const [64]u8,
    ciphertext: *const [1088]u8,
    secret: *[32]u8,
) void {
    const pair = Kem.KeyPair.generateDeterministic(seed.*) catch unreachable;
    secret.* = pair.secret_key.decaps(ciphertext) catch unreachable;
}
