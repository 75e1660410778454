/* Frames on their way in: parts of video frames until they are whole, voice frames as they come.
 * Bounded in slots and in time: a frame that is not whole within REASSEMBLY_WAIT_US, or is pushed
 * out by newer ones, is given up and its later parts are refused. Whole frames wait here until they
 * are taken. A refused part means that its packet must not be acknowledged. */
#ifndef ALCOVE_LINK_REASSEMBLY_H
#define ALCOVE_LINK_REASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/chunk.h"
#include "link/limits.h"
#include "link/link.h"
#include "link/ranges.h"

#define REASSEMBLY_VIDEO_MAX 16
#define REASSEMBLY_VOICE_MAX 32
#define REASSEMBLY_MEMORY    64 /* ids of settled video frames that are remembered */
#define REASSEMBLY_WAIT_US   2000000

enum reassembly_state {
    REASSEMBLY_FREE,
    REASSEMBLY_PARTLY, /* parts came */
    REASSEMBLY_WHOLE,  /* waits to be taken */
    REASSEMBLY_TAKEN,  /* its bytes are lent until the next call */
};

struct reassembly_slot {
    enum reassembly_state state;
    uint32_t id;
    uint32_t total;
    uint32_t captured_us;
    bool key;
    bool golden;
    uint64_t since_us;
    uint64_t whole_us;
    uint64_t order; /* in which frames of both kinds became whole */
    struct ranges arrived;
};

/* Zeroed memory is an empty one. */
struct reassembly {
    struct reassembly_slot video[REASSEMBLY_VIDEO_MAX];
    struct reassembly_slot voice[REASSEMBLY_VOICE_MAX];
    bool any_video;
    uint32_t newest_video; /* highest id seen */
    uint64_t settled;      /* bit i: frame newest_video - i is whole or given up */
    uint64_t complete;     /* bit i: it was whole */
    uint64_t orders;
    bool any_captured;
    uint64_t captured_us; /* continuation of the other side's clock */
    uint64_t incomplete;
    uint8_t video_bytes[REASSEMBLY_VIDEO_MAX][ALCOVE_FRAME_BYTES_MAX];
    uint8_t voice_bytes[REASSEMBLY_VOICE_MAX][ALCOVE_VOICE_BYTES_MAX + 64];
};

/* The part was taken, or is a repetition of what was taken: its packet may be acknowledged. False
 * when it was refused: a lie about sizes, a frame given up, or no slot free. */
bool reassembly_on_video(struct reassembly *reassembly, uint64_t now_us,
                         const struct chunk_part *part);
bool reassembly_on_voice(struct reassembly *reassembly, uint64_t now_us,
                         const struct chunk_part *part);
/* The frame that became whole first. Its bytes are lent until reassembly_reclaim. */
bool reassembly_poll(struct reassembly *reassembly, struct alcove_frame *out);
/* Takes back what was lent. */
void reassembly_reclaim(struct reassembly *reassembly);
void reassembly_on_timeout(struct reassembly *reassembly, uint64_t now_us);
uint64_t reassembly_next_deadline(const struct reassembly *reassembly);

#endif
