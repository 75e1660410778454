#include <string.h>

#include "base/assert.h"
#include "records/chain.h"
#include "records/kept_parts.h"

struct space_loading *kept_loading_make(const struct alcove_memory *memory)
{
    struct space_loading *loading = memory->resize(memory->context, NULL, 0, sizeof *loading);
    if (loading == NULL)
        return NULL;
    *loading = (struct space_loading){.memory = memory, .file = space_file_create(memory)};
    ALCOVE_ASSERT(!loading->is_built);
    if (loading->file != NULL)
        return loading;
    memory->resize(memory->context, loading, sizeof *loading, 0);
    return NULL;
}

void space_loading_free(struct space_loading *loading)
{
    if (loading == NULL)
        return;
    const struct alcove_memory *memory = loading->memory;
    ALCOVE_ASSERT(memory != NULL);
    kept_head_free(&loading->head);
    kept_block_free(memory, &loading->draft);
    space_file_free(loading->file);
    memory->resize(memory->context, loading, sizeof *loading, 0);
}

enum space_load kept_loading_take(struct space_loading *loading, struct space_bucket bucket,
                                  struct kept_block *raw)
{
    const struct kept_entry entry = kept_entry_of(bucket, raw->bytes, raw->size);
    bool is_draft = bucket.kind == SPACE_BUCKET_DRAFT;
    ALCOVE_ASSERT(raw->size > 0);
    if (kept_entries_find(&loading->file->entries, bucket) != NULL)
        return SPACE_LOAD_DAMAGED;
    if (!kept_entries_add(loading->memory, &loading->file->entries, &entry))
        return SPACE_LOAD_NO_MEMORY;
    if (bucket.kind == SPACE_BUCKET_HEAD)
        return kept_head_read(loading->memory, raw->bytes, raw->size, &loading->head);
    if (!is_draft)
        return kept_columns_read(loading->head.space, raw->bytes, raw->size,
                                 &loading->head.objects);
    loading->draft = *raw;
    *raw = (struct kept_block){0};
    return SPACE_LOADED;
}

static enum space_load open_and_take(struct space_loading *loading, struct space_bucket bucket,
                                     const uint8_t *bytes, size_t size)
{
    struct kept_block raw;
    ALCOVE_ASSERT(!loading->is_built);
    enum space_load load = kept_box_open(loading->memory, bytes, size, KEPT_RAW_BYTES_MAX, &raw);
    if (load != SPACE_LOADED)
        return load;
    load = kept_loading_take(loading, bucket, &raw);
    kept_block_free(loading->memory, &raw);
    return load;
}

enum space_load space_loading_begin(const struct alcove_memory *memory, const uint8_t *head,
                                    size_t size, struct space_loading **out)
{
    struct space_loading *loading = kept_loading_make(memory);
    *out = NULL;
    if (loading == NULL)
        return SPACE_LOAD_NO_MEMORY;
    enum space_load load = open_and_take(loading, KEPT_HEAD, head, size);
    if (load == SPACE_LOADED)
        *out = loading;
    else
        space_loading_free(loading);
    ALCOVE_ASSERT(load != SPACE_LOADED || (*out)->head.space != NULL);
    return load;
}

enum space_load space_loading_put(struct space_loading *loading, struct space_bucket bucket,
                                  const uint8_t *bytes, size_t size)
{
    if (loading->is_built || bucket.kind == 0 || bucket.kind == SPACE_BUCKET_HEAD)
        return SPACE_LOAD_DAMAGED;
    ALCOVE_ASSERT(loading->head.space != NULL);
    return open_and_take(loading, bucket, bytes, size);
}

/* Moves all objects into the space, in the order of their ids. False without memory. */
static bool place_objects(struct kept_head *head)
{
    struct space *space = head->space;
    size_t most = 0;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
        most = most < head->objects.count[i] ? head->objects.count[i] : most;
    for (size_t n = 0; n < most; n++) {
        for (uint8_t i = 0; i < space->config.device_count; i++) {
            if (n >= head->objects.count[i])
                continue;
            struct space_object *object = head->objects.of[i][n];
            ALCOVE_ASSERT(object != NULL);
            if (!space_objects_reserve(space, i, object->kind, 1))
                return false;
            head->objects.of[i][n] = NULL;
            space_objects_add(space, object, (struct object_id){(uint32_t)n + 1, i});
            space->object_count++;
            if (object->slots != NULL)
                space->live_bytes += space_object_weight(object);
        }
    }
    space->live_bytes += space_object_weight(space->root) - SPACE_OBJECT_WEIGHT;
    return true;
}

