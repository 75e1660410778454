#include "ui/call_layout.h"

#include "base/assert.h"
#include "widgets/theme.h"

#define WIDE_WIDTH     880 /* units: from here on the words stand beside the picture */
#define WIDE_HEIGHT    400
#define SMALL_HEIGHT   420 /* narrow and lower than this: words beside, not below */
#define LANE_SHARE     28  /* percent of the width */
#define LANE_WIDTH_MIN 272
#define LANE_WIDTH_MAX 400
#define OFF_MIDDLE     8 /* percent of the width that the picture may stand beside the middle */
#define OWN_WIDTH_MIN  112
#define OWN_WIDTH_MAX  208
#define ASPECT_MIN_PC  120 /* the picture may be cropped at the sides down to 6:5 */
#define CALM_WIDER_PC  117 /* a picture that is no wide one may lose so much above and below */
#define LOG_SHARE      34  /* percent of the height, when below the picture */
#define LOG_HEIGHT_MIN 92

static int between(int low, int value, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

int call_scale(int width, int height, int scale_percent)
{
    int by_width = width * 100 / CALL_WIDTH_MIN;
    int by_height = height * 100 / CALL_HEIGHT_MIN;
    int most = by_width < by_height ? by_width : by_height;
    return between(1, scale_percent, most);
}

static int pixels(const struct call_space *s, int units)
{
    return theme_pixels(units, s->scale_percent);
}

static int units_of(const struct call_space *s, int length)
{
    return length * 100 / s->scale_percent;
}

/* The largest picture within a room, at its top: whole where it fits, else less of its sides. */
static struct rectangle picture_in(const struct call_space *s, struct rectangle room)
{
    int ratio_pc = s->picture_height > 0 ? s->picture_width * 100 / s->picture_height : 177;
    int least_pc = ratio_pc < ASPECT_MIN_PC ? ratio_pc : ASPECT_MIN_PC;
    struct rectangle at = room;
    if (room.height < 1 || room.width < 1)
        return (struct rectangle){room.x, room.y, 0, 0};
    if (at.width * 100 > at.height * ratio_pc)
        at.width = at.height * ratio_pc / 100;
    if (at.width * 100 < at.height * least_pc)
        at.height = at.width * 100 / least_pc;
    return at;
}

/* Beside the picture if there is room, else over its lower corner. */
static void own_place(const struct call_space *s, struct call_layout *l, int left, int bottom)
{
    int margin = pixels(s, 16);
    int room = l->picture.x - left - margin;
    int least = pixels(s, OWN_WIDTH_MIN);
    l->own_over_picture = room < least;
    if (l->own_over_picture) {
        int inset = pixels(s, 12);
        int width = between(0, l->picture.width * 26 / 100, pixels(s, OWN_WIDTH_MAX));
        if (width < pixels(s, 64))
            return;
        int height = width * 9 / 16;
        l->own =
            (struct rectangle){l->picture.x + l->picture.width - inset - width,
                               l->picture.y + l->picture.height - inset - height, width, height};
        return;
    }
    int width = between(least, room, pixels(s, OWN_WIDTH_MAX));
    int height = width * 9 / 16;
    l->own = (struct rectangle){left, bottom - height, width, height};
}

static void place_wide(const struct call_space *s, struct call_layout *l)
{
    int margin = pixels(s, 16);
    int gap = pixels(s, 12);
    int padding = pixels(s, 16);
    int lane_width =
        between(pixels(s, LANE_WIDTH_MIN), s->width * LANE_SHARE / 100, pixels(s, LANE_WIDTH_MAX));
    l->lane = (struct rectangle){s->width - margin - lane_width, margin, lane_width,
                                 s->height - 2 * margin};
    struct rectangle inner = rectangle_inset(l->lane, padding);
    l->title = (struct rectangle){inner.x, inner.y, inner.width, pixels(s, 26)};
    l->field = (struct rectangle){inner.x, inner.y + inner.height - s->field_height, inner.width,
                                  s->field_height};
    int log_top = l->title.y + l->title.height + gap;
    l->log = (struct rectangle){inner.x, log_top, inner.width, l->field.y - gap - log_top};

    int right = l->lane.x - margin;
    int bar_y = s->height - margin - s->bar_height;
    int status_y = bar_y - gap - s->status_height;
    int most = 2 * (right - s->width / 2 + s->width * OFF_MIDDLE / 100);
    int width = right - margin < most ? right - margin : most;
    l->picture = picture_in(s, (struct rectangle){0, margin, width, status_y - gap - margin});
    int middle = between(margin + l->picture.width / 2, s->width / 2, right - l->picture.width / 2);
    l->picture.x = middle - l->picture.width / 2;
    own_place(s, l, margin, s->height - margin);
    int below = l->picture.y + l->picture.height;
    status_y = below + (bar_y - below - s->status_height) / 2;
    int left = l->own_over_picture ? margin : l->own.x + l->own.width + margin;
    l->status = (struct rectangle){left, status_y, right - left, s->status_height};
    l->bar = (struct rectangle){left, bar_y, right - left, s->bar_height};
    int half = right - middle < middle - left ? right - middle : middle - left;
    if (2 * half >= l->picture.width) {
        l->status.x = l->bar.x = middle - half;
        l->status.width = l->bar.width = 2 * half;
    }
}

static void place_narrow(const struct call_space *s, struct call_layout *l)
{
    int margin = pixels(s, l->small ? 8 : 16);
    int gap = pixels(s, l->small ? 6 : 12);
    int width = s->width - 2 * margin;
    l->bar = (struct rectangle){margin, s->height - margin - s->bar_height, width, s->bar_height};
    l->field = (struct rectangle){margin, l->bar.y - gap - s->field_height, width, s->field_height};
    int body = l->field.y - gap - margin - s->status_height - gap;
    if (l->small) {
        int half = (width - gap) / 2;
        l->picture = picture_in(s, (struct rectangle){margin, margin, half, body});
        l->log = (struct rectangle){margin + half + gap, margin, width - half - gap, body};
        l->picture.x = margin + (half - l->picture.width) / 2;
        l->status = (struct rectangle){margin, margin + body + gap, width, s->status_height};
        own_place(s, l, l->picture.x, l->picture.y + l->picture.height);
        return;
    }
    int log = between(pixels(s, LOG_HEIGHT_MIN), body * LOG_SHARE / 100, body / 2);
    l->picture = picture_in(s, (struct rectangle){0, margin, width, body - log - gap});
    l->picture.x = (s->width - l->picture.width) / 2;
    int status_y = l->picture.y + l->picture.height + gap;
    l->status = (struct rectangle){margin, status_y, width, s->status_height};
    int log_y = status_y + s->status_height + gap;
    l->log = (struct rectangle){margin, log_y, width, l->field.y - gap - log_y};
    own_place(s, l, margin, l->picture.y + l->picture.height);
}

static struct call_layout kind_of(const struct call_space *space)
{
    ALCOVE_ASSERT(space->width > 0 && space->height > 0 && space->scale_percent > 0);
    int across = units_of(space, space->width);
    int down = units_of(space, space->height);
    struct call_layout l = {.wide = across >= WIDE_WIDTH && down >= WIDE_HEIGHT};
    l.small = !l.wide && down < SMALL_HEIGHT;
    return l;
}

struct call_layout call_layout(const struct call_space *space)
{
    struct call_layout l = kind_of(space);
    if (l.wide)
        place_wide(space, &l);
    else
        place_narrow(space, &l);
    return l;
}

struct call_layout call_layout_calm(const struct call_space *space)
{
    struct call_layout l = kind_of(space);
    int below = space->height - space->status_height;
    l.calm = true;
    l.picture = picture_in(space, (struct rectangle){0, 0, space->width, below});
    int wider = l.picture.width * CALM_WIDER_PC / 100;
    l.picture.width = wider < space->width ? wider : space->width;
    l.picture.x = (space->width - l.picture.width) / 2;
    l.status = (struct rectangle){0, below, space->width, space->status_height};
    return l;
}
