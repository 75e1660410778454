/* The two people whom the app can draw, and their rooms, as colours at places. Coordinates are in
 * picture heights, x to the right and y down, with the middle of the face at the origin; the
 * layers are drawn once and moved by devices/synthetic.c, eyes and mouth anew for each picture. */
#ifndef ALCOVE_DEVICES_PORTRAIT_H
#define ALCOVE_DEVICES_PORTRAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "devices/paint.h"

struct portrait {
    bool evening; /* the client's room at dusk; else the therapist's, by lamp light */
    bool long_hair;
    bool beard;
    bool glasses;
    struct colour wall, wood, skin, blush, lips, hair, shine, iris, garment, shirt;
};

/* What the face does just now. */
struct expression {
    float mouth; /* 0 closed to 1 open */
    float blink; /* 0 open to 1 shut */
    float gaze;  /* -1 left to 1 right */
    float smile; /* 0 to 1 */
};

void portrait_choose(struct portrait *out, uint32_t seed);

struct colour portrait_room(const struct portrait *portrait, float x, float y);
struct ink portrait_body(const struct portrait *portrait, float x, float y);
struct ink portrait_head(const struct portrait *portrait, float x, float y); /* eyes, mouth: bare */

/* Paint over the bare head. They change nothing outside their boxes. */
void portrait_eyes(const struct portrait *portrait, const struct expression *expression, float x,
                   float y, struct ink *ink);
void portrait_mouth(const struct portrait *portrait, const struct expression *expression, float x,
                    float y, struct ink *ink);

struct portrait_box {
    float left, top, right, bottom;
};

extern const struct portrait_box portrait_head_box;
extern const struct portrait_box portrait_body_box;
extern const struct portrait_box portrait_eyes_box;
extern const struct portrait_box portrait_mouth_box;

#endif
