/* Opens a D-Bus of the user. Called by whoever speaks to the desktop, in the thread that will use
 * the bus. On true `bus` is the caller's, for sd_bus_close_unref; false, and NULL, where there is
 * no such bus, which is an ordinary desktop. Neither waits for an answer. */
#ifndef ALCOVE_DESKTOP_BUS_H
#define ALCOVE_DESKTOP_BUS_H

#include <stdbool.h>

#include <systemd/sd-bus.h>

/* The one of the session. */
bool bus_open_user(sd_bus **bus);
/* The one at this address, as D-Bus writes it. It signals Connected once it has given a name. */
bool bus_open_at(const char *address, sd_bus **bus);

#endif
