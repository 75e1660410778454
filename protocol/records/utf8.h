/* UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing above U+10FFFF. */
#ifndef ALCOVE_RECORDS_UTF8_H
#define ALCOVE_RECORDS_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool utf8_is_valid(const char *bytes, size_t size);

/* Valid, and without control characters (C0, DEL, C1) except newline and tab: what may be shown to
 * a person or on a terminal. */
bool utf8_is_text(const char *bytes, size_t size);

/* Text of one line: without newline and tab as well. */
bool utf8_is_line(const char *bytes, size_t size);

/* The longest prefix of at most `max` bytes that does not cut a character; `bytes` is valid. */
size_t utf8_prefix(const char *bytes, size_t size, size_t max);

#endif
