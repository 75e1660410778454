/* What a space is made of: private to this room. Besides space*.c, only space_file.c, changes.c and
 * undo.c look in here, to keep a state, to put one back, and to read it whole.
 *
 * Two rules hold everywhere. A batch is judged whole and all its room is asked for before anything
 * changes, so that a refusal or want of memory leaves the space as it was. And what is given back
 * is wiped first. */
#ifndef ALCOVE_RECORDS_SPACE_PARTS_H
#define ALCOVE_RECORDS_SPACE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/space.h"

/* What the bound of live bytes counts besides the text of values and notes. */
#define SPACE_OBJECT_WEIGHT 16
#define SPACE_VALUE_WEIGHT  8

/* ---- Registers: space_registers.c ---- */

/* One value, in one block with its bytes: of a register, or of the draft (`sequence` 0). */
struct held_value {
    struct held_value *next; /* in a register: the greatest by (lamport, device) first */
    uint64_t lamport;
    uint64_t number; /* NUMBER */
    struct object_id object;
    uint32_t sequence, minute, size;
    uint8_t device, field, type;
    uint8_t bytes[];
};

/* NULL without memory. The caller puts in who set it, and when. */
struct held_value *held_value_make(const struct space *space, const struct value *value);
void held_value_free(const struct space *space, struct held_value *value);
void held_values_free(const struct space *space, struct held_value *list);
/* Borrows the bytes. */
struct value held_value_read(const struct held_value *value);
/* What the bound of live bytes counts for one value, and for all of a register. */
size_t held_value_weight(const struct held_value *value);
size_t register_weight(const struct held_value *values);
/* Puts `value`, of a setter that knew `known`, into a register. Returns what it supersedes. */
struct held_value *register_set(struct held_value **values, struct held_value *value,
                                const uint32_t known[SPACE_DEVICES_MAX]);

/* ---- Notes: space_notes.c ---- */

/* How many events a device had put into a note with its batches up to `sequence`. */
struct note_mark {
    uint32_t sequence, events;
    uint8_t device;
};

struct space_note {
    struct text *text;
    struct text *next; /* with the draft published, while that batch is being made; else NULL */
    struct note_mark *marks; /* of what is not settled, in the order of application */
    size_t mark_count, mark_room;
    uint32_t settled[SPACE_DEVICES_MAX]; /* events of the batches that are settled */
};

/* Without a text; NULL without memory. */
struct space_note *space_note_make(const struct space *space);
void space_note_free(const struct space *space, struct space_note *note); /* NULL is allowed */
struct text_bounds space_note_bounds(const struct space *space);
/* An empty text within the bounds of this space. */
struct text *space_note_open(const struct space *space);
/* Room for one more mark; false without memory. */
bool space_note_reserve(const struct space *space, struct space_note *note);
/* The version of the text that the author of a batch knew. */
void space_note_parents(const struct space_note *note, const struct batch_head *head,
                        uint32_t out[SPACE_DEVICES_MAX]);
/* `text` takes the place of the note's, with the events of one batch more: the mark is reserved. */
void space_note_advance(const struct space *space, struct space_note *note, struct text *text,
                        const struct batch_head *head);
/* Forgets where the batches end that are settled, and what the text needed to merge with them. */
void space_note_settle(const struct space *space, struct space_note *note);

/* ---- Objects: space_objects.c ---- */

union space_slot {
    struct held_value *values; /* a register; NULL: never set */
    struct space_note *note;   /* a note; NULL: nothing was ever written */
};

/* The least by (lamport, device) of the batches that erased it: the same for everybody. */
struct space_erasure {
    uint64_t lamport;
    uint32_t sequence; /* 0: not erased */
    uint8_t device;
};

struct space_object {
    struct object_id id;
    uint32_t made_sequence; /* batch of id.device; 0: the space itself, or made in the draft */
    uint32_t made_minute;
    struct space_erasure erasure;
    union space_slot *slots;         /* one a field of the kind; NULL: erased */
    struct held_value *draft_values; /* what the draft sets, one a field */
    struct space_object *draft_next; /* of space->drafted */
    uint8_t kind;
    bool is_drafted;      /* is in space->drafted */
    bool is_draft_made;   /* made in the draft; without slots if it was erased there too */
    bool is_draft_erased; /* erased in the draft: reads do not see it */
};

