/* Hands on a window that nobody sees: keys, words and a pointer in, actions out. One window at a
 * time; for tests of src/ui/window*.c. */
#ifndef TESTS_UI_HANDS_H
#define TESTS_UI_HANDS_H

#include <SDL2/SDL.h>

#include "ui/window_state.h"

#define HANDS_NOW_US UINT64_C(5000000)

/* Opens it over `model`, which it shows again after each action, in English; fails the test where
 * it cannot. The first events of any window are taken. */
struct window *hands_open(const struct call_model *model, int width, int height);
void hands_close(void);

/* These say what comes of it: the first action that is not NOTHING, or NOTHING. */
struct window_action hands_wait(void);
struct window_action hands_key(SDL_Keycode key, SDL_Keymod mod);
struct window_action hands_type(const char *words);
struct window_action hands_click(enum node_id id);

/* The same, only pushed: nothing is taken yet. */
void hands_push_key(SDL_Keycode key, SDL_Keymod mod);
void hands_push_words(const char *words);
void hands_push_click(enum node_id id);

#endif
