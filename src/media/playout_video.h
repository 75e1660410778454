/* When to show a picture: as soon as it is decoded, plus the 90th percentile of its own jitter.
 * There is no allowance for retransmission; a picture that missed its turn is dropped.
 * Sans-IO: time is an argument, on the receiver's clock. Not thread-safe. */
#ifndef ALCOVE_MEDIA_PLAYOUT_VIDEO_H
#define ALCOVE_MEDIA_PLAYOUT_VIDEO_H

#include <stdint.h>

#include "media/picture.h"

#define PLAYOUT_VIDEO_WAITING_MAX 16

struct playout_video_counts {
    uint64_t shown;
    uint64_t late; /* dropped: a newer one was already due or shown, or too many waited */
};

struct playout_video;

struct playout_video *playout_video_create(void); /* NULL when memory is short */
/* Releases the pictures that wait. NULL is allowed. */
void playout_video_destroy(struct playout_video *playout);

/* Takes over the caller's reference, always. received_at_us: when its frame was complete. */
void playout_video_insert(struct playout_video *playout, struct picture *picture,
                          uint64_t received_at_us);

/* The newest picture that is due, with its reference passed to the caller; NULL if none is. */
struct picture *playout_video_take(struct playout_video *playout, uint64_t now_us);

/* When the next picture will be due; UINT64_MAX when none waits. */
uint64_t playout_video_next_us(const struct playout_video *playout);

/* Release time minus capture time, comparable with playout_voice_delay_us; 0 before the first. */
int64_t playout_video_delay_us(const struct playout_video *playout);

struct playout_video_counts playout_video_count(const struct playout_video *playout);

#endif
