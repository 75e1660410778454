/* A space: what one therapeutic relation shares, on one device. Goals, practices, check-ins, notes
 * and words of two to six members, edited by each without asking, merged without a server.
 * Sans-IO: memory is an argument, time comes with what is published, bytes go in and out.
 * One thread owns it. SPEC.md sections 8.7 to 8.10.
 *
 * How it is used:
 *  1. space_create, then space_file.h puts in what was kept.
 *  2. The person edits: space_make, space_set, space_note_…, space_erase go to a draft, which reads
 *     show at once and nobody else ever sees. Setting a field twice leaves the last one.
 *  3. space_publish turns the draft into a batch. Keep it on the disk, then offer it.
 *  4. space_apply takes a batch of another device. Keep it on the disk, then say that you hold it.
 *  5. space_hear tells what another device holds; space_settle drops what all hold already.
 *
 * A register (a field) keeps every value that was set by somebody who did not know of the others;
 * the greatest by (lamport, device) is shown first. What a member may not write (records/schema.h)
 * is left out by everybody alike; what is malformed is refused with the whole batch.
 *
 * Bounds: SPACE_…_MAX below, the schema's, and the batch's. They bind what one writes here
 * (SPACE_FULL). What others published is never partly left out for its size, for then each device
 * would leave out something else. It is refused whole, and only for now (SPACE_TOO_MUCH), where the
 * state would be over twice SPACE_LIVE_BYTES_MAX, or a note far over SPACE_NOTE_RUNS_MAX
 * (text/text.h): several who write at a time may write more than each alone. Nothing that depends
 * on it is applied before it is. Of objects each device has a share of its own, twice
 * SPACE_OBJECTS_MAX over the number of devices; more is malformed. Goals, practices, check-ins and
 * the size of a note bind the writer alone. */
#ifndef ALCOVE_RECORDS_SPACE_H
#define ALCOVE_RECORDS_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/batch.h"
#include "records/object_id.h"
#include "records/schema.h"
#include "records/value.h"
#include "text/text.h"

#define SPACE_ID_BYTES          16
#define SPACE_CHAIN_BYTES       16
#define SPACE_SIGN_KEY_BYTES    32
#define SPACE_SIGN_SECRET_BYTES 64
#define SPACE_LIVE_BYTES_MAX    8388608
#define SPACE_GOALS_MAX         256
#define SPACE_PRACTICES_MAX     128 /* of one goal */
#define SPACE_CHECK_INS_MAX     200000
#define SPACE_OBJECTS_MAX       262144
#define SPACE_WAITING_BYTES_MAX 262144 /* batches that came before what they depend on */
#define SPACE_NOTE_RUNS_MAX     20000  /* not yet known to all; then publishing waits */

struct space_config {
    uint8_t id[SPACE_ID_BYTES];
    uint8_t member_count; /* 2 to SPACE_MEMBERS_MAX; 1 for a space that is never shared */
    uint8_t device_count; /* to SPACE_DEVICES_MAX */
    uint8_t member_of[SPACE_DEVICES_MAX];
    uint8_t own_device;
    /* More than two members: each batch is signed (Ed25519), since others pass it on. */
    bool is_signed;
    uint8_t sign_public[SPACE_DEVICES_MAX][SPACE_SIGN_KEY_BYTES];
};

struct space;

/* NULL without memory. Everything in it is given back and wiped by space_free. */
struct space *space_create(const struct space_config *config, const struct alcove_memory *memory);
void space_free(struct space *space); /* NULL is allowed */
const struct space_config *space_config(const struct space *space);

/* ---- Writing: into the draft ---- */

enum space_write {
    SPACE_WRITTEN,
    SPACE_NOT_THERE, /* no such object, or it is erased */
    SPACE_NOT_YOURS, /* the schema gives this to another member */
    SPACE_NOT_SO,    /* not what the field may hold, or beyond the note's end */
    SPACE_FULL,      /* one of the bounds; the person can archive or erase something */
    SPACE_RESTORED,  /* it came from a backup: nothing is written before it caught up */
    SPACE_NO_MEMORY,
};

