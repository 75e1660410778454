#include "records/sync.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/sync_parts.h"

#define MEMORY_VERSION 1

static const char digest_label[] = "alcove space sync";

/* ---- what is remembered ---- */

void sync_memory_encode(const struct sync_memory *memory, uint8_t out[SYNC_MEMORY_BYTES])
{
    struct byte_writer w = byte_writer_over(out, SYNC_MEMORY_BYTES);
    byte_write_u8(&w, MEMORY_VERSION);
    byte_write_bytes(&w, memory->told, sizeof memory->told);
    byte_write_bytes(&w, memory->heard, sizeof memory->heard);
    byte_write_u32(&w, memory->day);
    byte_write_u32(&w, memory->growth);
    ALCOVE_ASSERT(!w.failed && w.size == SYNC_MEMORY_BYTES);
}

bool sync_memory_decode(const uint8_t *bytes, size_t size, struct sync_memory *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    if (size != SYNC_MEMORY_BYTES || byte_read_u8(&r) != MEMORY_VERSION)
        return false;
    byte_read_copy(&r, out->told, sizeof out->told);
    byte_read_copy(&r, out->heard, sizeof out->heard);
    out->day = byte_read_u32(&r);
    out->growth = byte_read_u32(&r);
    return !r.failed;
}

/* ---- begin and end ---- */

/* What the other side is known to hold. Of its own batches it holds all that we do, until it says
 * otherwise. */
static void assume(struct sync *sync)
{
    uint8_t peer = sync->config.peer;
    for (uint8_t i = 0; i < sync->space->device_count; i++)
        sync->theirs[i] = space_held_by(sync->config.space, peer, i);
    if (sync->theirs[peer] < sync->stored[peer])
        sync->theirs[peer] = sync->stored[peer];
    memcpy(sync->sent, sync->theirs, sizeof sync->sent);
    ALCOVE_ASSERT(sync->theirs[peer] >= sync->stored[peer]);
}

struct sync *sync_begin(const struct sync_config *config, const struct sync_memory *remembered)
{
    const struct space_config *space = space_config(config->space);
    ALCOVE_ASSERT(config->peer < space->device_count && config->peer != space->own_device);
    ALCOVE_ASSERT(config->part_bytes >= SYNC_PART_BYTES_MIN);
    const struct alcove_memory *memory = config->memory;
    struct sync *sync = memory->resize(memory->context, NULL, 0, sizeof *sync);
    if (sync == NULL)
        return NULL;
    *sync = (struct sync){.config = *config, .space = space, .remembered = *remembered};
    sync->greets = true;
    sync->asks = sync_whole_is_missed(sync);
    sync->doubts_new = sync_doubts(sync); /* said at each meeting, until it is put right */
    sync->credit_us = UINT64_C(1000000) / SYNC_BATCHES_PER_SECOND * SYNC_BURST_BATCHES;
    if (sync->remembered.day != config->day) {
        sync->remembered.day = config->day;
        sync->remembered.growth = 0;
    }
    space_vector(config->space, sync->stored);
    assume(sync);
    return sync;
}

const struct sync_memory *sync_remembered(const struct sync *sync)
{
    ALCOVE_ASSERT(sync->remembered.day == sync->config.day);
    return &sync->remembered;
}

void sync_end(struct sync *sync)
{
    if (sync == NULL)
        return;
    const struct alcove_memory *memory = sync->config.memory;
    ALCOVE_ASSERT(memory != NULL);
    sync_outgoing_drop(&sync->outgoing, memory);
    sync_incoming_drop(&sync->incoming, memory);
    memory->resize(memory->context, sync, sizeof *sync, 0);
}

void sync_stored(struct sync *sync)
{
    uint32_t holds[SPACE_DEVICES_MAX];
    space_vector(sync->config.space, holds);
    if (memcmp(holds, sync->stored, sizeof holds) != 0)
        sync->progresses = true;
    memcpy(sync->stored, holds, sizeof holds);
    sync->is_replaced = false;
    ALCOVE_ASSERT(sync->space->device_count >= 2);
    sync_settle(sync);
}

bool sync_is_replaced(const struct sync *sync)
{
    ALCOVE_ASSERT(!sync->is_replaced || sync->asked);
    return sync->is_replaced;
}

void sync_allow(struct sync *sync)
{
    ALCOVE_ASSERT(sync->held_until_us == 0 || sync->held_until_us == UINT64_MAX);
    sync->remembered.growth = 0;
    sync->held_until_us = 0;
}

uint64_t sync_wake_us(const struct sync *sync)
{
    ALCOVE_ASSERT(sync != NULL);
    return sync->held_until_us == 0 ? UINT64_MAX : sync->held_until_us;
}

