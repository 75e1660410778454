#include "widgets/mask.h"

#include <math.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/coverage.h"

#define GRID        24.0f
#define STROKE_HALF 0.95f /* half the width of a stroke, on the grid */
#define CUT_HALF    2.6f  /* what a bar across an icon clears around itself */
#define PI          3.14159265f
#define STROKES_MAX 10

enum stroke_kind {
    STROKE_END,
    STROKE_LINE, /* from (a, b) to (c, d) */
    STROKE_ARC,  /* around (a, b), radius c, from d to e degrees clockwise from the right */
    STROKE_BOX,  /* outline around (a, b), half sides c and d, corners e */
    STROKE_DOT,  /* filled, around (a, b), radius c */
    STROKE_BAR,  /* a line that clears what it crosses */
};

struct stroke {
    enum stroke_kind kind;
    float a;
    float b;
    float c;
    float d;
    float e;
};

/* clang-format off */
#define LINE(x1, y1, x2, y2)     { STROKE_LINE, x1, y1, x2, y2, 0 }
#define ARC(x, y, r, from, to)   { STROKE_ARC, x, y, r, from, to }
#define CIRCLE(x, y, r)          { STROKE_ARC, x, y, r, 0, 360 }
#define BOX(x, y, w, h, r)       { STROKE_BOX, x, y, w, h, r }
#define DOT(x, y, r)             { STROKE_DOT, x, y, r, 0, 0 }
#define SLASH                    { STROKE_BAR, 3, 2.5f, 21, 21.5f, 0 }
#define MICROPHONE \
    BOX(12, 7.5f, 3.2f, 5.5f, 3.2f), ARC(12, 10.5f, 7, 0, 180), LINE(12, 17.5f, 12, 21.5f), \
    LINE(8.5f, 21.5f, 15.5f, 21.5f)
#define CAMERA \
    BOX(8.7f, 12, 6.7f, 5.7f, 2.2f), LINE(15.5f, 10.6f, 22, 7), LINE(22, 7, 22, 17), \
    LINE(22, 17, 15.5f, 13.4f)

static const struct stroke icons[ICON_COUNT][STROKES_MAX] = {
    [ICON_MICROPHONE] = {MICROPHONE},
    [ICON_MICROPHONE_OFF] = {MICROPHONE, SLASH},
    [ICON_CAMERA] = {CAMERA},
    [ICON_CAMERA_OFF] = {CAMERA, SLASH},
    [ICON_NOD] = {CIRCLE(12, 9, 7.2f), DOT(9.4f, 8, 1.1f), DOT(14.6f, 8, 1.1f),
                  ARC(12, 9.2f, 3.4f, 35, 145), LINE(8.6f, 19.4f, 12, 22.4f),
                  LINE(12, 22.4f, 15.4f, 19.4f)},
    [ICON_LEAVE] = {LINE(10, 3, 5.5f, 3), ARC(5.5f, 5, 2, 180, 270), LINE(3.5f, 5, 3.5f, 19),
                    ARC(5.5f, 19, 2, 90, 180), LINE(5.5f, 21, 10, 21), LINE(9.5f, 12, 21, 12),
                    LINE(16, 7, 21, 12), LINE(16, 17, 21, 12)},
    [ICON_SEND] = {LINE(21.5f, 2.5f, 10.8f, 13.2f), LINE(21.5f, 2.5f, 14.7f, 21.5f),
                   LINE(14.7f, 21.5f, 10.8f, 13.2f), LINE(10.8f, 13.2f, 2.5f, 9.3f),
                   LINE(2.5f, 9.3f, 21.5f, 2.5f)},
    [ICON_COPY] = {BOX(14.7f, 14.7f, 6.8f, 6.8f, 2), LINE(2.6f, 14, 2.6f, 4.6f),
                   ARC(4.6f, 4.6f, 2, 180, 270), LINE(4.6f, 2.6f, 14, 2.6f),
                   ARC(14, 4.6f, 2, 270, 360)},
    [ICON_DOOR] = {LINE(2.5f, 21, 21.5f, 21), LINE(6, 21, 6, 4.5f), ARC(7.5f, 4.5f, 1.5f, 180, 270),
                   LINE(7.5f, 3, 16.5f, 3), ARC(16.5f, 4.5f, 1.5f, 270, 360),
                   LINE(18, 4.5f, 18, 21), DOT(14.4f, 12.2f, 1.2f)},
    [ICON_PERSON] = {CIRCLE(12, 8, 4.2f), ARC(12, 21.5f, 8, 185, 355)},
    [ICON_EYE_OFF] = {ARC(12, 19.2f, 11.6f, 214, 326), ARC(12, 4.8f, 11.6f, 34, 146),
                      CIRCLE(12, 12, 2.9f), SLASH},
    [ICON_CHECK] = {LINE(4.5f, 12.5f, 9.7f, 17.7f), LINE(9.7f, 17.7f, 19.8f, 6.8f)},
    [ICON_CROSS] = {LINE(6, 6, 18, 18), LINE(18, 6, 6, 18)},
    [ICON_LIST] = {DOT(4.5f, 6, 1.3f), DOT(4.5f, 12, 1.3f), DOT(4.5f, 18, 1.3f),
                   LINE(9, 6, 20.5f, 6), LINE(9, 12, 20.5f, 12), LINE(9, 18, 20.5f, 18)},
    [ICON_PEOPLE] = {CIRCLE(8.5f, 8.5f, 3.6f), ARC(8.5f, 20.5f, 6.5f, 190, 350),
                     ARC(15.5f, 8.5f, 3.6f, 250, 450), ARC(15.5f, 20.5f, 6.5f, 285, 350)},
    [ICON_WORDS] = {BOX(12, 10.5f, 9, 7, 3), LINE(8, 17.5f, 8, 21.5f), LINE(8, 21.5f, 12, 17.5f),
                    DOT(8, 10.5f, 1.2f), DOT(12, 10.5f, 1.2f), DOT(16, 10.5f, 1.2f)},
};
/* clang-format on */

