/* The lines of one paragraph: the inside of text.h, not for views. A paragraph has no newline in
 * it. A layout owns its memory, which is wiped when it goes. */
#ifndef ALCOVE_WIDGETS_TEXT_LAYOUT_H
#define ALCOVE_WIDGETS_TEXT_LAYOUT_H

#include <fribidi/fribidi.h>

#include "widgets/fonts.h"
#include "widgets/text.h"

#define LAYOUT_RUNS_MAX 256   /* on one line; what comes then goes with the last */
#define LAYOUT_WIDTHS   32768 /* remembered; a power of two */

/* Neighbours of one direction, script and font, placed on their line. */
struct layout_run {
    int from;
    int to;
    bool right_to_left;
    int level;
    int face;
    const char *script; /* ISO 15924 */
    int x;
    int width;
};

struct layout_width {
    uint64_t key; /* 0: none */
    int width;
};

/* What all layouts of an engine share. */
struct layout_tools {
    struct fonts *fonts; /* borrowed */
    struct layout_width widths[LAYOUT_WIDTHS];
    char *scratch; /* owned, like the next two; as many as are needed */
    size_t scratch_room;
    FriBidiCharType *types;
    FriBidiBracketType *brackets;
    size_t types_room;
    struct layout_run runs[LAYOUT_RUNS_MAX]; /* of what was measured last */
};

void layout_tools_end(struct layout_tools *tools);

struct layout_wish {
    const char *bytes; /* borrowed for the call */
    size_t size;
    int width_max;
    struct draw_text style;
    int lines_most;     /* the last of them ends in an ellipsis if there is more; 0: no limit */
    bool more_follows;  /* behind this paragraph */
    bool right_to_left; /* where no letter decides */
};

struct layout_line {
    int from;
    int to;   /* behind the last character that shows: no space */
    int next; /* where the next line begins */
    int width;
};

struct text_layout {
    struct layout_tools *tools; /* borrowed */
    struct draw_text style;
    int width_max;
    int count;
    FriBidiChar *points; /* owned, with the next four: one block */
    uint32_t *offsets;   /* of each point in the bytes; one more for the end */
    FriBidiLevel *levels;
    int8_t *faces;
    bool *starts;              /* a character begins here (grapheme.h) */
    size_t bytes;              /* of the block */
    struct layout_line *lines; /* owned; at least 1 */
    int line_count;
    int lines_room;
    bool right_to_left;
};

/* NULL when there is no memory. */
struct text_layout *layout_create(struct layout_tools *tools, const struct layout_wish *wish);
void layout_destroy(struct text_layout *layout); /* NULL is allowed */
/* Bytes of memory. */
size_t layout_cost(const struct text_layout *layout);

#endif
