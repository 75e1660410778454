/* Where the other person's picture stands on a window of any size: pure geometry, in pixels. It
 * stays at the top and in the middle, because that is where the camera is. Called by the stage. */
#ifndef ALCOVE_UI_CALL_LAYOUT_H
#define ALCOVE_UI_CALL_LAYOUT_H

#include "widgets/draw_list.h"

/* Where the other's picture may stand. */
struct call_stage {
    struct rectangle room;             /* pixels */
    int picture_width, picture_height; /* any measure, above 0 */
    bool calm; /* nothing else is there: it may lose some of its upper and lower edge */
};

/* As large as the room allows, in the middle of its top; a little of its sides may be lost. */
struct rectangle call_picture_place(const struct call_stage *stage);

#endif
