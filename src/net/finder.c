#include "net/finder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/limits.h"
#include "net/clock.h"
#include "net/finder_parts.h"
#include "reach/virtual_address.h"

/* An established link is looked at so often, and is silent when an answer is due for so long, or
 * for so many round trips. */
#define SILENCE_LOOK_US     250000
#define SILENCE_US          1000000
#define SILENCE_ROUND_TRIPS 4
/* Attempts for the sake of a silent link. */
#define SILENCE_AGAIN_US 6000000
/* So long a handshake that asks for itself has the line alone: fifteen tries at 1 kbit/s. */
#define SOUND_US 18000000

_Static_assert(AGENT_SLOW_US == ALCOVE_THIN_ROUND_TRIP_US, "slow for checks is thin for the link");

/* ---- attempts ---- */

static uint64_t unix_now(void)
{
    return (uint64_t)time(NULL);
}

/* Always the present: an agent does not go back in time, and a callback may have set it since. */
void finder_set_time(struct finder_person *person)
{
    agent_set_time(&person->agent, net_now_us(), unix_now());
}

static bool is_live(const struct finder_person *person)
{
    enum alcove_link_state state = alcove_link_get_state(person->options.link);
    return state == ALCOVE_LINK_ESTABLISHED || state == ALCOVE_LINK_RESTING;
}

/* Before the link has measured it, what the handshake took. */
static uint64_t round_trip_of(const struct finder_person *person)
{
    struct alcove_link_statistics link = alcove_link_get_statistics(person->options.link);
    bool measured = link.rtt_latest_us > 0;
    return measured || link.handshake_us < link.rtt_us ? link.rtt_us : link.handshake_us;
}

static uint64_t silence_of(const struct finder_person *person)
{
    uint64_t silence_us = SILENCE_ROUND_TRIPS * round_trip_of(person);
    return silence_us > SILENCE_US ? silence_us : SILENCE_US;
}

/* The agent has begun: what is known of the line it is told. */
static void tell_line(struct finder_person *person)
{
    if (is_live(person))
        agent_expect(&person->agent, (uint32_t)round_trip_of(person));
}

void finder_begin(struct finder_person *person)
{
    finder_set_time(person);
    person->begin_at_us = 0;
    agent_begin(&person->agent);
    tell_line(person);
    finder_relay_probe(person);
    person->tcp_next = 0;
    if (person->sought_us == 0)
        person->sought_us = net_now_us();
}

/* An answer came from there: the link goes there, if it is ours to say. */
static void use_path(struct finder_person *person, const struct agent_event *event)
{
    struct finder *finder = person->finder;
    struct alcove_link *link = person->options.link;
    uint64_t now_us = net_now_us();
    if (!address_is_virtual(&event->address))
        net_pump_route(finder->options.pump, &event->address, event->socket);
    bool silent = alcove_link_silence(link, now_us) >= silence_of(person) / 2;
    bool decides = person->options.calls || (is_live(person) && silent);
    if (decides && alcove_link_get_state(link) != ALCOVE_LINK_CLOSED) {
        alcove_link_move(link, now_us, &event->address, event->rtt_us);
        if (person->wanted && alcove_link_get_state(link) == ALCOVE_LINK_IDLE)
            (void)alcove_link_connect(link, now_us);
        net_pump_flush(finder->options.pump, link);
        if (person->options.link == NULL)
            return; /* an event of the link's removed the person */
    }
    person->found = true;
    person->path = event->path;
    const struct finder_news news = {.kind = FINDER_NEWS_PATH, .path = event->path};
    finder->options.on_news(person->options.owner, &news);
}

static void on_agent_event(struct finder_person *person, const struct agent_event *event)
{
    struct finder *finder = person->finder;
    const struct finder_news news = {.kind = FINDER_NEWS_RECORD};
    switch (event->kind) {
    case AGENT_EVENT_PATH:
        use_path(person, event);
        break;
    case AGENT_EVENT_CALLED:
        tell_line(person);
        finder_relay_probe(person);
        break;
    case AGENT_EVENT_OTHER:
        person->record_seen = true;
        person->record_seen_s = unix_now();
        finder_relay_use(person, 1, &agent_other(&person->agent)->relay);
        finder->options.on_news(person->options.owner, &news);
        break;
    case AGENT_EVENT_SEEN:
        finder_here_sample(finder, &event->from, &event->address);
        break;
    case AGENT_EVENT_SOCKETS:
        if (event->sockets == 0)
            net_pump_close_unrouted(finder->options.pump);
        break;
    case AGENT_EVENT_GAVE_UP:
        if (person->wanted)
            finder_begin(person);
        break;
    }
}

