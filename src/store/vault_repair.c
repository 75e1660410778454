#include "store/vault_repair.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "store/vault_file.h"

#define MADE         "vault.new"
#define READY        "vault.ready"
#define NAME_FILE    "/aside" /* in both: what the harmed vault is called */
#define LOG_SUFFIX   "-wal"
#define ASIDE_BEGIN  "vault-harmed-"
#define SAME_DAY_MAX 100

static bool complain(struct store_error *error)
{
    return store_error_from_errno(error, errno, VAULT_FILE_NAME);
}

static bool is_there(const struct folder *folder, const char *name)
{
    struct stat status;
    return fstatat(folder->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool sync_folder(const struct folder *folder, struct store_error *error)
{
    return folder->disk->sync(folder->fd) == 0 || complain(error);
}

/* What is made and not ready, or ready and put in place. */
static bool clear(const struct folder *folder, const char *name, struct store_error *error)
{
    static const char *const files[] = {"/" VAULT_FILE_NAME, "/" VAULT_FILE_NAME LOG_SUFFIX,
                                        NAME_FILE};
    char path[64];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", name, files[i]);
        if (unlinkat(folder->fd, path, 0) != 0 && errno != ENOENT)
            return complain(error);
    }
    return unlinkat(folder->fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT || complain(error);
}

struct vault *vault_repair_begin(const struct folder *folder, const uint8_t *key,
                                 struct store_error *error)
{
    char path[PATH_MAX];
    struct vault *fresh = NULL;
    const struct vault_place place = {.folder = path, .key = key};
    ALCOVE_ASSERT(folder->fd >= 0 && !vault_repair_is_due(folder));
    (void)snprintf(path, sizeof path, "%s/" MADE, folder->path);
    if (!clear(folder, MADE, error))
        return NULL;
    if (mkdirat(folder->fd, MADE, 0700) != 0) {
        (void)complain(error);
        return NULL;
    }
    return vault_open(&fresh, &place, error) ? fresh : NULL;
}

/* ---- names ---- */

static bool choose_name(const struct folder *folder, const char *day,
                        char out[VAULT_REPAIR_NAME_BYTES], struct store_error *error)
{
    char log[VAULT_REPAIR_NAME_BYTES + sizeof LOG_SUFFIX];
    ALCOVE_ASSERT(strlen(day) == strlen("2027-05-01"));
    for (int i = 1; i <= SAME_DAY_MAX; i++) {
        char number[8] = "";
        if (i > 1)
            (void)snprintf(number, sizeof number, "-%d", i);
        (void)snprintf(out, VAULT_REPAIR_NAME_BYTES, ASIDE_BEGIN "%.10s%s.db", day, number);
        (void)snprintf(log, sizeof log, "%s" LOG_SUFFIX, out);
        if (!is_there(folder, out) && !is_there(folder, log))
            return true;
    }
    return store_error_set(error, STORE_ERROR_FULL,
                           "there are too many damaged copies of today; move them away");
}

static bool write_name(const struct folder *folder, const char *name, struct store_error *error)
{
    const struct folder_disk *disk = folder->disk;
    size_t size = strlen(name);
    int fd = disk->create(folder->fd, MADE NAME_FILE);
    if (fd < 0)
        return complain(error);
    bool good = disk->write(fd, name, size) == (ssize_t)size && disk->sync(fd) == 0;
    good = good || complain(error);
    return (disk->close(fd) == 0 || (good && complain(error))) && good;
}

/* One that somebody else put there is no name of ours. */
static bool read_name(const struct folder *folder, char out[VAULT_REPAIR_NAME_BYTES],
                      struct store_error *error)
{
    ssize_t size = 0;
    int fd = openat(folder->fd, READY NAME_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        size = read(fd, out, VAULT_REPAIR_NAME_BYTES - 1);
        (void)close(fd);
    }
    if (size < 0 || (fd < 0 && errno != ENOENT))
        return complain(error);
    out[size] = '\0';
    bool good = strncmp(out, ASIDE_BEGIN, strlen(ASIDE_BEGIN)) == 0 && strchr(out, '/') == NULL;
    return good || store_error_set(error, STORE_ERROR_DAMAGED,
                                   "the folder " READY " is not ours; move it away");
}

/* ---- putting it in place ---- */

bool vault_repair_is_due(const struct folder *folder)
{
    return is_there(folder, READY);
}

/* A file that is not there was moved before, or never was. */
static bool move(const struct folder *folder, const char *from, const char *to,
                 struct store_error *error)
{
    return !is_there(folder, from) || folder->disk->rename(folder->fd, from, to) == 0 ||
           complain(error);
}

/* The log first: a vault without its log would be an older one that looks whole. */
static bool move_aside(const struct folder *folder, struct store_error *error)
{
    char name[VAULT_REPAIR_NAME_BYTES];
    char log[VAULT_REPAIR_NAME_BYTES + sizeof LOG_SUFFIX];
    if (!read_name(folder, name, error))
        return false;
    (void)snprintf(log, sizeof log, "%s" LOG_SUFFIX, name);
    return move(folder, VAULT_FILE_NAME LOG_SUFFIX, log, error) &&
           move(folder, VAULT_FILE_NAME, name, error) && sync_folder(folder, error);
}

bool vault_repair_finish(const struct folder *folder, struct store_error *error)
{
    store_error_clear(error);
    if (!vault_repair_is_due(folder))
        return true;
    if (is_there(folder, READY "/" VAULT_FILE_NAME) &&
        !(move_aside(folder, error) &&
          move(folder, READY "/" VAULT_FILE_NAME, VAULT_FILE_NAME, error) &&
          sync_folder(folder, error)))
        return false;
    return clear(folder, READY, error);
}

/* All of the folder that was made is on the disk. */
static bool sync_made(const struct folder *folder, struct store_error *error)
{
    int fd = openat(folder->fd, MADE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return complain(error);
    bool good = folder->disk->sync(fd) == 0 || complain(error);
    (void)close(fd);
    return good;
}

/* A log that stayed is part of what was written. */
static bool is_folded(const struct folder *folder, struct store_error *error)
{
    struct stat status;
    return fstatat(folder->fd, MADE "/" VAULT_FILE_NAME LOG_SUFFIX, &status, 0) != 0 ||
           status.st_size == 0 ||
           store_error_set(error, STORE_ERROR_DISK,
                           "the new " VAULT_FILE_NAME " could not be finished; check the disk");
}

bool vault_repair_end(const struct folder *folder, struct vault *fresh, const char *day,
                      char aside[VAULT_REPAIR_NAME_BYTES], struct store_error *error)
{
    bool had_one = is_there(folder, VAULT_FILE_NAME);
    bool good = vault_checkpoint(fresh, error);
    vault_close(fresh);
    good = good && is_folded(folder, error) && choose_name(folder, day, aside, error) &&
           write_name(folder, aside, error) && sync_made(folder, error);
    if (good && folder->disk->rename(folder->fd, MADE, READY) != 0)
        good = complain(error);
    good = good && sync_folder(folder, error) && vault_repair_finish(folder, error);
    if (good && !had_one)
        aside[0] = '\0';
    return good;
}
