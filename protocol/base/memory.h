/* Memory as an argument. Nothing in protocol/ calls an allocator of its own: whoever owns a thing
 * that grows passes one of these, so that a test can count it, bound it, and make the n-th request
 * fail. The app passes realloc and free, or locked memory. */
#ifndef ALCOVE_BASE_MEMORY_H
#define ALCOVE_BASE_MEMORY_H

#include <stddef.h>

struct alcove_memory {
    /* As realloc, with the old size said too (0 with NULL): moves `old` to `size` bytes. NULL if
     * there is no room: `old` is then as before. `size` 0 frees `old` and returns NULL. What is
     * given back is not wiped: whoever keeps secrets in it wipes it first. */
    void *(*resize)(void *context, void *old, size_t old_size, size_t size);
    void *context; /* passed to resize; not owned; outlives every user of this struct */
};

#endif
