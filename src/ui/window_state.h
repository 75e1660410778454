/* The inside of a window, shared by window.c (screen) and window_input.c (hands). */
#ifndef ALCOVE_UI_WINDOW_STATE_H
#define ALCOVE_UI_WINDOW_STATE_H

#include <SDL2/SDL.h>
#include <stdatomic.h>

#include "ui/call_view.h"
#include "ui/renderer.h"
#include "ui/window.h"

#define WINDOW_INVITE_BYTES_MAX 1024
#define WINDOW_TIP_AFTER_MS     500
#define WINDOW_ESCAPES_MS       700 /* two Esc within this hide the window */

struct window {
    SDL_Window *sdl_window;     /* owned */
    SDL_Renderer *sdl_renderer; /* owned */
    struct text_engine *text;   /* owned */
    struct renderer *renderer;  /* owned */
    struct window_options options;
    struct view view; /* of the last refresh */

    struct text_field lane_field;
    struct text_field feeling_field;
    struct text_field around_field;
    struct text_field passphrase_field;
    struct text_field passphrase_dots; /* what is shown of it */
    uint64_t touched_at_ms;            /* by a hand, on SDL's clock */
    enum node_id focus;
    bool focus_shown;
    enum node_id hover;
    uint64_t hover_since_ms; /* SDL's clock */
    bool tip_due;
    enum node_id pressed;
    uint64_t escape_at_ms; /* 0: the last key was another one */
    int lane_scroll;
    bool hidden;
    bool own_picture_hidden;
    bool invite_copied;
    bool words_open;
    bool refresh_due; /* something here looks different now */

    enum call_phase phase; /* of the last model */
    bool check_in_open;
    uint64_t now_us; /* of the last refresh, and when that was on SDL's clock */
    uint64_t refreshed_at_ms;
    char invite[WINDOW_INVITE_BYTES_MAX];

    uint32_t wake_event;
    atomic_bool wake_pending;
};

/* Takes in one event. True when `out` became something that the app must know. */
bool window_take(struct window *window, const SDL_Event *event, struct window_action *out);
/* Keeps the focus on something that is there, and the text input of the desktop with it. */
void window_focus_check(struct window *window);
/* At once, without waiting for the app: nothing of the session on the screen. */
void window_blank(struct window *window);

#endif
