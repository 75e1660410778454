/* The table between two people during an hour: all cards, as both see them.
 *
 * A board is a set of registers. Whatever order edits come in, however often, both sides end with
 * the same board: the register with the highest (stamp, side) counts. What one sets is an edit to
 * be sent; what comes is taken in. It is in memory; board_encode gives what a device keeps so that
 * the same hour goes on after a crash: keep it before an edit leaves, and before one that came is
 * acknowledged. Owned by a session, one thread. Memory is wiped before it is given back. */
#ifndef ALCOVE_SESSION_BOARD_H
#define ALCOVE_SESSION_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/card.h"

struct board_value {
    bool is_set;
    uint8_t side; /* whose value it is */
    uint32_t stamp;
    uint64_t number;
    char *text; /* owned, NUL-terminated; NULL where none was set, or it is a number */
};

struct board_card {
    enum card_kind kind;
    uint32_t id;
    struct board_value values[CARD_FIELDS_MAX][2]; /* of a side for EACH; else [0] */
};

struct board {
    struct board_card *cards; /* in order of kind, then id; owned */
    size_t count, room;
    uint32_t stamp; /* the highest seen */
    uint32_t made;  /* the highest count in an id of ours */
    uint8_t side;   /* ours */
    const struct alcove_memory *memory;
};

enum board_outcome {
    BOARD_TAKEN,     /* it counts now */
    BOARD_OLD,       /* something newer is here already */
    BOARD_REFUSED,   /* not theirs to set, malformed, of no card of ours, too far ahead in time, or
                        the table is full */
    BOARD_NO_MEMORY, /* nothing changed; it may be taken in later */
};

/* `side` is 0 for whose static key is smaller, else 1; no memory is taken. It will come from
 * malloc, unless `memory` is set to another before the first edit. */
void board_init(struct board *board, unsigned side);
/* Empty again, of the same side. */
void board_clear(struct board *board);

/* An id for a new card of ours; the card exists with its first edit, which is of ours. 0, which
 * board_set refuses, if there is none left. */
uint32_t board_new_id(struct board *board);
/* Sets a field of ours: kind, id, field, and number or text are given; the stamp is filled in for
 * sending, and the text is borrowed from the board then, until its next change. False, and nothing
 * changed, where it is not ours to set, is over its bound, the table is full, or memory short. */
bool board_set(struct board *board, struct card_edit *edit);
/* What the other side set. */
enum board_outcome board_take(struct board *board, const struct card_edit *edit);

/* NULL where there is no such card. */
const struct board_card *board_find(const struct board *board, enum card_kind kind, uint32_t id);
/* The next of a kind after `id`, in the order of ids; pass NULL for the first. NULL at the end. */
const struct board_card *board_next(const struct board *board, enum card_kind kind,
                                    const struct board_card *after);
/* What counts of a field; of an EACH field that of `side`. Never NULL: `is_set` false for none. */
const struct board_value *board_value(const struct board *board, enum card_kind kind, uint32_t id,
                                      unsigned field, unsigned side);

/* All edits of the board that `side` made and that still count, one after the other, to be told
 * again after an interruption: start with a cursor of 0. Of what changes meanwhile some is told
 * twice, nothing is left out. Texts are borrowed. False at the end. */
bool board_retell(const struct board *board, unsigned side, size_t *cursor, struct card_edit *out);

/* What a device keeps: a block of `*size` bytes of the board's memory, for the caller to wipe and
 * give back (to free, if it is from malloc); NULL without memory. The same on both sides once both
 * have seen all edits. */
uint8_t *board_encode(const struct board *board, size_t *size);
/* Fills an empty board (asserted) from hostile bytes; false, and it is still empty, where they are
 * no board, or memory is short. */
bool board_decode(struct board *board, const uint8_t *bytes, size_t size);

#endif
