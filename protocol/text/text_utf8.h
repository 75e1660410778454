/* UTF-8 of notes: strict (RFC 3629), without control characters (C0, DEL, C1) but newline and tab;
 * and counting in it. text.h has text_count, the check itself. */
#ifndef ALCOVE_TEXT_TEXT_UTF8_H
#define ALCOVE_TEXT_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether all is single bytes that text_count counts as a character each. */
bool text_utf8_is_plain(const uint8_t *bytes, size_t size);

/* The bytes of the first `count` characters of valid text, which has as many. */
size_t text_utf8_size(const uint8_t *bytes, uint32_t count);
/* Characters of valid text. */
uint32_t text_utf8_length(const uint8_t *bytes, size_t size);
/* The longest prefix of at most `max` bytes that cuts no character. */
size_t text_utf8_prefix(const uint8_t *bytes, size_t size, size_t max);

#endif
