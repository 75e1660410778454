/* Rooms with a person in them, as a camera sees them, for tests of the light meter: what reflects
 * how much, what light falls on it, a camera that exposes by itself up to a limit, its grain, and
 * the blocks of a poor coder. Linear light until the end; deterministic. */
#ifndef TESTS_MEDIA_LIT_SCENE_H
#define TESTS_MEDIA_LIT_SCENE_H

#include <stdbool.h>

#include "media/picture.h"

struct lit_scene {
    const char *what;
    double skin, hair, cloth, wall; /* part of the light that they throw back, 0 to 1 */
    double front;                   /* light on the person, in what a well lit room has: 1 */
    double room;                    /* light on the wall */
    double window;                  /* brightness of a window; 0: none; a white sheet has 0.8 */
    double window_x, window_wide;   /* its middle and width, in widths of the picture */
    double lamp;                    /* brightness of a lamp; 0: none */
    double lamp_x;
    double aside, lower; /* where the person sits, from the middle, in heights of the picture */
    double size;         /* how large they are; 0: 1 */
    double exposure;     /* forced, against what the camera would choose; 0: it chooses */
    double gain_max;     /* what the camera can lift; 0: 4 */
    double grain;        /* without any lift, in steps of luma; 0: 0.7 */
    bool blocks;         /* each 8 by 8 pixels are nearly flat */
    uint32_t seed;
};

void lit_scene_draw(const struct lit_scene *scene, struct picture *picture);

#endif
