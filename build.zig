//! The map of the house: which rooms there are, what each may use, and what can be done with
//! them. `zig build --list-steps` prints the steps with a sentence each.
const std = @import("std");
const house = @import("tools/build/house.zig");
const tests = @import("tools/build/tests.zig");
const fuzz = @import("tools/build/fuzz.zig");
const Room = house.Room;
const House = house.House;

/// From the ground up: a room uses only rooms above it in this table.
const rooms = [_]Room{
    .{ .name = "base", .dir = "protocol/base", .dialect = .iso },
    .{
        .name = "link",
        .dir = "protocol/link",
        .needs = &.{"base"},
        .libs = &.{"libsodium"},
        .dialect = .iso,
    },
    .{
        .name = "reach",
        .dir = "protocol/reach",
        .needs = &.{"base"},
        .libs = &.{ "libsodium", "nettle" },
        .dialect = .iso,
    },
    .{
        .name = "text",
        .dir = "protocol/text",
        .needs = &.{"base"},
        .libs = &.{"zlib"},
        .dialect = .iso,
    },
    .{
        .name = "records",
        .dir = "protocol/records",
        .needs = &.{ "base", "text" },
        .libs = &.{ "msgpack", "libsodium" },
        .dialect = .iso,
    },
    .{ .name = "session", .dir = "src/session", .needs = &.{ "base", "text", "records" } },
    .{
        .name = "store",
        .dir = "src/store",
        .needs = &.{ "base", "link", "reach", "text", "records" },
        .libs = &.{ "libsodium", "sqlite3" },
    },
    .{
        .name = "net",
        .dir = "src/net",
        .needs = &.{ "base", "link", "reach" },
        .libs = &.{ "libuv", "libsodium", "miniupnpc" },
        .plain_libs = &.{"natpmp"},
    },
    .{
        .name = "media",
        .dir = "src/media",
        .needs = &.{"base"},
        .libs = &.{ "opus", "vpx", "speexdsp" },
    },
    .{
        .name = "devices",
        .dir = "src/devices",
        .needs = &.{ "base", "media" },
        .libs = &.{ "sdl2", "libturbojpeg", "zbar" },
    },
    .{
        .name = "widgets",
        .dir = "src/widgets",
        .needs = &.{ "base", "media" },
        .libs = &.{ "sdl2", "SDL2_ttf", "fribidi", "fontconfig", "zlib" },
    },
    .{
        .name = "desktop",
        .dir = "src/desktop",
        .needs = &.{ "base", "media", "widgets" },
        .libs = &.{"libsystemd"},
    },
    .{
        .name = "ui",
        .dir = "src/ui",
        .needs = &.{ "base", "text", "records", "session", "media", "widgets" },
        .libs = &.{"sdl2"},
    },
    .{
        .name = "papers",
        .dir = "src/papers",
        .needs = &.{ "base", "text", "records" },
        .libs = &.{ "libsodium", "pangocairo" },
    },
    .{
        .name = "app",
        .dir = "src/app",
        .needs = &.{
            "base",  "link",   "reach", "text",    "records", "session",
            "store", "net",    "media", "devices", "widgets", "desktop",
            "ui",    "papers",
        },
        .libs = &.{ "libsodium", "libuv", "sdl2", "libqrencode" },
    },
    .{ .name = "emulator", .dir = "tools/emulator", .needs = &.{"base"} },
    .{ .name = "driver", .dir = "tools/driver" },
    .{ .name = "check", .dir = "tools/check", .needs = &.{"session"} },
};

/// Rooms without an operating system: all that the simulator, the fuzzers and the bench need.
const pure_rooms = [_][]const u8{ "link", "reach", "text", "records", "session", "media" };

