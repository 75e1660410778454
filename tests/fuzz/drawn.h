/* Randomness that is the same for the same input: each draw has its number as seed. */
#ifndef TESTS_FUZZ_DRAWN_H
#define TESTS_FUZZ_DRAWN_H

#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "base/random.h"

static inline void drawn_fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *draws = context;
    uint8_t seed[randombytes_SEEDBYTES] = {0};
    (*draws)++;
    memcpy(seed, draws, sizeof *draws);
    randombytes_buf_deterministic(out, size, seed);
}

#endif
