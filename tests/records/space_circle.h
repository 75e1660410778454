/* Several devices with a space each, and all that they ever published. Batches get lost, come late,
 * in any order and more than once, as the seed has it; nothing here is real time. */
#ifndef ALCOVE_TESTS_SPACE_CIRCLE_H
#define ALCOVE_TESTS_SPACE_CIRCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "records/space.h"

#define CIRCLE_DEVICES_MAX 6
#define CIRCLE_BATCHES_MAX 512

struct circle_batch {
    uint8_t *bytes;
    size_t size;
};

struct circle {
    uint64_t seed;
    size_t count; /* devices */
    struct space_config config;
    uint8_t secrets[CIRCLE_DEVICES_MAX][SPACE_SIGN_SECRET_BYTES];
    struct counted_memory memory[CIRCLE_DEVICES_MAX];
    struct space *spaces[CIRCLE_DEVICES_MAX];
    struct circle_batch published[CIRCLE_DEVICES_MAX]
                                 [CIRCLE_BATCHES_MAX]; /* n-th: sequence n + 1 */
    uint32_t published_count[CIRCLE_DEVICES_MAX];
    uint32_t minute;
};

/* Two members with a device each if `count` is 2, and nothing signed; else every device has a
 * member of its own up to SPACE_MEMBERS_MAX, and batches are signed. */
void circle_begin(struct circle *circle, size_t count, uint64_t seed);
/* The same, and device 0 made a goal, which all hold. */
struct object_id circle_begin_with_goal(struct circle *circle, size_t count);
void circle_end(struct circle *circle);
/* The same configuration for another device. */
struct space *circle_create(struct circle *circle, uint8_t device, struct counted_memory *memory);

/* 0 to limit - 1. */
uint32_t circle_draw(struct circle *circle, uint32_t limit);
/* What space_publish says; what was published is remembered, and given out to be kept. */
enum space_write circle_publish(struct circle *circle, uint8_t device);
/* Publishes until there is no draft. */
void circle_publish_all(struct circle *circle, uint8_t device);
/* Offers one batch of `of` to a device. */
enum space_taken circle_offer(struct circle *circle, uint8_t to, uint8_t of, uint32_t sequence);
/* Offers all that is missing, until everybody holds everything. */
void circle_meet(struct circle *circle);
/* As a meeting of two alone. */
void circle_exchange(struct circle *circle, uint8_t a, uint8_t b);
/* Everybody tells everybody what it holds. */
void circle_hear(struct circle *circle);
/* Signs, if it is signed, and offers to a device what `from` sends it. */
enum space_taken circle_send(struct circle *circle, uint8_t to, uint8_t from,
                             const struct batch *batch);
/* The head of an honest next batch of `device`, as far as `at` knows. */
struct batch_head circle_head(struct circle *circle, uint8_t at, uint8_t device);

/* All of a space that must be the same for all, and its draft: one text, which the caller frees. */
char *circle_dump(const struct space *space);
void circle_assert_same(const struct space *a, const struct space *b);

/* One edit of a device's draft, whatever it may be. */
void circle_edit(struct circle *circle, uint8_t device);

#endif
