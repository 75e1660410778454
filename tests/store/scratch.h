/* A fresh folder for each test of the store, and a disk that fails when it is told to. */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/folder.h"

/* cmocka set-up and tear-down: *state is a path (char *) in which nothing is. */
int scratch_begin(void **state);
int scratch_end(void **state);

/* The same with the folder open, for a set-up that goes on; its path is scratch_close's to free. */
char *scratch_open(struct folder *folder);
int scratch_close(char *path, struct folder *folder);

/* Every call counts; the call number `fails_at` (from 0) fails with `number`, and with `stays` all
 * that follow. `write_at_once` bounds a single write (0: no bound). */
struct failing_disk {
    size_t calls;
    size_t fails_at;
    int number;
    bool stays;
    size_t write_at_once;
};
extern struct failing_disk failing_disk_state;
extern const struct folder_disk failing_disk;
/* Resets the counters; fails never, at first. */
void failing_disk_reset(void);

/* Files below `folder`, whole; the caller frees. NULL if it is not there. */
uint8_t *file_read(const char *folder, const char *name, size_t *size);
void file_write(const char *folder, const char *name, const uint8_t *bytes, size_t size);
/* Entries of a folder, without "." and "..". */
size_t entries_count(const char *folder);

#endif
