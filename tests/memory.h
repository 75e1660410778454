/* An allocator for tests: counts what is out, and lets the n-th request fail. */
#ifndef ALCOVE_TESTS_MEMORY_H
#define ALCOVE_TESTS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

struct counted_memory {
    struct alcove_memory memory; /* pass &counted.memory */
    size_t bytes, bytes_peak;    /* out now; the most at once */
    size_t requests;             /* for more room, so far */
    size_t fail_at;              /* this request fails, counted from 1; 0: none */
    bool keep_failing;           /* and all after it */
};

/* Self-referring: do not copy it. */
void counted_memory_begin(struct counted_memory *counted);
/* Asserts that everything was given back. */
void counted_memory_end(const struct counted_memory *counted);

/* One for tests that need nothing else, and its cmocka set-up and tear-down. */
extern struct counted_memory test_memory;
int test_memory_begin(void **state);
int test_memory_end(void **state);

#endif
