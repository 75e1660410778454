/* A vault of tests: blobs by bucket, and a tail of batches, in plain memory. */
#ifndef ALCOVE_TESTS_SHELF_H
#define ALCOVE_TESTS_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "records/space_file.h"
#include "space_circle.h"

#define SHELF_BLOBS_MAX 2048
#define SHELF_TAIL_MAX  4096

struct shelf_blob {
    struct space_bucket bucket;
    uint8_t *bytes;
    size_t size;
};

struct shelf {
    struct shelf_blob blobs[SHELF_BLOBS_MAX];
    size_t count;
    struct shelf_blob tail[SHELF_TAIL_MAX]; /* without buckets */
    size_t tail_count;
    uint32_t followed[SPACE_DEVICES_MAX]; /* batches that are in the tail, or were */
    size_t puts, drops;                   /* of the last keeping */
};

void shelf_end(struct shelf *shelf);
/* Appends what the circle published and the space of a device holds since. */
void shelf_follow(struct shelf *shelf, const struct circle *circle, uint8_t device);
/* Keeps everything. False without memory: then nothing was changed. */
bool shelf_keep(struct shelf *shelf, struct space_file *file, const struct space *space);
enum space_load shelf_load(const struct shelf *shelf, const struct alcove_memory *memory,
                           struct space **space, struct space_file **file);
/* Takes off the tail what is settled. Only after shelf_keep. */
void shelf_drop_settled(struct shelf *shelf, const struct space *space);

const struct shelf_blob *shelf_find(const struct shelf *shelf, struct space_bucket bucket);
/* Writes the blob anew as it is inside, without deflate. */
void shelf_unpack(struct shelf_blob *blob);
/* Whether the text is in any blob, opened, or in the tail. */
bool shelf_has(const struct shelf *shelf, const char *text);
/* Bytes of all blobs. */
size_t shelf_size(const struct shelf *shelf);

#endif
