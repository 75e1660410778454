//! The fuzzers: each tests/fuzz/NAME_fuzz.c with the C sources of the rooms that its first line
//! names (`/* rooms: base link */`), built by clang-14 with libFuzzer and the sanitizers.
const std = @import("std");
const house = @import("house.zig");
const Build = std.Build;
const House = house.House;

const dir = "tests/fuzz";

const compiler = [_][]const u8{
    "clang-14",
    "-std=c17",
    "-D_GNU_SOURCE",
    "-g",
    "-O1",
    "-fno-omit-frame-pointer",
    "-fsanitize=fuzzer-no-link,address,undefined",
    "-fno-sanitize-recover=all",
};

pub const Fuzzer = struct { name: []const u8, bin: Build.LazyPath, canary: bool };

pub const Fuzzers = struct {
    h: *House,
    /// The objects of a room, compiled once for all fuzzers.
    objects: []?[]const Build.LazyPath,

    pub fn init(h: *House) Fuzzers {
        const a = h.b.allocator;
        const objects = a.alloc(?[]const Build.LazyPath, h.rooms.len) catch @panic("OOM");
        @memset(objects, null);
        return .{ .h = h, .objects = objects };
    }

    pub fn all(f: *Fuzzers) []const Fuzzer {
        const b = f.h.b;
        var list: std.ArrayList(Fuzzer) = .empty;
        for (house.files_in(b, dir, "_fuzz.c")) |file| {
            const name = file[0 .. file.len - "_fuzz.c".len];
            list.append(b.allocator, .{
                .name = name,
                .bin = f.link(name, b.fmt("{s}/{s}", .{ dir, file })),
                .canary = std.mem.eql(u8, name, "canary"),
            }) catch @panic("OOM");
        }
        return list.items;
    }

    fn link(f: *Fuzzers, name: []const u8, source: []const u8) Build.LazyPath {
        const b = f.h.b;
        const run = b.addSystemCommand(&.{ "clang-14", "-fsanitize=fuzzer,address,undefined" });
        run.setName(b.fmt("link fuzz-{s}", .{name}));
        run.addFileArg(f.compile(source, b.path(source), &.{}));
        const wanted = f.h.with_needs(rooms_named_in(b, source));
        for (wanted, 0..) |is_wanted, i| {
            if (!is_wanted) continue;
            for (f.room_objects(i)) |object| run.addFileArg(object);
            if (std.mem.eql(u8, f.h.rooms[i].name, "link")) run.addArtifactArg(f.h.mlkem);
        }
        for (wanted, f.h.rooms) |is_wanted, room| {
            if (is_wanted) for (room.libs) |lib| add_library(run, lib);
        }
        run.addArg("-o");
        return run.addOutputFileArg(b.fmt("fuzz-{s}", .{name}));
    }

    fn room_objects(f: *Fuzzers, i: usize) []const Build.LazyPath {
        if (f.objects[i]) |done| return done;
        const b = f.h.b;
        var list: std.ArrayList(Build.LazyPath) = .empty;
        const room = f.h.rooms[i];
        for (house.files_in(b, room.dir, ".c")) |file| {
            const path = b.fmt("{s}/{s}", .{ room.dir, file });
            list.append(b.allocator, f.compile(path, b.path(path), room.libs)) catch @panic("OOM");
        }
        if (house.made_source(b, room)) |made|
            list.append(b.allocator, f.compile("what is made", made, &.{})) catch @panic("OOM");
        f.objects[i] = list.items;
        return list.items;
    }

    fn compile(
        f: *Fuzzers,
        name: []const u8,
        source: Build.LazyPath,
        libs: []const []const u8,
    ) Build.LazyPath {
        const b = f.h.b;
        const run = b.addSystemCommand(&compiler);
        run.setName(b.fmt("clang {s}", .{name}));
        for (house.include_dirs) |include| run.addPrefixedDirectoryArg("-I", b.path(include));
        run.addPrefixedDirectoryArg("-I", b.path("tests"));
        for (libs) |lib| {
            for (house.header_dirs(b, lib)) |path| run.addArgs(&.{ "-isystem", path });
        }
        run.addArgs(&.{ "-c", "-MD" });
        _ = run.addPrefixedDepFileOutputArg("-MF", "deps.d");
        run.addFileArg(source);
        run.addArg("-o");
        return run.addOutputFileArg("object.o");
    }
};

/// A package may need several libraries (`-lvpx -lm`): each is an argument of its own.
fn add_library(run: *Build.Step.Run, pkg_config_name: []const u8) void {
    const b = run.step.owner;
    var code: u8 = undefined;
    const command = [_][]const u8{ "pkg-config", "--libs-only-l", pkg_config_name };
    const text = b.runAllowFail(&command, &code, .ignore) catch return;
    var flags = std.mem.tokenizeAny(u8, text, " \n");
    while (flags.next()) |flag| run.addArg(flag);
}

fn rooms_named_in(b: *Build, source: []const u8) []const []const u8 {
    const root = b.build_root.handle;
    const text = root.readFileAlloc(b.graph.io, source, b.allocator, .limited(1 << 20)) catch "";
    const line = text[0 .. std.mem.indexOfScalar(u8, text, '\n') orelse text.len];
    const prefix = "/* rooms:";
    if (!std.mem.startsWith(u8, line, prefix))
        std.debug.panic("{s}: the first line must be `/* rooms: base link */`", .{source});
    var list: std.ArrayList([]const u8) = .empty;
    var words = std.mem.tokenizeAny(u8, line[prefix.len..], " */");
    while (words.next()) |word| list.append(b.allocator, word) catch @panic("OOM");
    return list.items;
}
