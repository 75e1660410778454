/* Memory for what a fuzzer tries: counted, so that it can see that all came back. A real want of it
 * stops the fuzzer. */
#ifndef TESTS_FUZZ_HEAP_H
#define TESTS_FUZZ_HEAP_H

#include "base/memory.h"
#include "fuzz/fuzz.h"

static size_t held, held_max; /* bytes that are out now; the most at once */

static inline void *heap_resize(void *context, void *old, size_t old_size, size_t size)
{
    (void)context;
    held += size - old_size;
    held_max = held > held_max ? held : held_max;
    if (size == 0) {
        free(old);
        return NULL;
    }
    void *block = realloc(old, size);
    require(block != NULL);
    return block;
}

static const struct alcove_memory memory = {.resize = heap_resize};

#endif