/// What can be asked for; the options of the command line that bear on the tests.
const Steps = struct {
    b: *std.Build,
    run: *std.Build.Step,
    @"test": *std.Build.Step,
    sim: *std.Build.Step,
    fuzz: *std.Build.Step,
    bench: *std.Build.Step,
    sheet: *std.Build.Step,
    check: *std.Build.Step,
    fmt: *std.Build.Step,
    /// Also under both sanitizers, with short fuzzing.
    whole: bool,
    fuzz_seconds: u32,

    fn init(b: *std.Build) Steps {
        return .{
            .b = b,
            .run = b.step("run", "Build and run alcove; arguments after --"),
            .@"test" = b.step("test", "Run every test, or those that match -- WORD"),
            .sim = b.step("sim", "Run the simulated world; arguments after --"),
            .fuzz = b.step("fuzz", "Run the fuzzers (or those that match -- WORD)"),
            .sheet = b.step("sheet", "Draw every screen on one picture, zig-out/sheet.png"),
            .bench = b.step("bench", "Measure; -- NAME for one of the benches"),
            .check = b.step("check", "Check borders, style and the binary's hardening"),
            .fmt = b.step("fmt", "Format every C and Zig file in place"),
            .whole = b.option(bool, "whole", "test: also sanitizers and fuzzing") orelse false,
            .fuzz_seconds = b.option(u32, "fuzz-seconds", "fuzz: for each (300)") orelse 300,
        };
    }
};

pub fn build(b: *std.Build) void {
    const steps: Steps = .init(b);
    // A portable processor by default; -Dcpu=native is still possible.
    const target = b.standardTargetOptions(.{ .default_target = .{
        .cpu_model = if (@import("builtin").cpu.arch == .x86_64)
            .{ .explicit = &std.Target.x86.cpu.x86_64_v2 }
        else
            .baseline,
    } });
    const variant: house.Variant = .{
        .optimize = b.standardOptimizeOption(.{}),
        .asan = b.option(bool, "asan", "Build with AddressSanitizer") orelse false,
        .tsan = b.option(bool, "tsan", "Build with ThreadSanitizer") orelse false,
    };
    add_fmt(steps);
    if (missing_packages(b, "build")) |fail| {
        b.getInstallStep().dependOn(fail);
        for ([_]*std.Build.Step{ steps.run, steps.sim, steps.bench }) |s| s.dependOn(fail);
        for ([_]*std.Build.Step{ steps.@"test", steps.fuzz, steps.check }) |s| s.dependOn(fail);
        return;
    }
    const h: *House = .init(b, &rooms, target, variant);
    const product: *House = .init(b, &rooms, target, .{ .optimize = .ReleaseSafe });

    const app = add_app(h);
    b.installArtifact(app);
    for (desktop_files) |file| b.installFile(
        b.fmt("assets/desktop/{s}", .{file.name}),
        b.fmt("share/{s}/{s}", .{ file.folder, file.name }),
    );
    install_logo(product);
    if (add_emulator(h)) |emulator| b.installArtifact(emulator);
    for (add_lab_probes(h)) |probe| b.installArtifact(probe);
    b.installArtifact(add_reader(h));
    const run = b.addRunArtifact(app);
    if (b.args) |args| run.addArgs(args);
    steps.run.dependOn(&run.step);

    const sim = add_sim(simulator_house(h, product), steps);
    const bench = add_bench(product, steps);
    if (missing_packages(b, "test")) |fail| {
        for ([_]*std.Build.Step{ steps.@"test", steps.fuzz, steps.check }) |s| s.dependOn(fail);
        return;
    }
    // Built in every whole run, so that they cannot rot.
    if (steps.whole) for ([_]?*std.Build.Step.Compile{ sim, bench }) |exe| {
        if (exe) |e| steps.@"test".dependOn(&e.step);
    };
    add_tests(h, product, steps);
    add_check(product, steps);
    add_fuzz(h, steps);
}

/// By these a desktop knows that there is an Alcove, and what opens its links.
const desktop_files = [_]struct { name: []const u8, folder: []const u8 }{
    .{ .name = "alcove.desktop", .folder = "applications" },
    .{ .name = "alcove.metainfo.xml", .folder = "metainfo" },
};

fn add_app(h: *House) *std.Build.Step.Compile {
    const app = h.program("alcove", &.{"app"});
    h.add_sources(app, "src", &.{"main.c"});
    return app;
}

