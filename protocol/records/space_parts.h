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
/* What the bound of live bytes counts for one value. */
size_t held_value_weight(const struct held_value *value);

/* ---- Objects: space_objects.c ---- */

/* How many events a device had put into a note with its batches up to `sequence`. */
struct note_mark {
    uint32_t sequence, events;
    uint8_t device;
};

struct space_note {
    struct text *text;
    struct note_mark *marks; /* of what is not settled, in the order of application */
    size_t mark_count, mark_room;
    uint32_t settled[SPACE_DEVICES_MAX]; /* events of the batches that are settled */
    size_t draft_weight;                 /* at most so many bytes of a batch does the draft take */
    uint32_t draft_at;                   /* where the draft was written last */
};

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
    bool is_draft_made;   /* made in the draft */
    bool is_draft_erased; /* erased in the draft: reads do not see it. With is_draft_made: a gap */
};

/* NULL if nobody made it. Erased objects are there, without slots. */
struct space_object *space_object_at(const struct space *space, struct object_id id);
/* An object that is in no table yet; NULL without memory. */
struct space_object *space_object_make(const struct space *space, enum object_kind kind);
void space_object_free(const struct space *space, struct space_object *object);
/* Room for `count` more objects of that device, of `kind` too; false without memory. */
bool space_objects_reserve(struct space *space, uint8_t device, enum object_kind kind,
                           size_t count);
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

/* ---- Waiting: space_waiting.c ---- */

struct waiting_batch {
    struct waiting_batch *next;
    uint32_t sequence, size;
    uint8_t device;
    uint8_t bytes[];
};

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
    struct space_object root; /* OBJECT_SPACE */
    struct space_device devices[SPACE_DEVICES_MAX];
    struct space_kind_table kinds[KIND_COUNT];
    struct space_object *drafted; /* whatever the draft touches */
    struct waiting_batch *waiting;
    size_t waiting_bytes;
    struct held_batch *keep_first, *keep_last;
    size_t object_count; /* ever made, erased ones too, without the draft's */
    size_t live_bytes;   /* what SPACE_LIVE_BYTES_MAX bounds */
};

/* One block, not cleared; NULL without memory. */
void *space_allocate(const struct space *space, size_t size);
/* Wipes it and gives it back; NULL does nothing. */
void space_release(const struct space *space, void *block, size_t size);
/* `list` with room for `count` elements of `each` bytes, *room then says for how many; NULL without
 * memory, and the list is as before. For lists of nothing secret: the old block is not wiped. */
void *space_grown(const struct space *space, void *list, size_t *room, size_t count, size_t each);

#endif
