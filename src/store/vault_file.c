#include "store/vault_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "store/vault_seal.h"

#define APPLICATION_ID 0x414c4356 /* "ALCV" */
#define IN_MEMORY      (SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
/* What is stored is small: with pages of 4096 bytes a year's file would be a sixth larger. */
#define PAGE_BYTES 1024
/* More than this part of the pages empty: then it is packed. */
#define EMPTY_PART_MAX 16
/* Of one row, with what is around the blob. */
#define ROW_BYTES_MAX (VAULT_BLOB_BYTES_MAX + 65536)

static const struct {
    const char *name, *sql;
} tables[] = {
    {"meta", "CREATE TABLE meta(k BLOB PRIMARY KEY, box BLOB NOT NULL) WITHOUT ROWID"},
    {"obj", "CREATE TABLE obj(n INTEGER PRIMARY KEY, box BLOB NOT NULL)"},
    {"tail", "CREATE TABLE tail(n INTEGER PRIMARY KEY, box BLOB NOT NULL)"},
};
#define TABLES (sizeof tables / sizeof tables[0])

static const char *const statement_texts[VAULT_STATEMENTS] = {
    [VAULT_BEGIN] = "BEGIN IMMEDIATE",
    [VAULT_COMMIT] = "COMMIT",
    [VAULT_ROLLBACK] = "ROLLBACK",
    [VAULT_OBJECT_READ] = "SELECT box FROM obj WHERE n = ?1",
    [VAULT_OBJECT_WRITE] = "INSERT INTO obj VALUES(?1, ?2) "
                           "ON CONFLICT(n) DO UPDATE SET box = excluded.box",
    [VAULT_OBJECT_DELETE] = "DELETE FROM obj WHERE n = ?1",
    [VAULT_OBJECT_LIST] = "SELECT n FROM obj WHERE n > ?1 ORDER BY n LIMIT 1",
    [VAULT_TAIL_READ] = "SELECT box FROM tail WHERE n = ?1",
    [VAULT_TAIL_WRITE] = "INSERT INTO tail VALUES(?1, ?2)",
    [VAULT_TAIL_DELETE] = "DELETE FROM tail WHERE n = ?1",
    [VAULT_TAIL_LIST] = "SELECT n FROM tail WHERE n > ?1 ORDER BY n LIMIT 1",
    [VAULT_VALUE_READ] = "SELECT box FROM meta WHERE k = ?1",
    [VAULT_VALUE_WRITE] = "INSERT INTO meta VALUES(?1, ?2) "
                          "ON CONFLICT(k) DO UPDATE SET box = excluded.box",
    [VAULT_VALUE_DELETE] = "DELETE FROM meta WHERE k = ?1",
    [VAULT_VALUE_LIST] = "SELECT box, k FROM meta WHERE k > ?1 ORDER BY k LIMIT 1",
};

/* ---- what went wrong ---- */

static bool refuse_damaged(struct store_error *error)
{
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           "the file " VAULT_FILE_NAME " is damaged; it is left as it is: put a "
                           "copy of it back, or run alcove repair");
}

static bool is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

bool vault_file_is_harm(int code)
{
    return is_damage(code) || code == SQLITE_IOERR_READ || code == SQLITE_IOERR_CORRUPTFS;
}

bool vault_file_error(const struct vault_file *file, int code, struct store_error *error)
{
    int number = file->number;
    if (is_damage(code))
        return refuse_damaged(error);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return store_error_set(error, STORE_ERROR_DISK,
                               "there is not enough memory for what is stored; close something");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return store_error_set(error, STORE_ERROR_BUSY,
                               VAULT_FILE_NAME " is in use by another program; close that one");
    case SQLITE_FULL:
        return store_error_from_errno(error, ENOSPC, VAULT_FILE_NAME);
    case SQLITE_READONLY:
        return store_error_from_errno(error, EROFS, VAULT_FILE_NAME);
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return store_error_from_errno(error, EACCES, VAULT_FILE_NAME);
    case SQLITE_CANTOPEN:
        return store_error_from_errno(error, number != 0 ? number : EACCES, VAULT_FILE_NAME);
    default:
        return store_error_from_errno(error, number != 0 ? number : EIO, VAULT_FILE_NAME);
    }
}

