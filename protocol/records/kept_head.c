#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"

/* The head:
 *
 *     id 16, members 1, devices 1, own device 1, flags 1 (1 signed, 2 restored and not yet caught
 *     up), for each device: member 1, and if signed
 *     its key 32
 *     for each device: settled v, held v, objects made v, doubt 1; the lamport v and chain 16 of
 *     the newest that is settled, and the chain 16 of the newest; what it is known to hold, what of
 *     that bears settling, and what its newest knew (one v a device each); for each from
 *     settled + 1 to held: lamport, as a way from the one before, and what it knew
 *     erased objects: for each device the count v, and for each: counter v from the one before,
 *     kind 1, made in sequence v at minute v, erased by device 1, sequence v, lamport v
 *
 * SPEC.md section 8.12. */

#define DEVICE_ROOM (64 + 3 * 5 * SPACE_DEVICES_MAX + 2 * SPACE_CHAIN_BYTES)
#define BATCH_ROOM  (8 + 4 * SPACE_DEVICES_MAX)
#define ERASED_ROOM 32

enum { FLAG_SIGNED = 1, FLAG_RESTORED = 2 };

/* ---- Writing ---- */

static void write_config(const struct space *space, struct byte_writer *w)
{
    const struct space_config *config = &space->config;
    ALCOVE_ASSERT(config->device_count >= 1 && config->device_count <= SPACE_DEVICES_MAX);
    byte_write_bytes(w, config->id, sizeof config->id);
    byte_write_u8(w, config->member_count);
    byte_write_u8(w, config->device_count);
    byte_write_u8(w, config->own_device);
    byte_write_u8(w, (uint8_t)((config->is_signed ? FLAG_SIGNED : 0) |
                               (space->is_restored ? FLAG_RESTORED : 0)));
    for (size_t i = 0; i < config->device_count; i++) {
        byte_write_u8(w, config->member_of[i]);
        if (config->is_signed)
            byte_write_bytes(w, config->sign_public[i], SPACE_SIGN_KEY_BYTES);
    }
}

static void write_vector(const struct space *space, const uint32_t vector[SPACE_DEVICES_MAX],
                         struct byte_writer *w)
{
    ALCOVE_ASSERT(vector != NULL);
    for (size_t i = 0; i < space->config.device_count; i++)
        byte_write_varint(w, vector[i]);
}

static void write_device(const struct space *space, uint8_t n, struct byte_writer *w)
{
    const struct space_device *device = &space->devices[n];
    uint8_t chain[SPACE_CHAIN_BYTES];
    uint64_t lamport = device->settled_lamport;
    bool has_chain = space_chain(space, n, device->held, chain);
    ALCOVE_ASSERT(has_chain && device->settled <= device->held);
    byte_write_varint(w, device->settled);
    byte_write_varint(w, device->held);
    byte_write_varint(w, device->made);
    byte_write_u8(w, (uint8_t)device->doubt);
    byte_write_varint(w, lamport);
    byte_write_bytes(w, device->settled_chain, sizeof device->settled_chain);
    byte_write_bytes(w, chain, sizeof chain);
    write_vector(space, device->heard, w);
    write_vector(space, device->acknowledged, w);
    write_vector(space, device->known, w);
    for (uint32_t i = device->settled + 1; i <= device->held; i++) {
        const struct held_batch *batch = space_held_batch(space, n, i);
        kept_write_way(w, lamport, batch->lamport);
        write_vector(space, batch->known, w);
        lamport = batch->lamport;
    }
}

static void write_erased(const struct space_device *device, struct byte_writer *w)
{
    size_t count = 0;
    uint32_t before = 0;
    for (size_t i = 0; i < device->made; i++)
        count += device->objects[i]->slots == NULL;
    byte_write_varint(w, count);
    for (size_t i = 0; i < device->made; i++) {
        const struct space_object *object = device->objects[i];
        if (object->slots != NULL)
            continue;
        ALCOVE_ASSERT(object->erasure.sequence != 0 && object->id.counter == i + 1);
        byte_write_varint(w, object->id.counter - before);
        byte_write_u8(w, object->kind);
        byte_write_varint(w, object->made_sequence);
        byte_write_varint(w, object->made_minute);
        byte_write_u8(w, object->erasure.device);
        byte_write_varint(w, object->erasure.sequence);
        byte_write_varint(w, object->erasure.lamport);
        before = object->id.counter;
    }
}

