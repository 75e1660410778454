//! The test programs and their driver (tools/run_tests.c).
const std = @import("std");
const house = @import("house.zig");
const Build = std.Build;
const House = house.House;

/// One runner per room: each tests/ROOM/STEM_test.c defines `int STEM_test(void)`, and the
/// generated main runs them all (or those whose name contains the first argument).
pub fn runner(
    h: *House,
    dir: []const u8,
    name: []const u8,
    uses: []const []const u8,
) ?*Build.Step.Compile {
    const b = h.b;
    const tests = house.files_in(b, dir, "_test.c");
    if (tests.len == 0) return null;
    const exe = h.program(b.fmt("test-{s}", .{name}), uses);
    const m = exe.root_module;
    m.addIncludePath(b.path("tests"));
    m.addCSourceFile(.{
        .file = house.table_source(
            b,
            b.fmt("{s}_runner", .{name}),
            tests,
            "void",
            "#include \"harness.h\"\n#define row test_group\n",
            \\int main(int argc, char **argv)
            \\{
            \\    return run_groups(rows, sizeof rows / sizeof rows[0], argc, argv);
            \\}
            \\
            ,
        ),
        .flags = h.flags(.system),
    });
    h.add_sources(exe, "tests", &.{ "folder.c", "harness.c", "json.c", "memory.c" });
    h.add_sources(exe, dir, house.without(b, house.files_in(b, dir, ".c"), "main.c"));
    m.linkSystemLibrary("cmocka", .{ .use_pkg_config = .force });
    for (house.files_in(b, dir, ".zig")) |file| m.linkLibrary(zig_archive(h, dir, file));
    return exe;
}

/// What a test needs from Zig's standard library and no C library here has.
fn zig_archive(h: *House, dir: []const u8, file: []const u8) *Build.Step.Compile {
    const b = h.b;
    return b.addLibrary(.{
        .name = b.fmt("test-{s}", .{std.fs.path.stem(file)}),
        .linkage = .static,
        .root_module = b.createModule(.{
            .root_source_file = b.path(b.fmt("{s}/{s}", .{ dir, file })),
            .target = h.target,
            .optimize = .ReleaseFast,
            .pic = true,
            .strip = true,
        }),
    });
}

/// Where fontconfig is called and its fonts are opened: each allocation notes its callers within
/// libraries as well, so that a suppression can name one. It makes allocating ten times as slow.
const with_callers = [_][]const u8{
    "/usr/bin/env",
    "ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=14",
    "LSAN_OPTIONS=suppressions=tests/lsan_callers.supp",
};

/// The driver with the programs it is told to run, in this order.
pub const Driver = struct {
    b: *Build,
    exe: *Build.Step.Compile,
    run: *Build.Step.Run,

    pub fn init(b: *Build, name: []const u8) Driver {
        const exe = b.addExecutable(.{ .name = "run_tests", .root_module = b.createModule(.{
            .target = b.graph.host,
            .optimize = .Debug,
            .link_libc = true,
        }) });
        exe.root_module.addIncludePath(b.path("tools"));
        exe.root_module.addCSourceFiles(.{
            .root = b.path("tools"),
            .files = &.{ "run_tests.c", "driver/program.c", "driver/tap.c" },
            .flags = &(.{ "-std=c17", "-D_GNU_SOURCE" } ++ house.warnings),
        });
        const run = b.addRunArtifact(exe);
        run.setName(name);
        run.setCwd(b.path("."));
        // Never cached, and its lines appear as they come.
        run.stdio = .inherit;
        run.has_side_effects = true;
        run.setEnvironmentVariable("ASAN_OPTIONS", "detect_leaks=1:malloc_context_size=14");
        run.setEnvironmentVariable("LSAN_OPTIONS", "suppressions=tests/lsan.supp");
        run.setEnvironmentVariable("TSAN_OPTIONS", "suppressions=tests/tsan.supp");
        run.setEnvironmentVariable("UBSAN_OPTIONS", "print_stacktrace=1");
        run.setEnvironmentVariable("LC_ALL", "C.UTF-8");
        // No test asks anybody outside of this machine.
        run.setEnvironmentVariable("ALCOVE_HELPERS", "none");
        return .{ .b = b, .exe = exe, .run = run };
    }

    pub fn filter(d: Driver) void {
        const args = d.b.args orelse return;
        if (args.len > 0) d.run.addArg(d.b.fmt("--filter={s}", .{args[0]}));
    }

    /// `spec` is described in tools/run_tests.c. Arguments may be added to `run` until `end`.
    pub fn begin(d: Driver, spec: []const u8, exe: *Build.Step.Compile) void {
        d.run.addArg(spec);
        for ([_][]const u8{ "test-widgets", "test-desktop", "test-app" }) |name|
            if (std.mem.eql(u8, name, exe.name)) d.run.addArgs(&with_callers);
        d.run.addArtifactArg(exe);
    }

    pub fn end(d: Driver) void {
        d.run.addArg(";");
    }
};
