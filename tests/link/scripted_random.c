#include "scripted_random.h"

#include <string.h>

#include <sodium.h>

#include "harness.h"

void scripted_random_add(struct scripted_random *script, const uint8_t *bytes, size_t size)
{
    assert_true(size <= sizeof script->bytes - script->size);
    memcpy(script->bytes + script->size, bytes, size);
    script->size += size;
}

static void scripted_fill(void *context, uint8_t *out, size_t size)
{
    struct scripted_random *script = context;
    assert_true(size <= script->size - script->at);
    memcpy(out, script->bytes + script->at, size);
    script->at += size;
}

struct alcove_random scripted_random_source(struct scripted_random *script)
{
    return (struct alcove_random){.fill = scripted_fill, .context = script};
}

static void seeded_fill(void *context, uint8_t *out, size_t size)
{
    struct seeded_random *seeded = context;
    uint8_t seed[randombytes_SEEDBYTES];
    memcpy(seed, seeded->seed, sizeof seed);
    seeded->draws++;
    for (size_t i = 0; i < 8; i++)
        seed[24 + i] ^= (uint8_t)(seeded->draws >> 8 * i);
    randombytes_buf_deterministic(out, size, seed);
}

struct alcove_random seeded_random_source(struct seeded_random *seeded, uint8_t seed)
{
    memset(seeded->seed, seed, sizeof seeded->seed);
    seeded->draws = 0;
    return (struct alcove_random){.fill = seeded_fill, .context = seeded};
}