static bool write_head(const void *context, struct byte_writer *w)
{
    const struct space *space = context;
    ALCOVE_ASSERT(space->root != NULL);
    write_config(space, w);
    for (uint8_t i = 0; i < space->config.device_count; i++)
        write_device(space, i, w);
    for (uint8_t i = 0; i < space->config.device_count; i++)
        write_erased(&space->devices[i], w);
    return true;
}

bool kept_head_write(const struct space *space, struct kept_block *out)
{
    struct kept_writing whole = {.write = write_head, .context = space};
    for (size_t i = 0; i < space->config.device_count; i++) {
        const struct space_device *device = &space->devices[i];
        ALCOVE_ASSERT(device->made <= device->object_count);
        whole.estimate += DEVICE_ROOM + BATCH_ROOM * (size_t)(device->held - device->settled);
        for (size_t n = 0; n < device->made; n++)
            whole.estimate += device->objects[n]->slots == NULL ? ERASED_ROOM : 0;
    }
    return kept_write(space->memory, &whole, out);
}

/* ---- Reading ---- */

struct reading {
    struct byte_reader r;
    struct kept_head *head;
    bool without_memory;
};

static void refuse(struct reading *reading)
{
    ALCOVE_ASSERT(reading != NULL);
    reading->r.failed = true;
}

static void run_out(struct reading *reading)
{
    reading->without_memory = true;
    refuse(reading);
    ALCOVE_ASSERT(reading->r.failed);
}

static bool read_config(struct reading *reading, struct space_config *config, uint8_t *flags)
{
    struct byte_reader *r = &reading->r;
    byte_read_copy(r, config->id, sizeof config->id);
    config->member_count = byte_read_u8(r);
    config->device_count = byte_read_u8(r);
    config->own_device = byte_read_u8(r);
    *flags = byte_read_u8(r);
    config->is_signed = (*flags & FLAG_SIGNED) != 0;
    if (r->failed || *flags > (FLAG_SIGNED | FLAG_RESTORED) || config->member_count < 1 ||
        config->member_count > SPACE_MEMBERS_MAX || config->device_count < 1 ||
        config->device_count > SPACE_DEVICES_MAX || config->own_device >= config->device_count ||
        (!config->is_signed && config->member_count > 2))
        return false;
    ALCOVE_ASSERT(config->device_count <= SPACE_DEVICES_MAX);
    for (size_t i = 0; i < config->device_count; i++) {
        config->member_of[i] = byte_read_u8(r);
        if (config->member_of[i] >= config->member_count)
            return false;
        if (config->is_signed)
            byte_read_copy(r, config->sign_public[i], SPACE_SIGN_KEY_BYTES);
    }
    return !r->failed;
}

static void read_vector(struct reading *reading, uint32_t vector[SPACE_DEVICES_MAX])
{
    size_t count = reading->head->space->config.device_count;
    ALCOVE_ASSERT(count <= SPACE_DEVICES_MAX);
    for (size_t i = 0; i < count; i++)
        vector[i] = (uint32_t)kept_read_number(&reading->r, UINT32_MAX);
}

/* What is said of the batches that are held to be offered. */
static void read_held(struct reading *reading, uint8_t n)
{
    struct kept_head *head = reading->head;
    const struct space_device *device = &head->space->devices[n];
    uint32_t count = device->held - device->settled;
    uint64_t lamport = device->settled_lamport;
    /* Each takes a byte for its lamport and one a device. */
    if (count > byte_reader_left(&reading->r) / (1u + head->space->config.device_count)) {
        refuse(reading);
        return;
    }
    if (count == 0)
        return;
    head->held[n] = space_allocate(head->space, count * sizeof *head->held[n]);
    if (head->held[n] == NULL) {
        run_out(reading);
        return;
    }
    memset(head->held[n], 0, count * sizeof *head->held[n]);
    head->held_count[n] = count;
    for (uint32_t i = 0; i < count; i++) {
        struct kept_held *held = &head->held[n][i];
        held->lamport = kept_read_way(&reading->r, lamport, KEPT_LAMPORT_MAX);
        read_vector(reading, held->known);
        lamport = held->lamport;
    }
    ALCOVE_ASSERT(head->held_count[n] == count);
}

