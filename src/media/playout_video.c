#include "media/playout_video.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/arrival_window.h"

#define PERCENTILE 90
/* Moving pictures that are later than this help nobody. */
#define JITTER_MAX_US 300000

struct playout_video {
    struct arrival_window arrivals;
    struct picture *waiting[PLAYOUT_VIDEO_WAITING_MAX]; /* in order of capture */
    int count;
    bool shown_any;
    uint64_t shown_captured_us;
    struct playout_video_counts counts;
};

struct playout_video *playout_video_create(void)
{
    struct playout_video *playout = calloc(1, sizeof *playout);
    if (playout != NULL)
        arrival_window_init(&playout->arrivals, PERCENTILE);
    return playout;
}

void playout_video_destroy(struct playout_video *playout)
{
    if (playout == NULL)
        return;
    for (int i = 0; i < playout->count; i++)
        picture_release(playout->waiting[i]);
    free(playout);
}

static void drop_first(struct playout_video *playout)
{
    ALCOVE_ASSERT(playout->count > 0);
    picture_release(playout->waiting[0]);
    playout->count--;
    memmove(playout->waiting, playout->waiting + 1,
            (size_t)playout->count * sizeof playout->waiting[0]);
    playout->counts.late++;
}

void playout_video_insert(struct playout_video *playout, struct picture *picture,
                          uint64_t received_at_us)
{
    arrival_window_add(&playout->arrivals, picture->captured_at_us, received_at_us);
    if (playout->shown_any && picture->captured_at_us <= playout->shown_captured_us) {
        picture_release(picture);
        playout->counts.late++;
        return;
    }
    if (playout->count == PLAYOUT_VIDEO_WAITING_MAX)
        drop_first(playout);
    int at = playout->count;
    for (; at > 0 && playout->waiting[at - 1]->captured_at_us > picture->captured_at_us; at--)
        playout->waiting[at] = playout->waiting[at - 1];
    playout->waiting[at] = picture;
    playout->count++;
}

int64_t playout_video_delay_us(const struct playout_video *playout)
{
    if (playout->arrivals.count == 0)
        return 0;
    uint32_t jitter_us = playout->arrivals.late_us;
    return playout->arrivals.fastest_us + (jitter_us < JITTER_MAX_US ? jitter_us : JITTER_MAX_US);
}

static uint64_t due_at_us(const struct playout_video *playout, const struct picture *picture)
{
    return picture->captured_at_us + (uint64_t)playout_video_delay_us(playout);
}

struct picture *playout_video_take(struct playout_video *playout, uint64_t now_us)
{
    while (playout->count > 1 && due_at_us(playout, playout->waiting[1]) <= now_us)
        drop_first(playout);
    if (playout->count == 0 || due_at_us(playout, playout->waiting[0]) > now_us)
        return NULL;
    struct picture *picture = playout->waiting[0];
    playout->count--;
    memmove(playout->waiting, playout->waiting + 1,
            (size_t)playout->count * sizeof playout->waiting[0]);
    playout->shown_any = true;
    playout->shown_captured_us = picture->captured_at_us;
    playout->counts.shown++;
    return picture;
}

uint64_t playout_video_next_us(const struct playout_video *playout)
{
    return playout->count > 0 ? due_at_us(playout, playout->waiting[0]) : UINT64_MAX;
}

struct playout_video_counts playout_video_count(const struct playout_video *playout)
{
    return playout->counts;
}
