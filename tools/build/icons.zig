//! Bakes assets/icons/*.svg and the logo into C tables for src/widgets: every shape becomes a chain
//! of points in 1/256 of the grid. Only what our own drawings use of SVG is understood; anything
//! else stops the build. Curves are flattened here, with Zig's own sine, so that the tables are the
//! same wherever they are made.
const std = @import("std");

/// How far a chain may be from its curve, on the grid of 24.
const tolerance = 0.004;
const parts = 256;

const Point = struct { x: f64, y: f64 };

/// Fill and stroke as an element has them: null is "none".
const Paint = struct {
    fill: ?u24 = null,
    stroke: ?u24 = null,
    width: f64 = 0,
};

pub const Baker = struct {
    a: std.mem.Allocator,
    file: []const u8 = "",
    mirrored: bool = false,
    points: std.ArrayList(u8) = .empty,
    point_count: usize = 0,
    shapes: std.ArrayList(u8) = .empty,
    shape_count: usize = 0,
    chain: std.ArrayList(Point) = .empty,

    fn fail(baker: *Baker, what: []const u8) noreturn {
        std.debug.panic("{s}: {s}", .{ baker.file, what });
    }

    /// Adds all shapes of a drawing; returns its row for the table of drawings.
    pub fn bake(baker: *Baker, file: []const u8, svg: []const u8) []const u8 {
        const first = baker.shape_count;
        baker.file = file;
        baker.mirrored = false;
        var root: Paint = .{};
        var rest = svg;
        while (std.mem.indexOfScalar(u8, rest, '<')) |start| {
            const end = std.mem.indexOfScalar(u8, rest, '>') orelse baker.fail("no '>'");
            baker.element(std.mem.trimEnd(u8, rest[start + 1 .. end], "/ \n"), &root);
            rest = rest[end + 1 ..];
        }
        if (baker.shape_count == first) baker.fail("nothing is drawn");
        return std.fmt.allocPrint(baker.a, "{{{d}, {d}, {}}}", .{
            first, baker.shape_count - first, baker.mirrored,
        }) catch @panic("OOM");
    }

    fn element(baker: *Baker, tag: []const u8, root: *Paint) void {
        const name_end = std.mem.indexOfAny(u8, tag, " \n") orelse tag.len;
        const Kind = enum { svg, path, circle, rect, line, polyline, @"/svg" };
        const kind = std.meta.stringToEnum(Kind, tag[0..name_end]) orelse
            baker.fail("an element that is not known");
        const paint = baker.paint_of(tag, root.*);
        switch (kind) {
            .svg => {
                const box = attribute(tag, "viewBox") orelse baker.fail("no viewBox");
                if (!std.mem.eql(u8, box, "0 0 24 24")) baker.fail("the grid is not 24");
                baker.mirrored = attribute(tag, "data-mirrored") != null;
                root.* = paint;
            },
            .path => baker.path(attribute(tag, "d") orelse baker.fail("no d"), paint),
            .circle => baker.circle(tag, paint),
            .rect => baker.rect(tag, paint),
            .line => {
                baker.add(.{ .x = baker.number(tag, "x1"), .y = baker.number(tag, "y1") });
                baker.add(.{ .x = baker.number(tag, "x2"), .y = baker.number(tag, "y2") });
                baker.chain_end(paint);
            },
            .polyline => {
                var reader: Reader = .{
                    .baker = baker,
                    .text = attribute(tag, "points") orelse baker.fail("no points"),
                };
                while (reader.more()) baker.add(reader.point());
                baker.chain_end(paint);
            },
            .@"/svg" => {},
        }
    }

    fn paint_of(baker: *Baker, tag: []const u8, root: Paint) Paint {
        var paint = root;
        if (attribute(tag, "fill")) |text| paint.fill = baker.colour(text);
        if (attribute(tag, "stroke")) |text| paint.stroke = baker.colour(text);
        if (attribute(tag, "stroke-width") != null)
            paint.width = baker.number(tag, "stroke-width");
        return paint;
    }

    fn colour(baker: *Baker, text: []const u8) ?u24 {
        if (std.mem.eql(u8, text, "none")) return null;
        if (std.mem.eql(u8, text, "black")) return 0;
        if (std.mem.eql(u8, text, "white")) return 0xffffff;
        if (text.len != 7 or text[0] != '#') baker.fail("a colour that is not #rrggbb");
        return std.fmt.parseInt(u24, text[1..], 16) catch baker.fail("a colour is not a number");
    }

    fn number(baker: *Baker, tag: []const u8, name: []const u8) f64 {
        const text = attribute(tag, name) orelse baker.fail("an attribute is missing");
        return std.fmt.parseFloat(f64, text) catch baker.fail("not a number");
    }

    fn add(baker: *Baker, point: Point) void {
        baker.chain.append(baker.a, point) catch @panic("OOM");
    }

    /// Writes the chain down as the shapes it makes: its area, then its stroke.
    fn chain_end(baker: *Baker, paint: Paint) void {
        const chain = baker.chain.items;
        if (chain.len == 0) return;
        const first = baker.point_count;
        for (chain) |point| baker.points.print(baker.a, "    {{{d}, {d}}},\n", .{
            whole(point.x), whole(point.y),
        }) catch @panic("OOM");
        baker.point_count += chain.len;
        baker.chain.clearRetainingCapacity();
        if (paint.fill) |fill| baker.shape(first, 0, fill);
        if (paint.stroke) |stroke| baker.shape(first, whole(paint.width / 2), stroke);
        if (paint.fill == null and paint.stroke == null) baker.fail("a shape nobody sees");
    }

    fn shape(baker: *Baker, first: usize, half: i16, paint: u24) void {
        baker.shapes.print(baker.a, "    {{{d}, {d}, {d}, 0x{x:0>6}}},\n", .{
            first, baker.point_count - first, half, paint,
        }) catch @panic("OOM");
        baker.shape_count += 1;
    }

    fn circle(baker: *Baker, tag: []const u8, paint: Paint) void {
        const r = baker.number(tag, "r");
        const middle: Point = .{ .x = baker.number(tag, "cx"), .y = baker.number(tag, "cy") };
        baker.add(.{ .x = middle.x + r, .y = middle.y });
        baker.turn(middle, r, 0, 2 * std.math.pi);
        baker.chain_end(paint);
    }

    fn rect(baker: *Baker, tag: []const u8, paint: Paint) void {
        const x = baker.number(tag, "x");
        const y = baker.number(tag, "y");
        const w = baker.number(tag, "width");
        const h = baker.number(tag, "height");
        const r = if (attribute(tag, "rx") != null) baker.number(tag, "rx") else 0;
        const quarter = std.math.pi / 2.0;
        baker.add(.{ .x = x, .y = y + r });
        baker.turn(.{ .x = x + r, .y = y + r }, r, 2 * quarter, quarter);
        baker.add(.{ .x = x + w - r, .y = y });
        baker.turn(.{ .x = x + w - r, .y = y + r }, r, 3 * quarter, quarter);
        baker.add(.{ .x = x + w, .y = y + h - r });
        baker.turn(.{ .x = x + w - r, .y = y + h - r }, r, 0, quarter);
        baker.add(.{ .x = x + r, .y = y + h });
        baker.turn(.{ .x = x + r, .y = y + h - r }, r, quarter, quarter);
        baker.add(.{ .x = x, .y = y + r });
        baker.chain_end(paint);
    }

    /// From the angle `from` on by `by`, clockwise when positive; the first point is there already.
    fn turn(baker: *Baker, middle: Point, r: f64, from: f64, by: f64) void {
        if (r <= 0) return;
        const step = 2 * std.math.acos(1 - tolerance / @max(r, 2 * tolerance));
        const count: usize = @intFromFloat(@ceil(@abs(by) / step));
        for (1..count + 1) |i| {
            const along = @as(f64, @floatFromInt(i)) / @as(f64, @floatFromInt(count));
            const angle = from + by * along;
            baker.add(.{ .x = middle.x + r * @cos(angle), .y = middle.y + r * @sin(angle) });
        }
    }

    fn cubic(baker: *Baker, a: Point, b: Point, c: Point, d: Point) void {
        const bend = @max(
            std.math.hypot(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y),
            std.math.hypot(b.x - 2 * c.x + d.x, b.y - 2 * c.y + d.y),
        );
        const count: usize = @intFromFloat(@max(1, @ceil(@sqrt(0.75 * bend / tolerance))));
        for (1..count + 1) |i| {
            const t = @as(f64, @floatFromInt(i)) / @as(f64, @floatFromInt(count));
            const s = 1 - t;
            baker.add(.{
                .x = s * s * s * a.x + 3 * s * s * t * b.x + 3 * s * t * t * c.x + t * t * t * d.x,
                .y = s * s * s * a.y + 3 * s * s * t * b.y + 3 * s * t * t * c.y + t * t * t * d.y,
            });
        }
    }

    /// A part of a circle as SVG gives it: its ends, which way round, and whether the long way.
    fn arc(baker: *Baker, from: Point, to: Point, radius: f64, long: bool, clockwise: bool) void {
        const half_x = (to.x - from.x) / 2;
        const half_y = (to.y - from.y) / 2;
        const half = std.math.hypot(half_x, half_y);
        if (half == 0) baker.fail("an arc to where it begins");
        const r = @max(radius, half);
        const away = @sqrt(@max(0, r * r - half * half)) / half;
        const side: f64 = if (long == clockwise) 1 else -1;
        const middle: Point = .{
            .x = from.x + half_x + side * away * half_y,
            .y = from.y + half_y - side * away * half_x,
        };
        const first = std.math.atan2(from.y - middle.y, from.x - middle.x);
        var by = std.math.atan2(to.y - middle.y, to.x - middle.x) - first;
        if (clockwise and by < 0) by += 2 * std.math.pi;
        if (!clockwise and by > 0) by -= 2 * std.math.pi;
        baker.turn(middle, r, first, by);
    }

    fn path(baker: *Baker, text: []const u8, paint: Paint) void {
        var reader: Reader = .{ .baker = baker, .text = text };
        var walk: Walk = .{ .baker = baker, .paint = paint };
        var command: u8 = 0;
        while (reader.more()) {
            const next = reader.text[reader.at];
            if (std.ascii.isAlphabetic(next)) {
                command = next;
                reader.at += 1;
            }
            walk.step(&reader, command);
            // What follows a move without a letter are lines.
            if (command == 'M') command = 'L';
            if (command == 'm') command = 'l';
        }
        baker.chain_end(paint);
    }
};

