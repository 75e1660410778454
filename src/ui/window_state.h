/* The inside of a window, shared by window.c (screen), window_input.c (hands) and window_keys.c. */
#ifndef ALCOVE_UI_WINDOW_STATE_H
#define ALCOVE_UI_WINDOW_STATE_H

#include <SDL2/SDL.h>
#include <stdatomic.h>

#include "ui/announcer.h"
#include "ui/screens.h"
#include "ui/window.h"
#include "widgets/renderer.h"

#define WINDOW_WAKES_MS   300 /* a tap that ends a rest presses nothing so long */
#define WINDOW_ESCAPES_MS 700 /* two Esc within this hide the window */

struct window {
    SDL_Window *sdl_window;     /* owned */
    SDL_Renderer *sdl_renderer; /* owned */
    struct text_engine *text;   /* owned */
    struct renderer *renderer;  /* owned */
    struct tree *tree;          /* owned; of the last refresh */
    struct window_options options;
    struct desk desk;
    struct announcer announcer;

    struct window_shown shown; /* at the last refresh; what it points to is the app's */
    uint64_t now_us;           /* of the last refresh, and when that was on SDL's clock */
    uint64_t refreshed_at_ms;

    uint64_t touched_at_ms;       /* by a hand, on SDL's clock */
    uint64_t woken_at_ms;         /* a hand ended a rest; 0: never */
    enum window_action_kind then; /* once what was written is told: close, leave or lock */
    uint64_t escape_at_ms;        /* 0: the last key was another one */
    size_t lane_count;            /* of the last model */
    bool unread;                  /* they wrote, and no hand was there since */
    bool full_screen;
    struct window_reader reader;
    bool reader_took; /* the key that is pressed now */
    bool talking;     /* Space is held, and the microphone is on as long */
    bool refresh_due; /* something here looks different now */

    uint32_t wake_event;
    atomic_bool wake_pending;
};

/* Takes in one event. True when `out` became something that the app must know. */
bool window_take(struct window *window, const SDL_Event *event, struct window_action *out);
struct screen_hand window_hand(struct window *window, struct window_action *out);
/* What the tree told since: the first that the app must know becomes `out`. */
bool window_take_told(struct window *window, struct window_action *out);
/* The text input of the desktop goes with the focus. */
void window_follow_focus(struct window *window);
uint64_t window_untouched_us(const struct window *window); /* as of screen_input */
/* At once, without waiting for the app: nothing of the session on the screen. */
void window_blank(struct window *window);
/* What its bar is called: nothing of us while it is hidden. */
void window_name(struct window *window);
bool window_hide(struct window *window, struct window_action *out);
bool window_reveal(struct window *window, struct window_action *out);
/* To close, leave or lock, once what was written is told. */
bool window_part(struct window *window, enum window_action_kind kind, struct window_action *out);

/* window_keys.c: keys that mean something wherever the focus is, and those of the stage. */
/* False: it is none of these. `*acted`: `out` became something that the app must know. */
bool window_key(struct window *window, const SDL_Keysym *key, struct window_action *out,
                bool *acted);
/* A key that nobody else wanted, while nothing is written: a single one of the stage, or Enter.
 * True when `out` became something. */
bool window_stage_key(struct window *window, const SDL_Keysym *key, struct window_action *out);
bool window_key_up(struct window *window, SDL_Keycode key, struct window_action *out);

#endif
