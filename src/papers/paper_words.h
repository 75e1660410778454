/* A line of words that is being put together, in room of its own: what does not fit is left out, at
 * a letter. Used by sentences and exports. */
#ifndef ALCOVE_PAPERS_PAPER_WORDS_H
#define ALCOVE_PAPERS_PAPER_WORDS_H

#include <stddef.h>

#define PAPER_WORDS_BYTES  17408 /* a consent, and who wrote it */
#define PAPER_QUOTED_BYTES 96    /* of what is quoted within a sentence */

struct paper_words {
    size_t size;
    char bytes[PAPER_WORDS_BYTES]; /* NUL-terminated */
};

void words_clear(struct paper_words *words);
void words_add(struct paper_words *words, const char *text);
void words_print(struct paper_words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What a person wrote. Marks that turn the direction of what follows are left out: they could make
 * a sentence say something else. */
void words_add_text(struct paper_words *words, const void *bytes, size_t size);
/* The same in quotes, as one line, cut at PAPER_QUOTED_BYTES. */
void words_add_quoted(struct paper_words *words, const void *bytes, size_t size);

#endif