/* NULL if nobody made it. Erased objects are there, without slots. */
struct space_object *space_object_at(const struct space *space, struct object_id id);
/* An object that is in no table yet; NULL without memory. */
struct space_object *space_object_make(const struct space *space, enum object_kind kind);
void space_object_free(const struct space *space, struct space_object *object);
/* How many objects one device may ever make: all of them together make no more than twice
 * SPACE_OBJECTS_MAX. It does not depend on what others made, so that everybody judges alike: an
 * object once made never makes room again. */
uint32_t space_object_share(const struct space *space);
/* What the bound of live bytes counts for one that is not erased. */
size_t space_object_weight(const struct space_object *object);
/* Room for `count` more objects of that device, of `kind` too; false without memory. */
bool space_objects_reserve(struct space *space, uint8_t device, enum object_kind kind,
                           size_t count);
struct space_kind_table;
/* Where the object stands in the table of its kind, or would stand. */
size_t space_kind_place(const struct space_kind_table *table, struct object_id id);
/* Puts it at the end of its device's, where room is reserved; `id` must be the next there. */
void space_objects_add(struct space *space, struct space_object *object, struct object_id id);
/* Takes the device's last object out again; only what the draft made ever goes. */
void space_objects_remove_last(struct space *space, uint8_t device);
/* Drops all it held and takes it from its kind's table; the id stays. */
void space_object_erase(struct space *space, struct space_object *object);

/* ---- Devices and their batches: space_holding.c ---- */

struct held_batch {
    struct held_batch *keep_next; /* of those that were not yet given out to be kept */
    uint64_t lamport;
    uint8_t chain[SPACE_CHAIN_BYTES]; /* over all batches up to this one */
    uint32_t known[SPACE_DEVICES_MAX];
    uint32_t sequence;
    uint32_t size;
    uint8_t device;
    bool is_given; /* by space_next_to_keep */
    uint8_t bytes[];
};

struct space_device {
    struct space_object **objects; /* the n-th has the counter n + 1 */
    size_t object_count, object_room;
    struct held_batch **batches; /* from settled + 1 to held */
    size_t batch_room;
    uint32_t held;    /* batches applied */
    uint32_t settled; /* of these dropped, since all hold them */
    uint32_t made;    /* objects made by batches: object_count without the draft's */
    /* Of the newest settled batch; zeros and chain 0 before the first. */
    uint64_t settled_lamport;
    uint8_t settled_chain[SPACE_CHAIN_BYTES];
    /* Of the newest batch: what the next is coded against. */
    uint32_t known[SPACE_DEVICES_MAX];
    /* What it said that it holds, and as much of that as bears settling. */
    uint32_t heard[SPACE_DEVICES_MAX];
    uint32_t acknowledged[SPACE_DEVICES_MAX];
    enum space_doubt doubt;
};

/* The batch of a device, of settled + 1 to held. */
struct held_batch *space_held_batch(const struct space *space, uint8_t device, uint32_t sequence);

/* The lamport of a batch, of settled to held. */
uint64_t space_lamport(const struct space *space, uint8_t device, uint32_t sequence);
/* Puts a batch that was applied behind those of its device, where room is reserved. */
bool space_batches_reserve(struct space *space, uint8_t device);
void space_batches_add(struct space *space, struct held_batch *batch);

/* ---- The draft: space_draft.c ---- */

/* The object is in the draft from now on. */
void space_draft_touch(struct space *space, struct space_object *object);
/* Takes it out, whatever the draft has of it: values are dropped. */
void space_draft_forget(struct space *space, struct space_object *object);
/* As space_set, also where all see that value already: it came after the draft had it. */
enum space_write space_draft_set(struct space *space, struct object_id object, uint8_t field,
                                 const struct value *value);
