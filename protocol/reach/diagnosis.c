#include "reach/diagnosis.h"

#include <stddef.h>

#include "base/assert.h"

struct text {
    const char *sentence;
    const char *action;
};

static const struct text texts[DIAGNOSES] = {
    [DIAGNOSIS_CONNECTED] = {"You are connected.", "Nothing to do."},
    [DIAGNOSIS_THEY_ARE_OFFLINE] = {"The other person is not online now.",
                                    "Wait here, or leave them a message."},
    [DIAGNOSIS_NO_NETWORK] = {"This computer is not connected to the Internet.",
                              "Check the Wi-Fi or the cable."},
    [DIAGNOSIS_UDP_BLOCKED] = {"Your Internet connection does not let calls through.",
                               "Try another Wi-Fi or a phone hotspot."},
    [DIAGNOSIS_BOTH_RESTRICTED] =
        {"Your two Internet connections do not let you reach each other directly.",
         "One of you: try another Wi-Fi or a phone hotspot."},
    [DIAGNOSIS_CLOCK_WRONG] = {"The date or time of one of your computers is off.",
                               "Check the date and time of this computer."},
    [DIAGNOSIS_VERSIONS_DIFFER] = {"Your versions of Alcove do not fit together.",
                                   "Update Alcove on both computers."},
    [DIAGNOSIS_INVITE_OVER] = {"This invite is over or was already used.", "Ask for a new invite."},
    [DIAGNOSIS_WRONG_KEY] = {"Their device has changed, or one of you has blocked the other.",
                             "Ask them by phone, then meet with a new invite."},
    [DIAGNOSIS_STILL_TRYING] = {"Still trying to connect.", "Keep this window open."},
};

/* A network that gives each destination another port, or lets nothing out but the web. */
static bool is_restricted(enum nat_mapping mapping)
{
    ALCOVE_ASSERT(mapping <= NAT_UDP_BLOCKED);
    return mapping == NAT_DEPENDENT || mapping == NAT_UDP_BLOCKED;
}

/* No packet of the one can reach the other, by all that both have said. */
static bool is_hopeless(const struct diagnosis_facts *facts)
{
    ALCOVE_ASSERT(facts->their_mapping <= NAT_UDP_BLOCKED);
    if (facts->relay_possible || facts->inbound_possible)
        return false;
    return (is_restricted(facts->own_mapping) && is_restricted(facts->their_mapping)) ||
           facts->own_mapping == NAT_UDP_BLOCKED || facts->their_mapping == NAT_UDP_BLOCKED;
}

static bool they_are_looking(const struct diagnosis_facts *facts)
{
    ALCOVE_ASSERT(facts != NULL);
    return facts->record_seen && facts->they_seek &&
           facts->record_age_s <= DIAGNOSIS_RECORD_FRESH_S;
}

/* We ask and nobody answers: nodes of the DHT, helpers, the user's own servers. */
static bool is_udp_silent(const struct diagnosis_facts *facts)
{
    ALCOVE_ASSERT(facts->own_mapping <= NAT_UDP_BLOCKED);
    if (facts->udp_received > 0 || facts->relay_bound)
        return false;
    return facts->own_mapping == NAT_UDP_BLOCKED || facts->udp_sent >= DIAGNOSIS_UDP_SENT_MIN;
}

/* What is known for sure, at any time. STILL_TRYING: nothing is. */
static enum diagnosis diagnose_certain(const struct diagnosis_facts *facts)
{
    ALCOVE_ASSERT(!facts->connected);
    if (facts->invite == DIAGNOSIS_INVITE_ENDED)
        return DIAGNOSIS_INVITE_OVER;
    if (!facts->network_present)
        return DIAGNOSIS_NO_NETWORK;
    if (facts->their_link_version != 0 && facts->own_link_version != facts->their_link_version)
        return DIAGNOSIS_VERSIONS_DIFFER;
    if (facts->wrong_key || facts->blocked)
        return DIAGNOSIS_WRONG_KEY;
    if (facts->clock == CLOCK_OURS_IS_WRONG)
        return DIAGNOSIS_CLOCK_WRONG;
    return DIAGNOSIS_STILL_TRYING;
}

/* What our own side shows after a while. */
static enum diagnosis diagnose_here(const struct diagnosis_facts *facts)
{
    uint64_t elapsed_us = facts->elapsed_us;
    ALCOVE_ASSERT(facts->network_present);
    if (elapsed_us >= DIAGNOSIS_NO_ROUTE_US && !facts->default_route && facts->udp_received == 0)
        return DIAGNOSIS_NO_NETWORK;
    if (elapsed_us >= DIAGNOSIS_UDP_BLOCKED_US && is_udp_silent(facts)) {
        if (facts->tcp == DIAGNOSIS_TCP_FAILS)
            return DIAGNOSIS_NO_NETWORK;
        if (!facts->relay_possible || elapsed_us >= DIAGNOSIS_OFFLINE_US)
            return DIAGNOSIS_UDP_BLOCKED;
    }
    if (elapsed_us >= DIAGNOSIS_CLOCK_US && facts->clock == CLOCK_ONE_OF_TWO_IS_WRONG)
        return DIAGNOSIS_CLOCK_WRONG;
    return DIAGNOSIS_STILL_TRYING;
}

/* What both sides together show. */
static enum diagnosis diagnose_between(const struct diagnosis_facts *facts)
{
    bool looking = they_are_looking(facts);
    ALCOVE_ASSERT(!facts->connected);
    if (facts->elapsed_us >= DIAGNOSIS_RESTRICTED_US && looking && is_hopeless(facts))
        return DIAGNOSIS_BOTH_RESTRICTED;
    if (facts->elapsed_us >= DIAGNOSIS_OFFLINE_US && !looking)
        return DIAGNOSIS_THEY_ARE_OFFLINE;
    if (facts->elapsed_us >= DIAGNOSIS_GIVE_UP_US)
        return DIAGNOSIS_BOTH_RESTRICTED;
    return DIAGNOSIS_STILL_TRYING;
}

enum diagnosis diagnose(const struct diagnosis_facts *facts)
{
    ALCOVE_ASSERT(facts != NULL);
    if (facts->connected)
        return DIAGNOSIS_CONNECTED;
    enum diagnosis found = diagnose_certain(facts);
    if (facts->path_found)
        return found; /* they are there, and packets pass */
    if (found == DIAGNOSIS_STILL_TRYING)
        found = diagnose_here(facts);
    if (found == DIAGNOSIS_STILL_TRYING)
        found = diagnose_between(facts);
    return found;
}

const char *diagnosis_sentence(enum diagnosis diagnosis)
{
    ALCOVE_ASSERT(diagnosis < DIAGNOSES);
    return texts[diagnosis].sentence;
}

const char *diagnosis_action(enum diagnosis diagnosis)
{
    ALCOVE_ASSERT(diagnosis < DIAGNOSES);
    return texts[diagnosis].action;
}
