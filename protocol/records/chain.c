#include "records/chain.h"

#include <sodium.h>

#include "base/assert.h"

static const char label[] = "alcove space chain";

void chain_begin(const uint8_t space_id[CHAIN_ID_BYTES], uint8_t device, uint8_t out[CHAIN_BYTES])
{
    crypto_generichash_state state;
    ALCOVE_ASSERT(space_id != NULL);
    crypto_generichash_init(&state, NULL, 0, CHAIN_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)label, sizeof label - 1);
    crypto_generichash_update(&state, space_id, CHAIN_ID_BYTES);
    crypto_generichash_update(&state, &device, 1);
    crypto_generichash_final(&state, out, CHAIN_BYTES);
    sodium_memzero(&state, sizeof state);
}

void chain_next(const uint8_t before[CHAIN_BYTES], const uint8_t *bytes, size_t size,
                uint8_t out[CHAIN_BYTES])
{
    crypto_generichash_state state;
    ALCOVE_ASSERT(size != 0);
    crypto_generichash_init(&state, NULL, 0, CHAIN_BYTES);
    crypto_generichash_update(&state, before, CHAIN_BYTES);
    crypto_generichash_update(&state, bytes, size);
    crypto_generichash_final(&state, out, CHAIN_BYTES);
    sodium_memzero(&state, sizeof state);
}
