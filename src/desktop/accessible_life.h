/* Finds the accessibility bus, joins it while somebody uses assistive technology, leaves and comes
 * back as that changes. Only the thread of desktop/accessible.c uses it.
 *
 * AT_SPI_BUS_ADDRESS names the bus; otherwise org.a11y.Bus of the session does, if it runs (it is
 * never started for our sake) and org.a11y.Status says that assistive technology is used. */
#ifndef ALCOVE_DESKTOP_ACCESSIBLE_LIFE_H
#define ALCOVE_DESKTOP_ACCESSIBLE_LIFE_H

#include <systemd/sd-event.h>

#include "desktop/accessible_bridge.h"

struct accessible_life {
    struct accessible_bridge bridge; /* `application`, `ask` and `context` are set by the caller */
    sd_event *event;                 /* borrowed */
    sd_bus *session;
    /* The bus of the bridge was joined, or is gone. */
    void (*joined)(void *context, bool there);
};

/* False where there is no bus at all, and nothing to wait for. */
bool accessible_life_begin(struct accessible_life *life);
void accessible_life_end(struct accessible_life *life);

#endif
