/* Files that the person asked for: exports and backups. Ours alone (0600), and under another name
 * until they are whole. Called by the commands that write them. */
#ifndef ALCOVE_APP_PAPER_FILE_H
#define ALCOVE_APP_PAPER_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "papers/paper_sink.h"

#define PAPER_PATH_BYTES 4096

struct paper_file {
    char path[PAPER_PATH_BYTES], part[PAPER_PATH_BYTES];
    FILE *file; /* NULL: none is open */
};

/* False, with errno, if it cannot be made. */
bool paper_file_open(struct paper_file *file, const char *path);
/* Into the file; it outlives the sink. */
struct paper_sink paper_file_sink(struct paper_file *file);
/* `whole`: nothing failed so far. True when all of it is on the disk, under its name; else there is
 * no file, and errno says why. True for a `whole` of none that is open. */
bool paper_file_close(struct paper_file *file, bool whole);

/* The whole of a file of at most `max` bytes; the caller wipes and frees it. NULL after
 * complaining. */
uint8_t *paper_file_read(const char *path, size_t max, size_t *size);

#endif
