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
#include "ui/announcer.h"
#include "ui/call_model.h"
#include "ui/home_model.h"
#include "ui/home_wish.h"
#include "ui/keymap.h"
#include "ui/room_model.h"
#include "ui/settings_model.h"
#include "ui/settings_wish.h"
#include "widgets/access.h"
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
    bool maximised;
    struct keymap keymap;
};

/* Who is told of keys before the window acts on them: a screen reader. */
struct window_reader {
    /* True: it took the key, which is not for the window, nor what it would have written. NULL:
     * nobody is told. */
    bool (*hears)(void *context, const struct access_key *key);
    void *context;
};

enum window_action_kind {
    WINDOW_NOTHING,           /* the time was over */
    WINDOW_WAKE,              /* another thread called window_wake */
    WINDOW_TOGGLE_MICROPHONE, /* M, Ctrl+D */
    WINDOW_TOGGLE_CAMERA,     /* V, Ctrl+E */
    WINDOW_WISH,              /* of the session: `wish`, with `texts` */
    WINDOW_EASIER,            /* `texts[0]` names what should be easier; `wish.on`, or no more */
    WINDOW_MEET,              /* next time: `wish.numbers`, the day since 1970 and its minute, by
                                 the clock here; `wish.on`: from then on each week, with the person
                                 `wish.card` of home */
    WINDOW_CROP,              /* `wish.numbers[0]`, enum picture_crop: of one's own picture */
    WINDOW_NOISE,             /* `wish.numbers[0]`, enum noise_level: of this hour */
    WINDOW_BLOCK,             /* the session ends, and who it was is never answered again */
    WINDOW_WORDS_SAME,        /* the four words were the same on both sides */
    WINDOW_WORDS_DIFFER,
    WINDOW_KEY_ACCEPT, /* who came in a known name is that person */
    WINDOW_KEY_REFUSE,
    WINDOW_LEAVE,       /* Ctrl+Q, or the button; after the end it means close */
    WINDOW_HIDE,        /* F9, Esc Esc: the window is blank already; mute, stop the camera */
    WINDOW_SHOW,        /* back from the blank page; what was muted stays muted */
    WINDOW_LOCK,        /* F10 */
    WINDOW_UNLOCK,      /* `texts[0]` is the passphrase that was typed; the app wipes it */
    WINDOW_COPY_INVITE, /* the invite is on the clipboard already; `texts[0]`, if there is one */
    WINDOW_HOME,        /* `home`, with `texts`: window_home_wish_of */
    WINDOW_SCALED,      /* Ctrl+plus, minus, 0: the text is of another size; see window_geometry */
    WINDOW_LOOKED_AT,   /* it came to the front: what was noticed is seen */
    WINDOW_TRY_AGAIN,   /* what did not come about is begun anew */
    WINDOW_SETTINGS,    /* `settings`, with `texts`: window_settings_wish_of */
    WINDOW_REHEARSE,    /* `wish.on`: one's own voice comes back, a moment later; or no more */
    WINDOW_CLOSED,      /* by the desktop */
};

struct window_action {
    enum window_action_kind kind;
    struct wish wish;              /* its texts are NULL: see window_wish_of */
    struct home_wish home;         /* likewise */
    struct settings_wish settings; /* likewise */
    unsigned text_count;
    char texts[WINDOW_TEXTS][WINDOW_TEXT_BYTES_MAX + 1];
};

/* The wish with its texts, which are those of the action. */
struct wish window_wish_of(const struct window_action *action);
struct home_wish window_home_wish_of(const struct window_action *action);
struct settings_wish window_settings_wish_of(const struct window_action *action);

/* Opens the window. On failure *out is NULL and `error` holds one line that says what and what to
 * do; nothing has to be closed. With a `dummy` or `offscreen` SDL_VIDEODRIVER it works unseen. */
bool window_open(struct window **out, const struct window_options *options,
                 char error[WINDOW_ERROR_BYTES_MAX]);
void window_close(struct window *window); /* NULL is allowed */

/* What a person may change while the window is open. */
struct window_comfort {
    int scale_percent; /* 75 to 300 */
    enum theme_kind theme;
    bool reduced_motion;
    bool own_picture_hidden;
    struct keymap keymap;
};

void window_set_comfort(struct window *window, const struct window_comfort *comfort);

/* All that is shown. */
struct window_shown {
    const struct call_model *model;        /* not NULL */
    const struct home_model *home;         /* NULL: nothing of it is known */
    const struct settings_model *settings; /* likewise */
    const struct room_model *room;         /* likewise */
};

/* Draws what changed since the last refresh; what looks the same costs no drawing. All that
 * `shown` points to stays as it is until the next refresh: hands act by it. `now_us` is monotonic
 * and the same clock as the nod times. */
void window_refresh(struct window *window, const struct window_shown *shown, uint64_t now_us);

/* Waits at most `timeout_ms` (0: does not wait) for something the app must know; returns early and
 * with WINDOW_NOTHING when the window itself wants a refresh (pointer, keys, text, resize, the end
 * of a nod). Refresh after every return. `out` is filled in every case. */
void window_wait(struct window *window, int timeout_ms, struct window_action *out);

/* Makes a running or the next window_wait return WINDOW_WAKE. From any thread, between open and
 * close; many calls before the next return are one. */
void window_wake(struct window *window);

/* Since when no hand was on the keyboard or the pointer, in milliseconds. */
uint64_t window_idle_ms(const struct window *window);

/* ---- for the desktop ---- */

/* All that is shown, for a screen reader; valid until the next refresh. */
const struct access_tree *window_access(const struct window *window);
/* What it asks is done as by a hand; what comes of it is in the next window_wait. */
void window_set_reader(struct window *window, const struct window_reader *reader); /* copied */
void window_request(struct window *window, const struct access_request *request);
/* What it is to say at once; false: nothing waits. */
bool window_announcement(struct window *window, struct announcement *out);
void window_raise(struct window *window);
bool window_shows_room(const struct window *window);   /* for practice: with oneself in it */
bool window_is_looked_at(const struct window *window); /* it has the keyboard */

struct window_geometry {
    int x, y, width, height; /* pixels of the desktop */
    int scale_percent;
    bool maximised;
};
struct window_geometry window_geometry(const struct window *window);
/* To there; its scale is left as it is. */
void window_move(struct window *window, const struct window_geometry *geometry);

/* A link came from outside: it stands in the page where one is pasted. */
void window_take_link(struct window *window, const char *link);
void window_go_home(struct window *window);

/* Writes what is on the window as PNG. False when the file cannot be written. */
bool window_screenshot(struct window *window, const char *path);

#endif
