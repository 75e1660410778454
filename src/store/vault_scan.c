#include "store/vault_scan.h"

#include <string.h>

#include "base/assert.h"

struct scan {
    struct vault *vault;
    uint8_t digest[VAULT_DIGEST_BYTES]; /* of what was read */
};

/* How the rows of one table are listed, read and counted. */
struct scan_table {
    char letter;
    enum vault_statement list;
    int (*read)(struct vault *vault, int64_t n, struct vault_content *out);
    struct vault_index *index;
    int64_t end; /* no row of this number or above was ever written; 0: not known */
    size_t *found, *lost;
};

/* SQLITE_OK also if the row is lost. */
static int take_row(struct scan *scan, const struct scan_table *table, int64_t n)
{
    struct vault_content content;
    int code = table->read(scan->vault, n, &content);
    if (code == SQLITE_NOTFOUND || vault_file_is_harm(code)) {
        (*table->lost)++;
        return SQLITE_OK;
    }
    if (code != SQLITE_OK)
        return code;
    const struct vault_entry entry = {content.name, n};
    const struct vault_row row = vault_row_of_number(table->letter, n);
    if (!vault_index_reserve(table->index))
        code = SQLITE_NOMEM;
    else if (vault_index_insert(table->index, &entry))
        (*table->found)++;
    vault_digest_toggle(scan->vault->keys, &row, content.salt, scan->digest);
    vault_blob_free(&content.blob);
    return code;
}

static int scan_numbered(struct scan *scan, const struct scan_table *table)
{
    int64_t n = 0;
    for (;;) {
        int64_t found = n;
        int code = vault_file_next(&scan->vault->file, table->list, &found);
        if (code == SQLITE_DONE)
            return SQLITE_OK;
        if (code == SQLITE_ROW && found <= n)
            code = SQLITE_CORRUPT; /* out of order, so this would go on for ever */
        if (vault_file_is_harm(code)) {
            /* A page that cannot be read holds a few rows; behind them it may go on. */
            scan->vault->health.file_harmed = true;
            if (++n >= table->end)
                return SQLITE_OK;
            continue;
        }
        if (code == SQLITE_ROW)
            code = take_row(scan, table, found);
        if (code != SQLITE_OK)
            return code;
        n = found;
    }
}

static int take_value(struct scan *scan, const struct vault_row *row)
{
    struct vault_content content;
    struct vault_health *health = &scan->vault->health;
    int code = vault_value_read(scan->vault, row, &content);
    if (code == SQLITE_NOTFOUND || vault_file_is_harm(code)) {
        health->values_lost++;
        return SQLITE_OK;
    }
    if (code != SQLITE_OK)
        return code;
    health->values++;
    vault_digest_toggle(scan->vault->keys, row, content.salt, scan->digest);
    vault_blob_free(&content.blob);
    return SQLITE_OK;
}

static int scan_values(struct scan *scan)
{
    struct vault_file *file = &scan->vault->file;
    struct vault_row row = {.table = 'm'};
    for (;;) {
        int code = vault_file_value(file, VAULT_VALUE_LIST, row.id, (struct vault_span){0});
        if (code == SQLITE_ROW) {
            struct vault_span key = vault_file_column(file, VAULT_VALUE_LIST, 1);
            bool good = key.size == sizeof row.id && memcmp(key.bytes, row.id, key.size) > 0;
            if (good)
                memcpy(row.id, key.bytes, sizeof row.id);
            vault_file_done(file, VAULT_VALUE_LIST);
            code = good ? SQLITE_OK : SQLITE_CORRUPT;
        }
        if (code == SQLITE_DONE)
            return SQLITE_OK;
        if (vault_file_is_harm(code)) {
            scan->vault->health.file_harmed = true;
            return SQLITE_OK;
        }
        if (code == SQLITE_OK && !vault_head_is(scan->vault, row.id))
            code = take_value(scan, &row);
        if (code != SQLITE_OK)
            return code;
    }
}

/* What the head counts and is not there is lost, too. */
static void count_missing(uint64_t counted, size_t found, size_t *lost)
{
    if (counted > found + *lost)
        *lost = (size_t)counted - found;
}

static void judge(struct scan *scan)
{
    const struct vault_head *head = &scan->vault->head;
    struct vault_health *health = &scan->vault->health;
    if (health->head_lost)
        return;
    count_missing(head->objects, health->objects, &health->objects_lost);
    count_missing(head->records, health->records, &health->records_lost);
    count_missing(head->values, health->values, &health->values_lost);
    bool all_there = health->objects_lost + health->records_lost + health->values_lost == 0;
    health->mixed =
        all_there && (health->objects != head->objects || health->records != head->records ||
                      health->values != head->values ||
                      memcmp(scan->digest, head->digest, sizeof head->digest) != 0);
}

int vault_scan(struct vault *vault)
{
    struct scan scan = {.vault = vault};
    struct vault_health *health = &vault->health;
    *health = (struct vault_health){0};
    vault_index_free(&vault->objects);
    vault_index_free(&vault->records);
    int code = vault_head_read(vault);
    health->head_lost = code == SQLITE_NOTFOUND || vault_file_is_harm(code);
    if (code != SQLITE_OK && !health->head_lost)
        return code;
    const struct scan_table tables[] = {
        {'o', VAULT_OBJECT_LIST, vault_object_read, &vault->objects, vault->head.next_object,
         &health->objects, &health->objects_lost},
        {'t', VAULT_TAIL_LIST, vault_record_read, &vault->records, vault->head.next_record,
         &health->records, &health->records_lost},
    };
    code = scan_numbered(&scan, &tables[0]);
    if (code == SQLITE_OK)
        code = scan_numbered(&scan, &tables[1]);
    if (code == SQLITE_OK)
        code = scan_values(&scan);
    if (code == SQLITE_OK)
        judge(&scan);
    return code;
}
