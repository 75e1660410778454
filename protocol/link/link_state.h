/* The states of a link as one map: what happened, in which state, leads where. */
#ifndef ALCOVE_LINK_LINK_STATE_H
#define ALCOVE_LINK_LINK_STATE_H

#include "link/link.h"

enum link_happening {
    LINK_CONNECT,  /* the application wants a handshake */
    LINK_PROVEN,   /* both sides have proved their keys */
    LINK_SILENT,   /* consent expired */
    LINK_HEARD,    /* something genuine came after that */
    LINK_GIVEN_UP, /* nobody answered, or the keys are too old */
    LINK_ENDED,    /* one of the two closed it, or a newer link replaced it */
};

enum alcove_link_state link_state_after(enum alcove_link_state state,
                                        enum link_happening happening);

#endif
