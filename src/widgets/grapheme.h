/* Where a person sees one character end and the next begin (Unicode TR29): a letter with its
 * accents, syllables of Hangul and of Indic scripts with their signs, emoji that are joined or have
 * a skin tone, flags, keycaps. And words. Bytes are UTF-8 (utf8.h reads what is broken). Called by
 * text_edit and the text engine; nothing fails. */
#ifndef ALCOVE_WIDGETS_GRAPHEME_H
#define ALCOVE_WIDGETS_GRAPHEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borders on either side of `at`, which may be anywhere; stay within 0 and size. */
size_t grapheme_after(const char *bytes, size_t size, size_t at);
size_t grapheme_before(const char *bytes, size_t size, size_t at);
/* The last border that is not behind `at`. */
size_t grapheme_start(const char *bytes, size_t size, size_t at);

/* Where the next word ends, and where this or the last one begins. */
size_t word_after(const char *bytes, size_t size, size_t at);
size_t word_before(const char *bytes, size_t size, size_t at);
/* The word, the spaces or the sign at `at`: for a double click. */
void word_around(const char *bytes, size_t size, size_t at, size_t *from, size_t *to);

#endif
