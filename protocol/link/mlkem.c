#include "link/mlkem.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"

/* The deepest of the three calls leaves secrets within this depth; measured by scanning memory. */
#define STACK_DEPTH_BYTES 160000

/* Defined in mlkem.zig. */
void alcove_mlkem768_keygen(const uint8_t *seed, uint8_t *public_key);
bool alcove_mlkem768_encapsulate(const uint8_t *public_key, const uint8_t *random,
                                 uint8_t *ciphertext, uint8_t *secret);
void alcove_mlkem768_decapsulate(const uint8_t *seed, const uint8_t *ciphertext, uint8_t *secret);

void mlkem_keygen(const uint8_t seed[static MLKEM_SEED_BYTES],
                  uint8_t public_key[static MLKEM_PUBLIC_BYTES])
{
    ALCOVE_ASSERT(seed != NULL && public_key != NULL);
    alcove_mlkem768_keygen(seed, public_key);
    sodium_stackzero(STACK_DEPTH_BYTES);
}

bool mlkem_encapsulate(const uint8_t public_key[static MLKEM_PUBLIC_BYTES],
                       const uint8_t random[static MLKEM_RANDOM_BYTES],
                       uint8_t ciphertext[static MLKEM_CIPHERTEXT_BYTES],
                       uint8_t secret[static MLKEM_SECRET_BYTES])
{
    ALCOVE_ASSERT(public_key != NULL && random != NULL);
    memset(ciphertext, 0, MLKEM_CIPHERTEXT_BYTES);
    memset(secret, 0, MLKEM_SECRET_BYTES);
    bool made = alcove_mlkem768_encapsulate(public_key, random, ciphertext, secret);
    sodium_stackzero(STACK_DEPTH_BYTES);
    return made;
}

void mlkem_decapsulate(const uint8_t seed[static MLKEM_SEED_BYTES],
                       const uint8_t ciphertext[static MLKEM_CIPHERTEXT_BYTES],
                       uint8_t secret[static MLKEM_SECRET_BYTES])
{
    ALCOVE_ASSERT(seed != NULL && ciphertext != NULL);
    alcove_mlkem768_decapsulate(seed, ciphertext, secret);
    sodium_stackzero(STACK_DEPTH_BYTES);
}
