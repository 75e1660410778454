#include "reach/virtual_address.h"

#include "base/assert.h"

#define PORT 9 /* discard (RFC 863); 0 would mean no address */

static const uint8_t block[8] = {0x01, 0x00};

struct alcove_address virtual_address_make(enum virtual_kind kind, uint64_t id)
{
    ALCOVE_ASSERT(id <= VIRTUAL_ID_MAX);
    struct alcove_address address = {.port = PORT};
    memcpy(address.ip, block, sizeof block);
    address.ip[8] = (uint8_t)kind;
    for (size_t i = 0; i < 6; i++)
        address.ip[10 + i] = (uint8_t)(id >> (8 * (5 - i)) & 255);
    return address;
}

bool address_is_virtual(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    return memcmp(address->ip, block, sizeof block) == 0;
}

bool virtual_address_read(const struct alcove_address *address, enum virtual_kind kind,
                          uint64_t *id)
{
    ALCOVE_ASSERT(id != NULL);
    *id = 0;
    for (size_t i = 0; i < 6; i++)
        *id = *id << 8 | address->ip[10 + i];
    struct alcove_address made = virtual_address_make(kind, *id);
    return alcove_address_equal(&made, address);
}