static float line_distance(const struct stroke *s, float x, float y)
{
    float dx = s->c - s->a;
    float dy = s->d - s->b;
    float along = ((x - s->a) * dx + (y - s->b) * dy) / (dx * dx + dy * dy);
    along = fminf(1, fmaxf(0, along));
    return hypotf(x - s->a - along * dx, y - s->b - along * dy);
}

static float arc_distance(const struct stroke *s, float x, float y)
{
    float angle = atan2f(y - s->b, x - s->a) * 180 / PI;
    while (angle < s->d)
        angle += 360;
    if (angle <= s->e)
        return fabsf(hypotf(x - s->a, y - s->b) - s->c);
    float nearest = INFINITY;
    const float ends[2] = {s->d * PI / 180, s->e * PI / 180};
    for (int i = 0; i < 2; i++) {
        float end_x = s->a + s->c * cosf(ends[i]);
        float end_y = s->b + s->c * sinf(ends[i]);
        nearest = fminf(nearest, hypotf(x - end_x, y - end_y));
    }
    return nearest;
}

static float box_distance(const struct stroke *s, float x, float y)
{
    float qx = fabsf(x - s->a) - s->c + s->e;
    float qy = fabsf(y - s->b) - s->d + s->e;
    float outside = hypotf(fmaxf(qx, 0), fmaxf(qy, 0));
    return fabsf(outside + fminf(fmaxf(qx, qy), 0) - s->e);
}

static float stroke_distance(const struct stroke *s, float x, float y)
{
    switch (s->kind) {
    case STROKE_LINE:
    case STROKE_BAR:
        return line_distance(s, x, y);
    case STROKE_ARC:
        return arc_distance(s, x, y);
    case STROKE_BOX:
        return box_distance(s, x, y);
    case STROKE_DOT:
        return fmaxf(0, hypotf(x - s->a, y - s->b) - s->c + STROKE_HALF);
    case STROKE_END:
        break;
    }
    return INFINITY;
}

static float clamped(float value)
{
    return fminf(1, fmaxf(0, value));
}

static uint8_t byte_of(float coverage)
{
    return (uint8_t)lroundf(255 * clamped(coverage));
}

void mask_icon(enum icon icon, int side, uint8_t *out)
{
    ALCOVE_ASSERT(icon < ICON_COUNT && side > 0);
    float step = GRID / (float)side;
    for (int i = 0; i < side * side; i++) {
        float x = ((float)(i % side) + 0.5f) * step;
        float y = ((float)(i / side) + 0.5f) * step;
        float coverage = 0;
        for (const struct stroke *s = icons[icon]; s->kind != STROKE_END; s++) {
            float distance = stroke_distance(s, x, y);
            if (s->kind == STROKE_BAR)
                coverage = fminf(coverage, clamped((distance - CUT_HALF) / step + 0.5f));
            coverage = fmaxf(coverage, clamped((STROKE_HALF - distance) / step + 0.5f));
        }
        out[i] = byte_of(coverage);
    }
}

/* How much of the pixel `i` lies within `inset` pixels of the disc's edge. */
static float disc_coverage(int i, int side, int inset)
{
    float middle = (float)side / 2;
    float x = (float)(i % side) + 0.5f - middle;
    float y = (float)(i / side) + 0.5f - middle;
    return clamped(middle - (float)inset - hypotf(x, y) + 0.5f);
}

void mask_disc(int side, uint8_t *out)
{
    for (int i = 0; i < side * side; i++)
        out[i] = byte_of(disc_coverage(i, side, 0));
}

void mask_ring(int side, int width, uint8_t *out)
{
    for (int i = 0; i < side * side; i++)
        out[i] = byte_of(disc_coverage(i, side, 0) - disc_coverage(i, side, width));
}

void mask_corners(int side, uint8_t *out)
{
    for (int i = 0; i < side * side; i++)
        out[i] = byte_of(1 - disc_coverage(i, side, 0));
}

/* An angle of a tenth of a degree, and a radius, as whole numbers. */
#define TENTH_COSINE    INT64_C(1073740188)
#define TENTH_SINE      INT64_C(1874032)
#define RADIUS_BITS     30
#define ARC_STEP        10 /* tenths of a degree from point to point */
#define ARC_POINTS      (3600 / ARC_STEP + 2)
#define ARC_PARTS       16 /* of a pixel */
#define ARC_PIXELS      2000
#define LINE_PARTS      4
#define PIXEL_IN(parts) (COVERAGE_PIXEL / (parts))

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
