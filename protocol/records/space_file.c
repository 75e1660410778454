#include "records/space_file.h"

#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"

enum turn { TURN_BUCKETS, TURN_DRAFT, TURN_DROPS, TURN_HEAD, TURN_DONE };

struct space_keeping {
    struct space_file *file;
    const struct space *space;
    struct kept_places places;
    struct kept_entries entries; /* what will lie there */
    struct kept_block blob;      /* what was given out */
    size_t next;                 /* place, or entry to be dropped */
    enum turn turn;
    bool failed;
};

struct space_keeping *space_keeping_begin(struct space_file *file, const struct space *space)
{
    struct space_keeping *keeping = space_allocate(space, sizeof *keeping);
    ALCOVE_ASSERT(file->memory == space->memory);
    if (keeping == NULL)
        return NULL;
    *keeping = (struct space_keeping){.file = file, .space = space};
    if (kept_places_gather(space, &keeping->places))
        return keeping;
    space_release(space, keeping, sizeof *keeping);
    return NULL;
}

/* Ends with `raw`. DONE if it lies there as it is. */
static enum space_keep offer(struct space_keeping *keeping, struct space_bucket bucket,
                             struct kept_block *raw, struct space_kept *out)
{
    const struct alcove_memory *memory = keeping->file->memory;
    const struct kept_entry entry = kept_entry_of(bucket, raw->bytes, raw->size);
    const struct kept_entry *before = kept_entries_find(&keeping->file->entries, bucket);
    ALCOVE_ASSERT(keeping->blob.bytes == NULL);
    enum space_keep keep = SPACE_KEEP_DONE;
    if (!kept_entries_add(memory, &keeping->entries, &entry))
        keep = SPACE_KEEP_NO_MEMORY;
    else if (before == NULL || memcmp(before->digest, entry.digest, KEPT_DIGEST_BYTES) != 0)
        keep = kept_box_close(memory, raw, &keeping->blob) ? SPACE_KEEP_PUT : SPACE_KEEP_NO_MEMORY;
    kept_block_free(memory, raw);
    if (keep == SPACE_KEEP_PUT)
        *out = (struct space_kept){bucket, keeping->blob.bytes, keeping->blob.size};
    return keep;
}

/* One step; DONE: it gave nothing. */
static enum space_keep step(struct space_keeping *keeping, struct space_kept *out)
{
    const struct kept_places *places = &keeping->places;
    const struct kept_entries *before = &keeping->file->entries;
    struct kept_block raw;
    ALCOVE_ASSERT(keeping->turn < TURN_DONE);
    if (keeping->turn == TURN_BUCKETS) {
        const struct kept_place *place = &places->list[keeping->next];
        size_t count = kept_bucket_length(places, keeping->next);
        keeping->next += count;
        if (keeping->next == places->count)
            keeping->turn = TURN_DRAFT;
        if (!kept_columns_write(keeping->space, place, count, &raw))
            return SPACE_KEEP_NO_MEMORY;
        return offer(keeping, place->bucket, &raw, out);
    }
    if (keeping->turn == TURN_DRAFT) {
        keeping->turn = TURN_DROPS;
        keeping->next = 0;
        if (!kept_draft_write(keeping->space, &raw))
            return SPACE_KEEP_NO_MEMORY;
        return raw.bytes == NULL ? SPACE_KEEP_DONE : offer(keeping, KEPT_DRAFT, &raw, out);
    }
    if (keeping->turn == TURN_DROPS && keeping->next < before->count) {
        *out = (struct space_kept){.bucket = before->list[keeping->next++].bucket};
        bool stays = out->bucket.kind == SPACE_BUCKET_HEAD ||
                     kept_entries_find(&keeping->entries, out->bucket) != NULL;
        return stays ? SPACE_KEEP_DONE : SPACE_KEEP_DROP;
    }
    if (keeping->turn == TURN_DROPS) {
        keeping->turn = TURN_HEAD;
        return SPACE_KEEP_DONE;
    }
    keeping->turn = TURN_DONE;
    if (!kept_head_write(keeping->space, &raw))
        return SPACE_KEEP_NO_MEMORY;
    return offer(keeping, KEPT_HEAD, &raw, out);
}

enum space_keep space_keeping_next(struct space_keeping *keeping, struct space_kept *out)
{
    enum space_keep keep = SPACE_KEEP_DONE;
    kept_block_free(keeping->file->memory, &keeping->blob);
    *out = (struct space_kept){0};
    while (keep == SPACE_KEEP_DONE && keeping->turn != TURN_DONE && !keeping->failed)
        keep = step(keeping, out);
    ALCOVE_ASSERT(keep != SPACE_KEEP_PUT || out->bytes != NULL);
    keeping->failed = keeping->failed || keep == SPACE_KEEP_NO_MEMORY;
    return keeping->failed ? SPACE_KEEP_NO_MEMORY : keep;
}

void space_keeping_end(struct space_keeping *keeping, bool committed)
{
    const struct space *space = keeping->space;
    ALCOVE_ASSERT(!committed || (keeping->turn == TURN_DONE && !keeping->failed));
    kept_block_free(keeping->file->memory, &keeping->blob);
    kept_places_free(space, &keeping->places);
    if (committed) {
        kept_entries_free(keeping->file->memory, &keeping->file->entries);
        keeping->file->entries = keeping->entries;
    } else {
        kept_entries_free(keeping->file->memory, &keeping->entries);
    }
    space_release(space, keeping, sizeof *keeping);
}
