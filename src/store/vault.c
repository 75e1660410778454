#include "store/vault.h"

#include <string.h>

#include "base/assert.h"
#include "store/vault_rows.h"
#include "store/vault_scan.h"

/* ---- health ---- */

const struct vault_health *vault_health(const struct vault *vault)
{
    return &vault->health;
}

bool vault_is_whole(const struct vault_health *health)
{
    return health->objects_lost + health->records_lost + health->values_lost == 0 &&
           !health->mixed && !health->head_lost && !health->file_harmed;
}

static bool refuse_harmed(const struct vault_health *health, struct store_error *error)
{
    size_t lost = health->objects_lost + health->records_lost + health->values_lost;
    size_t readable = health->objects + health->records + health->values;
    if (health->mixed)
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "a part of " VAULT_FILE_NAME " is older than the rest; it can be "
                               "read, not changed: put a whole copy of it back, or run alcove "
                               "repair");
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           VAULT_FILE_NAME
                           " is damaged: %zu of %zu things in it are lost; the "
                           "rest can be read, not changed: put a copy of it back, or run "
                           "alcove repair",
                           lost, lost + readable);
}

/* Nothing in it opens: with one thing that did, it would be ours. */
static bool is_foreign(const struct vault_health *health)
{
    return health->head_lost && health->objects + health->records + health->values == 0;
}

/* ---- opening ---- */

static bool fill(struct vault *vault, struct store_error *error)
{
    int code = SQLITE_OK;
    if (vault->file.fresh) {
        vault->head = (struct vault_head){.next_object = 1, .next_record = 1};
        code = vault_head_write(vault);
        if (code == SQLITE_OK)
            code = vault_file_run(&vault->file, VAULT_COMMIT);
        code = code == SQLITE_DONE ? SQLITE_OK : code;
    }
    if (code == SQLITE_OK)
        code = vault_scan(vault);
    if (code != SQLITE_OK)
        return vault_file_error(&vault->file, code, error);
    if (is_foreign(&vault->health))
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "the file " VAULT_FILE_NAME " is of another profile, or damaged as "
                               "a whole; put a copy of the right one back, or run alcove repair");
    /* What was erased just before a crash is still in the log. */
    if (vault->on_disk && vault_is_whole(&vault->health))
        code = vault_file_trust(&vault->file);
    return code == SQLITE_OK || vault_file_error(&vault->file, code, error);
}

bool vault_open(struct vault **out, const struct vault_place *place, struct store_error *error)
{
    store_error_clear(error);
    *out = NULL;
    struct vault *vault = sqlite3_malloc64(sizeof *vault);
    if (vault == NULL)
        return vault_file_error(&(struct vault_file){0}, SQLITE_NOMEM, error);
    *vault = (struct vault){0};
    vault->on_disk = place->folder != NULL && !place->without_trace;
    vault->keys = vault_keys_make(place->key);
    bool opened = vault->keys != NULL ? vault_file_open(&vault->file, place, error)
                                      : vault_file_error(&vault->file, SQLITE_NOMEM, error);
    if (!opened || !fill(vault, error)) {
        vault_close(vault);
        return false;
    }
    *out = vault;
    return true;
}

void vault_close(struct vault *vault)
{
    if (vault == NULL)
        return;
    if (vault->file.db != NULL)
        vault_file_close(&vault->file);
    vault_index_free(&vault->objects);
    vault_index_free(&vault->records);
    vault_keys_free(vault->keys);
    sqlite3_free(vault);
}

/* ---- transactions ---- */

static bool refuse_lost(struct store_error *error)
{
    return store_error_set(error, STORE_ERROR_DISK,
                           VAULT_FILE_NAME " could not be read again after an error; close Alcove, "
                                           "check the disk and start again");
}

bool vault_begin(struct vault *vault, struct store_error *error)
{
    ALCOVE_ASSERT(!vault->open);
    store_error_clear(error);
    if (vault->lost)
        return refuse_lost(error);
    if (!vault_is_whole(&vault->health))
        return refuse_harmed(&vault->health, error);
    int code = vault_file_run(&vault->file, VAULT_BEGIN);
    if (code != SQLITE_DONE)
        return vault_file_error(&vault->file, code, error);
    vault->open = true;
    vault->changed = vault->failed = false;
    return true;
}