/* Whether all that is made is there. */
static bool is_complete(const struct kept_head *head)
{
    ALCOVE_ASSERT(head->space != NULL);
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        for (size_t n = 0; n < head->objects.count[i]; n++) {
            if (head->objects.of[i][n] == NULL)
                return false;
        }
    }
    return head->objects.has_space;
}

void space_loading_go_without(struct space_loading *loading)
{
    ALCOVE_ASSERT(!loading->is_built && loading->head.space != NULL);
    loading->goes_without = loading->head.space->config.device_count == 1;
}

/* Of which kind it was nobody knows: it counts as what one writes for oneself. False without
 * memory. */
static bool erase_missing(struct kept_head *head)
{
    struct space *space = head->space;
    ALCOVE_ASSERT(space->config.device_count == 1);
    head->objects.has_space = true;
    for (uint32_t n = 0; n < head->objects.count[0]; n++) {
        if (head->objects.of[0][n] != NULL)
            continue;
        struct space_object *object = space_object_make(space, KIND_REFLECTION);
        if (object == NULL)
            return false;
        space_release(space, object->slots,
                      schema_kind(KIND_REFLECTION)->field_count * sizeof *object->slots);
        object->slots = NULL;
        object->id = (struct object_id){n + 1, 0};
        object->made_sequence = 1;
        object->erasure = (struct space_erasure){.lamport = 1, .sequence = 1};
        head->objects.of[0][n] = object;
    }
    return true;
}

/* What the values of a register name is there, and of the right kind. */
static bool names_objects(const struct space *space, const struct schema_field *field,
                          const struct held_value *values)
{
    for (; values != NULL; values = values->next) {
        if (values->type != VALUE_OBJECT)
            continue;
        const struct space_object *target = space_object_at(space, values->object);
        ALCOVE_ASSERT(field->type == FIELD_OBJECT);
        if (target == NULL || (field->target != KIND_COUNT && field->target != target->kind))
            return false;
    }
    return true;
}

static bool are_references_sound(const struct space *space)
{
    for (unsigned k = 0; k < KIND_COUNT; k++) {
        const struct schema_kind *kind = schema_kind(k);
        const struct space_kind_table *table = &space->kinds[k];
        for (size_t field = 0; field < kind->field_count; field++) {
            if (kind->fields[field].type != FIELD_OBJECT)
                continue;
            ALCOVE_ASSERT(k != KIND_SPACE);
            for (size_t i = 0; i < table->count; i++) {
                if (!names_objects(space, &kind->fields[field],
                                   table->objects[i]->slots[field].values))
                    return false;
            }
        }
    }
    return true;
}

/* All objects are there: the space can be used, but for the batches that come. */
static enum space_load build(struct space_loading *loading)
{
    struct space *space = loading->head.space;
    ALCOVE_ASSERT(!loading->is_built);
    if (loading->goes_without && !erase_missing(&loading->head))
        return SPACE_LOAD_NO_MEMORY;
    if (!is_complete(&loading->head))
        return SPACE_LOAD_DAMAGED;
    if (!place_objects(&loading->head))
        return SPACE_LOAD_NO_MEMORY;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        struct space_device *device = &space->devices[i];
        loading->doubts[i] = device->doubt;
        device->doubt = SPACE_TRUSTED;
        device->held = device->settled;
    }
    loading->is_built = true;
    return are_references_sound(space) ? SPACE_LOADED : SPACE_LOAD_DAMAGED;
}

/* A batch that the head counts: it is held again, to be offered. */
static enum space_load hold(struct space_loading *loading, uint8_t n, const uint8_t *bytes,
                            size_t size)
{
    struct space *space = loading->head.space;
    struct space_device *device = &space->devices[n];
    const struct kept_held *kept = &loading->head.held[n][loading->head.restored[n]];
    ALCOVE_ASSERT(device->held == device->settled + loading->head.restored[n]);
    if (!space_batches_reserve(space, n))
        return SPACE_LOAD_NO_MEMORY;
    struct held_batch *batch = space_allocate(space, sizeof *batch + size);
    if (batch == NULL)
        return SPACE_LOAD_NO_MEMORY;
    *batch = (struct held_batch){
        .lamport = kept->lamport,
        .sequence = device->held + 1,
        .size = (uint32_t)size,
        .device = n,
        .is_given = true,
    };
    memcpy(batch->known, kept->known, sizeof batch->known);
    memcpy(batch->bytes, bytes, size);
    bool has_chain = space_chain(space, n, device->held, batch->chain);
    ALCOVE_ASSERT(has_chain);
    chain_next(batch->chain, bytes, size, batch->chain);
    device->batches[loading->head.restored[n]++] = batch;
    device->held++;
    return SPACE_LOADED;
}

