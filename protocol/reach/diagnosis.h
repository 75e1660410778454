/* Why two people are not connected yet, in one sentence and one thing to do. Pure reasoning over
 * facts that others gathered: no clock, no probing of its own. Called by the app for the window
 * "connecting" and for `alcove doctor`, which ask again while they look. A verdict comes within 10
 * seconds, unless both look and their packets may still meet: then within 30. A later fact may
 * change it, and connecting goes on all the while. */
#ifndef ALCOVE_REACH_DIAGNOSIS_H
#define ALCOVE_REACH_DIAGNOSIS_H

#include <stdbool.h>
#include <stdint.h>

#include "reach/clock_doubt.h"
#include "reach/endpoint_record.h"

#define DIAGNOSIS_NO_ROUTE_US        2000000  /* a route may come late, and the local network do */
#define DIAGNOSIS_UDP_BLOCKED_US     5000000  /* nothing came back */
#define DIAGNOSIS_CLOCK_US           5000000  /* one of the two clocks is wrong */
#define DIAGNOSIS_RESTRICTED_US      8000000  /* both networks map ports anew for each address */
#define DIAGNOSIS_OFFLINE_US         9500000  /* no sign of the other */
#define DIAGNOSIS_GIVE_UP_US         30000000 /* both look, and no packet arrives */
#define DIAGNOSIS_RECORD_FRESH_S     900      /* one who seeks puts every 10 minutes, with jitter */
#define DIAGNOSIS_UDP_SENT_MIN       4        /* fewer unanswered ones prove nothing */
#define DIAGNOSIS_SENTENCE_WORDS_MAX 12

enum diagnosis {
    DIAGNOSIS_CONNECTED,
    DIAGNOSIS_THEY_ARE_OFFLINE, /* or not looking, or have closed the app */
    DIAGNOSIS_NO_NETWORK,
    DIAGNOSIS_UDP_BLOCKED,
    DIAGNOSIS_BOTH_RESTRICTED,
    DIAGNOSIS_CLOCK_WRONG,
    DIAGNOSIS_VERSIONS_DIFFER,
    DIAGNOSIS_INVITE_OVER,
    DIAGNOSIS_WRONG_KEY, /* the device that answered is not the one we know, or refuses us */
    DIAGNOSIS_STILL_TRYING,
};
#define DIAGNOSES 10

enum diagnosis_tcp {
    DIAGNOSIS_TCP_UNKNOWN, /* nothing was tried */
    DIAGNOSIS_TCP_WORKS,
    DIAGNOSIS_TCP_FAILS,
};

enum diagnosis_invite {
    DIAGNOSIS_INVITE_NONE, /* a person we know */
    DIAGNOSIS_INVITE_OPEN,
    DIAGNOSIS_INVITE_ENDED, /* its time is over or it was used */
};

/* Zeroed memory is a search that knows nothing yet, of a machine without a network. Everything is
 * about this one search; counts and elapsed_us start with it. */
struct diagnosis_facts {
    uint64_t elapsed_us;
    bool connected;  /* an authenticated packet came both ways */
    bool path_found; /* a check was answered; the link is still to come */

    bool network_present; /* some interface but loopback is up and has an address */
    bool default_route;
    uint32_t udp_sent;      /* datagrams to DHT nodes and helpers */
    uint32_t udp_received;  /* from them */
    enum diagnosis_tcp tcp; /* to anybody outside */
    enum nat_mapping own_mapping;
    uint8_t own_link_version;
    bool relay_possible;   /* a helper of either is known to both, and may answer */
    bool relay_bound;      /* a helper answers now, by whatever way, and would carry the call */
    bool inbound_possible; /* both have a global IPv6 address, or either has a mapped port */

    bool record_seen;      /* theirs was found, by whatever way */
    uint64_t record_age_s; /* since it was made, by their clock; 0 if theirs is ahead */
    bool they_seek;
    enum nat_mapping their_mapping;
    uint8_t their_link_version; /* 0: not known */

    enum diagnosis_invite invite;
    enum clock_verdict clock;
    bool wrong_key; /* somebody answered at their place with another key */
    bool blocked;   /* this person is blocked here */
};

enum diagnosis diagnose(const struct diagnosis_facts *facts);

/* English, for everybody: at most DIAGNOSIS_SENTENCE_WORDS_MAX words each, without the words of the
 * trade, static. The action is what this person can do, the easiest thing first. */
const char *diagnosis_sentence(enum diagnosis diagnosis);
const char *diagnosis_action(enum diagnosis diagnosis);

#endif