/// The icons of the app, where desktops look for them.
fn install_logo(h: *House) void {
    const b = h.b;
    const exe = h.program("logo_png", &.{"widgets"});
    h.add_sources(exe, "tools", &.{"logo_png.c"});
    for ([_]u32{ 48, 128, 256 }) |side| {
        const run = b.addRunArtifact(exe);
        run.addArg(b.fmt("{d}", .{side}));
        const png = run.addOutputFileArg("alcove.png");
        const place = b.fmt("share/icons/hicolor/{0d}x{0d}/apps/alcove.png", .{side});
        b.getInstallStep().dependOn(&b.addInstallFile(png, place).step);
    }
    b.installFile(
        "assets/logo/alcove.svg",
        "share/icons/hicolor/scalable/apps/alcove.svg",
    );
    b.installFile(
        "assets/logo/alcove-symbolic.svg",
        "share/icons/hicolor/symbolic/apps/alcove-symbolic.svg",
    );
}

/// All golden frames of the screens, drawn anew, on one picture for people to look at.
fn add_sheet(h: *House, steps: Steps, ui: *std.Build.Step.Compile) void {
    const b = h.b;
    const exe = h.program("contact_sheet", &.{"widgets"});
    h.add_sources(exe, "tools", &.{"contact_sheet.c"});
    const fresh = b.addSystemCommand(&.{ "sh", "-c", "rm -rf \"$0\" && mkdir -p \"$0\"" });
    fresh.addArg(b.getInstallPath(.prefix, "frames"));
    fresh.has_side_effects = true;
    const frames = b.addRunArtifact(ui);
    frames.step.dependOn(&fresh.step);
    frames.addArg("screen");
    frames.setCwd(b.path("."));
    frames.setEnvironmentVariable("SDL_VIDEODRIVER", "offscreen");
    frames.setEnvironmentVariable("ALCOVE_GOLDEN_FRAMES", b.getInstallPath(.prefix, "frames"));
    frames.has_side_effects = true;
    frames.stdio = .inherit;
    const sheet = b.addRunArtifact(exe);
    sheet.addArg(b.getInstallPath(.prefix, "frames"));
    sheet.addArg(b.getInstallPath(.prefix, "sheet.png"));
    sheet.step.dependOn(&frames.step);
    sheet.has_side_effects = true;
    sheet.stdio = .inherit;
    steps.sheet.dependOn(&sheet.step);
}

/// The emulator of bad lines, which tests/e2e put between two people.
fn add_emulator(h: *House) ?*std.Build.Step.Compile {
    if (house.files_in(h.b, "tools/emulator", "main.c").len == 0) return null;
    const exe = h.program("link_emulator", &.{"emulator"});
    h.add_sources(exe, "tools/emulator", &.{"main.c"});
    return exe;
}

/// A screen reader for scripts of tests/e2e: what they see and do goes over the accessibility bus.
fn add_reader(h: *House) *std.Build.Step.Compile {
    const exe = h.program("reader", &.{"desktop"});
    exe.root_module.addIncludePath(h.b.path("tests"));
    h.add_sources(exe, "tests/reader", house.files_in(h.b, "tests/reader", ".c"));
    return exe;
}

/// Alcove's DHT client alone, which tests/e2e/swarm.sh lets meet nodes of other programs.
fn add_dht_client(h: *House) *std.Build.Step.Compile {
    const exe = h.program("dht_client", &.{"reach"});
    h.add_sources(exe, "tests/swarm", &.{"main.c"});
    return exe;
}

/// An hour of the simulated world is a billion small steps: ReleaseSafe, unless a sanitizer looks.
fn simulator_house(h: *House, product: *House) *House {
    return if (h.variant.asan or h.variant.tsan) h else product;
}

fn add_sim(h: *House, steps: Steps) ?*std.Build.Step.Compile {
    const b = h.b;
    const files = house.without(b, house.files_in(b, "tests/sim", ".c"), "_test.c");
    if (house.files_in(b, "tests/sim", "main.c").len == 0) return null;
    const exe = h.program("alcove-sim", &(pure_rooms ++ .{"emulator"}));
    exe.root_module.addIncludePath(b.path("tests"));
    h.add_sources(exe, "tests/sim", files);
    const run = b.addRunArtifact(exe);
    run.stdio = .inherit;
    run.setCwd(b.path("."));
    if (b.args) |args| run.addArgs(args);
    steps.sim.dependOn(&run.step);
    return exe;
}

