/* Runs: neighbours of one direction, script and font in a line, placed and measured. The inside of
 * text.h. Widths are remembered in the tools, so that what did not change costs a look-up. */
#ifndef ALCOVE_WIDGETS_TEXT_RUNS_H
#define ALCOVE_WIDGETS_TEXT_RUNS_H

#include "widgets/text_layout.h"

/* The runs of the points from..to in the order in which they stand from left to right, placed from
 * x 0 on. Returns how many. */
int layout_runs(const struct text_layout *layout, int from, int to,
                struct layout_run runs[LAYOUT_RUNS_MAX]);
int layout_width(const struct text_layout *layout, int from, int to);
/* The width of a beginning of a run. */
int layout_run_width(const struct text_layout *layout, const struct layout_run *run, int to);
/* The run's font, ready to measure or paint with; NULL if its file went away. `scale` is above 0
 * and below 1 for fonts made of bitmaps that are larger than asked for, else 1. */
TTF_Font *layout_run_font(const struct text_layout *layout, const struct layout_run *run,
                          double *scale);
/* Characters, NUL-terminated; valid until the next call. NULL when there is no memory. */
const char *layout_run_text(const struct text_layout *layout, int from, int to);

#endif
