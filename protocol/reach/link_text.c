#include "reach/link_text.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/address_text.h"
#include "reach/base32.h"

#define SIZE_BYTES_MIN 2 /* version and size, which every version has */

static const char prefix[] = "alcove:";
#define PREFIX_CHARACTERS (sizeof prefix - 1)

/* A later version may be longer, up to what its size byte can say. */
#define NEWER_BYTES_MAX 255

_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(LINK_TEXT_PACKED_MAX) < LINK_TEXT_BYTES_MAX,
               "the longest link fits its text");
_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(LINK_TEXT_PACKED_MAX + 1) >=
                   LINK_TEXT_BYTES_MAX,
               "and no longer one would");
_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(NEWER_BYTES_MAX) < LINK_TEXT_INPUT_BYTES_MAX,
               "what may be pasted holds the longest link of any version");

static void checksum_compute(const uint8_t *bytes, size_t size, uint8_t out[LINK_TEXT_CHECK_BYTES])
{
    /* Keyed, so that no other program's BLAKE2b of the same bytes passes for ours. */
    static const uint8_t key[] = "alcove.invite.ck";
    uint8_t hash[crypto_generichash_BYTES_MIN];
    int failed = crypto_generichash(hash, sizeof hash, bytes, size, key, sizeof key - 1);
    ALCOVE_ASSERT(failed == 0);
    memcpy(out, hash, LINK_TEXT_CHECK_BYTES);
}

struct byte_writer link_text_begin(uint8_t packed[LINK_TEXT_PACKED_MAX], enum link_text_kind kind)
{
    ALCOVE_ASSERT(kind == LINK_TEXT_INVITE || kind == LINK_TEXT_REPLY);
    struct byte_writer w = byte_writer_over(packed, LINK_TEXT_PACKED_MAX);
    byte_write_u8(&w, LINK_TEXT_VERSION);
    byte_write_u8(&w, 0);
    byte_write_u8(&w, (uint8_t)kind);
    return w;
}

size_t link_text_finish(struct byte_writer *w, char out[LINK_TEXT_BYTES_MAX])
{
    ALCOVE_ASSERT(!w->failed && byte_writer_left(w) >= LINK_TEXT_CHECK_BYTES);
    w->bytes[1] = (uint8_t)(w->size + LINK_TEXT_CHECK_BYTES);
    uint8_t checksum[LINK_TEXT_CHECK_BYTES];
    checksum_compute(w->bytes, w->size, checksum);
    byte_write_bytes(w, checksum, sizeof checksum);
    memcpy(out, prefix, PREFIX_CHARACTERS);
    size_t length = PREFIX_CHARACTERS + base32_encode(w->bytes, w->size, out + PREFIX_CHARACTERS);
    out[length] = '\0';
    ALCOVE_ASSERT(length < LINK_TEXT_BYTES_MAX);
    sodium_memzero(w->bytes, w->size);
    return length;
}

/* Drops what mail programs and people put between the characters. Returns the number kept, or
 * `capacity` + 1 if there are more. */
static size_t text_squeeze(const char *text, size_t size, char *out, size_t capacity)
{
    ALCOVE_ASSERT(text != NULL || size == 0);
    ALCOVE_ASSERT(capacity >= PREFIX_CHARACTERS);
    size_t kept = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-')
            continue;
        if (kept == capacity)
            return capacity + 1;
        out[kept++] = c;
    }
    return kept;
}

static bool text_has_prefix(const char *text, size_t size)
{
    ALCOVE_ASSERT(text != NULL || size == 0);
    if (size < PREFIX_CHARACTERS)
        return false;
    for (size_t i = 0; i < PREFIX_CHARACTERS; i++) {
        char c = text[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != prefix[i])
            return false;
    }
    return true;
}

/* The part of a link that every version has: its size and its checksum. */
static enum link_text_outcome envelope_check(const uint8_t *packed, size_t size)
{
    ALCOVE_ASSERT(size <= NEWER_BYTES_MAX);
    if (size < SIZE_BYTES_MIN)
        return LINK_TEXT_TRUNCATED;
    size_t claimed = packed[1];
    if (claimed > size)
        return LINK_TEXT_TRUNCATED;
    if (claimed < size || claimed < SIZE_BYTES_MIN + LINK_TEXT_CHECK_BYTES)
        return LINK_TEXT_MISTYPED;
    uint8_t checksum[LINK_TEXT_CHECK_BYTES];
    checksum_compute(packed, size - LINK_TEXT_CHECK_BYTES, checksum);
    if (memcmp(checksum, packed + size - LINK_TEXT_CHECK_BYTES, LINK_TEXT_CHECK_BYTES) != 0)
        return LINK_TEXT_MISTYPED;
    if (packed[0] > LINK_TEXT_VERSION)
        return LINK_TEXT_NEWER;
    bool fits =
        size >= LINK_TEXT_HEAD_BYTES + LINK_TEXT_CHECK_BYTES && size <= LINK_TEXT_PACKED_MAX;
    return fits && packed[0] == LINK_TEXT_VERSION ? LINK_TEXT_OK : LINK_TEXT_MISTYPED;
}

/* The packed bytes of the whole text. Base32 of the alphabet alone that does not come out even has
 * lost its end if it is shorter than it says. */
static enum link_text_outcome text_unpack(const char *text, size_t size,
                                          uint8_t packed[NEWER_BYTES_MAX], size_t *packed_size)
{
    ALCOVE_ASSERT(packed != NULL && packed_size != NULL);
    if (base32_decode(text, size, packed, NEWER_BYTES_MAX, packed_size))
        return envelope_check(packed, *packed_size);
    size_t even = size - size % 8;
    if (!base32_decode(text, even, packed, NEWER_BYTES_MAX, packed_size))
        return LINK_TEXT_MISTYPED;
    if (*packed_size < SIZE_BYTES_MIN || packed[1] > size * 5 / 8)
        return LINK_TEXT_TRUNCATED;
    return LINK_TEXT_MISTYPED;
}

enum link_text_outcome link_text_read(const char *text, size_t size,
                                      uint8_t packed[LINK_TEXT_PACKED_MAX], uint8_t *kind,
                                      struct byte_reader *body)
{
    ALCOVE_ASSERT(packed != NULL && kind != NULL && body != NULL);
    char squeezed[PREFIX_CHARACTERS + BASE32_CHARACTERS(NEWER_BYTES_MAX)];
    uint8_t whole[NEWER_BYTES_MAX];
    if (size > LINK_TEXT_INPUT_BYTES_MAX)
        return LINK_TEXT_NO_LINK;
    size_t length = text_squeeze(text, size, squeezed, sizeof squeezed);
    bool too_long = length > sizeof squeezed;
    enum link_text_outcome outcome = LINK_TEXT_MISTYPED;
    size_t packed_size = 0;
    if (!text_has_prefix(squeezed, too_long ? sizeof squeezed : length))
        outcome = LINK_TEXT_NO_LINK;
    else if (!too_long)
        outcome = text_unpack(squeezed + PREFIX_CHARACTERS, length - PREFIX_CHARACTERS, whole,
                              &packed_size);
    if (outcome == LINK_TEXT_OK) {
        memcpy(packed, whole, packed_size);
        *kind = packed[SIZE_BYTES_MIN];
        *body = byte_reader_over(packed + LINK_TEXT_HEAD_BYTES,
                                 packed_size - LINK_TEXT_HEAD_BYTES - LINK_TEXT_CHECK_BYTES);
    }
    sodium_memzero(whole, sizeof whole);
    sodium_memzero(squeezed, sizeof squeezed);
    return outcome;
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
