/* Letters: the words that two people leave each other in the mailbox of the DHT (reach/mailbox.h),
 * in memory and in one file for each person, `letters-ID`. Called by the app: the link thread
 * changes them in memory and hands copies to the store thread; the commands that only write or read
 * letters save them directly.
 *
 * The rules:
 *  1. Stored, then sent: letters_write has saved a letter, and the counter it uses up, before it
 *     returns.
 *  2. Stored, then acknowledged: a letter that came is put in by letters_take, saved by the caller,
 *     and only then counted by mailbox_inbox_advance. The file counts it at once: after a crash
 *     both are there or neither.
 *  3. The words are wiped from memory with letters_close; on the disk they are protected as every
 *     other file of the profile (store/folder.h). */
#ifndef ALCOVE_STORE_LETTERS_H
#define ALCOVE_STORE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reach/mailbox.h"
#include "store/folder.h"
#include "store/people.h"
#include "store/store_error.h"

#define LETTERS_TEXT_BYTES_MAX 700 /* of what is written here */
#define LETTERS_KEPT_MAX       32  /* of each side; the oldest that are done with go first */
#define LETTERS_ROOT_TAG_BYTES 16
#define LETTERS_AHEAD_MAX      64

struct letter {
    uint64_t counter; /* its place in the mailbox; 0: of keys that are no more */
    uint64_t object;  /* the words in the space that it is a copy of (records/body.h); 0: of none */
    uint64_t written_at_s;
    bool done;                          /* came: the person has read it. Sent: it has arrived */
    size_t size;                        /* 0: it came, and holds what this version cannot show */
    char text[MAILBOX_WORDS_BYTES_MAX]; /* not NUL-terminated; UTF-8 */
};

struct letter_list {
    struct letter list[LETTERS_KEPT_MAX]; /* in the order of writing */
    size_t count;
};

/* Which of their words in the space the person has read, as a letter or there: by the counters of
 * the objects, which ascend. */
struct letters_read {
    uint32_t up_to;
    uint32_t
        ahead[LETTERS_AHEAD_MAX]; /* above it, ascending: as letters, before the space had them */
    size_t ahead_count;
};

/* What becomes of a letter that was written here. */
enum letter_state {
    LETTER_WRITTEN,  /* it lies on this device only */
    LETTER_LEFT,     /* nodes keep it for them */
    LETTER_ARRIVED,  /* it is on their device */
    LETTER_GIVEN_UP, /* not fetched in 48 hours, or the keys it was for are no more */
};

/* 50 kB: allocate it. */
struct letters {
    const struct folder *folder; /* of the open profile; outlives this */
    uint32_t person_id;
    uint8_t root_tag[LETTERS_ROOT_TAG_BYTES]; /* of the envelope root that the counters are of */
    struct mailbox_outbox outbox;
    struct mailbox_inbox inbox;
    struct letter_list sent, received;
    struct letters_read read;
};

/* No file yet means no letters yet. When the person was paired anew, the mailbox is a new one: what
 * was under way is given up, and the rest stays to be read. After false nothing may be changed. */
bool letters_open(struct letters *letters, const struct folder *folder, const struct person *person,
                  struct store_error *error);
/* Wipes everything. */
void letters_close(struct letters *letters);
/* The keys may have changed since: as letters_open, in memory only. */
void letters_rekey(struct letters *letters, const struct person *person);
bool letters_save(const struct letters *letters, struct store_error *error);
/* Removes the file of somebody who was forgotten; true as well if there is none. */
bool letters_forget(const struct folder *folder, uint32_t person_id, struct store_error *error);

struct letter_text {
    const char *bytes;
    size_t size;
    uint64_t object; /* as in struct letter */
};

/* Writes a letter in memory, for whoever saves it before the mailbox may send it. After false
 * nothing has changed; why, as below. */
bool letters_put(struct letters *letters, struct letter_text text, uint64_t now_s,
                 uint64_t *counter, struct store_error *error);
/* The same, and saves it; after false nothing has changed. INVALID if the text is empty, too
 * long or not text; FULL while MAILBOX_WAITING_MAX wait to be fetched. */
bool letters_write(struct letters *letters, struct letter_text text, uint64_t now_s,
                   uint64_t *counter, struct store_error *error);
/* Puts in what came, in memory. True if it is in there now, also if it was already; false if
 * LETTERS_KEPT_MAX wait to be read. What is no text is put in as size 0. */
bool letters_take(struct letters *letters, uint64_t counter, uint64_t written_at_s,
                  struct letter_text text);
/* Takes it out again: it could not be saved. */
void letters_drop(struct letters *letters, uint64_t counter);
/* Those that are no longer in the outbox have arrived; call after the outbox has changed. Returns
 * how many that were. */
size_t letters_settle(struct letters *letters);

enum letter_state letters_state(const struct letters *letters, const struct letter *sent);
const char *letter_state_text(enum letter_state state);
/* NULL if it is not kept (any more). */
const struct letter *letters_find_sent(const struct letters *letters, uint64_t counter);
/* The copy of these words in a list; NULL if there is none. */
const struct letter *letter_list_find_object(const struct letter_list *list, uint64_t object);

/* Of words in the space, by the counter of their object: whether the person has read them, and that
 * they did; in memory. */
bool letters_has_read(const struct letters *letters, uint32_t counter);
void letters_mark_read(struct letters *letters, uint32_t counter);
/* All up to this one: the space had no others. */
void letters_mark_read_up_to(struct letters *letters, uint32_t counter);

#endif
