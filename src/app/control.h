/* The control socket of a running app, `control` in the profile's folder, for us alone (0600): by
 * it `alcove lock` asks the app that has the profile open to lock. One question a connection,
 * answered when it is done. */
#ifndef ALCOVE_APP_CONTROL_H
#define ALCOVE_APP_CONTROL_H

#include <stdbool.h>

#include "store/folder.h"

struct control;

struct control_options {
    bool can_lock;        /* there is a passphrase; without one whoever asks is told so */
    void (*ring)(void *); /* called in another thread when somebody asks */
    void *context;        /* for ring; outlives the control */
};

/* Listens in a thread of its own. NULL if it cannot: the app runs without. */
struct control *control_open(const struct folder *folder, const struct control_options *options);
/* Whether to lock. */
bool control_asks(struct control *control); /* NULL is allowed */
/* Nobody is heard any more, and `ring` not called. */
void control_stop(struct control *control); /* NULL is allowed */
/* After control_stop, and once the keys are wiped: tells who asked that it is locked. */
void control_close(struct control *control); /* NULL is allowed */

enum control_answer {
    CONTROL_LOCKED,
    CONTROL_NOT_LOCKED, /* it runs, and has no passphrase */
    CONTROL_NOBODY,     /* nothing runs */
};

/* Asks whoever has the profile in this folder open, and waits for the answer. */
enum control_answer control_ask_to_lock(const char *folder);

#endif
