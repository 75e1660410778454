//! How the rooms become archives and programs, in one variant (a mode, with or without a
//! sanitizer). The rooms themselves are listed in build.zig.
const std = @import("std");
const icons = @import("icons.zig");
const Build = std.Build;

/// `iso`: ISO C17 only, no operating system. `system`: POSIX and GNU extensions.
pub const Dialect = enum { iso, system };

/// A room is a folder of C files compiled into one static library. `needs` names the rooms it may
/// use (tools/check enforces the same table on every #include). `libs` are pkg-config names; they
/// are linked into programs only: linked into an archive, the shared object would become a member.
/// `plain_libs` are those that Debian ships without a pkg-config file.
pub const Room = struct {
    name: []const u8,
    dir: []const u8,
    needs: []const []const u8 = &.{},
    libs: []const []const u8 = &.{},
    plain_libs: []const []const u8 = &.{},
    dialect: Dialect = .system,
};

pub const warnings = [_][]const u8{
    "-Wall",           "-Wextra",                "-Wpedantic",             "-Wshadow",
    "-Wconversion",    "-Wsign-conversion",      "-Wstrict-prototypes",    "-Wmissing-prototypes",
    "-Wpointer-arith", "-Wold-style-definition", "-Wcast-qual",            "-Wcast-align",
    "-Wwrite-strings", "-Wformat=2",             "-Wundef",                "-Wnull-dereference",
    "-Wvla",           "-Wdouble-promotion",     "-Wimplicit-fallthrough", "-Wunreachable-code",
    "-Wcomma",         "-Werror",
};

const hardening = [_][]const u8{
    "-fstack-clash-protection", "-ftrivial-auto-var-init=zero", "-fno-omit-frame-pointer",
};

const fortify = [_][]const u8{ "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3" };

pub const include_dirs = [_][]const u8{ "protocol", "src", "tools" };

/// Where Debian's clang-14 keeps the sanitizer runtimes; Zig ships none for AddressSanitizer.
const asan_runtime_dir = "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux";

pub const Variant = struct {
    optimize: std.builtin.OptimizeMode = .Debug,
    asan: bool = false,
    tsan: bool = false,
};

