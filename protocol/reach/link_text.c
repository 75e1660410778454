#include "reach/link_text.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/address_text.h"
#include "reach/base32.h"

static const struct packed_kind alcove_link = {
    .prefix = "alcove:",
    .checksum_key = {'a', 'l', 'c', 'o', 'v', 'e', '.', 'i', 'n', 'v', 'i', 't', 'e', '.', 'c',
                     'k'},
    .version = LINK_TEXT_VERSION,
};
#define PREFIX_CHARACTERS 7

_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(LINK_TEXT_PACKED_MAX) < LINK_TEXT_BYTES_MAX,
               "the longest link fits its text");
_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(LINK_TEXT_PACKED_MAX + 1) >=
                   LINK_TEXT_BYTES_MAX,
               "and no longer one would");
_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(PACKED_BYTES_MAX) < LINK_TEXT_INPUT_BYTES_MAX,
               "what may be pasted holds the longest link of any version");

struct byte_writer link_text_begin(uint8_t packed[PACKED_BYTES_MAX], enum link_text_kind kind)
{
    ALCOVE_ASSERT(kind == LINK_TEXT_INVITE || kind == LINK_TEXT_REPLY);
    struct byte_writer w = packed_text_begin(packed);
    w.capacity = LINK_TEXT_PACKED_MAX;
    byte_write_u8(&w, (uint8_t)kind);
    return w;
}

size_t link_text_finish(struct byte_writer *w, char out[LINK_TEXT_BYTES_MAX])
{
    ALCOVE_ASSERT(!w->failed);
    size_t length = packed_text_finish(&alcove_link, w, out, LINK_TEXT_BYTES_MAX);
    sodium_memzero(w->bytes, w->size);
    return length;
}

enum packed_outcome link_text_read(const char *text, size_t size, uint8_t packed[PACKED_BYTES_MAX],
                                   uint8_t *kind, struct byte_reader *body)
{
    ALCOVE_ASSERT(kind != NULL && body != NULL);
    if (size > LINK_TEXT_INPUT_BYTES_MAX)
        return PACKED_NOT_ONE;
    enum packed_outcome outcome = packed_text_read(&alcove_link, text, size, packed, body);
    if (outcome != PACKED_OK)
        return outcome;
    *kind = byte_read_u8(body);
    bool fits = !body->failed && body->size + LINK_TEXT_AROUND_BYTES <= LINK_TEXT_PACKED_MAX;
    *body = byte_reader_over(body->bytes + body->at, byte_reader_left(body));
    return fits ? PACKED_OK : PACKED_MISTYPED;
}

size_t link_text_address_bytes(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    return address_is_ipv4(address) ? 6 : 18;
}

void link_text_write_addresses(struct byte_writer *w, const struct alcove_address *list,
                               size_t count)
{
    ALCOVE_ASSERT(count <= LINK_TEXT_ADDRESSES_MAX);
    uint16_t families = 0;
    for (size_t i = 0; i < count; i++) {
        if (!address_is_ipv4(&list[i]))
            families |= (uint16_t)(0x8000u >> i);
    }
    byte_write_u16(w, families);
    for (size_t i = 0; i < count; i++) {
        ALCOVE_ASSERT(list[i].port != 0);
        if (address_is_ipv4(&list[i]))
            byte_write_bytes(w, list[i].ip + 12, 4);
        else
            byte_write_bytes(w, list[i].ip, 16);
        byte_write_u16(w, list[i].port);
    }
}

void link_text_read_addresses(struct byte_reader *r, struct alcove_address *list, size_t count)
{
    ALCOVE_ASSERT(count <= LINK_TEXT_ADDRESSES_MAX);
    uint32_t families = byte_read_u16(r);
    if ((families << count & 0xffff) != 0)
        r->failed = true;
    for (size_t i = 0; i < count && !r->failed; i++) {
        struct alcove_address *out = &list[i];
        if ((families & 0x8000u >> i) == 0) {
            uint8_t ip[4];
            byte_read_copy(r, ip, sizeof ip);
            *out = address_from_ipv4(ip, byte_read_u16(r));
        } else {
            byte_read_copy(r, out->ip, sizeof out->ip);
            out->port = byte_read_u16(r);
            /* An IPv4 address has one form only, the short one. */
            if (address_is_ipv4(out))
                r->failed = true;
        }
        if (out->port == 0)
            r->failed = true;
    }
}
