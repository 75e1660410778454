#include "store/vault_rows.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

/* Blobs are padded to whole steps of these. Small ones for objects, of which there are many: steps
 * of 256 bytes would make the file of a year a quarter larger. */
#define OBJECT_STEP 32
#define OTHER_STEP  256

#define HEAD_BYTES (7 * 8 + VAULT_DIGEST_BYTES)
#define NAME_BYTES (VAULT_SPACE_BYTES + 1 + 8)

static int code_of(enum vault_opened opened)
{
    static const int codes[] = {
        [VAULT_OPENED] = SQLITE_OK,
        [VAULT_FORGED] = SQLITE_CORRUPT,
        [VAULT_NO_MEMORY] = SQLITE_NOMEM,
    };
    return codes[opened];
}

/* A statement that returns no row has done what it should. */
static int code_of_change(int code)
{
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static struct vault_span span_of(const struct vault_blob *blob)
{
    return (struct vault_span){blob->bytes, blob->size};
}

/* Opens a box with its salt in front. */
static int open_box(const struct vault *vault, const struct vault_row *row, struct vault_span box,
                    struct vault_content *out)
{
    if (box.size < VAULT_SALT_BYTES)
        return SQLITE_CORRUPT;
    memcpy(out->salt, box.bytes, VAULT_SALT_BYTES);
    const struct vault_span sealed = {box.bytes + VAULT_SALT_BYTES, box.size - VAULT_SALT_BYTES};
    return code_of(vault_unseal(vault->keys, row, out->salt, sealed, &out->blob));
}

/* A box that is empty for want of memory is not written. */
static int write_numbered(struct vault *vault, enum vault_statement statement, int64_t n,
                          const struct vault_blob *box)
{
    if (box->bytes == NULL)
        return SQLITE_NOMEM;
    vault->head.written += box->size;
    return code_of_change(vault_file_write(&vault->file, statement, n, span_of(box)));
}

/* ---- values, and the head, which is one ---- */

static struct vault_row head_row(const struct vault *vault)
{
    return vault_row_of_name(vault->keys, (struct vault_span){(const uint8_t *)"head", 4});
}

bool vault_head_is(const struct vault *vault, const uint8_t key[VAULT_ROW_ID_BYTES])
{
    struct vault_row row = head_row(vault);
    return memcmp(row.id, key, sizeof row.id) == 0;
}

struct vault_row vault_value_row(const struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                                 const char *name)
{
    uint8_t bytes[VAULT_SPACE_BYTES + VAULT_VALUE_NAME_MAX];
    size_t length = strlen(name);
    ALCOVE_ASSERT(length > 0 && length <= VAULT_VALUE_NAME_MAX);
    memcpy(bytes, space, VAULT_SPACE_BYTES);
    memcpy(bytes + VAULT_SPACE_BYTES, name, length);
    return vault_row_of_name(vault->keys, (struct vault_span){bytes, VAULT_SPACE_BYTES + length});
}

int vault_value_read(struct vault *vault, const struct vault_row *row, struct vault_content *out)
{
    *out = (struct vault_content){0};
    int code = vault_file_value(&vault->file, VAULT_VALUE_READ, row->id, (struct vault_span){0});
    if (code == SQLITE_DONE)
        return SQLITE_NOTFOUND;
    if (code != SQLITE_ROW)
        return code;
    code = open_box(vault, row, vault_file_column(&vault->file, VAULT_VALUE_READ, 0), out);
    vault_file_done(&vault->file, VAULT_VALUE_READ);
    return code;
}

static int value_seal(struct vault *vault, const struct vault_row *row, struct vault_span value,
                      struct vault_blob *box)
{
    const struct vault_plain plain = {.body = value, .step = OTHER_STEP};
    *box = vault_seal(vault->keys, row, &plain);
    if (box->bytes == NULL)
        return SQLITE_NOMEM;
    return code_of_change(vault_file_value(&vault->file, VAULT_VALUE_WRITE, row->id, span_of(box)));
}

int vault_value_write(struct vault *vault, const struct vault_row *row, struct vault_span value)
{
    struct vault_content old;
    int code = vault_value_read(vault, row, &old);
    bool was_there = code == SQLITE_OK;
    vault_blob_free(&old.blob);
    if (code != SQLITE_OK && code != SQLITE_NOTFOUND)
        return code;
    if (value.size > 0) {
        struct vault_blob box;
        code = value_seal(vault, row, value, &box);
        if (code == SQLITE_OK)
            vault_digest_toggle(vault->keys, row, box.bytes, vault->head.digest);
        vault_blob_free(&box);
    } else {
        code = code_of_change(
            vault_file_value(&vault->file, VAULT_VALUE_DELETE, row->id, (struct vault_span){0}));
    }
    if (code != SQLITE_OK)
        return code;
    if (was_there)
        vault_digest_toggle(vault->keys, row, old.salt, vault->head.digest);
    vault->head.values += (uint64_t)(value.size > 0) - (uint64_t)was_there;
    return SQLITE_OK;
}

int vault_head_read(struct vault *vault)
{
    struct vault_content content;
    struct vault_head *head = &vault->head;
    const struct vault_row row = head_row(vault);
    *head = (struct vault_head){0};
    int code = vault_value_read(vault, &row, &content);
    if (code != SQLITE_OK)
        return code;
    struct byte_reader r = byte_reader_over(content.blob.bytes, content.blob.size);
    head->generation = byte_read_u64(&r);
    head->next_object = (int64_t)byte_read_u64(&r);
    head->next_record = (int64_t)byte_read_u64(&r);
    head->objects = byte_read_u64(&r);
    head->records = byte_read_u64(&r);
    head->values = byte_read_u64(&r);
    head->written = byte_read_u64(&r);
    byte_read_copy(&r, head->digest, sizeof head->digest);
    bool good = !r.failed && byte_reader_left(&r) == 0;
    vault_blob_free(&content.blob);
    return good ? SQLITE_OK : SQLITE_CORRUPT;
}

int vault_head_write(struct vault *vault)
{
    uint8_t bytes[HEAD_BYTES];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    const struct vault_head *head = &vault->head;
    byte_write_u64(&w, head->generation);
    byte_write_u64(&w, (uint64_t)head->next_object);
    byte_write_u64(&w, (uint64_t)head->next_record);
    byte_write_u64(&w, head->objects);
    byte_write_u64(&w, head->records);
    byte_write_u64(&w, head->values);
    byte_write_u64(&w, head->written);
    byte_write_bytes(&w, head->digest, sizeof head->digest);
    ALCOVE_ASSERT(!w.failed && w.size == sizeof bytes);
    struct vault_blob box;
    const struct vault_row row = head_row(vault);
    int code = value_seal(vault, &row, (struct vault_span){bytes, sizeof bytes}, &box);
    vault_blob_free(&box);
    return code;
}

/* ---- objects ---- */

static bool name_parse(struct vault_content *content)
{
    struct byte_reader r = byte_reader_over(content->blob.bytes, content->blob.size);
    byte_read_copy(&r, content->name.space, sizeof content->name.space);
    content->name.kind = byte_read_u8(&r);
    content->name.id = byte_read_varint(&r);
    content->start = r.at;
    return !r.failed && content->name.kind != 0;
}

/* The row of a table that is asked by number, opened. */
static int read_numbered(struct vault *vault, enum vault_statement statement,
                         const struct vault_row *row, int64_t n, struct vault_content *out)
{
    struct vault_span box;
    *out = (struct vault_content){0};
    int code = vault_file_read(&vault->file, statement, n, &box);
    if (code == SQLITE_DONE)
        return SQLITE_NOTFOUND;
    if (code != SQLITE_ROW)
        return code;
    code = open_box(vault, row, box, out);
    vault_file_done(&vault->file, statement);
    return code;
}

int vault_object_read(struct vault *vault, int64_t n, struct vault_content *out)
{
    const struct vault_row row = vault_row_of_number('o', n);
    int code = read_numbered(vault, VAULT_OBJECT_READ, &row, n, out);
    if (code != SQLITE_OK || name_parse(out))
        return code;
    vault_blob_free(&out->blob);
    return SQLITE_CORRUPT;
}

/* Only the salt of the writing that is there now. */
static int object_salt(struct vault *vault, int64_t n, uint8_t salt[VAULT_SALT_BYTES])
{
    struct vault_span box;
    int code = vault_file_read(&vault->file, VAULT_OBJECT_READ, n, &box);
    if (code != SQLITE_ROW)
        return code == SQLITE_DONE ? SQLITE_CORRUPT : code;
    bool good = box.size >= VAULT_SALT_BYTES;
    if (good)
        memcpy(salt, box.bytes, VAULT_SALT_BYTES);
    vault_file_done(&vault->file, VAULT_OBJECT_READ);
    return good ? SQLITE_OK : SQLITE_CORRUPT;
}

int vault_object_write(struct vault *vault, const struct vault_name *name, struct vault_span blob,
                       int64_t n, int64_t *row)
{
    uint8_t name_bytes[NAME_BYTES];
    struct byte_writer w = byte_writer_over(name_bytes, sizeof name_bytes);
    byte_write_bytes(&w, name->space, sizeof name->space);
    byte_write_u8(&w, name->kind);
    byte_write_varint(&w, name->id);
    ALCOVE_ASSERT(!w.failed && name->kind != 0);
    uint8_t old[VAULT_SALT_BYTES];
    bool is_new = n == 0;
    int code = is_new ? SQLITE_OK : object_salt(vault, n, old);
    if (code != SQLITE_OK)
        return code;
    *row = is_new ? vault->head.next_object : n;
    const struct vault_plain plain = {{name_bytes, w.size}, blob, OBJECT_STEP};
    const struct vault_row of = vault_row_of_number('o', *row);
    struct vault_blob box = vault_seal(vault->keys, &of, &plain);
    code = write_numbered(vault, VAULT_OBJECT_WRITE, *row, &box);
    if (code == SQLITE_OK) {
        vault_digest_toggle(vault->keys, &of, box.bytes, vault->head.digest);
        if (!is_new)
            vault_digest_toggle(vault->keys, &of, old, vault->head.digest);
        vault->head.next_object += is_new;
        vault->head.objects += is_new;
    }
    vault_blob_free(&box);
    return code;
}

int vault_object_delete(struct vault *vault, int64_t n)
{
    uint8_t salt[VAULT_SALT_BYTES];
    int code = object_salt(vault, n, salt);
    if (code == SQLITE_OK)
        code = code_of_change(vault_file_run_number(&vault->file, VAULT_OBJECT_DELETE, n));
    if (code != SQLITE_OK)
        return code;
    const struct vault_row row = vault_row_of_number('o', n);
    vault_digest_toggle(vault->keys, &row, salt, vault->head.digest);
    vault->head.objects--;
    return SQLITE_OK;
}

/* ---- the tail ---- */

int vault_record_read(struct vault *vault, int64_t n, struct vault_content *out)
{
    const struct vault_row row = vault_row_of_number('t', n);
    int code = read_numbered(vault, VAULT_TAIL_READ, &row, n, out);
    if (code != SQLITE_OK)
        return code;
    if (out->blob.size < VAULT_SPACE_BYTES) {
        vault_blob_free(&out->blob);
        return SQLITE_CORRUPT;
    }
    memcpy(out->name.space, out->blob.bytes, VAULT_SPACE_BYTES);
    out->name.id = (uint64_t)n;
    out->start = VAULT_SPACE_BYTES;
    return SQLITE_OK;
}

int vault_record_write(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                       struct vault_span blob, int64_t *n)
{
    *n = vault->head.next_record;
    const struct vault_plain plain = {{space, VAULT_SPACE_BYTES}, blob, OTHER_STEP};
    const struct vault_row row = vault_row_of_number('t', *n);
    struct vault_blob box = vault_seal(vault->keys, &row, &plain);
    int code = write_numbered(vault, VAULT_TAIL_WRITE, *n, &box);
    if (code == SQLITE_OK) {
        vault_digest_toggle(vault->keys, &row, box.bytes, vault->head.digest);
        vault->head.next_record++;
        vault->head.records++;
    }
    vault_blob_free(&box);
    return code;
}

int vault_record_delete(struct vault *vault, int64_t n)
{
    struct vault_content content;
    int code = vault_record_read(vault, n, &content);
    vault_blob_free(&content.blob);
    if (code == SQLITE_OK)
        code = code_of_change(vault_file_run_number(&vault->file, VAULT_TAIL_DELETE, n));
    if (code != SQLITE_OK)
        return code;
    const struct vault_row row = vault_row_of_number('t', n);
    vault_digest_toggle(vault->keys, &row, content.salt, vault->head.digest);
    vault->head.records--;
    return SQLITE_OK;
}
