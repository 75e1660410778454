/* The inside of records/space_file.h: how a bucket, the head and the draft are written as columns,
 * how a blob is closed, and how a space is put together again. Called by space_file.c,
 * space_loading.c, space_whole.c, kept_*.c, and for boxes by changes.c. */
#ifndef ALCOVE_RECORDS_KEPT_PARTS_H
#define ALCOVE_RECORDS_KEPT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "records/space_file.h"
#include "records/space_parts.h"

#define KEPT_VERSION       1
#define KEPT_RAW_BYTES_MAX 16777214 /* of one blob, before it is deflated */
#define KEPT_PART_BYTES    1048576  /* a bucket that is larger is cut */

#define KEPT_REFERENCES_MAX 255 /* objects that a column of references tells apart in one byte */
#define KEPT_LAMPORT_MAX    ((UINT64_C(1) << 60) - 1)
#define KEPT_NUMBER_FAR     256 /* fields of greater numbers are written as ways to the next */

/* A block of memory, with what is used of it. */
struct kept_block {
    uint8_t *bytes;
    size_t size, room;
};

void kept_block_free(const struct alcove_memory *memory, struct kept_block *block); /* wipes */

/* ---- Boxes: kept_box.c ---- */

/* Deflates `raw`, if that is shorter. False without memory. */
bool kept_box_close(const struct alcove_memory *memory, const struct kept_block *raw,
                    struct kept_block *out);
/* Opens one that has at most `max` bytes inside, of hostile bytes. */
enum space_load kept_box_open(const struct alcove_memory *memory, const uint8_t *bytes, size_t size,
                              size_t max, struct kept_block *out);

/* Writes with room that grows until it is enough. `estimate` is where it begins. */
struct kept_writing {
    bool (*write)(const void *context, struct byte_writer *w); /* false without memory */
    const void *context;
    size_t estimate;
};
bool kept_write(const struct alcove_memory *memory, const struct kept_writing *writing,
                struct kept_block *out);
/* The same in a box, as a block of exactly `*size` bytes; NULL without memory. */
uint8_t *kept_box_write(const struct alcove_memory *memory, const struct kept_writing *writing,
                        size_t *size);

/* At most `max`; else 0, and the reader has failed. */
uint64_t kept_read_number(struct byte_reader *r, uint64_t max);
/* From one number to the next, small when they are near; both are below 2^60. */
void kept_write_way(struct byte_writer *w, uint64_t from, uint64_t to);
uint64_t kept_read_way(struct byte_reader *r, uint64_t from, uint64_t max);

/* `count` elements of `each` bytes in the order of `compare`, equal ones as they were; `scratch` is
 * as large as the list. */
struct kept_list {
    uint8_t *list, *scratch;
    size_t count, each;
};
void kept_sort(const struct kept_list *list, int (*compare)(const void *a, const void *b));

/* ---- Values beside a space: kept_value.c ---- */

void kept_value_write(struct byte_writer *w, const struct value *value);
/* Borrows the bytes, at most `max`. Whether it may stand in a field is asked afterwards. */
struct value kept_value_read(struct byte_reader *r, size_t max);

/* ---- Places: kept_places.c ---- */

struct kept_place {
    struct space_bucket bucket;
    const struct space_object *object;
};

/* All published objects that are not erased, by bucket, kind and id. `*places` is a block of
 * `*room` elements, given back with kept_places_free; false without memory. */
struct kept_places {
    struct kept_place *list;
    size_t count, room;
};
bool kept_places_gather(const struct space *space, struct kept_places *out);
void kept_places_free(const struct space *space, struct kept_places *places);
int kept_bucket_compare(struct space_bucket a, struct space_bucket b);
/* How many from `from` on are in one bucket. */
size_t kept_bucket_length(const struct kept_places *places, size_t from);
/* About what an object takes in its bucket. */
size_t kept_object_room(const struct space_object *object);

/* ---- Columns of a bucket: kept_columns_write.c, kept_columns_read.c ---- */

/* A batch that some value of the bucket comes from. */
struct kept_source {
    uint64_t lamport;
    uint32_t sequence, minute;
    uint8_t device;
};

/* False without memory. */
bool kept_columns_write(const struct space *space, const struct kept_place *places, size_t count,
                        struct kept_block *out);

