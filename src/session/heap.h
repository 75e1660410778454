/* The memory of the C library, for whatever takes memory as an argument (base/memory.h). Used by
 * the boards of a session, and by the app for decks, spaces and what is made of them. */
#ifndef ALCOVE_SESSION_HEAP_H
#define ALCOVE_SESSION_HEAP_H

#include "base/memory.h"

extern const struct alcove_memory heap_memory;

#endif
