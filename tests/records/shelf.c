#include "shelf.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/kept_parts.h"

static struct shelf_blob copy_of(struct space_bucket bucket, const uint8_t *bytes, size_t size)
{
    struct shelf_blob blob = {bucket, malloc(size), size};
    assert_non_null(blob.bytes);
    memcpy(blob.bytes, bytes, size);
    return blob;
}

static void free_blobs(struct shelf_blob *blobs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(blobs[i].bytes);
}

void shelf_end(struct shelf *shelf)
{
    free_blobs(shelf->blobs, shelf->count);
    free_blobs(shelf->tail, shelf->tail_count);
    memset(shelf, 0, sizeof *shelf);
}

/* The next that is not in the tail yet, after all it depends on; false if there is none. */
static bool find_next(const struct shelf *shelf, const struct space *space, uint8_t *device)
{
    uint64_t least = UINT64_MAX;
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        uint32_t sequence = shelf->followed[i] + 1;
        if (sequence > space->devices[i].held)
            continue;
        assert_true(shelf->followed[i] >= space->devices[i].settled);
        uint64_t lamport = space_lamport(space, i, sequence);
        if (lamport >= least)
            continue;
        least = lamport;
        *device = i;
    }
    return least != UINT64_MAX;
}

void shelf_follow(struct shelf *shelf, const struct circle *circle, uint8_t device)
{
    uint8_t of;
    while (find_next(shelf, circle->spaces[device], &of)) {
        const struct circle_batch *batch = &circle->published[of][shelf->followed[of]++];
        assert_in_range(shelf->tail_count, 0, SHELF_TAIL_MAX - 1);
        shelf->tail[shelf->tail_count++] =
            copy_of((struct space_bucket){0}, batch->bytes, batch->size);
    }
}

static size_t place_of(const struct shelf *shelf, struct space_bucket bucket)
{
    size_t at = 0;
    while (at < shelf->count && kept_bucket_compare(shelf->blobs[at].bucket, bucket) != 0)
        at++;
    return at;
}

const struct shelf_blob *shelf_find(const struct shelf *shelf, struct space_bucket bucket)
{
    size_t at = place_of(shelf, bucket);
    return at == shelf->count ? NULL : &shelf->blobs[at];
}

static void put(struct shelf *shelf, const struct space_kept *kept)
{
    size_t at = place_of(shelf, kept->bucket);
    assert_in_range(at, 0, SHELF_BLOBS_MAX - 1);
    if (at == shelf->count)
        shelf->count++;
    else
        free(shelf->blobs[at].bytes);
    shelf->blobs[at] = copy_of(kept->bucket, kept->bytes, kept->size);
}

static void drop(struct shelf *shelf, struct space_bucket bucket)
{
    size_t at = place_of(shelf, bucket);
    assert_true(at < shelf->count);
    free(shelf->blobs[at].bytes);
    shelf->blobs[at] = shelf->blobs[--shelf->count];
}

bool shelf_keep(struct shelf *shelf, struct space_file *file, const struct space *space)
{
    static struct shelf_blob changes[SHELF_BLOBS_MAX];
    size_t count = 0;
    struct space_kept kept;
    enum space_keep keep;
    struct space_keeping *keeping = space_keeping_begin(file, space);
    if (keeping == NULL)
        return false;
    while ((keep = space_keeping_next(keeping, &kept)) == SPACE_KEEP_PUT ||
           keep == SPACE_KEEP_DROP) {
        assert_true(keep == SPACE_KEEP_PUT ? kept.size > 0 : kept.bytes == NULL);
        assert_in_range(kept.size, 0, SPACE_BLOB_BYTES_MAX);
        assert_in_range(count, 0, SHELF_BLOBS_MAX - 1);
        changes[count++] = keep == SPACE_KEEP_PUT ? copy_of(kept.bucket, kept.bytes, kept.size)
                                                  : (struct shelf_blob){.bucket = kept.bucket};
    }
    space_keeping_end(keeping, keep == SPACE_KEEP_DONE);
    shelf->puts = shelf->drops = 0;
    for (size_t i = 0; i < count && keep == SPACE_KEEP_DONE; i++) {
        const struct space_kept change = {changes[i].bucket, changes[i].bytes, changes[i].size};
        if (change.bytes != NULL)
            put(shelf, &change);
        else
            drop(shelf, change.bucket);
        shelf->puts += change.bytes != NULL;
        shelf->drops += change.bytes == NULL;
    }
    free_blobs(changes, count);
    return keep == SPACE_KEEP_DONE;
}