/* ---- asking ---- */

/* After a call that began with errno 0: why the system refused, if it did. */
static int noted(struct vault_file *file, int code)
{
    file->number = errno;
    return code;
}

/* Steps once more than a row, or to the end; the statement is ready again unless a row is there. */
static int step(struct vault_file *file, enum vault_statement statement)
{
    errno = 0;
    int code = noted(file, sqlite3_step(file->statements[statement]));
    if (code == SQLITE_ROW)
        return code;
    int failed = sqlite3_reset(file->statements[statement]);
    return failed != SQLITE_OK ? failed : code;
}

void vault_file_done(struct vault_file *file, enum vault_statement statement)
{
    (void)sqlite3_reset(file->statements[statement]);
}

int vault_file_run(struct vault_file *file, enum vault_statement statement)
{
    return step(file, statement);
}

static int bind_number(struct vault_file *file, enum vault_statement statement, int64_t n)
{
    return sqlite3_bind_int64(file->statements[statement], 1, n);
}

static int bind_blob(struct vault_file *file, enum vault_statement statement, int column,
                     struct vault_span blob)
{
    ALCOVE_ASSERT(blob.size <= ROW_BYTES_MAX);
    return sqlite3_bind_blob(file->statements[statement], column, blob.bytes, (int)blob.size,
                             SQLITE_STATIC);
}

int vault_file_run_number(struct vault_file *file, enum vault_statement statement, int64_t n)
{
    int code = bind_number(file, statement, n);
    return code == SQLITE_OK ? step(file, statement) : code;
}

int vault_file_write(struct vault_file *file, enum vault_statement statement, int64_t n,
                     struct vault_span blob)
{
    int code = bind_blob(file, statement, 2, blob);
    return code == SQLITE_OK ? vault_file_run_number(file, statement, n) : code;
}

struct vault_span vault_file_column(const struct vault_file *file, enum vault_statement statement,
                                    int column)
{
    sqlite3_stmt *s = file->statements[statement];
    if (sqlite3_column_type(s, column) != SQLITE_BLOB)
        return (struct vault_span){0};
    const uint8_t *bytes = sqlite3_column_blob(s, column);
    int size = sqlite3_column_bytes(s, column);
    return (struct vault_span){bytes, bytes == NULL ? 0 : (size_t)size};
}

int vault_file_read(struct vault_file *file, enum vault_statement statement, int64_t n,
                    struct vault_span *out)
{
    *out = (struct vault_span){0};
    int code = vault_file_run_number(file, statement, n);
    if (code == SQLITE_ROW)
        *out = vault_file_column(file, statement, 0);
    return code;
}

int vault_file_next(struct vault_file *file, enum vault_statement statement, int64_t *n)
{
    int code = vault_file_run_number(file, statement, *n);
    if (code != SQLITE_ROW)
        return code;
    *n = sqlite3_column_int64(file->statements[statement], 0);
    vault_file_done(file, statement);
    return code;
}

int vault_file_value(struct vault_file *file, enum vault_statement statement, const uint8_t key[16],
                     struct vault_span blob)
{
    int code = bind_blob(file, statement, 1, (struct vault_span){key, 16});
    if (code == SQLITE_OK && statement == VAULT_VALUE_WRITE)
        code = bind_blob(file, statement, 2, blob);
    return code == SQLITE_OK ? step(file, statement) : code;
}

/* ---- the whole file ---- */

static int execute(struct vault_file *file, const char *sql)
{
    errno = 0;
    return noted(file, sqlite3_exec(file->db, sql, NULL, NULL, NULL));
}

/* The one number that a statement answers. */
static int ask_number(struct vault_file *file, const char *sql, int64_t *out)
{
    sqlite3_stmt *statement = NULL;
    errno = 0;
    int code = sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        *out = sqlite3_column_int64(statement, 0);
        code = SQLITE_OK;
    }
    code = noted(file, code);
    (void)sqlite3_finalize(statement);
    return code;
}

