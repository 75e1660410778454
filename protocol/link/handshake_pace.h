/* How long an initiator waits before it repeats its message: 0.5, 1, 2, 4 ... 16 s, a thin one
 * 1.2 s for some time first; each 20 % more or less, so that no two stay in step. And how long the
 * answer to a thin one took. Called by handshake.c. */
#ifndef ALCOVE_LINK_HANDSHAKE_PACE_H
#define ALCOVE_LINK_HANDSHAKE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"

/* Microseconds, after so many repetitions of a message. */
uint64_t handshake_pace(bool thin, uint32_t repetitions, const struct alcove_random *random);

/* When the latest repetitions of a thin message left. All zero is none. */
#define HANDSHAKE_TRIES_KEPT 16
struct handshake_tries {
    uint64_t left_us[HANDSHAKE_TRIES_KEPT];
    uint32_t count;
};

/* One leaves now; returns its number, which the answer repeats. */
uint8_t handshake_tries_add(struct handshake_tries *tries, uint64_t now_us);
/* From when that one left; of one that is forgotten, from the oldest that is not. At least one was
 * added. */
uint64_t handshake_tries_took(const struct handshake_tries *tries, uint8_t number, uint64_t now_us);

#endif
