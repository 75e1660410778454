#include "store/packs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

static const struct folder_file packs_file = {"measures", {'M', 'E', 'A', 'S'}, 1};

/* count 1, then for each: size 4, the pack */
#define FILE_BYTES_MAX (1 + PACKS_MAX * (4 + PACK_BYTES_MAX))

static bool save(const struct packs *packs, struct store_error *error)
{
    uint8_t *bytes = malloc(FILE_BYTES_MAX);
    if (bytes == NULL)
        return store_error_from_errno(error, ENOMEM, packs_file.name);
    struct byte_writer w = byte_writer_over(bytes, FILE_BYTES_MAX);
    byte_write_u8(&w, (uint8_t)packs->count);
    for (size_t i = 0; i < packs->count; i++) {
        byte_write_u32(&w, (uint32_t)packs->list[i].size);
        byte_write_bytes(&w, packs->list[i].bytes, packs->list[i].size);
    }
    ALCOVE_ASSERT(!w.failed);
    bool saved = folder_write(packs->folder, &packs_file, bytes, w.size, error);
    free(bytes);
    return saved;
}

static uint8_t *copy_of(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size);
    if (copy != NULL)
        memcpy(copy, bytes, size);
    return copy;
}

static bool read_all(struct packs *packs, struct byte_reader *r)
{
    size_t count = byte_read_u8(r);
    if (r->failed || count > PACKS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t size = byte_read_u32(r);
        const uint8_t *bytes = size <= PACK_BYTES_MAX ? byte_read_span(r, size) : NULL;
        if (bytes == NULL || size == 0)
            return false;
        struct pack pack = {copy_of(bytes, size), size};
        if (pack.bytes == NULL)
            return false;
        packs->list[packs->count++] = pack;
    }
    return byte_reader_left(r) == 0;
}

bool packs_open(struct packs *packs, const struct folder *folder, struct store_error *error)
{
    uint8_t *bytes;
    size_t size;
    *packs = (struct packs){.folder = folder};
    if (!folder_read(folder, &packs_file, &bytes, &size, error)) {
        bool missing = error->kind == STORE_ERROR_MISSING;
        if (missing)
            store_error_clear(error);
        return missing;
    }
    struct byte_reader r = byte_reader_over(bytes, size);
    bool good = read_all(packs, &r);
    folder_free(bytes, size);
    if (good)
        return true;
    packs_close(packs);
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           "the file measures in %.70s is damaged; move it away, and import your "
                           "questionnaires again",
                           folder->path);
}

void packs_close(struct packs *packs)
{
    for (size_t i = 0; i < packs->count; i++)
        free(packs->list[i].bytes);
    *packs = (struct packs){0};
}

bool packs_put(struct packs *packs, size_t at, const uint8_t *bytes, size_t size,
               struct store_error *error)
{
    struct packs next = *packs;
    ALCOVE_ASSERT(at <= packs->count && size > 0 && size <= PACK_BYTES_MAX);
    if (at == PACKS_MAX)
        return store_error_set(error, STORE_ERROR_FULL,
                               "%d questionnaires are here, which is all there can be", PACKS_MAX);
    next.list[at] = (struct pack){copy_of(bytes, size), size};
    next.count += at == packs->count;
    if (next.list[at].bytes == NULL)
        return store_error_from_errno(error, ENOMEM, packs_file.name);
    if (!save(&next, error)) {
        free(next.list[at].bytes);
        return false;
    }
    if (at < packs->count)
        free(packs->list[at].bytes);
    *packs = next;
    return true;
}
