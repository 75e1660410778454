/* By which ways people may be found: the option --helpers, or what the profile says, or all. Only
 * parsing. Called by the command line and by finding.c. */
#ifndef ALCOVE_APP_WAYS_H
#define ALCOVE_APP_WAYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"

#define WAYS_STUN_MAX  4
#define WAYS_NODES_MAX 16
#define WAYS_DEFAULT   "lan,router,dht"

struct ways {
    bool lan;      /* tell one's own people in the local network, unreadably to others */
    bool router;   /* ask the router for a port */
    bool dht;      /* leave sealed records with strangers */
    bool contacts; /* nobody but one's own people and router is asked, whatever else is listed */
    struct alcove_address stun[WAYS_STUN_MAX];
    size_t stun_count;
    struct alcove_address nodes[WAYS_NODES_MAX]; /* DHT nodes to begin with */
    size_t node_count;
};

/* `none`, or a list with commas: lan, router, dht, dht=ADDRESS:PORT (a node to begin with),
 * ADDRESS:PORT (a STUN server), contacts; that alone is the default without strangers. False for
 * anything else; `error` (200 bytes) says what to do. */
bool ways_parse(struct ways *ways, const char *text, char *error);
/* The list `kept`, or "" for the default, with `contacts` in it or not, and else as it is: what it
 * says of strangers holds again once that is taken out, and where it names none, dht does. False:
 * `size` bytes are not enough. */
bool ways_set_contacts(const char *kept, bool on, char *out, size_t size);
/* Nodes were given, and all of them are of this machine or a private network: a swarm of one's own,
 * in which such addresses are no sign of a lie. */
bool ways_are_local(const struct ways *ways);

#endif
