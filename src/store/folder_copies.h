/* Files that are kept in memory instead of on the disk, for a folder that leaves no trace. Used by
 * folder.c alone, from any thread. Results are errno values, 0 for done. */
#ifndef ALCOVE_STORE_FOLDER_COPIES_H
#define ALCOVE_STORE_FOLDER_COPIES_H

#include <stddef.h>
#include <stdint.h>

#define FOLDER_COPIES_UNKNOWN (-1) /* no copy of it: what the disk has counts */

struct folder_copies;

struct folder_copies *folder_copies_make(void);        /* NULL without memory */
void folder_copies_free(struct folder_copies *copies); /* wipes all; NULL is allowed */
/* Instead of what was there; NULL: from now on there is no such file. */
int folder_copies_put(struct folder_copies *copies, const char *name, const uint8_t *bytes,
                      size_t size);
/* A copy for folder_free, ENOENT where the file was taken away, or FOLDER_COPIES_UNKNOWN. */
int folder_copies_get(struct folder_copies *copies, const char *name, uint8_t **bytes,
                      size_t *size);

#endif
