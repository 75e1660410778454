/* Text by characters, as AT-SPI counts it, over UTF-8 bytes; and the words, sentences and lines in
 * it. Pure; offsets of any size are held within the text. */
#ifndef ALCOVE_DESKTOP_ACCESSIBLE_SPANS_H
#define ALCOVE_DESKTOP_ACCESSIBLE_SPANS_H

#include <stddef.h>
#include <stdint.h>

/* What a reader goes by. A line is one that was written, wherever the screen breaks it. */
enum accessible_span_kind {
    ACCESSIBLE_CHARACTER,
    ACCESSIBLE_WORD,     /* with the blanks after it */
    ACCESSIBLE_SENTENCE, /* the same */
    ACCESSIBLE_LINE,     /* with its end */
};

struct accessible_span {
    size_t from, to; /* bytes */
};

int accessible_characters(const char *text, size_t bytes); /* in the first bytes of it */
/* Where this character begins, in bytes; below 0: at 0, beyond the end: at the end. */
size_t accessible_byte(const char *text, int64_t character);
/* The one in which the byte lies. At the end of the text that is the last, but no character, and no
 * line after the end of one. */
struct accessible_span accessible_span_at(const char *text, size_t byte,
                                          enum accessible_span_kind kind);

#endif
