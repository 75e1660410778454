#include "widgets/utf8.h"

#include "base/assert.h"

/* Length by first byte, which is not ASCII, and the range of the second one: RFC 3629 section 4,
 * written as a table. */
static size_t sequence_size(uint8_t first, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef) {
        *low = first == 0xe0 ? 0xa0 : 0x80;
        *high = first == 0xed ? 0x9f : 0xbf;
        return 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        *low = first == 0xf0 ? 0x90 : 0x80;
        *high = first == 0xf4 ? 0x8f : 0xbf;
        return 4;
    }
    return 0;
}

uint32_t utf8_next(const char *bytes, size_t size, size_t *at)
{
    ALCOVE_ASSERT(*at < size);
    const uint8_t *b = (const uint8_t *)bytes + *at;
    if (b[0] < 0x80) {
        *at += 1;
        return b[0];
    }
    size_t left = size - *at;
    uint8_t low;
    uint8_t high;
    size_t length = sequence_size(b[0], &low, &high);
    if (length == 0 || left < 2 || b[1] < low || b[1] > high) {
        *at += 1;
        return UTF8_REPLACEMENT;
    }
    uint32_t point = b[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (i >= left || (b[i] & 0xc0) != 0x80) {
            *at += i;
            return UTF8_REPLACEMENT;
        }
        point = point << 6 | (b[i] & 0x3f);
    }
    *at += length;
    return point;
}

size_t utf8_after(const char *bytes, size_t size, size_t at)
{
    if (at < size)
        utf8_next(bytes, size, &at);
    return at;
}

size_t utf8_before(const char *bytes, size_t size, size_t at)
{
    size_t start = at > 4 ? at - 4 : 0;
    while (start < at) {
        size_t end = start;
        utf8_next(bytes, size, &end);
        if (end >= at)
            return start;
        start = end;
    }
    return start;
}

size_t utf8_put(uint32_t point, char out[4])
{
    ALCOVE_ASSERT(point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

bool utf8_is_bidi_control(uint32_t point)
{
    return point == 0x061c || point == 0x200e || point == 0x200f ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}
