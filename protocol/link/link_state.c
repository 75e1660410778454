#include "link/link_state.h"

#include "base/assert.h"

enum alcove_link_state link_state_after(enum alcove_link_state state, enum link_happening happening)
{
    static const enum alcove_link_state after[][6] = {
        [ALCOVE_LINK_IDLE] = {ALCOVE_LINK_CONNECTING, ALCOVE_LINK_ESTABLISHED, ALCOVE_LINK_IDLE,
                              ALCOVE_LINK_IDLE, ALCOVE_LINK_IDLE, ALCOVE_LINK_CLOSED},
        [ALCOVE_LINK_CONNECTING] = {ALCOVE_LINK_CONNECTING, ALCOVE_LINK_ESTABLISHED,
                                    ALCOVE_LINK_CONNECTING, ALCOVE_LINK_CONNECTING,
                                    ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED},
        [ALCOVE_LINK_ESTABLISHED] = {ALCOVE_LINK_ESTABLISHED, ALCOVE_LINK_ESTABLISHED,
                                     ALCOVE_LINK_RESTING, ALCOVE_LINK_ESTABLISHED,
                                     ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED},
        [ALCOVE_LINK_RESTING] = {ALCOVE_LINK_RESTING, ALCOVE_LINK_ESTABLISHED, ALCOVE_LINK_RESTING,
                                 ALCOVE_LINK_ESTABLISHED, ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED},
        [ALCOVE_LINK_CLOSED] = {ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED,
                                ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED, ALCOVE_LINK_CLOSED},
    };
    ALCOVE_ASSERT(state <= ALCOVE_LINK_CLOSED && happening <= LINK_ENDED);
    return after[state][happening];
}
