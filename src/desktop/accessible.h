/* Tells screen readers and switches of the window over AT-SPI 2, and brings what they ask.
 *
 * All functions are for the main thread, none but accessible_hears waits for anything, and all take
 * NULL, which does nothing. The window calls accessible_update after each refresh and each time
 * `asked` has woken it, and then takes the requests.
 *
 * A bridge joins the accessibility bus by itself when assistive technology is used, leaves when it
 * is not, and is silent where there is none. A desktop without it is ordinary, so nothing here is
 * an error to a person. */
#ifndef ALCOVE_DESKTOP_ACCESSIBLE_H
#define ALCOVE_DESKTOP_ACCESSIBLE_H

#include <stdbool.h>

#include "widgets/access.h"

struct accessible;

struct accessible_options {
    const char *application; /* what it is called on the bus; copied */
    /* From the bridge's thread: requests wait, or the tree is wanted. Wakes the window. */
    void (*asked)(void *context);
    void *context;
};

/* NULL when memory is short. */
struct accessible *accessible_open(const struct accessible_options *options);
/* Whoever listens sees the application go. */
void accessible_close(struct accessible *accessible);

/* Copies the tree if somebody listens and it is different from the one before. The frame is
 * ACCESS_FOCUSED while the window has the keyboard. */
void accessible_update(struct accessible *accessible, const struct access_tree *tree);
/* Says something once that is not, or not only, to be found in the tree. Urgent: it may break into
 * what is being read. */
void accessible_say(struct accessible *accessible, const char *text, bool urgent);
/* The next thing that was asked; `out->text` is then the caller's. It names a node of a tree of
 * before: one that is gone, or changed, asks nothing. */
bool accessible_next(struct accessible *accessible, struct access_request *out);

/* Tells of a key before the window acts on it, as every toolkit does: so a screen reader says what
 * is typed, and has keys of its own. True: it took the key, which is not for the window. Waits for
 * the answer 400 ms at most; who did not answer is not asked for a second. False at once where
 * nobody listens. */
bool accessible_hears(struct accessible *accessible, const struct access_key *key);

#endif
