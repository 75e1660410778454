/* What every handshake message carries beside its keys:
 *
 *   psk index 8 | psk id 8 | feature bits 8 | zero 8
 *
 * It names the psk and says nothing else: the first message is only as secret as the responder's
 * static key stays. A PAIRING has no psk to name, and this version no features. A reader looks at
 * index and id alone, so that a later version may say more. Called by handshake.c. */
#ifndef ALCOVE_LINK_HANDSHAKE_PAYLOAD_H
#define ALCOVE_LINK_HANDSHAKE_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "link/limits.h"
#include "link/link.h"

void handshake_payload_write(const struct alcove_psk *psk,
                             uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES]);
bool handshake_payload_names(const uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES],
                             const struct alcove_psk *psk);

#endif