/* ---- what both know ---- */

static uint32_t bit(uint8_t device)
{
    ALCOVE_ASSERT(device < SPACE_DEVICES_MAX);
    return UINT32_C(1) << device;
}

uint32_t sync_doubts(const struct sync *sync)
{
    uint32_t doubts = 0;
    ALCOVE_ASSERT(sync->space->device_count <= SPACE_DEVICES_MAX);
    for (uint8_t i = 0; i < sync->space->device_count; i++)
        doubts |= space_doubt(sync->config.space, i) != SPACE_TRUSTED ? bit(i) : 0;
    return doubts;
}

struct sync_shape sync_shape_of(const struct sync *sync)
{
    const struct space_config *space = sync->space;
    uint32_t all = (UINT32_C(1) << space->device_count) - 1;
    ALCOVE_ASSERT(space->device_count <= SPACE_DEVICES_MAX);
    /* Without signatures only the two can vouch for their own. */
    uint32_t chained = space->is_signed ? all : bit(space->own_device) | bit(sync->config.peer);
    return (struct sync_shape){space->device_count, chained};
}

bool sync_exchanges(const struct sync *sync, uint8_t device)
{
    uint32_t doubted = sync_doubts(sync) | sync->doubts_heard;
    ALCOVE_ASSERT(device < sync->space->device_count);
    return (sync_shape_of(sync).chained & ~doubted & bit(device)) != 0;
}

bool sync_chains(const struct sync *sync, struct sync_message *holds)
{
    uint8_t chain[SPACE_CHAIN_BYTES];
    holds->shape = sync_shape_of(sync);
    ALCOVE_ASSERT(SYNC_DIGEST_BYTES <= sizeof chain);
    for (uint8_t i = 0; i < holds->shape.device_count; i++) {
        memset(holds->chains[i], 0, sizeof holds->chains[i]);
        if ((holds->shape.chained & bit(i)) == 0 || holds->vector[i] == 0)
            continue;
        if (!space_chain(sync->config.space, i, holds->vector[i], chain))
            return false;
        memcpy(holds->chains[i], chain, sizeof holds->chains[i]);
    }
    return true;
}

void sync_digest(const struct sync *sync, const struct sync_message *holds,
                 uint8_t out[SYNC_DIGEST_BYTES])
{
    uint8_t bytes[SPACE_DEVICES_MAX * (4 + SYNC_DIGEST_BYTES)];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    crypto_generichash_state state;
    for (size_t i = 0; i < holds->shape.device_count; i++) {
        byte_write_u32(&w, holds->vector[i]);
        byte_write_bytes(&w, holds->chains[i], sizeof holds->chains[i]);
    }
    ALCOVE_ASSERT(!w.failed);
    /* Eight bytes: below libsodium's smallest, so the first of sixteen. */
    uint8_t whole[crypto_generichash_BYTES_MIN];
    crypto_generichash_init(&state, NULL, 0, sizeof whole);
    crypto_generichash_update(&state, (const uint8_t *)digest_label, sizeof digest_label - 1);
    crypto_generichash_update(&state, sync->space->id, sizeof sync->space->id);
    crypto_generichash_update(&state, bytes, w.size);
    crypto_generichash_final(&state, whole, sizeof whole);
    memcpy(out, whole, SYNC_DIGEST_BYTES);
}

/* ---- sending ---- */

/* What it lacks is settled here. */
static void note_lack(struct sync *sync, uint8_t device)
{
    ALCOVE_ASSERT(sync->sent[device] < sync->stored[device]);
    if (sync->wanted || (sync->lacks & bit(device)) != 0)
        return;
    sync->tells_gone = sync->tells_gone || sync->lacks == 0;
    sync->lacks |= bit(device);
    sync->lacks_new |= bit(device);
}

/* The next batch that the other side lacks, in an order that puts each behind what it depends on;
 * NULL if there is none. Counts it in `sent`. */
static const uint8_t *next_batch(struct sync *sync, uint32_t sent[SPACE_DEVICES_MAX], size_t *size)
{
    const uint8_t *found = NULL;
    uint64_t least = 0;
    uint8_t device = 0;
    for (uint8_t i = 0; i < sync->space->device_count; i++) {
        uint64_t lamport = 0;
        size_t length;
        if (sent[i] >= sync->stored[i] || !sync_exchanges(sync, i))
            continue;
        const uint8_t *batch = space_batch(sync->config.space, i, sent[i] + 1, &length);
        if (batch == NULL) {
            note_lack(sync, i);
            continue;
        }
        bool is_ours = batch_lamport(batch, length, &lamport);
        ALCOVE_ASSERT(is_ours);
        if (found != NULL && lamport >= least)
            continue;
        found = batch;
        *size = length;
        least = lamport;
        device = i;
    }
    if (found != NULL)
        sent[device]++;
    return found;
}

