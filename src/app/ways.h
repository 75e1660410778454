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
    bool lan;    /* tell one's own people in the local network, unreadably to others */
    bool router; /* ask the router for a port */
    bool dht;    /* leave sealed records with strangers; without it: contacts only */
    struct alcove_address stun[WAYS_STUN_MAX];
    size_t stun_count;
    struct alcove_address nodes[WAYS_NODES_MAX]; /* DHT nodes to begin with */
    size_t node_count;
};

/* `none`, or a list with commas: lan, router, dht, dht=ADDRESS:PORT (a node to begin with),
 * ADDRESS:PORT (a STUN server). False for anything else; `error` (200 bytes) says what to do. */
bool ways_parse(struct ways *ways, const char *text, char *error);

#endif
