/* What the accessibility bus shows of one application, for tests/reader: found by its name or as
 * "pid:N", looked at again as often as wanted, always by asking the bus.
 *
 * Opening tells the desktop that assistive technology is used, as a screen reader does. */
#ifndef TESTS_READER_THINGS_H
#define TESTS_READER_THINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-bus.h>

#include "widgets/draw_list.h"

#define THINGS_MAX 1100

struct thing {
    char *path, *parent, *name; /* owned */
    const char *role;
    uint64_t states; /* bits of enum accessible_state */
    bool acts, edits, reads, has_value;
    int depth;
};

struct things {
    sd_bus *session, *bus;
    const char *wanted;    /* the application */
    char application[256]; /* its name on the bus */
    uint64_t until_ms;     /* CLOCK_MONOTONIC: when waiting ends */
    struct thing list[THINGS_MAX];
    int count;
};

/* False, with a line on stderr: there is no such bus. */
bool things_open(struct things *things, const char *application, double seconds);
void things_close(struct things *things);
/* Fills `list`; false: the application is not there, or not now. */
bool things_look(struct things *things);
/* Waits for something to happen; false when the time is over. */
bool things_wait(struct things *things);
bool thing_is(const struct thing *thing, int state);
struct rectangle things_extents(const struct things *things, const struct thing *thing);
/* What it holds, in words: "3" or the text; "" for nothing. */
void things_value(const struct things *things, const struct thing *thing, char out[256]);
/* Calls a method that replies with a bool: "Action.DoAction". */
bool things_ask(const struct things *things, const struct thing *thing, const char *member,
                const char *types, ...);
bool things_set_value(const struct things *things, const struct thing *thing, double value);

#endif