/* Whether the tables are ours to the letter. */
static int compare_tables(struct vault_file *file, bool *same)
{
    sqlite3_stmt *statement = NULL;
    size_t at = 0;
    *same = true;
    errno = 0;
    int code = sqlite3_prepare_v2(file->db, "SELECT name, sql FROM sqlite_schema ORDER BY name", -1,
                                  &statement, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        const char *sql = (const char *)sqlite3_column_text(statement, 1);
        *same = *same && at < TABLES && name != NULL && sql != NULL &&
                strcmp(name, tables[at].name) == 0 && strcmp(sql, tables[at].sql) == 0;
        at++;
        code = SQLITE_OK;
    }
    code = noted(file, code);
    (void)sqlite3_finalize(statement);
    *same = *same && at == TABLES;
    file->fresh = code == SQLITE_DONE && at == 0;
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int make_tables(struct vault_file *file)
{
    char pragmas[100];
    int code = SQLITE_OK;
    for (size_t i = 0; i < TABLES && code == SQLITE_OK; i++)
        code = execute(file, tables[i].sql);
    (void)snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                   APPLICATION_ID, VAULT_SCHEMA);
    return code == SQLITE_OK ? execute(file, pragmas) : code;
}

int vault_file_fold(struct vault_file *file)
{
    errno = 0;
    return noted(file,
                 sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

int vault_file_pack(struct vault_file *file, uint64_t written, bool *packed)
{
    int64_t pages = 0;
    int64_t empty = 0;
    int code = ask_number(file, "PRAGMA page_count", &pages);
    if (code == SQLITE_OK)
        code = ask_number(file, "PRAGMA freelist_count", &empty);
    *packed = code == SQLITE_OK &&
              (written > (uint64_t)pages * PAGE_BYTES || empty * EMPTY_PART_MAX > pages);
    return *packed ? execute(file, "VACUUM") : code;
}

int vault_file_trust(struct vault_file *file)
{
    int code = sqlite3_db_config(file->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return code == SQLITE_OK ? vault_file_fold(file) : code;
}

/* ---- opening ---- */

static int settle(struct vault_file *file)
{
    static const int switches[][2] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    };
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        int code = sqlite3_db_config(file->db, switches[i][0], switches[i][1], NULL);
        if (code != SQLITE_OK)
            return code;
    }
    (void)sqlite3_extended_result_codes(file->db, 1);
    (void)sqlite3_limit(file->db, SQLITE_LIMIT_LENGTH, ROW_BYTES_MAX);
    return execute(file, "PRAGMA page_size = 1024; PRAGMA locking_mode = EXCLUSIVE;"
                         "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                         "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                         "PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;"
                         "PRAGMA journal_size_limit = 0");
}

static int prepare(struct vault_file *file)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < VAULT_STATEMENTS && code == SQLITE_OK; i++)
        code = sqlite3_prepare_v3(file->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                  &file->statements[i], NULL);
    return code;
}

/* What the file says of itself is believed before anything in it is changed. */
static bool recognise(struct vault_file *file, struct store_error *error)
{
    int64_t application = 0;
    int64_t version = 0;
    bool same = false;
    int code = ask_number(file, "PRAGMA application_id", &application);
    if (code == SQLITE_OK)
        code = ask_number(file, "PRAGMA user_version", &version);
    if (code == SQLITE_OK)
        code = compare_tables(file, &same);
    if (code != SQLITE_OK)
        return vault_file_error(file, code, error);
    if (file->fresh && application == 0 && version == 0)
        return true;
    if (application != APPLICATION_ID || version < 1)
        return refuse_damaged(error);
    if (version > VAULT_SCHEMA)
        return store_error_set(error, STORE_ERROR_NEWER,
                               "the file " VAULT_FILE_NAME " is of a newer version; update this "
                               "program");
    return same || refuse_damaged(error);
}

/* SQLite would make it readable by others of the group. */
static bool make_private(const char *path, struct store_error *error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return store_error_from_errno(error, errno, VAULT_FILE_NAME);
    (void)close(fd);
    return true;
}

static int connect(struct vault_file *file, const char *path, int flags)
{
    errno = 0;
    int code = noted(file, sqlite3_open_v2(path, &file->db, flags | SQLITE_OPEN_NOMUTEX, NULL));
    return code == SQLITE_OK ? settle(file) : code;
}

