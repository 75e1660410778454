/* Randomness as an argument. Nothing in protocol/ reaches for the operating system's; the app
 * passes libsodium's generator, the simulator a seeded one. */
#ifndef ALCOVE_BASE_RANDOM_H
#define ALCOVE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct alcove_random {
    /* Fills `out` with `size` bytes. Must be a CSPRNG outside of tests: keys come from it. */
    void (*fill)(void *context, uint8_t *out, size_t size);
    void *context; /* passed to fill; not owned; outlives every user of this struct */
};

#endif
