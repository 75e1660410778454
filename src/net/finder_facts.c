/* What a finder knows of why somebody is not found yet: facts for reach/diagnosis.h. Nothing is
 * sent for them; they are by-products of the search. */
#include "net/finder_parts.h"

#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/assert.h"
#include "net/clock.h"
#include "net/network_watch.h"

/* TCP to somebody who is there is connected long before. */
#define TCP_PATIENCE_US 3000000
/* A request may be a replay, and a record lies in the DHT for a while: what they say of the time is
 * as old as this at most. */
#define TIME_AGE_MAX_S 172800

void finder_facts_begin(struct finder_person *person)
{
    uint8_t digest[crypto_generichash_BYTES_MIN];
    const struct finder *finder = person->finder;
    person->sent_before = finder->outside_sent;
    person->received_before = finder->outside_received;
    crypto_generichash(digest, sizeof digest, person->options.secret, sizeof person->options.secret,
                       NULL, 0);
    memcpy(&person->clock_id, digest, sizeof person->clock_id);
}

/* ---- addresses ---- */

static bool has_ipv6(const struct endpoint_record *record)
{
    for (size_t i = 0; i < record->candidate_count; i++) {
        const struct candidate *candidate = &record->candidates[i];
        if (candidate->kind == CANDIDATE_HOST &&
            agent_path_of(&candidate->address) == AGENT_PATH_IPV6)
            return true;
    }
    return false;
}

static bool has_mapped(const struct endpoint_record *record)
{
    for (size_t i = 0; i < record->candidate_count; i++) {
        if (record->candidates[i].kind == CANDIDATE_MAPPED)
            return true;
    }
    return record->mapping == NAT_NONE;
}

static bool is_anywhere(const struct alcove_address *listen)
{
    static const uint8_t ipv6[16] = {0};
    static const uint8_t ipv4[16] = {[10] = 0xff, [11] = 0xff};
    return memcmp(listen->ip, ipv6, 16) == 0 || memcmp(listen->ip, ipv4, 16) == 0;
}

/* Who listens at one address has chosen his network, be it the loopback. */
static struct network_status status_of(const struct finder *finder)
{
    const struct network_status chosen = {true, true};
    return is_anywhere(&finder->options.listen) ? network_status_read() : chosen;
}

/* ---- TCP and helpers ---- */

static bool has_bound(const struct finder_person *person)
{
    for (size_t i = 0; i < FINDER_RELAYS; i++) {
        if (person->relays[i].used && person->relays[i].client.bound)
            return true;
    }
    return false;
}

/* One helper that is silent in every way may just be switched off: that TCP fails is said only
 * where others are asked besides, and are as silent. */
static enum diagnosis_tcp tcp_of(const struct finder_person *person, uint64_t now_us)
{
    const struct finder *finder = person->finder;
    if (finder->streams == NULL)
        return DIAGNOSIS_TCP_UNKNOWN;
    if (tcp_streams_get_statistics(finder->streams).answered > 0)
        return DIAGNOSIS_TCP_WORKS;
    bool others = finder->dht != NULL || finder->options.stun_count > 0;
    for (size_t i = 0; i < FINDER_RELAYS && others; i++) {
        const struct finder_relay *relay = &person->relays[i];
        if (relay->used && relay->stream_us != 0 && now_us >= relay->stream_us + TCP_PATIENCE_US)
            return DIAGNOSIS_TCP_FAILS;
    }
    return DIAGNOSIS_TCP_UNKNOWN;
}

/* ---- the clock ---- */

void finder_passed(struct finder *finder, uint64_t passed_s)
{
    clock_doubt_floor(&finder->clock, passed_s);
}

static void hear(struct finder *finder, const struct finder_person *person, uint64_t now_us)
{
    const struct agent_time said = agent_other_time(&person->agent);
    struct clock_witness witness = {.person = person->clock_id, .heard_us = now_us};
    if (said.their_s != 0) {
        witness.their_s = said.their_s;
        witness.heard_us = said.heard_us;
        witness.age_max_s = said.answer ? 0 : TIME_AGE_MAX_S;
    } else if (person->other_seq != 0) {
        witness.their_s = person->other_seq * RENDEZVOUS_SEQ_S;
        witness.age_max_s = TIME_AGE_MAX_S;
    } else {
        return;
    }
    clock_doubt_heard(&finder->clock, &witness);
}

static enum clock_verdict judge_clock(struct finder *finder, uint64_t now_us, uint64_t now_s)
{
    int64_t offset_s;
    for (size_t i = 0; i < finder->people_count; i++) {
        if (finder->people[i]->clock_id != 0)
            hear(finder, finder->people[i], now_us);
    }
    return clock_doubt_judge(&finder->clock, now_us, now_s, &offset_s);
}

/* ---- all of it ---- */

void finder_facts(struct finder_person *person, struct diagnosis_facts *facts)
{
    struct finder *finder = person->finder;
    const struct endpoint_record *other = agent_other(&person->agent);
    const struct endpoint_record own = finder_here_record(finder);
    const struct network_status status = status_of(finder);
    enum alcove_link_state state = alcove_link_get_state(person->options.link);
    uint64_t now_us = net_now_us();
    uint64_t now_s = (uint64_t)time(NULL);
    uint64_t made_s = person->agent.other_made_s;
    ALCOVE_ASSERT(finder->outside_sent >= person->sent_before);
    *facts = (struct diagnosis_facts){
        .elapsed_us = person->sought_us != 0 ? now_us - person->sought_us : 0,
        .connected = state == ALCOVE_LINK_ESTABLISHED || state == ALCOVE_LINK_RESTING,
        .path_found = person->found,
        .network_present = status.has_network,
        .default_route = status.has_default_route,
        .udp_sent = finder->outside_sent - person->sent_before,
        .udp_received = finder->outside_received - person->received_before,
        .tcp = tcp_of(person, now_us),
        .own_mapping = finder->class.mapping,
        .own_link_version = ALCOVE_WIRE_VERSION,
        .relay_possible = person->relays[0].used || person->relays[1].used,
        .relay_bound = has_bound(person),
        .inbound_possible =
            has_mapped(&own) || has_mapped(other) || (has_ipv6(&own) && has_ipv6(other)),
        .record_seen = person->record_seen,
        .record_age_s = now_s > made_s ? now_s - made_s : 0,
        .they_seek = other->seeking_since_s != 0,
        .their_mapping = other->mapping,
        /* What is kept from another day may be of an older program of theirs. */
        .their_link_version = person->record_seen ? other->link_version : 0,
        .clock = judge_clock(finder, now_us, now_s),
    };
}