/* Where the objects that are read wait until all are there: by device and counter. */
struct kept_objects {
    struct space_object **of[SPACE_DEVICES_MAX];
    size_t count[SPACE_DEVICES_MAX]; /* how many each device made */
    bool has_space;                  /* what the space itself holds was read */
};

/* Puts the objects of a bucket into `objects`. On any refusal some may be there: they are freed
 * with all others. */
enum space_load kept_columns_read(const struct space *space, const uint8_t *bytes, size_t size,
                                  struct kept_objects *objects);

/* ---- The head: kept_head.c ---- */

/* What the head says of a batch that is held to be offered, and whose bytes are in the tail. */
struct kept_held {
    uint64_t lamport;
    uint32_t known[SPACE_DEVICES_MAX];
};

/* A space that is being put together. */
struct kept_head {
    struct space *space;         /* with its devices, but without objects and batches */
    struct kept_objects objects; /* the erased ones are there */
    struct kept_held *held[SPACE_DEVICES_MAX]; /* from settled + 1 to held */
    uint32_t held_count[SPACE_DEVICES_MAX];
    uint32_t restored[SPACE_DEVICES_MAX];                /* how many of them are there */
    uint8_t chain[SPACE_DEVICES_MAX][SPACE_CHAIN_BYTES]; /* of the newest of each */
};

/* False without memory. */
bool kept_head_write(const struct space *space, struct kept_block *out);
enum space_load kept_head_read(const struct alcove_memory *memory, const uint8_t *bytes,
                               size_t size, struct kept_head *out);
void kept_head_free(struct kept_head *head);
/* The same, but the space is the caller's now. */
void kept_head_take(struct kept_head *head);

/* ---- What lies on the disk: kept_entries.c ---- */

#define KEPT_DIGEST_BYTES 16
#define KEPT_DRAFT        ((struct space_bucket){SPACE_BUCKET_DRAFT, 0})
#define KEPT_HEAD         ((struct space_bucket){SPACE_BUCKET_HEAD, 0})

struct kept_entry {
    struct space_bucket bucket;
    uint8_t digest[KEPT_DIGEST_BYTES];
};

/* In the order of the buckets. */
struct kept_entries {
    struct kept_entry *list;
    size_t count, room;
};

struct space_file {
    const struct alcove_memory *memory;
    struct kept_entries entries;
};

struct kept_entry kept_entry_of(struct space_bucket bucket, const uint8_t *bytes, size_t size);
const struct kept_entry *kept_entries_find(const struct kept_entries *entries,
                                           struct space_bucket bucket);
/* One that is not there yet; false without memory. */
bool kept_entries_add(const struct alcove_memory *memory, struct kept_entries *entries,
                      const struct kept_entry *entry);
void kept_entries_free(const struct alcove_memory *memory, struct kept_entries *entries);

/* ---- The draft: kept_draft.c ---- */

/* `out` is empty if there is no draft. False without memory. */
bool kept_draft_write(const struct space *space, struct kept_block *out);
/* Whether it was written when the space held just what it holds now; true as well if that cannot
 * be told, and reading it is going to say so. */
bool kept_draft_is_due(const struct space *space, const uint8_t *bytes, size_t size);
/* Writes it into the space anew, as far as that is possible: what it was about may be erased, or a
 * bound reached. After a refusal there is no draft. */
enum space_load kept_draft_read(struct space *space, const uint8_t *bytes, size_t size);

/* ---- Putting together: space_loading.c ---- */

struct space_loading {
    const struct alcove_memory *memory;
    struct kept_head head;
    struct space_file *file;
    struct kept_block draft;                    /* until it is due */
    enum space_doubt doubts[SPACE_DEVICES_MAX]; /* what is in the tail was taken in before */
    bool is_built;                              /* all objects are in the space; batches come */
    bool goes_without;                          /* what is missing counts as erased */
};

/* NULL without memory. */
struct space_loading *kept_loading_make(const struct alcove_memory *memory);
/* Takes what is inside of a blob; the draft keeps the block. */
enum space_load kept_loading_take(struct space_loading *loading, struct space_bucket bucket,
                                  struct kept_block *raw);

#endif
