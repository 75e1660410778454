/* What every handshake message carries beside its keys:
 *
 *   psk id 4 | psk id 4
 *
 * An initiation names the psks that its sender would use, the newest first; the answer the one
 * that was taken. It says nothing else: the first message is only as secret as the responder's
 * static key stays. Where there is none to name, and in a PAIRING, all is zero. Called by
 * handshake.c and handshake_keys.c. */
#ifndef ALCOVE_LINK_HANDSHAKE_PAYLOAD_H
#define ALCOVE_LINK_HANDSHAKE_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/limits.h"
#include "link/link.h"

#define HANDSHAKE_PAYLOAD_NAMES 2

/* Either may be NULL, or not present. */
void handshake_payload_write(const struct alcove_psk *first, const struct alcove_psk *second,
                             uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES]);
/* Whether name `place` (below HANDSHAKE_PAYLOAD_NAMES) is that of `psk`, which is present. */
bool handshake_payload_names(const uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES],
                             size_t place, const struct alcove_psk *psk);

#endif
