/* The lines and runs of one paragraph: the inside of text.h, not for views. */
#ifndef ALCOVE_WIDGETS_TEXT_LAYOUT_H
#define ALCOVE_WIDGETS_TEXT_LAYOUT_H

#include <fribidi/fribidi.h>

#include "widgets/fonts.h"
#include "widgets/text.h"

#define LAYOUT_POINTS_MAX 4096 /* a longer paragraph ends there in an ellipsis */
#define LAYOUT_LINES_MAX  256
#define LAYOUT_RUNS_MAX   256 /* on one line */

struct layout_line {
    int from;
    int to;   /* behind the last character that shows: no space, no newline */
    int next; /* behind everything that belongs to the line except its newline */
    int width;
};

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

struct text_layout {
    struct fonts *fonts; /* borrowed */
    struct draw_text style;
    int width_max;
    int count;
    FriBidiChar points[LAYOUT_POINTS_MAX + 1];
    size_t offsets[LAYOUT_POINTS_MAX + 1]; /* of each point in the bytes; one more for the end */
    FriBidiCharType types[LAYOUT_POINTS_MAX + 1];
    FriBidiLevel levels[LAYOUT_POINTS_MAX + 1];
    int8_t faces[LAYOUT_POINTS_MAX + 1];
    FriBidiBracketType brackets[LAYOUT_POINTS_MAX + 1];
    struct layout_run measured[LAYOUT_RUNS_MAX];
    bool right_to_left; /* the paragraph as a whole */
    bool cut;           /* the bytes went on beyond LAYOUT_POINTS_MAX */
    struct layout_line lines[LAYOUT_LINES_MAX];
    int line_count;
    char scratch[4 * LAYOUT_POINTS_MAX + 5];
};

/* Fills everything from `points` on. The layout is valid until the next call. */
void layout_paragraph(struct text_layout *layout, const struct text_block *block);
/* The runs of the points from..to in the order in which they stand from left to right, placed from
 * x 0 on. Returns how many. */
int layout_runs(struct text_layout *layout, int from, int to,
                struct layout_run runs[LAYOUT_RUNS_MAX]);
int layout_width(struct text_layout *layout, int from, int to);
/* The width of a beginning of a run. */
int layout_run_width(struct text_layout *layout, const struct layout_run *run, int to);
/* The run's font, ready to measure or paint with; NULL if its file went away. `scale` is above 0
 * and below 1 for fonts made of bitmaps that are larger than asked for, else 1. */
TTF_Font *layout_run_font(struct text_layout *layout, const struct layout_run *run, double *scale);
/* The run's characters, NUL-terminated; valid until the next call. */
const char *layout_run_text(struct text_layout *layout, int from, int to);

#endif
