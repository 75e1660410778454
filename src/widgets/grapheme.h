/* Where a person sees one character end and the next begin (Unicode TR29): a letter with its
 * accents, syllables of Hangul and of Indic scripts with their signs, emoji that are joined or have
 * a skin tone, flags, keycaps. And words: letters, signs or spaces in a row.
 *
 * Bytes are UTF-8. Called by text_edit and edit_lines; nothing fails. */
#ifndef ALCOVE_WIDGETS_GRAPHEME_H
#define ALCOVE_WIDGETS_GRAPHEME_H

#include <stddef.h>

/* The next border behind `at`, which is one, or the last one before it; within 0 and size. */
size_t grapheme_after(const char *bytes, size_t size, size_t at);
size_t grapheme_before(const char *bytes, size_t size, size_t at);
/* The last border that is not behind `at`, which may be anywhere. */
size_t grapheme_start(const char *bytes, size_t size, size_t at);

/* Where the next word ends, and where the last one begins; `at` is a border of characters. */
size_t word_after(const char *bytes, size_t size, size_t at);
size_t word_before(const char *bytes, size_t size, size_t at);
/* What a double click on the character at `at` means: its word, spaces or signs. */
void word_around(const char *bytes, size_t size, size_t at, size_t *from, size_t *to);

#endif
