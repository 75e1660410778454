/* The window: shows a call_model and tells what the person did.
 *
 * One thread owns it (the main thread): all functions except window_wake are called there. It
 * decides nothing about the call: the app acts on window_action and hands in the next model.
 * The loop is: wait for an action, act on it, refresh; repeat. */
#ifndef ALCOVE_UI_WINDOW_H
#define ALCOVE_UI_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/deck.h"
#include "session/wish.h"
#include "ui/call_model.h"
#include "widgets/theme.h"

#define WINDOW_TEXT_BYTES_MAX  16000
#define WINDOW_TEXTS           3
#define WINDOW_ERROR_BYTES_MAX 256
#define WINDOW_ANYWHERE        INT32_MIN /* for x and y: where the desktop likes */

struct window;

/* Zeroed members mean: 1120x720, 100 %, dark, left to right, at 0,0 of the desktop. */
struct window_options {
    const struct deck *deck; /* what is said in the hour; whole, outlives the window */
    int width;               /* pixels; at least 480 */
    int height;              /* pixels; at least 360 */
    int x;                   /* WINDOW_ANYWHERE is allowed */
    int y;
    int scale_percent; /* 75 to 300 */
    enum theme_kind theme;
    bool right_to_left;
    bool reduced_motion; /* the breath is told in words alone */
};

enum window_action_kind {
    WINDOW_NOTHING,           /* the time was over */
    WINDOW_WAKE,              /* another thread called window_wake */
    WINDOW_TOGGLE_MICROPHONE, /* M, Ctrl+D */
    WINDOW_TOGGLE_CAMERA,     /* V, Ctrl+E */
    WINDOW_WISH,              /* of the session: `wish`, with `texts` */
    WINDOW_EASIER,            /* `texts[0]` names what should be easier; `wish.on`, or no more */
    WINDOW_WORDS_SAME,        /* the four words were the same on both sides */
    WINDOW_WORDS_DIFFER,
    WINDOW_KEY_ACCEPT, /* who came in a known name is that person */
    WINDOW_KEY_REFUSE,
    WINDOW_LEAVE,       /* Ctrl+Q, or the button; after the end it means close */
    WINDOW_HIDE,        /* F9, Esc Esc: the window is blank already; mute, stop the camera */
    WINDOW_SHOW,        /* back from the blank page; what was muted stays muted */
    WINDOW_LOCK,        /* F10 */
    WINDOW_UNLOCK,      /* `texts[0]` is the passphrase that was typed; the app wipes it */
    WINDOW_COPY_INVITE, /* the invite is on the clipboard already */
    WINDOW_CLOSED,      /* by the desktop */
};

struct window_action {
    enum window_action_kind kind;
    struct wish wish; /* its texts are NULL: see window_wish_of */
    unsigned text_count;
    char texts[WINDOW_TEXTS][WINDOW_TEXT_BYTES_MAX + 1];
};

/* The wish with its texts, which are those of the action. */
struct wish window_wish_of(const struct window_action *action);

/* Opens the window. On failure *out is NULL and `error` holds one line that says what and what to
 * do; nothing has to be closed. With a `dummy` or `offscreen` SDL_VIDEODRIVER it works unseen. */
bool window_open(struct window **out, const struct window_options *options,
                 char error[WINDOW_ERROR_BYTES_MAX]);
void window_close(struct window *window); /* NULL is allowed */

/* What a person may change while the window is open. */
struct window_comfort {
    int scale_percent; /* 75 to 300 */
    bool reduced_motion;
    bool own_picture_hidden;
};

void window_set_comfort(struct window *window, const struct window_comfort *comfort);

/* Draws what changed since the last refresh; a model that looks the same costs no drawing. Of the
 * model only the invite is kept, for the clipboard, while it is shown. `now_us` is monotonic and
 * the same clock as the nod times. */
void window_refresh(struct window *window, const struct call_model *model, uint64_t now_us);

/* Waits at most `timeout_ms` (0: does not wait) for something the app must know; returns early and
 * with WINDOW_NOTHING when the window itself wants a refresh (pointer, keys, text, resize, the end
 * of a nod). Refresh after every return. `out` is filled in every case. */
void window_wait(struct window *window, int timeout_ms, struct window_action *out);

/* Makes a running or the next window_wait return WINDOW_WAKE. From any thread, between open and
 * close; many calls before the next return are one. */
void window_wake(struct window *window);

/* Since when no hand was on the keyboard or the pointer, in milliseconds. */
uint64_t window_idle_ms(const struct window *window);

/* Writes what is on the window as PNG. False when the file cannot be written. */
bool window_screenshot(struct window *window, const char *path);

#endif