void vault_rollback(struct vault *vault)
{
    ALCOVE_ASSERT(vault->open);
    vault->open = false;
    /* SQLite has done it itself after some errors. */
    if (sqlite3_get_autocommit(vault->file.db) == 0 &&
        vault_file_run(&vault->file, VAULT_ROLLBACK) != SQLITE_DONE)
        vault->lost = true;
    else if (vault->changed)
        vault->lost = vault_scan(vault) != SQLITE_OK;
}

bool vault_commit(struct vault *vault, struct store_error *error)
{
    ALCOVE_ASSERT(vault->open && !vault->failed);
    store_error_clear(error);
    int code = SQLITE_OK;
    if (vault->changed) {
        vault->head.generation++;
        code = vault_head_write(vault);
    }
    if (code == SQLITE_OK)
        code = vault_file_run(&vault->file, VAULT_COMMIT);
    if (code == SQLITE_DONE) {
        vault->open = false;
        return true;
    }
    (void)vault_file_error(&vault->file, code, error);
    vault_rollback(vault);
    return false;
}

/* The head counts anew from here. */
static int pack(struct vault *vault)
{
    bool packed = false;
    int code = vault_file_pack(&vault->file, vault->head.written, &packed);
    if (code != SQLITE_OK || !packed)
        return code;
    vault->head.written = 0;
    return vault_head_write(vault);
}

bool vault_checkpoint(struct vault *vault, struct store_error *error)
{
    ALCOVE_ASSERT(!vault->open);
    store_error_clear(error);
    if (vault->lost)
        return refuse_lost(error);
    if (!vault->on_disk || !vault_is_whole(&vault->health))
        return true;
    int code = pack(vault);
    if (code == SQLITE_OK)
        code = vault_file_fold(&vault->file);
    return code == SQLITE_OK || vault_file_error(&vault->file, code, error);
}

/* A change begins; the transaction is marked before anything is done. */
static void change(struct vault *vault, struct store_error *error)
{
    ALCOVE_ASSERT(vault->open && !vault->failed);
    store_error_clear(error);
    vault->changed = true;
    vault->failed = true;
}

/* And ends. */
static bool changed(struct vault *vault, int code, struct store_error *error)
{
    vault->failed = code != SQLITE_OK;
    return code == SQLITE_OK || vault_file_error(&vault->file, code, error);
}

/* ---- reading ---- */

/* The blob without the name in front of it. */
static void hand_over(struct vault_content *content, struct vault_blob *out)
{
    struct vault_blob *blob = &content->blob;
    ALCOVE_ASSERT(content->start <= blob->size);
    blob->size -= content->start;
    memmove(blob->bytes, blob->bytes + content->start, blob->size);
    memset(blob->bytes + blob->size, 0, content->start);
    *out = *blob;
}

static bool give(struct vault *vault, int code, struct vault_content *content,
                 struct vault_blob *out, struct store_error *error)
{
    if (code == SQLITE_NOTFOUND)
        return store_error_set(error, STORE_ERROR_MISSING, "there is no such thing stored");
    if (code != SQLITE_OK)
        return vault_file_error(&vault->file, code, error);
    hand_over(content, out);
    return true;
}

bool vault_get(struct vault *vault, const struct vault_name *name, struct vault_blob *out,
               struct store_error *error)
{
    store_error_clear(error);
    *out = (struct vault_blob){0};
    if (vault->lost)
        return refuse_lost(error);
    struct vault_content content = {0};
    const struct vault_entry *entry = vault_index_find(&vault->objects, name);
    int code = entry == NULL ? SQLITE_NOTFOUND : vault_object_read(vault, entry->row, &content);
    return give(vault, code, &content, out, error);
}

bool vault_next(const struct vault *vault, const struct vault_name *after, struct vault_name *next)
{
    const struct vault_entry *entry = vault_index_after(&vault->objects, after);
    if (entry != NULL)
        *next = entry->name;
    return entry != NULL;
}