static bool step_agent(struct finder_person *person)
{
    struct finder *finder = person->finder;
    struct agent_transmit transmit;
    struct agent_event event;
    bool any = false;
    finder_set_time(person);
    while (agent_poll_transmit(&person->agent, &transmit)) {
        any = true;
        finder->checks_out++;
        const struct net_datagram datagram = {transmit.to, transmit.socket, transmit.ttl,
                                              transmit.bytes, transmit.size};
        if (address_is_virtual(&transmit.to))
            finder_send_virtual(finder, &transmit.to, transmit.bytes, transmit.size);
        else
            net_pump_send(finder->options.pump, &datagram);
    }
    while (agent_poll_event(&person->agent, &event)) {
        any = true;
        on_agent_event(person, &event);
    }
    return any;
}

/* A link that lives, or may come to life soon: nobody tells us when it does. */
static bool wants_watching(const struct finder_person *person)
{
    return is_live(person) || agent_is_begun(&person->agent) ||
           alcove_link_get_state(person->options.link) == ALCOVE_LINK_CONNECTING;
}

/* Another attempt would have other nonces than those that the other side is reading just now, and
 * open the routers from the beginning. */
static bool tries_still(const struct finder_person *person, uint64_t now_us)
{
    uint64_t since_us = agent_tries_since(&person->agent);
    return since_us != FINDER_NEVER && now_us < since_us + SILENCE_AGAIN_US;
}

/* A call that has gone silent: the other side, or we, may have moved. One that is heard over a slow
 * line has no room for checks. */
static void watch_link(struct finder_person *person, uint64_t now_us)
{
    uint64_t silence_us = silence_of(person);
    if (alcove_link_silence(person->options.link, now_us) < silence_us) {
        person->silence_begun_us = 0;
        if (agent_is_begun(&person->agent) && round_trip_of(person) >= AGENT_SLOW_US)
            agent_rest(&person->agent);
        return;
    }
    uint64_t again_us = silence_us > SILENCE_AGAIN_US ? silence_us : SILENCE_AGAIN_US;
    if (person->silence_begun_us != 0 && now_us < person->silence_begun_us + again_us)
        return;
    person->silence_begun_us = now_us;
    seeking_roam(&person->seeking, now_us);
    if (!tries_still(person, now_us))
        finder_begin(person);
}

static void watch_silence(struct finder *finder)
{
    uint64_t now_us = net_now_us();
    if (finder->silence_due_us != FINDER_NEVER && now_us < finder->silence_due_us)
        return;
    finder->silence_due_us = FINDER_NEVER;
    for (size_t i = 0; i < finder->people_count; i++) {
        struct finder_person *person = finder->people[i];
        if (wants_watching(person))
            finder->silence_due_us = now_us + SILENCE_LOOK_US;
        if (is_live(person))
            watch_link(person, now_us);
        else if (person->begin_at_us != 0 && now_us >= person->begin_at_us)
            finder_begin(person);
    }
}

/* ---- draining ---- */

static bool step_reflexive(struct finder *finder)
{
    uint64_t now_us = net_now_us();
    struct alcove_address to;
    struct reflexive_sample sample;
    uint8_t bytes[STUN_REQUEST_BYTES];
    bool any = false;
    while (
        reflexive_poll_transmit(&finder->reflexive, now_us, &finder->options.random, &to, bytes)) {
        finder->outside_sent++;
        finder_send(finder, &to, bytes, sizeof bytes);
    }
    while (reflexive_poll_sample(&finder->reflexive, &sample)) {
        any = true;
        finder_here_sample(finder, &sample.server, &sample.seen);
    }
    return any;
}