enum space_write space_make(struct space *space, enum object_kind kind, struct object_id *out);
enum space_write space_set(struct space *space, struct object_id object, uint8_t field,
                           const struct value *value);
/* Positions and counts are code points of what space_note shows with the draft. */
enum space_write space_note_insert(struct space *space, struct object_id object, uint8_t field,
                                   size_t position, struct value text);
enum space_write space_note_delete(struct space *space, struct object_id object, uint8_t field,
                                   size_t position, size_t count);
/* Makes `text` of the note by the fewest edits that a common beginning and end leave. */
enum space_write space_note_replace(struct space *space, struct object_id object, uint8_t field,
                                    struct value text);
enum space_write space_erase(struct space *space, struct object_id object);

bool space_has_draft(const struct space *space);
void space_discard(struct space *space);

struct space_publication {
    uint32_t minute;            /* now, since 1970, by our clock */
    const uint8_t *sign_secret; /* SPACE_SIGN_SECRET_BYTES where the space is signed; else NULL */
};

/* Turns the draft into one batch (more of them if it is too much for one: call again while
 * space_has_draft). `*bytes` is borrowed until the batch is settled; NULL if nothing was left to
 * publish. */
enum space_write space_publish(struct space *space, const struct space_publication *publication,
                               const uint8_t **bytes, size_t *size);

/* ---- Taking in what others published ---- */

enum space_taken {
    SPACE_APPLIED,
    SPACE_DUPLICATE, /* held already */
    SPACE_WAITING,   /* kept until what it depends on has come */
    SPACE_MALFORMED, /* refused whole; its device is not listened to any more: say so */
    SPACE_FORKED,    /* two different batches with one number: as above */
    SPACE_FORGED,    /* not signed by its device: refused, but nobody knows whose doing it is */
    SPACE_NEWER,     /* of a newer app: ask again after an update */
    SPACE_TOO_MUCH,  /* a bound; ask again later */
    SPACE_OUT_OF_MEMORY,
};

/* `from` is the device on the other end of the link, or our own where a backup is read: in an
 * unsigned space a batch of any other device than `from` or our own is malformed, and `from`
 * answers for what it sends. Our own come back after space_restore; at any other time an unsigned
 * one that we do not hold is a fork of ours, for anybody could have written it. An accepted batch
 * may release waiting ones: they are applied too, and `space_next_to_keep` gives them all. */
enum space_taken space_apply(struct space *space, uint8_t from, const uint8_t *bytes, size_t size);
/* The batches that were applied or published and not yet asked for by this, oldest first; NULL when
 * there is none. Borrowed until settled. For the vault's tail. */
const uint8_t *space_next_to_keep(struct space *space, size_t *size);

/* Why a device is not listened to. */
enum space_doubt { SPACE_TRUSTED, SPACE_SENT_MALFORMED, SPACE_SENT_FORK };
enum space_doubt space_doubt(const struct space *space, uint8_t device);
/* Somebody holds other batches of this device than we do, under the same numbers: a fork, as if
 * both had come here. */
void space_distrust(struct space *space, uint8_t device);
/* The person decided to go on all the same, after a restore for example. */
void space_trust_again(struct space *space, uint8_t device);

/* ---- After a backup was put back ---- */

/* What our own device published since then comes back by others. Until it has, nothing can be
 * written here, for it would have the numbers of what others hold: a fork. Kept in the head. There
 * is no draft. */
void space_restore(struct space *space);
bool space_is_restored(const struct space *space);
/* The space was read from a copy that another of its devices made: from here on it is that of
 * `device`, which knows that the other holds all of it. There is no draft. */
