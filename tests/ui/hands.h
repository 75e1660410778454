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
/* Over two people in an hour, who see and hear each other; `model` is theirs, to be changed. */
struct window *hands_open_session(struct call_model **model);
void hands_close(void);
int hands_end(void **state); /* the same, as the end of a test */
/* Shows the model as it is now, and what is known of home; NULL: nothing. */
void hands_refresh(const struct home_model *home);

/* These say what comes of it: the first action that is not NOTHING, or NOTHING. */
struct window_action hands_wait(void);
struct window_action hands_key(SDL_Keycode key, SDL_Keymod mod);
enum window_action_kind hands_after_key(SDL_Keycode key, SDL_Keymod mod);
struct window_action hands_type(const char *words);
struct window_action hands_press(const char *name);
struct window_action hands_push(SDL_Event event);

/* The same, only pushed: nothing is taken yet. */
void hands_push_key(SDL_Keycode key, SDL_Keymod mod);
void hands_push_words(const char *words);
/* Types them. That the other side is told of it as it is typed is not told here. */
void hands_write(const char *words);

/* What can be used and is called so; NULL: it is not there. */
const struct access_node *hands_find(const char *name);
/* What has the focus; "": nothing. */
const char *hands_focus(void);
/* What stands in the line to write in. */
const char *hands_lane(void);
/* Some node is called so, or has these words in its name. */
bool hands_see(const char *words);

#endif
