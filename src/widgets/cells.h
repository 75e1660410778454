/* Which parts of the window changed between two draw lists.
 *
 * The window is a grid of square cells. Every command is hashed into each cell that it touches;
 * a cell whose hash is not what it was is dirty. Dirty cells side by side are joined into
 * rectangles. Nothing is drawn here; the renderer repaints exactly these rectangles. */
#ifndef ALCOVE_WIDGETS_CELLS_H
#define ALCOVE_WIDGETS_CELLS_H

#include "widgets/draw_list.h"

#define CELL_PIXELS      48
#define CELLS_ACROSS_MAX 160 /* 7,680 pixels */
#define CELLS_DOWN_MAX   96  /* 4,608 pixels; beyond both, edge cells grow */
#define CELLS_DIRTY_MAX  256 /* rectangles; when there were more, one that holds them all */

struct cells {
    int width; /* of the window that the hashes are of; 0: nothing was seen yet */
    int height;
    uint64_t seen[CELLS_DOWN_MAX][CELLS_ACROSS_MAX];
    uint64_t now[CELLS_DOWN_MAX][CELLS_ACROSS_MAX];
    struct rectangle dirty[CELLS_DIRTY_MAX];
    int dirty_count;
};

/* Finds what changed since the last call and remembers the new state; the result is in `dirty`.
 * Another window size makes all of it dirty. */
void cells_update(struct cells *cells, const struct draw_list *list, int width, int height);
/* The next update finds everything dirty. */
void cells_forget(struct cells *cells);

#endif