/// Each tools/bench/NAME_bench.c defines `int NAME_bench(int argc, char **argv)`.
fn add_bench(h: *House, steps: Steps) ?*std.Build.Step.Compile {
    const b = h.b;
    const files = house.files_in(b, "tools/bench", ".c");
    if (files.len == 0) return null;
    const exe = h.program("alcove-bench", &(pure_rooms ++ .{ "store", "net", "ui" }));
    exe.root_module.addCSourceFile(.{
        .file = house.table_source(
            b,
            "bench_main",
            house.files_in(b, "tools/bench", "_bench.c"),
            "int argc, char **argv",
            "#include \"bench/bench.h\"\n#define row bench\n",
            \\int main(int argc, char **argv)
            \\{
            \\    return run_benches(rows, sizeof rows / sizeof rows[0], argc, argv);
            \\}
            \\
            ,
        ),
        .flags = h.flags(.system),
    });
    h.add_sources(exe, "tools/bench", files);
    exe.root_module.addIncludePath(b.path("tests"));
    h.add_sources(exe, "tests", &.{"folder.c"});
    h.add_sources(exe, "tests/pump", &.{"allocations.c"});
    h.add_sources(exe, "tests/store", &.{ "torn_disk.c", "vault_life.c" });
    h.add_sources(exe, "tests/ui", &.{"home_scene.c"});
    const run = b.addRunArtifact(exe);
    run.stdio = .inherit;
    run.setCwd(b.path("."));
    if (b.args) |args| run.addArgs(args);
    steps.bench.dependOn(&run.step);
    return exe;
}

fn add_tests(h: *House, product: *House, steps: Steps) void {
    const b = h.b;
    const all: tests.Driver = .init(b, "tests");
    all.filter();
    all.run.addPrefixedArtifactArg("--env=ALCOVE=", add_app(product));
    all.run.addPrefixedArtifactArg("--env=ALCOVE_RUN_TESTS=", all.exe);
    all.run.addArg(b.fmt("--env=ALCOVE_ZIG={s}", .{b.graph.zig_exe}));
    if (add_emulator(product)) |emulator|
        all.run.addPrefixedArtifactArg("--env=ALCOVE_EMULATOR=", emulator);
    for (add_lab_probes(product), lab_probes) |probe, row|
        all.run.addPrefixedArtifactArg(b.fmt("--env={s}=", .{row.env}), probe);
    all.run.addPrefixedArtifactArg("--env=ALCOVE_DHT_CLIENT=", add_dht_client(product));
    all.run.addPrefixedArtifactArg("--env=ALCOVE_READER=", add_reader(product));
    steps.@"test".dependOn(&all.run.step);

    // A script may take the result of one test: the settings come before the programs.
    var runners: [rooms.len]?*std.Build.Step.Compile = undefined;
    for (rooms, &runners) |room, *exe| {
        exe.* = room_runner(h, room);
        const setting = b.fmt("--env=ALCOVE_TESTS_{s}=", .{room.name});
        if (exe.*) |runner| all.run.addPrefixedArtifactArg(setting, runner);
    }
    for (rooms, runners) |room, runner| {
        const exe = runner orelse continue;
        add_room_tests(all, exe, room, "");
        add_one(b, room.name, exe);
        if (std.mem.eql(u8, room.name, "ui")) add_sheet(h, steps, exe);
    }
    const world = simulator_house(h, product);
    if (tests.runner(world, "tests/sim", "sim", &(pure_rooms ++ .{"emulator"}))) |exe| {
        all.begin("sim=300:groups", exe);
        all.end();
        add_one(b, "sim", exe);
    }
    // Real links over real sockets; tests/net has a link of its own in their place.
    if (tests.runner(h, "tests/pump", "pump", &.{ "net", "emulator" })) |exe| {
        // A swarm of the simulator's nodes, behind real sockets.
        h.add_sources(exe, "tests/sim", &.{"dht_nodes.c"});
        all.begin("pump=60:groups", exe);
        all.end();
        add_one(b, "pump", exe);
    }
    if (steps.whole) {
        const asan: *House = .init(b, &rooms, h.target, .{ .asan = true });
        const tsan: *House = .init(b, &rooms, h.target, .{ .tsan = true });
        for (rooms) |room|
            if (room_runner(asan, room)) |exe| add_room_tests(all, exe, room, " asan");
        // Where threads live, or what they share is made.
        for (rooms) |room| {
            for ([_][]const u8{ "net", "store", "devices", "desktop", "app" }) |name| {
                if (std.mem.eql(u8, room.name, name)) break;
            } else continue;
            if (room_runner(tsan, room)) |exe| add_room_tests(all, exe, room, " tsan");
        }
        add_fuzzers(all, h, 3);
    }
    add_check_program(all, product);
    for ([_][]const u8{ "e2e", "lab" }) |folder| add_scripts(all, folder);
}

