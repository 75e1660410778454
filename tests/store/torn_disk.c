#include "torn_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#define FILES_MAX    4
#define NAME_BYTES   700
#define SECTOR_BYTES 512

/* A write or a truncation that no sync has followed yet. */
struct pending {
    struct pending *next;
    bool is_truncation;
    size_t offset, size;
    uint8_t bytes[];
};

struct image {
    uint8_t *bytes;
    size_t size, capacity;
};

struct stored_file {
    char name[NAME_BYTES];
    bool exists;
    struct image now, synced;
    struct pending *first, **last;
};

struct opened_file {
    sqlite3_file base;
    struct stored_file *file;
};

static struct {
    struct stored_file files[FILES_MAX];
    uint64_t operations, at;
    enum torn_disk_fault fault;
    bool struck, dead, full;
    uint64_t dice;
} disk;

static sqlite3_vfs *real;
static sqlite3_vfs torn;

static uint64_t roll(void)
{
    disk.dice ^= disk.dice << 13;
    disk.dice ^= disk.dice >> 7;
    disk.dice ^= disk.dice << 17;
    return disk.dice;
}

/* ---- images ---- */

static void image_resize(struct image *image, size_t size)
{
    if (size > image->capacity) {
        image->capacity = size * 2;
        image->bytes = realloc(image->bytes, image->capacity);
        if (image->bytes == NULL)
            abort();
    }
    if (size > image->size)
        memset(image->bytes + image->size, 0, size - image->size);
    image->size = size;
}

static void image_write(struct image *image, const void *bytes, size_t size, size_t offset)
{
    if (size == 0)
        return;
    if (offset + size > image->size)
        image_resize(image, offset + size);
    memcpy(image->bytes + offset, bytes, size);
}

static void image_copy(struct image *to, const struct image *from)
{
    image_resize(to, from->size);
    if (from->size > 0)
        memcpy(to->bytes, from->bytes, from->size);
}

static void pending_drop(struct stored_file *file)
{
    for (struct pending *p = file->first; p != NULL;) {
        struct pending *next = p->next;
        free(p);
        p = next;
    }
    file->first = NULL;
    file->last = &file->first;
}

static void pending_add(struct stored_file *file, const void *bytes, size_t size, size_t offset)
{
    struct pending *p = malloc(sizeof *p + (bytes == NULL ? 0 : size));
    if (p == NULL)
        abort();
    p->next = NULL;
    p->is_truncation = bytes == NULL;
    p->offset = offset;
    p->size = size;
    if (bytes != NULL)
        memcpy(p->bytes, bytes, size);
    *file->last = p;
    file->last = &p->next;
}

/* What is left of a write when the current goes: all, nothing, or its first sectors. */
static void pending_survive(struct stored_file *file, const struct pending *p)
{
    uint64_t fate = roll() % 3;
    if (fate == 0)
        return;
    if (p->is_truncation) {
        image_resize(&file->now, p->size);
        return;
    }
    size_t size = p->size;
    if (fate == 1)
        size = roll() % 4 == 0 ? roll() % (size + 1)
                               : roll() % (size / SECTOR_BYTES + 1) * SECTOR_BYTES;
    image_write(&file->now, p->bytes, size, p->offset);
}

/* ---- what goes wrong ---- */

/* SQLITE_OK, or what the operation is to return. */
static int operate(bool is_read)
{
    if (disk.dead)
        return SQLITE_IOERR;
    if (is_read && disk.fault != TORN_DISK_ERROR)
        return SQLITE_OK;
    if (disk.full)
        return SQLITE_FULL;
    disk.operations++;
    if (disk.at == 0 || disk.operations != disk.at)
        return SQLITE_OK;
    disk.struck = true;
    disk.dead = disk.fault == TORN_DISK_CRASH;
    disk.full = disk.fault == TORN_DISK_FULL;
    return disk.full ? SQLITE_FULL : SQLITE_IOERR;
}

static int specific(int code, int io_code)
{
    return code == SQLITE_IOERR ? io_code : code;
}

/* ---- the methods of a file ---- */

static struct stored_file *stored(sqlite3_file *file)
{
    return ((struct opened_file *)(void *)file)->file;
}

static int file_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *out, int amount, sqlite3_int64 offset)
{
    const struct image *now = &stored(file)->now;
    int code = operate(true);
    if (code != SQLITE_OK)
        return specific(code, SQLITE_IOERR_READ);
    size_t start = (size_t)offset < now->size ? (size_t)offset : now->size;
    size_t size = now->size - start < (size_t)amount ? now->size - start : (size_t)amount;
    memset(out, 0, (size_t)amount);
    if (size > 0)
        memcpy(out, now->bytes + start, size);
    return size == (size_t)amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    int code = operate(false);
    /* The one that was under way may be torn, too. */
    if (code == SQLITE_OK || disk.operations == disk.at)
        pending_add(stored(file), bytes, (size_t)amount, (size_t)offset);
    if (code != SQLITE_OK)
        return specific(code, SQLITE_IOERR_WRITE);
    image_write(&stored(file)->now, bytes, (size_t)amount, (size_t)offset);
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = operate(false);
    if (code != SQLITE_OK)
        return specific(code, SQLITE_IOERR_TRUNCATE);
    pending_add(stored(file), NULL, (size_t)size, 0);
    image_resize(&stored(file)->now, (size_t)size);
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    int code = operate(false);
    if (code != SQLITE_OK)
        return specific(code, SQLITE_IOERR_FSYNC);
    image_copy(&stored(file)->synced, &stored(file)->now);
    pending_drop(stored(file));
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)stored(file)->now.size;
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level)
{
    (void)file;
    (void)level;
    return SQLITE_OK;
}

