#include "app/ledger.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/hour_shelf.h"
#include "base/assert.h"
#include "records/batch.h"
#include "session/heap.h"

/* Values in the vault, of each space. */
#define SYNC_VALUE "sync"
#define UNDO_VALUE "undo"
/* After a crash the tail holds what was never folded; so many records are read again each time. */
#define TAIL_LONG 32

void ledger_configure(const uint8_t own_public[32], const uint8_t other_public[32],
                      struct space_config *out)
{
    static const uint8_t label[] = "alcove space of two";
    crypto_generichash_state state;
    bool first = memcmp(own_public, other_public, 32) < 0;
    int failed = crypto_generichash_init(&state, NULL, 0, SPACE_ID_BYTES);
    failed |= crypto_generichash_update(&state, label, sizeof label);
    failed |= crypto_generichash_update(&state, first ? own_public : other_public, 32);
    failed |= crypto_generichash_update(&state, first ? other_public : own_public, 32);
    *out = (struct space_config){.member_count = 2, .device_count = 2, .own_device = !first};
    out->member_of[1] = 1;
    failed |= crypto_generichash_final(&state, out->id, SPACE_ID_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

void ledger_configure_private(const uint8_t own_public[32], struct space_config *out)
{
    static const uint8_t label[] = "alcove space of one";
    crypto_generichash_state state;
    *out = (struct space_config){.member_count = 1, .device_count = 1};
    int failed = crypto_generichash_init(&state, NULL, 0, SPACE_ID_BYTES);
    failed |= crypto_generichash_update(&state, label, sizeof label);
    failed |= crypto_generichash_update(&state, own_public, 32);
    failed |= crypto_generichash_final(&state, out->id, SPACE_ID_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

/* ---- what lies in the tail ---- */

static bool note_place(struct ledger_book *book, const struct ledger_place *place)
{
    if (book->tail_count == book->tail_room) {
        size_t room = book->tail_room > 0 ? 2 * book->tail_room : 8;
        void *tail = realloc(book->tail, room * sizeof *book->tail);
        if (tail == NULL)
            return false;
        book->tail = tail;
        book->tail_room = room;
    }
    book->tail[book->tail_count++] = *place;
    return true;
}

bool ledger_note_kept(struct ledger_book *book, const struct ledger_batches *batches)
{
    book->wants_folding = book->wants_folding || batches->count > 0;
    for (size_t i = 0; i < batches->count; i++) {
        if (!note_place(book, &batches->places[i]))
            return false;
    }
    return true;
}

void ledger_look(struct ledger_book *book)
{
    changes_look(book->changes, NULL, calendar_minute_now());
    book->changes_are_new = book->wants_folding = true;
}

enum space_write ledger_publish(struct ledger_book *book)
{
    const struct space_publication publication = {.minute = calendar_minute_now()};
    enum space_write written = SPACE_WRITTEN;
    while (written == SPACE_WRITTEN && space_has_draft(book->space)) {
        const uint8_t *bytes;
        size_t size;
        /* Without memory this one cannot be taken back. */
        if (!book->is_undoing)
            (void)undo_remember(book->undo, book->space, publication.minute);
        book->undo_is_new = true;
        written = space_publish(book->space, &publication, &bytes, &size);
    }
    return written;
}

bool ledger_keep(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    struct ledger_batches batches;
    if (!ledger_gather(book, &batches)) {
        ledger_batches_free(&batches);
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    }
    bool kept = batches.count == 0 || ledger_append(&batches, vault, error);
    if (kept)
        (void)ledger_note_kept(book, &batches);
    ledger_batches_free(&batches);
    return kept;
}

/* ---- folding ---- */

static struct vault_name name_of(const struct space *space, struct space_bucket bucket)
{
    struct vault_name name = {.kind = bucket.kind, .id = bucket.id};
    memcpy(name.space, space_config(space)->id, sizeof name.space);
    return name;
}

static bool put_changed(struct ledger_book *book, struct space_keeping *keeping,
                        struct vault *vault, struct store_error *error)
{
    for (;;) {
        struct space_kept kept;
        enum space_keep what = space_keeping_next(keeping, &kept);
        if (what == SPACE_KEEP_DONE)
            return true;
        if (what == SPACE_KEEP_NO_MEMORY)
            return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
        const struct vault_name name = name_of(book->space, kept.bucket);
        const struct vault_span blob = {kept.bytes, kept.size};
        bool done = what == SPACE_KEEP_PUT ? vault_put(vault, &name, blob, error)
                                           : vault_erase(vault, &name, error);
        if (!done)
            return false;
    }
}

/* Records from the beginning of the tail that everybody holds. */
static size_t count_settled(const struct ledger_book *book)
{
    size_t count = 0;
    size_t size;
    while (count < book->tail_count && space_batch(book->space, book->tail[count].device,
                                                   book->tail[count].sequence, &size) == NULL)
        count++;
    return count;
}

static bool drop_tail(const struct ledger_book *book, size_t settled, struct vault *vault,
                      struct store_error *error)
{
    return settled == 0 || vault_tail_drop(vault, space_config(book->space)->id,
                                           book->tail[settled - 1].number, error);
}

static bool put_changes(const struct ledger_book *book, struct vault *vault,
                        struct store_error *error)
{
    size_t size;
    changes_tidy(book->changes, book->space, calendar_minute_now());
    if (!book->changes_are_new)
        return true;
    uint8_t *bytes = changes_encode(book->changes, &size);
    if (bytes == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    const struct vault_span value = {bytes, size};
    bool put =
        vault_value_put(vault, space_config(book->space)->id, LEDGER_CHANGES_VALUE, value, error);
    sodium_memzero(bytes, size);
    free(bytes);
    return put;
}

static bool put_undo(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    struct object_id any;
    struct vault_span value = {0};
    uint8_t *bytes = NULL;
    if (book->undo == NULL)
        return true; /* of a backup: it has none */
    bool is_new = undo_tidy(book->undo, book->space, calendar_minute_now()) || book->undo_is_new;
    if (!is_new)
        return true;
    if (undo_newest(book->undo, &any)) {
        bytes = undo_encode(book->undo, book->space, &value.size);
        if (bytes == NULL)
            return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    }
    value.bytes = bytes;
    bool put = vault_value_put(vault, space_config(book->space)->id, UNDO_VALUE, value, error);
    if (bytes != NULL)
        sodium_memzero(bytes, value.size);
    free(bytes);
    return put;
}

/* What cannot be read cannot be taken back, and that is all. */
static void load_undo(struct ledger_book *book, struct vault *vault)
{
    struct store_error error;
    struct vault_blob blob;
    if (vault_value_get(vault, space_config(book->space)->id, UNDO_VALUE, &blob, &error)) {
        (void)undo_decode(book->space, blob.bytes, blob.size, &book->undo);
        vault_blob_free(&blob);
    }
    if (book->undo == NULL)
        book->undo = undo_create(&heap_memory);
    if (book->undo != NULL && undo_tidy(book->undo, book->space, calendar_minute_now()))
        book->undo_is_new = book->wants_folding = true;
}

static bool load_changes(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    struct vault_blob blob;
    enum space_load load = SPACE_LOADED;
    if (vault_value_get(vault, space_config(book->space)->id, LEDGER_CHANGES_VALUE, &blob, error)) {
        load = changes_decode(&heap_memory, blob.bytes, blob.size, &book->changes);
        vault_blob_free(&blob);
    } else if (error->kind != STORE_ERROR_MISSING) {
        return false;
    }
    store_error_clear(error);
    /* What one has not seen yet is still in the space: a list that is harmed is begun anew. */
    if (book->changes == NULL && load != SPACE_LOAD_NO_MEMORY)
        book->changes = changes_create(&heap_memory);
    if (book->changes == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to read it");
    space_listen(book->space, changes_listener(book->changes));
    return true;
}

static bool put_sync(const struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    uint8_t bytes[SYNC_MEMORY_BYTES];
    sync_memory_encode(&book->sync, bytes);
    const struct vault_span value = {bytes, sizeof bytes};
    return vault_value_put(vault, space_config(book->space)->id, SYNC_VALUE, value, error);
}

/* What was lost of it costs a few bytes at the next meeting. */
static void load_sync(struct ledger_book *book, struct vault *vault)
{
    struct store_error error;
    struct vault_blob blob;
    if (!vault_value_get(vault, space_config(book->space)->id, SYNC_VALUE, &blob, &error))
        return;
    (void)sync_memory_decode(blob.bytes, blob.size, &book->sync);
    vault_blob_free(&blob);
}

/* In the transaction that is open: all but the tail. */
static bool put_all(struct ledger_book *book, struct space_keeping *keeping, struct vault *vault,
                    struct store_error *error)
{
    return put_changed(book, keeping, vault, error) && put_sync(book, vault, error) &&
           put_changes(book, vault, error) && put_undo(book, vault, error);
}

bool ledger_fold(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    if (!book->wants_folding)
        return true;
    (void)space_settle(book->space);
    size_t settled = count_settled(book);
    struct space_keeping *keeping = space_keeping_begin(book->file, book->space);
    if (keeping == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    bool begun = vault_begin(vault, error);
    bool folded = begun && put_all(book, keeping, vault, error) &&
                  drop_tail(book, settled, vault, error) && vault_commit(vault, error);
    if (begun && !folded)
        vault_rollback(vault);
    space_keeping_end(keeping, folded);
    if (!folded)
        return false;
    book->changes_are_new = book->undo_is_new = book->wants_folding = false;
    book->tail_count -= settled;
    if (settled > 0)
        memmove(book->tail, book->tail + settled, book->tail_count * sizeof *book->tail);
    return vault_checkpoint(vault, error);
}

/* ---- opening ---- */

/* Where a space is read from. */
struct source {
    struct vault *vault;
    const struct vault_name *head;
    const struct person *person;
    bool goes_without; /* what is lost of it */
};

static bool complain_of_load(enum space_load load, const struct person *person,
                             struct store_error *error)
{
    const char *name = person != NULL ? person->name : "nobody";
    switch (load) {
    case SPACE_LOADED:
        return true;
    case SPACE_LOAD_NO_MEMORY:
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to read it");
    case SPACE_LOAD_NEWER:
        return store_error_set(error, STORE_ERROR_NEWER,
                               "what you share with %.70s was written by a newer Alcove; update "
                               "this one",
                               name);
    case SPACE_LOAD_DAMAGED:
        break;
    }
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           "what you share with %.70s cannot be read: it is damaged", name);
}

static bool load_objects(struct space_loading *loading, const struct source *source,
                         struct store_error *error)
{
    struct vault_name name = *source->head;
    name.kind = 0;
    name.id = 0;
    while (vault_next(source->vault, &name, &name)) {
        struct vault_blob blob;
        if (name.kind == SPACE_BUCKET_HEAD)
            continue;
        if (!vault_get(source->vault, &name, &blob, error))
            return false;
        const struct space_bucket bucket = {name.kind, name.id};
        enum space_load load = space_loading_put(loading, bucket, blob.bytes, blob.size);
        vault_blob_free(&blob);
        if (load != SPACE_LOADED)
            return complain_of_load(load, source->person, error);
    }
    return true;
}

static bool load_tail(struct ledger_book *book, struct space_loading *loading,
                      const struct source *source, struct store_error *error)
{
    struct vault_blob blob;
    struct ledger_place place = {0};
    while (vault_tail_next(source->vault, source->head->space, &place.number, &blob, error)) {
        bool known = batch_peek(blob.bytes, blob.size, &place.device, &place.sequence);
        enum space_load load =
            known ? space_loading_batch(loading, blob.bytes, blob.size) : SPACE_LOAD_DAMAGED;
        vault_blob_free(&blob);
        if (load == SPACE_LOADED && !note_place(book, &place))
            load = SPACE_LOAD_NO_MEMORY;
        if (load != SPACE_LOADED)
            return store_error_set(error, STORE_ERROR_DAMAGED,
                                   "the last changes that you share cannot be read");
    }
    return error->kind == STORE_ERROR_NONE;
}

static bool load(struct ledger_book *book, const struct source *source,
                 const struct vault_blob *head, struct store_error *error)
{
    struct space_loading *loading = NULL;
    enum space_load load = space_loading_begin(&heap_memory, head->bytes, head->size, &loading);
    bool loaded =
        complain_of_load(load, source->person, error) && load_objects(loading, source, error);
    if (loaded && source->goes_without)
        space_loading_go_without(loading);
    if (!loaded || !load_tail(book, loading, source, error)) {
        space_loading_free(loading);
        return false;
    }
    load = space_loading_end(loading, &book->space, &book->file);
    return complain_of_load(load, source->person, error);
}

static bool begin(struct ledger_book *book, const struct space_config *config, struct vault *vault,
                  struct store_error *error)
{
    store_error_clear(error);
    book->space = space_create(config, &heap_memory);
    book->file = space_file_create(&heap_memory);
    book->changes = changes_create(&heap_memory);
    if (book->space == NULL || book->file == NULL || book->changes == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to begin it");
    space_listen(book->space, changes_listener(book->changes));
    book->wants_folding = true;
    return ledger_fold(book, vault, error);
}

static void configure(const uint8_t own_public[32], const struct person *person,
                      struct space_config *out)
{
    if (person != NULL)
        ledger_configure(own_public, person->remote_static, out);
    else
        ledger_configure_private(own_public, out);
}

/* All but the space, which is there; after false the book is closed. */
static bool open_rest(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    load_sync(book, vault);
    load_undo(book, vault);
    if (book->undo != NULL)
        return true;
    ledger_close(book);
    return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to read it");
}

/* What the vault holds, with an error MISSING where that is nothing. */
static bool open_source(struct ledger_book *book, const struct source *source,
                        struct store_error *error)
{
    struct vault_blob blob;
    if (!vault_get(source->vault, source->head, &blob, error))
        return false;
    bool opened = load(book, source, &blob, error) && load_changes(book, source->vault, error);
    book->wants_folding = book->tail_count > TAIL_LONG;
    vault_blob_free(&blob);
    return opened;
}

bool ledger_open(struct ledger_book *book, struct vault *vault, const uint8_t own_public[32],
                 const struct person *person, struct store_error *error)
{
    struct space_config config;
    struct vault_name head = {.kind = SPACE_BUCKET_HEAD};
    const struct source source = {.vault = vault, .head = &head, .person = person};
    memset(book, 0, sizeof *book);
    store_error_clear(error);
    configure(own_public, person, &config);
    memcpy(head.space, config.id, sizeof head.space);
    if (open_source(book, &source, error) ||
        (error->kind == STORE_ERROR_MISSING && begin(book, &config, vault, error)))
        return open_rest(book, vault, error);
    ledger_close(book);
    return false;
}

bool ledger_open_harmed(struct ledger_book *book, struct vault *vault, const uint8_t own_public[32],
                        struct store_error *error)
{
    struct space_config config;
    struct vault_name head = {.kind = SPACE_BUCKET_HEAD};
    const struct source source = {.vault = vault, .head = &head, .goes_without = true};
    memset(book, 0, sizeof *book);
    configure(own_public, NULL, &config);
    memcpy(head.space, config.id, sizeof head.space);
    if (open_source(book, &source, error))
        return open_rest(book, vault, error);
    ledger_close(book);
    return false;
}

void ledger_close(struct ledger_book *book)
{
    space_free(book->space);
    space_file_free(book->file);
    changes_free(book->changes);
    undo_free(book->undo);
    free(book->tail);
    memset(book, 0, sizeof *book);
}

/* ---- forgetting ---- */

static bool erase_objects(struct vault *vault, struct vault_name *name, struct store_error *error)
{
    const struct vault_name before = *name;
    while (vault_next(vault, &before, name)) {
        if (!vault_erase(vault, name, error))
            return false;
    }
    return vault_tail_drop(vault, before.space, UINT64_MAX, error) &&
           vault_value_put(vault, before.space, SYNC_VALUE, (struct vault_span){0}, error) &&
           vault_value_put(vault, before.space, UNDO_VALUE, (struct vault_span){0}, error) &&
           vault_value_put(vault, before.space, LEDGER_CHANGES_VALUE, (struct vault_span){0},
                           error);
}

bool ledger_forget(struct vault *vault, const uint8_t own_public[32], const struct person *person,
                   struct store_error *error)
{
    struct space_config config;
    struct vault_name name = {0};
    ledger_configure(own_public, person->remote_static, &config);
    memcpy(name.space, config.id, sizeof name.space);
    if (!vault_begin(vault, error))
        return false;
    if (erase_objects(vault, &name, error) &&
        vault_value_put(vault, config.id, HOUR_SHELF_VALUE, (struct vault_span){0}, error) &&
        vault_commit(vault, error))
        return vault_checkpoint(vault, error);
    vault_rollback(vault);
    return false;
}

/* ---- in the place of all of it ---- */

bool ledger_has(const struct vault *vault, const uint8_t space[SPACE_ID_BYTES])
{
    struct vault_name name = {.kind = SPACE_BUCKET_HEAD - 1, .id = VAULT_OBJECT_ID_LIMIT - 1};
    memcpy(name.space, space, sizeof name.space);
    return vault_next(vault, &name, &name) && name.kind == SPACE_BUCKET_HEAD;
}

static bool put_record(struct ledger_book *book, struct ledger_place place, struct vault *vault,
                       struct store_error *error)
{
    struct vault_span record;
    record.bytes = space_batch(book->space, place.device, place.sequence, &record.size);
    if (record.bytes == NULL)
        return true; /* settled */
    if (!vault_tail_append(vault, space_config(book->space)->id, record, &place.number, error))
        return false;
    return note_place(book, &place) ||
           store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
}

/* All that it holds and that is not settled, device after device. */
static bool put_tail(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    uint32_t vector[SPACE_DEVICES_MAX];
    space_vector(book->space, vector);
    book->tail_count = 0;
    for (uint8_t device = 0; device < space_config(book->space)->device_count; device++) {
        for (uint32_t sequence = 1; sequence <= vector[device]; sequence++) {
            const struct ledger_place place = {.sequence = sequence, .device = device};
            if (!put_record(book, place, vault, error))
                return false;
        }
    }
    return true;
}

bool ledger_replace(struct ledger_book *book, struct vault *vault, struct store_error *error)
{
    size_t size;
    struct vault_name name = {0};
    memcpy(name.space, space_config(book->space)->id, sizeof name.space);
    while (space_next_to_keep(book->space, &size) != NULL)
        continue; /* they go into the tail, as all others */
    space_file_free(book->file);
    book->file = space_file_create(&heap_memory);
    struct space_keeping *keeping =
        book->file != NULL ? space_keeping_begin(book->file, book->space) : NULL;
    if (keeping == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    book->changes_are_new = book->undo_is_new = true;
    bool begun = vault_begin(vault, error);
    bool done = begun && erase_objects(vault, &name, error) && put_tail(book, vault, error) &&
                put_all(book, keeping, vault, error) && vault_commit(vault, error);
    if (begun && !done)
        vault_rollback(vault);
    space_keeping_end(keeping, done);
    if (!done)
        return false;
    book->changes_are_new = book->undo_is_new = book->wants_folding = false;
    return vault_checkpoint(vault, error);
}