/* The whole file, for SQLite to keep. 0 or an errno; nothing if there is no file. */
static int read_whole(const char *path, uint8_t **bytes, size_t *size)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : errno;
    int failed = fstat(fd, &status) != 0 ? errno : 0;
    *bytes = failed == 0 && status.st_size > 0 ? sqlite3_malloc64((uint64_t)status.st_size) : NULL;
    while (*bytes != NULL && failed == 0 && *size < (size_t)status.st_size) {
        ssize_t got = read(fd, *bytes + *size, (size_t)status.st_size - *size);
        if (got <= 0)
            failed = got < 0 ? errno : EIO;
        else
            *size += (size_t)got;
    }
    if (failed == 0 && status.st_size > 0 && *bytes == NULL)
        failed = ENOMEM;
    (void)close(fd);
    return failed;
}

/* The file says at its beginning that changes go to a log first. In memory there is none. */
static void leave_log(uint8_t *bytes, size_t size)
{
    if (size >= 20 && bytes[18] == 2 && bytes[19] == 2)
        bytes[18] = bytes[19] = 1;
}

static bool open_copy(struct vault_file *file, const char *path, struct store_error *error)
{
    char log[PATH_MAX + 32];
    struct stat status;
    uint8_t *bytes = NULL;
    size_t size = 0;
    (void)snprintf(log, sizeof log, "%s-wal", path);
    if (stat(log, &status) == 0 && status.st_size > 0)
        return store_error_set(error, STORE_ERROR_REFUSED,
                               VAULT_FILE_NAME " was not closed the last time; start once without "
                                               "--leave-no-trace");
    int failed = read_whole(path, &bytes, &size);
    int code = failed == 0 ? connect(file, ":memory:", IN_MEMORY) : SQLITE_OK;
    if (failed != 0 || code != SQLITE_OK || size == 0) {
        sqlite3_free(bytes);
        if (failed != 0)
            return store_error_from_errno(error, failed, VAULT_FILE_NAME);
        return code == SQLITE_OK || vault_file_error(file, code, error);
    }
    leave_log(bytes, size);
    /* It frees the bytes even when it fails. */
    code = sqlite3_deserialize(file->db, "main", bytes, (sqlite3_int64)size, (sqlite3_int64)size,
                               SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
    if (code == SQLITE_OK)
        code = settle(file);
    return code == SQLITE_OK || vault_file_error(file, code, error);
}

static bool open_at(struct vault_file *file, const struct vault_place *place,
                    struct store_error *error)
{
    char path[PATH_MAX + 16];
    int code;
    if (place->folder == NULL) {
        code = connect(file, ":memory:", IN_MEMORY);
        return code == SQLITE_OK || vault_file_error(file, code, error);
    }
    (void)snprintf(path, sizeof path, "%s/" VAULT_FILE_NAME, place->folder);
    if (place->without_trace)
        return open_copy(file, path, error);
    if (!make_private(path, error))
        return false;
    code = connect(file, path, SQLITE_OPEN_READWRITE);
    return code == SQLITE_OK || vault_file_error(file, code, error);
}

bool vault_file_open(struct vault_file *file, const struct vault_place *place,
                     struct store_error *error)
{
    store_error_clear(error);
    *file = (struct vault_file){0};
    bool on_disk = place->folder != NULL && !place->without_trace;
    if (!open_at(file, place, error) || !recognise(file, error)) {
        vault_file_close(file);
        return false;
    }
    int code = SQLITE_OK;
    if (file->fresh && on_disk)
        code = execute(file, "PRAGMA journal_mode = WAL");
    if (file->fresh && code == SQLITE_OK)
        code = execute(file, statement_texts[VAULT_BEGIN]);
    if (file->fresh && code == SQLITE_OK)
        code = make_tables(file);
    if (code == SQLITE_OK)
        code = prepare(file);
    if (code == SQLITE_OK)
        return true;
    (void)vault_file_error(file, code, error);
    vault_file_close(file);
    return false;
}

void vault_file_close(struct vault_file *file)
{
    for (size_t i = 0; i < VAULT_STATEMENTS; i++)
        (void)sqlite3_finalize(file->statements[i]);
    int failed = sqlite3_close(file->db);
    ALCOVE_ASSERT(failed == SQLITE_OK);
    *file = (struct vault_file){0};
}