static bool step_person(struct finder_person *person)
{
    bool any = step_agent(person);
    any |= finder_relay_step(person);
    finder_tcp_step(person);
    return finder_dht_step(person) || any;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void arm(struct finder *finder, uint64_t now_us)
{
    uint64_t due_us = earlier(finder->silence_due_us, reflexive_next_timeout(&finder->reflexive));
    if (finder->dht != NULL)
        due_us = earlier(due_us, dht_both_next_timeout(finder->dht, now_us));
    for (size_t i = 0; i < finder->people_count; i++) {
        const struct finder_person *person = finder->people[i];
        due_us = earlier(due_us, agent_next_timeout(&person->agent));
        due_us = earlier(due_us, seeking_next_timeout(&person->seeking));
        due_us = earlier(due_us, finder_relay_next(person));
        due_us = earlier(due_us, finder_mail_next(person, now_us));
        /* Until our own addresses are known, and for TCP after a second of nothing else. */
        bool pends = person->waits_to_put || person->publish_us != 0;
        if (pends || (person->wanted && !person->found))
            due_us = earlier(due_us, now_us + SILENCE_LOOK_US);
    }
    alarm_set(&finder->alarm, due_us);
}

static void free_leavers(struct finder *finder)
{
    while (finder->leavers != NULL) {
        struct finder_person *person = finder->leavers;
        finder->leavers = person->next_leaver;
        free(person);
    }
}

void finder_drain(struct finder *finder)
{
    finder->again = true;
    if (finder->draining || finder->closed)
        return;
    finder->draining = true;
    while (finder->again) {
        finder->again = false;
        watch_silence(finder);
        if (step_reflexive(finder))
            finder->again = true;
        if (finder->people_changed)
            finder_near_people(finder);
        if (finder->here_changed)
            finder_here_share(finder);
        for (size_t i = 0; i < finder->people_count; i++) {
            if (step_person(finder->people[i]))
                finder->again = true;
        }
        if (finder->dht != NULL && finder_dht_drain(finder))
            finder->again = true;
    }
    finder->draining = false;
    free_leavers(finder);
    arm(finder, net_now_us());
}

static void on_alarm(void *context)
{
    struct finder *finder = context;
    if (finder->dht != NULL)
        dht_both_handle_timeout(finder->dht, net_now_us());
    for (size_t i = 0; i < finder->people_count; i++) {
        for (size_t j = 0; j < FINDER_RELAYS; j++) {
            if (finder->people[i]->relays[j].used)
                relay_client_handle_timeout(&finder->people[i]->relays[j].client, net_now_us());
        }
    }
    finder_drain(finder);
}

/* ---- people ---- */

struct finder_person *finder_add(struct finder *finder, const struct finder_person_options *options)
{
    if (finder->people_count == FINDER_PEOPLE_MAX)
        return NULL;
    struct finder_person *person = calloc(1, sizeof *person);
    if (person == NULL)
        return NULL;
    ALCOVE_ASSERT(options->link != NULL && options->known_count <= FINDER_KNOWN_MAX);
    person->finder = finder;
    person->options = *options;
    struct agent_event stale;
    struct agent_config config = {.random = finder->options.random,
                                  .opening_ttl = finder->options.opening_ttl,
                                  .only_added = options->only_known,
                                  .follows = !options->calls,
                                  .spare = options->spare};
    enum rendezvous_direction other = options->root.own == RENDEZVOUS_FROM_SMALLER
                                          ? RENDEZVOUS_FROM_LARGER
                                          : RENDEZVOUS_FROM_SMALLER;
    rendezvous_check_key(options->secret, options->root.own, config.key_send);
    rendezvous_check_key(options->secret, other, config.key_receive);
    agent_init(&person->agent, &config);
    sodium_memzero(&config, sizeof config);
    finder_set_time(person);
    struct endpoint_record own = finder_here_record(finder);
    own.relay = options->own_relay;
    agent_set_own(&person->agent, &own);
    if (options->record.candidate_count > 0 || options->record.relay.address.port != 0)
        agent_set_other(&person->agent, &options->record, 0);
    while (agent_poll_event(&person->agent, &stale))
        continue; /* what we were given is no news */
    for (size_t i = 0; i < options->known_count; i++)
        agent_add_address(&person->agent, &options->known[i]);
    finder_relay_use(person, 0, &options->own_relay);
    finder_relay_use(person, 1, &options->record.relay);
    finder_relay_use(person, 2, &options->own_relay_older);
    finder->people[finder->people_count++] = person;
    finder->people_changed = true;
    return person;
}

void finder_remove(struct finder_person *person)
{
    struct finder *finder = person->finder;
    finder_dht_forget(person);
    for (size_t i = 0; i < FINDER_RELAYS; i++)
        finder_relay_drop(person, i);
    if (person->stream.port != 0 && finder->streams != NULL)
        tcp_streams_drop(finder->streams, &person->stream);
    for (size_t i = 0; i < finder->people_count; i++) {
        if (finder->people[i] == person)
            finder->people[i] = finder->people[--finder->people_count];
    }
    finder->people_changed = true;
    sodium_memzero(person, sizeof *person);
    /* A step of this person's may be under way below: it finds nothing left to do. */
    person->finder = finder;
    person->next_leaver = finder->leavers;
    finder->leavers = person;
    finder->again = true;
    if (!finder->draining)
        free_leavers(finder);
}

/* There is one place to ask, on what may be a thin line: the handshake itself asks. */
static bool sound(struct finder_person *person, uint64_t now_us)
{
    const struct finder_person_options *options = &person->options;
    if (!options->calls || !options->spare || !options->only_known || options->known_count != 1 ||
        alcove_link_sound(options->link, now_us, &options->known[0]) != ALCOVE_OK)
        return false;
    net_pump_flush(person->finder->options.pump, options->link);
    return true;
}

void finder_seek(struct finder_person *person)
{
    uint64_t now_us = net_now_us();
    person->wanted = true;
    person->found = false;
    person->sought_us = now_us;
    finder_facts_begin(person);
    if (person->finder->dht != NULL)
        seeking_begin(&person->seeking, now_us,
                      person->options.invite ? SEEK_FOR_INVITE : SEEK_FOR_CALL);
    person->begin_at_us = sound(person, now_us) ? now_us + SOUND_US : 0;
    if (person->begin_at_us == 0)
        finder_begin(person);
    finder_drain(person->finder);
}

void finder_expect(struct finder_person *person, bool soon)
{
    uint64_t now_us = net_now_us();
    if (person->finder->dht != NULL) {
        if (soon)
            seeking_begin(&person->seeking, now_us,
                          person->options.invite ? SEEK_FOR_INVITE : SEEK_FOR_APPOINTMENT);
        else
            seeking_start(&person->seeking, now_us, &person->finder->options.random);
    }
    finder_drain(person->finder);
}

bool finder_may_find(const struct finder_person *person)
{
    const struct finder *finder = person->finder;
    return finder->dht != NULL || finder->options.lan || person->agent.pair_count > 0 ||
           person->relays[0].used || person->relays[1].used;
}

void finder_met(struct finder_person *person)
{
    struct finder *finder = person->finder;
    uint64_t now_us = net_now_us();
    person->wanted = false;
    person->sought_us = 0;
    person->silence_begun_us = 0;
    seeking_other_heard(&person->seeking, now_us, &finder->options.random);
    finder->silence_due_us = now_us + SILENCE_LOOK_US;
    finder_drain(finder);
}

void finder_try(struct finder_person *person, const struct alcove_address *address)
{
    finder_set_time(person);
    agent_add_address(&person->agent, address);
    finder_drain(person->finder);
}

const struct endpoint_record *finder_record(const struct finder_person *person)
{
    return agent_other(&person->agent);
}

/* ---- the doors ---- */

static void on_handle_closed(void *context)
{
    struct finder *finder = context;
    ALCOVE_ASSERT(finder->handles > 0);
    if (--finder->handles > 0)
        return;
    void (*on_closed)(void *) = finder->on_closed;
    void *closed_context = finder->closed_context;
    free(finder->dht);
    sodium_memzero(finder, sizeof *finder);
    free(finder);
    if (on_closed != NULL)
        on_closed(closed_context);
}

static void on_alarm_closed(uv_handle_t *handle)
{
    on_handle_closed(((struct alarm_clock *)handle->data)->context);
}

struct finder *finder_open(uv_loop_t *loop, const struct finder_options *options)
{
    struct finder *finder = calloc(1, sizeof *finder);
    if (finder == NULL)
        return NULL;
    finder->options = *options;
    finder->loop = loop;
    finder->silence_due_us = FINDER_NEVER;
    if (alarm_open(&finder->alarm, loop, on_alarm, finder) != 0) {
        free(finder);
        return NULL;
    }
    finder->handles = 1;
    if (options->dht && !finder_dht_open(finder)) {
        finder_close(finder, NULL, NULL);
        return NULL;
    }
    const struct net_pump_guest guest = {finder_on_datagram, finder_on_virtual, finder};
    net_pump_set_guest(options->pump, &guest);
    finder_tcp_open(finder);
    finder_here_open(finder);
    finder_near_open(finder);
    finder_drain(finder);
    return finder;
}

void finder_close(struct finder *finder, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(finder->people_count == 0 && !finder->closed);
    finder->closed = true;
    finder->on_closed = on_closed;
    finder->closed_context = context;
    net_pump_set_guest(finder->options.pump, &(struct net_pump_guest){0});
    finder_near_close(finder, on_handle_closed);
    if (finder->streams != NULL) {
        finder->handles++;
        tcp_streams_close(finder->streams, on_handle_closed, finder);
    }
    alarm_close(&finder->alarm, on_alarm_closed);
}

struct finder_statistics finder_get_statistics(struct finder *finder)
{
    struct finder_statistics statistics = {
        .checks_out = finder->checks_out,
        .checks_in = finder->checks_in,
        .mapping = finder->class.mapping,
        .behind_carrier = finder->class.behind_carrier || finder->carrier_told,
        .mapped = finder->mapped_count > 0,
    };
    if (finder->dht == NULL)
        return statistics;
    struct dht_statistics dht = dht_both_statistics(finder->dht);
    statistics.dht_packets_out = dht.packets_out;
    statistics.dht_bytes_out = dht.bytes_out;
    statistics.dht_packets_in = dht.packets_in;
    statistics.dht_bytes_in = dht.bytes_in;
    statistics.dht_nodes = dht.good_nodes;
    return statistics;
}
