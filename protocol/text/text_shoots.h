/* Which insert hangs on which. A shoot is what was inserted at once, each character upon the one
 * before it; its first one hangs on the character it was put next to: before its right one, or
 * else after its left one. So all characters make a tree, the text is this tree in order, and all
 * that hangs on a character stands together around it.
 *
 * Shoots are only added, as leaves; each keeps a way far up, so that going up any number of them
 * costs the logarithm of it. Used by text_tracker.c and text_leap.c. */
#ifndef ALCOVE_TEXT_TEXT_SHOOTS_H
#define ALCOVE_TEXT_TEXT_SHOOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "text/text_memory.h"

/* The shoot of the text at the start, and of what goes on at its end; all hang on it at last. */
#define TEXT_SHOOT_BASE 0

struct text_shoot {
    uint32_t id;     /* of its first character; the others follow it in the ids */
    uint32_t parent; /* the character it hangs on, or TEXT_NOWHERE: upon an empty text */
    uint32_t up;     /* the shoot of that character */
    uint32_t leap;   /* a shoot above it, the base at last */
    uint32_t depth;
};

struct text_shoots {
    struct text_array array;
    uint32_t count;
};

struct text_shoots text_shoots_begin(void);
void text_shoots_finish(const struct alcove_memory *memory, struct text_shoots *shoots);
/* Starts anew, with the base alone; false without memory. */
bool text_shoots_start(const struct alcove_memory *memory, struct text_shoots *shoots);
/* Adds one; `leap` and `depth` are found here. False without memory. */
bool text_shoots_add(const struct alcove_memory *memory, struct text_shoots *shoots,
                     struct text_shoot shoot);
const struct text_shoot *text_shoots_at(const struct text_shoots *shoots, uint32_t index);
/* Whether a character of a shoot is one of another shoot from `id` on, or hangs on such a one. */
bool text_shoots_hangs(const struct text_shoots *shoots, uint32_t shoot, uint32_t character,
                       uint32_t other, uint32_t id);

#endif
