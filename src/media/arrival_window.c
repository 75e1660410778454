#include "media/arrival_window.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

/* A step in transit greater than this is a new route or a restarted clock, not jitter. */
#define STEP_US 400000
/* How long a step up must last to be believed: a queue drains sooner. */
#define STEP_LASTS_US 2000000
/* The percentile is computed anew each so many arrivals. */
#define SORT_EVERY 8

void arrival_window_init(struct arrival_window *window, int percent)
{
    ALCOVE_ASSERT(percent > 0 && percent < 100);
    memset(window, 0, sizeof *window);
    window->percent = percent;
}

static int compare_transits(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The transits of arrivals younger than age_us, sorted. Returns how many. */
static size_t sorted_transits(const struct arrival_window *window, uint64_t now_us, uint64_t age_us,
                              int64_t out[ARRIVAL_WINDOW_PACKETS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < window->count; i++)
        if (window->arrivals[i].received_at_us + age_us >= now_us)
            out[count++] = window->arrivals[i].transit_us;
    qsort(out, count, sizeof *out, compare_transits);
    return count;
}

static void sort_window(struct arrival_window *window, uint64_t now_us)
{
    int64_t transits[ARRIVAL_WINDOW_PACKETS_MAX];
    size_t count = sorted_transits(window, now_us, STEP_LASTS_US, transits);
    bool stepped_up =
        window->count > count && count > SORT_EVERY && transits[0] > window->fastest_us + STEP_US;
    if (!stepped_up)
        count = sorted_transits(window, now_us, ARRIVAL_WINDOW_US, transits);
    ALCOVE_ASSERT(count > 0);
    size_t at = (count * (size_t)window->percent + 99) / 100;
    window->fastest_us = transits[0];
    window->late_us = (uint32_t)(transits[at > 0 ? at - 1 : 0] - transits[0]);
    window->since_sort = 0;
}

void arrival_window_add(struct arrival_window *window, uint64_t captured_at_us,
                        uint64_t received_at_us)
{
    int64_t transit_us = (int64_t)(received_at_us - captured_at_us);
    if (window->count > 0 && transit_us < window->fastest_us - STEP_US)
        window->count = window->next = 0;
    if (window->count == 0 || transit_us < window->fastest_us)
        window->fastest_us = transit_us;
    window->arrivals[window->next] = (struct arrival){received_at_us, transit_us};
    window->next = (window->next + 1) % ARRIVAL_WINDOW_PACKETS_MAX;
    if (window->count < ARRIVAL_WINDOW_PACKETS_MAX)
        window->count++;
    if (++window->since_sort >= SORT_EVERY || window->count <= SORT_EVERY)
        sort_window(window, received_at_us);
}
