/* Batches of a book, on their way to the vault. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ledger.h"
#include "base/assert.h"
#include "records/batch.h"

void ledger_batches_free(struct ledger_batches *batches)
{
    if (batches->bytes != NULL)
        sodium_memzero(batches->bytes, batches->room);
    free(batches->bytes);
    if (batches->changes != NULL)
        sodium_memzero(batches->changes, batches->changes_size);
    free(batches->changes);
    free(batches->places);
    free(batches->sizes);
    memset(batches, 0, sizeof *batches);
}

/* `list` with room for one more; NULL without memory, and it stays. */
static void *grown(void *list, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return list;
    size_t wanted = *room > 0 ? 2 * *room : 8;
    void *bigger = realloc(list, wanted * each);
    if (bigger != NULL)
        *room = wanted;
    return bigger;
}

static bool reserve(struct ledger_batches *batches, size_t size)
{
    size_t places_room = batches->places_room;
    size_t sizes_room = batches->places_room;
    void *places = grown(batches->places, batches->count, &places_room, sizeof *batches->places);
    if (places != NULL)
        batches->places = places;
    void *sizes = grown(batches->sizes, batches->count, &sizes_room, sizeof *batches->sizes);
    if (sizes != NULL)
        batches->sizes = sizes;
    if (places == NULL || sizes == NULL)
        return false;
    batches->places_room = places_room;
    if (batches->size + size <= batches->room)
        return true;
    size_t room = 2 * (batches->size + size);
    uint8_t *bytes = malloc(room);
    if (bytes == NULL)
        return false;
    if (batches->size > 0)
        memcpy(bytes, batches->bytes, batches->size);
    if (batches->bytes != NULL)
        sodium_memzero(batches->bytes, batches->room);
    free(batches->bytes);
    batches->bytes = bytes;
    batches->room = room;
    return true;
}

/* What others changed is kept with the batches that did; a list that finds no memory now is kept
 * with the next ones. */
static bool end_gathering(struct ledger_book *book, struct ledger_batches *out)
{
    uint8_t own = space_config(book->space)->own_device;
    for (size_t i = 0; i < out->count; i++) {
        book->changes_are_new = book->changes_are_new || out->places[i].device != own;
        book->undo_is_new = true; /* it stands over the text of notes as it is now */
    }
    if (!book->changes_are_new || out->count == 0)
        return true;
    out->changes = changes_encode(book->changes, &out->changes_size);
    book->changes_are_new = out->changes == NULL;
    return true;
}

bool ledger_gather(struct ledger_book *book, struct ledger_batches *out)
{
    const uint8_t *bytes;
    size_t size;
    memset(out, 0, sizeof *out);
    memcpy(out->space, space_config(book->space)->id, SPACE_ID_BYTES);
    /* Room first: a batch is given once. */
    while (reserve(out, BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES)) {
        bytes = space_next_to_keep(book->space, &size);
        if (bytes == NULL)
            return end_gathering(book, out);
        struct ledger_place *place = &out->places[out->count];
        bool known = batch_peek(bytes, size, &place->device, &place->sequence);
        ALCOVE_ASSERT(known && size <= BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES);
        memcpy(out->bytes + out->size, bytes, size);
        out->sizes[out->count++] = size;
        out->size += size;
    }
    return out->count > 0 && end_gathering(book, out);
}

static bool put_batches(struct ledger_batches *batches, struct vault *vault,
                        struct store_error *error)
{
    size_t at = 0;
    bool good = true;
    for (size_t i = 0; i < batches->count && good; i++) {
        const struct vault_span record = {batches->bytes + at, batches->sizes[i]};
        good = vault_tail_append(vault, batches->space, record, &batches->places[i].number, error);
        at += batches->sizes[i];
    }
    return good;
}

bool ledger_append(struct ledger_batches *batches, struct vault *vault, struct store_error *error)
{
    if (!vault_begin(vault, error))
        return false;
    bool good = put_batches(batches, vault, error);
    if (good && batches->changes != NULL) {
        const struct vault_span value = {batches->changes, batches->changes_size};
        good = vault_value_put(vault, batches->space, LEDGER_CHANGES_VALUE, value, error);
    }
    if (good && vault_commit(vault, error))
        return true;
    vault_rollback(vault);
    return false;
}
