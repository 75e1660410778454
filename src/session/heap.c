#include "session/heap.h"

#include <stdlib.h>

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    (void)context;
    (void)old_size;
    if (size > 0)
        return realloc(old, size);
    free(old);
    return NULL;
}

const struct alcove_memory heap_memory = {resize, NULL};
