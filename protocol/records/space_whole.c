#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"

#define WHOLE_BOX 16 /* of one thing in the whole: kind, id, size */

static bool write_part(struct byte_writer *w, const struct space *space, struct space_bucket bucket,
                       struct kept_block *raw)
{
    ALCOVE_ASSERT(raw->size > 0);
    byte_write_u8(w, bucket.kind);
    byte_write_varint(w, bucket.id);
    byte_write_varint(w, raw->size);
    byte_write_bytes(w, raw->bytes, raw->size);
    kept_block_free(space->memory, raw);
    return true;
}

static void write_batches(const struct space *space, struct byte_writer *w)
{
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        const struct space_device *device = &space->devices[i];
        for (uint32_t n = device->settled + 1; n <= device->held; n++) {
            const struct held_batch *batch = space_held_batch(space, i, n);
            ALCOVE_ASSERT(batch != NULL && batch->size > 0);
            byte_write_varint(w, batch->size);
            byte_write_bytes(w, batch->bytes, batch->size);
        }
    }
}

struct whole {
    const struct space *space;
    struct kept_places places;
};

/* The head first, the buckets, a nought, and the batches. */
static bool write_whole(const void *context, struct byte_writer *w)
{
    const struct whole *whole = context;
    const struct kept_places *places = &whole->places;
    struct kept_block raw;
    ALCOVE_ASSERT(places->count > 0);
    if (!kept_head_write(whole->space, &raw))
        return false;
    write_part(w, whole->space, KEPT_HEAD, &raw);
    for (size_t at = 0, count; at < places->count; at += count) {
        count = kept_bucket_length(places, at);
        if (!kept_columns_write(whole->space, &places->list[at], count, &raw))
            return false;
        write_part(w, whole->space, places->list[at].bucket, &raw);
    }
    byte_write_u8(w, 0);
    write_batches(whole->space, w);
    return true;
}

uint8_t *space_encode_whole(const struct space *space, size_t *size)
{
    struct whole whole = {.space = space};
    struct kept_writing writing = {.write = write_whole, .context = &whole};
    if (!kept_places_gather(space, &whole.places))
        return NULL;
    for (size_t i = 0; i < whole.places.count; i++)
        writing.estimate += WHOLE_BOX + kept_object_room(whole.places.list[i].object);
    uint8_t *bytes = kept_box_write(space->memory, &writing, size);
    kept_places_free(space, &whole.places);
    return bytes;
}

/* The parts of a whole, each into the loading. */
static enum space_load take_parts(struct space_loading *loading, struct byte_reader *r)
{
    for (;;) {
        struct space_bucket bucket = {.kind = byte_read_u8(r)};
        if (bucket.kind == 0 && loading->head.space != NULL && !r->failed)
            return SPACE_LOADED;
        bucket.id = byte_read_varint(r);
        size_t size = (size_t)kept_read_number(r, KEPT_RAW_BYTES_MAX);
        const uint8_t *bytes = byte_read_span(r, size);
        bool is_head = bucket.kind == SPACE_BUCKET_HEAD;
        if (bytes == NULL || size == 0 || bucket.kind == 0 || bucket.kind == SPACE_BUCKET_DRAFT ||
            is_head != (loading->head.space == NULL))
            return SPACE_LOAD_DAMAGED;
        struct kept_block raw = {(uint8_t *)(uintptr_t)bytes, size, size};
        ALCOVE_ASSERT(loading->draft.bytes == NULL);
        enum space_load load = kept_loading_take(loading, bucket, &raw);
        if (load != SPACE_LOADED)
            return load;
    }
}

static enum space_load take_whole(struct space_loading *loading, const struct kept_block *raw)
{
    struct byte_reader r = byte_reader_over(raw->bytes, raw->size);
    enum space_load load = take_parts(loading, &r);
    while (load == SPACE_LOADED && byte_reader_left(&r) > 0) {
        size_t size = (size_t)kept_read_number(&r, BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES);
        const uint8_t *bytes = byte_read_span(&r, size);
        load = bytes == NULL ? SPACE_LOAD_DAMAGED : space_loading_batch(loading, bytes, size);
    }
    ALCOVE_ASSERT(load != SPACE_LOADED || r.at == r.size);
    return load;
}

/* What was erased here is erased in the copy, before anybody sees it. */
static void erase_again(struct space *space, const struct space *present)
{
    size_t devices = space->config.device_count;
    if (memcmp(space->config.id, present->config.id, SPACE_ID_BYTES) != 0)
        return;
    if (devices > present->config.device_count)
        devices = present->config.device_count;
    for (size_t i = 0; i < devices; i++) {
        const struct space_device *device = &space->devices[i];
        for (size_t n = 0; n < device->made && n < present->devices[i].made; n++) {
            const struct space_object *erased = present->devices[i].objects[n];
            struct space_object *object = device->objects[n];
            if (erased->slots != NULL || object->slots == NULL)
                continue;
            ALCOVE_ASSERT(erased->erasure.sequence != 0);
            space_object_erase(space, object);
            object->erasure = erased->erasure;
        }
    }
}

enum space_load space_decode_whole(const struct alcove_memory *memory, const uint8_t *bytes,
                                   size_t size, const struct space *present, struct space **out)
{
    struct kept_block raw;
    struct space_file *file;
    *out = NULL;
    enum space_load load = kept_box_open(memory, bytes, size, SPACE_WHOLE_BYTES_MAX, &raw);
    if (load != SPACE_LOADED)
        return load;
    struct space_loading *loading = kept_loading_make(memory);
    load = loading == NULL ? SPACE_LOAD_NO_MEMORY : take_whole(loading, &raw);
    kept_block_free(memory, &raw);
    if (load != SPACE_LOADED) {
        space_loading_free(loading);
        return load;
    }
    load = space_loading_end(loading, out, &file);
    ALCOVE_ASSERT((load == SPACE_LOADED) == (*out != NULL));
    space_file_free(file); /* of another vault than the one it comes to */
    if (load == SPACE_LOADED && present != NULL)
        erase_again(*out, present);
    return load;
}
