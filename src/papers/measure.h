/* A measure: a questionnaire with its answers, how they are counted, and what the sum is called.
 * It comes as a pack, a JSON file: a few are built in (only what may be passed on without asking),
 * the others are files of the person, which carry the line of their licence. SPEC.md section 11.6.
 *
 * No measure is offered before somebody has switched it on. Where it has a safety text, that text
 * is shown before the first item and again with such an answer: nobody is there to react to it. A
 * filled-in one becomes an object of KIND_MEASURE. Called by the app and the command line. */
#ifndef ALCOVE_PAPERS_MEASURE_H
#define ALCOVE_PAPERS_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "papers/json_read.h"

#define MEASURE_ITEMS_MAX   64
#define MEASURE_CHOICES_MAX 11
#define MEASURE_RANGES_MAX  12
#define MEASURE_NAME_MAX    32  /* lower-case letters, digits and "-" */
#define MEASURE_LINE_MAX    600 /* bytes of every other text */
#define MEASURE_WEIGHT_MAX  100 /* of one answer */
#define MEASURE_PACK_MAX    65536
#define MEASURE_UNANSWERED  255

struct measure_choice {
    const char *text;
    uint8_t score;
};

struct measure_item {
    const char *text;
    bool is_reversed; /* counts as the greatest score less its own, plus the least */
};

struct measure_range {
    uint16_t from, to; /* both within it */
    const char *text;
};

struct measure {
    const char *name, *title, *licence, *stem;
    uint16_t version;
    struct measure_choice choices[MEASURE_CHOICES_MAX];
    size_t choice_count;
    struct measure_item items[MEASURE_ITEMS_MAX];
    size_t item_count;
    struct measure_range ranges[MEASURE_RANGES_MAX]; /* ascending; what is between has no name */
    size_t range_count;
    const char *safety_text; /* NULL: it asks for nothing of that kind */
    size_t safety_item;      /* from 0: with this item's answer counting safety_from or more */
    uint8_t safety_from;
    struct json_piece held; /* what the texts point into */
    const struct alcove_memory *memory;
};

enum measure_outcome {
    MEASURE_OK,
    MEASURE_MALFORMED, /* no pack, or one beyond the bounds */
    MEASURE_NEWER,
    MEASURE_NO_LICENCE, /* it does not say under what terms it may be used */
    MEASURE_NO_MEMORY,
};

/* Reads a pack. On MEASURE_OK the caller ends it with measure_close; else nothing is held. */
enum measure_outcome measure_open(const void *bytes, size_t size,
                                  const struct alcove_memory *memory, struct measure *out);
void measure_close(struct measure *measure);

/* Those that are built in, in the order of their names. */
size_t measure_built_in_count(void);
enum measure_outcome measure_open_built_in(size_t index, const struct alcove_memory *memory,
                                           struct measure *out);

/* `answers` has a choice's number for each item, from 0, or MEASURE_UNANSWERED: as it is kept in
 * MEASURE_ANSWERS. */
bool measure_answers_fit(const struct measure *measure, const uint8_t *answers, size_t count);
/* False while an item is unanswered: then there is no sum. */
bool measure_score(const struct measure *measure, const uint8_t *answers, uint16_t *out);
/* What the pack calls that sum; NULL if it has no name for it. */
const char *measure_range_text(const struct measure *measure, uint16_t score);
/* Whether the safety text is to be shown now. */
bool measure_needs_safety(const struct measure *measure, const uint8_t *answers);

#endif
