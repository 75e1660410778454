/* The SQLite file of the vault: how it is opened, checked and asked. Used by the vault alone.
 *
 * It is taken for this program alone (no -shm file), in WAL mode with synchronous=FULL: a commit
 * that has returned is on the disk. What is deleted is overwritten (secure_delete). A file with
 * another schema than ours, to the letter, is not opened: a trigger in it would be run by us.
 * Results are SQLite's extended codes; vault_file_error turns them into a sentence. */
#ifndef ALCOVE_STORE_VAULT_FILE_H
#define ALCOVE_STORE_VAULT_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "store/store_error.h"
#include "store/vault.h"

#define VAULT_FILE_NAME "vault.db"

enum vault_statement {
    VAULT_BEGIN,
    VAULT_COMMIT,
    VAULT_ROLLBACK,
    VAULT_OBJECT_READ,  /* n → box */
    VAULT_OBJECT_WRITE, /* n, box */
    VAULT_OBJECT_DELETE,
    VAULT_OBJECT_LIST, /* n → the n that follows */
    VAULT_TAIL_READ,   /* n → box */
    VAULT_TAIL_WRITE,  /* n, box */
    VAULT_TAIL_DELETE,
    VAULT_TAIL_LIST,
    VAULT_VALUE_READ,  /* k → box */
    VAULT_VALUE_WRITE, /* k, box */
    VAULT_VALUE_DELETE,
    VAULT_VALUE_LIST, /* k → the k and box that follow */
    VAULT_STATEMENTS
};

struct vault_file {
    sqlite3 *db;
    sqlite3_stmt *statements[VAULT_STATEMENTS];
    int number; /* errno after the last call */
    bool fresh; /* nothing was in it: there are tables now, in a transaction that is still open */
};

/* Complains in `error`; nothing is open then. */
bool vault_file_open(struct vault_file *file, const struct vault_place *place,
                     struct store_error *error);
void vault_file_close(struct vault_file *file);
/* Sets `error` for a code of the last call on this file, and returns false. */
bool vault_file_error(const struct vault_file *file, int code, struct store_error *error);
/* A row cannot be read and never will be, while others of the file can. */
bool vault_file_is_harm(int code);

/* Runs a statement that returns no row. */
int vault_file_run(struct vault_file *file, enum vault_statement statement);
int vault_file_run_number(struct vault_file *file, enum vault_statement statement, int64_t n);
int vault_file_write(struct vault_file *file, enum vault_statement statement, int64_t n,
                     struct vault_span blob);
/* SQLITE_ROW with `*out` borrowed until vault_file_done, SQLITE_DONE if there is no such row, or
 * what went wrong. A column that is no blob is an empty one. */
int vault_file_read(struct vault_file *file, enum vault_statement statement, int64_t n,
                    struct vault_span *out);
void vault_file_done(struct vault_file *file, enum vault_statement statement);
/* The row behind `*n`, of a table that is asked by number. */
int vault_file_next(struct vault_file *file, enum vault_statement statement, int64_t *n);

/* Asks or changes values by their key of 16 bytes: as the three above. */
int vault_file_value(struct vault_file *file, enum vault_statement statement, const uint8_t key[16],
                     struct vault_span blob);
/* What the row of a VAULT_VALUE_ statement holds, column by column. */
struct vault_span vault_file_column(const struct vault_file *file, enum vault_statement statement,
                                    int column);

/* Folds the log into the file and leaves the log empty. */
int vault_file_fold(struct vault_file *file);
/* Writes the file anew without gaps, if `written` bytes since the last time are more than it has,
 * or many of its pages are empty. */
int vault_file_pack(struct vault_file *file, uint64_t written, bool *packed);
/* The same, now and when the file is closed. Until then file and log are left as they were found,
 * in case that they are harmed. */
int vault_file_trust(struct vault_file *file);

#endif
