//! The map of the house: which rooms there are, what each may use, and what can be done with
//! them. `zig build --list-steps` prints the steps with a sentence each.
const std = @import("std");

/// A room is a folder of C files compiled into one static library. `needs` names the rooms it may
/// use (tools/check enforces the same table on every #include). `libs` are pkg-config names; they
/// are linked into programs only, never into the archive of a room.
const Room = struct {
    name: []const u8,
    dir: []const u8,
    needs: []const []const u8 = &.{},
    libs: []const []const u8 = &.{},
    /// `iso`: ISO C17 only, no operating system. `system`: POSIX and GNU extensions.
    dialect: enum { iso, system } = .system,
};

/// From the ground up: a room uses only rooms above it in this table.
const rooms = [_]Room{
    .{ .name = "base", .dir = "protocol/base", .dialect = .iso },
    .{ .name = "link", .dir = "protocol/link", .needs = &.{"base"}, .libs = &.{"libsodium"}, .dialect = .iso },
    .{ .name = "reach", .dir = "protocol/reach", .needs = &.{"base"}, .libs = &.{"libsodium"}, .dialect = .iso },
    .{ .name = "records", .dir = "protocol/records", .needs = &.{"base"}, .libs = &.{"msgpack"}, .dialect = .iso },
    .{ .name = "session", .dir = "src/session", .needs = &.{ "base", "records" } },
    .{ .name = "store", .dir = "src/store", .needs = &.{ "base", "link", "reach", "records" }, .libs = &.{"libsodium"} },
    .{ .name = "net", .dir = "src/net", .needs = &.{ "base", "link", "reach" }, .libs = &.{"libuv"} },
    .{ .name = "media", .dir = "src/media", .needs = &.{"base"}, .libs = &.{ "opus", "vpx" } },
    .{ .name = "devices", .dir = "src/devices", .needs = &.{ "base", "media" }, .libs = &.{"sdl2"} },
    .{ .name = "ui", .dir = "src/ui", .needs = &.{ "base", "records", "session", "media" }, .libs = &.{ "sdl2", "SDL2_ttf", "fribidi", "fontconfig", "zlib" } },
    .{ .name = "app", .dir = "src/app", .needs = &.{ "base", "link", "reach", "records", "session", "store", "net", "media", "devices", "ui" }, .libs = &.{ "libsodium", "libuv", "sdl2" } },
    .{ .name = "emulator", .dir = "tools/emulator", .needs = &.{"base"} },
};

const Package = struct { pc: []const u8, deb: []const u8 };

/// Everything `linkSystemLibrary` will ask pkg-config for, with the Debian package that has it.
const packages = [_]Package{
    .{ .pc = "libsodium", .deb = "libsodium-dev" },
    .{ .pc = "libuv", .deb = "libuv1-dev" },
    .{ .pc = "opus", .deb = "libopus-dev" },
    .{ .pc = "vpx", .deb = "libvpx-dev" },
    .{ .pc = "msgpack", .deb = "libmsgpack-dev" },
    .{ .pc = "sdl2", .deb = "libsdl2-dev" },
    .{ .pc = "SDL2_ttf", .deb = "libsdl2-ttf-dev" },
    .{ .pc = "fribidi", .deb = "libfribidi-dev" },
    .{ .pc = "fontconfig", .deb = "libfontconfig-dev" },
    .{ .pc = "zlib", .deb = "zlib1g-dev" },
    .{ .pc = "cmocka", .deb = "libcmocka-dev" },
};

const warnings = [_][]const u8{
    "-Wall",             "-Wextra",                "-Wpedantic",           "-Wshadow",
    "-Wconversion",      "-Wsign-conversion",      "-Wstrict-prototypes",  "-Wmissing-prototypes",
    "-Wpointer-arith",   "-Wold-style-definition", "-Wcast-qual",          "-Wcast-align",
    "-Wwrite-strings",   "-Wformat=2",             "-Wundef",              "-Wnull-dereference",
    "-Wvla",             "-Wdouble-promotion",     "-Wimplicit-fallthrough", "-Wunreachable-code",
    "-Wcomma",           "-Werror",
};

const hardening = [_][]const u8{
    "-fstack-clash-protection", "-ftrivial-auto-var-init=zero", "-fno-omit-frame-pointer",
};

const include_dirs = [_][]const u8{ "protocol", "src", "tools" };

