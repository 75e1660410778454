#include "widgets/mask.h"

#include "base/assert.h"
#include "widgets/coverage.h"
#include "widgets/icon_assets.h"

/* An angle of a tenth of a degree, and a radius, as whole numbers. */
#define TENTH_COSINE    INT64_C(1073740188)
#define TENTH_SINE      INT64_C(1874032)
#define RADIUS_BITS     30
#define ARC_STEP        20 /* tenths of a degree from point to point */
#define ARC_POINTS      (3600 / ARC_STEP + 2)
#define ARC_PARTS       16 /* of a pixel */
#define ARC_PIXELS      2000
#define LINE_PARTS      4
#define PIXEL_IN(parts) (COVERAGE_PIXEL / (parts))

_Static_assert(COVERAGE_PIXEL == 24 * ICON_GRID_PARTS, "a grid times its side is pixels");

bool icon_is_mirrored(enum icon icon)
{
    ALCOVE_ASSERT(icon < ICON_COUNT);
    return icon_assets[icon].mirrored;
}

void mask_icon(enum icon icon, int side, uint8_t *out)
{
    ALCOVE_ASSERT(icon < ICON_COUNT && side > 0);
    const struct icon_asset *asset = &icon_assets[icon];
    struct coverage_shape shapes[ICON_SHAPES_MAX];
    ALCOVE_ASSERT(asset->count > 0 && asset->count <= ICON_SHAPES_MAX);
    for (int i = 0; i < asset->count; i++) {
        const struct icon_shape *shape = &icon_shapes[asset->first + i];
        shapes[i] = icon_coverage(shape, side);
        shapes[i].clears = shape->colour == ICON_CLEARS;
    }
    coverage_paint(shapes, asset->count, side, side, out);
}

/* A disc inside of the square, `inset` pixels from its sides. */
static void disc_paint(int side, int inset, uint8_t *out)
{
    const struct coverage_point middle = {1, 1};
    const struct coverage_shape disc = {
        .points = &middle,
        .count = 1,
        .scale = side * PIXEL_IN(2),
        .half = 1,
    };
    struct coverage_point inner = {(int16_t)side, (int16_t)side};
    const struct coverage_shape smaller = {
        .points = &inner,
        .count = 1,
        .scale = PIXEL_IN(2),
        .half = side - 2 * inset,
        .clears = true,
    };
    const struct coverage_shape ring[] = {disc, smaller};
    coverage_paint(ring, inset > 0 && smaller.half > 0 ? 2 : 1, side, side, out);
}

void mask_disc(int side, uint8_t *out)
{
    disc_paint(side, 0, out);
}

void mask_ring(int side, int width, uint8_t *out)
{
    ALCOVE_ASSERT(width > 0);
    disc_paint(side, width, out);
}

void mask_corners(int side, uint8_t *out)
{
    disc_paint(side, 0, out);
    for (int i = 0; i < side * side; i++)
        out[i] = (uint8_t)(255 - out[i]);
}

/* The mean of each and its neighbours `by` to either side, `step` apart; nothing lies outside. */
static void line_soften(uint8_t *line, int count, int step, int by)
{
    uint8_t was[MASK_SHADOW_SIDE_MAX];
    int sum = 0;
    for (int i = 0; i < count; i++)
        was[i] = line[i * step];
    for (int i = 0; i < by && i < count; i++)
        sum += was[i];
    for (int i = 0; i < count; i++) {
        sum += i + by < count ? was[i + by] : 0;
        line[i * step] = (uint8_t)((sum + by) / (2 * by + 1));
        sum -= i >= by ? was[i - by] : 0;
    }
}

/* Three means in each direction come close to a bell. */
void mask_shadow(int side, int radius, int reach, uint8_t *out)
{
    ALCOVE_ASSERT(side > 2 * (radius + reach) && side <= MASK_SHADOW_SIDE_MAX);
    int16_t near = (int16_t)(reach + radius);
    int16_t far = (int16_t)(side - reach - radius);
    const struct coverage_point corners[] = {
        {near, near}, {far, near}, {far, far}, {near, far}, {near, near}};
    const struct coverage_shape shapes[] = {
        {.points = corners, .count = 5, .scale = PIXEL_IN(1)},
        {.points = corners, .count = 5, .scale = PIXEL_IN(1), .half = radius},
    };
    coverage_paint(shapes, 2, side, side, out);
    for (int pass = 0; pass < 3; pass++) {
        for (int i = 0; i < side; i++) {
            line_soften(out + i, side, side, (reach + pass) / 3);
            line_soften(out + i * side, side, 1, (reach + pass) / 3);
        }
    }
}

struct turning {
    int64_t x;
    int64_t y;
};

static struct turning turned(struct turning t)
{
    return (struct turning){(t.x * TENTH_COSINE - t.y * TENTH_SINE) >> RADIUS_BITS,
                            (t.x * TENTH_SINE + t.y * TENTH_COSINE) >> RADIUS_BITS};
}

/* The middle of the ring's breadth, from end to end; how many points. */
static size_t arc_points(int side, struct draw_arc arc, struct coverage_point out[ARC_POINTS])
{
    struct turning t = {0, -(INT64_C(1) << RADIUS_BITS)};
    int middle = side * ARC_PARTS / 2;
    int64_t radius = middle - arc.width * ARC_PARTS / 2;
    size_t count = 0;
    for (int angle = 0; angle <= arc.to; angle++) {
        if (angle == arc.to || (angle >= arc.from && (angle - arc.from) % ARC_STEP == 0)) {
            ALCOVE_ASSERT(count < ARC_POINTS);
            out[count++] =
                (struct coverage_point){(int16_t)(middle + (radius * t.x >> RADIUS_BITS)),
                                        (int16_t)(middle + (radius * t.y >> RADIUS_BITS))};
        }
        t = turned(t);
    }
    return count;
}

void mask_arc(int side, struct draw_arc arc, uint8_t *out)
{
    ALCOVE_ASSERT(side > 0 && side <= ARC_PIXELS && arc.width > 0);
    struct coverage_point points[ARC_POINTS];
    const struct coverage_shape shape = {
        .points = points,
        .count = arc_points(side, arc, points),
        .scale = PIXEL_IN(ARC_PARTS),
        .half = arc.width * ARC_PARTS / 2,
    };
    coverage_paint(&shape, 1, side, side, out);
}

void mask_line(const struct point *points, struct draw_line line, struct rectangle box,
               uint8_t *out)
{
    struct coverage_point seen[DRAW_POINTS_MAX];
    ALCOVE_ASSERT(line.count > 0 && line.count <= DRAW_POINTS_MAX);
    ALCOVE_ASSERT(box.width <= MASK_LINE_PIXELS_MAX && box.height <= MASK_LINE_PIXELS_MAX);
    for (size_t i = 0; i < line.count; i++) {
        ALCOVE_ASSERT(rectangle_contains(box, points[i].x, points[i].y));
        seen[i].x = (int16_t)((points[i].x - box.x) * LINE_PARTS);
        seen[i].y = (int16_t)((points[i].y - box.y) * LINE_PARTS);
    }
    const struct coverage_shape shape = {
        .points = seen,
        .count = line.count,
        .scale = PIXEL_IN(LINE_PARTS),
        .half = line.width * LINE_PARTS / 2,
    };
    coverage_paint(&shape, 1, box.width, box.height, out);
}
