#include "records/utf8.h"

#include <stdint.h>
#include <string.h>

#include "base/assert.h"

/* One character at `at`: its length, or 0 if it is none. */
static size_t character_read(const uint8_t *at, size_t left, uint32_t *out)
{
    ALCOVE_ASSERT(left > 0);
    /* RFC 3629 section 4: how many bytes follow a first byte, and the least they may mean. */
    static const struct {
        uint8_t mask, lead;
        uint32_t least;
    } rows[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t follow = 0; follow < sizeof rows / sizeof rows[0]; follow++) {
        if ((at[0] & rows[follow].mask) != rows[follow].lead)
            continue;
        if (left <= follow)
            return 0;
        uint32_t value = at[0] & (uint8_t)~rows[follow].mask;
        for (size_t i = 1; i <= follow; i++) {
            if ((at[i] & 0xc0) != 0x80)
                return 0;
            value = value << 6 | (at[i] & 0x3f);
        }
        bool surrogate = value >= 0xd800 && value <= 0xdfff;
        if (value < rows[follow].least || value > 0x10ffff || surrogate)
            return 0;
        *out = value;
        return follow + 1;
    }
    return 0;
}

static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

/* Valid throughout, and no control character but those in `allowed`, a NUL-terminated list; NULL
 * allows all. */
static bool scan(const char *bytes, size_t size, const char *allowed)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    size_t at = 0;
    while (at < size) {
        uint32_t character = 0;
        size_t length = character_read((const uint8_t *)bytes + at, size - at, &character);
        if (length == 0)
            return false;
        ALCOVE_ASSERT(length <= size - at);
        if (allowed != NULL && is_control(character) &&
            (length != 1 || character == 0 || strchr(allowed, (int)character) == NULL))
            return false;
        at += length;
    }
    return true;
}

bool utf8_is_valid(const char *bytes, size_t size)
{
    return scan(bytes, size, NULL);
}

bool utf8_is_text(const char *bytes, size_t size)
{
    return scan(bytes, size, "\n\t");
}

bool utf8_is_line(const char *bytes, size_t size)
{
    return scan(bytes, size, "");
}

size_t utf8_prefix(const char *bytes, size_t size, size_t max)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    if (size <= max)
        return size;
    size_t at = max;
    while (at > 0 && ((uint8_t)bytes[at] & 0xc0) == 0x80)
        at--;
    ALCOVE_ASSERT(at <= max);
    return at;
}
