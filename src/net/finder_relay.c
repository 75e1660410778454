/* A finder's places on helpers, and its TCP streams: ways to a person that are no UDP path. */
#include "net/finder_parts.h"

#include <string.h>
#include <time.h>

#include "net/clock.h"
#include "reach/virtual_address.h"

/* Nothing else has answered by then. */
#define TCP_AFTER_US 1000000

/* ---- helpers ---- */

static bool same_ticket(const struct relay_ticket *a, const struct relay_ticket *b)
{
    return alcove_address_equal(&a->address, &b->address) &&
           memcmp(a->id, b->id, sizeof a->id) == 0 && memcmp(a->key, b->key, sizeof a->key) == 0;
}

void finder_relay_drop(struct finder_person *person, size_t which)
{
    struct finder_relay *relay = &person->relays[which];
    struct finder *finder = person->finder;
    if (!relay->used)
        return;
    if (relay->stream.port != 0 && finder->streams != NULL)
        tcp_streams_drop(finder->streams, &relay->stream);
    relay_client_finish(&relay->client);
    *relay = (struct finder_relay){0};
}

void finder_relay_use(struct finder_person *person, size_t which, const struct relay_ticket *ticket)
{
    struct finder_relay *relay = &person->relays[which];
    struct finder *finder = person->finder;
    if (person->options.only_known)
        return;
    if (ticket->address.port == 0 || (relay->used && same_ticket(&relay->ticket, ticket)))
        return;
    finder_relay_drop(person, which);
    *relay = (struct finder_relay){
        .used = true,
        .ticket = *ticket,
        .here = virtual_address_make(VIRTUAL_RELAY, ++finder->relay_ids),
    };
    struct relay_client_options options = {
        .helper = ticket->address,
        .side = which == 1 ? 1 : 0, /* 0: the owner of the helper */
        .random = finder->options.random,
    };
    memcpy(options.pass.id, ticket->id, sizeof options.pass.id);
    memcpy(options.pass.key, ticket->key, sizeof options.pass.key);
    relay_client_init(&relay->client, net_now_us(), &options);
}

/* A network without UDP may still let TCP out; a stream that has gone silent gives way to UDP. */
static void change_way(struct finder_person *person, struct finder_relay *relay)
{
    struct finder *finder = person->finder;
    struct alcove_address to = relay->ticket.address;
    to.port = relay->ticket.tcp_port;
    if (to.port == 0 || finder->streams == NULL)
        return;
    if (relay->stream.port != 0) {
        tcp_streams_drop(finder->streams, &relay->stream);
        relay->stream = (struct alcove_address){0};
        relay_client_move(&relay->client, net_now_us(), &relay->ticket.address);
        return;
    }
    relay->stream_us = net_now_us();
    if (tcp_streams_connect(finder->streams, &to, &relay->stream))
        relay_client_move(&relay->client, net_now_us(), &relay->stream);
    else
        relay->stream = (struct alcove_address){0};
}

static void on_relay_event(struct finder_person *person, struct finder_relay *relay,
                           const struct relay_event *event)
{
    struct finder *finder = person->finder;
    switch (event->kind) {
    case RELAY_EVENT_BOUND:
        if (relay->stream.port == 0)
            finder_here_sample(finder, &relay->ticket.address, &event->seen);
        if (event->other_here)
            agent_add_address(&person->agent, &relay->here);
        break;
    case RELAY_EVENT_OTHER_HERE:
        agent_add_address(&person->agent, &relay->here);
        break;
    case RELAY_EVENT_SILENT:
    case RELAY_EVENT_LOST:
        change_way(person, relay);
        break;
    case RELAY_EVENT_SEEN:
    case RELAY_EVENT_FULL:
        break;
    }
}

bool finder_relay_step(struct finder_person *person)
{
    uint64_t now_us = net_now_us();
    struct finder *finder = person->finder;
    bool any = false;
    for (size_t i = 0; i < FINDER_RELAYS; i++) {
        struct finder_relay *relay = &person->relays[i];
        struct relay_request_out request;
        struct relay_event event;
        if (!relay->used)
            continue;
        while (relay_client_poll_transmit(&relay->client, now_us, &request)) {
            finder->outside_sent += !address_is_virtual(&request.to);
            finder_send(finder, &request.to, request.bytes, request.size);
        }
        while (relay->used && relay_client_poll_event(&relay->client, &event)) {
            any = true;
            on_relay_event(person, relay, &event);
        }
    }
    return any;
}

uint64_t finder_relay_next(const struct finder_person *person)
{
    uint64_t due_us = FINDER_NEVER;
    for (size_t i = 0; i < FINDER_RELAYS; i++) {
        if (!person->relays[i].used)
            continue;
        uint64_t next_us = relay_client_next_timeout(&person->relays[i].client);
        due_us = next_us < due_us ? next_us : due_us;
    }
    return due_us;
}

void finder_relay_probe(struct finder_person *person)
{
    uint64_t now_us = net_now_us();
    for (size_t i = 0; i < FINDER_RELAYS; i++) {
        if (person->relays[i].used)
            relay_client_probe(&person->relays[i].client, now_us);
    }
}

