#include "records/sync_world.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "text/text.h"

#define PACKET_AND_CHUNK 36

uint32_t world_draw(struct world *world, uint32_t below)
{
    world->random = world->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(world->random >> 33) % below;
}

static void begin_config(struct world *world, size_t own, bool is_signed)
{
    struct replica *replica = &world->replicas[own];
    struct space_config *config = &replica->config;
    memset(config->id, 0x5c, sizeof config->id);
    /* Without signatures there are two members; they may have several devices. */
    size_t members = is_signed || world->count < 2 ? world->count : 2;
    config->member_count = (uint8_t)members;
    config->device_count = (uint8_t)world->count;
    config->own_device = (uint8_t)own;
    config->is_signed = is_signed;
    for (size_t i = 0; i < world->count; i++) {
        uint8_t seed[crypto_sign_SEEDBYTES] = {(uint8_t)(i + 1)};
        uint8_t secret[SPACE_SIGN_SECRET_BYTES];
        crypto_sign_seed_keypair(config->sign_public[i], secret, seed);
        config->member_of[i] = (uint8_t)(i % members);
        if (i == own)
            memcpy(replica->sign_secret, secret, sizeof secret);
    }
}

struct world *world_begin(size_t replicas, bool is_signed, uint64_t seed)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->count = replicas;
    world->random = seed;
    world->minute = 29549000;
    world->day = 20520;
    for (size_t i = 0; i < replicas; i++) {
        struct replica *replica = &world->replicas[i];
        counted_memory_begin(&replica->memory);
        begin_config(world, i, is_signed);
        replica->space = space_create(&replica->config, &replica->memory.memory);
        assert_non_null(replica->space);
    }
    return world;
}

static void empty_pipe(struct world_pipe *pipe)
{
    for (size_t i = 0; i < pipe->count; i++)
        free(pipe->parts[i]);
    pipe->count = 0;
}

void world_end(struct world *world)
{
    for (size_t a = 0; a < world->count; a++) {
        for (size_t b = 0; b < world->count; b++)
            world_cut(world, a, b);
    }
    for (size_t i = 0; i < world->count; i++) {
        struct replica *replica = &world->replicas[i];
        space_free(replica->space);
        counted_memory_end(&replica->memory);
        for (size_t n = 0; n < replica->disk_count; n++)
            free(replica->disk[n].bytes);
        free(replica->disk);
    }
    free(world);
}

/* ---- editing ---- */

void world_publish(struct world *world, size_t of)
{
    struct replica *replica = &world->replicas[of];
    const uint8_t *bytes;
    size_t size;
    struct space_publication publication = {
        .minute = world->minute++,
        .sign_secret = replica->config.is_signed ? replica->sign_secret : NULL,
    };
    while (space_has_draft(replica->space))
        assert_int_equal(space_publish(replica->space, &publication, &bytes, &size), SPACE_WRITTEN);
    world_store(world, of);
}

void world_say(struct world *world, size_t of, size_t size)
{
    static char text[SCHEMA_STRING_BYTES_MAX];
    struct space *space = world->replicas[of].space;
    struct object_id object;
    assert_true(size <= sizeof text);
    for (size_t i = 0; i < size; i++)
        text[i] = (char)('!' + world_draw(world, 90));
    struct value value = value_string((const uint8_t *)text, size);
    assert_int_equal(space_make(space, KIND_WORDS, &object), SPACE_WRITTEN);
    assert_int_equal(space_set(space, object, WORDS_TEXT, &value), SPACE_WRITTEN);
    world_publish(world, of);
}

/* Some goal that this replica knows, or OBJECT_SPACE. */
static struct object_id some_goal(struct world *world, const struct space *space)
{
    struct object_id found = OBJECT_SPACE, cursor = OBJECT_SPACE;
    size_t count = space_count(space, KIND_GOAL);
    size_t steps = count == 0 ? 0 : 1 + world_draw(world, (uint32_t)count);
    while (steps-- > 0 && space_next(space, KIND_GOAL, &cursor))
        found = cursor;
    return found;
}