static void make_places(struct reading *reading, uint8_t n, uint32_t made)
{
    struct kept_objects *objects = &reading->head->objects;
    if (made == 0)
        return;
    objects->of[n] = space_allocate(reading->head->space, made * sizeof *objects->of[n]);
    if (objects->of[n] == NULL) {
        run_out(reading);
        return;
    }
    memset(objects->of[n], 0, made * sizeof *objects->of[n]);
    objects->count[n] = made;
    ALCOVE_ASSERT(made <= space_object_share(reading->head->space));
}

static void read_device(struct reading *reading, uint8_t n)
{
    struct space_device *device = &reading->head->space->devices[n];
    struct byte_reader *r = &reading->r;
    device->settled = (uint32_t)kept_read_number(r, UINT32_MAX);
    device->held = (uint32_t)kept_read_number(r, UINT32_MAX);
    device->made = (uint32_t)kept_read_number(r, space_object_share(reading->head->space));
    uint8_t doubt = byte_read_u8(r);
    device->doubt = (enum space_doubt)doubt;
    device->settled_lamport = kept_read_number(r, KEPT_LAMPORT_MAX);
    byte_read_copy(r, device->settled_chain, sizeof device->settled_chain);
    byte_read_copy(r, reading->head->chain[n], SPACE_CHAIN_BYTES);
    if (r->failed || doubt > SPACE_SENT_FORK || device->settled > device->held) {
        refuse(reading);
        return;
    }
    read_vector(reading, device->heard);
    read_vector(reading, device->acknowledged);
    read_vector(reading, device->known);
    read_held(reading, n);
    make_places(reading, n, device->made);
    ALCOVE_ASSERT(reading->r.failed || reading->head->objects.count[n] == device->made);
}

/* An object without anything. */
static struct space_object *make_erased(struct reading *reading, enum object_kind kind)
{
    const struct space *space = reading->head->space;
    struct space_object *object = space_object_make(space, kind);
    ALCOVE_ASSERT(kind > KIND_SPACE && kind < KIND_COUNT);
    if (object == NULL) {
        run_out(reading);
        return NULL;
    }
    space_release(space, object->slots, schema_kind(kind)->field_count * sizeof *object->slots);
    object->slots = NULL;
    return object;
}

static uint32_t read_erased_one(struct reading *reading, uint8_t n, uint32_t before)
{
    struct byte_reader *r = &reading->r;
    const struct space *space = reading->head->space;
    uint64_t counter = before + kept_read_number(r, UINT32_MAX);
    uint8_t kind = byte_read_u8(r);
    if (r->failed || counter == before || counter > space->devices[n].made || kind == KIND_SPACE ||
        kind >= KIND_COUNT) {
        refuse(reading);
        return before;
    }
    struct space_object *object = make_erased(reading, kind);
    if (object == NULL)
        return before;
    object->id = (struct object_id){(uint32_t)counter, n};
    object->made_sequence = (uint32_t)kept_read_number(r, space->devices[n].held);
    object->made_minute = (uint32_t)kept_read_number(r, UINT32_MAX);
    object->erasure.device = byte_read_u8(r);
    object->erasure.sequence = (uint32_t)kept_read_number(r, UINT32_MAX);
    object->erasure.lamport = kept_read_number(r, KEPT_LAMPORT_MAX);
    if (object->erasure.device >= space->config.device_count || object->erasure.sequence == 0 ||
        object->made_sequence == 0)
        refuse(reading);
    ALCOVE_ASSERT(reading->head->objects.of[n][counter - 1] == NULL);
    reading->head->objects.of[n][counter - 1] = object;
    return (uint32_t)counter;
}

