/* What was done to a text, so that it can be taken back and done again. Used by text_edit.c only.
 *
 * A step is: at `at`, `removed` bytes made room for `inserted` others. Bounded: the oldest steps
 * are forgotten first; one that is too large by itself, or finds no memory, is not kept and
 * neither is any before it. Bytes that are forgotten are wiped. */
#ifndef ALCOVE_WIDGETS_EDIT_LOG_H
#define ALCOVE_WIDGETS_EDIT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

#define EDIT_LOG_STEPS_MAX 512
#define EDIT_LOG_PAUSE_US  1500000 /* of typing: what comes later is a step of its own */

enum edit_kind {
    EDIT_WHOLE, /* joins nothing: a paste, a cut */
    EDIT_TYPED,
    EDIT_DELETED_BACK,
    EDIT_DELETED_ON,
};

struct edit_change {
    enum edit_kind kind;
    size_t at;
    const char *removed; /* borrowed for the call */
    size_t removed_size;
    const char *inserted;
    size_t inserted_size;
    bool new_word; /* never joins what was typed before */
    int64_t now_us;
};

struct edit_step {
    enum edit_kind kind;
    size_t at;
    size_t removed;
    size_t inserted;
};

struct edit_log {
    struct edit_step *steps; /* owned; each's bytes: what was removed, then what was inserted */
    size_t step_count;
    size_t steps_room;
    size_t done; /* steps before this one can be taken back, the others done again */
    char *bytes; /* owned; of all steps in their order */
    size_t size;
    size_t room;
    size_t bytes_max;
    bool open; /* the last step may still grow */
    int64_t last_us;
};

void edit_log_begin(struct edit_log *log, size_t bytes_max);
/* Forgets and wipes everything. */
void edit_log_clear(struct edit_log *log, const struct alcove_memory *memory);
/* A change that was made: joins the last step or is a new one. Nothing can be done again then. */
void edit_log_add(struct edit_log *log, const struct alcove_memory *memory,
                  const struct edit_change *change);
/* The next change is a step of its own. */
void edit_log_close(struct edit_log *log);

/* The change that takes the last step back, or does the next again; false when there is none.
 * Its bytes are valid until the next call. */
bool edit_log_undo(struct edit_log *log, struct edit_change *out);
bool edit_log_redo(struct edit_log *log, struct edit_change *out);

#endif
