#include "reach/dht_host.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"

struct range {
    uint8_t ip[4];
    uint8_t bits;
};

/* RFC 6890 and its registry: not an address of a host on the public Internet. */
static const struct range special_ipv4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},    {{100, 64, 0, 0}, 10},   {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12}, {{192, 0, 0, 0}, 24},    {{192, 0, 2, 0}, 24},
    {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24}, {{203, 0, 113, 0}, 24},
    {{224, 0, 0, 0}, 3},
};

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    unsigned bytes = bits / 8;
    unsigned rest = bits % 8;
    ALCOVE_ASSERT(bits <= 128);
    if (memcmp(a, b, bytes) != 0)
        return false;
    return rest == 0 || ((a[bytes] ^ b[bytes]) & (0xff << (8 - rest)) & 0xff) == 0;
}

static bool is_special_ipv4(const uint8_t ip[4])
{
    ALCOVE_ASSERT(ip != NULL);
    for (size_t i = 0; i < sizeof special_ipv4 / sizeof special_ipv4[0]; i++) {
        if (same_bits(ip, special_ipv4[i].ip, special_ipv4[i].bits))
            return true;
    }
    return false;
}

/* Only 2000::/3 is handed out; 2001:db8::/32 of it is for documentation. */
static bool is_special_ipv6(const uint8_t ip[16])
{
    static const uint8_t documentation[4] = {0x20, 0x01, 0x0d, 0xb8};
    ALCOVE_ASSERT(ip != NULL);
    return (ip[0] & 0xe0) != 0x20 || memcmp(ip, documentation, 4) == 0;
}

bool dht_host_is_private(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    if (address_is_ipv4(address))
        return is_special_ipv4(address->ip + 12);
    return is_special_ipv6(address->ip);
}

bool dht_host_usable(const struct dht_scope *scope, const struct alcove_address *address)
{
    static const uint8_t nowhere[16];
    bool ipv4 = address_is_ipv4(address);
    ALCOVE_ASSERT(scope->family == DHT_IPV4 || scope->family == DHT_IPV6);
    if (address->port < DHT_PORT_MIN || ipv4 != (scope->family == DHT_IPV4))
        return false;
    if (!scope->local)
        return !dht_host_is_private(address);
    if (ipv4)
        return address->ip[12] != 0 && address->ip[12] < 224;
    return address->ip[0] != 0xff && memcmp(address->ip, nowhere, sizeof nowhere) != 0;
}

static bool same_prefix(const struct alcove_address *a, const struct alcove_address *b,
                        unsigned ipv4_bits, unsigned ipv6_bits)
{
    bool ipv4 = address_is_ipv4(a);
    ALCOVE_ASSERT(ipv4_bits <= 32);
    if (ipv4 != address_is_ipv4(b))
        return false;
    return same_bits(a->ip, b->ip, ipv4 ? 96 + ipv4_bits : ipv6_bits);
}

bool dht_host_same(const struct alcove_address *a, const struct alcove_address *b)
{
    return same_prefix(a, b, 32, 64);
}

bool dht_host_same_network(const struct alcove_address *a, const struct alcove_address *b)
{
    return same_prefix(a, b, 24, 48);
}

bool dht_host_read(const uint8_t *bytes, size_t size, struct alcove_address *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(out != NULL);
    *out = (struct alcove_address){0};
    if (size == DHT_COMPACT_ADDRESS_IPV4) {
        const uint8_t *ip = byte_read_span(&r, 4);
        *out = address_from_ipv4(ip, byte_read_u16(&r));
        return true;
    }
    if (size != DHT_COMPACT_ADDRESS_IPV6)
        return false;
    byte_read_copy(&r, out->ip, sizeof out->ip);
    out->port = byte_read_u16(&r);
    return true;
}
