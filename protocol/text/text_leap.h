/* Leaps over what an author did not know, in a tracker's sequence: an insert there looks at what
 * others put at the same place, and of thousands of these only at the few that do not hang on
 * another one; no agent has two of them at one place. Used by text_tracker.c. */
#ifndef ALCOVE_TEXT_TEXT_LEAP_H
#define ALCOVE_TEXT_TEXT_LEAP_H

#include "text/text_shoots.h"
#include "text/text_tree.h"

/* The item that begins with the character on which the one at the spot hangs, itself perhaps, which
 * is unknown at the replayed version while what it hangs on is known. The spot is unknown too. */
struct text_spot text_leap_up(const struct text_tree *tree, const struct text_shoots *shoots,
                              struct text_spot spot);
/* The place after the character with which an item begins and all that hangs on it. */
struct text_spot text_leap_over(const struct text_tree *tree, const struct text_shoots *shoots,
                                struct text_spot spot);

#endif
