/* What others say our address is. Answers from the DHT echo the source address of the question
 * (BEP 42 `ip`); an answer to a reflexive check of one's own people says the same. One network has
 * one vote, its newest, and the address is believed when at least ADDRESS_VOTES_MIN voted and more
 * than half of them agree, so that a lying minority moves nothing. The whole sample can be read:
 * many ports under one address are a NAT that maps anew for every destination (RFC 4787
 * section 4.1). Called by dht.c and by whoever classifies the NAT. */
#ifndef ALCOVE_REACH_ADDRESS_VOTES_H
#define ALCOVE_REACH_ADDRESS_VOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define ADDRESS_VOTES_MAX 32 /* the newest; older ones go first */
#define ADDRESS_VOTES_MIN 8

struct address_vote {
    struct alcove_address voter;
    struct alcove_address seen;
    uint64_t number; /* in the order in which they came, from 1 */
};

/* Zeroed memory holds no vote. */
struct address_votes {
    struct address_vote list[ADDRESS_VOTES_MAX]; /* in no order */
    size_t count;
    uint64_t added; /* the number of the newest */
};

struct address_tally {
    struct alcove_address address; /* most named ip, with the port most named there */
    size_t votes;
    size_t same_ip;      /* votes for this ip */
    size_t same_address; /* votes for this ip and port */
    size_t ports;        /* distinct ports at this ip */
    bool believed;
};

/* False if it changed nothing (a port 0 on either side). */
bool address_votes_add(struct address_votes *votes, const struct alcove_address *voter,
                       const struct alcove_address *seen);
/* All zero without votes. */
struct address_tally address_votes_tally(const struct address_votes *votes);
/* Another network, another address: all that was said is void. */
void address_votes_clear(struct address_votes *votes);

#endif
