/* Where the parts of a call stand on a window of any size: pure geometry, in pixels.
 *
 * Wide windows have the words beside the picture, narrow ones below it, very small ones side by
 * side under no chrome at all. The other's picture stays at the top, as near to the middle of the
 * window as the words allow, because that is where the camera is. */
#ifndef ALCOVE_UI_CALL_LAYOUT_H
#define ALCOVE_UI_CALL_LAYOUT_H

#include "widgets/draw_list.h"

#define CALL_WIDTH_MIN  320 /* units; below it the scale gives way */
#define CALL_HEIGHT_MIN 240

struct call_space {
    int width; /* of the window, pixels */
    int height;
    int scale_percent; /* as from call_scale */
    int picture_width; /* of the other's picture; any measure, only the ratio counts; 0: none */
    int picture_height;
    int bar_height;
    int field_height;
    int status_height;
};

struct call_layout {
    bool wide;
    bool small;               /* no room for anything but what is needed */
    bool calm;                /* the picture and the status below it, nothing else */
    struct rectangle picture; /* the other */
    struct rectangle own;     /* oneself; empty when there is no room */
    bool own_over_picture;
    struct rectangle status;
    struct rectangle bar;
    struct rectangle lane;  /* panel behind title, log and field; empty unless wide */
    struct rectangle title; /* of the lane; empty unless wide */
    struct rectangle log;
    struct rectangle field; /* with the button that sends */
};

/* The scale at which the smallest layout still fits; never more than asked for. */
int call_scale(int width, int height, int scale_percent);
struct call_layout call_layout(const struct call_space *space);
/* When nobody's hand is there: the picture takes all that the line of status leaves, from the upper
 * edge of the window down, and may lose some of its upper and lower edge. Of `space` the bar and
 * the field do not count. */
struct call_layout call_layout_calm(const struct call_space *space);

#endif
