#include "store/vault_index.h"

#include <string.h>

#include <sqlite3.h>

#include "base/assert.h"

#define FIRST_CAPACITY 64

void vault_index_free(struct vault_index *index)
{
    sqlite3_free(index->entries);
    *index = (struct vault_index){0};
}

static int compare(const struct vault_name *a, const struct vault_name *b)
{
    int by_space = memcmp(a->space, b->space, sizeof a->space);
    if (by_space != 0)
        return by_space;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* The place of the first entry that is not before the name. */
static size_t lower_bound(const struct vault_index *index, const struct vault_name *name)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&index->entries[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool vault_index_reserve(struct vault_index *index)
{
    if (index->count < index->capacity)
        return true;
    size_t capacity = index->capacity == 0 ? FIRST_CAPACITY : index->capacity * 2;
    struct vault_entry *entries = sqlite3_realloc64(index->entries, capacity * sizeof *entries);
    if (entries == NULL)
        return false;
    index->entries = entries;
    index->capacity = capacity;
    return true;
}

bool vault_index_insert(struct vault_index *index, const struct vault_entry *entry)
{
    ALCOVE_ASSERT(index->count < index->capacity);
    size_t at = lower_bound(index, &entry->name);
    if (at < index->count && compare(&index->entries[at].name, &entry->name) == 0)
        return false;
    memmove(&index->entries[at + 1], &index->entries[at],
            (index->count - at) * sizeof index->entries[0]);
    index->entries[at] = *entry;
    index->count++;
    return true;
}

const struct vault_entry *vault_index_find(const struct vault_index *index,
                                           const struct vault_name *name)
{
    size_t at = lower_bound(index, name);
    if (at == index->count || compare(&index->entries[at].name, name) != 0)
        return NULL;
    return &index->entries[at];
}

const struct vault_entry *vault_index_after(const struct vault_index *index,
                                            const struct vault_name *name)
{
    size_t at = lower_bound(index, name);
    if (at < index->count && compare(&index->entries[at].name, name) == 0)
        at++;
    if (at == index->count || memcmp(index->entries[at].name.space, name->space, VAULT_SPACE_BYTES))
        return NULL;
    return &index->entries[at];
}

void vault_index_remove(struct vault_index *index, const struct vault_name *name)
{
    size_t at = lower_bound(index, name);
    ALCOVE_ASSERT(at < index->count && compare(&index->entries[at].name, name) == 0);
    index->count--;
    memmove(&index->entries[at], &index->entries[at + 1],
            (index->count - at) * sizeof index->entries[0]);
}
