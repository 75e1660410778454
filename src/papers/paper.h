/* What every paper of a space is made from: the space, who is who in it, when and where it is made,
 * and what is left out. Sentences and exports take one; it is borrowed for the call.
 *
 * A paper that shows only what is mine leaves out whole what others made, and of what I made the
 * values and passages that others wrote there. */
#ifndef ALCOVE_PAPERS_PAPER_H
#define ALCOVE_PAPERS_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "papers/paper_words.h"
#include "records/space.h"

#define PAPER_VALUES_MAX SPACE_DEVICES_MAX /* that stand in one register: one of each device */

struct paper {
    const struct space *space;
    const char *names[SPACE_MEMBERS_MAX]; /* one line of UTF-8 each; NULL: not known */
    uint32_t now;                         /* minutes since 1970, in UTC */
    int zone;                             /* minutes that local time is ahead of UTC */
    bool only_mine;
    bool without_comments;
    const struct alcove_memory *memory; /* for lists of objects and for one note at a time */
};

uint8_t paper_own_member(const struct paper *paper);
/* A name, or "Somebody". */
const char *paper_name(const struct paper *paper, uint8_t member);
/* The same, or "You". */
const char *paper_name_or_you(const struct paper *paper, uint8_t member);
const char *paper_role(const struct paper *paper, uint8_t member); /* NULL: nobody said one */

/* Whether that device is one of mine. */
bool paper_is_mine(const struct paper *paper, uint8_t device);
/* Whether it is in the paper at all. */
bool paper_shows(const struct paper *paper, struct object_id object);
/* The value that is shown first; false if the paper shows none. */
bool paper_value(const struct paper *paper, struct object_id object, uint8_t field,
                 struct space_value *out);
/* As space_values, of those that the paper shows. */
size_t paper_values(const struct paper *paper, struct object_id object, uint8_t field,
                    struct space_value *out, size_t room);
/* It is switched on, and its goal is not laid aside. */
bool paper_practice_is_active(const struct space *space, struct object_id practice);
/* 0 if none is shown. */
uint64_t paper_number(const struct paper *paper, struct object_id object, uint8_t field);

/* How one speaks of an object: its title in quotes, or "the session of 1 May". */
void paper_add_label(struct paper_words *words, const struct paper *paper, struct object_id object);
/* " (Dana, 1 May 2026)"; without a day if it is a draft. */
void paper_add_mark(struct paper_words *words, const struct paper *paper,
                    const struct space_value *value);

/* A note as the paper shows it. */
struct paper_note {
    uint8_t *bytes; /* UTF-8 */
    size_t size, room;
    struct text_span *spans; /* by device; TEXT_DRAFT is our own */
    size_t span_count, span_room;
};

/* Whatever it returns, the caller ends `out` with paper_note_close. False without memory. An empty
 * one if nothing was written. */
bool paper_note_open(const struct paper *paper, struct object_id object, uint8_t field,
                     struct paper_note *out);
void paper_note_close(struct paper_note *note, const struct paper *paper);

/* The objects of one kind that a paper shows, in the order they are read in. */
struct paper_list {
    struct object_id *ids;
    size_t count, room;
};

/* False without memory; else the caller ends it with paper_list_close. */
bool paper_list_open(const struct paper *paper, enum object_kind kind, struct paper_list *out);
void paper_list_close(struct paper_list *list, const struct paper *paper);

#endif