/// Where the pen of a path is.
const Walk = struct {
    baker: *Baker,
    paint: Paint,
    at: Point = .{ .x = 0, .y = 0 },
    begin: Point = .{ .x = 0, .y = 0 },
    /// What a smooth curve mirrors.
    handle: Point = .{ .x = 0, .y = 0 },

    fn step(walk: *Walk, reader: *Reader, command: u8) void {
        const baker = walk.baker;
        reader.origin = if (std.ascii.isLower(command)) walk.at else .{ .x = 0, .y = 0 };
        const from = walk.at;
        var handle: ?Point = null;
        switch (std.ascii.toUpper(command)) {
            'M' => {
                baker.chain_end(walk.paint);
                walk.at = reader.point();
                walk.begin = walk.at;
                baker.add(walk.at);
            },
            'L' => walk.line(reader.point()),
            'H' => walk.line(.{ .x = reader.number() + reader.origin.x, .y = from.y }),
            'V' => walk.line(.{ .x = from.x, .y = reader.number() + reader.origin.y }),
            'C', 'S' => |kind| {
                const mirrored: Point = .{
                    .x = 2 * from.x - walk.handle.x,
                    .y = 2 * from.y - walk.handle.y,
                };
                const one = if (kind == 'C') reader.point() else mirrored;
                const two = reader.point();
                walk.at = reader.point();
                baker.cubic(from, one, two, walk.at);
                handle = two;
            },
            'Q' => {
                const one = reader.point();
                walk.at = reader.point();
                baker.cubic(from, between(from, one), between(walk.at, one), walk.at);
            },
            'A' => {
                const radius = reader.number();
                if (radius != reader.number() or reader.number() != 0)
                    baker.fail("an arc that is not of a circle");
                const long = reader.number() != 0;
                const clockwise = reader.number() != 0;
                walk.at = reader.point();
                baker.arc(from, walk.at, radius, long, clockwise);
            },
            'Z' => walk.line(walk.begin),
            else => baker.fail("a command of a path that is not known"),
        }
        walk.handle = handle orelse walk.at;
    }

    fn line(walk: *Walk, to: Point) void {
        walk.at = to;
        walk.baker.add(to);
    }

    /// Two thirds of the way from an end to the handle of a quadratic curve.
    fn between(end: Point, handle: Point) Point {
        return .{
            .x = end.x + (handle.x - end.x) * 2 / 3,
            .y = end.y + (handle.y - end.y) * 2 / 3,
        };
    }
};

