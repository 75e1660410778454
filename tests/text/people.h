/* Several people who write one note, each on a device of his own: what tests of merging play with.
 * A seed makes the game, so that a failure can be had again. */
#ifndef TESTS_TEXT_PEOPLE_H
#define TESTS_TEXT_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "text/text.h"

#define PEOPLE_MAX 6
#define LETTERS    4096

/* A batch that outlives its author's note. */
struct letter {
    struct text_batch batch;
    uint32_t parents[PEOPLE_MAX];
    uint32_t end; /* the author's events with it */
};

struct people {
    struct counted_memory counted;
    uint32_t count;
    struct text *notes[PEOPLE_MAX];
    /* What each knows that another one knows: by his last letter. */
    uint32_t told[PEOPLE_MAX][PEOPLE_MAX][PEOPLE_MAX];
    struct letter letters[LETTERS]; /* in an order in which they can be merged */
    size_t letter_count;
    bool has[PEOPLE_MAX][LETTERS];
    uint64_t random;
};

void people_begin(struct people *p, uint32_t count, uint64_t seed);
void people_end(struct people *p);

/* Below `bound`. */
uint32_t people_draw(struct people *p, uint32_t bound);

/* Types or deletes something somewhere, in a draft. */
void people_scribble(struct people *p, uint32_t who);
/* Publishes the draft, if there is one, as a letter. */
void people_publish(struct people *p, uint32_t who);
/* Merges the letter, which `who` may have, if he has all it knew; false if not. */
bool people_deliver(struct people *p, uint32_t who, size_t letter);
/* Merges a letter drawn from those that can be merged. */
void people_deliver_some(struct people *p, uint32_t who);
/* Everybody gets everything, in an order of his own; drafts are published first. */
void people_meet(struct people *p);
/* Cuts at what he knows that everybody knows. */
void people_cut(struct people *p, uint32_t who);
/* Puts his note, which has no draft, through a file. */
void people_reopen(struct people *p, uint32_t who);
/* All have the same text by the same authors, and it is the one of a naive note. */
void people_agree(struct people *p);

#endif
