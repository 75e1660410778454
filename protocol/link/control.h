/* Small wishes that a link owes the other side, each until it is known to have arrived: please
 * acknowledge, I heard you, so many records are stored, my decoder is stuck, this continues our
 * former keys. Only the newest of a kind matters. */
#ifndef ALCOVE_LINK_CONTROL_H
#define ALCOVE_LINK_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "link/chunk.h"

struct control_wish {
    bool due;        /* to be sent, the first time or again */
    bool unsettled;  /* not known to have arrived */
    uint32_t number; /* STORED: how many; REPAIR: counts the wishes */
};

/* Zeroed memory is an empty one. */
struct control {
    bool ping;
    struct control_wish done;
    struct control_wish stored;
    struct control_wish repair;
    struct control_wish same;              /* CONTINUES: goes into every packet until it arrived */
    uint8_t same_token[CHUNK_TOKEN_BYTES]; /* of the former keys */
    uint32_t repair_frame_id;
    bool repair_asked; /* by the other side, for poll */
    uint32_t repair_asked_id;
};

/* A new wish, which replaces the older one of its kind. */
void control_wish_for(struct control_wish *wish, uint32_t number);
void control_wish_on_sent(struct control_wish *wish);
void control_wish_on_arrived(struct control_wish *wish, uint32_t number);
void control_wish_on_lost(struct control_wish *wish, uint32_t number);
/* Whether anything waits to be sent. */
bool control_is_due(const struct control *control);

#endif