/// The numbers of a path or a polyline, parted by spaces, commas or the next sign.
const Reader = struct {
    baker: *Baker,
    text: []const u8,
    at: usize = 0,
    origin: Point = .{ .x = 0, .y = 0 },

    fn more(reader: *Reader) bool {
        while (reader.at < reader.text.len and
            std.mem.indexOfScalar(u8, " ,\n", reader.text[reader.at]) != null) reader.at += 1;
        return reader.at < reader.text.len;
    }

    fn number(reader: *Reader) f64 {
        if (!reader.more()) reader.baker.fail("a number is missing");
        const start = reader.at;
        reader.at += 1;
        while (reader.at < reader.text.len and
            (std.ascii.isDigit(reader.text[reader.at]) or reader.text[reader.at] == '.'))
            reader.at += 1;
        return std.fmt.parseFloat(f64, reader.text[start..reader.at]) catch
            reader.baker.fail("not a number");
    }

    fn point(reader: *Reader) Point {
        const x = reader.number();
        return .{ .x = reader.origin.x + x, .y = reader.origin.y + reader.number() };
    }
};

fn attribute(tag: []const u8, name: []const u8) ?[]const u8 {
    var from: usize = 0;
    while (std.mem.indexOfPos(u8, tag, from, name)) |at| : (from = at + 1) {
        const value = at + name.len + 2;
        if (!std.ascii.isWhitespace(tag[at - 1]) or value > tag.len) continue;
        if (!std.mem.eql(u8, tag[value - 2 .. value], "=\"")) continue;
        const end = std.mem.indexOfScalarPos(u8, tag, value, '"') orelse return null;
        return tag[value..end];
    }
    return null;
}

fn whole(value: f64) i16 {
    return @intFromFloat(@round(value * parts));
}
