/* What a sealed backup of the app holds: files of the profile as they are, and spaces whole.
 * Written by backing_up.c, read by restoring.c. SPEC.md section 11.5.
 *
 * Written into one block that grows, in the order of the calls; read in place. */
#ifndef ALCOVE_APP_BACKUP_CONTENTS_H
#define ALCOVE_APP_BACKUP_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "papers/backup.h"
#include "store/folder.h"
#include "store/people.h"

#define BACKUP_NAMED_FILES 5 /* of a profile, beside those of letters */
#define BACKUP_FILES_MAX   (PEOPLE_MAX + BACKUP_NAMED_FILES)
#define BACKUP_SPACES_MAX  (PEOPLE_MAX + 1)
#define BACKUP_FILE_MAX    2097152 /* bytes; more than any of these files has */

struct backup_file {
    char name[FOLDER_NAME_BYTES_MAX];
    char kind[4];
    uint8_t version;
    const uint8_t *bytes;
    size_t size;
};

struct backup_space {
    const uint8_t *whole; /* records/space_file.h */
    size_t whole_size;
    const uint8_t *changes; /* records/changes.h */
    size_t changes_size;
};

extern const char *const backup_named_files[BACKUP_NAMED_FILES];

/* Borrows the bytes that it was read from. 40 kB: allocate it. */
struct backup_contents {
    uint8_t static_public[32]; /* whose it is */
    struct backup_file files[BACKUP_FILES_MAX];
    size_t file_count; /* 0: of what was shared with one person alone */
    struct backup_space spaces[BACKUP_SPACES_MAX];
    size_t space_count;
};

enum backup_reading { BACKUP_READ, BACKUP_READ_DAMAGED, BACKUP_READ_NEWER };

/* Names of files are those of a profile, each once; what is in them is not looked at. */
enum backup_reading backup_contents_read(const struct backup_bytes *bytes,
                                         struct backup_contents *out);

/* Of zeros at first; after it failed, for want of memory or room, it stays so. */
struct backup_writing {
    struct backup_bytes bytes; /* the caller ends it with backup_writing_free */
    size_t room;
    bool failed;
};

void backup_write_begin(struct backup_writing *writing, const uint8_t static_public[32]);
void backup_write_file(struct backup_writing *writing, const struct backup_file *file);
void backup_write_space(struct backup_writing *writing, const struct backup_space *space);
void backup_writing_free(struct backup_writing *writing); /* wipes */

#endif
