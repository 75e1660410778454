/* UTF-8 from anywhere, read so that nothing in it can do harm.
 *
 * Every function takes bytes with a length, never reads past it and never fails: what is not
 * UTF-8 (RFC 3629: also surrogates, overlong forms and values beyond U+10FFFF) reads as U+FFFD. */
#ifndef ALCOVE_WIDGETS_UTF8_H
#define ALCOVE_WIDGETS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu

/* The code point at *at, which must be below size; moves *at behind it, by at least one byte. */
uint32_t utf8_next(const char *bytes, size_t size, size_t *at);
/* Where the code point after, or before, `at` begins; stays within 0 and size. */
size_t utf8_after(const char *bytes, size_t size, size_t at);
size_t utf8_before(const char *bytes, size_t size, size_t at);
/* Encodes a valid code point; returns the number of bytes. */
size_t utf8_put(uint32_t point, char out[4]);

/* True for code points that turn text around (Unicode TR9 2.): embeddings, overrides, isolates and
 * marks. A name or a line of text must not change the reading of what stands beside it. */
bool utf8_is_bidi_control(uint32_t point);

#endif
