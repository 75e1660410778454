/* Memory for the modules of this room: arrays that grow, of anything but words of people; and the
 * wiping of those. Sizes are given back exactly, as struct alcove_memory wants them. */
#ifndef ALCOVE_TEXT_TEXT_MEMORY_H
#define ALCOVE_TEXT_TEXT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

/* Overwrites with zeros, also where the compiler sees that nobody reads them again. */
void text_wipe(void *block, size_t size);

/* An array of `capacity` items of `item` bytes. */
struct text_array {
    void *items;
    size_t capacity;
    size_t item;
};

/* Room for `count` items; false without memory, and the array is as before. */
bool text_array_reserve(const struct alcove_memory *memory, struct text_array *array, size_t count);
/* Frees: the array is empty, and can be used again. */
void text_array_finish(const struct alcove_memory *memory, struct text_array *array);

#endif
