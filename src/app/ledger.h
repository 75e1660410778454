/* The spaces of a profile, one a person: which one it is, from the vault into memory and back.
 * Called by the commands that edit, which have the vault to themselves, and by the store thread for
 * a running app: there the link thread owns the books, and hands copies of the batches over.
 *
 * The rules:
 *  1. Stored, then sent; stored, then acknowledged: what space_next_to_keep gives is appended to
 *     the vault's tail and committed before anything of it is offered or counted to the other side.
 *  2. Folding writes what changed into its buckets, and drops the tail as far as it is settled. It
 *     loses nothing when it is left out.
 *  3. The head is there before the first record of the tail. */
#ifndef ALCOVE_APP_LEDGER_H
#define ALCOVE_APP_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/changes.h"
#include "records/space.h"
#include "records/space_file.h"
#include "records/sync.h"
#include "records/undo.h"
#include "store/people.h"
#include "store/vault.h"

#define LEDGER_CHANGES_VALUE "changes" /* what others changed, in the vault, of each space */

/* Where a batch lies in the vault's tail. */
struct ledger_place {
    uint64_t number;
    uint32_t sequence;
    uint8_t device;
};

/* One space, in memory. */
struct ledger_book {
    struct space *space;
    struct space_file *file;
    struct changes *changes;   /* of the others, since the person looked; listens to the space */
    bool changes_are_new;      /* they are not as they were kept last */
    struct undo *undo;         /* what can be taken back of the last day */
    bool undo_is_new;          /* as changes_are_new */
    bool is_undoing;           /* what is published now is not to be taken back in turn */
    bool wants_folding;        /* something was kept, looked at or exchanged since */
    struct ledger_place *tail; /* in the order of the vault */
    size_t tail_count, tail_room;
    struct sync_memory sync; /* of the other device; written when it is folded */
};

/* Copies of batches, on their way to the vault. */
struct ledger_batches {
    uint8_t space[SPACE_ID_BYTES];
    uint8_t *bytes;
    size_t size, room;
    struct ledger_place *places; /* numbers are given by the vault */
    size_t *sizes;
    size_t count, places_room;
    uint8_t *changes; /* as they are with these batches; NULL: as before */
    size_t changes_size;
};

/* The space of two people: its id is BLAKE2b over a label and their static keys in ascending order;
 * device and member 0 is whose key is smaller. */
void ledger_configure(const uint8_t own_public[32], const uint8_t other_public[32],
                      struct space_config *out);

/* The space of one person alone, which is never shared. */
void ledger_configure_private(const uint8_t own_public[32], struct space_config *out);

/* Reads it, or begins it; `person` NULL is the private one. After false nothing is held. */
bool ledger_open(struct ledger_book *book, struct vault *vault, const uint8_t own_public[32],
                 const struct person *person, struct store_error *error);
/* What is left of the private space in a harmed vault: for another vault, by ledger_replace. */
bool ledger_open_harmed(struct ledger_book *book, struct vault *vault, const uint8_t own_public[32],
                        struct store_error *error);
/* Frees and wipes; what was not kept is gone. A book of zeros is allowed. */
void ledger_close(struct ledger_book *book);

/* Turns the draft, if there is one, into batches that are yet to be kept. */
enum space_write ledger_publish(struct ledger_book *book);

/* The person has seen all that the others changed; kept when it is folded. */
void ledger_look(struct ledger_book *book);

/* Takes what is yet to be kept out of the book; false without memory, and it stays. The caller ends
 * `out` with ledger_batches_free. */
bool ledger_gather(struct ledger_book *book, struct ledger_batches *out);
/* One transaction, with what others changed; after true the places are known. */
bool ledger_append(struct ledger_batches *batches, struct vault *vault, struct store_error *error);
/* They are in the vault. False without memory: they stay in the tail until the next opening. */
bool ledger_note_kept(struct ledger_book *book, const struct ledger_batches *batches);
void ledger_batches_free(struct ledger_batches *batches);

/* The three above at once. */
bool ledger_keep(struct ledger_book *book, struct vault *vault, struct store_error *error);
/* Nothing happens where nothing changed. */
bool ledger_fold(struct ledger_book *book, struct vault *vault, struct store_error *error);

/* Whether the vault holds that space. */
bool ledger_has(const struct vault *vault, const uint8_t space[SPACE_ID_BYTES]);
/* For a space that was not read from this vault, but made of a whole copy: what the vault has of it
 * goes, and all that the book is now takes its place, in one transaction. The book may lack what is
 * not in a copy: `file` and `undo`. After false it is good for ledger_close only. */
bool ledger_replace(struct ledger_book *book, struct vault *vault, struct store_error *error);

/* Takes the space of somebody out of the vault for good. */
bool ledger_forget(struct vault *vault, const uint8_t own_public[32], const struct person *person,
                   struct store_error *error);

#endif
