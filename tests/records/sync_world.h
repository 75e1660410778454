/* Replicas of one space that edit and synchronise over pipes which lose, reorder, repeat and break.
 * Everything follows from a seed. */
#ifndef ALCOVE_TESTS_SYNC_WORLD_H
#define ALCOVE_TESTS_SYNC_WORLD_H

#include "memory.h"
#include "records/space.h"
#include "records/sync.h"

#define WORLD_REPLICAS_MAX 6
#define WORLD_PART_BYTES   1000
#define WORLD_PIPE_PARTS   4096

struct world_part {
    size_t size;
    uint8_t bytes[WORLD_PART_BYTES];
};

struct world_pipe {
    struct world_part *parts[WORLD_PIPE_PARTS];
    size_t count;
};

struct world_blob {
    uint8_t *bytes;
    size_t size;
};

struct replica {
    struct space_config config;
    struct space *space;
    struct counted_memory memory;
    uint8_t sign_secret[SPACE_SIGN_SECRET_BYTES];
    struct world_blob *disk; /* batches in the order in which they were kept */
    size_t disk_count;
    struct object_id made[64]; /* some of its own objects */
    size_t made_count;
};

struct world {
    struct replica replicas[WORLD_REPLICAS_MAX];
    size_t count;
    /* [from][to]: the end at `from`, and what is under way. */
    struct sync *ends[WORLD_REPLICAS_MAX][WORLD_REPLICAS_MAX];
    struct sync_memory remembered[WORLD_REPLICAS_MAX][WORLD_REPLICAS_MAX];
    struct world_pipe pipes[WORLD_REPLICAS_MAX][WORLD_REPLICAS_MAX];
    struct sync_event events[WORLD_REPLICAS_MAX][WORLD_REPLICAS_MAX][SYNC_FULL + 1]; /* last ones */
    unsigned seen[WORLD_REPLICAS_MAX][WORLD_REPLICAS_MAX][SYNC_FULL + 1];            /* how many */
    unsigned lost, repeated, reordered; /* of a hundred parts */
    bool stores_late;                   /* some parts are on the disk only later */
    uint64_t random;
    uint64_t now_us;
    uint32_t minute, day;
    size_t parts, bytes, sealed; /* that were sent; sealed: with 24 bytes a packet, 12 a chunk */
};

struct world *world_begin(size_t replicas, bool is_signed, uint64_t seed);
void world_end(struct world *world);
uint32_t world_draw(struct world *world, uint32_t below);

/* Publishes the draft, and keeps it. */
void world_publish(struct world *world, size_t replica);
/* One publication, of a few operations. */
void world_edit(struct world *world, size_t replica);
/* One publication of a line of words of that size. */
void world_say(struct world *world, size_t replica, size_t size);
/* What was applied or published is kept, and all ends of that replica are told. */
void world_store(struct world *world, size_t replica);
/* Takes the replica back to when it had kept so many batches. */
void world_restore(struct world *world, size_t replica, size_t kept);

void world_connect(struct world *world, size_t a, size_t b);
void world_cut(struct world *world, size_t a, size_t b);
bool world_is_connected(const struct world *world, size_t a, size_t b);
/* Takes out of both ends what they want to send, and delivers one part of each pipe; false if
 * nothing was under way. */
bool world_step(struct world *world, size_t a, size_t b);
/* Steps until nothing is under way between the two. */
void world_run(struct world *world, size_t a, size_t b);
/* Connects, runs and cuts. */
void world_meet(struct world *world, size_t a, size_t b);

/* A hash of all that a person could read, with its authors. */
void world_state(const struct world *world, size_t replica, uint8_t out[16]);
bool world_is_same(const struct world *world);

#endif
