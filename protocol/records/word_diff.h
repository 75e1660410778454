/* What became of a text, in words: which are as they were, which are new, which are gone. Shown
 * where a note changed since one last looked. Called by whoever shows records/changes.h.
 *
 * The shortest way from one text to the other over its words (Myers, in linear space), with a bound
 * on the work: where two texts have too little in common, that part is shown as replaced. */
#ifndef ALCOVE_RECORDS_WORD_DIFF_H
#define ALCOVE_RECORDS_WORD_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/value.h"

#define WORD_DIFF_STEPS_MAX 4000000 /* some 10 ms */

enum word_diff_kind { WORDS_KEPT, WORDS_TAKEN, WORDS_ADDED };

/* A piece of `after` where it is kept or added, of `before` where it was taken away. */
struct word_diff_span {
    enum word_diff_kind kind;
    uint32_t start, size; /* bytes */
};

/* In the order of the text, what was taken before what came instead. The kept and the taken are all
 * of `before`, the kept and the added all of `after`. */
struct word_diff {
    struct word_diff_span *spans;
    size_t count, room;
};

/* Both are of at most SCHEMA_NOTE_BYTES_MAX bytes. False without memory: then nothing is held. On
 * true the caller ends it with word_diff_free. */
bool word_diff_make(struct value before, struct value after, const struct alcove_memory *memory,
                    struct word_diff *out);
void word_diff_free(struct word_diff *diff, const struct alcove_memory *memory);

#endif
