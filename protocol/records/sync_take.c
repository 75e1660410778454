#include <string.h>

#include "base/assert.h"
#include "records/batch.h"
#include "records/sync_parts.h"

#define CREDIT_US     (UINT64_C(1000000) / SYNC_BATCHES_PER_SECOND) /* a batch */
#define CREDIT_US_MAX (CREDIT_US * SYNC_BURST_BATCHES)

static uint32_t bit(size_t device)
{
    ALCOVE_ASSERT(device < SPACE_DEVICES_MAX);
    return UINT32_C(1) << device;
}

/* ---- what the other side holds ---- */

/* One who holds as many batches of a device as we once did has the same ones, or there are two
 * histories of that device. */
static void compare_chains(struct sync *sync, const struct sync_message *message)
{
    struct space *space = sync->config.space;
    uint32_t before = sync_doubts(sync);
    uint8_t chain[SPACE_CHAIN_BYTES];
    uint32_t holds[SPACE_DEVICES_MAX];
    ALCOVE_ASSERT((message->sections & SYNC_VECTOR) != 0);
    space_vector(space, holds);
    for (uint8_t i = 0; i < message->shape.device_count; i++) {
        uint32_t count = message->vector[i];
        if ((message->shape.chained & bit(i)) == 0 || count == 0 || count > holds[i] ||
            !space_chain(space, i, count, chain))
            continue;
        if (memcmp(chain, message->chains[i], SYNC_DIGEST_BYTES) != 0)
            space_distrust(space, i);
    }
    sync->doubts_new |= sync_doubts(sync) & ~before;
}

/* Unsigned batches in our name are taken only while it is known that we came from a backup. */
static bool takes_ours(struct sync *sync)
{
    struct space *space = sync->config.space;
    uint8_t own = sync->space->own_device;
    if (sync->space->is_signed || space_is_restored(space))
        return true;
    ALCOVE_ASSERT(space_doubt(space, own) == SPACE_TRUSTED);
    space_distrust(space, own);
    sync->doubts_new |= bit(own);
    return false;
}

/* Of our own batches it holds more than we do: we came from an older backup, or so it says. */
static void look_for_ours(struct sync *sync)
{
    uint8_t own = sync->space->own_device;
    uint32_t holds[SPACE_DEVICES_MAX];
    space_vector(sync->config.space, holds);
    ALCOVE_ASSERT(sync->stored[own] <= holds[own]);
    if (sync->theirs[own] <= holds[own] || !sync_exchanges(sync, own) || !takes_ours(sync))
        return;
    uint32_t missed = sync->theirs[own] - holds[own];
    if (missed == sync->missed)
        return; /* said already */
    sync->missed = missed;
    /* It takes us to hold all of ours until a vector says otherwise; a digest does not. */
    sync->tells = true;
    sync_raise(sync, SYNC_RESTORED);
}

/* It holds less than it once said, which is all that is known of it the next time: it has to say
 * its vector again then. */
static bool has_lost_some(const struct sync *sync, const struct sync_message *message)
{
    ALCOVE_ASSERT((message->sections & SYNC_VECTOR) != 0);
    for (uint8_t i = 0; i < message->shape.device_count; i++) {
        if (message->vector[i] < space_held_by(sync->config.space, sync->config.peer, i))
            return true;
    }
    return false;
}

static void take_vector(struct sync *sync, const struct sync_message *message)
{
    compare_chains(sync, message);
    ALCOVE_ASSERT(message->shape.device_count == sync->space->device_count);
    for (size_t i = 0; i < message->shape.device_count; i++) {
        uint32_t count = message->vector[i];
        /* Less than it was known to hold: it came from a backup too. */
        if (count < sync->theirs[i] || sync->sent[i] < count)
            sync->sent[i] = count;
        sync->theirs[i] = count;
    }
    sync_digest(sync, message, sync->remembered.heard);
    space_hear(sync->config.space, sync->config.peer, message->vector);
    if (has_lost_some(sync, message))
        memset(sync->remembered.heard, 0, sizeof sync->remembered.heard);
    sync->is_known = true;
    /* It shall know what it lacks of its own before that comes back. */
    uint8_t peer = sync->config.peer;
    sync->tells = sync->tells || (sync->theirs[peer] < sync->stored[peer] && !sync->greets);
    look_for_ours(sync);
}

