/* The control socket of a running app, `control` in the profile's folder, for us alone (0600, and
 * who connects from another account is not heard). By it `alcove lock` asks the app that has the
 * profile open to lock, and a second `alcove` hands over the link that it was given, or nothing but
 * the wish to be seen. One question a connection, answered when it is done. */
#ifndef ALCOVE_APP_CONTROL_H
#define ALCOVE_APP_CONTROL_H

#include <stdbool.h>

#include "reach/invite.h"
#include "store/folder.h"

/* As typed or clicked, and a NUL. */
#define CONTROL_LINK_BYTES_MAX (INVITE_INPUT_BYTES_MAX + 1)

struct control;

struct control_options {
    bool can_lock;        /* there is a passphrase; without one whoever asks is told so */
    bool is_locked;       /* already, until control_unlock */
    bool has_window;      /* without one nothing is handed over */
    const char *link;     /* that was handed over to the control before it; empty: none. Copied */
    void (*ring)(void *); /* called in another thread when somebody asks */
    void *context;        /* for ring; outlives the control */
};

/* Listens in a thread of its own. NULL if it cannot: the app runs without. */
struct control *control_open(const struct folder *folder, const struct control_options *options);
/* There is a passphrase from now on, or none any more. */
void control_allow(struct control *control, bool can_lock); /* NULL is allowed */
/* Whether to lock. */
bool control_asks(struct control *control); /* NULL is allowed */
/* The profile was unlocked: from now on it can be locked. */
void control_unlock(struct control *control);

/* Whether somebody started it again since this was last asked: the window comes forward. */
bool control_raises(struct control *control); /* NULL is allowed */
/* True: a link, which is secret, was handed over and not taken yet. A newer one takes the place of
 * an older one. */
bool control_take(struct control *control, char link[CONTROL_LINK_BYTES_MAX]); /* NULL is allowed */
/* Nobody is heard any more, and `ring` not called. */
void control_stop(struct control *control); /* NULL is allowed */
/* After control_stop, and once the keys are wiped: tells who asked that it is locked. */
void control_close(struct control *control); /* NULL is allowed */

enum control_answer {
    CONTROL_LOCKED,
    CONTROL_NOT_LOCKED, /* it runs, and has no passphrase */
    CONTROL_NOBODY,     /* nothing runs */
};

/* Hands a link (NULL: none) to the window that has the profile in this folder open. False if there
 * is no such window, or the link is none that could be handed over: too long, or not one line. */
bool control_hand_over(const char *folder, const char *link);
/* Asks whoever has the profile in this folder open, and waits for the answer. */
enum control_answer control_ask_to_lock(const char *folder);

#endif