void world_edit(struct world *world, size_t of)
{
    struct space *space = world->replicas[of].space;
    struct object_id goal = some_goal(world, space);
    struct value now = space_value(space, goal, GOAL_STATUS);
    struct value status = value_number((now.number + 1 + world_draw(world, 3)) % 4);
    struct value title = value_text(world_draw(world, 2) == 0 ? "Walk" : "Be outside more");
    struct value words = value_text("a line ");
    if (object_id_is_equal(goal, OBJECT_SPACE) || world_draw(world, 6) == 0)
        assert_int_equal(space_make(space, KIND_GOAL, &goal), SPACE_WRITTEN);
    else if (world_draw(world, 20) == 0)
        assert_int_equal(space_erase(space, goal), SPACE_WRITTEN);
    if (space_find(space, goal, NULL)) {
        assert_int_equal(space_set(space, goal, GOAL_STATUS, &status), SPACE_WRITTEN);
        if (world_draw(world, 2) == 0)
            assert_int_equal(space_set(space, goal, GOAL_TITLE, &title), SPACE_WRITTEN);
        if (world_draw(world, 2) == 0)
            assert_int_equal(space_note_insert(space, goal, GOAL_NOTES, 0, words), SPACE_WRITTEN);
    }
    world_publish(world, of);
}

/* ---- the disk ---- */

void world_store(struct world *world, size_t of)
{
    struct replica *replica = &world->replicas[of];
    const uint8_t *bytes;
    size_t size;
    while ((bytes = space_next_to_keep(replica->space, &size)) != NULL) {
        replica->disk = realloc(replica->disk, (replica->disk_count + 1) * sizeof replica->disk[0]);
        assert_non_null(replica->disk);
        struct world_blob *blob = &replica->disk[replica->disk_count++];
        *blob = (struct world_blob){malloc(size), size};
        assert_non_null(blob->bytes);
        memcpy(blob->bytes, bytes, size);
    }
    for (size_t i = 0; i < world->count; i++) {
        if (world->ends[of][i] != NULL)
            sync_stored(world->ends[of][i]);
    }
}

void world_restore(struct world *world, size_t of, size_t kept)
{
    struct replica *replica = &world->replicas[of];
    for (size_t i = 0; i < world->count; i++)
        world_cut(world, of, i);
    space_free(replica->space);
    replica->space = space_create(&replica->config, &replica->memory.memory);
    assert_non_null(replica->space);
    for (size_t n = 0; n < replica->disk_count; n++) {
        struct world_blob *blob = &replica->disk[n];
        uint8_t device;
        uint32_t sequence;
        if (n < kept) {
            assert_true(batch_peek(blob->bytes, blob->size, &device, &sequence));
            assert_int_equal(space_apply(replica->space, device, blob->bytes, blob->size),
                             SPACE_APPLIED);
        }
        free(blob->bytes);
    }
    replica->disk_count = 0;
    world_store(world, of);
    for (size_t i = 0; i < world->count; i++)
        memset(&world->remembered[of][i], 0, sizeof world->remembered[of][i]);
}

/* ---- pipes ---- */

static void begin_end(struct world *world, size_t of, size_t to)
{
    struct replica *replica = &world->replicas[of];
    struct sync_config config = {
        .space = replica->space,
        .peer = (uint8_t)to,
        .part_bytes = WORLD_PART_BYTES,
        .day = world->day,
        .memory = &replica->memory.memory,
    };
    world->ends[of][to] = sync_begin(&config, &world->remembered[of][to]);
    assert_non_null(world->ends[of][to]);
}

void world_connect(struct world *world, size_t a, size_t b)
{
    assert_false(world_is_connected(world, a, b));
    world_store(world, a);
    world_store(world, b);
    begin_end(world, a, b);
    begin_end(world, b, a);
}

bool world_is_connected(const struct world *world, size_t a, size_t b)
{
    return world->ends[a][b] != NULL;
}

static void end_end(struct world *world, size_t of, size_t to)
{
    struct sync *end = world->ends[of][to];
    if (end != NULL)
        world->remembered[of][to] = *sync_remembered(end);
    sync_end(end);
    world->ends[of][to] = NULL;
    empty_pipe(&world->pipes[of][to]);
}

void world_cut(struct world *world, size_t a, size_t b)
{
    end_end(world, a, b);
    end_end(world, b, a);
}

static void push(struct world *world, struct world_pipe *pipe, const uint8_t *bytes, size_t size)
{
    assert_true(pipe->count < WORLD_PIPE_PARTS);
    struct world_part *part = malloc(sizeof *part);
    assert_non_null(part);
    part->size = size;
    memcpy(part->bytes, bytes, size);
    pipe->parts[pipe->count] = part;
    if (pipe->count > 0 && world_draw(world, 100) < world->reordered) {
        size_t other = world_draw(world, (uint32_t)pipe->count);
        pipe->parts[pipe->count] = pipe->parts[other];
        pipe->parts[other] = part;
    }
    pipe->count++;
}

