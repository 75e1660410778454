/* The jitter buffer for voice: frames go in as they arrive, samples come out on the beat.
 *
 * Its delay aims at the 97th percentile of how late packets came over the last ten seconds, and
 * moves there by leaving out or repeating single pitch periods. Above 400 ms it drops instead:
 * sound that is half a second late is worse than a gap. Sans-IO: time is an argument, on the
 * receiver's clock; captured_at_us stays on the sender's, and only differences are used.
 *
 * Not thread-safe: whoever inserts from one thread and pulls from another holds a lock. */
#ifndef ALCOVE_MEDIA_PLAYOUT_VOICE_H
#define ALCOVE_MEDIA_PLAYOUT_VOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/frame.h"
#include "media/voice_packet.h"

#define PLAYOUT_VOICE_CEILING_US       400000
#define PLAYOUT_VOICE_PULL_SAMPLES_MAX (20 * VOICE_SAMPLES_PER_MS)

struct playout_voice_counts {
    uint64_t played_samples;    /* decoded to be played, repaired ones included */
    uint64_t repaired_samples;  /* of these, from a copy in another packet */
    uint64_t concealed_samples; /* made up, because nothing had come */
    uint64_t silent_samples;    /* before the first packet */
    uint64_t removed_samples;   /* left out by time-stretching */
    uint64_t inserted_samples;  /* repeated by time-stretching */
    uint64_t dropped_samples;   /* thrown away at the ceiling */
    uint64_t late_packets;      /* came after their turn */
    uint64_t malformed_packets;
};

struct playout_voice;

struct playout_voice *playout_voice_create(void);          /* NULL when memory is short */
void playout_voice_destroy(struct playout_voice *playout); /* NULL is allowed */

/* A voice frame as it arrived: id, captured_at_us, bytes and size are read; bytes are copied.
 * Any order, duplicates and rubbish are allowed. */
void playout_voice_insert(struct playout_voice *playout, const struct frame *frame,
                          uint64_t received_at_us);

/* The next `count` samples (10 or 20 ms) to be played at now_us; always fills `out`. */
void playout_voice_pull(struct playout_voice *playout, uint64_t now_us, int16_t *out, size_t count);

/* Extra delay asked for by lip-sync (media/lip_sync.h); 0 to LIP_SYNC_HOLD_MAX_US. */
void playout_voice_hold(struct playout_voice *playout, uint32_t hold_us);

/* Time from capture of the sample now at the head to now_us: receiver's clock minus sender's plus
 * the true delay, comparable with playout_video_delay_us. 0 before the first packet. */
int64_t playout_voice_delay_us(const struct playout_voice *playout, uint64_t now_us);

/* How much longer than the fastest packet a sample waits here, now; and the aim. */
int64_t playout_voice_buffer_us(const struct playout_voice *playout, uint64_t now_us);
uint32_t playout_voice_target_us(const struct playout_voice *playout);

struct playout_voice_counts playout_voice_count(const struct playout_voice *playout);

#endif
