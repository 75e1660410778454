#include "desktop/window_place.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/assert.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* How long two stretches lie together. */
static int64_t common(int64_t a, int64_t a_size, int64_t b, int64_t b_size)
{
    return most(0, least(a + a_size, b + b_size) - most(a, b));
}

/* The display it has most in common with; NULL: none. */
static const struct window_place *nearest(const struct window_place *place,
                                          const struct window_place *displays, size_t count)
{
    const struct window_place *best = NULL;
    int64_t best_area = 0;
    for (size_t i = 0; i < count; i++) {
        const struct window_place *display = &displays[i];
        int64_t area = common(place->x, place->width, display->x, display->width) *
                       common(place->y, place->height, display->y, display->height);
        if (area <= best_area)
            continue;
        best = display;
        best_area = area;
    }
    return best;
}

static int bounded(int value, int64_t low, int64_t high)
{
    return (int)most(low, least(value, high));
}

struct window_place window_place_on(const struct window_place *remembered,
                                    const struct window_place *displays, size_t count)
{
    struct window_place place = {.width = WINDOW_PLACE_USUAL_WIDTH,
                                 .height = WINDOW_PLACE_USUAL_HEIGHT};
    bool known = remembered != NULL && remembered->width > 0 && remembered->height > 0;
    if (known)
        place = *remembered;
    place.width = (int)most(place.width, WINDOW_PLACE_LEAST);
    place.height = (int)most(place.height, WINDOW_PLACE_LEAST);
    if (count == 0)
        return place;
    const struct window_place *display = known ? nearest(&place, displays, count) : NULL;
    bool is_anew = display == NULL;
    if (is_anew)
        display = &displays[0];
    ALCOVE_ASSERT(display->width > 0 && display->height > 0);
    place.width = (int)least(place.width, display->width);
    place.height = (int)least(place.height, display->height);
    if (is_anew) {
        place.x = display->x + (display->width - place.width) / 2;
        place.y = display->y;
    }
    place.x = bounded(place.x, display->x, (int64_t)display->x + display->width - place.width);
    place.y = bounded(place.y, display->y, (int64_t)display->y + display->height - place.height);
    return place;
}