static int file_reserved(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    (void)file;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR_BYTES;
}

static int file_traits(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

/* ---- the methods of the disk ---- */

static struct stored_file *find(const char *name)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (strcmp(disk.files[i].name, name) == 0)
            return &disk.files[i];
    }
    return NULL;
}

static struct stored_file *find_or_make(const char *name)
{
    struct stored_file *file = find(name);
    if (file == NULL)
        file = find("");
    if (file == NULL)
        abort();
    (void)snprintf(file->name, sizeof file->name, "%s", name);
    if (file->last == NULL)
        file->last = &file->first;
    file->exists = true;
    return file;
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags,
                     int *out_flags)
{
    (void)vfs;
    struct opened_file *opened = (struct opened_file *)(void *)out;
    opened->base.pMethods = NULL;
    if (name == NULL || disk.dead)
        return SQLITE_CANTOPEN;
    opened->file = find_or_make(name);
    opened->base.pMethods = &methods;
    if (out_flags != NULL)
        *out_flags = flags;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    (void)vfs;
    (void)sync_folder;
    struct stored_file *file = find(name);
    if (file == NULL || !file->exists)
        return SQLITE_IOERR_DELETE_NOENT;
    int code = operate(false);
    if (code != SQLITE_OK)
        return specific(code, SQLITE_IOERR_DELETE);
    file->exists = false;
    image_resize(&file->now, 0);
    image_resize(&file->synced, 0);
    pending_drop(file);
    return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    const struct stored_file *file = find(name);
    *out = file != NULL && file->exists;
    return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    (void)snprintf(out, (size_t)size, "%s", name);
    return SQLITE_OK;
}

static int disk_randomness(sqlite3_vfs *vfs, int size, char *out)
{
    return real->xRandomness(vfs, size, out);
}

static int disk_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2460000.5;
    return SQLITE_OK;
}

static int disk_wait(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int disk_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    (void)size;
    (void)out;
    return 0;
}

/* ---- the doors ---- */

void torn_disk_begin(void)
{
    memset(&disk, 0, sizeof disk);
    (void)sqlite3_initialize();
    real = sqlite3_vfs_find("unix");
    torn = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = sizeof(struct opened_file),
        .mxPathname = NAME_BYTES - 1,
        .zName = "torn",
        .xOpen = disk_open,
        .xDelete = disk_delete,
        .xAccess = disk_access,
        .xFullPathname = disk_full_path,
        .xRandomness = disk_randomness,
        .xSleep = disk_wait,
        .xCurrentTime = disk_time,
        .xGetLastError = disk_last_error,
    };
    (void)sqlite3_vfs_register(&torn, 1);
}

void torn_disk_end(void)
{
    (void)sqlite3_vfs_unregister(&torn);
    (void)sqlite3_vfs_register(real, 1);
    for (size_t i = 0; i < FILES_MAX; i++) {
        struct stored_file *file = &disk.files[i];
        if (file->last != NULL)
            pending_drop(file);
        free(file->now.bytes);
        free(file->synced.bytes);
    }
    memset(&disk, 0, sizeof disk);
}

void torn_disk_arm(uint64_t at, enum torn_disk_fault fault)
{
    disk.operations = 0;
    disk.at = at;
    disk.fault = fault;
    disk.struck = false;
}

uint64_t torn_disk_operations(void)
{
    return disk.operations;
}

bool torn_disk_struck(void)
{
    return disk.struck;
}

void torn_disk_mend(uint64_t seed)
{
    disk.dice = seed * 0x9e3779b97f4a7c15u + 1;
    for (size_t i = 0; i < FILES_MAX && disk.dead; i++) {
        struct stored_file *file = &disk.files[i];
        if (!file->exists)
            continue;
        image_copy(&file->now, &file->synced);
        for (const struct pending *p = file->first; p != NULL; p = p->next)
            pending_survive(file, p);
        image_copy(&file->synced, &file->now);
        pending_drop(file);
    }
    disk.dead = disk.full = false;
    torn_disk_arm(0, TORN_DISK_CRASH);
}

bool torn_disk_holds(const void *bytes, size_t size)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        const struct stored_file *file = &disk.files[i];
        if (file->exists && file->now.size >= size &&
            memmem(file->now.bytes, file->now.size, bytes, size) != NULL)
            return true;
    }
    return false;
}
