/* What a link is made of. For link.c, link_receive.c and link_transmit.c, which route between the
 * parts, and link_report.c, which looks at them; for nobody else. */
#ifndef ALCOVE_LINK_LINK_PARTS_H
#define ALCOVE_LINK_LINK_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/consent.h"
#include "link/keying.h"
#include "link/link.h"
#include "link/link_state.h"
#include "link/news.h"
#include "link/path.h"
#include "link/traffic.h"

/* A datagram under way to one or several addresses. */
struct outgoing {
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
    size_t size;
    bool to_candidates;    /* a copy to each candidate */
    size_t next_candidate; /* the next of them */
    struct alcove_address to;
    bool to_one; /* still to be sent to `to` */
};

struct alcove_link {
    enum alcove_link_state state;
    struct alcove_random random;
    uint64_t now_us; /* of the last call that told the time */
    struct keying keying;
    struct path path;
    struct alcove_address handshake_from; /* where answers of the handshake go */
    struct consent consent;
    struct news news;
    uint32_t farewells; /* CLOSED: copies of the last word still to be sent */
    enum alcove_close_reason farewell_reason;
    struct outgoing outgoing;
    struct traffic traffic;
};

/* A call begins: what was lent at the last one ends. */
void link_enter(struct alcove_link *link, uint64_t now_us);
/* An event without contents. */
void link_tell(struct alcove_link *link, enum alcove_event_kind kind);
/* Follows the map of states; if that leads to CLOSED, for this reason. */
void link_end(struct alcove_link *link, enum link_happening happening,
              enum alcove_close_reason reason);
/* What the keys make of it. */
void link_follow(struct alcove_link *link, enum keying_step step);

#endif
