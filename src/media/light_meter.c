#include "media/light_meter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define SAMPLES_ACROSS 160
#define LUMA_WHITE     228 /* from here on there is no detail left */
#define LUMA_BLACK     16
#define LUMAS          256
#define CURVES         1024
/* The ellipse of head and shoulders, in parts of the shorter edge; the room begins farther out. */
#define CENTRE_DOWN    0.04 /* its middle, from the picture's */
#define CENTRE_WIDE    0.18
#define CENTRE_HIGH    0.34
#define AROUND_FACTOR  3.0 /* of the ellipse's square radius */
#define AROUND_BOTTOM  0.7 /* below it there are shoulders and a table, not the room */
#define ROOM_PERCENT   75  /* so bright, of the bright part of the room, is the room */
#define AGREED_ENOUGH  3
#define MARGIN_PERCENT 12

/* How many pixels have which luma. */
struct tones {
    unsigned counts[LUMAS];
    unsigned total;
};

struct view {
    struct tones centre, around, whole;
    unsigned curves[CURVES]; /* by the second difference along a row: grain, and texture */
    unsigned curve_total;
};

static void tones_add(struct tones *tones, uint8_t luma)
{
    tones->counts[luma]++;
    tones->total++;
}

static int tones_mean(const struct tones *tones)
{
    uint64_t sum = 0;
    for (unsigned luma = 0; luma < LUMAS; luma++)
        sum += (uint64_t)tones->counts[luma] * luma;
    return tones->total > 0 ? (int)(sum / tones->total) : 0;
}

static int tones_clipped(const struct tones *tones)
{
    unsigned white = 0;
    for (unsigned luma = LUMA_WHITE; luma < LUMAS; luma++)
        white += tones->counts[luma];
    return tones->total > 0 ? (int)((uint64_t)white * 1000 / tones->total) : 0;
}

/* Which value so many of a hundred do not exceed. */
static int percentile(const unsigned *counts, int values, unsigned total, unsigned percent)
{
    unsigned wanted = (unsigned)((uint64_t)total * percent / 100);
    unsigned seen = 0;
    int value = 0;
    for (; value < values - 1; value++) {
        seen += counts[value];
        if (seen > wanted)
            break;
    }
    return value;
}

/* Where the ellipse is in a picture. */
struct centre {
    double x, y, wide, high; /* middle and half axes, pixels */
};

static struct centre centre_of(const struct picture *picture)
{
    double edge = picture->width < picture->height ? picture->width : picture->height;
    return (struct centre){
        .x = 0.5 * picture->width,
        .y = 0.5 * picture->height + CENTRE_DOWN * edge,
        .wide = CENTRE_WIDE * edge,
        .high = CENTRE_HIGH * edge,
    };
}

static const uint8_t *row_of(const struct picture *picture, int y)
{
    return picture->plane[0] + (ptrdiff_t)y * picture->stride[0];
}

static void look_at_room(struct view *view, const struct picture *picture, int y, int step)
{
    const uint8_t *row = row_of(picture, y);
    struct centre centre = centre_of(picture);
    double down = (y - centre.y) / centre.high;
    bool room = y < AROUND_BOTTOM * picture->height;
    for (int x = step; x < picture->width - 1; x += step) {
        double across = (x - centre.x) / centre.wide;
        if (room && across * across + down * down > AROUND_FACTOR)
            tones_add(&view->around, row[x]);
        tones_add(&view->whole, row[x]);
        if (row[x] >= LUMA_WHITE || row[x] <= LUMA_BLACK + 1)
            continue; /* cut off there: so is its grain */
        view->curves[abs(row[x - 1] - 2 * row[x] + row[x + 1])]++;
        view->curve_total++;
    }
}

/* Who sits aside or far away leaves some of the room in the ellipse: what is as bright as the room,
 * from the top down to them and from both sides in to them, is not theirs. */
static void look_at_centre(struct view *view, const struct picture *picture, int step, int bright)
{
    struct centre centre = centre_of(picture);
    bool begun = false;
    for (int y = 0; y < picture->height; y += step) {
        const uint8_t *row = row_of(picture, y);
        double down = (y - centre.y) / centre.high;
        if (down * down >= 1)
            continue;
        int half = (int)(centre.wide * sqrt(1 - down * down)) / step * step;
        int left = (int)centre.x - half;
        int right = (int)centre.x + half;
        while (left <= right && row[left] >= bright)
            left += step;
        while (right > left && row[right] >= bright)
            right -= step;
        begun = begun || left <= right;
        if (begun && left > right) {
            left = (int)centre.x - half;
            right = (int)centre.x + half;
        }
        for (int x = left; x <= right; x += step)
            tones_add(&view->centre, row[x]);
    }
}