static struct vault_name record_name(const uint8_t space[VAULT_SPACE_BYTES], uint64_t number)
{
    struct vault_name name = {.id = number};
    memcpy(name.space, space, sizeof name.space);
    return name;
}

bool vault_tail_next(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], uint64_t *number,
                     struct vault_blob *out, struct store_error *error)
{
    store_error_clear(error);
    *out = (struct vault_blob){0};
    if (vault->lost)
        return refuse_lost(error);
    struct vault_content content;
    const struct vault_name name = record_name(space, *number);
    const struct vault_entry *entry = vault_index_after(&vault->records, &name);
    if (entry == NULL)
        return false;
    if (!give(vault, vault_record_read(vault, entry->row, &content), &content, out, error))
        return false;
    *number = entry->name.id;
    return true;
}

bool vault_value_get(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], const char *name,
                     struct vault_blob *out, struct store_error *error)
{
    store_error_clear(error);
    *out = (struct vault_blob){0};
    if (vault->lost)
        return refuse_lost(error);
    struct vault_content content;
    const struct vault_row row = vault_value_row(vault, space, name);
    return give(vault, vault_value_read(vault, &row, &content), &content, out, error);
}

/* ---- changing ---- */

bool vault_put(struct vault *vault, const struct vault_name *name, struct vault_span blob,
               struct store_error *error)
{
    ALCOVE_ASSERT(name->kind != 0 && name->id < VAULT_OBJECT_ID_LIMIT);
    ALCOVE_ASSERT(blob.size <= VAULT_BLOB_BYTES_MAX);
    change(vault, error);
    struct vault_entry entry = {.name = *name};
    const struct vault_entry *old = vault_index_find(&vault->objects, name);
    if (old == NULL && !vault_index_reserve(&vault->objects))
        return changed(vault, SQLITE_NOMEM, error);
    int code = vault_object_write(vault, name, blob, old == NULL ? 0 : old->row, &entry.row);
    if (code == SQLITE_OK && old == NULL) {
        bool inserted = vault_index_insert(&vault->objects, &entry);
        ALCOVE_ASSERT(inserted);
    }
    return changed(vault, code, error);
}

bool vault_erase(struct vault *vault, const struct vault_name *name, struct store_error *error)
{
    change(vault, error);
    const struct vault_entry *entry = vault_index_find(&vault->objects, name);
    int code = entry == NULL ? SQLITE_OK : vault_object_delete(vault, entry->row);
    if (code == SQLITE_OK && entry != NULL)
        vault_index_remove(&vault->objects, name);
    return changed(vault, code, error);
}

bool vault_tail_append(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                       struct vault_span record, uint64_t *number, struct store_error *error)
{
    ALCOVE_ASSERT(record.size <= VAULT_BLOB_BYTES_MAX);
    change(vault, error);
    *number = 0;
    struct vault_entry entry = {0};
    if (!vault_index_reserve(&vault->records))
        return changed(vault, SQLITE_NOMEM, error);
    int code = vault_record_write(vault, space, record, &entry.row);
    if (code == SQLITE_OK) {
        entry.name = record_name(space, (uint64_t)entry.row);
        bool inserted = vault_index_insert(&vault->records, &entry);
        ALCOVE_ASSERT(inserted);
        *number = entry.name.id;
    }
    return changed(vault, code, error);
}

bool vault_tail_drop(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], uint64_t up_to,
                     struct store_error *error)
{
    change(vault, error);
    const struct vault_name start = record_name(space, 0);
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        const struct vault_entry *entry = vault_index_after(&vault->records, &start);
        if (entry == NULL || entry->name.id > up_to)
            break;
        const struct vault_name name = entry->name;
        code = vault_record_delete(vault, entry->row);
        if (code == SQLITE_OK)
            vault_index_remove(&vault->records, &name);
    }
    return changed(vault, code, error);
}

bool vault_value_put(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], const char *name,
                     struct vault_span value, struct store_error *error)
{
    ALCOVE_ASSERT(value.size <= VAULT_BLOB_BYTES_MAX);
    change(vault, error);
    const struct vault_row row = vault_value_row(vault, space, name);
    return changed(vault, vault_value_write(vault, &row, value), error);
}
