#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/kept_parts.h"

void kept_entries_free(const struct alcove_memory *memory, struct kept_entries *entries)
{
    ALCOVE_ASSERT(entries->count <= entries->room);
    if (entries->list != NULL)
        memory->resize(memory->context, entries->list, entries->room * sizeof *entries->list, 0);
    *entries = (struct kept_entries){0};
}

/* Its place, or where it would be. */
static size_t entries_place(const struct kept_entries *entries, struct space_bucket bucket)
{
    size_t low = 0;
    size_t high = entries->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kept_bucket_compare(entries->list[middle].bucket, bucket) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    ALCOVE_ASSERT(low <= entries->count);
    return low;
}

const struct kept_entry *kept_entries_find(const struct kept_entries *entries,
                                           struct space_bucket bucket)
{
    size_t at = entries_place(entries, bucket);
    ALCOVE_ASSERT(bucket.kind != 0);
    bool found = at < entries->count && kept_bucket_compare(entries->list[at].bucket, bucket) == 0;
    return found ? &entries->list[at] : NULL;
}

bool kept_entries_add(const struct alcove_memory *memory, struct kept_entries *entries,
                      const struct kept_entry *entry)
{
    if (entries->count == entries->room) {
        size_t room = entries->room * 2 + 16;
        void *grown =
            memory->resize(memory->context, entries->list, entries->room * sizeof *entries->list,
                           room * sizeof *entries->list);
        if (grown == NULL)
            return false;
        entries->list = grown;
        entries->room = room;
    }
    size_t at = entries_place(entries, entry->bucket);
    ALCOVE_ASSERT(at == entries->count ||
                  kept_bucket_compare(entries->list[at].bucket, entry->bucket) != 0);
    memmove(&entries->list[at + 1], &entries->list[at],
            (entries->count - at) * sizeof *entries->list);
    entries->list[at] = *entry;
    entries->count++;
    return true;
}

struct kept_entry kept_entry_of(struct space_bucket bucket, const uint8_t *bytes, size_t size)
{
    struct kept_entry entry = {.bucket = bucket};
    int failed = crypto_generichash(entry.digest, sizeof entry.digest, bytes, size, NULL, 0);
    ALCOVE_ASSERT(failed == 0);
    return entry;
}

struct space_file *space_file_create(const struct alcove_memory *memory)
{
    struct space_file *file = memory->resize(memory->context, NULL, 0, sizeof *file);
    if (file != NULL)
        *file = (struct space_file){.memory = memory};
    ALCOVE_ASSERT(file == NULL || file->entries.count == 0);
    return file;
}

void space_file_free(struct space_file *file)
{
    if (file == NULL)
        return;
    ALCOVE_ASSERT(file->memory != NULL);
    const struct alcove_memory *memory = file->memory;
    kept_entries_free(memory, &file->entries);
    memory->resize(memory->context, file, sizeof *file, 0);
}
