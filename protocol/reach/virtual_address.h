/* Addresses for ways that are no UDP path, such as a TCP stream: links and relays keep and compare
 * them like any other address, and whoever sends looks first whether one is virtual. They lie in
 * 100::/64, the discard-only block of RFC 6666, which no network carries to anybody. A datagram
 * that claims such a source on a real socket is forged. Called by src/net. */
#ifndef ALCOVE_REACH_VIRTUAL_ADDRESS_H
#define ALCOVE_REACH_VIRTUAL_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"

enum virtual_kind {
    VIRTUAL_TCP_STREAM = 1,
    VIRTUAL_RELAY, /* a place on a helper */
};

#define VIRTUAL_ID_MAX 0xffffffffffffu /* 48 bits */

struct alcove_address virtual_address_make(enum virtual_kind kind, uint64_t id);
/* Any address of the block, of whatever kind, also one that nobody made. */
bool address_is_virtual(const struct alcove_address *address);
/* False if `address` was not made by virtual_address_make for this kind. */
bool virtual_address_read(const struct alcove_address *address, enum virtual_kind kind,
                          uint64_t *id);

#endif