void space_move_to(struct space *space, uint8_t device);
/* The other side holds no more of ours than we do. */
void space_catch_up(struct space *space);

/* ---- What is held by whom ---- */

/* How many batches of each device are applied here. */
void space_vector(const struct space *space, uint32_t out[SPACE_DEVICES_MAX]);
/* The chain over the batches of `device` up to `sequence` (0: none of them); false if that is
 * settled and no longer known. Only the newest is always known. */
bool space_chain(const struct space *space, uint8_t device, uint32_t sequence,
                 uint8_t out[SPACE_CHAIN_BYTES]);
/* A batch that is kept because not all hold it; NULL if it is settled or not there. */
const uint8_t *space_batch(const struct space *space, uint8_t device, uint32_t sequence,
                           size_t *size);
/* Device `device` says that it holds so many of each; less than was known before changes nothing.
 * It bears settling once all is here that the device had made itself by then. */
void space_hear(struct space *space, uint8_t device, const uint32_t vector[SPACE_DEVICES_MAX]);
/* How many batches of `of` the device `device` is known to hold. */
uint32_t space_held_by(const struct space *space, uint8_t device, uint8_t of);
/* Drops what every device holds, and space_next_to_keep has given out: batches, the edges of notes,
 * deleted text. Nothing that is read changes. True if it did. */
bool space_settle(struct space *space);

/* ---- Reading ---- */

/* One of the values of a register. */
struct space_value {
    struct value value; /* borrowed until the next change */
    uint8_t device, member;
    uint32_t sequence; /* of the batch that set it; 0: our own draft */
    uint32_t minute;
};

/* The objects of a kind in the order of their ids: begin with OBJECT_SPACE in `*cursor`. Erased
 * ones are left out. */
bool space_next(const struct space *space, enum object_kind kind, struct object_id *cursor);
size_t space_count(const struct space *space, enum object_kind kind);
/* False if there is no such object, or it is erased. `kind` may be NULL. */
bool space_find(const struct space *space, struct object_id object, enum object_kind *kind);
/* The device that made it, and when. */
uint8_t space_author(const struct space *space, struct object_id object);
uint32_t space_made_at(const struct space *space, struct object_id object);
/* Up to `room` values, the shown one first; how many there are in all (0: never set). */
size_t space_values(const struct space *space, struct object_id object, uint8_t field,
                    struct space_value *out, size_t room);
/* The shown value alone; VALUE_NONE if there is none. */
struct value space_value(const struct space *space, struct object_id object, uint8_t field);
/* A note with its spans and draft; NULL while nothing was ever written there. */
const struct text *space_note(const struct space *space, struct object_id object, uint8_t field);
/* Where all who wrote SPACE_ROLES_BY_n agree; else ROLE_OPEN. */
enum space_role space_role_of(const struct space *space, uint8_t member);

bool space_is_erased(const struct space *space, struct object_id object);
/* Whether `device` is known to have erased it. */
bool space_has_erased(const struct space *space, struct object_id object, uint8_t device);

/* ---- What changes, for records/changes.h ---- */

struct space_change {
    enum { CHANGE_MADE, CHANGE_SET, CHANGE_NOTE, CHANGE_ERASED } kind;
    struct object_id object;
    uint8_t field;
    uint8_t device; /* whose batch */
    uint32_t minute;
    /* SET: what was shown before (VALUE_NONE: nothing), and what is set; borrowed for the call. */
    struct value before, after;
    bool is_shown; /* SET: `after` is the one shown now; false: it stands beside a greater one */
};

struct space_listener {
    /* Called while a batch of another device is applied; must not touch the space's contents. For a
     * NOTE it is called before the text changes, once a note and batch; for ERASED while the object
     * can still be read. */
    void (*changed)(void *context, const struct space *space, const struct space_change *change);
    void *context;
};
/* NULL for none; outlives the space. */
void space_listen(struct space *space, const struct space_listener *listener);

#endif