const House = struct {
    b: *std.Build,
    target: std.Build.ResolvedTarget,
    optimize: std.builtin.OptimizeMode,
    asan: bool,
    tsan: bool,
    /// Null for a room that has no code yet.
    archives: [rooms.len]?*std.Build.Step.Compile = @splat(null),
    mlkem: *std.Build.Step.Compile = undefined,

    fn flags(h: *House, dialect: @TypeOf(rooms[0].dialect)) []const []const u8 {
        var list: std.ArrayList([]const u8) = .empty;
        const a = h.b.allocator;
        list.append(a, "-std=c17") catch @panic("OOM");
        if (dialect == .system) list.append(a, "-D_GNU_SOURCE") catch @panic("OOM");
        list.appendSlice(a, &warnings) catch @panic("OOM");
        list.appendSlice(a, &hardening) catch @panic("OOM");
        if (h.optimize != .Debug) list.appendSlice(a, &.{ "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3" }) catch @panic("OOM");
        if (h.asan) list.append(a, "-fsanitize=address") catch @panic("OOM");
        return list.items;
    }

    fn module(h: *House) *std.Build.Module {
        const m = h.b.createModule(.{
            .target = h.target,
            .optimize = h.optimize,
            .link_libc = true,
            .pic = true,
            .omit_frame_pointer = false,
            .sanitize_thread = h.tsan,
            .stack_protector = if (h.asan or h.tsan) null else true,
        });
        for (include_dirs) |dir| m.addIncludePath(h.b.path(dir));
        return m;
    }

    /// A program: its own sources, then the rooms it names with all that these need.
    fn program(h: *House, name: []const u8, uses: []const []const u8) *std.Build.Step.Compile {
        const m = h.module();
        const exe = h.b.addExecutable(.{ .name = name, .root_module = m });
        exe.pie = true;
        if (h.asan) {
            const dir = "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux";
            m.addObjectFile(.{ .cwd_relative = dir ++ "/libclang_rt.asan-x86_64.so" });
            m.addRPath(.{ .cwd_relative = dir });
        }
        if (h.tsan) m.addCSourceFile(.{ .file = h.b.path("tools/tsan_preinit.c"), .flags = &.{"-std=c17"} });
        h.link_rooms(m, uses);
        return exe;
    }

    fn link_rooms(h: *House, m: *std.Build.Module, uses: []const []const u8) void {
        var wanted: [rooms.len]bool = @splat(false);
        for (uses) |name| mark(&wanted, name);
        var i = rooms.len;
        while (i > 0) {
            i -= 1;
            if (!wanted[i]) continue;
            m.linkLibrary(h.archives[i] orelse continue);
            for (rooms[i].libs) |lib| m.linkSystemLibrary(lib, .{ .use_pkg_config = .force });
            if (std.mem.eql(u8, rooms[i].name, "link")) m.linkLibrary(h.mlkem);
        }
    }

    fn mark(wanted: *[rooms.len]bool, name: []const u8) void {
        for (rooms, 0..) |room, i| {
            if (!std.mem.eql(u8, room.name, name)) continue;
            wanted[i] = true;
            for (room.needs) |need| mark(wanted, need);
        }
    }

    fn build_rooms(h: *House) void {
        h.mlkem = h.b.addLibrary(.{
            .name = "mlkem",
            .linkage = .static,
            // ReleaseFast whatever the app's mode: safety checks there branch on secrets.
            .root_module = h.b.createModule(.{
                .root_source_file = h.b.path("protocol/link/mlkem.zig"),
                .target = h.target,
                .optimize = .ReleaseFast,
                .pic = true,
                .strip = true,
            }),
        });
        for (rooms, 0..) |room, i| {
            const files = sources(h.b, room.dir, ".c");
            if (files.len == 0) continue;
            const m = h.module();
            m.addCSourceFiles(.{ .root = h.b.path(room.dir), .files = files, .flags = h.flags(room.dialect) });
            h.archives[i] = h.b.addLibrary(.{ .name = room.name, .linkage = .static, .root_module = m });
        }
    }
};

/// The files of a folder that end in `suffix`, sorted so that the build is reproducible.
fn sources(b: *std.Build, dir: []const u8, suffix: []const u8) []const []const u8 {
    var list: std.ArrayList([]const u8) = .empty;
    const io = b.graph.io;
    var folder = b.build_root.handle.openDir(io, dir, .{ .iterate = true }) catch return &.{};
    defer folder.close(io);
    var it = folder.iterate();
    while (it.next(io) catch null) |entry| {
        if (entry.kind == .file and std.mem.endsWith(u8, entry.name, suffix))
            list.append(b.allocator, b.dupe(entry.name)) catch @panic("OOM");
    }
    std.mem.sort([]const u8, list.items, {}, struct {
        fn before(_: void, x: []const u8, y: []const u8) bool {
            return std.mem.lessThan(u8, x, y);
        }
    }.before);
    return list.items;
}

