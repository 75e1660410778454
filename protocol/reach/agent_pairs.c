#include "reach/agent_parts.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"
#include "reach/virtual_address.h"

#define NEVER UINT64_MAX
/* All of a transaction but the number of the try. */
#define TRANSACTION_COMMON (CHECK_TRANSACTION_BYTES - 1)
/* More of them lead beyond the longest wait. */
#define DOUBLINGS_MAX 10

enum agent_path agent_path_of(const struct alcove_address *address)
{
    uint64_t id;
    ALCOVE_ASSERT(address->port != 0);
    if (address_is_virtual(address))
        return virtual_address_read(address, VIRTUAL_TCP_STREAM, &id) ? AGENT_PATH_TCP
                                                                      : AGENT_PATH_RELAYED;
    if (address_scope(address) < ADDRESS_SCOPE_CARRIER)
        return AGENT_PATH_LOCAL;
    return address_is_ipv4(address) ? AGENT_PATH_DIRECT : AGENT_PATH_IPV6;
}

static struct agent_pair *worst_pair(struct agent *agent)
{
    struct agent_pair *worst = NULL;
    for (size_t i = 0; i < agent->pair_count; i++) {
        struct agent_pair *pair = &agent->pairs[i];
        if (pair->state == AGENT_PAIR_VALID)
            continue;
        if (worst == NULL || pair->tries > worst->tries)
            worst = pair;
    }
    ALCOVE_ASSERT(agent->pair_count == AGENT_PAIRS_MAX);
    return worst != NULL ? worst : &agent->pairs[0];
}

struct agent_pair *agent_pair_for(struct agent *agent, const struct alcove_address *address,
                                  uint16_t socket)
{
    ALCOVE_ASSERT(address->port != 0);
    for (size_t i = 0; i < agent->pair_count; i++) {
        struct agent_pair *pair = &agent->pairs[i];
        if (pair->socket == socket && alcove_address_equal(&pair->address, address))
            return pair;
    }
    struct agent_pair *pair = agent->pair_count < AGENT_PAIRS_MAX
                                  ? &agent->pairs[agent->pair_count++]
                                  : worst_pair(agent);
    *pair = (struct agent_pair){
        .address = *address,
        .socket = socket,
        .path = agent_path_of(address),
        .next_us = agent->now_us,
    };
    agent->config.random.fill(agent->config.random.context, pair->transaction,
                              sizeof pair->transaction);
    return pair;
}

void agent_pairs_add(struct agent *agent, const struct endpoint_record *record)
{
    ALCOVE_ASSERT(record->candidate_count <= ENDPOINT_CANDIDATES_MAX);
    for (size_t i = 0; i < record->candidate_count; i++) {
        const struct candidate *candidate = &record->candidates[i];
        if (candidate->kind != CANDIDATE_TCP && !address_is_virtual(&candidate->address))
            agent_pair_for(agent, &candidate->address, 0);
    }
}

void agent_pairs_restart(struct agent *agent, bool anew)
{
    ALCOVE_ASSERT(agent->pair_count <= AGENT_PAIRS_MAX);
    for (size_t i = 0; i < agent->pair_count; i++) {
        struct agent_pair *pair = &agent->pairs[i];
        bool open = pair->state == AGENT_PAIR_WAITING && !anew;
        pair->state = AGENT_PAIR_WAITING;
        pair->heard = pair->asks_back = false;
        pair->tries = 0;
        pair->next_us = agent->now_us;
        if (open)
            continue; /* its answer may be on its way */
        pair->number = 0;
        agent->config.random.fill(agent->config.random.context, pair->transaction,
                                  sizeof pair->transaction);
    }
}

/* Whom we heard goes first, then whoever is due longest. */
struct agent_pair *agent_pairs_next(struct agent *agent)
{
    struct agent_pair *next = NULL;
    ALCOVE_ASSERT(agent->begun);
    for (size_t i = 0; i < agent->pair_count; i++) {
        struct agent_pair *pair = &agent->pairs[i];
        if (pair->state != AGENT_PAIR_WAITING || pair->next_us > agent->now_us)
            continue;
        bool sooner = next == NULL || (pair->heard && !next->heard) ||
                      (pair->heard == next->heard && pair->next_us < next->next_us);
        if (sooner)
            next = pair;
    }
    return next;
}

bool agent_is_slow(const struct agent *agent)
{
    ALCOVE_ASSERT(agent != NULL);
    return agent->rtt_us >= AGENT_SLOW_US;
}

bool agent_pair_is_quiet(const struct agent *agent, const struct agent_pair *pair)
{
    ALCOVE_ASSERT(pair->address.port != 0);
    return agent->config.spare || agent_is_slow(agent) ||
           (agent->config.follows && pair->asks_back);
}

