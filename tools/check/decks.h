/* Rules about the decks of assets/decks (session/deck.h): what is said to people in an hour is
 * whole in every language, short, kind, easy to read, nobody's property, and nowhere but there. */
#ifndef TOOLS_CHECK_DECKS_H
#define TOOLS_CHECK_DECKS_H

#include "check/findings.h"
#include "check/tree.h"

#define DECK_WORDS_MAX 12 /* a line */

/* Each file is a deck in the language of its name, with every text and list and no other; a text
 * holds each of its facts; named lists have the same names in every language. There is one deck at
 * least. */
void decks_check_whole(const struct tree *tree, struct findings *out);
/* A line is short and says none of the words that blame, frighten or need explaining. */
void decks_check_tone(const struct tree *tree, struct findings *out);
/* Whoever is twelve years old can read it: each line, each section with some text, the whole. */
void decks_check_reading(const struct tree *tree, struct findings *out);
/* Four words in a row of no questionnaire that may not be passed on. `denied` is the text of
 * tools/check/denied_items.txt. */
void decks_check_licences(const struct tree *tree, const char *denied, struct findings *out);
/* Code of src/ names every text by its key, one by one: what is never said is not to be translated,
 * and not to be edited in vain. Keys are not reached by counting from another one. */
void decks_check_said(const struct tree *tree, struct findings *out);
/* No text of a deck stands in a string of src/ as well: there it could not be edited. */
void decks_check_code(const struct tree *tree, struct findings *out);

#endif
