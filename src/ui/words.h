/* What the interface says: the texts of the deck (session/deck.h) with the facts of the moment.
 * Views hold no words of their own. */
#ifndef ALCOVE_UI_WORDS_H
#define ALCOVE_UI_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "session/deck.h"
#include "ui/call_model.h"

#define WORDS_SENTENCE_MAX 640 /* bytes with its NUL; longer facts are cut at a letter */

struct word_facts {
    const char *name;       /* NULL or "" reads as DECK_GUEST */
    const char *words;      /* NULL reads as nothing; {number} as well */
    const char *day;        /* the same */
    uint32_t delay_ms;      /* told in tenths of a second */
    uint16_t minute_of_day; /* told as 14:02 */
    uint16_t end_min;       /* the same: {end} */
    uint16_t minutes;
    uint16_t count, total, value;
};

/* Called once, before the first word; `whole` outlives all of them. */
void words_use(const struct deck *whole);
/* A text and a list of the deck, borrowed from it. */
const char *words_deck(enum deck_key key);
const struct deck_item *words_list(enum deck_list list, size_t *count);
/* The text with its facts, NUL-terminated in `out`, which is returned. */
const char *words_fill(char out[WORDS_SENTENCE_MAX], enum deck_key key,
                       const struct word_facts *facts);
/* A person's own words, cut at a letter in `out`, which is returned; NULL reads as nothing. */
const char *words_copy(char out[WORDS_SENTENCE_MAX], const char *words);
/* A telephone number for a sentence, in `out`, which is returned: with no-break spaces, so that its
 * parts keep their order where the sentence is read from the right. */
const char *words_number(char out[WORDS_SENTENCE_MAX], const char *number);
/* A name as it is told: itself, or that of DECK_GUEST for NULL and "". */
const char *words_name(const char *name);

/* Why they are not there yet, and what to do about it; not for CALL_HINDRANCE_NONE. */
enum deck_key words_why(enum call_hindrance hindrance);
enum deck_key words_to_do(enum call_hindrance hindrance);

/* A day since 1970 as "Thursday 3", as "3 May", both returned, and as "Thursday". */
#define WORDS_DAY_BYTES 96
const char *words_day(char out[WORDS_DAY_BYTES], uint32_t day);
const char *words_date(char out[WORDS_SENTENCE_MAX], uint32_t day);
const char *words_date_year(char out[WORDS_SENTENCE_MAX], uint32_t day); /* up to 2369 */
const char *words_weekday(uint32_t day);

#endif
