#include "store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "store/folder_copies.h"
#include "store/folder_seal.h"

/* magic 8 | kind 4 | version 1 | payload size 4 | payload | checksum 32 */
#define MAGIC_BYTES    8
#define HEAD_BYTES     (MAGIC_BYTES + 4 + 1 + 4)
#define CHECKSUM_BYTES 32
#define AROUND_BYTES   (HEAD_BYTES + CHECKSUM_BYTES)
/* More than any of our files; a greater one is not ours. */
#define FILE_BYTES_MAX 4194304

/* Broken by anything that takes the file for text. */
static const uint8_t clear_magic[MAGIC_BYTES] = {'A', 'L', 'C', 'V', '\r', '\n', 0x1a, 0xfe};
static const uint8_t sealed_magic[MAGIC_BYTES] = {'A', 'L', 'C', 'V', '\r', '\n', 0x1a, 0xff};

/* ---- the disk ---- */

static int system_create(int folder_fd, const char *name)
{
    return openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static ssize_t system_write(int fd, const void *bytes, size_t size)
{
    return write(fd, bytes, size);
}

static int system_rename(int folder_fd, const char *from, const char *to)
{
    return renameat(folder_fd, from, folder_fd, to);
}

const struct folder_disk folder_system_disk = {
    .create = system_create,
    .write = system_write,
    .sync = fsync,
    .close = close,
    .rename = system_rename,
};

/* ---- the folder ---- */

/* Every part of the path that is not there yet. */
static int directories_make(const char *path)
{
    char part[FOLDER_PATH_BYTES_MAX];
    size_t length = strlen(path);
    memcpy(part, path, length + 1);
    for (size_t i = 1; i <= length; i++) {
        if (part[i] != '/' && part[i] != '\0')
            continue;
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return -1;
        part[i] = path[i];
    }
    return 0;
}

/* NULL if there is no folder, or with errno. */
static DIR *list_open(int fd)
{
    int copy = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    if (list == NULL && copy >= 0)
        (void)close(copy);
    return list;
}

/* Nothing in it, or the lock of a profile. */
static bool is_empty_or_profile(int fd)
{
    if (faccessat(fd, "lock", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return true;
    DIR *list = list_open(fd);
    if (list == NULL)
        return false;
    size_t entries = 0;
    while (entries < 3 && readdir(list) != NULL)
        entries++;
    (void)closedir(list);
    return entries <= 2; /* "." and ".." */
}

uint64_t folder_written_s(const struct folder *folder)
{
    static const char *const names[] = {"identity", "settings", "people", "invites", "nodes"};
    uint64_t newest_s = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct stat status;
        if (fstatat(folder->fd, names[i], &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            status.st_mtim.tv_sec > (time_t)newest_s)
            newest_s = (uint64_t)status.st_mtim.tv_sec;
    }
    return newest_s;
}

static bool folder_make_private(int fd, const char *path, struct store_error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return store_error_from_errno(error, errno, path);
    if (status.st_uid != geteuid())
        return store_error_from_errno(error, EACCES, path);
    /* Closing a folder to others that is used for something else would do harm. */
    if (!is_empty_or_profile(fd))
        return store_error_set(error, STORE_ERROR_REFUSED,
                               "%.90s: holds other files; choose an empty folder with --profile",
                               path);
    if ((status.st_mode & 07777) != 0700 && fchmod(fd, 0700) != 0)
        return store_error_from_errno(error, errno, path);
    return true;
}

bool folder_open(struct folder *folder, const char *path, struct store_error *error)
{
    store_error_clear(error);
    *folder = (struct folder){.fd = -1, .disk = &folder_system_disk};
    size_t length = strlen(path);
    if (length == 0 || length >= FOLDER_PATH_BYTES_MAX)
        return store_error_from_errno(error, ENAMETOOLONG, path);
    if (directories_make(path) != 0)
        return store_error_from_errno(error, errno, path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return store_error_from_errno(error, errno, path);
    if (!folder_make_private(fd, path, error)) {
        (void)close(fd);
        return false;
    }
    folder->fd = fd;
    memcpy(folder->path, path, length + 1);
    return true;
}

bool folder_open_without_trace(struct folder *folder, const char *path, struct store_error *error)
{
    store_error_clear(error);
    *folder = (struct folder){.fd = -1, .disk = &folder_system_disk};
    size_t length = strlen(path);
    if (length == 0 || length >= FOLDER_PATH_BYTES_MAX)
        return store_error_from_errno(error, ENAMETOOLONG, path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return store_error_from_errno(error, errno, path);
    folder->copies = folder_copies_make();
    if (folder->copies == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return store_error_from_errno(error, ENOMEM, path);
    }
    folder->fd = fd;
    memcpy(folder->path, path, length + 1);
    return true;
}

void folder_close(struct folder *folder)
{
    folder_copies_free(folder->copies);
    folder->copies = NULL;
    if (folder->fd >= 0)
        (void)close(folder->fd);
    folder->fd = -1;
}

/* ---- its files ---- */

static bool is_open(const struct folder *folder)
{
    return folder->fd >= 0 || folder->copies != NULL;
}

static void checksum_compute(const uint8_t *bytes, size_t size, uint8_t out[CHECKSUM_BYTES])
{
    int failed = crypto_generichash(out, CHECKSUM_BYTES, bytes, size, NULL, 0);
    ALCOVE_ASSERT(failed == 0);
}

void folder_free(uint8_t *bytes, size_t size)
{
    if (bytes == NULL)
        return;
    sodium_memzero(bytes, size);
    free(bytes);
}

/* The whole file as bytes, which the caller gives to folder_free; NULL without memory. */
static uint8_t *image_build(const struct folder *folder, const struct folder_file *file,
                            const uint8_t *bytes, size_t size, size_t *image_size)
{
    bool seal = folder->key != NULL;
    size_t payload = seal ? folder_sealed_size(size) : size;
    ALCOVE_ASSERT(payload <= FILE_BYTES_MAX - AROUND_BYTES);
    uint8_t *image = malloc(payload + AROUND_BYTES);
    if (image == NULL)
        return NULL;
    struct byte_writer w = byte_writer_over(image, payload + AROUND_BYTES);
    byte_write_bytes(&w, seal ? sealed_magic : clear_magic, MAGIC_BYTES);
    byte_write_bytes(&w, (const uint8_t *)file->kind, sizeof file->kind);
    byte_write_u8(&w, file->version);
    byte_write_u32(&w, (uint32_t)payload);
    if (seal) {
        folder_seal(folder->key, file, bytes, size, image + w.size);
        w.size += payload;
    } else {
        byte_write_bytes(&w, bytes, size);
    }
    uint8_t checksum[CHECKSUM_BYTES];
    checksum_compute(image, w.size, checksum);
    byte_write_bytes(&w, checksum, sizeof checksum);
    ALCOVE_ASSERT(!w.failed && w.size == payload + AROUND_BYTES);
    *image_size = w.size;
    return image;
}

/* 0, or the errno of what failed. */
static int bytes_write(const struct folder_disk *disk, int fd, const uint8_t *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t written = disk->write(fd, bytes + done, size - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        done += (size_t)written;
    }
    return disk->sync(fd) != 0 ? errno : 0;
}

static int image_write(const struct folder *folder, const char *name, const uint8_t *image,
                       size_t size)
{
    const struct folder_disk *disk = folder->disk;
    char temporary[FOLDER_NAME_BYTES_MAX];
    int length = snprintf(temporary, sizeof temporary, ".%s.new", name);
    ALCOVE_ASSERT(length > 0 && (size_t)length < sizeof temporary);
    int fd = disk->create(folder->fd, temporary);
    if (fd < 0)
        return errno;
    int failed = bytes_write(disk, fd, image, size);
    /* Some disks tell only at the end that they are full. */
    if (disk->close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed == 0 && disk->rename(folder->fd, temporary, name) != 0)
        failed = errno;
    if (failed != 0) {
        (void)unlinkat(folder->fd, temporary, 0);
        return failed;
    }
    return disk->sync(folder->fd) != 0 ? errno : 0;
}

bool folder_write(const struct folder *folder, const struct folder_file *file, const uint8_t *bytes,
                  size_t size, struct store_error *error)
{
    ALCOVE_ASSERT(is_open(folder));
    store_error_clear(error);
    size_t image_size = 0;
    uint8_t *image = image_build(folder, file, bytes, size, &image_size);
    if (image == NULL)
        return store_error_from_errno(error, ENOMEM, file->name);
    int failed = folder->copies != NULL
                     ? folder_copies_put(folder->copies, file->name, image, image_size)
                     : image_write(folder, file->name, image, image_size);
    folder_free(image, image_size);
    return failed == 0 || store_error_from_errno(error, failed, file->name);
}

/* Everything in the file, at most FILE_BYTES_MAX + 1 bytes of it. 0 or an errno. */
static int image_read(int fd, uint8_t **image, size_t *size)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return errno;
    if (!S_ISREG(status.st_mode) || status.st_size > FILE_BYTES_MAX)
        return EBADMSG;
    size_t capacity = (size_t)status.st_size;
    uint8_t *bytes = malloc(capacity + 1);
    if (bytes == NULL)
        return ENOMEM;
    size_t done = 0;
    while (done < capacity) {
        ssize_t got = read(fd, bytes + done, capacity - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            int failed = errno;
            folder_free(bytes, done);
            return failed;
        }
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *image = bytes;
    *size = done;
    return 0;
}

static bool refuse_damaged(const struct folder *folder, const struct folder_file *file,
                           struct store_error *error)
{
    return store_error_set(error, STORE_ERROR_DAMAGED,
                           "the file %s in %.70s is damaged; put a copy of it back, or choose "
                           "another folder with --profile",
                           file->name, folder->path);
}

/* What a whole and unharmed image of this kind says of itself; the payload is behind its head. */
struct image_head {
    bool is_sealed;
    uint8_t version;
};

static bool image_check(const struct folder *folder, const struct folder_file *file,
                        struct byte_reader r, struct image_head *head, struct store_error *error)
{
    uint8_t checksum[CHECKSUM_BYTES];
    if (r.size < AROUND_BYTES)
        return refuse_damaged(folder, file, error);
    checksum_compute(r.bytes, r.size - CHECKSUM_BYTES, checksum);
    const uint8_t *found = r.bytes + r.size - CHECKSUM_BYTES;
    const uint8_t *magic = byte_read_span(&r, MAGIC_BYTES);
    head->is_sealed = memcmp(magic, sealed_magic, MAGIC_BYTES) == 0;
    bool is_ours = head->is_sealed || memcmp(magic, clear_magic, MAGIC_BYTES) == 0;
    bool is_whole = memcmp(checksum, found, CHECKSUM_BYTES) == 0;
    bool is_kind = memcmp(byte_read_span(&r, sizeof file->kind), file->kind, 4) == 0;
    head->version = byte_read_u8(&r);
    uint32_t size = byte_read_u32(&r);
    if (!is_ours || !is_whole || !is_kind || head->version == 0)
        return refuse_damaged(folder, file, error);
    if (head->version > file->version)
        return store_error_set(error, STORE_ERROR_NEWER,
                               "the file %s in %.70s is of a newer version; update this program",
                               file->name, folder->path);
    return size == r.size - AROUND_BYTES || refuse_damaged(folder, file, error);
}

/* The payload, moved to the front of its image so that it is what is freed, and opened. */
static bool image_open(const struct folder *folder, const struct folder_file *file,
                       const struct image_head *head, struct folder_contents *out,
                       struct store_error *error)
{
    bool wants_sealed = folder->key != NULL;
    out->version = head->version;
    out->size -= AROUND_BYTES;
    memmove(out->bytes, out->bytes + HEAD_BYTES, out->size);
    sodium_memzero(out->bytes + out->size, AROUND_BYTES);
    if (head->is_sealed && folder->key == NULL)
        return store_error_set(error, STORE_ERROR_LOCKED, "the file %s in %.70s is locked",
                               file->name, folder->path);
    /* Somebody with the disk could put it there, in the place of what we sealed. */
    if (head->is_sealed != wants_sealed && !folder->takes_clear)
        return refuse_damaged(folder, file, error);
    struct folder_file found = *file;
    found.version = head->version;
    if (head->is_sealed && !folder_unseal(folder->key, &found, out->bytes, &out->size))
        return refuse_damaged(folder, file, error);
    return true;
}

static int image_load(const struct folder *folder, const char *name, uint8_t **image, size_t *size)
{
    if (folder->copies != NULL) {
        int found = folder_copies_get(folder->copies, name, image, size);
        if (found != FOLDER_COPIES_UNKNOWN)
            return found;
        if (folder->fd < 0)
            return ENOENT;
    }
    int fd = openat(folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ELOOP ? EBADMSG : errno;
    int failed = image_read(fd, image, size);
    (void)close(fd);
    return failed;
}

bool folder_read_any(const struct folder *folder, const struct folder_file *file,
                     struct folder_contents *out, struct store_error *error)
{
    ALCOVE_ASSERT(is_open(folder));
    store_error_clear(error);
    *out = (struct folder_contents){0};
    struct image_head head;
    int failed = image_load(folder, file->name, &out->bytes, &out->size);
    if (failed == EBADMSG)
        return refuse_damaged(folder, file, error);
    if (failed != 0)
        return store_error_from_errno(error, failed, file->name);
    size_t image_size = out->size;
    if (image_check(folder, file, byte_reader_over(out->bytes, out->size), &head, error) &&
        image_open(folder, file, &head, out, error))
        return true;
    folder_free(out->bytes, image_size);
    *out = (struct folder_contents){0};
    return false;
}

bool folder_read_as_is(const struct folder *folder, struct folder_file *file,
                       struct folder_contents *out, struct store_error *error)
{
    uint8_t *image;
    size_t size;
    ALCOVE_ASSERT(is_open(folder));
    *out = (struct folder_contents){0};
    int failed = image_load(folder, file->name, &image, &size);
    if (failed == EBADMSG || (failed == 0 && size < AROUND_BYTES)) {
        if (failed == 0)
            folder_free(image, size);
        return refuse_damaged(folder, file, error);
    }
    if (failed != 0)
        return store_error_from_errno(error, failed, file->name);
    memcpy(file->kind, image + MAGIC_BYTES, sizeof file->kind);
    file->version = image[MAGIC_BYTES + sizeof file->kind];
    folder_free(image, size);
    return folder_read_any(folder, file, out, error);
}

bool folder_read(const struct folder *folder, const struct folder_file *file, uint8_t **bytes,
                 size_t *size, struct store_error *error)
{
    struct folder_contents contents;
    bool read = folder_read_any(folder, file, &contents, error);
    *bytes = contents.bytes;
    *size = contents.size;
    return read;
}

bool folder_remove(const struct folder *folder, const struct folder_file *file,
                   struct store_error *error)
{
    ALCOVE_ASSERT(is_open(folder));
    store_error_clear(error);
    if (folder->copies != NULL) {
        int failed = folder_copies_put(folder->copies, file->name, NULL, 0);
        return failed == 0 || store_error_from_errno(error, failed, file->name);
    }
    if (unlinkat(folder->fd, file->name, 0) != 0)
        return errno == ENOENT || store_error_from_errno(error, errno, file->name);
    return folder->disk->sync(folder->fd) == 0 || store_error_from_errno(error, errno, file->name);
}

/* ---- files of an older app ---- */

/* Names of our own: others are left alone, and so is what is never sealed. */
static bool is_profile_file(const char *name)
{
    static const char *const names[] = {"identity", "settings", "people", "invites",
                                        "nodes",    "helpers",  "helper", "measures"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return strncmp(name, "letters-", 8) == 0 && strlen(name) < FOLDER_NAME_BYTES_MAX - 6;
}

/* What image_write leaves when it is interrupted. */
static bool is_half_written(const char *name)
{
    size_t length = strlen(name);
    return name[0] == '.' && length > 5 && strcmp(name + length - 4, ".new") == 0;
}

bool folder_knows(const char *name)
{
    return is_profile_file(name) || is_half_written(name);
}

/* Whatever kind the file says that it is. */
static bool seal_one(const struct folder *folder, const char *name, struct store_error *error)
{
    uint8_t *image;
    size_t size;
    struct folder_contents contents;
    struct folder_file file = {.name = name};
    int failed = image_load(folder, name, &image, &size);
    if (failed != 0)
        return failed == EBADMSG || store_error_from_errno(error, failed, name);
    bool is_clear = size >= AROUND_BYTES && memcmp(image, clear_magic, MAGIC_BYTES) == 0;
    folder_free(image, size);
    if (!is_clear)
        return true;
    if (!folder_read_as_is(folder, &file, &contents, error))
        return error->kind == STORE_ERROR_DAMAGED;
    bool sealed = folder_write(folder, &file, contents.bytes, contents.size, error);
    folder_free(contents.bytes, contents.size);
    return sealed;
}

bool folder_seal_all(const struct folder *folder, struct store_error *error)
{
    ALCOVE_ASSERT(folder->key != NULL && folder->takes_clear);
    store_error_clear(error);
    DIR *list = list_open(folder->fd);
    if (list == NULL)
        return folder->fd < 0 || store_error_from_errno(error, errno, folder->path);
    bool done = true;
    for (struct dirent *entry; done && (entry = readdir(list)) != NULL;) {
        if (is_half_written(entry->d_name) && folder->copies == NULL)
            (void)unlinkat(folder->fd, entry->d_name, 0);
        else if (is_profile_file(entry->d_name))
            done = seal_one(folder, entry->d_name, error);
    }
    (void)closedir(list);
    if (done)
        store_error_clear(error);
    return done;
}

bool folder_has_sealed(const struct folder *folder)
{
    DIR *list = list_open(folder->fd);
    bool found = false;
    uint8_t *image;
    size_t size;
    for (struct dirent *entry; list != NULL && !found && (entry = readdir(list)) != NULL;) {
        if (!is_profile_file(entry->d_name) ||
            image_load(folder, entry->d_name, &image, &size) != 0)
            continue;
        found = size >= MAGIC_BYTES && memcmp(image, sealed_magic, MAGIC_BYTES) == 0;
        folder_free(image, size);
    }
    if (list != NULL)
        (void)closedir(list);
    return found;
}

bool folder_has(const struct folder *folder, const char *name)
{
    return folder->fd >= 0 && faccessat(folder->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}