/* How many bytes of batches the next message takes, with their sizes. */
static size_t plan(struct sync *sync, size_t *count)
{
    uint32_t sent[SPACE_DEVICES_MAX];
    size_t total = 0;
    *count = 0;
    memcpy(sent, sync->sent, sizeof sent);
    if (sync->turn - sync->turn_looked >= SYNC_TURNS_MAX)
        return 0;
    for (;;) {
        size_t size = 0;
        if (next_batch(sync, sent, &size) == NULL)
            break;
        size += byte_varint_size(size);
        if (total > 0 && total + size > SYNC_FILL_BYTES)
            break;
        total += size;
        ++*count;
    }
    ALCOVE_ASSERT(total <= SYNC_MESSAGE_BYTES_MAX - SYNC_HEAD_BYTES_MAX);
    return total;
}

bool sync_is_stored(const struct sync *sync)
{
    uint32_t holds[SPACE_DEVICES_MAX];
    space_vector(sync->config.space, holds);
    ALCOVE_ASSERT(sync->space->device_count <= SPACE_DEVICES_MAX);
    return !sync->is_replaced && memcmp(holds, sync->stored, sizeof holds) == 0;
}

/* Whether it is time to acknowledge: all that was taken in is on the disk, and asking for what is
 * missing makes sense. */
static bool acknowledges(const struct sync *sync)
{
    ALCOVE_ASSERT(sync->their_turn >= sync->their_turn_told);
    if (sync->their_turn == sync->their_turn_told || sync->held_until_us != 0 ||
        (sync->waits && !sync->progresses && !sync->drops))
        return false;
    return sync_is_stored(sync);
}

/* Which sections are due but for the batches. `message` gets what we hold, if that is known. */
static void choose(struct sync *sync, struct sync_message *message)
{
    memcpy(message->vector, sync->stored, sizeof message->vector);
    bool can_tell = sync_chains(sync, message);
    ALCOVE_ASSERT(message->sections == 0);
    sync_digest(sync, message, message->digest);
    bool is_told = memcmp(message->digest, sync->remembered.told, sizeof message->digest) == 0;
    if (can_tell && (sync->tells || (sync->greets && !is_told)))
        message->sections |= SYNC_VECTOR;
    else if (can_tell && sync->greets)
        message->sections |= SYNC_DIGEST;
    if (acknowledges(sync))
        message->sections |= SYNC_ACK;
    if (sync->wants)
        message->sections |= SYNC_WANT;
    message->doubts = sync_doubts(sync);
    if (message->doubts != sync->doubts_told)
        message->sections |= SYNC_DOUBTS;
    message->acknowledged = sync->their_turn;
    if (sync->tells_gone)
        message->whole_kind = SYNC_WHOLE_GONE;
    if (sync->asks && sync->held_until_us == 0)
        message->whole_kind = SYNC_WHOLE_WANTED;
    if (message->whole_kind != 0)
        message->sections |= SYNC_WHOLE;
}

/* The message was made: what it says is said. */
static void note_sent(struct sync *sync, const struct sync_message *message)
{
    ALCOVE_ASSERT(message->sections != 0);
    if ((message->sections & (SYNC_DIGEST | SYNC_VECTOR)) != 0)
        sync->greets = sync->tells = false;
    if ((message->sections & (SYNC_VECTOR | SYNC_ACK)) != 0)
        memcpy(sync->remembered.told, message->digest, sizeof sync->remembered.told);
    if ((message->sections & SYNC_ACK) != 0) {
        sync->their_turn_told = sync->their_turn;
        sync->waits = sync->progresses = false;
    }
    if ((message->sections & SYNC_WANT) != 0)
        sync->wants = false;
    if ((message->sections & SYNC_DOUBTS) != 0)
        sync->doubts_told = message->doubts;
    if (message->whole_kind == SYNC_WHOLE_GONE)
        sync->tells_gone = false;
    if (message->whole_kind == SYNC_WHOLE_WANTED) {
        sync->asks = false;
        sync->asked = sync->incoming.takes_whole = true;
    }
}

