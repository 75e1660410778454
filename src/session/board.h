/* The table between two people during an hour: all cards, as both see them.
 *
 * A board is a set of registers. Whatever order edits come in, however often, both sides end with
 * the same board: the register with the highest (stamp, side) counts. What one sets is an edit to
 * be sent; what comes is taken in. It is in memory; board_encode gives what a device keeps so that
 * the same hour goes on after a crash. Owned by a session, one thread. Memory is wiped. */
#ifndef ALCOVE_SESSION_BOARD_H
#define ALCOVE_SESSION_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/card.h"

#define BOARD_CARDS_MAX 256 /* of all kinds, gone ones too */

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
};

enum board_outcome {
    BOARD_TAKEN,     /* it counts now */
    BOARD_OLD,       /* something newer is here already */
    BOARD_REFUSED,   /* not theirs to set, malformed, or the table is full */
    BOARD_NO_MEMORY, /* nothing changed; it may be taken in later */
};

/* `side` is 0 for whose static key is smaller, else 1; no memory is taken. */
void board_init(struct board *board, unsigned side);
void board_clear(struct board *board);

/* An id for a new card of ours; the card exists with its first edit. */
uint32_t board_new_id(struct board *board);
/* Sets a field of ours and fills `out` for sending; its text is borrowed from the board until the
 * next change. False, and nothing changed, where it is not ours to set, is over its bound, the
 * table is full, or memory is short. `text` is NULL for a number. */
bool board_set(struct board *board, struct card_edit *out, enum card_kind kind, uint32_t id,
               unsigned field, uint64_t number, const char *text);
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
 * again after an interruption: start with a cursor of 0. False at the end. */
bool board_tell(const struct board *board, unsigned side, size_t *cursor, struct card_edit *out);

/* What a device keeps: a block of `*size` bytes from malloc, NULL without memory. */
uint8_t *board_encode(const struct board *board, size_t *size);
/* Of hostile bytes; false, and an empty board of that side, where they are none. */
bool board_decode(struct board *board, unsigned side, const uint8_t *bytes, size_t size);

#endif