/* Whether all that the head counts is held, and is what it was. */
static bool is_caught_up(const struct space_loading *loading)
{
    const struct kept_head *head = &loading->head;
    uint8_t chain[SPACE_CHAIN_BYTES];
    for (uint8_t i = 0; i < head->space->config.device_count; i++) {
        const struct space_device *device = &head->space->devices[i];
        ALCOVE_ASSERT(head->restored[i] <= head->held_count[i]);
        if (head->restored[i] != head->held_count[i])
            return false;
        /* What came after it was checked already. */
        uint32_t counted = device->settled + head->held_count[i];
        if (!space_chain(head->space, i, counted, chain) ||
            memcmp(chain, head->chain[i], sizeof chain) != 0)
            return false;
    }
    return true;
}

/* The draft, once the space is as it was when that was kept. */
static enum space_load put_draft(struct space_loading *loading)
{
    struct kept_block *draft = &loading->draft;
    ALCOVE_ASSERT(loading->is_built);
    if (draft->bytes == NULL || !kept_draft_is_due(loading->head.space, draft->bytes, draft->size))
        return SPACE_LOADED;
    enum space_load load = kept_draft_read(loading->head.space, draft->bytes, draft->size);
    kept_block_free(loading->memory, draft);
    return load;
}

static enum space_load apply(struct space_loading *loading, uint8_t device, const uint8_t *bytes,
                             size_t size)
{
    struct space *space = loading->head.space;
    size_t kept_size;
    if (!is_caught_up(loading))
        return SPACE_LOAD_DAMAGED;
    enum space_load load = put_draft(loading);
    if (load != SPACE_LOADED)
        return load;
    /* It was published after the draft was kept: that is in it. */
    if (device == space->config.own_device)
        space_discard(space);
    switch (space_apply(space, device, bytes, size)) {
    case SPACE_APPLIED:
    case SPACE_DUPLICATE:
        break;
    case SPACE_NEWER:
        return SPACE_LOAD_NEWER;
    case SPACE_OUT_OF_MEMORY:
        return SPACE_LOAD_NO_MEMORY;
    default:
        return SPACE_LOAD_DAMAGED;
    }
    while (space_next_to_keep(space, &kept_size) != NULL)
        ALCOVE_ASSERT(kept_size > 0); /* it is kept */
    return SPACE_LOADED;
}

enum space_load space_loading_batch(struct space_loading *loading, const uint8_t *bytes,
                                    size_t size)
{
    uint8_t device;
    uint32_t sequence;
    enum space_load load = loading->is_built ? SPACE_LOADED : build(loading);
    if (load != SPACE_LOADED)
        return load;
    const struct space *space = loading->head.space;
    if (size > BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES ||
        !batch_peek(bytes, size, &device, &sequence) || device >= space->config.device_count)
        return SPACE_LOAD_DAMAGED;
    const struct space_device *of = &space->devices[device];
    ALCOVE_ASSERT(of->held >= of->settled);
    if (sequence <= of->held)
        return SPACE_LOADED; /* settled since, or there already */
    if (loading->head.restored[device] == loading->head.held_count[device])
        return apply(loading, device, bytes, size);
    return sequence == of->held + 1 ? hold(loading, device, bytes, size) : SPACE_LOAD_DAMAGED;
}

enum space_load space_loading_end(struct space_loading *loading, struct space **space,
                                  struct space_file **file)
{
    enum space_load load = loading->is_built ? SPACE_LOADED : build(loading);
    *space = NULL;
    *file = NULL;
    if (load == SPACE_LOADED && !is_caught_up(loading))
        load = SPACE_LOAD_DAMAGED;
    if (load == SPACE_LOADED)
        load = put_draft(loading);
    if (load == SPACE_LOADED) {
        *space = loading->head.space;
        *file = loading->file;
        for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
            (*space)->devices[i].doubt = loading->doubts[i];
        loading->file = NULL;
        kept_head_take(&loading->head);
    }
    ALCOVE_ASSERT((*space == NULL) == (*file == NULL));
    space_loading_free(loading);
    return load;
}
