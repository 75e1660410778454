/* How much of what strangers in the network send is looked at, and how often one sighting is told.
 * A pure table; the time is an argument. Called by net/lan.c. */
#ifndef ALCOVE_NET_LAN_LIMIT_H
#define ALCOVE_NET_LAN_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "reach/lan_token.h"

/* In a second. A device with 320 people sends 40 beacons over each of its addresses at once. */
#define LAN_BEACONS_PER_SECOND        1000
#define LAN_BEACONS_PER_SOURCE_SECOND 200
#define LAN_SOURCES                   64
/* An address of a person is told again after ten seconds, and four at most within that: whoever
 * repeats tokens from many addresses brings a few datagrams to four of them. */
#define LAN_TOLD_MAX      4
#define LAN_TOLD_AGAIN_US UINT64_C(10000000)
/* Who sent nothing for so long has come just now: longer than any pause between beacons. */
#define LAN_NEW_AFTER_US UINT64_C(90000000)
/* From our last beacon to one that answers, however many come. */
#define LAN_ANSWER_AFTER_US UINT64_C(500000)

struct lan_told {
    struct alcove_address address; /* port 0: none */
    uint64_t at_us;
};

struct lan_heard {
    struct alcove_address address; /* the newest of this place; its port is not looked at */
    uint64_t at_us;                /* 0: none */
};

/* Zeroed memory has seen nothing; `seed` may be set to a random number, so that nobody can choose
 * addresses that share a place. */
struct lan_limit {
    uint64_t seed;
    uint64_t second;
    uint32_t all;
    uint32_t by_source[LAN_SOURCES];
    struct lan_told told[LAN_PEOPLE_MAX][LAN_TOLD_MAX];
    struct lan_heard heard[LAN_SOURCES];
    uint64_t sent_us; /* our last beacon; 0: none yet */
};

enum lan_verdict {
    LAN_LOOK,
    LAN_DROP,     /* this source sent too much */
    LAN_TOO_MUCH, /* all together did: read nothing more in this second */
};

/* One beacon came. */
enum lan_verdict lan_limit_take(struct lan_limit *limit, uint64_t now_us,
                                const struct alcove_address *from);
/* True if this sighting is to be told; notes it. */
bool lan_limit_tell(struct lan_limit *limit, uint64_t now_us, size_t person,
                    const struct alcove_address *address);
/* Something of the form of a beacon came, known or not: whether from who has come just now. */
bool lan_limit_is_new(struct lan_limit *limit, uint64_t now_us, const struct alcove_address *from);
/* Beacons of ours leave. */
void lan_limit_sent(struct lan_limit *limit, uint64_t now_us);
/* How long until the next may leave for somebody who came. */
uint64_t lan_limit_answer_us(const struct lan_limit *limit, uint64_t now_us);
/* The people are others now. */
void lan_limit_forget(struct lan_limit *limit);
/* The network is another one: all who are heard in it have come just now. */
void lan_limit_forget_heard(struct lan_limit *limit);

#endif
