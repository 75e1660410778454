/* A deterministic moving scene for tests: a textured gradient that pans, a disc that circles. */
#ifndef TESTS_MEDIA_MOVING_PICTURE_H
#define TESTS_MEDIA_MOVING_PICTURE_H

#include "media/picture.h"

/* Draws picture `number` of the scene, captured number/30 s after a fixed moment. */
void moving_picture_draw(struct picture *picture, uint32_t number);

/* A new picture of the pool with the scene drawn; fails the test when the pool is empty. */
struct picture *moving_picture_take(struct picture_pool *pool, int width, int height,
                                    uint32_t number);

#endif
