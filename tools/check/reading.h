/* How hard a text is to read: by the length of its sentences and of its words. For English it is
 * the grade of Flesch and Kincaid (1975), for Spanish the ease of Fernández Huerta (1959), for
 * Arabic, which has no agreed measure, the letters of a word. Called by the rules about decks. */
#ifndef TOOLS_CHECK_READING_H
#define TOOLS_CHECK_READING_H

#include <stdbool.h>
#include <stddef.h>

struct reading {
    long words, sentences, syllables, letters;
};

/* Adds a line, which ends its sentence; one of fewer than three words is a label, not read as a
 * sentence, and left out. */
void reading_add(struct reading *reading, const char *language, const char *line);
/* Whether the text is for twelve years of age. `*value` is what was measured, `*bound` what it may
 * be; it is there for at least one word. */
bool reading_fits(const struct reading *reading, const char *language, double *value,
                  double *bound);

#endif
