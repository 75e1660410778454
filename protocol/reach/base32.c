#include "reach/base32.h"

#include "base/assert.h"

static const char alphabet[33] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

size_t base32_encode(const uint8_t *bytes, size_t size, char *out)
{
    ALCOVE_ASSERT(out != NULL && (bytes != NULL || size == 0));
    uint32_t bits = 0;
    unsigned held = 0;
    size_t written = 0;
    for (size_t i = 0; i < size; i++) {
        bits = (bits << 8 | bytes[i]) & 0xfff;
        held += 8;
        for (; held >= 5; held -= 5)
            out[written++] = alphabet[bits >> (held - 5) & 31];
    }
    if (held > 0)
        out[written++] = alphabet[bits << (5 - held) & 31];
    ALCOVE_ASSERT(written == BASE32_CHARACTERS(size));
    return written;
}

/* The value of a character, or 32. */
static uint32_t character_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a');
    if (c >= '2' && c <= '7')
        return (uint32_t)(c - '2') + 26;
    return 32;
}

bool base32_decode(const char *text, size_t size, uint8_t *out, size_t capacity, size_t *out_size)
{
    ALCOVE_ASSERT(out != NULL && out_size != NULL && (text != NULL || size == 0));
    uint32_t bits = 0;
    unsigned held = 0;
    size_t written = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t value = character_value(text[i]);
        if (value == 32)
            return false;
        bits = (bits << 5 | value) & 0xfff;
        held += 5;
        if (held < 8)
            continue;
        held -= 8;
        if (written == capacity)
            return false;
        out[written++] = (uint8_t)(bits >> held & 255);
    }
    /* A whole character left over carries nothing: encoders do not make it. */
    if (held >= 5 || (bits & ((1u << held) - 1)) != 0)
        return false;
    ALCOVE_ASSERT(written <= capacity);
    *out_size = written;
    return true;
}
