/* Random bytes that are the same in every run: splitmix64 (Vigna, public domain). */
#ifndef REACH_SEEDED_RANDOM_H
#define REACH_SEEDED_RANDOM_H

#include "base/random.h"

/* `state` is the seed, and outlives what is returned. */
struct alcove_random seeded_random(uint64_t *state);

#endif
