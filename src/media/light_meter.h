/* A light meter for one's own picture: is there enough light, and does it come from the front?
 *
 * The media thread shows it a picture of the camera now and then; nothing of it leaves the
 * computer. It looks at luma alone, in an ellipse where head and shoulders are and in the room
 * above and beside it, and knows no faces: what it promises is little. It judges the light, never
 * the person: dark skin in good light is good light. Plain data, nothing to free, cannot fail. */
#ifndef ALCOVE_MEDIA_LIGHT_METER_H
#define ALCOVE_MEDIA_LIGHT_METER_H

#include <stdbool.h>

#include "media/picture.h"

enum light_verdict {
    LIGHT_GOOD,
    LIGHT_TOO_DARK,
    LIGHT_BEHIND, /* the light is behind you */
    LIGHT_TOO_BRIGHT,
};

/* Luma is as in the picture, 16 (black) to 235 (white). */
struct light_reading {
    int centre_mean;
    int around_mean;
    int centre_high;    /* 17 of 20 in the centre are darker */
    int around_high;    /* 19 of 20 around are darker */
    int picture_high;   /* 19 of 20 in the whole picture are darker */
    int centre_clipped; /* white without detail, parts of a thousand */
    int noise;          /* of the sensor, tenths of a step of luma, one standard deviation */
};

/* Zero is a meter that has seen nothing yet. */
struct light_meter {
    enum light_verdict verdict;
    enum light_verdict next; /* what it would change to */
    unsigned agreed;         /* pictures in a row that said `next` */
    bool begun;
};

/* Looks at no more than about 15,000 pixels, whatever the size. */
struct light_reading light_read(const struct picture *picture);

/* The verdict after one more picture. The first counts at once; a change, when three pictures in a
 * row say the same, by a margin: at two pictures a second it takes a second and a half. */
enum light_verdict light_meter_add(struct light_meter *meter, const struct light_reading *reading);

#endif
