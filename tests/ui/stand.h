/* A screen of widgets on a window made of memory: the models of scene.h, a desk, and a tree. */
#ifndef TESTS_UI_STAND_H
#define TESTS_UI_STAND_H

#include "scene.h"
#include "ui/screen.h"
#include "ui/window.h"

typedef void stand_screen(struct tree *tree, const struct screen_input *in);

struct stand {
    struct scene *scene; /* its model is shown */
    struct tree *tree;
    struct desk desk;
    struct tree_frame frame;
    struct screen_input in;
    struct window_action out; /* of the last stand_take */
};

/* 1120x720, 100 %, dark, from left to right, English. */
struct stand *stand_create(void);
void stand_destroy(struct stand *stand);
/* The end of a test whose beginning made a stand and left it in `*state`. */
int stand_end(void **state);
/* "es"; "ar" is written from right to left, too. */
void stand_speak(struct stand *stand, const char *language);
void stand_size(struct stand *stand, int width, int height);
/* Says the screen anew, as a refresh does. */
void stand_show(struct stand *stand, stand_screen *screen);
/* Something that is shown or told contains these words. */
bool stand_says(const struct stand *stand, const char *words);
/* What is called so and can be used; NULL: it is not there. */
const struct access_node *stand_find(const struct stand *stand, const char *name);
/* Presses what is called so, in the middle of it, as a pointer would; false: it is not there. */
bool stand_press(struct stand *stand, const char *name);
/* The same by a screen reader: in sight or not. */
bool stand_ask(struct stand *stand, const char *name);
/* What the tree tells next; false: nothing. */
bool stand_event(struct stand *stand, struct tree_event *out);
/* A hand on what stand->in shows. */
struct screen_hand stand_hand(struct stand *stand);
/* What it looks like, as 0xffRRGGBB; freed by the caller. */
uint32_t *stand_pixels(struct stand *stand, int *width, int *height);
/* Nothing without a name, smaller than a target or under 4.5:1; fails the test with what it is. */
void stand_audit(const struct stand *stand);
/* In dark and light, at 100 and 200 %, in English and Arabic: each exactly as its line in
 * tests/golden/screens.txt says. When the face is changed on purpose: ALCOVE_GOLDEN_FRAMES=FOLDER
 * zig build test-ui writes every frame there as PNG; look at them, then put the lines of its
 * screens.txt into ours. */
void stand_golden(struct stand *stand, stand_screen *screen, const char *name);

#endif
