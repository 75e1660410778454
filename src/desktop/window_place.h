/* Where the window opens. Pure: the window asks with what it remembers and what displays there are
 * now, all in the same units (those of the desktop, where rectangles of displays do not overlap).
 *
 * Without anything remembered it is at the top of the first display, in the middle: there the face
 * of the other is near the camera. */
#ifndef ALCOVE_DESKTOP_WINDOW_PLACE_H
#define ALCOVE_DESKTOP_WINDOW_PLACE_H

#include <stddef.h>

#define WINDOW_PLACE_USUAL_WIDTH  960
#define WINDOW_PLACE_USUAL_HEIGHT 720
#define WINDOW_PLACE_LEAST        240 /* a side; less only where the display is smaller */

struct window_place {
    int x, y, width, height;
};

/* `remembered` is of the last time, any numbers at all; NULL: nothing is. `displays` are what is
 * free for windows on each, of positive size; with none of them the window system decides, and only
 * the size counts. The result lies on one display: on the one that the remembered place has most in
 * common with, moved and made smaller by as little as that takes; if it has nothing in common with
 * any, on the first one in its size, as without anything remembered. */
struct window_place window_place_on(const struct window_place *remembered,
                                    const struct window_place *displays, size_t count);

#endif
