/* A side that came from a backup takes over a whole copy, where the other dropped what it lacks. */
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/space_file.h"
#include "records/sync_parts.h"

/* A whole says what both devices wrote, and nothing in it is signed: among more than these two the
 * one who gives it could write in the name of a third. */
static bool is_allowed(const struct sync *sync)
{
    ALCOVE_ASSERT(sync->space->device_count >= 2);
    return sync->space->device_count == 2 && !sync->space->is_signed;
}

bool sync_whole_is_missed(const struct sync *sync)
{
    ALCOVE_ASSERT(sync->space != NULL);
    return is_allowed(sync) && space_is_restored(sync->config.space);
}

/* ---- giving ---- */

bool sync_whole_is_due(const struct sync *sync)
{
    bool is_gone = false;
    size_t size;
    ALCOVE_ASSERT(sync->outgoing.bytes == NULL);
    if (!sync->wanted || !sync->is_known || !is_allowed(sync) || !sync_is_stored(sync) ||
        space_is_restored(sync->config.space))
        return false;
    for (uint8_t i = 0; i < sync->space->device_count; i++) {
        /* First comes what it has and we have not: else the whole would be less. */
        if (!sync_exchanges(sync, i) || sync->theirs[i] > sync->stored[i])
            return false;
        is_gone = is_gone || (sync->sent[i] < sync->stored[i] &&
                              space_batch(sync->config.space, i, sync->sent[i] + 1, &size) == NULL);
    }
    return is_gone;
}

/* The message around a whole; false without memory. */
static bool wrap(struct sync *sync, const uint8_t *whole, size_t size)
{
    const struct alcove_memory *memory = sync->config.memory;
    const struct sync_message message = {
        .sections = SYNC_WHOLE, .whole_kind = SYNC_WHOLE_HERE, .turn = sync->turn + 1};
    size_t room = SYNC_HEAD_BYTES_MAX + size;
    uint8_t *bytes = memory->resize(memory->context, NULL, 0, room);
    if (bytes == NULL)
        return false;
    struct byte_writer w = byte_writer_over(bytes, room);
    sync_message_write(&message, &w);
    byte_write_bytes(&w, whole, size);
    ALCOVE_ASSERT(!w.failed);
    sync->turn++;
    sync->outgoing.bytes = bytes;
    sync->outgoing.size = w.size;
    sync->outgoing.room = room;
    return true;
}

bool sync_whole_send(struct sync *sync)
{
    const struct alcove_memory *memory = sync->config.memory;
    size_t size;
    uint8_t *whole = space_encode_whole(sync->config.space, &size);
    if (whole == NULL)
        return false;
    bool fits = size <= SYNC_WHOLE_BYTES_MAX - SYNC_HEAD_BYTES_MAX;
    bool is_sent = fits && wrap(sync, whole, size);
    sodium_memzero(whole, size);
    memory->resize(memory->context, whole, size, 0);
    sync->wanted = fits && !is_sent; /* without room for it the other is told that it is gone */
    ALCOVE_ASSERT(is_sent == (sync->outgoing.bytes != NULL));
    if (is_sent)
        memcpy(sync->sent, sync->stored, sizeof sync->sent);
    return is_sent;
}

/* ---- taking ---- */

void sync_whole_ask_again(struct sync *sync)
{
    if (!sync->asked || sync->is_replaced || !space_is_restored(sync->config.space))
        return;
    sync->asks = true;
    sync_hold(sync, sync->now_us + SYNC_PAUSE_US);
    ALCOVE_ASSERT(sync->held_until_us > sync->now_us);
}

static void note_adopted(struct sync *sync, uint32_t before)
{
    sync->came += sync_count_held(sync) - before;
    sync->is_replaced = true;
    sync->waits = sync->drops = false;
    space_vector(sync->config.space, sync->theirs);
    memcpy(sync->sent, sync->theirs, sizeof sync->sent);
    ALCOVE_ASSERT(!sync_is_stored(sync));
}

static bool adopt(struct sync *sync, const struct sync_message *message)
{
    struct space *space = sync->config.space;
    uint32_t doubts = sync_doubts(sync);
    uint32_t before = sync_count_held(sync);
    if (message->turn > sync->their_turn)
        sync->their_turn = message->turn;
    ALCOVE_ASSERT(message->whole_size > 0);
    switch (space_adopt(space, sync->config.peer, message->whole, message->whole_size)) {
    case SPACE_ADOPTED:
        note_adopted(sync, before);
        return true;
    case SPACE_ADOPT_REFUSED:
        return false;
    case SPACE_ADOPT_FORKED:
        sync->doubts_new |= sync_doubts(sync) & ~doubts;
        return true;
    case SPACE_ADOPT_NEWER:
        sync_raise(sync, SYNC_NEWER);
        sync_hold(sync, UINT64_MAX);
        return true;
    case SPACE_ADOPT_NO_MEMORY:
        sync_whole_ask_again(sync);
        break;
    }
    return true;
}

bool sync_whole_take(struct sync *sync, const struct sync_message *message)
{
    ALCOVE_ASSERT((message->sections & SYNC_WHOLE) != 0);
    switch ((enum sync_whole)message->whole_kind) {
    case SYNC_WHOLE_GONE:
        if (!sync_whole_is_missed(sync))
            sync_raise(sync, SYNC_LOST);
        return true;
    case SYNC_WHOLE_WANTED:
        /* What was on its way is lost, if it asks again. */
        memcpy(sync->sent, sync->theirs, sizeof sync->sent);
        sync->wanted = true;
        return true;
    case SYNC_WHOLE_HERE:
        break;
    }
    if (!sync->asked)
        return false;
    /* A second one, since we asked again: there is nothing more in it. */
    if (sync->is_replaced || !space_is_restored(sync->config.space))
        return true;
    return adopt(sync, message);
}
