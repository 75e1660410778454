/* Takes an opened packet apart. All its chunks are read and checked before the first takes effect.
 * What concerns the path or the state of the link is handed back, since both are link.c's. */
#ifndef ALCOVE_LINK_INTAKE_H
#define ALCOVE_LINK_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/seal.h"
#include "link/traffic.h"

struct intake {
    bool malformed; /* nothing took effect */
    bool challenged;
    uint8_t challenge[CHUNK_TOKEN_BYTES];
    bool responded;
    uint8_t response[CHUNK_TOKEN_BYTES];
    bool continues;
    uint8_t former[CHUNK_TOKEN_BYTES];
    bool closed;
    uint8_t reason; /* enum alcove_close_reason, not checked */
};

/* A first look that changes nothing: whether it is well-formed, and what `out` says of it. */
void intake_inspect(const uint8_t *plaintext, size_t size, struct intake *out);
/* A well-formed packet (asserted) takes effect. It is acknowledged unless some part of it found no
 * room: then it comes again. */
void intake_apply(struct traffic *traffic, uint64_t now_us, size_t generation,
                  const struct seal_opened *opened);

#endif
