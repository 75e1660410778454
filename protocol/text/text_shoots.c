#include "text/text_shoots.h"

#include "base/assert.h"
#include "text/text_tree.h"

struct text_shoots text_shoots_begin(void)
{
    return (struct text_shoots){.array = {.item = sizeof(struct text_shoot)}};
}

void text_shoots_finish(const struct alcove_memory *memory, struct text_shoots *s)
{
    text_array_finish(memory, &s->array);
    ALCOVE_ASSERT(s->array.items == NULL);
    s->count = 0;
}

bool text_shoots_start(const struct alcove_memory *memory, struct text_shoots *s)
{
    ALCOVE_ASSERT(s->array.item == sizeof(struct text_shoot));
    if (!text_array_reserve(memory, &s->array, 1))
        return false;
    *(struct text_shoot *)s->array.items = (struct text_shoot){.parent = TEXT_NOWHERE};
    s->count = 1;
    return true;
}

const struct text_shoot *text_shoots_at(const struct text_shoots *s, uint32_t index)
{
    ALCOVE_ASSERT(index < s->count);
    return (const struct text_shoot *)s->array.items + index;
}

bool text_shoots_add(const struct alcove_memory *memory, struct text_shoots *s,
                     struct text_shoot shoot)
{
    if (!text_array_reserve(memory, &s->array, (size_t)s->count + 1))
        return false;
    const struct text_shoot *up = text_shoots_at(s, shoot.up);
    const struct text_shoot *leap = text_shoots_at(s, up->leap);
    uint32_t further = text_shoots_at(s, leap->leap)->depth;
    /* Two leaps of one length are made one of twice that, and one more. */
    shoot.depth = up->depth + 1;
    shoot.leap = up->depth - leap->depth == leap->depth - further ? leap->leap : shoot.up;
    ALCOVE_ASSERT(s->count < UINT32_MAX);
    ((struct text_shoot *)s->array.items)[s->count++] = shoot;
    return true;
}

bool text_shoots_hangs(const struct text_shoots *s, uint32_t shoot, uint32_t character,
                       uint32_t other, uint32_t id)
{
    uint32_t depth = text_shoots_at(s, other)->depth;
    ALCOVE_ASSERT(text_shoots_at(s, shoot)->id <= character);
    while (text_shoots_at(s, shoot)->depth > depth) {
        const struct text_shoot *at = text_shoots_at(s, shoot);
        bool far = text_shoots_at(s, at->leap)->depth > depth;
        character = at->parent;
        shoot = far ? at->leap : at->up;
    }
    return shoot == other && character >= id;
}
