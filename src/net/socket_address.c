#include "net/socket_address.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/assert.h"
#include "reach/address_text.h"

bool socket_address_from(const struct alcove_address *address, bool ipv4,
                         struct sockaddr_storage *out)
{
    ALCOVE_ASSERT(address != NULL);
    memset(out, 0, sizeof *out);
    if (!ipv4) {
        struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(address->port)};
        memcpy(&six.sin6_addr, address->ip, sizeof address->ip);
        memcpy(out, &six, sizeof six);
        return true;
    }
    if (!address_is_ipv4(address))
        return false;
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    memcpy(&four.sin_addr, address->ip + 12, 4);
    memcpy(out, &four, sizeof four);
    return true;
}

bool socket_address_to(const struct sockaddr *from, struct alcove_address *out)
{
    ALCOVE_ASSERT(from != NULL);
    if (from->sa_family == AF_INET) {
        struct sockaddr_in four;
        uint8_t ip[4];
        memcpy(&four, from, sizeof four);
        memcpy(ip, &four.sin_addr, sizeof ip);
        *out = address_from_ipv4(ip, ntohs(four.sin_port));
        return true;
    }
    if (from->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 six;
    memcpy(&six, from, sizeof six);
    memcpy(out->ip, &six.sin6_addr, sizeof out->ip);
    out->port = ntohs(six.sin6_port);
    return true;
}
