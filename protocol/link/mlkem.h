/* ML-KEM-768 (FIPS 203), a narrow door onto the implementation in Zig's standard library.
 *
 * Deterministic: whoever calls brings the random bytes. A key pair is kept as its 64-byte seed
 * (d, then z; FIPS 203 section 7.1), never in the expanded form: there is nothing to parse and so
 * nothing to parse wrongly. Lengths are fixed by the types; a caller with bytes from outside checks
 * their number first. The stack is erased after every call, because the library underneath leaves
 * copies of secrets there. Called by noise.c alone.
 *
 * A seed must decapsulate once only: the comparison that ends FIPS 203 algorithm 18 branches on
 * whether the ciphertext was honest, which tells nothing about a key that is then forgotten. */
#ifndef ALCOVE_LINK_MLKEM_H
#define ALCOVE_LINK_MLKEM_H

#include <stdbool.h>
#include <stdint.h>

#define MLKEM_SEED_BYTES       64
#define MLKEM_PUBLIC_BYTES     1184
#define MLKEM_CIPHERTEXT_BYTES 1088
#define MLKEM_SECRET_BYTES     32
#define MLKEM_RANDOM_BYTES     32

void mlkem_keygen(const uint8_t seed[static MLKEM_SEED_BYTES],
                  uint8_t public_key[static MLKEM_PUBLIC_BYTES]);

/* `random` is FIPS 203's m. False for a key with coefficients that are not reduced (section 7.2):
 * `ciphertext` and `secret` are then all zero. */
bool mlkem_encapsulate(const uint8_t public_key[static MLKEM_PUBLIC_BYTES],
                       const uint8_t random[static MLKEM_RANDOM_BYTES],
                       uint8_t ciphertext[static MLKEM_CIPHERTEXT_BYTES],
                       uint8_t secret[static MLKEM_SECRET_BYTES]);

/* Always yields a secret; for a dishonest ciphertext it is one that nobody else knows (implicit
 * rejection), and what is sealed under it does not open. */
void mlkem_decapsulate(const uint8_t seed[static MLKEM_SEED_BYTES],
                       const uint8_t ciphertext[static MLKEM_CIPHERTEXT_BYTES],
                       uint8_t secret[static MLKEM_SECRET_BYTES]);

#endif