/// What a lab script drives by itself, from inside a home: tests/lab/STEM.c is a program.
const lab_probes = [_]struct { stem: []const u8, env: []const u8, uses: []const []const u8 }{
    .{ .stem = "nat_probe", .env = "ALCOVE_PROBE", .uses = &.{} },
    .{ .stem = "mapping_probe", .env = "ALCOVE_MAPPING_PROBE", .uses = &.{"net"} },
    .{ .stem = "lan_probe", .env = "ALCOVE_LAN_PROBE", .uses = &.{"net"} },
};

fn add_lab_probes(h: *House) [lab_probes.len]*std.Build.Step.Compile {
    var all: [lab_probes.len]*std.Build.Step.Compile = undefined;
    for (lab_probes, &all) |probe, *exe| {
        exe.* = h.program(probe.stem, probe.uses);
        h.add_sources(exe.*, "tests/lab", &.{h.b.fmt("{s}.c", .{probe.stem})});
    }
    return all;
}

/// Scripts that judge short times: they run alone. All others wait nearly all of their time, and
/// have patience.
const measuring_scripts = [_][]const u8{
    "e2e/hide.sh",   "e2e/hour.sh", "e2e/thin_hour.sh",
    "lab/doctor.sh", "lab/roam.sh", "lab/verify.sh",
};

/// Each tests/FOLDER/NAME.sh prints TAP.
fn add_scripts(all: tests.Driver, folder: []const u8) void {
    const b = all.b;
    const dir = b.fmt("tests/{s}", .{folder});
    for (house.files_in(b, dir, ".sh")) |file| {
        const path = b.fmt("{s}/{s}", .{ dir, file });
        var beside: u8 = '~';
        for (measuring_scripts) |measuring|
            if (std.mem.eql(u8, measuring, path["tests/".len..])) {
                beside = '!';
            };
        const name = file[0 .. file.len - 3];
        all.run.addArg(b.fmt("{s} {s}=180{c}:tap", .{ folder, name, beside }));
        all.run.addFileArg(b.path(path));
        all.end();
    }
}

fn room_runner(h: *House, room: Room) ?*std.Build.Step.Compile {
    const dir = h.b.fmt("tests/{s}", .{room.name});
    const exe = tests.runner(h, dir, room.name, &.{room.name}) orelse return null;
    // Speech that the app makes itself, for what works on voices.
    if (std.mem.eql(u8, room.name, "media")) h.add_sources(exe, "src/devices", &.{"speech.c"});
    // The reader of scripts is tried on a window of the test's own.
    if (std.mem.eql(u8, room.name, "desktop"))
        h.add_sources(exe, "tests/reader", &.{ "things.c", "verbs.c" });
    // And a room in which it sounds.
    if (std.mem.eql(u8, room.name, "app")) h.add_sources(exe, "tests/media", &.{"room.c"});
    return exe;
}

fn add_room_tests(
    all: tests.Driver,
    exe: *std.Build.Step.Compile,
    room: Room,
    suffix: []const u8,
) void {
    all.begin(all.b.fmt("{s}{s}=300:groups", .{ room.name, suffix }), exe);
    all.end();
}

/// A step for the tests of one room alone; -- WORD picks its groups.
fn add_one(b: *std.Build, name: []const u8, exe: *std.Build.Step.Compile) void {
    const one: tests.Driver = .init(b, b.fmt("test {s}", .{name}));
    one.begin(b.fmt("{s}=300:tap", .{name}), exe);
    if (b.args) |args| one.run.addArgs(args);
    one.end();
    const what = b.fmt("Run the tests of {s}; -- WORD for some", .{name});
    b.step(b.fmt("test-{s}", .{name}), what).dependOn(&one.run.step);
}

fn add_check(h: *House, steps: Steps) void {
    const driver: tests.Driver = .init(h.b, "check");
    add_check_program(driver, h);
    steps.check.dependOn(&driver.run.step);
}

