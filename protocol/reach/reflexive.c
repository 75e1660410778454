#include "reach/reflexive.h"

#include "base/assert.h"
#include "reach/address_scope.h"

void reflexive_set_servers(struct reflexive *r, const struct alcove_address *servers, size_t count,
                           uint64_t now_us)
{
    ALCOVE_ASSERT(count <= REFLEXIVE_SERVERS_MAX);
    bool wanted = r->wanted;
    *r = (struct reflexive){.count = count, .wanted = wanted};
    for (size_t i = 0; i < count; i++) {
        ALCOVE_ASSERT(servers[i].port != 0);
        r->servers[i].address = servers[i];
        r->servers[i].next_us = now_us;
    }
}

void reflexive_restart(struct reflexive *r, uint64_t now_us)
{
    ALCOVE_ASSERT(r->count <= REFLEXIVE_SERVERS_MAX);
    for (size_t i = 0; i < r->count; i++) {
        r->servers[i].attempts = 0;
        r->servers[i].has_sample = false;
        r->servers[i].next_us = now_us;
    }
}

void reflexive_want(struct reflexive *r, bool wanted, uint64_t now_us)
{
    ALCOVE_ASSERT(r->count <= REFLEXIVE_SERVERS_MAX);
    if (wanted && !r->wanted)
        reflexive_restart(r, now_us);
    r->wanted = wanted;
}

/* The same transaction for all repetitions (section 6.2.1), a new one for each new question. */
static void server_ask(struct reflexive_server *server, uint64_t now_us,
                       const struct alcove_random *random)
{
    ALCOVE_ASSERT(server->attempts < REFLEXIVE_ATTEMPTS_MAX);
    if (server->attempts == 0)
        random->fill(random->context, server->transaction, sizeof server->transaction);
    server->next_us = now_us + ((uint64_t)REFLEXIVE_RTO_US << server->attempts);
    server->attempts++;
}

bool reflexive_poll_transmit(struct reflexive *r, uint64_t now_us,
                             const struct alcove_random *random, struct alcove_address *to,
                             uint8_t out[STUN_REQUEST_BYTES])
{
    ALCOVE_ASSERT(random != NULL && to != NULL);
    for (size_t i = 0; r->wanted && i < r->count; i++) {
        struct reflexive_server *server = &r->servers[i];
        if (now_us < server->next_us)
            continue;
        if (server->attempts == REFLEXIVE_ATTEMPTS_MAX) {
            server->attempts = 0;
            server->next_us = now_us + REFLEXIVE_REST_US;
            continue;
        }
        server_ask(server, now_us, random);
        stun_encode_request(server->transaction, out);
        *to = server->address;
        return true;
    }
    return false;
}

bool reflexive_receive(struct reflexive *r, uint64_t now_us, const struct alcove_address *from,
                       const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(from != NULL);
    if (!stun_is_stun(bytes, size))
        return false;
    for (size_t i = 0; i < r->count; i++) {
        struct reflexive_server *server = &r->servers[i];
        struct alcove_address seen;
        if (server->attempts == 0 || !alcove_address_equal(&server->address, from))
            continue;
        enum stun_outcome outcome = stun_decode_answer(bytes, size, server->transaction, &seen);
        if (outcome == STUN_NOT_THE_ANSWER)
            continue;
        server->attempts = 0;
        bool is_good = outcome == STUN_ADDRESS && address_is_usable(&seen);
        server->next_us = now_us + (is_good ? REFLEXIVE_REFRESH_US : REFLEXIVE_REST_US);
        if (is_good) {
            server->has_sample = true;
            server->sample = (struct reflexive_sample){*from, seen, now_us};
        }
        return true;
    }
    return false;
}

bool reflexive_poll_sample(struct reflexive *r, struct reflexive_sample *out)
{
    ALCOVE_ASSERT(out != NULL);
    for (size_t i = 0; i < r->count; i++) {
        if (!r->servers[i].has_sample)
            continue;
        r->servers[i].has_sample = false;
        *out = r->servers[i].sample;
        return true;
    }
    return false;
}

uint64_t reflexive_next_timeout(const struct reflexive *r)
{
    ALCOVE_ASSERT(r->count <= REFLEXIVE_SERVERS_MAX);
    uint64_t next_us = REFLEXIVE_NEVER;
    for (size_t i = 0; r->wanted && i < r->count; i++) {
        if (r->servers[i].next_us < next_us)
            next_us = r->servers[i].next_us;
    }
    return next_us;
}
