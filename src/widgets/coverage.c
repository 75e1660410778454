#include "widgets/coverage.h"

#include <math.h>
#include <string.h>

#include "base/assert.h"

#define SAMPLES     16 /* along each side of a pixel: one for each bit of a uint16_t */
#define SAMPLE_STEP (COVERAGE_PIXEL / SAMPLES)
#define TILE_PIXELS 256

/* A piece of one row of pixels: a bit for each place that is looked at. */
struct tile {
    int x; /* its first pixel */
    int y;
    uint16_t samples[SAMPLES][TILE_PIXELS];
};

enum mark {
    MARK_ADD,
    MARK_CLEAR,
    MARK_TURN, /* what was set is not, and the other way round */
};

struct spot {
    int64_t x;
    int64_t y;
};

/* What a horizontal line meets of a convex shape; empty while right < left. */
struct span {
    int64_t left;
    int64_t right;
};

static int64_t floor_divided(int64_t value, int64_t by)
{
    int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

/* The first sample of the tile whose middle is not left of x. */
static int64_t sample_from(const struct tile *tile, int64_t x)
{
    int64_t sample = -floor_divided(SAMPLE_STEP / 2 - x, SAMPLE_STEP);
    return sample - (int64_t)tile->x * SAMPLES;
}

static void bits_mark(uint16_t row[TILE_PIXELS], int64_t first, int64_t last, enum mark mark)
{
    first = first < 0 ? 0 : first;
    last = last >= TILE_PIXELS * SAMPLES ? TILE_PIXELS * SAMPLES - 1 : last;
    for (int64_t p = first / SAMPLES; first <= last && p <= last / SAMPLES; p++) {
        unsigned bits = 0xffff;
        if (p == first / SAMPLES)
            bits &= 0xffffu << first % SAMPLES;
        if (p == last / SAMPLES)
            bits &= 0xffffu >> (SAMPLES - 1 - last % SAMPLES);
        if (mark == MARK_ADD)
            row[p] |= (uint16_t)bits;
        else if (mark == MARK_CLEAR)
            row[p] &= (uint16_t)~bits;
        else
            row[p] ^= (uint16_t)bits;
    }
}

static void span_reach(struct span *span, int64_t left, int64_t right)
{
    span->left = left < span->left ? left : span->left;
    span->right = right > span->right ? right : span->right;
}

/* The root is exact: it is taken of less than 2^52, and IEEE 754 rounds it correctly. */
static int64_t root_of(int64_t square)
{
    return (int64_t)sqrt((double)square);
}

static void disc_reach(struct span *span, struct spot middle, int64_t radius, int64_t y)
{
    int64_t down = y - middle.y;
    if (down < -radius || down > radius)
        return;
    int64_t across = root_of(radius * radius - down * down);
    span_reach(span, middle.x - across, middle.x + across);
}

/* Where the edge from a to b crosses the height y. */
static bool edge_crosses(struct spot a, struct spot b, int64_t y, int64_t *x)
{
    if ((a.y <= y) == (b.y <= y))
        return false;
    *x = a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y);
    return true;
}

/* The four corners of the stroke from a to b without its ends. */
static void stroke_corners(struct spot a, struct spot b, int64_t half, struct spot out[4])
{
    int64_t x = b.x - a.x;
    int64_t y = b.y - a.y;
    int64_t length = root_of(x * x + y * y);
    int64_t side_x = length == 0 ? 0 : -y * half / length;
    int64_t side_y = length == 0 ? 0 : x * half / length;
    out[0] = (struct spot){a.x + side_x, a.y + side_y};
    out[1] = (struct spot){b.x + side_x, b.y + side_y};
    out[2] = (struct spot){b.x - side_x, b.y - side_y};
    out[3] = (struct spot){a.x - side_x, a.y - side_y};
}

/* Whether a stroke from a to b can touch the tile at all. */
static bool tile_is_near(const struct tile *tile, struct spot a, struct spot b, int64_t half)
{
    int64_t left = (int64_t)tile->x * COVERAGE_PIXEL;
    int64_t top = (int64_t)tile->y * COVERAGE_PIXEL;
    int64_t right = left + (int64_t)TILE_PIXELS * COVERAGE_PIXEL;
    bool aside =
        (a.x + half < left && b.x + half < left) || (a.x - half > right && b.x - half > right);
    bool off = (a.y + half < top && b.y + half < top) ||
               (a.y - half > top + COVERAGE_PIXEL && b.y - half > top + COVERAGE_PIXEL);
    return !aside && !off;
}