/// tools/check gets the table of rooms, the app and the archives of the protocol, all as shipped.
fn add_check_program(driver: tests.Driver, h: *House) void {
    const b = h.b;
    var table: std.ArrayList(u8) = .empty;
    for (rooms) |room| {
        const dialect = @tagName(room.dialect);
        const needs = std.mem.join(b.allocator, " ", room.needs) catch @panic("OOM");
        const row = b.fmt("{s} {s} {s} {s}\n", .{ room.name, room.dir, dialect, needs });
        table.appendSlice(b.allocator, row) catch @panic("OOM");
    }
    const exe = h.program("alcove-check", &.{"check"});
    h.add_sources(exe, "tools/check", &.{"main.c"});
    driver.begin("check=120:tap", exe);
    driver.run.addArg(".");
    driver.run.addFileArg(b.addWriteFiles().add("rooms.txt", table.items));
    driver.run.addArtifactArg(add_app(h));
    for (rooms, h.archives) |room, archive| {
        if (room.dialect == .iso) driver.run.addArtifactArg(archive orelse continue);
    }
    driver.run.addArtifactArg(h.mlkem);
    driver.end();
}

fn add_fuzz(h: *House, steps: Steps) void {
    const driver: tests.Driver = .init(h.b, "fuzz");
    driver.filter();
    add_fuzzers(driver, h, steps.fuzz_seconds);
    steps.fuzz.dependOn(&driver.run.step);
}

/// New inputs go to .zig-cache/fuzz/NAME, the committed corpus is only read. The canary starts from
/// nothing each time: it shall search.
fn add_fuzzers(driver: tests.Driver, h: *House, seconds: u32) void {
    const b = h.b;
    var fuzzers: fuzz.Fuzzers = .init(h);
    for (fuzzers.all()) |fuzzer| {
        const kind = if (fuzzer.canary) "canary" else "exit";
        driver.run.addArg(b.fmt("fuzz {s}={d}:{s}", .{ fuzzer.name, seconds + 60, kind }));
        driver.run.addFileArg(fuzzer.bin);
        driver.run.addArgs(&.{
            b.fmt("-max_total_time={d}", .{if (fuzzer.canary) 60 else seconds}),
            b.fmt("-artifact_prefix=.zig-cache/fuzz-finding-{s}-", .{fuzzer.name}),
        });
        if (!fuzzer.canary) driver.run.addArgs(&.{
            "-create_missing_dirs=1",
            b.fmt(".zig-cache/fuzz/{s}", .{fuzzer.name}),
            b.fmt("tests/fuzz/corpus/{s}", .{fuzzer.name}),
        });
        driver.end();
    }
}

const format_all_c =
    "find protocol src tests tools -name '*.[ch]' -print0 | xargs -0 clang-format-14 -i";

fn add_fmt(steps: Steps) void {
    const b = steps.b;
    steps.fmt.dependOn(&b.addFmt(.{ .paths = &.{ "build.zig", "tools", "protocol" } }).step);
    const c = b.addSystemCommand(&.{ "sh", "-c", format_all_c });
    c.setCwd(b.path("."));
    c.has_side_effects = true;
    steps.fmt.dependOn(&c.step);
}

/// A step that fails and names the Debian packages of this kind that pkg-config does not find, or
/// null when all are there. tools/packages.txt is the one list.
fn missing_packages(b: *std.Build, kind: []const u8) ?*std.Build.Step {
    var names: std.ArrayList(u8) = .empty;
    var lines = std.mem.splitScalar(u8, @embedFile("tools/packages.txt"), '\n');
    while (lines.next()) |line| {
        var words = std.mem.tokenizeScalar(u8, line, ' ');
        if (!std.mem.eql(u8, words.next() orelse "#", kind)) continue;
        const package = words.next() orelse continue;
        const name = words.next() orelse continue;
        var code: u8 = undefined;
        const command = [_][]const u8{ "pkg-config", "--exists", name };
        if (b.runAllowFail(&command, &code, .ignore)) |_| continue else |_| {}
        names.print(b.allocator, " {s}", .{package}) catch @panic("OOM");
    }
    if (names.items.len == 0) return null;
    const advice = b.fmt("missing Debian packages; run: apt-get install{s}", .{names.items});
    return &b.addFail(advice).step;
}
