#include "app/paper_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"

static bool write_file(void *context, const void *bytes, size_t size)
{
    struct paper_file *file = context;
    return fwrite(bytes, 1, size, file->file) == size;
}

struct paper_sink paper_file_sink(struct paper_file *file)
{
    return (struct paper_sink){.write = write_file, .context = file};
}

bool paper_file_open(struct paper_file *file, const char *path)
{
    int size = snprintf(file->path, sizeof file->path, "%s", path);
    int part = snprintf(file->part, sizeof file->part, "%s.part", path);
    file->file = NULL;
    if (size < 0 || part < 0 || (size_t)part >= sizeof file->part) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    file->file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file->file == NULL && fd >= 0)
        close(fd);
    return file->file != NULL;
}

bool paper_file_close(struct paper_file *file, bool whole)
{
    if (file->file == NULL)
        return whole;
    bool good = whole && fflush(file->file) == 0 && fsync(fileno(file->file)) == 0;
    good = fclose(file->file) == 0 && good;
    file->file = NULL;
    if (good && rename(file->part, file->path) == 0)
        return true;
    int failed = errno;
    remove(file->part);
    errno = failed;
    return false;
}

uint8_t *paper_file_read(const char *path, size_t max, size_t *size)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool there = fd >= 0 && fstat(fd, &status) == 0;
    if (!there || status.st_size < 0 || (size_t)status.st_size > max) {
        complain(EXIT_USAGE, "%s cannot be read: %s.", path,
                 there ? "it is too large" : strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    size_t room = (size_t)status.st_size;
    uint8_t *bytes = malloc(room + 1);
    *size = 0;
    while (bytes != NULL && *size < room) {
        ssize_t got = read(fd, bytes + *size, room - *size);
        if (got <= 0)
            break;
        *size += (size_t)got;
    }
    close(fd);
    if (bytes == NULL)
        complain(EXIT_FAILED, "There is not enough memory for this.");
    return bytes;
}
