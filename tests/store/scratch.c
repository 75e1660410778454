#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "harness.h"

#define PATH_BYTES 600

int scratch_begin(void **state)
{
    *state = fresh_folder();
    failing_disk_reset();
    return 0;
}

int scratch_end(void **state)
{
    remove_folder(*state);
    return 0;
}

char *scratch_open(struct folder *folder)
{
    struct store_error error;
    void *path = NULL;
    assert_true(sodium_init() >= 0);
    assert_int_equal(scratch_begin(&path), 0);
    assert_true(folder_open(folder, path, &error));
    return path;
}

int scratch_close(char *path, struct folder *folder)
{
    void *state = path;
    folder_close(folder);
    return scratch_end(&state);
}

struct failing_disk failing_disk_state;

void failing_disk_reset(void)
{
    failing_disk_state = (struct failing_disk){.fails_at = SIZE_MAX};
}

static bool fails(void)
{
    struct failing_disk *s = &failing_disk_state;
    size_t call = s->calls++;
    errno = s->number;
    return call == s->fails_at || (s->stays && call > s->fails_at);
}

static int failing_create(int folder_fd, const char *name)
{
    return fails() ? -1 : folder_system_disk.create(folder_fd, name);
}

static ssize_t failing_write(int fd, const void *bytes, size_t size)
{
    if (fails())
        return -1;
    size_t bound = failing_disk_state.write_at_once;
    return folder_system_disk.write(fd, bytes, bound > 0 && size > bound ? bound : size);
}

static int failing_sync(int fd)
{
    /* Nothing here survives a power cut anyway, and a hundred syncs take a second. */
    (void)fd;
    return fails() ? -1 : 0;
}

static int failing_close(int fd)
{
    /* close(2) closes even when it reports an error. */
    int result = folder_system_disk.close(fd);
    return fails() ? -1 : result;
}

static int failing_rename(int folder_fd, const char *from, const char *to)
{
    return fails() ? -1 : folder_system_disk.rename(folder_fd, from, to);
}

const struct folder_disk failing_disk = {
    .create = failing_create,
    .write = failing_write,
    .sync = failing_sync,
    .close = failing_close,
    .rename = failing_rename,
};

static FILE *file_open(const char *folder, const char *name, const char *mode)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return fopen(path, mode);
}

uint8_t *file_read(const char *folder, const char *name, size_t *size)
{
    FILE *file = file_open(folder, name, "rb");
    if (file == NULL)
        return NULL;
    uint8_t *bytes = malloc(200000);
    assert_non_null(bytes);
    *size = fread(bytes, 1, 200000, file);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

void file_write(const char *folder, const char *name, const uint8_t *bytes, size_t size)
{
    FILE *file = file_open(folder, name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

size_t entries_count(const char *folder)
{
    DIR *list = opendir(folder);
    size_t count = 0;
    assert_non_null(list);
    while (readdir(list) != NULL)
        count++;
    assert_int_equal(closedir(list), 0);
    return count - 2;
}
