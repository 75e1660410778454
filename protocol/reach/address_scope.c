#include "reach/address_scope.h"

#include <string.h>

#include "base/assert.h"
#include "reach/address_text.h"

static enum address_scope scope_of_ipv4(const uint8_t ip[4])
{
    ALCOVE_ASSERT(ip != NULL);
    if (ip[0] == 0 || ip[0] >= 224)
        return ADDRESS_SCOPE_NONE;
    if (ip[0] == 127)
        return ADDRESS_SCOPE_LOOPBACK;
    if (ip[0] == 169 && ip[1] == 254)
        return ADDRESS_SCOPE_LINK_LOCAL;
    if (ip[0] == 100 && (ip[1] & 0xc0) == 64)
        return ADDRESS_SCOPE_CARRIER;
    bool is_private =
        ip[0] == 10 || (ip[0] == 172 && (ip[1] & 0xf0) == 16) || (ip[0] == 192 && ip[1] == 168);
    return is_private ? ADDRESS_SCOPE_PRIVATE : ADDRESS_SCOPE_GLOBAL;
}

enum address_scope address_scope(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    static const uint8_t zeros[15] = {0};
    const uint8_t *ip = address->ip;
    if (address_is_ipv4(address))
        return scope_of_ipv4(ip + 12);
    if (memcmp(ip, zeros, sizeof zeros) == 0 && ip[15] <= 1)
        return ip[15] == 1 ? ADDRESS_SCOPE_LOOPBACK : ADDRESS_SCOPE_NONE;
    if (ip[0] == 0xff)
        return ADDRESS_SCOPE_NONE;
    if (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80)
        return ADDRESS_SCOPE_LINK_LOCAL;
    return (ip[0] & 0xfe) == 0xfc ? ADDRESS_SCOPE_PRIVATE : ADDRESS_SCOPE_GLOBAL;
}

bool address_is_usable(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    enum address_scope scope = address_scope(address);
    /* An IPv4 address of a link needs no zone: such a machine has one link. */
    bool is_sendable = scope >= ADDRESS_SCOPE_PRIVATE ||
                       (scope == ADDRESS_SCOPE_LINK_LOCAL && address_is_ipv4(address));
    return is_sendable && address->port != 0;
}
