/* A paint box for pictures that are drawn from mathematics (devices/portrait.h): colours, soft
 * shapes by their distance, and smooth noise. Plain float arithmetic without the mathematics
 * library's functions, so that a picture is the same on every processor. */
#ifndef ALCOVE_DEVICES_PAINT_H
#define ALCOVE_DEVICES_PAINT_H

#include <stdint.h>

/* BT.601 limited range: y 16 to 235, u and v 16 to 240 around 128. */
struct colour {
    float y, u, v;
};

/* A colour and how much of what lies under it is covered, 0 to 1. */
struct ink {
    struct colour colour;
    float cover;
};

struct colour paint_rgb(uint32_t rgb); /* 0xRRGGBB */
struct colour paint_mix(struct colour a, struct colour b, float share_of_b);
struct colour paint_light(struct colour colour, float factor); /* 1 leaves it as it is */

/* Lays paint over what is there. */
void paint_over(struct ink *ink, struct colour colour, float cover);

/* 0 below `from`, 1 above `to`, smooth between; the other way round when from > to. */
float paint_step(float from, float to, float x);

/* Distance to the edge of an ellipse around the origin, about; negative inside. */
float paint_ellipse(float x, float y, float radius_x, float radius_y);

/* Distance to the edge of a box around the origin with rounded corners; negative inside. */
float paint_box(float x, float y, float half_width, float half_height);

/* What a shape covers at this distance from its edge, with an edge so soft. */
float paint_cover(float distance, float softness);

/* A bump around zero: 1 at 0, 0 from |x| = width on. */
float paint_bump(float x, float width);

/* sin(2 pi turns) to 0.2 %. */
float paint_wave(double turns);

uint32_t paint_hash(uint32_t value);
float paint_noise(float x, float y, uint32_t seed);                /* -1 to 1, smooth */
float paint_texture(float x, float y, int octaves, uint32_t seed); /* -1 to 1 */

#endif
