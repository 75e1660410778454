#include "widgets/picture_slot.h"

#include <stdlib.h>

#include "base/assert.h"
#include "widgets/yuv_row.h"

/* A part of a picture on its way to the window; all measures of the luma plane and even. */
struct part {
    int x;
    int y;
    int width;
    int height;
};

/* What is wanted of a picture that is shown at this size; the luma plane's measures, all but `top`
 * and `end` even. */
struct trip {
    int width;
    int height;
    int left;
    int right;
    int top;
    int end; /* after the last row */
};

static bool scratch_fit(struct picture_slot *slot, size_t bytes)
{
    if (slot->scratch_bytes >= bytes)
        return true;
    uint8_t *larger = realloc(slot->scratch, bytes);
    if (larger == NULL)
        return false;
    slot->scratch = larger;
    slot->scratch_bytes = bytes;
    return true;
}

static int even_below(int length)
{
    return length < 2 ? 2 : length / 2 * 2;
}

/* What fills a place of these sides without distortion: less of the sides, or of top and bottom. */
static struct part part_of(const struct picture *p, struct rectangle at, bool crop)
{
    struct part part = {0, 0, p->width, p->height};
    if (crop && part.width * at.height > part.height * at.width)
        part.width = even_below(part.height * at.width / at.height);
    else if (crop)
        part.height = even_below(part.width * at.height / at.width);
    part.height = part.height > p->height ? p->height : part.height;
    part.width = part.width > p->width ? p->width : part.width;
    part.x = (p->width - part.width) / 4 * 2;
    part.y = (p->height - part.height) / 4 * 2;
    return part;
}

/* Where the picture stands in its place. */
static struct rectangle used_of(const struct picture *p, struct rectangle at, bool crop)
{
    struct rectangle used = at;
    if (!crop && p->width * at.height > p->height * at.width)
        used.height = at.width * p->height / p->width;
    else if (!crop)
        used.width = at.height * p->width / p->height;
    used.width = used.width > 0 ? used.width : 1;
    used.height = used.height > 0 ? used.height : 1;
    used.x += (at.width - used.width) / 2;
    used.y += (at.height - used.height) / 2;
    return used;
}

/* Linear stretching looks at two samples each way, so what gets much smaller is averaged first. */
static int shrink_factor(const struct part *part, struct rectangle used)
{
    int factor = 1;
    while (factor < PLANE_FACTOR_MAX && part->width >= 2 * factor * used.width &&
           part->height >= 2 * factor * used.height)
        factor *= 2;
    return factor;
}

/* Only those rows are averaged that rows `top` to `end` of `wanted` will look at. */
static void plane_make_less(struct plane *plane, int factor, const struct trip *trip, uint8_t *to)
{
    const struct plane from = *plane;
    *plane = (struct plane){to, from.width / factor, from.width / factor, from.height / factor};
    int first = (int)(plane_position(trip->top, trip->height, plane->height) >> 16);
    int last = (int)(plane_position(trip->end - 1, trip->height, plane->height) >> 16) + 1;
    plane_shrink(&from, factor, first, last < plane->height ? last + 1 : plane->height, to);
}

static struct trip halved(const struct trip *t)
{
    return (struct trip){t->width / 2,       t->height / 2, t->left / 2,
                         (t->right + 1) / 2, t->top / 2,    (t->end + 1) / 2};
}

/* The three planes of a part as they are stretched from. */
static bool planes_set(struct picture_slot *slot, const struct draw_picture *what,
                       const struct trip *trip, struct rectangle used, struct plane planes[3])
{
    const struct picture *p = what->picture;
    const struct part part = part_of(p, used, what->crop);
    const struct trip half_trip = halved(trip);
    int factor = shrink_factor(&part, used);
    if (factor > 1 && !scratch_fit(slot, (size_t)part.width * (size_t)part.height))
        return false;
    uint8_t *to = slot->scratch;
    for (int i = 0; i < 3; i++) {
        int half = i == 0 ? 1 : 2;
        planes[i] = (struct plane){
            .samples = p->plane[i] + (ptrdiff_t)(part.y / half) * p->stride[i] + part.x / half,
            .stride = p->stride[i],
            .width = part.width / half,
            .height = part.height / half,
        };
        if (factor == 1 || planes[i].width < factor || planes[i].height < factor)
            continue;
        plane_make_less(&planes[i], factor, i == 0 ? trip : &half_trip, to);
        to += (ptrdiff_t)planes[i].width * planes[i].height;
    }
    return true;
}

