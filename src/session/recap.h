/* The recap of an hour: what it may begin with, and whether both agree to it. Pure, over the board;
 * what is written is laid on it like any card. */
#ifndef ALCOVE_SESSION_RECAP_H
#define ALCOVE_SESSION_RECAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/board.h"

#define RECAP_BYTES (CARD_STRING_BYTES_MAX + 1)

/* What a line may begin with, NUL-terminated, one to a row: "did" with the points of the agenda
 * that are done, "mattered" with what was confirmed or said again in one's own words, "next" with
 * nothing. As many whole ones as fit; empty where there are none. */
void recap_prefill(const struct board *board, enum card_recap_field line, char out[RECAP_BYTES]);

/* What one agrees to, as RECAP_CARD_AGREED has it; 0 while nothing is written. Any later change
 * makes it another one, and ends the agreement. */
uint64_t recap_sum(const struct board *board);
/* Whether this side agrees to the recap as it stands. */
bool recap_is_agreed(const struct board *board, unsigned side);

#endif
