/* Looks where this device may be reached, before an invite or a reply link says so: which port it
 * gets, what others see of it, whether the router gives it a port, which DHT nodes answer. Takes at
 * most SCOUT_FOR_MS, and no time at all where nobody may be asked. Called by pairing_link.c. */
#ifndef ALCOVE_APP_SCOUT_H
#define ALCOVE_APP_SCOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/options.h"
#include "base/address.h"
#include "net/pump.h"
#include "reach/invite.h"
#include "store/profile.h"

#define SCOUT_FOR_MS 2000

struct scout {
    struct alcove_address candidates[INVITE_CANDIDATES_MAX];
    size_t candidate_count;
    struct alcove_address nodes[INVITE_NODES_MAX];
    size_t node_count;
    bool can_be_found; /* else who joins has to send a reply link */
};

/* `*listen` gets a port that is free when it had none. False with `error` filled. */
bool scout_look(struct scout *scout, const struct options *options, const struct profile *profile,
                struct alcove_address *listen, struct net_error *error);

#endif