/* The digest of what it holds: as when we last heard it in full, or the same as we do. */
static void take_digest(struct sync *sync, const struct sync_message *message)
{
    struct sync_message ours = {0};
    uint8_t digest[SYNC_DIGEST_BYTES];
    memcpy(ours.vector, sync->stored, sizeof ours.vector);
    ALCOVE_ASSERT((message->sections & SYNC_DIGEST) != 0);
    bool is_same = false;
    if (sync_chains(sync, &ours)) {
        sync_digest(sync, &ours, digest);
        is_same = memcmp(digest, message->digest, sizeof digest) == 0;
    }
    bool is_heard = memcmp(message->digest, sync->remembered.heard, sizeof message->digest) == 0;
    if (is_same) {
        memcpy(sync->theirs, sync->stored, sizeof sync->theirs);
        memcpy(sync->sent, sync->stored, sizeof sync->sent);
        memcpy(sync->remembered.heard, digest, sizeof digest);
        space_hear(sync->config.space, sync->config.peer, sync->stored);
    }
    sync->is_known = sync->is_known || is_same || is_heard;
    sync->wants = !sync->is_known;
    if (sync->is_known)
        look_for_ours(sync);
}

static void take_acknowledgement(struct sync *sync, const struct sync_message *message)
{
    struct sync_message holds = *message;
    ALCOVE_ASSERT((message->sections & SYNC_ACK) != 0);
    if (message->acknowledged > sync->turn_looked && message->acknowledged <= sync->turn)
        sync->turn_looked = message->acknowledged;
    for (size_t i = 0; i < message->shape.device_count; i++) {
        uint32_t count = message->vector[i];
        uint32_t arrived = count < sync->sent[i] ? count : sync->sent[i];
        if (arrived > sync->theirs[i])
            sync->went += arrived - sync->theirs[i];
        if (count > sync->theirs[i])
            sync->theirs[i] = count;
        /* Nothing is on its way any more: what did not arrive was not taken, and goes again. */
        if (sync->turn_looked == sync->turn || sync->sent[i] < sync->theirs[i])
            sync->sent[i] = sync->theirs[i];
    }
    space_hear(sync->config.space, sync->config.peer, message->vector);
    if ((message->sections & SYNC_VECTOR) != 0)
        return;
    /* It will say the digest of this next time; if we cannot know it, we shall ask. */
    memset(sync->remembered.heard, 0, sizeof sync->remembered.heard);
    if (sync_chains(sync, &holds))
        sync_digest(sync, &holds, sync->remembered.heard);
}

/* ---- batches ---- */

void sync_hold(struct sync *sync, uint64_t until_us)
{
    ALCOVE_ASSERT(until_us > sync->now_us);
    if (until_us > sync->held_until_us)
        sync->held_until_us = until_us;
    sync->drops = true;
}

static bool has_credit(struct sync *sync)
{
    uint64_t passed = sync->now_us - sync->credit_at_us;
    ALCOVE_ASSERT(sync->now_us >= sync->credit_at_us && sync->credit_us <= CREDIT_US_MAX);
    sync->credit_us =
        passed < CREDIT_US_MAX - sync->credit_us ? sync->credit_us + passed : CREDIT_US_MAX;
    sync->credit_at_us = sync->now_us;
    if (sync->credit_us < CREDIT_US)
        return false;
    sync->credit_us -= CREDIT_US;
    return true;
}

/* In this sync no more is taken. */
static void give_up(struct sync *sync, enum sync_event_kind why)
{
    ALCOVE_ASSERT(why == SYNC_NEWER || why == SYNC_FULL);
    sync_raise(sync, why);
    sync_hold(sync, UINT64_MAX);
}

/* What became of a batch; `is_next` of its device. */
static void judge(struct sync *sync, enum space_taken taken, bool is_next, size_t size)
{
    ALCOVE_ASSERT(size <= SYNC_MESSAGE_BYTES_MAX);
    switch (taken) {
    case SPACE_APPLIED:
        sync->drops = false;
        sync->remembered.growth += (uint32_t)size;
        break;
    case SPACE_WAITING:
        sync->waits = true;
        sync->remembered.growth += (uint32_t)size;
        break;
    case SPACE_DUPLICATE:
    case SPACE_MALFORMED:
    case SPACE_FORKED:
        break;
    case SPACE_FORGED:
        /* A lie, or a fork that we cannot see: by our chains the other side can. */
        sync->tells = true;
        sync_hold(sync, sync->now_us + SYNC_PAUSE_US);
        break;
    case SPACE_NEWER:
        give_up(sync, SYNC_NEWER);
        break;
    case SPACE_TOO_MUCH:
        /* Too much waits for its turn, or the space is full. */
        if (is_next)
            give_up(sync, SYNC_FULL);
        else
            sync_hold(sync, sync->now_us + SYNC_PAUSE_US);
        break;
    case SPACE_OUT_OF_MEMORY:
        sync_hold(sync, sync->now_us + SYNC_PAUSE_US);
        break;
    }
}

uint32_t sync_count_held(const struct sync *sync)
{
    uint32_t holds[SPACE_DEVICES_MAX];
    uint32_t count = 0;
    space_vector(sync->config.space, holds);
    ALCOVE_ASSERT(sync->space->device_count <= SPACE_DEVICES_MAX);
    for (size_t i = 0; i < sync->space->device_count; i++)
        count += holds[i];
    return count;
}

