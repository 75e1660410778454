/* Random sources for tests: bytes given beforehand, in order, or a seeded stream. */
#ifndef TESTS_LINK_SCRIPTED_RANDOM_H
#define TESTS_LINK_SCRIPTED_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

struct scripted_random {
    uint8_t bytes[256];
    size_t size;
    size_t at;
};

/* Appends to what will be drawn. */
void scripted_random_add(struct scripted_random *script, const uint8_t *bytes, size_t size);
/* Drawing more than was added fails the test. `script` must outlive the source. */
struct alcove_random scripted_random_source(struct scripted_random *script);

struct seeded_random {
    uint8_t seed[32];
    uint64_t draws;
};

struct alcove_random seeded_random_source(struct seeded_random *seeded, uint8_t seed);

#endif
