#include "text/text_utf8.h"

#include <stdbool.h>
#include <string.h>

#include "base/assert.h"
#include "text/text.h"

#define WORD      sizeof(uint64_t)
#define BLOCK     32
#define EACH_BYTE 0x0101010101010101u
#define HIGH_BITS (EACH_BYTE * 0x80)
#define DELETE    0x7f

static bool is_follower(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Of what follows 0xc2 the lower half are control characters, C1. */
static uint8_t least_second(uint8_t lead)
{
    if (lead == 0xe0 || lead == 0xc2)
        return 0xa0;
    return lead == 0xf0 ? 0x90 : 0x80;
}

/* One character of more than a byte; its size, or 0. RFC 3629 section 4, as a table of ranges. */
static size_t wide_character(const uint8_t *at, size_t left)
{
    ALCOVE_ASSERT(left > 0 && at[0] >= 0x80);
    uint8_t lead = at[0];
    size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || left < size)
        return 0;
    uint8_t least = least_second(lead);
    uint8_t most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < least || at[1] > most)
        return 0;
    for (size_t i = 2; i < size; i++) {
        if (!is_follower(at[i]))
            return 0;
    }
    return size;
}

static bool is_plain(uint8_t byte)
{
    return (byte >= 0x20 && byte != DELETE) || byte == '\n' || byte == '\t';
}

/* 0x20 in each byte that is `byte`. */
static uint64_t marks_of(uint64_t word, uint8_t byte)
{
    ALCOVE_ASSERT(byte < 0x80);
    const uint64_t low = EACH_BYTE * 0x7f;
    uint64_t other = word ^ EACH_BYTE * byte;
    return ~(((other & low) + low) | other | low) >> 2;
}

/* Whether the eight bytes are all single characters that may stand in a note. */
static bool is_plain_word(uint64_t word)
{
    ALCOVE_ASSERT(WORD == 8);
    if (((word | (word - EACH_BYTE * 0x20) | (word + EACH_BYTE)) & HIGH_BITS) == 0)
        return true; /* as most are: no line ends here */
    /* One more than DELETE has the high bit. */
    if (((word | (word + EACH_BYTE)) & HIGH_BITS) != 0)
        return false;
    word |= marks_of(word, '\n') | marks_of(word, '\t');
    return ((word - EACH_BYTE * 0x20) & HIGH_BITS) == 0;
}

static uint64_t word_at(const uint8_t *at)
{
    uint64_t word;
    ALCOVE_ASSERT(at != NULL);
    memcpy(&word, at, WORD);
    return word;
}

/* The one to seven bytes there, some of them twice, in any order; else spaces. */
static uint64_t short_word(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size > 0 && size < WORD);
    if (size < 4)
        return EACH_BYTE * 0x20 << 24 | (uint64_t)bytes[0] << 16 | (uint64_t)bytes[size / 2] << 8 |
               bytes[size - 1];
    uint32_t first, last;
    memcpy(&first, bytes, sizeof first);
    memcpy(&last, bytes + size - sizeof last, sizeof last);
    return (uint64_t)first << 32 | last;
}

/* The same of many bytes at a time. */
static bool is_plain_block(const uint8_t *at)
{
    /* A copy, and no branches, so that the compiler takes several at a time. */
    uint8_t bytes[BLOCK], bad = 0;
    ALCOVE_ASSERT(at != NULL);
    memcpy(bytes, at, BLOCK);
    for (size_t i = 0; i < BLOCK; i++) {
        uint8_t control = (uint8_t)((bytes[i] < 0x20) & (bytes[i] != '\n') & (bytes[i] != '\t'));
        bad |= (uint8_t)(control | (bytes[i] >= DELETE));
    }
    return bad == 0;
}

bool text_utf8_is_plain(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    if (size < WORD)
        return size == 0 || is_plain_word(short_word(bytes, size));
    size_t at = 0;
    for (; size - at >= BLOCK; at += BLOCK) {
        if (!is_plain_block(bytes + at))
            return false;
    }
    for (; size - at >= WORD; at += WORD) {
        if (!is_plain_word(word_at(bytes + at)))
            return false;
    }
    return is_plain_word(word_at(bytes + size - WORD));
}

bool text_count(const uint8_t *bytes, size_t size, uint32_t *count)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    uint32_t length = 0;
    if (size > TEXT_BYTES_MAX)
        return false;
    if (text_utf8_is_plain(bytes, size)) {
        *count = (uint32_t)size;
        return true;
    }
    for (size_t at = 0; at < size;) {
        if (size - at >= WORD && is_plain_word(word_at(bytes + at))) {
            at += WORD;
            length += WORD;
            continue;
        }
        size_t step =
            bytes[at] < 0x80 ? is_plain(bytes[at]) : wide_character(bytes + at, size - at);
        if (step == 0)
            return false;
        at += step;
        length++;
    }
    *count = length;
    return true;
}

uint32_t text_utf8_length(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size <= TEXT_BYTES_MAX);
    uint32_t length = 0;
    for (size_t i = 0; i < size; i++)
        length += !is_follower(bytes[i]);
    return length;
}

size_t text_utf8_size(const uint8_t *bytes, uint32_t count)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t lead = bytes[size];
        ALCOVE_ASSERT(!is_follower(lead));
        size += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }
    return size;
}

size_t text_utf8_prefix(const uint8_t *bytes, size_t size, size_t max)
{
    if (size <= max)
        return size;
    size_t at = max;
    while (at > 0 && is_follower(bytes[at]))
        at--;
    ALCOVE_ASSERT(max - at < 4);
    return at;
}
