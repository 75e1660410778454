/* The folder of a profile and how its files are written: whole or not at all.
 *
 * A write goes to a temporary file, which is synced and renamed over the old one, and the folder is
 * synced. Whatever stops it (a full disk, a crash), the old file or the new one is there, whole.
 * A file begins with a magic, its kind, the version of its kind and its size, and ends with a
 * BLAKE2b checksum over all before it. A file that does not pass is reported and left alone: it is
 * never deleted nor overwritten.
 *
 * With a key (store/keyring.h) what is inside is sealed; names, kinds, versions and, in steps of
 * 256 bytes, sizes are not. Files that an older app wrote in the clear are sealed by
 * folder_seal_all at the next opening. A folder that leaves no trace reads what is there and keeps
 * in memory what is written; its disk is never changed. */
#ifndef ALCOVE_STORE_FOLDER_H
#define ALCOVE_STORE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "store/store_error.h"

#define FOLDER_PATH_BYTES_MAX 1024
#define FOLDER_NAME_BYTES_MAX 32 /* of a file, with its NUL and a little more */
#define FOLDER_KEY_BYTES      32

/* The calls a test makes fail, one after the other. Same results as those of the system. */
struct folder_disk {
    int (*create)(int folder_fd, const char *name); /* 0600, truncated, write-only */
    ssize_t (*write)(int fd, const void *bytes, size_t size);
    int (*sync)(int fd);
    int (*close)(int fd);
    int (*rename)(int folder_fd, const char *from, const char *to);
};

struct folder {
    int fd; /* -1: there is none, and none is made (it leaves no trace) */
    char path[FOLDER_PATH_BYTES_MAX];
    const struct folder_disk *disk; /* never NULL; not owned */
    const uint8_t *key;             /* FOLDER_KEY_BYTES; NULL: files are in the clear. Not owned */
    bool takes_clear;               /* files in the clear are read although there is a key */
    struct folder_copies *copies;   /* what was written, where that leaves no trace; else NULL */
};

extern const struct folder_disk folder_system_disk;

/* Opens `path`, which is made with its parents (0700) if it is not there. An existing folder must
 * belong to us and be empty or hold a profile; it is closed to others (0700). */
bool folder_open(struct folder *folder, const char *path, struct store_error *error);
/* The same without a trace: nothing is made, and nothing on the disk is changed. Good as well when
 * there is no such folder: it is empty then. */
bool folder_open_without_trace(struct folder *folder, const char *path, struct store_error *error);
void folder_close(struct folder *folder);

/* What a file claims to be. */
struct folder_file {
    const char *name; /* without a slash */
    char kind[4];     /* four letters */
    uint8_t version;  /* written; a greater one is refused on reading */
};

/* Reads, checks and opens a whole file. `*bytes` is the payload, allocated; the caller passes it
 * with its size to folder_free, which wipes it. MISSING, with `*bytes` NULL, if there is no such
 * file. */
bool folder_read(const struct folder *folder, const struct folder_file *file, uint8_t **bytes,
                 size_t *size, struct store_error *error);
/* What a file holds, and the version it was written as: 1 to that of its folder_file. */
struct folder_contents {
    uint8_t *bytes;
    size_t size;
    uint8_t version;
};

/* The same, for files whose older versions are read too. */
bool folder_read_any(const struct folder *folder, const struct folder_file *file,
                     struct folder_contents *out, struct store_error *error);
/* The same of a file whatever it says that it is, which goes to `file`: for a copy of it. */
bool folder_read_as_is(const struct folder *folder, struct folder_file *file,
                       struct folder_contents *out, struct store_error *error);
/* After false the file is the old one, or the new one if only the last syncing of the folder
 * failed. FULL when the disk is. */
bool folder_write(const struct folder *folder, const struct folder_file *file, const uint8_t *bytes,
                  size_t size, struct store_error *error);
/* Seals every file that is still in the clear, each whole or not at all, and takes away what a
 * crash left half written. Those that are damaged stay as they are. The folder has a key. After
 * false some may be sealed and some not; done again, it goes on. */
bool folder_seal_all(const struct folder *folder, struct store_error *error);
/* Whether a file of this name is one that a folder of a profile writes, whole or half. */
bool folder_knows(const char *name);
/* Whether any file is sealed already. */
bool folder_has_sealed(const struct folder *folder);
/* Whether there is a file of this name, readable or not. */
bool folder_has(const struct folder *folder, const char *name);
/* When the newest of its files was written, in Unix seconds by the clock of then; 0: not known. */
uint64_t folder_written_s(const struct folder *folder);
void folder_free(uint8_t *bytes, size_t size);
/* Takes a file away for good; true as well if there is none. */
bool folder_remove(const struct folder *folder, const struct folder_file *file,
                   struct store_error *error);

#endif
