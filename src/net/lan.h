/* Finding one's people in the same network, without the Internet: beacons to a multicast group
 * (reach/lan_token.h says what stands in them), and the addresses of those who were recognised.
 * Who is found gets checks from the links' own socket, by the app's agent, which is the caller.
 * From the thread of the loop.
 *
 * While seeking, a beacon goes out at once, then after 1, 2, 4 ... and at last each 60 seconds,
 * each pause up to a fifth shorter or longer; and when anybody's beacon comes from where none came
 * for a while, whoever it is of. It listens only while it seeks, too: a device that does not want
 * to be found is silent and deaf. */
#ifndef ALCOVE_NET_LAN_H
#define ALCOVE_NET_LAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"
#include "net/pump.h"
#include "reach/lan_token.h"

#define LAN_PAUSE_FIRST_MS 1000
#define LAN_PAUSE_MAX_MS   60000

/* Person `person` of the list seems to be at `address`, or somebody repeats their beacon from
 * there: worth a few datagrams. At most four addresses of a person in ten seconds. May call any
 * function of this header. */
typedef void (*lan_found)(void *context, size_t person, const struct alcove_address *address);

struct lan_wish {
    uint16_t udp_port;      /* of the links' socket, not 0 */
    bool only_this_machine; /* 127.0.0.1 and no network, for tests and the demo */
    lan_found on_found;
    void *context; /* for on_found */
};

struct lan;

/* Silent until lan_seek. NULL on error, with `error` filled: no socket, no memory. The loop is
 * borrowed and outlives it. */
struct lan *lan_open(uv_loop_t *loop, const struct lan_wish *wish, struct net_error *error);
/* Copies the list, at most LAN_PEOPLE_MAX; wiped on closing. Starts the pauses anew. */
void lan_set_people(struct lan *lan, const struct lan_person *people, size_t count);
void lan_seek(struct lan *lan, bool seek);
/* The network changed, or woke up: joins the group where it is not yet, and starts the pauses
 * anew. */
void lan_refresh(struct lan *lan);
/* Nothing is sent or told any more; frees all and calls `on_closed` (may be NULL) from the loop. */
void lan_close(struct lan *lan, void (*on_closed)(void *context), void *context);

#endif
