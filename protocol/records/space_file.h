/* What a space keeps on the disk, as blobs for a vault that seals them and finds them again by a
 * kind and an id. Called by src/store. SPEC.md sections 8.12 and 11.
 *
 *  - *Buckets*: the objects, in groups that are small when deflated and are read together: a goal
 *    with its practices, and what is said about them; sessions with agenda and ratings,
 *    reflections, check-ins, measures and words by thirty days. Nothing has to be alone to be
 *    erased: a bucket is written anew without what is gone, under a new key.
 *  - The *head*: who is in the space, what is held and by whom, and which ids are erased.
 *  - The *draft*: what is written and not published yet.
 *  - The *tail*, which is not in these blobs: the batches that space_next_to_keep gives, each
 *    appended as it is. One may go when it is settled and the head that was kept counts it.
 *
 * Keeping: what changed is found by comparing digests with what was kept before, so nobody has to
 * remember what was touched. All that one keeping gives goes into one transaction, with the batches
 * of the tail; a draft in a transaction of its own is kept by a keeping too.
 *
 * Loading: the head, then all other blobs in any order, then the tail in its order: batches that
 * the head counts are held again to be offered, later ones are applied again.
 *
 * Memory is that of the space; what is given out belongs to the caller where it says so. */
#ifndef ALCOVE_RECORDS_SPACE_FILE_H
#define ALCOVE_RECORDS_SPACE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/space.h"

#define SPACE_BUCKET_DRAFT    254 /* kinds of blobs; those below are of objects */
#define SPACE_BUCKET_HEAD     255
#define SPACE_BLOB_BYTES_MAX  16777216  /* of one blob: whatever several may write into a note */
#define SPACE_WHOLE_BYTES_MAX 268435456 /* of what space_encode_whole gives */

struct space_bucket {
    uint8_t kind; /* 1 to 255 */
    uint64_t id;  /* below 2^62 */
};

/* What of a space lies on the disk: a digest of each blob. One for each open space. */
struct space_file;

/* Of a space that was never kept; NULL without memory. `memory` is that of the space. */
struct space_file *space_file_create(const struct alcove_memory *memory);
void space_file_free(struct space_file *file); /* NULL is allowed */

/* ---- Keeping ---- */

enum space_keep {
    SPACE_KEEP_PUT,  /* these bytes, instead of what was kept there */
    SPACE_KEEP_DROP, /* what was kept there goes */
    SPACE_KEEP_DONE, /* that was all */
    SPACE_KEEP_NO_MEMORY,
};

struct space_kept {
    struct space_bucket bucket;
    const uint8_t *bytes; /* PUT: borrowed until the next call */
    size_t size;
};

struct space_keeping;

/* NULL without memory. The space does not change until the end. */
struct space_keeping *space_keeping_begin(struct space_file *file, const struct space *space);
/* What changed since it was kept last, one after the other; the head is the last. */
enum space_keep space_keeping_next(struct space_keeping *keeping, struct space_kept *out);
/* `committed`: all of it is on the disk. Otherwise it is given again the next time. */
void space_keeping_end(struct space_keeping *keeping, bool committed);

/* ---- Loading ---- */

enum space_load {
    SPACE_LOADED,
    SPACE_LOAD_DAMAGED,
    SPACE_LOAD_NEWER, /* kept by a newer app */
    SPACE_LOAD_NO_MEMORY,
};

struct space_loading;

/* After anything but LOADED the loading is good for space_loading_free only. */
enum space_load space_loading_begin(const struct alcove_memory *memory, const uint8_t *head,
                                    size_t size, struct space_loading **out);
enum space_load space_loading_put(struct space_loading *loading, struct space_bucket bucket,
                                  const uint8_t *bytes, size_t size);
enum space_load space_loading_batch(struct space_loading *loading, const uint8_t *bytes,
                                    size_t size);
/* What was not put is lost for good: in a space of one device alone, to which nobody can bring it
 * back, missing objects count as erased from here on. Before the first batch. */
void space_loading_go_without(struct space_loading *loading);
/* Gives the space and its file, which are the caller's, and frees the loading. */
enum space_load space_loading_end(struct space_loading *loading, struct space **space,
                                  struct space_file **file);
void space_loading_free(struct space_loading *loading); /* NULL is allowed */

/* ---- The whole, in one blob: for a sealed backup, and for a new device ---- */

/* All but the draft, which is nobody else's: publish first. A block of `*size` bytes from the
 * space's memory, to be wiped and freed by the caller; NULL without memory. */
uint8_t *space_encode_whole(const struct space *space, size_t *size);
/* What `present`, unless NULL, knows as erased stays erased: it is the space as it is here, when an
 * older copy of it is restored. */
enum space_load space_decode_whole(const struct alcove_memory *memory, const uint8_t *bytes,
                                   size_t size, const struct space *present, struct space **out);

enum space_adopt {
    SPACE_ADOPTED,
    SPACE_ADOPT_REFUSED, /* not a whole, not of this space and device, or it has less than we do */
    SPACE_ADOPT_FORKED,  /* another history than ours of a device, which is doubted now */
    SPACE_ADOPT_NEWER,   /* of a newer app */
    SPACE_ADOPT_NO_MEMORY,
};

/* Takes the whole of device `from` in the place of what is here, for a space that came from a
 * backup (space_restore), is not signed, and is still marked so afterwards. It must have all that
 * we have: the same members and devices, at least our batches, our chains where it knows them, and
 * nothing alive that is erased here. In the end all that is not settled is yet to be kept:
 * space_next_to_keep gives it, for the same transaction as a keeping. Changes nothing unless
 * ADOPTED. */
enum space_adopt space_adopt(struct space *space, uint8_t from, const uint8_t *whole, size_t size);

#endif
