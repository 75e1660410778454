/* The main thread of a call: the screen, the keys, and what is printed.
 *
 * It shows the faces of the switchboard and the pictures of the studio on a window, in a y4m file
 * or nowhere, turns what the person does into orders, and keeps the tally of what was shown. */
#ifndef ALCOVE_APP_FRONT_H
#define ALCOVE_APP_FRONT_H

#include <stdbool.h>

#include "app/options.h"
#include "app/stats.h"
#include "app/studio.h"
#include "app/switchboard.h"
#include "app/tally.h"

struct front;

struct front_options {
    const struct options *options; /* borrowed, as are the next two */
    const char *own_name;
    struct stats *stats; /* NULL: none */
};

/* Opens the screen that the options name: window, none or y4m:FILE (the caller
 * checked). NULL on failure, with `error` (256 bytes) filled. */
struct front *front_open(const struct front_options *options, char *error);
/* The bell for other threads; `front` is a struct front. */
void front_ring(void *front);

/* What the waiting window shows: a link to hand on, and until when it works. Copied. */
void front_set_invite(struct front *front, const char *link, const char *ends);

/* One line of the app's own for the person: on stderr, and in the lane of a window. */
void front_tell(struct front *front, const char *text);
bool front_has_window(const struct front *front);

/* Runs until the session is over (with a window: until it is closed), or the program
 * was interrupted. Holds no picture of the studio afterwards. */
void front_run(struct front *front, struct switchboard *board, struct studio *studio);

struct tally *front_tally(struct front *front);
/* False when the screen's file could not be finished; `error` says why. */
bool front_close(struct front *front, char *error);

#endif
