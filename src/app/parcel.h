/* What the link thread and the media thread hand each other through their queues. A parcel is one
 * allocation with its bytes behind it; whoever takes it out of a queue frees it. */
#ifndef ALCOVE_APP_PARCEL_H
#define ALCOVE_APP_PARCEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/frame.h"

enum parcel_kind {
    PARCEL_FRAME,   /* media to link: to be sent; link to media: as it arrived */
    PARCEL_REPAIR,  /* the decoder here, or there, is stuck: `frame.id` is the last it has whole */
    PARCEL_ARRIVED, /* link to media: the other side has our video frame `frame.id` */
    PARCEL_LOST,    /* link to media: our video frame `frame.id` was given up */
    PARCEL_VOICE,   /* media to link: whether one of the two speaks, and up to when it is known */
    PARCEL_ANEW,    /* link to media: what follows is of another link than what came before */
};

struct parcel_voice {
    bool theirs; /* as it was heard here; else our own */
    bool speaking;
    uint64_t at_us;
};

struct parcel {
    enum parcel_kind kind;
    struct frame frame;        /* its bytes point behind this struct */
    uint64_t received_at_us;   /* FRAME that arrived */
    struct parcel_voice voice; /* VOICE */
    uint8_t bytes[];
};

/* A parcel that names a video frame; NULL when memory is short. */
struct parcel *parcel_create(enum parcel_kind kind, uint32_t frame_id);
/* A FRAME, with a copy of its bytes. */
struct parcel *parcel_create_frame(const struct frame *frame);
struct parcel *parcel_create_voice(const struct parcel_voice *voice);
void parcel_free(struct parcel *parcel); /* NULL is allowed */

#endif