fn missing_packages(b: *std.Build) ?[]const u8 {
    var names: std.ArrayList(u8) = .empty;
    for (packages) |p| {
        var code: u8 = undefined;
        if (b.runAllowFail(&.{ "pkg-config", "--exists", p.pc }, &code, .ignore)) |_| {} else |_| {
            names.appendSlice(b.allocator, " ") catch @panic("OOM");
            names.appendSlice(b.allocator, p.deb) catch @panic("OOM");
        }
    }
    return if (names.items.len == 0) null else names.items;
}

/// One runner per room: each tests/ROOM/STEM_test.c defines `int STEM_test(void)`, and the
/// generated main calls them all (or those whose name contains the first argument).
fn test_runner(h: *House, dir: []const u8, name: []const u8, uses: []const []const u8) ?*std.Build.Step.Compile {
    const b = h.b;
    const files = sources(b, dir, "_test.c");
    if (files.len == 0) return null;
    var text: std.ArrayList(u8) = .empty;
    const a = b.allocator;
    text.appendSlice(a, "#include \"harness.h\"\n") catch @panic("OOM");
    for (files) |f| text.appendSlice(a, b.fmt("int {s}(void);\n", .{f[0 .. f.len - 2]})) catch @panic("OOM");
    text.appendSlice(a, "static const struct test_group groups[] = {\n") catch @panic("OOM");
    for (files) |f| text.appendSlice(a, b.fmt("    {{\"{s}\", {s}}},\n", .{ f[0 .. f.len - 2], f[0 .. f.len - 2] })) catch @panic("OOM");
    text.appendSlice(a, "};\nint main(int argc, char **argv)\n{\n    return run_groups(groups, sizeof groups / sizeof groups[0], argc, argv);\n}\n") catch @panic("OOM");
    const runner = b.addWriteFiles().add(b.fmt("{s}_runner.c", .{name}), text.items);

    const exe = h.program(b.fmt("test-{s}", .{name}), uses);
    const m = exe.root_module;
    m.addIncludePath(b.path("tests"));
    m.addIncludePath(b.path("tools"));
    m.addCSourceFile(.{ .file = runner, .flags = h.flags(.system) });
    m.addCSourceFile(.{ .file = b.path("tests/harness.c"), .flags = h.flags(.system) });
    m.addCSourceFiles(.{ .root = b.path(dir), .files = sources(b, dir, ".c"), .flags = h.flags(.system) });
    m.linkSystemLibrary("cmocka", .{ .use_pkg_config = .force });
    return exe;
}

pub fn build(b: *std.Build) void {
    const step_test = b.step("test", "Build and run every test; ends with `N passed, N failed`");
    const step_run = b.step("run", "Build and run alcove; arguments after --");

    var h: House = .{
        .b = b,
        // A portable processor by default; -Dcpu=native is still possible.
        .target = b.standardTargetOptions(.{ .default_target = .{
            .cpu_model = if (@import("builtin").cpu.arch == .x86_64) .{ .explicit = &std.Target.x86.cpu.x86_64_v2 } else .baseline,
        } }),
        .optimize = b.standardOptimizeOption(.{}),
        .asan = b.option(bool, "asan", "Build with AddressSanitizer") orelse false,
        .tsan = b.option(bool, "tsan", "Build with ThreadSanitizer") orelse false,
    };
    if (missing_packages(b)) |names| {
        const fail = b.addFail(b.fmt("missing Debian packages; run: apt-get install{s}", .{names}));
        b.getInstallStep().dependOn(&fail.step);
        step_test.dependOn(&fail.step);
        step_run.dependOn(&fail.step);
        return;
    }
    h.build_rooms();

    const app = h.program("alcove", &.{"app"});
    app.root_module.addCSourceFile(.{ .file = b.path("src/main.c"), .flags = h.flags(.system) });
    b.installArtifact(app);
    const run = b.addRunArtifact(app);
    if (b.args) |args| run.addArgs(args);
    step_run.dependOn(&run.step);

    for (rooms) |room| {
        const exe = test_runner(&h, b.fmt("tests/{s}", .{room.name}), room.name, &.{room.name}) orelse continue;
        const one = b.addSystemCommand(&.{ "timeout", "--kill-after=5", "120" });
        one.setName(b.fmt("test {s}", .{room.name}));
        one.addArtifactArg(exe);
        if (b.args) |args| one.addArgs(args);
        one.setCwd(b.path("."));
        one.has_side_effects = true;
        one.expectExitCode(0);
        b.step(b.fmt("test-{s}", .{room.name}), b.fmt("Run the tests of the room {s}", .{room.dir})).dependOn(&one.step);
        step_test.dependOn(&one.step);
    }
}
