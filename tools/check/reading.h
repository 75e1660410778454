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
/* What was measured, and what it may be. */
struct reading_level {
    double value, bound;
    bool fits;
};

/* Whether twelve years of age are enough for the text, which has a word at least. One line alone,
 * of which a single word makes a third, may be harder. */
struct reading_level reading_judge(const struct reading *reading, const char *language,
                                   bool is_line);

#endif