/* Whether there is time and room today for a batch; else no more is taken for now. */
static bool may_take(struct sync *sync, bool is_new, size_t size)
{
    ALCOVE_ASSERT(sync->held_until_us == 0);
    if (!has_credit(sync)) {
        sync_hold(sync, sync->now_us + SYNC_PAUSE_US);
    } else if (is_new && sync->remembered.growth + size > SYNC_GROWTH_BYTES_MAX) {
        sync_raise(sync, SYNC_ASKS);
        sync_hold(sync, UINT64_MAX);
    }
    return sync->held_until_us == 0;
}

/* What it sends, it holds. */
static void note_theirs(struct sync *sync, uint8_t device, uint32_t sequence)
{
    ALCOVE_ASSERT(device < SPACE_DEVICES_MAX);
    if (sync->theirs[device] < sequence)
        sync->theirs[device] = sequence;
    if (sync->sent[device] < sequence)
        sync->sent[device] = sequence;
}

static void take_batch(struct sync *sync, const uint8_t *bytes, size_t size)
{
    struct space *space = sync->config.space;
    uint8_t device = 0;
    uint32_t sequence = 0;
    uint32_t holds[SPACE_DEVICES_MAX];
    /* What is none the space holds against the peer. */
    bool is_one = batch_peek(bytes, size, &device, &sequence);
    if (!is_one || device >= sync->space->device_count)
        device = sync->config.peer;
    if (!sync_exchanges(sync, device))
        return;
    space_vector(space, holds);
    if (!may_take(sync, sequence > holds[device], size))
        return;
    uint32_t before = sync_count_held(sync);
    uint32_t doubts = sync_doubts(sync);
    enum space_taken taken = space_apply(space, sync->config.peer, bytes, size);
    /* With those that waited for it. */
    sync->came += sync_count_held(sync) - before;
    sync->doubts_new |= sync_doubts(sync) & ~doubts;
    ALCOVE_ASSERT(sync_count_held(sync) >= before);
    if (taken == SPACE_APPLIED || taken == SPACE_WAITING || taken == SPACE_DUPLICATE)
        note_theirs(sync, device, sequence);
    judge(sync, taken, sequence <= holds[device] + 1, size);
}

static void take_batches(struct sync *sync, const struct sync_message *message)
{
    size_t at = 0;
    size_t size = 0;
    if (message->turn > sync->their_turn)
        sync->their_turn = message->turn;
    ALCOVE_ASSERT(sync->their_turn >= sync->their_turn_told);
    while (sync->held_until_us == 0) {
        const uint8_t *batch = sync_message_batch(message, &at, &size);
        if (batch == NULL)
            break;
        take_batch(sync, batch, size);
    }
}

/* ---- messages ---- */

static bool take_message(struct sync *sync, struct sync_span span)
{
    struct sync_message message;
    if (!sync_message_read(span.bytes, span.size, sync_shape_of(sync), &message))
        return false;
    ALCOVE_ASSERT(message.sections != 0);
    if ((message.sections & SYNC_DOUBTS) != 0) {
        sync->doubted_new |= message.doubts & ~sync->doubts_heard;
        sync->doubts_heard = message.doubts;
    }
    if ((message.sections & SYNC_VECTOR) != 0)
        take_vector(sync, &message);
    if ((message.sections & SYNC_DIGEST) != 0)
        take_digest(sync, &message);
    if ((message.sections & SYNC_WANT) != 0)
        sync->tells = true;
    if ((message.sections & SYNC_ACK) != 0)
        take_acknowledgement(sync, &message);
    if ((message.sections & SYNC_BATCHES) != 0)
        take_batches(sync, &message);
    if ((message.sections & SYNC_WHOLE) != 0)
        return sync_whole_take(sync, &message);
    return true;
}

bool sync_take(struct sync *sync, uint64_t now_us, const uint8_t *part, size_t size)
{
    struct sync_span message = {0};
    const struct alcove_memory *memory = sync->config.memory;
    ALCOVE_ASSERT(now_us >= sync->now_us);
    sync->now_us = now_us;
    if (sync->held_until_us <= now_us)
        sync->held_until_us = 0;
    switch (sync_part_join(&sync->incoming, memory, (struct sync_span){part, size}, &message)) {
    case SYNC_JOINED_WHOLE: {
        bool is_good = take_message(sync, message);
        if (message.bytes != part)
            sync_incoming_drop(&sync->incoming, memory);
        sync_settle(sync);
        return is_good;
    }
    case SYNC_JOINED_MALFORMED:
        return false;
    case SYNC_JOINED_NO_MEMORY:
        sync_whole_ask_again(sync);
        break;
    case SYNC_JOINED_PART:
        break;
    }
    return true;
}
