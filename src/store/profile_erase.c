#include "store/profile_erase.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/folder.h"

#define KEYS "keys"
#define LOCK "lock"

static bool is_ours(const char *name)
{
    static const char *const names[] = {"choices", "window", "control", "vault"};
    static const char *const starts[] = {"vault-", "vault."};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    }
    return folder_knows(name);
}

/* Where the disk writes in place, the old keys are gone from it, too. */
static void overwrite(int folder_fd, const char *name)
{
    static const unsigned char zeros[256];
    struct stat status;
    int fd = openat(folder_fd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    off_t size = fstat(fd, &status) == 0 ? status.st_size : 0;
    for (off_t at = 0; at < size;) {
        size_t part = size - at < (off_t)sizeof zeros ? (size_t)(size - at) : sizeof zeros;
        ssize_t written = pwrite(fd, zeros, part, at);
        if (written <= 0)
            break;
        at += written;
    }
    (void)fsync(fd);
    (void)close(fd);
}

/* 0, or an errno. */
static int take_away(int folder_fd, const char *name)
{
    return unlinkat(folder_fd, name, 0) == 0 || errno == ENOENT ? 0 : errno;
}

static int take_all(int folder_fd)
{
    int copy = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    int failed = list == NULL ? errno : 0;
    if (list == NULL && copy >= 0)
        (void)close(copy);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;) {
        int now = is_ours(entry->d_name) ? take_away(folder_fd, entry->d_name) : 0;
        failed = failed != 0 ? failed : now;
    }
    if (list != NULL)
        (void)closedir(list);
    return failed;
}

/* The lock goes last: while it is there nobody takes the folder for one of something else. */
static int erase_held(int folder_fd)
{
    overwrite(folder_fd, KEYS);
    int failed = take_away(folder_fd, KEYS);
    if (failed == 0)
        failed = take_all(folder_fd);
    (void)fsync(folder_fd);
    return failed != 0 ? failed : take_away(folder_fd, LOCK);
}

static bool erase_folder(int folder_fd, const char *directory, struct store_error *error)
{
    int lock = openat(folder_fd, LOCK, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (lock < 0 && errno == ENOENT)
        return store_error_set(error, STORE_ERROR_MISSING, "there is no profile in %.90s",
                               directory);
    if (lock < 0)
        return store_error_from_errno(error, errno, directory);
    bool held = flock(lock, LOCK_EX | LOCK_NB) == 0;
    int failed = held ? erase_held(folder_fd) : errno;
    (void)close(lock);
    if (!held && failed == EWOULDBLOCK)
        return store_error_set(error, STORE_ERROR_BUSY,
                               "Alcove is open with it; close that window first");
    return failed == 0 || store_error_from_errno(error, failed, directory);
}

bool profile_erase(const char *directory, struct store_error *error)
{
    store_error_clear(error);
    int folder_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd < 0)
        return store_error_from_errno(error, errno, directory);
    bool erased = erase_folder(folder_fd, directory, error);
    (void)close(folder_fd);
    if (erased)
        (void)rmdir(directory); /* not while something else is in it */
    return erased;
}
