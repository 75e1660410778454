/* The main thread of a call: the screen, the keys, and what is printed.
 *
 * It shows the faces of the switchboard and the pictures of the studio on a window, in a y4m file
 * or nowhere, turns what the person does into orders, and keeps the tally of what was shown. */
#ifndef ALCOVE_APP_FRONT_H
#define ALCOVE_APP_FRONT_H

#include <stdbool.h>

#include "app/control.h"
#include "app/options.h"
#include "app/stats.h"
#include "app/studio.h"
#include "app/switchboard.h"
#include "app/tally.h"
#include "app/told.h"
#include "store/profile.h"

struct front;

struct front_options {
    const struct options *options; /* borrowed, as are the next two */
    struct stats *stats;           /* NULL: none */
    const char *language;          /* of the deck; NULL: that of the system */
};

/* Opens the screen that the options name: window, none or y4m:FILE (the caller
 * checked). NULL on failure, with `error` (256 bytes) filled. */
struct front *front_open(const struct front_options *options, char *error);
/* The bell for other threads; `front` is a struct front. */
void front_ring(void *front);

/* One line of the app's own for the person: on stderr, and in the lane of a window. */
void front_tell(struct front *front, const char *text);
/* The same in the language of the deck. */
void front_say(struct front *front, const struct told *told);
bool front_has_window(const struct front *front);
/* NULL where nothing is said in its words. Lives as long as the front. */
const struct deck *front_deck(const struct front *front);

/* When it locks: when the person or another program wants it, and after some minutes without a hand
 * on the window, but not while two are together or about to be. */
struct front_lock {
    struct control *control; /* NULL: nobody else can ask. Outlives the running */
    bool can_lock;           /* there is a passphrase */
    unsigned after_min;      /* 0: not by itself */
};

void front_set_lock(struct front *front, const struct front_lock *lock);
/* How the running ended: the keys are to be wiped now. */
bool front_wants_lock(const struct front *front);
/* Likewise: all that this profile holds is to be erased once it is closed. */
bool front_wants_erasing(const struct front *front);

/* An invite that was handed over while nobody was there, once the running has ended for it; NULL:
 * none. Secret; lives as long as the front. */
const char *front_link(const struct front *front);

enum front_unlocked {
    FRONT_UNLOCKED,
    FRONT_WRONG,  /* not the passphrase; it may be tried again */
    FRONT_BROKEN, /* it cannot be opened at all */
};

/* With a window: shows that it is locked until `unlock`, which is given what was typed, says
 * otherwise. Returns FRONT_WRONG when the window was closed before. */
enum front_unlocked front_unlock(struct front *front,
                                 enum front_unlocked (*unlock)(void *context,
                                                               struct keyring_passphrase typed),
                                 void *context);

/* Runs until the session is over (with a window: until it is closed), or the program
 * was interrupted. Holds no picture of the studio afterwards. */
void front_run(struct front *front, struct switchboard *board, struct studio *studio);

/* What makes it easier for the person, and what they chose: from the profile, once it is unlocked,
 * and back into it when nobody else is at it. False if it could not be kept. */
void front_take_profile(struct front *front, const struct profile *profile);
bool front_keep_profile(const struct front *front, struct profile *profile,
                        struct store_error *error);

struct tally *front_tally(struct front *front);
/* False when the screen's file could not be finished; `error` says why. */
bool front_close(struct front *front, char *error);

#endif