enum space_load shelf_load(const struct shelf *shelf, const struct alcove_memory *memory,
                           struct space **space, struct space_file **file)
{
    const struct shelf_blob *head = shelf_find(shelf, KEPT_HEAD);
    struct space_loading *loading;
    *space = NULL;
    *file = NULL;
    assert_non_null(head);
    enum space_load load = space_loading_begin(memory, head->bytes, head->size, &loading);
    if (load != SPACE_LOADED)
        return load;
    for (size_t i = 0; i < shelf->count && load == SPACE_LOADED; i++) {
        const struct shelf_blob *blob = &shelf->blobs[i];
        if (blob->bucket.kind != SPACE_BUCKET_HEAD)
            load = space_loading_put(loading, blob->bucket, blob->bytes, blob->size);
    }
    for (size_t i = 0; i < shelf->tail_count && load == SPACE_LOADED; i++)
        load = space_loading_batch(loading, shelf->tail[i].bytes, shelf->tail[i].size);
    if (load == SPACE_LOADED)
        return space_loading_end(loading, space, file);
    space_loading_free(loading);
    return load;
}

void shelf_drop_settled(struct shelf *shelf, const struct space *space)
{
    size_t left = 0;
    for (size_t i = 0; i < shelf->tail_count; i++) {
        uint8_t device;
        uint32_t sequence;
        assert_true(batch_peek(shelf->tail[i].bytes, shelf->tail[i].size, &device, &sequence));
        if (sequence > space->devices[device].settled)
            shelf->tail[left++] = shelf->tail[i];
        else
            free(shelf->tail[i].bytes);
    }
    shelf->tail_count = left;
}

void shelf_unpack(struct shelf_blob *blob)
{
    struct counted_memory counted;
    struct kept_block raw;
    counted_memory_begin(&counted);
    assert_int_equal(
        kept_box_open(&counted.memory, blob->bytes, blob->size, KEPT_RAW_BYTES_MAX, &raw),
        SPACE_LOADED);
    free(blob->bytes);
    blob->size = raw.size + 2;
    blob->bytes = malloc(blob->size);
    assert_non_null(blob->bytes);
    blob->bytes[0] = KEPT_VERSION;
    blob->bytes[1] = 0; /* not deflated */
    memcpy(blob->bytes + 2, raw.bytes, raw.size);
    kept_block_free(&counted.memory, &raw);
    counted_memory_end(&counted);
}

bool shelf_has(const struct shelf *shelf, const char *text)
{
    struct counted_memory counted;
    bool has = false;
    counted_memory_begin(&counted);
    for (size_t i = 0; i < shelf->count; i++) {
        const struct shelf_blob *blob = &shelf->blobs[i];
        struct kept_block raw;
        assert_int_equal(
            kept_box_open(&counted.memory, blob->bytes, blob->size, KEPT_RAW_BYTES_MAX, &raw),
            SPACE_LOADED);
        has = has || memmem(raw.bytes, raw.size, text, strlen(text)) != NULL;
        kept_block_free(&counted.memory, &raw);
    }
    counted_memory_end(&counted);
    return has;
}

size_t shelf_size(const struct shelf *shelf)
{
    size_t size = 0;
    for (size_t i = 0; i < shelf->count; i++)
        size += shelf->blobs[i].size;
    return size;
}
