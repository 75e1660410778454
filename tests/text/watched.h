/* Memory that can be searched: whether some words are anywhere in it, also in what was given back.
 */
#ifndef TESTS_TEXT_WATCHED_H
#define TESTS_TEXT_WATCHED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

#define WATCHED_BLOCKS 512

struct watched {
    struct alcove_memory memory; /* pass &watched.memory */
    struct watched_block {
        unsigned char *bytes;
        size_t size;
    } blocks[WATCHED_BLOCKS];
    const char *secret; /* no block may hold it when it is given back, unless NULL */
};

/* Self-referring: do not copy it. */
void watched_begin(struct watched *watched);
/* Asserts that everything was given back. */
void watched_end(const struct watched *watched);
bool watched_holds(const struct watched *watched, const char *words);

#endif