static void read_erased(struct reading *reading, uint8_t n)
{
    uint32_t before = 0;
    uint64_t count = kept_read_number(&reading->r, reading->head->objects.count[n]);
    for (uint64_t i = 0; i < count && !reading->r.failed; i++)
        before = read_erased_one(reading, n, before);
    ALCOVE_ASSERT(before <= reading->head->objects.count[n]);
}

static bool is_within(const struct space *space, const uint32_t vector[SPACE_DEVICES_MAX])
{
    ALCOVE_ASSERT(vector != NULL);
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        if (vector[i] > space->devices[i].held)
            return false;
    }
    return true;
}

/* What a device knew of itself is the batch before, and of others what is held here. */
static bool is_sound(const struct kept_head *head, uint8_t n)
{
    const struct space_device *device = &head->space->devices[n];
    uint64_t lamport = device->settled_lamport;
    ALCOVE_ASSERT(device->settled + head->held_count[n] == device->held);
    if (!is_within(head->space, device->known) || (device->settled == 0) != (lamport == 0) ||
        device->known[n] != (device->held == 0 ? 0 : device->held - 1))
        return false;
    for (uint32_t i = 0; i < head->held_count[n]; i++) {
        const struct kept_held *held = &head->held[n][i];
        if (!is_within(head->space, held->known) || held->known[n] != device->settled + i ||
            held->lamport <= lamport)
            return false;
        lamport = held->lamport;
    }
    return true;
}

enum space_load kept_head_read(const struct alcove_memory *memory, const uint8_t *bytes,
                               size_t size, struct kept_head *out)
{
    struct reading reading = {.head = out};
    struct space_config config = {0};
    uint8_t flags = 0;
    *out = (struct kept_head){0};
    reading.r = byte_reader_over(bytes, size);
    if (!read_config(&reading, &config, &flags))
        return SPACE_LOAD_DAMAGED;
    out->space = space_create(&config, memory);
    if (out->space == NULL)
        return SPACE_LOAD_NO_MEMORY;
    out->space->is_restored = (flags & FLAG_RESTORED) != 0;
    for (uint8_t i = 0; i < config.device_count && !reading.r.failed; i++)
        read_device(&reading, i);
    for (uint8_t i = 0; i < config.device_count && !reading.r.failed; i++)
        read_erased(&reading, i);
    for (uint8_t i = 0; i < config.device_count && !reading.r.failed; i++) {
        if (!is_sound(out, i))
            refuse(&reading);
    }
    if (byte_reader_left(&reading.r) == 0 && !reading.r.failed)
        return SPACE_LOADED;
    kept_head_free(out);
    ALCOVE_ASSERT(out->space == NULL);
    return reading.without_memory ? SPACE_LOAD_NO_MEMORY : SPACE_LOAD_DAMAGED;
}

/* All but the space and what is in it. */
static void free_lists(struct kept_head *head)
{
    struct space *space = head->space;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        for (size_t n = 0; n < head->objects.count[i]; n++)
            space_object_free(space, head->objects.of[i][n]);
        space_release(space, head->objects.of[i],
                      head->objects.count[i] * sizeof *head->objects.of[i]);
        space_release(space, head->held[i], head->held_count[i] * sizeof *head->held[i]);
    }
    ALCOVE_ASSERT(space != NULL);
}

void kept_head_take(struct kept_head *head)
{
    ALCOVE_ASSERT(head->space != NULL);
    free_lists(head);
    *head = (struct kept_head){0};
}

void kept_head_free(struct kept_head *head)
{
    struct space *space = head->space;
    if (space == NULL)
        return;
    free_lists(head);
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        struct space_device *device = &space->devices[i];
        /* What is said to be held may not be there yet. */
        if (head->restored[i] < head->held_count[i] || device->batches == NULL)
            device->held = device->settled + head->restored[i];
        device->made = (uint32_t)device->object_count;
    }
    ALCOVE_ASSERT(space->root != NULL);
    space_free(space);
    *head = (struct kept_head){0};
}
