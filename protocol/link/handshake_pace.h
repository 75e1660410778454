/* How long an initiator waits before it repeats its message: 0.5, 1, 2, 4 ... 16 s, a thin one 2 s
 * for some time first; each 20 % more or less, so that no two stay in step. Called by
 * handshake.c. */
#ifndef ALCOVE_LINK_HANDSHAKE_PACE_H
#define ALCOVE_LINK_HANDSHAKE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"

/* Microseconds, after so many repetitions of a message. */
uint64_t handshake_pace(bool thin, uint32_t repetitions, const struct alcove_random *random);

#endif
