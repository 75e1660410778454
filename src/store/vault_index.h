/* Where the objects and records of an open vault lie: their row by name, or their space by row.
 * Only in memory; the file does not tell. Used by the vault alone. */
#ifndef ALCOVE_STORE_VAULT_INDEX_H
#define ALCOVE_STORE_VAULT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/vault.h"

struct vault_entry {
    struct vault_name name; /* of a record: its space, kind 0, and its row as the id */
    int64_t row;
};

/* Entries in the order of their names. */
struct vault_index {
    struct vault_entry *entries;
    size_t count, capacity;
};

void vault_index_free(struct vault_index *index);
/* Room for one more without an allocation; false without memory, and nothing is changed. */
bool vault_index_reserve(struct vault_index *index);
/* After a reserve. False if the name is there already; nothing is changed then. */
bool vault_index_insert(struct vault_index *index, const struct vault_entry *entry);
/* NULL if there is none. Borrowed until the index changes. */
const struct vault_entry *vault_index_find(const struct vault_index *index,
                                           const struct vault_name *name);
/* The first behind the name, whether that is there or not; NULL at the end of its space. */
const struct vault_entry *vault_index_after(const struct vault_index *index,
                                            const struct vault_name *name);
/* Asserts that it is there. */
void vault_index_remove(struct vault_index *index, const struct vault_name *name);

#endif
