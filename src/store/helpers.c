#include "store/helpers.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

static const struct folder_file helpers_file = {"helpers", {'H', 'L', 'P', 'S'}, 1};

/* id 4, and what a helper link says at most */
#define HELPER_BYTES_MAX (4 + PACKED_BYTES_MAX)
#define FILE_BYTES_MAX   (6 + HELPERS_MAX * HELPER_BYTES_MAX)

static bool helpers_save(const struct helpers *helpers, struct store_error *error)
{
    ALCOVE_ASSERT(helpers->folder != NULL && helpers->count <= HELPERS_MAX);
    uint8_t bytes[FILE_BYTES_MAX];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    byte_write_u32(&w, helpers->next_id);
    byte_write_u16(&w, (uint16_t)helpers->count);
    for (size_t i = 0; i < helpers->count; i++) {
        byte_write_u32(&w, helpers->list[i].id);
        helper_link_write(&helpers->list[i].link, &w);
    }
    ALCOVE_ASSERT(!w.failed);
    bool saved = folder_write(helpers->folder, &helpers_file, bytes, w.size, error);
    sodium_memzero(bytes, sizeof bytes);
    return saved;
}

static bool helpers_read(struct helpers *helpers, struct byte_reader *r)
{
    uint32_t last = 0;
    helpers->next_id = byte_read_u32(r);
    size_t count = byte_read_u16(r);
    if (r->failed || count > HELPERS_MAX || helpers->next_id == 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct known_helper *helper = &helpers->list[i];
        helper->id = byte_read_u32(r);
        if (helper->id <= last || helper->id >= helpers->next_id ||
            !helper_link_read(r, &helper->link))
            return false;
        last = helper->id;
        helpers->count++;
    }
    return byte_reader_left(r) == 0;
}

bool helpers_open(struct helpers *helpers, const struct folder *folder, struct store_error *error)
{
    uint8_t *bytes;
    size_t size;
    memset(helpers, 0, sizeof *helpers);
    helpers->next_id = 1;
    if (!folder_read(folder, &helpers_file, &bytes, &size, error)) {
        if (error->kind != STORE_ERROR_MISSING)
            return false;
        store_error_clear(error);
        helpers->folder = folder;
        return true;
    }
    struct byte_reader r = byte_reader_over(bytes, size);
    bool good = helpers_read(helpers, &r);
    folder_free(bytes, size);
    if (!good) {
        helpers_close(helpers);
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "the file helpers in %.70s is damaged; move it away, and add your "
                               "helpers again",
                               folder->path);
    }
    helpers->folder = folder;
    return true;
}

void helpers_close(struct helpers *helpers)
{
    sodium_memzero(helpers, sizeof *helpers);
}

/* ---- changing: the new list is built aside, stored, and then taken over ---- */

static bool helpers_commit(struct helpers *helpers, struct helpers *next, struct store_error *error)
{
    bool saved = helpers_save(next, error);
    if (saved)
        *helpers = *next;
    sodium_memzero(next, sizeof *next);
    return saved;
}

bool helpers_add(struct helpers *helpers, const struct helper_link *link, uint32_t *id,
                 struct store_error *error)
{
    ALCOVE_ASSERT(helpers->folder != NULL);
    struct helpers next = *helpers;
    size_t place = 0;
    while (place < next.count &&
           sodium_memcmp(next.list[place].link.secret, link->secret, sizeof link->secret) != 0)
        place++;
    if (place == HELPERS_MAX || next.next_id == UINT32_MAX) {
        sodium_memzero(&next, sizeof next);
        return store_error_set(error, STORE_ERROR_FULL,
                               "%d helpers are known, which is all there can be; remove one",
                               HELPERS_MAX);
    }
    if (place == next.count) {
        next.list[place].id = next.next_id++;
        next.count++;
    }
    next.list[place].link = *link;
    uint32_t given = next.list[place].id;
    if (!helpers_commit(helpers, &next, error))
        return false;
    *id = given;
    return true;
}

bool helpers_remove(struct helpers *helpers, uint32_t id, struct store_error *error)
{
    ALCOVE_ASSERT(helpers->folder != NULL);
    struct helpers next = {.folder = helpers->folder, .next_id = helpers->next_id};
    for (size_t i = 0; i < helpers->count; i++) {
        if (helpers->list[i].id != id)
            next.list[next.count++] = helpers->list[i];
    }
    if (next.count == helpers->count) {
        sodium_memzero(&next, sizeof next);
        return store_error_set(error, STORE_ERROR_INVALID,
                               "there is no helper %u; see `alcove helpers list`", (unsigned)id);
    }
    return helpers_commit(helpers, &next, error);
}