static bool offer_to_relay(struct finder_person *person, struct finder_relay *relay,
                           struct relay_client_received *received)
{
    struct finder *finder = person->finder;
    switch (relay_client_receive(&relay->client, net_now_us(), received)) {
    case RELAY_CLIENT_NOT_MINE:
        return false;
    case RELAY_CLIENT_TAKEN:
        finder->outside_received += !address_is_virtual(received->from);
        return true;
    case RELAY_CLIENT_DATAGRAM:
        (void)finder_hand_in(person, &relay->here, received->payload, received->payload_size);
        return true;
    }
    return false;
}

bool finder_relay_receive(struct finder *finder, const struct alcove_address *from,
                          const uint8_t *bytes, size_t size)
{
    struct relay_client_received received = {.from = from, .bytes = bytes, .size = size};
    for (size_t i = 0; i < finder->people_count; i++) {
        for (size_t j = 0; j < FINDER_RELAYS; j++) {
            struct finder_relay *relay = &finder->people[i]->relays[j];
            if (!relay->used)
                continue;
            const struct alcove_address *helper =
                relay->stream.port != 0 ? &relay->stream : &relay->ticket.address;
            if (alcove_address_equal(helper, from) &&
                offer_to_relay(finder->people[i], relay, &received))
                return true;
        }
    }
    return false;
}

bool finder_relay_send(struct finder *finder, const struct alcove_address *to, const uint8_t *bytes,
                       size_t size)
{
    uint8_t wrapped[RELAY_DATAGRAM_BYTES_MAX];
    for (size_t i = 0; i < finder->people_count; i++) {
        for (size_t j = 0; j < FINDER_RELAYS; j++) {
            struct finder_relay *relay = &finder->people[i]->relays[j];
            if (!relay->used || !alcove_address_equal(&relay->here, to))
                continue;
            size_t length = relay_client_wrap(&relay->client, bytes, size, wrapped);
            const struct alcove_address *helper =
                relay->stream.port != 0 ? &relay->stream : &relay->ticket.address;
            if (length > 0)
                finder_send(finder, helper, wrapped, length);
            return true;
        }
    }
    return false;
}

/* ---- TCP ---- */

static bool on_stream_datagram(void *context, const struct alcove_address *stream,
                               const uint8_t *bytes, size_t size)
{
    struct finder *finder = context;
    bool taken = finder_relay_receive(finder, stream, bytes, size) ||
                 net_pump_deliver(finder->options.pump, stream, bytes, size);
    for (size_t i = 0; i < finder->people_count && !taken; i++) {
        struct finder_person *person = finder->people[i];
        agent_set_time(&person->agent, net_now_us(), (uint64_t)time(NULL));
        taken = agent_receive(&person->agent, stream, 0, bytes, size);
    }
    if (taken)
        finder_drain(finder);
    return taken;
}

static void on_stream_closed(void *context, const struct alcove_address *stream)
{
    struct finder *finder = context;
    for (size_t i = 0; i < finder->people_count; i++) {
        struct finder_person *person = finder->people[i];
        if (alcove_address_equal(&person->stream, stream))
            person->stream = (struct alcove_address){0};
        for (size_t j = 0; j < FINDER_RELAYS; j++) {
            struct finder_relay *relay = &person->relays[j];
            if (!relay->used || !alcove_address_equal(&relay->stream, stream))
                continue;
            relay->stream = (struct alcove_address){0};
            relay_client_move(&relay->client, net_now_us(), &relay->ticket.address);
        }
    }
    finder_drain(finder);
}

void finder_tcp_open(struct finder *finder)
{
    const struct tcp_streams_options options = {
        .on_datagram = on_stream_datagram, .on_closed = on_stream_closed, .context = finder};
    struct net_error error;
    struct alcove_address listen = finder->options.listen;
    listen.port = net_pump_local_port(finder->options.pump);
    finder->streams = tcp_streams_open(finder->loop, &options);
    if (finder->streams == NULL || !finder->options.tcp)
        return;
    /* Another program may have the port: then nobody comes by TCP. */
    if (!tcp_streams_listen(finder->streams, &listen, &finder->tcp_port, &error))
        finder->tcp_port = 0;
}

/* One at a time, in their order; the next when a stream has failed, and all again with the next
 * attempt of ours or theirs. */
void finder_tcp_step(struct finder_person *person)
{
    struct finder *finder = person->finder;
    const struct endpoint_record *other = agent_other(&person->agent);
    bool due = person->sought_us != 0 && net_now_us() >= person->sought_us + TCP_AFTER_US;
    if (!due || person->found || !person->wanted || person->options.only_known ||
        person->stream.port != 0 || finder->streams == NULL)
        return;
    if (other->punch_nonce != person->tcp_nonce) {
        person->tcp_nonce = other->punch_nonce;
        person->tcp_next = 0;
    }
    while (person->tcp_next < other->candidate_count) {
        const struct candidate *candidate = &other->candidates[person->tcp_next++];
        if (candidate->kind != CANDIDATE_TCP ||
            !tcp_streams_connect(finder->streams, &candidate->address, &person->stream))
            continue;
        agent_add_address(&person->agent, &person->stream);
        return;
    }
    person->stream = (struct alcove_address){0};
}