/* What of the picture, which stands at `used`, lies in `seen`. */
static struct trip trip_to(struct rectangle used, struct rectangle seen)
{
    int left = seen.x - used.x;
    return (struct trip){
        .width = (used.width + 1) / 2 * 2,
        .height = (used.height + 1) / 2 * 2,
        .left = left / 2 * 2,
        .right = left + seen.width,
        .top = seen.y - used.y,
        .end = seen.y - used.y + seen.height,
    };
}

/* A colour sample is of two pixels: an odd one at the left is the second of its two. */
static void pixels_put(const uint8_t *rows[3], bool odd, int count, uint32_t *out)
{
    if (!odd) {
        yuv_row(rows[0], rows[1], rows[2], count, out);
        return;
    }
    yuv_row(rows[0] + 1, rows[1], rows[2], 1, out);
    yuv_row(rows[0] + 2, rows[1] + 1, rows[2] + 1, count - 1, out + 1);
}

static void rows_put(struct picture_slot *slot, const struct plane planes[3],
                     const struct trip *trip, struct rectangle seen, SDL_Surface *to)
{
    const uint8_t *rows[3] = {0};
    uint8_t *out = (uint8_t *)to->pixels + (ptrdiff_t)seen.y * to->pitch;
    const struct trip half = halved(trip);
    bool odd = trip->right - trip->left > seen.width;
    bool plain = to->format->format == SDL_PIXELFORMAT_RGB888 ||
                 to->format->format == SDL_PIXELFORMAT_ARGB8888;
    for (int y = trip->top; y < trip->end; y++, out += to->pitch) {
        rows[0] = stretch_row(&slot->stretch[0], &planes[0],
                              plane_position(y, trip->height, planes[0].height),
                              (struct stretch_part){trip->left, trip->right, slot->rows[0]});
        for (int i = 1; i < 3 && (y == trip->top || y % 2 == 0); i++)
            rows[i] = stretch_row(&slot->stretch[1], &planes[i],
                                  plane_position(y / 2, half.height, planes[i].height),
                                  (struct stretch_part){half.left, half.right, slot->rows[i]});
        uint8_t *first = out + (ptrdiff_t)seen.x * to->format->BytesPerPixel;
        pixels_put(rows, odd, seen.width, plain ? (uint32_t *)(void *)first : slot->pixels);
        if (!plain)
            SDL_ConvertPixels(seen.width, 1, SDL_PIXELFORMAT_RGB888, slot->pixels, seen.width * 4,
                              to->format->format, first, to->pitch);
    }
}

bool picture_slot_paint(struct picture_slot *slot, const struct draw_picture *what,
                        struct rectangle at, struct rectangle clip, SDL_Surface *to)
{
    ALCOVE_ASSERT(!rectangle_is_empty(at) && !SDL_MUSTLOCK(to));
    const struct rectangle used = used_of(what->picture, at, what->crop);
    const struct rectangle seen = rectangle_intersection(used, clip);
    struct plane planes[3];
    if (rectangle_is_empty(seen))
        return true;
    const struct trip trip = trip_to(used, seen);
    if (!planes_set(slot, what, &trip, used, planes))
        return false;
    stretch_set(&slot->stretch[0], planes[0].width, trip.width, what->mirrored);
    stretch_set(&slot->stretch[1], planes[1].width, trip.width / 2, what->mirrored);
    rows_put(slot, planes, &trip, seen, to);
    return true;
}

void picture_slot_clear(struct picture_slot *slot)
{
    free(slot->scratch);
    *slot = (struct picture_slot){0};
}
