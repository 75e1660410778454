/* A space as something to read: titles, headings, lines, in order, told to a pen that puts them on
 * whatever it writes on. Markdown and PDF are two pens over the same outline. */
#ifndef ALCOVE_PAPERS_OUTLINE_H
#define ALCOVE_PAPERS_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "papers/paper.h"

enum outline_part {
    OUTLINE_FILE,  /* what follows is a file, or begins a page; `text` is its name: "goal-1" */
    OUTLINE_TITLE, /* of the file: its first part, and the only one */
    OUTLINE_HEADING,
    OUTLINE_SUBHEADING,
    OUTLINE_TEXT, /* paragraphs, of several lines perhaps */
    OUTLINE_ITEM, /* of a list; of several lines perhaps */
    OUTLINE_LINK, /* an item that leads to the file `target` */
};

struct outline_pen {
    void (*put)(void *context, enum outline_part part, const struct paper_words *text,
                const char *target);
    /* Of a note, which may be longer than words have room for: as OUTLINE_TEXT. */
    void (*put_note)(void *context, const uint8_t *bytes, size_t size);
    bool (*failed)(const void *context); /* then the outline ends early */
    void *context;
};

/* False without memory. */
bool outline_write(const struct paper *paper, const struct outline_pen *pen);

#endif
