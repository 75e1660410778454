#include "link/replay.h"

#include <stddef.h>

#include "base/assert.h"

static size_t block_of(uint64_t counter)
{
    return (size_t)(counter / REPLAY_BLOCK_BITS % REPLAY_BLOCKS);
}

static uint64_t bit_of(uint64_t counter)
{
    return UINT64_C(1) << counter % REPLAY_BLOCK_BITS;
}

bool replay_is_newest(const struct replay *replay, uint64_t counter)
{
    ALCOVE_ASSERT(replay != NULL);
    return !replay->any || counter > replay->newest;
}

bool replay_is_fresh(const struct replay *replay, uint64_t counter)
{
    if (replay_is_newest(replay, counter))
        return true;
    ALCOVE_ASSERT(counter <= replay->newest);
    if (replay->newest - counter > ALCOVE_REPLAY_WINDOW_PACKETS)
        return false;
    return (replay->blocks[block_of(counter)] & bit_of(counter)) == 0;
}

void replay_commit(struct replay *replay, uint64_t counter)
{
    ALCOVE_ASSERT(replay_is_fresh(replay, counter));
    if (replay_is_newest(replay, counter)) {
        uint64_t from = replay->any ? replay->newest / REPLAY_BLOCK_BITS : 0;
        uint64_t steps = counter / REPLAY_BLOCK_BITS - from;
        if (steps > REPLAY_BLOCKS)
            steps = REPLAY_BLOCKS;
        /* The blocks that the window enters belong to counters long past: empty them. */
        for (uint64_t i = 0; i < steps; i++)
            replay->blocks[block_of(counter - i * REPLAY_BLOCK_BITS)] = 0;
        replay->newest = counter;
        replay->any = true;
    }
    replay->blocks[block_of(counter)] |= bit_of(counter);
}
