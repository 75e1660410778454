#include "reach/packed_text.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/base32.h"

#define HEADER_BYTES 2 /* version and size */

/* All that may be pasted: the longest link of any version, and what mail programs put in it. */
#define CHARACTERS_MAX (PACKED_PREFIX_BYTES_MAX + BASE32_CHARACTERS(PACKED_BYTES_MAX))

static void checksum_compute(const struct packed_kind *kind, const uint8_t *bytes, size_t size,
                             uint8_t out[PACKED_CHECKSUM_BYTES])
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    int failed = crypto_generichash(hash, sizeof hash, bytes, size, kind->checksum_key,
                                    sizeof kind->checksum_key);
    ALCOVE_ASSERT(failed == 0);
    memcpy(out, hash, PACKED_CHECKSUM_BYTES);
}

struct byte_writer packed_text_begin(uint8_t packed[PACKED_BYTES_MAX])
{
    struct byte_writer w = byte_writer_over(packed, PACKED_BYTES_MAX);
    byte_write_u16(&w, 0);
    ALCOVE_ASSERT(w.size == HEADER_BYTES);
    return w;
}

size_t packed_text_finish(const struct packed_kind *kind, struct byte_writer *packed, char *out,
                          size_t capacity)
{
    uint8_t checksum[PACKED_CHECKSUM_BYTES];
    size_t prefix = strlen(kind->prefix);
    ALCOVE_ASSERT(!packed->failed && byte_writer_left(packed) >= sizeof checksum);
    packed->bytes[0] = kind->version;
    packed->bytes[1] = (uint8_t)(packed->size + sizeof checksum);
    checksum_compute(kind, packed->bytes, packed->size, checksum);
    byte_write_bytes(packed, checksum, sizeof checksum);
    ALCOVE_ASSERT(prefix + BASE32_CHARACTERS(packed->size) < capacity);
    memcpy(out, kind->prefix, prefix);
    size_t length = prefix + base32_encode(packed->bytes, packed->size, out + prefix);
    out[length] = '\0';
    return length;
}

/* Drops what mail programs and people put between the characters. Returns the number kept, or
 * CHARACTERS_MAX + 1 if there are more. */
static size_t squeeze(const char *text, size_t size, char out[CHARACTERS_MAX])
{
    size_t kept = 0;
    ALCOVE_ASSERT(text != NULL || size == 0);
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        if (kept == CHARACTERS_MAX)
            return CHARACTERS_MAX + 1;
        out[kept++] = c;
    }
    return kept;
}

static bool has_prefix(const char *text, size_t size, const char *prefix)
{
    size_t length = strlen(prefix);
    ALCOVE_ASSERT(length <= PACKED_PREFIX_BYTES_MAX);
    for (size_t i = 0; i < length; i++) {
        char c = i < size ? text[i] : '\0';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != prefix[i])
            return false;
    }
    return true;
}

/* The part that every version has: its size and its checksum. */
static enum packed_outcome envelope_check(const struct packed_kind *kind, const uint8_t *packed,
                                          size_t size)
{
    uint8_t checksum[PACKED_CHECKSUM_BYTES];
    ALCOVE_ASSERT(size <= PACKED_BYTES_MAX);
    if (size < HEADER_BYTES || packed[1] > size)
        return PACKED_TRUNCATED;
    if (packed[1] < size || size < HEADER_BYTES + sizeof checksum)
        return PACKED_MISTYPED;
    checksum_compute(kind, packed, size - sizeof checksum, checksum);
    if (memcmp(checksum, packed + size - sizeof checksum, sizeof checksum) != 0)
        return PACKED_MISTYPED;
    if (packed[0] == kind->version)
        return PACKED_OK;
    return packed[0] > kind->version ? PACKED_NEWER_VERSION : PACKED_MISTYPED;
}

/* Base32 of the alphabet alone that does not come out even has lost its end if it is shorter than
 * it says. */
static enum packed_outcome unpack(const struct packed_kind *kind, const char *text, size_t size,
                                  struct byte_writer *packed)
{
    ALCOVE_ASSERT(packed->capacity == PACKED_BYTES_MAX);
    if (base32_decode(text, size, packed->bytes, packed->capacity, &packed->size))
        return envelope_check(kind, packed->bytes, packed->size);
    if (!base32_decode(text, size - size % 8, packed->bytes, packed->capacity, &packed->size))
        return PACKED_MISTYPED;
    if (packed->size < HEADER_BYTES || packed->bytes[1] > size * 5 / 8)
        return PACKED_TRUNCATED;
    return PACKED_MISTYPED;
}

/* Hyphens go from behind the prefix, which may have one of its own. */
static size_t drop_hyphens(char *text, size_t size)
{
    size_t kept = 0;
    ALCOVE_ASSERT(size <= CHARACTERS_MAX);
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '-')
            text[kept++] = text[i];
    }
    return kept;
}

enum packed_outcome packed_text_read(const struct packed_kind *kind, const char *text, size_t size,
                                     uint8_t packed[PACKED_BYTES_MAX], struct byte_reader *inside)
{
    char squeezed[CHARACTERS_MAX];
    ALCOVE_ASSERT(inside != NULL);
    *inside = byte_reader_over(packed, 0);
    size_t length = squeeze(text, size, squeezed);
    bool too_long = length > sizeof squeezed;
    if (!has_prefix(squeezed, too_long ? sizeof squeezed : length, kind->prefix))
        return PACKED_NOT_ONE;
    size_t prefix = strlen(kind->prefix);
    struct byte_writer w = byte_writer_over(packed, PACKED_BYTES_MAX);
    enum packed_outcome outcome = PACKED_MISTYPED;
    if (!too_long) {
        length = drop_hyphens(squeezed + prefix, length - prefix);
        outcome = unpack(kind, squeezed + prefix, length, &w);
    }
    sodium_memzero(squeezed, sizeof squeezed);
    if (outcome == PACKED_OK)
        *inside =
            byte_reader_over(packed + HEADER_BYTES, w.size - HEADER_BYTES - PACKED_CHECKSUM_BYTES);
    return outcome;
}
