/* A desktop for tests: a session bus of its own, the accessibility bus of Debian over it, and a
 * listener who hears all events. All of it dies with the test, also when that fails. */
#ifndef TESTS_DESKTOP_DESKTOP_WORLD_H
#define TESTS_DESKTOP_DESKTOP_WORLD_H

#include <stdbool.h>
#include <sys/types.h>

#include <systemd/sd-bus.h>

#include "desktop/accessible.h"

struct desktop_world {
    char *folder;
    char session_address[512];
    pid_t session_daemon, launcher;
    sd_bus *session;
    sd_bus *bus; /* the listener's, on the accessibility bus; NULL before desktop_listen */
    char application[256]; /* the bridge's name on that bus; "" if it did not come */
    int bell;              /* rung by `asked` of the bridge */
    char *heard;           /* a line for each event: "NAME:DETAIL FIRST SECOND TOLD @PATH", and
                              "RemoveAccessible PATH" */
    size_t heard_size;
    struct accessible *bridge;
    struct access_tree tree; /* what the bridge is told each time it asks */
};

/* Starts both; assistive technology is not yet used. */
void desktop_begin(struct desktop_world *world);
void desktop_end(struct desktop_world *world);
/* What a screen reader does first: says that it is there. */
void desktop_enable(struct desktop_world *world, bool enabled);
/* Joins the accessibility bus and hears all events. */
void desktop_listen(struct desktop_world *world);
void desktop_open_bridge(struct desktop_world *world);
/* Handles what comes until `what` is so; fails the test after ten seconds. */
void desktop_until(struct desktop_world *world, bool (*what)(struct desktop_world *world));
/* Until a line of `heard` begins so. */
void desktop_until_heard(struct desktop_world *world, const char *line);
bool desktop_heard(const struct desktop_world *world, const char *line);
/* Until the application is in the registry's list. */
void desktop_until_embedded(struct desktop_world *world);
/* Until a request is there. */
struct access_request desktop_request(struct desktop_world *world);
/* Ends a process with those it started, and waits for it. */
void desktop_kill(pid_t *process);

#endif
