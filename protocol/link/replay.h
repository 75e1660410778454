/* The window that knows which packet counters were seen (RFC 6479; size and vectors as WireGuard).
 *
 * Checking and committing are apart: a counter may be checked before its packet proved genuine, and
 * is committed only after. Called by seal.c, one window per class of keys. */
#ifndef ALCOVE_LINK_REPLAY_H
#define ALCOVE_LINK_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "link/limits.h"

#define REPLAY_BLOCK_BITS 64
/* One block more than the window is long, since the newest block is only partly in the past. */
#define REPLAY_BLOCKS (ALCOVE_REPLAY_WINDOW_PACKETS / REPLAY_BLOCK_BITS + 1)

/* All zero is a fresh window. */
struct replay {
    uint64_t newest; /* highest committed counter */
    bool any;        /* whether there is one */
    uint64_t blocks[REPLAY_BLOCKS];
};

/* True for a counter that was not committed and is at most ALCOVE_REPLAY_WINDOW_PACKETS behind. */
bool replay_is_fresh(const struct replay *replay, uint64_t counter);
/* True when it would be the highest so far. */
bool replay_is_newest(const struct replay *replay, uint64_t counter);
/* Asserts that the counter is fresh. */
void replay_commit(struct replay *replay, uint64_t counter);

#endif
