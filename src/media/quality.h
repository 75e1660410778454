/* The ladder: what to send on a line of this many bits. Worse: at once. Better: after five seconds
 * of steady proof, but freely in the first five. Resolution goes first, then frame rate, then
 * moving pictures, then voice rate; pure state, no clock, no codec. */
#ifndef ALCOVE_MEDIA_QUALITY_H
#define ALCOVE_MEDIA_QUALITY_H

#include <stdbool.h>
#include <stdint.h>

#include "media/video_encoder.h"
#include "media/voice_encoder.h"

#define QUALITY_UP_AFTER_US 5000000

struct quality_line {
    uint32_t bits_per_second;   /* what the line carries, at IP level, all of ours together */
    uint32_t loss_per_thousand; /* of packets, smoothed by the link */
    int camera_height;          /* pixels the camera gives; 0: no video wanted */
};

enum quality_picture {
    QUALITY_MOVING, /* `video` says how */
    QUALITY_STILLS, /* one picture each still_every_us, of video.box */
    QUALITY_NONE,   /* voice and words only; the last picture stays, marked as old */
};

struct quality_setting {
    enum quality_picture picture;
    struct video_target video; /* zero when picture is QUALITY_NONE */
    uint32_t still_every_us;   /* 0 unless QUALITY_STILLS */
    struct voice_setting voice;
};

/* A rung of one ladder, and when a better one will have been proved; 0: none is being proved. */
struct rung_hold {
    int rung; /* 0 is best */
    uint64_t up_at_us;
};

struct quality {
    uint64_t started_at_us;   /* of the first choice */
    struct rung_hold picture; /* rung -1 before the first choice */
    struct rung_hold voice;
    struct rung_hold copies;
    uint64_t next_picture_us; /* capture time from which the next picture is wanted */
};

void quality_init(struct quality *quality);

/* What to send now. Call about ten times a second, and whenever the rate changes. */
struct quality_setting quality_choose(struct quality *quality, const struct quality_line *line,
                                      uint64_t now_us);

/* Whether a picture captured now is to be coded at the setting's rate (a 30 Hz camera on a 15 Hz
 * rung: each second one). Call once a captured picture. */
bool quality_wants_picture(struct quality *quality, const struct quality_setting *setting,
                           uint64_t captured_at_us);

#endif
