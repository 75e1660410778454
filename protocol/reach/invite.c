#include "reach/invite.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"
#include "reach/base32.h"

#define VERSION          1
#define CHECKSUM_BYTES   4
#define SIZE_BYTES_MIN   2 /* version and size */
#define CANDIDATE_IPV4   4
#define CANDIDATE_IPV6   6
#define PACKED_BYTES_MAX (1 + 1 + 5 + 32 + 1 + 4 * 19 + 4)

static const char prefix[] = "alcove:";
#define PREFIX_CHARACTERS (sizeof prefix - 1)

/* A later version may be longer, up to what its size byte can say. */
#define NEWER_BYTES_MAX 255

_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(PACKED_BYTES_MAX) < INVITE_TEXT_BYTES_MAX,
               "the longest invite fits its text");
_Static_assert(PREFIX_CHARACTERS + BASE32_CHARACTERS(NEWER_BYTES_MAX) < INVITE_INPUT_BYTES_MAX,
               "what may be pasted holds the longest invite of any version");

static void checksum_compute(const uint8_t *bytes, size_t size, uint8_t out[CHECKSUM_BYTES])
{
    /* Keyed, so that no other program's BLAKE2b of the same bytes passes for ours. */
    static const uint8_t key[] = "alcove.invite.ck";
    uint8_t hash[crypto_generichash_BYTES_MIN];
    int failed = crypto_generichash(hash, sizeof hash, bytes, size, key, sizeof key - 1);
    ALCOVE_ASSERT(failed == 0);
    memcpy(out, hash, CHECKSUM_BYTES);
}

static void candidate_write(struct byte_writer *w, const struct alcove_address *address)
{
    ALCOVE_ASSERT(address->port != 0);
    if (address_is_ipv4(address)) {
        byte_write_u8(w, CANDIDATE_IPV4);
        byte_write_bytes(w, address->ip + 12, 4);
    } else {
        byte_write_u8(w, CANDIDATE_IPV6);
        byte_write_bytes(w, address->ip, 16);
    }
    byte_write_u16(w, address->port);
}

static bool candidate_read(struct byte_reader *r, struct alcove_address *out)
{
    ALCOVE_ASSERT(r != NULL && out != NULL);
    uint8_t sort = byte_read_u8(r);
    if (sort == CANDIDATE_IPV4) {
        uint8_t ip[4];
        byte_read_copy(r, ip, sizeof ip);
        *out = address_from_ipv4(ip, byte_read_u16(r));
        return out->port != 0;
    }
    if (sort != CANDIDATE_IPV6)
        return false;
    byte_read_copy(r, out->ip, sizeof out->ip);
    out->port = byte_read_u16(r);
    /* An IPv4 address has one form only, the short one. */
    return out->port != 0 && !address_is_ipv4(out);
}