static void send_all(struct world *world, size_t from, size_t to)
{
    uint8_t bytes[WORLD_PART_BYTES];
    size_t size;
    while ((size = sync_next(world->ends[from][to], world->now_us, bytes)) != 0) {
        assert_true(size <= sizeof bytes);
        world->parts++;
        world->bytes += size;
        world->sealed += size + PACKET_AND_CHUNK;
        if (world_draw(world, 100) < world->lost)
            continue;
        push(world, &world->pipes[from][to], bytes, size);
        if (world_draw(world, 100) < world->repeated)
            push(world, &world->pipes[from][to], bytes, size);
    }
}

static void take_events(struct world *world, size_t of, size_t from)
{
    struct sync_event event;
    while (sync_next_event(world->ends[of][from], &event)) {
        world->events[of][from][event.kind] = event;
        world->seen[of][from][event.kind]++;
    }
}

static void deliver(struct world *world, size_t from, size_t to)
{
    struct world_pipe *pipe = &world->pipes[from][to];
    if (pipe->count == 0)
        return;
    struct world_part *part = pipe->parts[0];
    memmove(pipe->parts, pipe->parts + 1, --pipe->count * sizeof pipe->parts[0]);
    /* Of the exact size, so that a read past the end is seen. */
    uint8_t *exact = malloc(part->size);
    assert_non_null(exact);
    memcpy(exact, part->bytes, part->size);
    assert_true(sync_take(world->ends[to][from], world->now_us, exact, part->size));
    free(exact);
    free(part);
    if (!world->stores_late || world_draw(world, 3) == 0)
        world_store(world, to);
}

bool world_step(struct world *world, size_t a, size_t b)
{
    send_all(world, a, b);
    send_all(world, b, a);
    bool under_way = world->pipes[a][b].count + world->pipes[b][a].count > 0;
    deliver(world, a, b);
    deliver(world, b, a);
    take_events(world, a, b);
    take_events(world, b, a);
    return under_way;
}

void world_run(struct world *world, size_t a, size_t b)
{
    for (unsigned steps = 0; world_step(world, a, b); steps++) {
        assert_true(steps < 100000);
        world->now_us += 1000;
    }
    world_store(world, a);
    world_store(world, b);
    if (world->stores_late && world_step(world, a, b))
        world_run(world, a, b);
}

void world_meet(struct world *world, size_t a, size_t b)
{
    world_connect(world, a, b);
    world_run(world, a, b);
    world_cut(world, a, b);
}

/* ---- what a person reads ---- */

static void hash(crypto_generichash_state *state, const void *bytes, size_t size)
{
    if (size > 0)
        crypto_generichash_update(state, bytes, size);
}

static void hash_field(crypto_generichash_state *state, const struct space *space,
                       struct object_id object, uint8_t field)
{
    struct space_value values[8];
    size_t count = space_values(space, object, field, values, 8);
    hash(state, &count, sizeof count);
    for (size_t i = 0; i < count && i < 8; i++) {
        hash(state, &values[i].value.number, sizeof values[i].value.number);
        hash(state, &values[i].value.object.counter, sizeof values[i].value.object.counter);
        hash(state, values[i].value.bytes, values[i].value.size);
        hash(state, &values[i].device, sizeof values[i].device);
        hash(state, &values[i].sequence, sizeof values[i].sequence);
    }
    const struct text *text = space_note(space, object, field);
    if (text == NULL)
        return;
    uint8_t bytes[SCHEMA_NOTE_BYTES_MAX];
    text_read(text, false, bytes);
    hash(state, bytes, text_size(text, false));
}

void world_state(const struct world *world, size_t of, uint8_t out[16])
{
    const struct space *space = world->replicas[of].space;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 16);
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        struct object_id object = OBJECT_SPACE;
        bool is_there = kind == KIND_SPACE || space_next(space, kind, &object);
        while (is_there) {
            hash(&state, &object.counter, sizeof object.counter);
            hash(&state, &object.device, sizeof object.device);
            for (uint8_t field = 0; field < schema_kind(kind)->field_count; field++)
                hash_field(&state, space, object, field);
            is_there = kind != KIND_SPACE && space_next(space, kind, &object);
        }
    }
    crypto_generichash_final(&state, out, 16);
}

bool world_is_same(const struct world *world)
{
    uint8_t first[16], other[16];
    uint32_t first_vector[SPACE_DEVICES_MAX], other_vector[SPACE_DEVICES_MAX];
    world_state(world, 0, first);
    space_vector(world->replicas[0].space, first_vector);
    for (size_t i = 1; i < world->count; i++) {
        world_state(world, i, other);
        space_vector(world->replicas[i].space, other_vector);
        if (memcmp(first, other, sizeof first) != 0 ||
            memcmp(first_vector, other_vector, sizeof first_vector) != 0)
            return false;
    }
    return true;
}
