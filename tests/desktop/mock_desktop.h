/* A desktop of the tests' own: a bus daemon that only they use, for the session and the system, and
 * on it the services that a test puts there. All in the test's thread; every wait is for a message
 * or an event, and one that does not come fails the test. */
#ifndef TESTS_DESKTOP_MOCK_DESKTOP_H
#define TESTS_DESKTOP_MOCK_DESKTOP_H

#include <stdbool.h>
#include <sys/types.h>

#include <systemd/sd-bus.h>

#include "desktop/desktop.h"

struct mock {
    char *folder;
    pid_t daemon;
    sd_bus *bus;
    int ring_fd;
    struct desktop *desktop;
    double text_scale; /* that the portal tells */
    int reads;         /* how often it was asked */
};

/* For cmocka; the state is a struct mock. There is a portal, which says text at 110 percent. */
int mock_begin(void **state);
int mock_end(void **state);

/* Serves an object under a name of the bus. */
void mock_serve(struct mock *mock, const char *path, const sd_bus_vtable *vtable,
                const char *interface, void *context);
void mock_own(struct mock *mock, const char *name);
void mock_release(struct mock *mock, const char *name);
/* Opens the desktop and waits until it has heard of the portal. */
void mock_open(struct mock *mock);
/* Waits for the next message to the services or event of the desktop. */
void mock_turn(struct mock *mock);
struct desktop_event mock_event(struct mock *mock);
/* The portal says something else; returns once the desktop has heard that, and so all before it. */
void mock_settle(struct mock *mock);

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETS "org.freedesktop.portal.Settings"

#endif
