#include "reach/helper_link.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/address_text.h"
#include "reach/base32.h"
#include "reach/virtual_address.h"

#define ADDRESS_IPV4     4
#define ADDRESS_IPV6     6
#define INSIDE_BYTES_MAX (RELAY_SECRET_BYTES + 2 + 1 + HELPER_ADDRESSES_MAX * 19)

static const struct packed_kind kind = {
    .prefix = "alcove-helper:",
    .checksum_key = {'a', 'l', 'c', 'o', 'v', 'e', '.', 'h', 'e', 'l', 'p', 'e', 'r', '.', 'c',
                     'k'},
    .version = 1,
};

_Static_assert(14 + BASE32_CHARACTERS(2 + INSIDE_BYTES_MAX + PACKED_CHECKSUM_BYTES) <
                   HELPER_LINK_TEXT_BYTES_MAX,
               "the longest helper link fits its text");

void helper_link_write(const struct helper_link *link, struct byte_writer *w)
{
    ALCOVE_ASSERT(link->address_count > 0 && link->address_count <= HELPER_ADDRESSES_MAX);
    byte_write_bytes(w, link->secret, sizeof link->secret);
    byte_write_u16(w, link->tcp_port);
    byte_write_u8(w, (uint8_t)link->address_count);
    for (size_t i = 0; i < link->address_count; i++) {
        const struct alcove_address *address = &link->addresses[i];
        bool ipv4 = address_is_ipv4(address);
        ALCOVE_ASSERT(address->port != 0);
        byte_write_u8(w, ipv4 ? ADDRESS_IPV4 : ADDRESS_IPV6);
        byte_write_bytes(w, address->ip + (ipv4 ? 12 : 0), ipv4 ? 4 : 16);
        byte_write_u16(w, address->port);
    }
}

static bool address_read(struct byte_reader *r, struct alcove_address *out)
{
    uint8_t sort = byte_read_u8(r);
    ALCOVE_ASSERT(out != NULL);
    if (sort == ADDRESS_IPV4) {
        uint8_t ip[4];
        byte_read_copy(r, ip, sizeof ip);
        *out = address_from_ipv4(ip, byte_read_u16(r));
        return out->port != 0;
    }
    byte_read_copy(r, out->ip, sizeof out->ip);
    out->port = byte_read_u16(r);
    /* An IPv4 address has one form only, the short one; a virtual one has none. */
    return sort == ADDRESS_IPV6 && out->port != 0 && !address_is_ipv4(out) &&
           !address_is_virtual(out);
}

bool helper_link_read(struct byte_reader *r, struct helper_link *out)
{
    struct helper_link found = {0};
    ALCOVE_ASSERT(out != NULL);
    byte_read_copy(r, found.secret, sizeof found.secret);
    found.tcp_port = byte_read_u16(r);
    found.address_count = byte_read_u8(r);
    bool good =
        !r->failed && found.address_count > 0 && found.address_count <= HELPER_ADDRESSES_MAX;
    for (size_t i = 0; good && i < found.address_count; i++)
        good = address_read(r, &found.addresses[i]);
    good = good && !r->failed;
    if (good)
        *out = found;
    sodium_memzero(&found, sizeof found);
    return good;
}

size_t helper_link_encode(const struct helper_link *link, char out[HELPER_LINK_TEXT_BYTES_MAX])
{
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_writer w = packed_text_begin(packed);
    helper_link_write(link, &w);
    ALCOVE_ASSERT(!w.failed);
    size_t length = packed_text_finish(&kind, &w, out, HELPER_LINK_TEXT_BYTES_MAX);
    sodium_memzero(packed, sizeof packed);
    return length;
}

enum packed_outcome helper_link_decode(const char *text, size_t size, struct helper_link *out)
{
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader inside;
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    enum packed_outcome outcome = packed_text_read(&kind, text, size, packed, &inside);
    if (outcome == PACKED_OK &&
        (!helper_link_read(&inside, out) || byte_reader_left(&inside) != 0)) {
        sodium_memzero(out, sizeof *out);
        outcome = PACKED_MISTYPED;
    }
    sodium_memzero(packed, sizeof packed);
    return outcome;
}

void helper_link_ticket(const struct helper_link *link, const uint8_t person[32],
                        uint64_t expires_at_s, struct relay_ticket *out)
{
    struct relay_pass pass;
    ALCOVE_ASSERT(link->address_count > 0);
    relay_ticket_derive(link->secret, person, expires_at_s, &pass);
    *out = (struct relay_ticket){.address = link->addresses[0], .tcp_port = link->tcp_port};
    memcpy(out->id, pass.id, sizeof out->id);
    memcpy(out->key, pass.key, sizeof out->key);
    sodium_memzero(&pass, sizeof pass);
}
