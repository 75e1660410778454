/* A small space to make papers of: what a therapist, Dana, and a client, Ben, wrote in two days on
 * a device each. Everything that a paper has to say is in it once: a disagreement, text in three
 * scripts, a note of both, words that look like marks and formulas. */
#ifndef TESTS_PAPERS_STORY_H
#define TESTS_PAPERS_STORY_H

#include "memory.h"
#include "papers/paper.h"
#include "records/space.h"

#define STORY_MINUTE (20574u * 1440 + 570) /* Friday 1 May 2026, 09:30 in UTC */
#define STORY_DAY    20574u

struct story {
    struct counted_memory memory;
    struct space *dana, *ben;
    struct object_id goal, practice, check_in, session, comment;
    struct paper paper; /* of Dana, two days later, an hour ahead of UTC */
};

/* Self-referring: do not copy it. */
void story_begin(struct story *story);
/* Asserts that all memory was given back. */
void story_end(struct story *story);
/* Publishes what each drafted, and brings it to the other. */
void story_meet(struct story *story, uint32_t minute);
/* An empty space of one member; the caller frees it. */
struct space *story_empty_space(struct story *story, uint8_t id);

#endif