static int64_t sample_height(const struct tile *tile, int row)
{
    return (int64_t)tile->y * COVERAGE_PIXEL + row * SAMPLE_STEP + SAMPLE_STEP / 2;
}

static void segment_mark(struct tile *tile, struct spot a, struct spot b, int64_t half,
                         enum mark mark)
{
    if (!tile_is_near(tile, a, b, half))
        return;
    struct spot corners[4];
    stroke_corners(a, b, half, corners);
    for (int row = 0; row < SAMPLES; row++) {
        int64_t y = sample_height(tile, row);
        int64_t x;
        struct span span = {INT64_MAX, INT64_MIN};
        disc_reach(&span, a, half, y);
        disc_reach(&span, b, half, y);
        for (int i = 0; i < 4; i++) {
            if (edge_crosses(corners[i], corners[(i + 1) % 4], y, &x))
                span_reach(&span, x, x);
        }
        if (span.left <= span.right)
            bits_mark(tile->samples[row], sample_from(tile, span.left),
                      sample_from(tile, span.right + 1) - 1, mark);
    }
}

static struct spot spot_of(const struct coverage_shape *shape, size_t i)
{
    struct coverage_point point = shape->points[i % shape->count];
    return (struct spot){(int64_t)point.x * shape->scale, (int64_t)point.y * shape->scale};
}

static void stroke_mark(struct tile *tile, const struct coverage_shape *shape, enum mark mark)
{
    int64_t half = (int64_t)shape->half * shape->scale;
    for (size_t i = 0; i + 1 < shape->count || i == 0; i++)
        segment_mark(tile, spot_of(shape, i), spot_of(shape, i + (shape->count > 1)), half, mark);
}

/* Even-odd: every edge turns all that is right of it. */
static void area_mark(struct tile *tile, const struct coverage_shape *shape, enum mark mark)
{
    for (int row = 0; row < SAMPLES; row++) {
        uint16_t inside[TILE_PIXELS] = {0};
        for (size_t i = 0; i < shape->count; i++) {
            int64_t x;
            if (edge_crosses(spot_of(shape, i), spot_of(shape, i + 1), sample_height(tile, row),
                             &x))
                bits_mark(inside, sample_from(tile, x), TILE_PIXELS * SAMPLES - 1, MARK_TURN);
        }
        for (int p = 0; p < TILE_PIXELS; p++) {
            if (mark == MARK_ADD)
                tile->samples[row][p] |= inside[p];
            else
                tile->samples[row][p] &= (uint16_t)~inside[p];
        }
    }
}

static void tile_count(const struct tile *tile, int pixels, uint8_t *out)
{
    for (int p = 0; p < pixels; p++) {
        int set = 0;
        for (int row = 0; row < SAMPLES; row++)
            set += __builtin_popcount(tile->samples[row][p]);
        out[p] = (uint8_t)((set * 255 + 128) / (SAMPLES * SAMPLES));
    }
}

static void tile_paint(struct tile *tile, const struct coverage_shape *shapes, size_t count)
{
    memset(tile->samples, 0, sizeof tile->samples);
    for (size_t i = 0; i < count; i++) {
        enum mark mark = shapes[i].clears ? MARK_CLEAR : MARK_ADD;
        if (shapes[i].half > 0)
            stroke_mark(tile, &shapes[i], mark);
        else
            area_mark(tile, &shapes[i], mark);
    }
}

void coverage_paint(const struct coverage_shape *shapes, size_t count, int width, int height,
                    uint8_t *out)
{
    ALCOVE_ASSERT(width > 0 && height > 0);
    for (size_t i = 0; i < count; i++)
        ALCOVE_ASSERT(shapes[i].count > 0 && shapes[i].scale > 0 && shapes[i].half >= 0);
    struct tile tile;
    for (tile.y = 0; tile.y < height; tile.y++) {
        for (tile.x = 0; tile.x < width; tile.x += TILE_PIXELS) {
            int pixels = width - tile.x < TILE_PIXELS ? width - tile.x : TILE_PIXELS;
            tile_paint(&tile, shapes, count);
            tile_count(&tile, pixels, out + (size_t)tile.y * (size_t)width + (size_t)tile.x);
        }
    }
}
