/* The decks that Alcove comes with, one a language (assets/decks), each whole: the build's check
 * sees to it. Called by the app. */
#ifndef ALCOVE_SESSION_DECK_SHIPPED_H
#define ALCOVE_SESSION_DECK_SHIPPED_H

#include <stddef.h>

#include "session/deck.h"

size_t deck_shipped_count(void);
/* "en"; `index` is below the count (asserted). Static. */
const char *deck_shipped_language(size_t index);
/* OK, and then the caller ends `out` with deck_close; or NO_MEMORY. `index` as above. */
enum deck_outcome deck_open_shipped(size_t index, const struct alcove_memory *memory,
                                    struct deck *out);

#endif