/* Drops what the draft sets of `field`, if it does. */
void space_draft_unset(struct space *space, struct space_object *object, uint8_t field);
/* What the draft sets of `field`; NULL if it does not. */
struct held_value *space_draft_value(const struct space_object *object, uint8_t field);
/* Takes out of the list what the draft touches no more, and notes in which nothing was written. */
void space_draft_tidy(struct space *space);
/* The object if reads see it: it is there, and not erased, in the draft either. */
struct space_object *space_object_shown(const struct space *space, struct object_id id);
/* Whether anything of it was ever published. */
bool space_note_is_published(const struct space_note *note);

/* ---- Waiting: space_waiting.c ---- */

struct waiting_batch {
    struct waiting_batch *next;
    uint32_t sequence, size;
    uint8_t device, from;
    uint8_t bytes[];
};

/* Keeps a copy: SPACE_WAITING, or why it cannot. */
enum space_taken space_waiting_add(struct space *space, uint8_t from, const uint8_t *bytes,
                                   size_t size);
/* Takes in all whose turn has come, in causal order. */
void space_waiting_release(struct space *space);
void space_waiting_free(struct space *space);

/* ---- Taking a batch: space_judge.c, space_apply.c, space_take.c ---- */

/* Whether a device may do this (records/schema.h); else it is left out. `is_new`: in the batch that
 * makes the object. */
bool space_allows(const struct space *space, uint8_t device, const struct operation *operation,
                  bool is_new);
/* 1 + the greatest of the batches that the author knew. */
uint64_t space_lamport_after(const struct space *space, const struct batch_head *head);
/* SPACE_APPLIED: it may be applied, as far as its head says; else why not. */
enum space_taken space_judge_head(const struct space *space, const struct batch_head *head);
/* The same of its operations, but for the positions in notes. The head was judged. */
enum space_taken space_judge_operations(const struct space *space, const struct batch *batch);
/* Judges and applies the batch that was read from `bytes`, which are copied; or the space is as it
 * was. `is_own`: it is made of the draft, so that what it makes is there already, and the `next` of
 * a note is what the note becomes. */
enum space_taken space_apply_batch(struct space *space, const struct batch *batch,
                                   const uint8_t *bytes, size_t size, bool is_own);
/* Takes in one batch, or says why not. What waits is not kept here. */
enum space_taken space_take(struct space *space, uint8_t from, const uint8_t *bytes, size_t size);
/* The same of one made of the draft. */
enum space_taken space_take_own(struct space *space, const uint8_t *bytes, size_t size);
/* Signs the batch of `size` bytes, behind which there is room; false without memory. */
bool space_sign(const struct space *space, const uint8_t *secret, uint8_t *bytes, size_t size);

/* ---- The whole ---- */

/* The objects of one kind that are not erased, by id; the draft's too. */
struct space_kind_table {
    struct space_object **objects;
    size_t count, room;
    size_t hidden; /* of them erased in the draft */
};

struct space {
    struct space_config config;
    const struct alcove_memory *memory;
    const struct space_listener *listener;
    struct space_object *root; /* OBJECT_SPACE */
    struct space_device devices[SPACE_DEVICES_MAX];
    struct space_kind_table kinds[KIND_COUNT];
    struct space_object *drafted; /* whatever the draft touches */
    struct waiting_batch *waiting;
    size_t waiting_bytes;
    struct held_batch *keep_first, *keep_last;
    size_t object_count; /* ever made, erased ones too, without the draft's */
    size_t live_bytes;   /* what SPACE_LIVE_BYTES_MAX bounds, and what the draft adds */
    size_t draft_bytes;
    bool is_restored; /* and not yet caught up */
};

/* One block, not cleared; NULL without memory. */
void *space_allocate(const struct space *space, size_t size);
/* Wipes it and gives it back; NULL does nothing. */
void space_release(const struct space *space, void *block, size_t size);
/* `list` with room for `count` elements of `each` bytes, *room then says for how many; NULL without
 * memory, and the list is as before. For lists of nothing secret: the old block is not wiped. */
void *space_grown(const struct space *space, void *list, size_t *room, size_t count, size_t each);

#endif