/* Puts the next message on its way; false if nothing is due, or there is no memory. */
static bool compose(struct sync *sync)
{
    struct sync_message message = {0};
    size_t count = 0;
    if (sync_whole_is_due(sync))
        return sync_whole_send(sync);
    size_t total = plan(sync, &count); /* first: it finds out what is gone */
    choose(sync, &message);
    if (total > 0)
        message.sections |= SYNC_BATCHES;
    if (message.sections == 0)
        return false;
    const struct alcove_memory *memory = sync->config.memory;
    size_t room = SYNC_HEAD_BYTES_MAX + total;
    uint8_t *bytes = memory->resize(memory->context, NULL, 0, room);
    if (bytes == NULL)
        return false;
    if (count > 0)
        message.turn = ++sync->turn;
    struct byte_writer w = byte_writer_over(bytes, room);
    sync_message_write(&message, &w);
    for (size_t i = 0; i < count; i++) {
        size_t size = 0;
        const uint8_t *batch = next_batch(sync, sync->sent, &size);
        sync_message_add(batch, size, &w);
    }
    ALCOVE_ASSERT(!w.failed && sync->outgoing.bytes == NULL);
    sync->outgoing.bytes = bytes;
    sync->outgoing.size = w.size;
    sync->outgoing.room = room;
    note_sent(sync, &message);
    return true;
}

size_t sync_next(struct sync *sync, uint64_t now_us, uint8_t *out)
{
    ALCOVE_ASSERT(now_us >= sync->now_us);
    sync->now_us = now_us;
    if (sync->held_until_us <= now_us)
        sync->held_until_us = 0;
    if (sync->outgoing.bytes == NULL && !compose(sync))
        return 0;
    sync_settle(sync);
    return sync_part_cut(&sync->outgoing, sync->config.memory, out, sync->config.part_bytes);
}

/* ---- events ---- */

void sync_raise(struct sync *sync, enum sync_event_kind kind)
{
    ALCOVE_ASSERT(kind != SYNC_NO_EVENT);
    sync->events |= UINT32_C(1) << kind;
}

void sync_settle(struct sync *sync)
{
    bool same = sync->is_known && !sync->greets && !sync->tells && !sync->wants &&
                sync->their_turn == sync->their_turn_told && sync->held_until_us == 0;
    for (uint8_t i = 0; same && i < sync->space->device_count; i++)
        same = !sync_exchanges(sync, i) || sync->theirs[i] == sync->stored[i];
    ALCOVE_ASSERT(sync->turn >= sync->turn_looked);
    if (same && !sync->is_synced)
        sync_raise(sync, SYNC_SYNCED);
    if (same && sync_exchanges(sync, sync->space->own_device))
        space_catch_up(sync->config.space);
    sync->is_synced = same;
}

/* Takes the lowest device out of a set. */
static bool take_device(uint32_t *devices, struct sync_event *out)
{
    if (*devices == 0)
        return false;
    while ((*devices >> out->device & 1) == 0)
        out->device++;
    ALCOVE_ASSERT(out->device < SPACE_DEVICES_MAX);
    *devices &= *devices - 1;
    return true;
}

static bool take_kind(struct sync *sync, enum sync_event_kind kind)
{
    uint32_t mask = UINT32_C(1) << kind;
    ALCOVE_ASSERT(kind <= SYNC_FULL);
    bool is_there = (sync->events & mask) != 0;
    sync->events &= ~mask;
    return is_there;
}

bool sync_next_event(struct sync *sync, struct sync_event *out)
{
    static const enum sync_event_kind plain[] = {SYNC_ASKS, SYNC_NEWER, SYNC_FULL, SYNC_LOST};
    *out = (struct sync_event){.kind = SYNC_NO_EVENT};
    ALCOVE_ASSERT(sync->events < UINT32_C(2) << SYNC_FULL);
    if (take_kind(sync, SYNC_RESTORED)) {
        *out = (struct sync_event){.kind = SYNC_RESTORED, .came = sync->missed};
    } else if (take_device(&sync->doubts_new, out)) {
        out->kind = SYNC_DOUBT;
    } else if (take_device(&sync->doubted_new, out)) {
        out->kind = SYNC_DOUBTED;
    } else if (take_device(&sync->lacks_new, out)) {
        out->kind = SYNC_LACKS;
    }
    for (size_t i = 0; out->kind == SYNC_NO_EVENT && i < sizeof plain / sizeof plain[0]; i++)
        out->kind = take_kind(sync, plain[i]) ? plain[i] : SYNC_NO_EVENT;
    if (out->kind == SYNC_NO_EVENT && take_kind(sync, SYNC_SYNCED)) {
        *out = (struct sync_event){.kind = SYNC_SYNCED, .came = sync->came, .went = sync->went};
        sync->came = sync->went = 0;
    }
    return out->kind != SYNC_NO_EVENT;
}
