/* The chain over the batches of one device: whoever holds the same number of them with the same
 * chain holds the same batches. A fork or a rewrite shows. Called by records/space.c and whoever
 * has batches without a space. SPEC.md section 8.8. */
#ifndef ALCOVE_RECORDS_CHAIN_H
#define ALCOVE_RECORDS_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#define CHAIN_BYTES    16
#define CHAIN_ID_BYTES 16

/* Over no batch yet. */
void chain_begin(const uint8_t space_id[CHAIN_ID_BYTES], uint8_t device, uint8_t out[CHAIN_BYTES]);
/* Over one batch more, with its signature; `out` may be `before`. */
void chain_next(const uint8_t before[CHAIN_BYTES], const uint8_t *bytes, size_t size,
                uint8_t out[CHAIN_BYTES]);

#endif
