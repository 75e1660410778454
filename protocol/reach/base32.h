/* Base32 with the alphabet of RFC 4648 section 6, without padding. Called by reach/invite.c. */
#ifndef ALCOVE_REACH_BASE32_H
#define ALCOVE_REACH_BASE32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters that `bytes` bytes become. */
#define BASE32_CHARACTERS(bytes) (((bytes)*8 + 4) / 5)

/* Writes BASE32_CHARACTERS(size) characters, upper case, without a NUL; returns their number. */
size_t base32_encode(const uint8_t *bytes, size_t size, char *out);

/* Writes floor(size * 5 / 8) bytes and their number. False, with nothing promised about `out`, if
 * a character is outside the alphabet (either case), the number of characters is none that
 * base32_encode makes, unused bits are not zero, or `capacity` is too small. */
bool base32_decode(const char *text, size_t size, uint8_t *out, size_t capacity, size_t *out_size);

#endif
