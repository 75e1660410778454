/* The inside of a window, shared by window.c (screen) and window_input.c (hands). */
#ifndef ALCOVE_UI_WINDOW_STATE_H
#define ALCOVE_UI_WINDOW_STATE_H

#include <SDL2/SDL.h>
#include <stdatomic.h>

#include "ui/call_view.h"
#include "ui/window.h"
#include "widgets/renderer.h"

#define WINDOW_INVITE_BYTES_MAX 1024
#define WINDOW_TIP_AFTER_MS     500
#define WINDOW_WAKES_MS         300 /* a tap that ends a rest presses nothing so long */
#define WINDOW_ESCAPES_MS       700 /* two Esc within this hide the window */

struct window {
    SDL_Window *sdl_window;     /* owned */
    SDL_Renderer *sdl_renderer; /* owned */
    struct text_engine *text;   /* owned */
    struct renderer *renderer;  /* owned */
    struct window_options options;
    struct view view; /* of the last refresh */

    struct text_field fields[CALL_FIELDS]; /* as they are shown */
    struct text_field passphrase;          /* what is typed of it */
    uint64_t touched_at_ms;                /* by a hand, on SDL's clock */
    uint64_t woken_at_ms;                  /* a hand ended a rest; 0: never */
    size_t lane_count;                     /* of the last model */
    bool unread;                           /* they wrote, and no hand was there since */
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
    struct hour_hand hand;
    bool edited[CALL_FIELDS];      /* and not told yet */
    struct text_field asked_field; /* what they heard, for putting it in own words */
    bool refresh_due;              /* something here looks different now */

    enum call_phase phase; /* of the last model */
    bool check_in_open;
    bool seated; /* these four: of its hour */
    enum signal_away away;
    unsigned points, reflections;
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
void window_focus(struct window *window, enum node_id id, bool shown);
/* NULL for a node that is none. */
struct text_field *window_field_of(struct window *window, enum node_id id);
bool window_is_blank(const struct text_field *field);
/* The text goes into the action, and the field is empty. */
void window_hand_over(struct text_field *field, struct window_action *out);
/* Always true. */
bool window_wish(struct window_action *out, enum wish_kind kind);

/* window_hour.c: hands on the hour. */
void window_hour_refresh(struct window *window, const struct call_model *model);
/* What waits to be told becomes `out`; false when nothing does. */
bool window_hour_due(struct window *window, struct window_action *out);
bool window_hour_activate(struct window *window, enum node_id id, struct window_action *out);
bool window_hour_enter(struct window *window, bool control, struct window_action *out);
bool window_check_in(struct window *window, struct window_action *out, bool send);
bool window_express(struct window *window, unsigned expression, struct window_action *out);
/* Whether what is written there is told once the hand goes elsewhere. */
bool window_keeps(enum node_id id);
void window_was_edited(struct window *window); /* the field that has the focus */
void window_panel_key(struct window *window, bool safety);
void window_close_panel(struct window *window);
void window_begin_reflection(struct window *window);
bool window_scroll_panel(struct window *window, int pixels); /* false: there is none */

/* window_rest.c: without a hand all but the person fades. */
void window_rest_refresh(struct window *window, const struct call_model *model);
uint64_t window_untouched_us(const struct window *window); /* as of call_view_input */
/* Of an event by a hand: it brings back what faded, and is to do nothing else. */
bool window_only_wakes(struct window *window, const SDL_Event *event);

/* At once, without waiting for the app: nothing of the session on the screen. */
void window_blank(struct window *window);

#endif