static uint64_t count_waiting(const struct agent *agent)
{
    uint64_t count = 0;
    for (size_t i = 0; i < agent->pair_count; i++)
        count += agent->pairs[i].state == AGENT_PAIR_WAITING;
    ALCOVE_ASSERT(count > 0);
    return count;
}

/* Until the next check of a pair that has had this one. Where the line is known to be slow, all
 * pairs together take half of it at most (RFC 8445 section 14.3 counts them too). */
static uint64_t interval_of(const struct agent *agent, const struct agent_pair *pair)
{
    uint64_t lasted_us = agent->now_us - agent->opening_us;
    uint64_t first_us = AGENT_RETRY_FIRST_US;
    uint64_t longest_us = lasted_us / AGENT_RETRY_SHARE;
    if (longest_us < AGENT_RETRY_MAX_US)
        longest_us = AGENT_RETRY_MAX_US;
    if (agent_pair_is_quiet(agent, pair)) {
        first_us = AGENT_QUIET_FIRST_US;
        longest_us = AGENT_QUIET_MAX_US;
    }
    uint64_t interval_us = first_us << (pair->tries < DOUBLINGS_MAX ? pair->tries : DOUBLINGS_MAX);
    interval_us = interval_us < longest_us ? interval_us : longest_us;
    uint64_t shared_us = 2 * agent->rtt_us * count_waiting(agent);
    ALCOVE_ASSERT(interval_us >= AGENT_RETRY_FIRST_US);
    return agent_is_slow(agent) && interval_us < shared_us ? shared_us : interval_us;
}

void agent_pair_on_sent(struct agent *agent, struct agent_pair *pair)
{
    ALCOVE_ASSERT(pair->state == AGENT_PAIR_WAITING);
    pair->heard = false;
    pair->transaction[TRANSACTION_COMMON] = (uint8_t)pair->number;
    pair->tried_us[pair->number % AGENT_TRIES_KEPT] = agent->now_us;
    pair->number++;
    pair->sent_us = agent->now_us;
    pair->next_us = agent->now_us + interval_of(agent, pair);
    pair->tries++;
}

struct agent_pair *agent_pair_by_transaction(struct agent *agent, const uint8_t *transaction)
{
    ALCOVE_ASSERT(transaction != NULL);
    for (size_t i = 0; i < agent->pair_count; i++) {
        struct agent_pair *pair = &agent->pairs[i];
        if (pair->number > 0 &&
            sodium_memcmp(pair->transaction, transaction, TRANSACTION_COMMON) == 0)
            return pair;
    }
    return NULL;
}

uint32_t agent_pair_rtt(const struct agent *agent, const struct agent_pair *pair,
                        const uint8_t *transaction)
{
    uint32_t back = (uint8_t)(pair->number - 1 - transaction[TRANSACTION_COMMON]);
    ALCOVE_ASSERT(agent->now_us >= pair->sent_us);
    if (pair->number == 0)
        return 0;
    /* Of those that are forgotten, the oldest that is not: it took longer than that. */
    uint32_t kept = pair->number < AGENT_TRIES_KEPT ? pair->number : AGENT_TRIES_KEPT;
    back = back < kept ? back : kept - 1;
    return (uint32_t)(agent->now_us - pair->tried_us[(pair->number - 1 - back) % AGENT_TRIES_KEPT]);
}

uint64_t agent_pairs_deadline(const struct agent *agent)
{
    uint64_t earliest_us = NEVER;
    ALCOVE_ASSERT(agent->begun);
    for (size_t i = 0; i < agent->pair_count; i++) {
        const struct agent_pair *pair = &agent->pairs[i];
        if (pair->state == AGENT_PAIR_WAITING && pair->next_us < earliest_us)
            earliest_us = pair->next_us;
    }
    if (earliest_us == NEVER)
        return NEVER;
    return earliest_us > agent->paced_us ? earliest_us : agent->paced_us;
}

bool agent_pair_is_better(const struct agent_pair *pair, const struct agent_pair *than)
{
    ALCOVE_ASSERT(pair->state == AGENT_PAIR_VALID);
    if (pair->path != than->path)
        return pair->path < than->path;
    return pair->rtt_us + pair->rtt_us / 3 < than->rtt_us;
}

bool agent_pair_is_opening(const struct agent *agent, const struct agent_pair *pair)
{
    ALCOVE_ASSERT(agent->now_us >= agent->opening_us);
    if (agent->config.opening_ttl == 0 || pair->path != AGENT_PATH_DIRECT || pair->heard)
        return false;
    /* Nothing is known of their router: if anything answers there, it answers strangers. */
    if (agent->other.mapping != NAT_INDEPENDENT && agent->other.mapping != NAT_DEPENDENT)
        return false;
    bool read = agent->published_us != 0 && agent->other.seeking_since_s != 0 &&
                agent->now_us >= agent->published_us + AGENT_READ_US;
    return !agent->other_opened && !read && agent->now_us - agent->opening_us < AGENT_OPENING_US;
}