pub const House = struct {
    b: *Build,
    rooms: []const Room,
    target: Build.ResolvedTarget,
    variant: Variant,
    /// One archive for each room, in the order of `rooms`; null for a room still without code.
    archives: []?*Build.Step.Compile,
    mlkem: *Build.Step.Compile,

    pub fn init(
        b: *Build,
        rooms: []const Room,
        target: Build.ResolvedTarget,
        variant: Variant,
    ) *House {
        const h = b.allocator.create(House) catch @panic("OOM");
        h.* = .{
            .b = b,
            .rooms = rooms,
            .target = target,
            .variant = variant,
            .archives = b.allocator.alloc(?*Build.Step.Compile, rooms.len) catch @panic("OOM"),
            .mlkem = mlkem_archive(b, target),
        };
        for (rooms, h.archives) |room, *archive| archive.* = h.room_archive(room);
        return h;
    }

    /// ReleaseFast whatever the variant: safety checks there would branch on secrets.
    fn mlkem_archive(b: *Build, target: Build.ResolvedTarget) *Build.Step.Compile {
        return b.addLibrary(.{
            .name = "mlkem",
            .linkage = .static,
            .root_module = b.createModule(.{
                .root_source_file = b.path("protocol/link/mlkem.zig"),
                .target = target,
                .optimize = .ReleaseFast,
                .pic = true,
                .strip = true,
            }),
        });
    }

    fn room_archive(h: *House, room: Room) ?*Build.Step.Compile {
        const files = without(h.b, files_in(h.b, room.dir, ".c"), "main.c");
        if (files.len == 0) return null;
        const m = h.module();
        for (room.libs) |lib| {
            for (header_dirs(h.b, lib)) |dir| m.addSystemIncludePath(.{ .cwd_relative = dir });
        }
        m.addCSourceFiles(.{
            .root = h.b.path(room.dir),
            .files = files,
            .flags = h.flags(room.dialect),
        });
        if (made_source(h.b, room)) |made|
            m.addCSourceFile(.{ .file = made, .flags = h.flags(room.dialect) });
        return h.b.addLibrary(.{ .name = room.name, .linkage = .static, .root_module = m });
    }

    pub fn flags(h: *House, dialect: Dialect) []const []const u8 {
        var list: std.ArrayList([]const u8) = .empty;
        const a = h.b.allocator;
        list.append(a, "-std=c17") catch @panic("OOM");
        if (dialect == .system) list.append(a, "-D_GNU_SOURCE") catch @panic("OOM");
        list.appendSlice(a, &warnings) catch @panic("OOM");
        list.appendSlice(a, &hardening) catch @panic("OOM");
        if (h.variant.optimize != .Debug)
            list.appendSlice(a, &fortify) catch @panic("OOM");
        if (h.variant.asan) list.append(a, "-fsanitize=address") catch @panic("OOM");
        return list.items;
    }

    fn module(h: *House) *Build.Module {
        const m = h.b.createModule(.{
            .target = h.target,
            .optimize = h.variant.optimize,
            .link_libc = true,
            .pic = true,
            .omit_frame_pointer = false,
            .sanitize_thread = h.variant.tsan,
            .stack_protector = if (h.variant.asan or h.variant.tsan) null else true,
        });
        for (include_dirs) |dir| m.addIncludePath(h.b.path(dir));
        return m;
    }

    /// A program of the rooms it names with all that these need; its own sources come from the
    /// caller.
    pub fn program(h: *House, name: []const u8, uses: []const []const u8) *Build.Step.Compile {
        const m = h.module();
        const exe = h.b.addExecutable(.{ .name = name, .root_module = m });
        exe.pie = true;
        if (h.variant.asan) {
            // The runtime comes before every other library, or it refuses to start.
            m.addObjectFile(.{ .cwd_relative = asan_runtime_dir ++ "/libclang_rt.asan-x86_64.so" });
            m.addRPath(.{ .cwd_relative = asan_runtime_dir });
        }
        if (h.variant.tsan) m.addCSourceFile(.{
            .file = h.b.path("tools/tsan_preinit.c"),
            .flags = &.{"-std=c17"},
        });
        h.link_rooms(m, uses);
        return exe;
    }

    /// The sources of one folder, compiled into a program.
    pub fn add_sources(
        h: *House,
        exe: *Build.Step.Compile,
        dir: []const u8,
        names: []const []const u8,
    ) void {
        exe.root_module.addCSourceFiles(.{
            .root = h.b.path(dir),
            .files = names,
            .flags = h.flags(.system),
        });
    }

    fn link_rooms(h: *House, m: *Build.Module, uses: []const []const u8) void {
        const wanted = h.with_needs(uses);
        var i = h.rooms.len;
        while (i > 0) {
            i -= 1;
            if (!wanted[i]) continue;
            m.linkLibrary(h.archives[i] orelse continue);
            for (h.rooms[i].libs) |lib| m.linkSystemLibrary(lib, .{ .use_pkg_config = .force });
            for (h.rooms[i].plain_libs) |lib| m.linkSystemLibrary(lib, .{ .use_pkg_config = .no });
            if (std.mem.eql(u8, h.rooms[i].name, "link")) m.linkLibrary(h.mlkem);
        }
    }

    /// Which rooms these and their needs are, as a flag for each room.
    pub fn with_needs(h: *House, uses: []const []const u8) []bool {
        const wanted = h.b.allocator.alloc(bool, h.rooms.len) catch @panic("OOM");
        @memset(wanted, false);
        for (uses) |name| h.mark(wanted, name);
        return wanted;
    }

    fn mark(h: *House, wanted: []bool, name: []const u8) void {
        for (h.rooms, 0..) |room, i| {
            if (!std.mem.eql(u8, room.name, name)) continue;
            wanted[i] = true;
            for (room.needs) |need| h.mark(wanted, need);
        }
    }
};

