/* Inside of the outline: what belongs to what, found once, and how the parts of one object are
 * written. Used by papers/outline*.c only. */
#ifndef ALCOVE_PAPERS_OUTLINE_PARTS_H
#define ALCOVE_PAPERS_OUTLINE_PARTS_H

#include "papers/outline.h"

/* A practice belongs to its goal, a comment to what it is about. */
struct outline_child {
    struct object_id parent; /* OBJECT_SPACE: to none */
    struct object_id child;
    enum object_kind kind;
    size_t place; /* among all of its kind */
};

struct outline {
    const struct paper *paper;
    const struct outline_pen *pen;
    struct outline_child *children; /* by parent, kind and place */
    size_t count, room;
};

/* False without memory; whatever it returns, outline_children_close ends it. */
bool outline_children_open(struct outline *outline);
void outline_children_close(struct outline *outline);
/* The first of that kind and parent, and how many there are. */
const struct outline_child *outline_children_of(const struct outline *outline,
                                                struct object_id parent, enum object_kind kind,
                                                size_t *count);

void outline_put(const struct outline *outline, enum outline_part part, const char *text);
void outline_put_words(const struct outline *outline, enum outline_part part,
                       const struct paper_words *words);
/* An item for each field that is filled in, with who set it and what stands beside it. */
void outline_put_facts(const struct outline *outline, struct object_id object);
/* A heading, the text, and who wrote it; nothing of an empty one. False without memory. */
bool outline_put_note(const struct outline *outline, struct object_id object, uint8_t field,
                      enum outline_part heading);
/* Comments and proposals, under a heading. */
void outline_put_talk(const struct outline *outline, struct object_id object,
                      enum outline_part heading);
/* Who signed it, and what that is worth, as items under a heading. False without memory. */
bool outline_put_signatures(const struct outline *outline, struct object_id object);
/* Comments alone, as items behind the item that they are about. */
void outline_put_answers(const struct outline *outline, struct object_id object);
/* "2 May 2026, Dana: words" */
void outline_put_said(const struct outline *outline, struct object_id object, uint8_t field);

#endif
