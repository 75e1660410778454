#include "app/backup_contents.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define VERSION 1

const char *const backup_named_files[BACKUP_NAMED_FILES] = {"identity", "settings", "people",
                                                            "helpers", "measures"};

enum item { ITEM_FILE = 1, ITEM_SPACE = 2 };

/* ---- writing ---- */

/* Old blocks are wiped, which realloc would not do. */
static bool reserve(struct backup_writing *writing, size_t more)
{
    if (writing->failed || more > BACKUP_BYTES_MAX - writing->bytes.size) {
        writing->failed = true;
        return false;
    }
    size_t wanted = writing->bytes.size + more;
    if (wanted <= writing->room)
        return true;
    size_t room = wanted < BACKUP_BYTES_MAX / 2 ? 2 * wanted : BACKUP_BYTES_MAX;
    uint8_t *bytes = malloc(room);
    if (bytes == NULL) {
        writing->failed = true;
        return false;
    }
    if (writing->bytes.size > 0) {
        memcpy(bytes, writing->bytes.bytes, writing->bytes.size);
        sodium_memzero(writing->bytes.bytes, writing->bytes.size);
    }
    free(writing->bytes.bytes);
    writing->bytes.bytes = bytes;
    writing->room = room;
    return true;
}

static void put(struct backup_writing *writing, const void *bytes, size_t size)
{
    if (size == 0 || !reserve(writing, size))
        return;
    memcpy(writing->bytes.bytes + writing->bytes.size, bytes, size);
    writing->bytes.size += size;
}

static void put_byte(struct backup_writing *writing, uint8_t byte)
{
    put(writing, &byte, 1);
}

static void put_sized(struct backup_writing *writing, const uint8_t *bytes, size_t size)
{
    uint8_t length[4];
    struct byte_writer w = byte_writer_over(length, sizeof length);
    ALCOVE_ASSERT(size <= UINT32_MAX);
    byte_write_u32(&w, (uint32_t)size);
    put(writing, length, sizeof length);
    put(writing, bytes, size);
}

void backup_write_begin(struct backup_writing *writing, const uint8_t static_public[32])
{
    ALCOVE_ASSERT(writing->bytes.size == 0);
    put_byte(writing, VERSION);
    put(writing, static_public, 32);
}

void backup_write_file(struct backup_writing *writing, const struct backup_file *file)
{
    size_t length = strlen(file->name);
    put_byte(writing, ITEM_FILE);
    put_byte(writing, (uint8_t)length);
    put(writing, file->name, length);
    put(writing, file->kind, sizeof file->kind);
    put_byte(writing, file->version);
    put_sized(writing, file->bytes, file->size);
}

void backup_write_space(struct backup_writing *writing, const struct backup_space *space)
{
    put_byte(writing, ITEM_SPACE);
    put_sized(writing, space->whole, space->whole_size);
    put_sized(writing, space->changes, space->changes_size);
}

void backup_writing_free(struct backup_writing *writing)
{
    backup_free(&writing->bytes);
    *writing = (struct backup_writing){0};
}

/* ---- reading ---- */

static const uint8_t *read_sized(struct byte_reader *r, size_t *size)
{
    *size = byte_read_u32(r);
    return byte_read_span(r, *size);
}

/* Nothing else is ever written into a profile. */
static bool is_file_of_profile(const char *name)
{
    for (size_t i = 0; i < BACKUP_NAMED_FILES; i++) {
        if (strcmp(name, backup_named_files[i]) == 0)
            return true;
    }
    size_t digits = strncmp(name, "letters-", 8) == 0 ? strlen(name + 8) : 0;
    return digits >= 1 && digits <= 10 && strspn(name + 8, "0123456789") == digits;
}

static bool read_file(struct byte_reader *r, struct backup_contents *out)
{
    size_t length = byte_read_u8(r);
    if (r->failed || out->file_count == BACKUP_FILES_MAX || length >= FOLDER_NAME_BYTES_MAX)
        return false;
    struct backup_file *file = &out->files[out->file_count];
    byte_read_copy(r, (uint8_t *)file->name, length);
    byte_read_copy(r, (uint8_t *)file->kind, sizeof file->kind);
    file->version = byte_read_u8(r);
    file->bytes = read_sized(r, &file->size);
    for (size_t i = 0; i < out->file_count; i++) {
        if (strcmp(out->files[i].name, file->name) == 0)
            return false;
    }
    out->file_count++;
    return !r->failed && file->version > 0 && file->size <= BACKUP_FILE_MAX &&
           is_file_of_profile(file->name);
}

static bool read_space(struct byte_reader *r, struct backup_contents *out)
{
    if (out->space_count == BACKUP_SPACES_MAX)
        return false;
    struct backup_space *space = &out->spaces[out->space_count++];
    space->whole = read_sized(r, &space->whole_size);
    space->changes = read_sized(r, &space->changes_size);
    return !r->failed;
}

enum backup_reading backup_contents_read(const struct backup_bytes *bytes,
                                         struct backup_contents *out)
{
    struct byte_reader r = byte_reader_over(bytes->bytes, bytes->size);
    memset(out, 0, sizeof *out);
    uint8_t version = byte_read_u8(&r);
    if (r.failed || version == 0)
        return BACKUP_READ_DAMAGED;
    if (version > VERSION)
        return BACKUP_READ_NEWER;
    byte_read_copy(&r, out->static_public, sizeof out->static_public);
    while (!r.failed && byte_reader_left(&r) > 0) {
        uint8_t item = byte_read_u8(&r);
        bool good = item == ITEM_FILE    ? read_file(&r, out)
                    : item == ITEM_SPACE ? read_space(&r, out)
                                         : false;
        if (!good)
            return BACKUP_READ_DAMAGED;
    }
    return r.failed ? BACKUP_READ_DAMAGED : BACKUP_READ;
}