/* Of grain alone, a quarter of the second differences is under 0.78 standard deviations; the steps
 * of whole numbers are smoothed by going in between. Texture lifts the other three quarters. */
static int noise_of(const struct view *view)
{
    unsigned wanted = view->curve_total / 4;
    unsigned seen = 0;
    for (int curve = 0; curve < CURVES && view->curve_total > 0; curve++) {
        unsigned here = view->curves[curve];
        if (seen + here > wanted)
            return (int)((curve + (double)(wanted - seen) / here) * 10 / 0.78);
        seen += here;
    }
    return 0;
}

struct light_reading light_read(const struct picture *picture)
{
    ALCOVE_ASSERT(picture->width >= 16 && picture->height >= 16);
    struct view view;
    memset(&view, 0, sizeof view);
    int longer = picture->width > picture->height ? picture->width : picture->height;
    int step = (longer + SAMPLES_ACROSS - 1) / SAMPLES_ACROSS;
    for (int y = 0; y < picture->height; y += step)
        look_at_room(&view, picture, y, step);
    int around_high = percentile(view.around.counts, LUMAS, view.around.total, 95);
    int over_black = around_high > LUMA_BLACK ? around_high - LUMA_BLACK : 0;
    look_at_centre(&view, picture, step, LUMA_BLACK + over_black * ROOM_PERCENT / 100);
    if (view.centre.total == 0) /* all of it is as bright as the room */
        look_at_centre(&view, picture, step, LUMAS);
    return (struct light_reading){
        .centre_mean = tones_mean(&view.centre),
        .around_mean = tones_mean(&view.around),
        .centre_high = percentile(view.centre.counts, LUMAS, view.centre.total, 85),
        .picture_high = percentile(view.whole.counts, LUMAS, view.whole.total, 95),
        .centre_clipped = tones_clipped(&view.centre),
        .around_high = around_high,
        .noise = noise_of(&view),
    };
}

/* A threshold is moved against leaving the verdict that stands. */
static int at_most(int value, bool stands)
{
    return stands ? value + value * MARGIN_PERCENT / 100 : value;
}

static int at_least(int value, bool stands)
{
    return stands ? value - value * MARGIN_PERCENT / 100 : value;
}

static bool is_too_bright(const struct light_reading *r, bool stands)
{
    return r->centre_clipped >= at_least(250, stands) || r->centre_mean >= at_least(200, stands);
}

/* In one light the darkest skin, with what shines on it, still throws back a tenth of what a white
 * wall does, which is coded as a third; before a window a face has a thirtieth, or less. Where the
 * window is cut off at white it is brighter than it looks, so there a face must be brighter. */
static bool is_behind(const struct light_reading *r, bool stands)
{
    int percent = r->around_high >= LUMA_WHITE ? 26 : 24;
    return r->around_high >= at_least(130, stands) &&
           (r->centre_high - LUMA_BLACK) * 100 <=
               (r->around_high - LUMA_BLACK) * at_most(percent, stands);
}

/* Nothing anywhere is bright; or the camera has lifted what little there was, and its grain. */
static bool is_too_dark(const struct light_reading *r, bool stands)
{
    return r->picture_high <= at_most(90, stands) ||
           (r->noise >= at_least(80, stands) && r->picture_high <= at_most(170, stands));
}

static enum light_verdict judge(const struct light_reading *reading, enum light_verdict stands)
{
    if (is_too_bright(reading, stands == LIGHT_TOO_BRIGHT))
        return LIGHT_TOO_BRIGHT;
    if (is_behind(reading, stands == LIGHT_BEHIND))
        return LIGHT_BEHIND;
    if (is_too_dark(reading, stands == LIGHT_TOO_DARK))
        return LIGHT_TOO_DARK;
    return LIGHT_GOOD;
}

enum light_verdict light_meter_add(struct light_meter *meter, const struct light_reading *reading)
{
    enum light_verdict now = judge(reading, meter->begun ? meter->verdict : LIGHT_GOOD);
    if (!meter->begun) {
        meter->begun = true;
        meter->verdict = now;
    }
    meter->agreed = now == meter->next ? meter->agreed + 1 : 1;
    meter->next = now;
    if (meter->agreed >= AGREED_ENOUGH)
        meter->verdict = now;
    return meter->verdict;
}