/// Where the headers of a pkg-config package are, besides where every compiler looks.
pub fn header_dirs(b: *Build, pkg_config_name: []const u8) []const []const u8 {
    var list: std.ArrayList([]const u8) = .empty;
    var code: u8 = undefined;
    const command = [_][]const u8{ "pkg-config", "--cflags-only-I", pkg_config_name };
    const text = b.runAllowFail(&command, &code, .ignore) catch return &.{};
    var flags = std.mem.tokenizeAny(u8, text, " \n");
    while (flags.next()) |flag| {
        if (!std.mem.startsWith(u8, flag, "-I")) continue;
        list.append(b.allocator, flag[2..]) catch @panic("OOM");
    }
    return list.items;
}

/// The files of a folder that end in `suffix`, sorted so that the build is reproducible. A folder
/// that does not exist has none.
pub fn files_in(b: *Build, dir: []const u8, suffix: []const u8) []const []const u8 {
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

pub fn without(b: *Build, names: []const []const u8, suffix: []const u8) []const []const u8 {
    var list: std.ArrayList([]const u8) = .empty;
    for (names) |name| {
        if (!std.mem.endsWith(u8, name, suffix)) list.append(b.allocator, name) catch @panic("OOM");
    }
    return list.items;
}

/// A C file whose `main` calls one function of every file of a table: `before` opens it, each stem
/// makes one row, `after` closes it.
pub fn table_source(
    b: *Build,
    name: []const u8,
    files: []const []const u8,
    signature: []const u8,
    before: []const u8,
    after: []const u8,
) Build.LazyPath {
    var text: std.ArrayList(u8) = .empty;
    const a = b.allocator;
    text.appendSlice(a, before) catch @panic("OOM");
    for (files) |f| {
        const stem = f[0 .. f.len - 2];
        text.print(a, "int {s}({s});\n", .{ stem, signature }) catch @panic("OOM");
    }
    text.appendSlice(a, "static const struct row rows[] = {\n") catch @panic("OOM");
    for (files) |f| {
        const stem = f[0 .. f.len - 2];
        text.print(a, "    {{\"{0s}\", {0s}}},\n", .{stem}) catch @panic("OOM");
    }
    text.appendSlice(a, "};\n") catch @panic("OOM");
    text.appendSlice(a, after) catch @panic("OOM");
    return b.addWriteFiles().add(b.fmt("{s}.c", .{name}), text.items);
}

/// What a room has besides its files, as C tables: for reach the word lists of assets/words, for
/// papers the measures of assets/measures, for session the decks of assets/decks, for widgets the
/// drawings of assets/icons and assets/logo.
pub fn made_source(b: *Build, room: Room) ?Build.LazyPath {
    if (std.mem.eql(u8, room.name, "reach")) return words_source(b);
    if (std.mem.eql(u8, room.name, "papers")) return measures_source(b);
    if (std.mem.eql(u8, room.name, "session")) return decks_source(b);
    if (std.mem.eql(u8, room.name, "widgets")) return icons_source(b);
    return null;
}

fn asset(b: *Build, path: []const u8) []const u8 {
    const root = b.build_root.handle;
    return root.readFileAlloc(b.graph.io, path, b.allocator, .limited(1 << 16)) catch
        std.debug.panic("{s} cannot be read", .{path});
}

fn words_source(b: *Build) Build.LazyPath {
    var text: std.ArrayList(u8) = .empty;
    const a = b.allocator;
    text.appendSlice(a, "#include \"reach/words_lists.h\"\n") catch @panic("OOM");
    for (files_in(b, "assets/words", ".txt")) |file| {
        const list = asset(b, b.fmt("assets/words/{s}", .{file}));
        const stem = file[0 .. file.len - ".txt".len];
        text.print(a, "const char *const words_{s}[256][2] = {{\n", .{stem}) catch @panic("OOM");
        var lines = std.mem.tokenizeScalar(u8, list, '\n');
        while (lines.next()) |line| {
            var pair = std.mem.tokenizeScalar(u8, line, ' ');
            const even = pair.next() orelse @panic("a line of a word list has two words");
            const odd = pair.next() orelse @panic("a line of a word list has two words");
            text.print(a, "    {{\"{s}\", \"{s}\"}},\n", .{ even, odd }) catch @panic("OOM");
        }
        text.appendSlice(a, "};\n") catch @panic("OOM");
    }
    return b.addWriteFiles().add("words_lists.c", text.items);
}

fn measures_source(b: *Build) Build.LazyPath {
    var text: std.ArrayList(u8) = .empty;
    const a = b.allocator;
    const files = files_in(b, "assets/measures", ".json");
    text.appendSlice(a, "#include \"papers/measure_assets.h\"\n") catch @panic("OOM");
    for (files, 0..) |file, i|
        append_array(b, &text, b.fmt("measure_{d}", .{i}), b.fmt("assets/measures/{s}", .{file}));
    text.appendSlice(a, "const struct measure_asset measure_assets[] = {\n") catch @panic("OOM");
    for (0..files.len) |i|
        text.print(a, "    {{measure_{0d}, sizeof measure_{0d}}},\n", .{i}) catch @panic("OOM");
    text.print(a, "}};\nconst size_t measure_asset_count = {d};\n", .{files.len}) catch
        @panic("OOM");
    return b.addWriteFiles().add("measure_assets.c", text.items);
}

fn decks_source(b: *Build) Build.LazyPath {
    var text: std.ArrayList(u8) = .empty;
    const a = b.allocator;
    const files = files_in(b, "assets/decks", ".deck");
    text.appendSlice(a, "#include \"session/deck_assets.h\"\n") catch @panic("OOM");
    for (files, 0..) |file, i|
        append_array(b, &text, b.fmt("deck_{d}", .{i}), b.fmt("assets/decks/{s}", .{file}));
    text.appendSlice(a, "const struct deck_asset deck_assets[] = {\n") catch @panic("OOM");
    for (files, 0..) |file, i| text.print(a, "    {{\"{1s}\", deck_{0d}, sizeof deck_{0d}}},\n", .{
        i, file[0 .. file.len - ".deck".len],
    }) catch @panic("OOM");
    text.print(a, "}};\nconst size_t deck_asset_count = {d};\n", .{files.len}) catch
        @panic("OOM");
    return b.addWriteFiles().add("deck_assets.c", text.items);
}

/// "arrow-left.svg" becomes [ICON_ARROW_LEFT].
fn icons_source(b: *Build) Build.LazyPath {
    var text: std.ArrayList(u8) = .empty;
    var rows: std.ArrayList(u8) = .empty;
    const a = b.allocator;
    var baker: icons.Baker = .{ .a = a };
    for (files_in(b, "assets/icons", ".svg")) |file| {
        const name = std.ascii.allocUpperString(a, file[0 .. file.len - ".svg".len]) catch
            @panic("OOM");
        std.mem.replaceScalar(u8, name, '-', '_');
        const row = baker.bake(file, asset(b, b.fmt("assets/icons/{s}", .{file})));
        rows.print(a, "    [ICON_{s}] = {s},\n", .{ name, row }) catch @panic("OOM");
    }
    const logo = baker.bake("alcove.svg", asset(b, "assets/logo/alcove.svg"));
    text.print(a,
        \\#include "widgets/icon_assets.h"
        \\const struct coverage_point icon_points[] = {{
        \\{s}}};
        \\const struct icon_shape icon_shapes[] = {{
        \\{s}}};
        \\const struct icon_asset icon_assets[ICON_COUNT] = {{
        \\{s}}};
        \\const struct icon_asset logo_asset = {s};
        \\
    , .{ baker.points.items, baker.shapes.items, rows.items, logo }) catch @panic("OOM");
    return b.addWriteFiles().add("icon_assets.c", text.items);
}

/// The bytes of an asset: as an array, since a string of C may have 4,095 bytes only.
fn append_array(b: *Build, text: *std.ArrayList(u8), name: []const u8, path: []const u8) void {
    const a = b.allocator;
    text.print(a, "static const char {s}[] = {{", .{name}) catch @panic("OOM");
    for (asset(b, path)) |byte|
        text.print(a, "{d},", .{@as(i8, @bitCast(byte))}) catch @panic("OOM");
    text.appendSlice(a, "};\n") catch @panic("OOM");
}
