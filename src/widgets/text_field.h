/* What someone types: UTF-8 bytes and a caret between two characters. Keeps to its limit by whole
 * characters; knows nothing of fonts or windows. */
#ifndef ALCOVE_WIDGETS_TEXT_FIELD_H
#define ALCOVE_WIDGETS_TEXT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#define TEXT_FIELD_BYTES_MAX 2000

struct text_field {
    char bytes[TEXT_FIELD_BYTES_MAX + 1]; /* always NUL-terminated, always UTF-8 */
    size_t size;
    size_t caret; /* a byte offset where a character begins, or `size` */
};

void text_field_clear(struct text_field *field);
/* At the caret. Line ends and controls become spaces, broken UTF-8 U+FFFD; what does not fit is
 * left out from a character on. False when something was left out. */
bool text_field_insert(struct text_field *field, const char *bytes, size_t size);
/* One character, with its accents and joined emoji as one. False when there was none. */
bool text_field_delete_before(struct text_field *field);
bool text_field_delete_after(struct text_field *field);
void text_field_left(struct text_field *field);
void text_field_right(struct text_field *field);
void text_field_word_left(struct text_field *field);
void text_field_word_right(struct text_field *field);
void text_field_home(struct text_field *field);
void text_field_end(struct text_field *field);
/* To the character that the byte belongs to. */
void text_field_place(struct text_field *field, size_t byte);

#endif
