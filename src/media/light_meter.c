#include "media/light_meter.h"

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

static void look_at_row(struct view *view, const struct picture *picture, int y, int step)
{
    const uint8_t *row = picture->plane[0] + (ptrdiff_t)y * picture->stride[0];
    double edge = picture->width < picture->height ? picture->width : picture->height;
    double down = ((double)y - 0.5 * picture->height - CENTRE_DOWN * edge) / (CENTRE_HIGH * edge);
    bool room = y < AROUND_BOTTOM * picture->height;
    for (int x = step; x < picture->width - 1; x += step) {
        double across = ((double)x - 0.5 * picture->width) / (CENTRE_WIDE * edge);
        double out = across * across + down * down;
        if (out < 1)
            tones_add(&view->centre, row[x]);
        else if (room && out > AROUND_FACTOR)
            tones_add(&view->around, row[x]);
        tones_add(&view->whole, row[x]);
        if (row[x] >= LUMA_WHITE || row[x] <= LUMA_BLACK + 1)
            continue; /* cut off there: so is its grain */
        view->curves[abs(row[x - 1] - 2 * row[x] + row[x + 1])]++;
        view->curve_total++;
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
        look_at_row(&view, picture, y, step);
    return (struct light_reading){
        .centre_mean = tones_mean(&view.centre),
        .around_mean = tones_mean(&view.around),
        .centre_high = percentile(view.centre.counts, LUMAS, view.centre.total, 85),
        .picture_high = percentile(view.whole.counts, LUMAS, view.whole.total, 95),
        .centre_clipped = tones_clipped(&view.centre),
        .around_high = percentile(view.around.counts, LUMAS, view.around.total, 95),
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
    int percent = r->around_high >= LUMA_WHITE ? 38 : 24;
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
