#include "media/picture.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/assert.h"

#define ROW_ALIGNMENT 32 /* bytes; libvpx's widest vector loads on x86-64 */

struct pool_slot {
    struct picture picture;
    uint8_t *memory;
    size_t memory_bytes;
    bool taken;
};

struct picture_pool {
    pthread_mutex_t lock; /* guards `taken` and `memory` of every slot */
    int capacity;
    struct pool_slot slots[];
};

static int row_bytes(int width)
{
    return (width + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
}

static size_t picture_bytes(int width, int height)
{
    size_t luma = (size_t)row_bytes(width) * (size_t)height;
    size_t chroma = (size_t)row_bytes(width / 2) * (size_t)(height / 2);
    return luma + 2 * chroma;
}

struct picture_pool *picture_pool_create(int capacity)
{
    ALCOVE_ASSERT(capacity > 0 && capacity <= 1024);
    size_t slots_bytes = (size_t)capacity * sizeof(struct pool_slot);
    struct picture_pool *pool = calloc(1, sizeof *pool + slots_bytes);
    if (pool == NULL)
        return NULL;
    if (pthread_mutex_init(&pool->lock, NULL) != 0) {
        free(pool);
        return NULL;
    }
    pool->capacity = capacity;
    return pool;
}

void picture_pool_destroy(struct picture_pool *pool)
{
    if (pool == NULL)
        return;
    for (int i = 0; i < pool->capacity; i++) {
        ALCOVE_ASSERT(!pool->slots[i].taken);
        free(pool->slots[i].memory);
    }
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

/* A free slot whose memory fits, else any free slot; NULL when all are taken. */
static struct pool_slot *best_free_slot(struct picture_pool *pool, size_t bytes)
{
    struct pool_slot *any = NULL;
    for (int i = 0; i < pool->capacity; i++) {
        struct pool_slot *slot = &pool->slots[i];
        if (slot->taken)
            continue;
        if (slot->memory_bytes >= bytes)
            return slot;
        any = slot;
    }
    return any;
}

static bool slot_reserve(struct pool_slot *slot, size_t bytes)
{
    if (slot->memory_bytes >= bytes)
        return true;
    free(slot->memory);
    slot->memory = aligned_alloc(ROW_ALIGNMENT, bytes);
    slot->memory_bytes = slot->memory != NULL ? bytes : 0;
    return slot->memory != NULL;
}

static void slot_lay_out(struct pool_slot *slot, struct picture_pool *pool, int width, int height)
{
    struct picture *picture = &slot->picture;
    size_t luma = (size_t)row_bytes(width) * (size_t)height;
    size_t chroma = (size_t)row_bytes(width / 2) * (size_t)(height / 2);
    picture->width = width;
    picture->height = height;
    picture->stride[0] = row_bytes(width);
    picture->stride[1] = picture->stride[2] = row_bytes(width / 2);
    picture->plane[0] = slot->memory;
    picture->plane[1] = slot->memory + luma;
    picture->plane[2] = slot->memory + luma + chroma;
    picture->captured_at_us = 0;
    picture->number = 0;
    picture->pool = pool;
    atomic_store(&picture->references, 1);
}

struct picture *picture_take(struct picture_pool *pool, int width, int height)
{
    ALCOVE_ASSERT(width >= 16 && width <= PICTURE_WIDTH_MAX && width % 2 == 0);
    ALCOVE_ASSERT(height >= 16 && height <= PICTURE_HEIGHT_MAX && height % 2 == 0);
    size_t bytes = picture_bytes(width, height);
    pthread_mutex_lock(&pool->lock);
    struct pool_slot *slot = best_free_slot(pool, bytes);
    if (slot != NULL && slot_reserve(slot, bytes))
        slot->taken = true;
    else
        slot = NULL;
    pthread_mutex_unlock(&pool->lock);
    if (slot == NULL)
        return NULL;
    slot_lay_out(slot, pool, width, height);
    return &slot->picture;
}

struct picture *picture_hold(struct picture *picture)
{
    int before = atomic_fetch_add(&picture->references, 1);
    ALCOVE_ASSERT(before > 0);
    return picture;
}

void picture_release(struct picture *picture)
{
    if (picture == NULL)
        return;
    int before = atomic_fetch_sub(&picture->references, 1);
    ALCOVE_ASSERT(before > 0);
    if (before > 1)
        return;
    struct picture_pool *pool = picture->pool;
    pthread_mutex_lock(&pool->lock);
    for (int i = 0; i < pool->capacity; i++)
        if (&pool->slots[i].picture == picture)
            pool->slots[i].taken = false;
    pthread_mutex_unlock(&pool->lock);
}
