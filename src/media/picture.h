/* A picture: raw pixels, 8-bit I420 (BT.601, limited range), with the moment it was captured.
 *
 * Pictures come from a pool, are counted by reference and cross threads: whoever holds a reference
 * may read; only the holder of the first reference writes, before handing it on. Taking and
 * releasing are safe from any thread. A coded picture is a *frame* (media/frame.h). */
#ifndef ALCOVE_MEDIA_PICTURE_H
#define ALCOVE_MEDIA_PICTURE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICTURE_WIDTH_MAX  1920
#define PICTURE_HEIGHT_MAX 1080

struct picture_pool;

struct picture {
    int width;               /* pixels, even, 16 to PICTURE_WIDTH_MAX */
    int height;              /* pixels, even, 16 to PICTURE_HEIGHT_MAX */
    uint8_t *plane[3];       /* Y, U, V; owned by the pool */
    int stride[3];           /* bytes a row; at least the plane's width */
    uint64_t captured_at_us; /* on the capturing side's CLOCK_MONOTONIC */
    uint32_t number;         /* counts up by one a captured picture; from 0 */
    atomic_int references;
    struct picture_pool *pool;
};

/* A pool of at most `capacity` pictures, allocated as they are first needed.
 * NULL when memory is short. Destroy only after every picture was released (asserted). */
struct picture_pool *picture_pool_create(int capacity);
void picture_pool_destroy(struct picture_pool *pool);

/* A picture of this size with one reference, contents undefined; NULL when all are in use or
 * memory is short: the caller then drops what it wanted to show. */
struct picture *picture_take(struct picture_pool *pool, int width, int height);
struct picture *
picture_hold(struct picture *picture);         /* one more reference; returns its argument */
void picture_release(struct picture *picture); /* NULL is allowed */

#endif
