//! SHAKE-128 for the accumulated ML-KEM test, which draws its inputs from it and digests its
//! outputs with it. Only the tests link this.
const std = @import("std");
const Shake = std.crypto.hash.sha3.Shake128;

pub const panic = std.debug.no_panic;

var squeezing: Shake = .init(.{});
var absorbing: Shake = .init(.{});

export fn test_shake128_reset() void {
    squeezing = .init(.{});
    absorbing = .init(.{});
}

/// The next bytes of SHAKE-128 over nothing.
export fn test_shake128_draw(out: [*]u8, size: usize) void {
    squeezing.squeeze(out[0..size]);
}

export fn test_shake128_absorb(bytes: [*]const u8, size: usize) void {
    absorbing.update(bytes[0..size]);
}

export fn test_shake128_digest(out: *[32]u8) void {
    absorbing.squeeze(out);
}
