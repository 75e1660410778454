/* Short words for tests of notes. All text is NUL-terminated here. */
#ifndef TESTS_TEXT_NOTE_H
#define TESTS_TEXT_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "text/text.h"

#define NOTE_AGENTS 4

/* As a space has them, with few agents. */
extern const struct text_bounds note_bounds;

struct text *note_open(struct counted_memory *counted);
/* A note with this text, published by agent 0. */
struct text *note_with(struct counted_memory *counted, const char *text);

/* These must succeed. */
void note_type(struct text *note, uint32_t at, const char *text);
void note_delete(struct text *note, uint32_t at, uint32_t count);
void note_publish(struct text *note, uint32_t agent);
/* Publishes, and merges what comes out into another note. */
void note_tell(struct text *note, uint32_t agent, struct text *other);

void note_is(const struct text *note, const char *text);
void note_shows(const struct text *note, const char *text);
/* Spans as text: "0:5 1:3", the draft as "-". */
void note_is_by(const struct text *note, bool with_draft, const char *spans);

/* Merges what `agent` did who knew `parents`. */
void note_hear_insert(struct text *note, uint32_t agent, const uint32_t *parents, uint32_t at,
                      const char *text);
void note_hear_delete(struct text *note, uint32_t agent, const uint32_t *parents, uint32_t at,
                      uint32_t count);

/* The version of its last cut. */
const uint32_t *note_cut(const struct text *note);

/* A batch of one run, upon the version `parents`. */
struct note_batch {
    struct text_batch batch;
    struct text_run run;
    uint32_t parents[NOTE_AGENTS];
};

void note_insert_batch(struct note_batch *out, uint32_t agent, const uint32_t *parents, uint32_t at,
                       const char *text);
void note_delete_batch(struct note_batch *out, uint32_t agent, const uint32_t *parents, uint32_t at,
                       uint32_t count);

#endif
