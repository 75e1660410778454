#include "text/text_memory.h"

#include <string.h>

#include "base/assert.h"

#define FIRST_ITEMS 8

/* A call the compiler cannot see through. */
static void *(*const volatile fill)(void *, int, size_t) = memset;

void text_wipe(void *block, size_t size)
{
    ALCOVE_ASSERT(block != NULL || size == 0);
    if (size > 0)
        fill(block, 0, size);
}

bool text_array_reserve(const struct alcove_memory *memory, struct text_array *array, size_t count)
{
    ALCOVE_ASSERT(array->item > 0);
    if (count <= array->capacity)
        return true;
    size_t capacity = array->capacity < FIRST_ITEMS ? FIRST_ITEMS : array->capacity;
    while (capacity < count)
        capacity += capacity / 2;
    ALCOVE_ASSERT(capacity <= SIZE_MAX / array->item);
    void *items = memory->resize(memory->context, array->items, array->capacity * array->item,
                                 capacity * array->item);
    if (items == NULL)
        return false;
    array->items = items;
    array->capacity = capacity;
    return true;
}

void text_array_finish(const struct alcove_memory *memory, struct text_array *array)
{
    size_t size = array->capacity * array->item;
    ALCOVE_ASSERT(array->items != NULL || size == 0);
    if (size > 0)
        memory->resize(memory->context, array->items, size, 0);
    array->items = NULL;
    array->capacity = 0;
}