size_t invite_encode(const struct invite *invite, char out[INVITE_TEXT_BYTES_MAX])
{
    ALCOVE_ASSERT(invite->candidate_count <= INVITE_CANDIDATES_MAX);
    ALCOVE_ASSERT(invite->expires_at_s >> 40 == 0);
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_writer w = byte_writer_over(packed, sizeof packed);
    byte_write_u8(&w, VERSION);
    byte_write_u8(&w, 0);
    byte_write_u8(&w, (uint8_t)(invite->expires_at_s >> 32));
    byte_write_u32(&w, (uint32_t)(invite->expires_at_s & UINT32_MAX));
    byte_write_bytes(&w, invite->secret, sizeof invite->secret);
    byte_write_u8(&w, (uint8_t)invite->candidate_count);
    for (size_t i = 0; i < invite->candidate_count; i++)
        candidate_write(&w, &invite->candidates[i]);
    ALCOVE_ASSERT(!w.failed && byte_writer_left(&w) >= CHECKSUM_BYTES);
    packed[1] = (uint8_t)(w.size + CHECKSUM_BYTES);
    uint8_t checksum[CHECKSUM_BYTES];
    checksum_compute(packed, w.size, checksum);
    byte_write_bytes(&w, checksum, sizeof checksum);
    ALCOVE_ASSERT(!w.failed);

    memcpy(out, prefix, PREFIX_CHARACTERS);
    size_t length = PREFIX_CHARACTERS + base32_encode(packed, w.size, out + PREFIX_CHARACTERS);
    out[length] = '\0';
    sodium_memzero(packed, sizeof packed);
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

/* The part of an invite that every version has: its size and its checksum. */
static enum invite_outcome envelope_check(const uint8_t *packed, size_t size)
{
    ALCOVE_ASSERT(size <= NEWER_BYTES_MAX);
    if (size < SIZE_BYTES_MIN)
        return INVITE_TRUNCATED;
    size_t claimed = packed[1];
    if (claimed > size)
        return INVITE_TRUNCATED;
    if (claimed < size || claimed < SIZE_BYTES_MIN + CHECKSUM_BYTES)
        return INVITE_MISTYPED;
    uint8_t checksum[CHECKSUM_BYTES];
    checksum_compute(packed, size - CHECKSUM_BYTES, checksum);
    if (memcmp(checksum, packed + size - CHECKSUM_BYTES, CHECKSUM_BYTES) != 0)
        return INVITE_MISTYPED;
    return packed[0] > VERSION ? INVITE_NEWER_VERSION : INVITE_OK;
}

static bool invite_unpack(const uint8_t *packed, size_t size, struct invite *out)
{
    ALCOVE_ASSERT(size >= SIZE_BYTES_MIN + CHECKSUM_BYTES);
    struct byte_reader r = byte_reader_over(packed, size - CHECKSUM_BYTES);
    bool known = byte_read_u8(&r) == VERSION;
    (void)byte_read_u8(&r);
    uint64_t high = byte_read_u8(&r);
    out->expires_at_s = high << 32 | byte_read_u32(&r);
    byte_read_copy(&r, out->secret, sizeof out->secret);
    out->candidate_count = byte_read_u8(&r);
    if (r.failed || !known || out->candidate_count > INVITE_CANDIDATES_MAX)
        return false;
    for (size_t i = 0; i < out->candidate_count; i++) {
        if (!candidate_read(&r, &out->candidates[i]))
            return false;
    }
    return !r.failed && byte_reader_left(&r) == 0;
}

/* The packed bytes of the whole text. Base32 of the alphabet alone that does not come out even has
 * lost its end if it is shorter than it says. */
static enum invite_outcome text_unpack(const char *text, size_t size,
                                       uint8_t packed[NEWER_BYTES_MAX], size_t *packed_size)
{
    ALCOVE_ASSERT(packed != NULL && packed_size != NULL);
    if (base32_decode(text, size, packed, NEWER_BYTES_MAX, packed_size))
        return envelope_check(packed, *packed_size);
    size_t even = size - size % 8;
    if (!base32_decode(text, even, packed, NEWER_BYTES_MAX, packed_size))
        return INVITE_MISTYPED;
    if (*packed_size < SIZE_BYTES_MIN || packed[1] > size * 5 / 8)
        return INVITE_TRUNCATED;
    return INVITE_MISTYPED;
}

enum invite_outcome invite_decode(const char *text, size_t size, uint64_t now_s, struct invite *out)
{
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    char squeezed[PREFIX_CHARACTERS + BASE32_CHARACTERS(NEWER_BYTES_MAX)];
    uint8_t packed[NEWER_BYTES_MAX];
    if (size > INVITE_INPUT_BYTES_MAX)
        return INVITE_NOT_AN_INVITE;
    size_t length = text_squeeze(text, size, squeezed, sizeof squeezed);
    bool too_long = length > sizeof squeezed;
    if (!text_has_prefix(squeezed, too_long ? sizeof squeezed : length))
        return INVITE_NOT_AN_INVITE;

    size_t packed_size = 0;
    enum invite_outcome outcome =
        too_long ? INVITE_MISTYPED
                 : text_unpack(squeezed + PREFIX_CHARACTERS, length - PREFIX_CHARACTERS, packed,
                               &packed_size);
    struct invite found = {0};
    if (outcome == INVITE_OK && !invite_unpack(packed, packed_size, &found))
        outcome = INVITE_MISTYPED;
    if (outcome == INVITE_OK) {
        *out = found;
        if (now_s >= found.expires_at_s)
            outcome = INVITE_EXPIRED;
    }
    sodium_memzero(&found, sizeof found);
    sodium_memzero(packed, sizeof packed);
    sodium_memzero(squeezed, sizeof squeezed);
    return outcome;
}
