/* A finder's records in the DHT: when a person's seeking says so, ours is put and theirs is got,
 * both sealed, under keys that only the two can derive. */
#include "net/finder_parts.h"

#include <stdlib.h>
#include <time.h>

#include <sodium.h>

#include "base/assert.h"
#include "net/clock.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

/* One who seeks puts every ten minutes: an older record is of an attempt that is over. */
#define SEEKING_FRESH_S 720
/* The nearest nodes have answered and been given the record by then, if they ever are; a put is
 * over only once the silent ones were waited for. */
#define PUBLISHED_AFTER_US 700000
/* Looking wider, for one whose clock is a day wrong, after so long. */
#define WIDE_AFTER_US 30000000

/* To which of the two DHTs there is a way from here. */
static void choose_families(struct finder *finder)
{
    bool ipv4 = false;
    bool ipv6 = false;
    for (size_t i = 0; i < finder->host_count; i++) {
        bool is_ipv4 = address_is_ipv4(&finder->hosts[i]);
        ipv4 |= is_ipv4;
        ipv6 |= !is_ipv4 && address_scope(&finder->hosts[i]) == ADDRESS_SCOPE_GLOBAL;
    }
    dht_both_use(finder->dht, ipv4 || finder->options.dht_local, ipv6);
}

void finder_dht_on_hosts(struct finder *finder)
{
    if (finder->dht != NULL)
        choose_families(finder);
}

bool finder_dht_open(struct finder *finder)
{
    finder->dht = calloc(1, sizeof *finder->dht);
    if (finder->dht == NULL)
        return false;
    dht_both_init(finder->dht, &finder->options.random, finder->options.dht_local);
    if (finder->options.nodes_size > 0)
        (void)dht_both_import(finder->dht, finder->options.nodes, finder->options.nodes_size);
    return true;
}

bool finder_dht_receive(struct finder *finder, const struct net_datagram *datagram)
{
    if (datagram->socket != 0)
        return false;
    bool taken = dht_both_receive(finder->dht, net_now_us(), &datagram->address, datagram->bytes,
                                  datagram->size) == DHT_TAKEN;
    finder->outside_received += taken;
    return taken;
}

/* ---- our record ---- */

static bool put_own(struct finder_person *person, uint64_t now_us)
{
    struct finder *finder = person->finder;
    struct rendezvous_keys keys;
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    uint8_t value[RENDEZVOUS_VALUE_BYTES];
    uint64_t now_s = (uint64_t)time(NULL);
    struct endpoint_record own = agent_own(&person->agent);
    size_t size = endpoint_record_encode(&own, bytes);
    rendezvous_keys_derive(&person->options.root, person->options.root.own, rendezvous_epoch(now_s),
                           &keys);
    rendezvous_seal(&keys, &finder->options.random, bytes, size, value);
    person->own_seq = rendezvous_seq(now_s, person->own_seq);
    const struct dht_put put = {keys.sign_secret, person->own_seq, value, sizeof value,
                                DHT_COPIES_RECORD};
    bool begun = dht_both_put(finder->dht, now_us, &put, &person->put);
    person->publish_us = begun ? now_us + PUBLISHED_AFTER_US : 0;
    sodium_memzero(&keys, sizeof keys);
    return begun;
}

/* ---- their record ---- */

static enum rendezvous_direction theirs(const struct finder_person *person)
{
    return person->options.root.own == RENDEZVOUS_FROM_SMALLER ? RENDEZVOUS_FROM_LARGER
                                                               : RENDEZVOUS_FROM_SMALLER;
}

static bool get_theirs(struct finder_person *person, uint64_t now_us)
{
    struct finder *finder = person->finder;
    uint64_t epochs[RENDEZVOUS_EPOCHS_MAX];
    bool wide = person->sought_us != 0 && now_us - person->sought_us > WIDE_AFTER_US &&
                !person->record_seen;
    size_t count = rendezvous_epochs((uint64_t)time(NULL), wide, epochs);
    person->gets = 0;
    for (size_t i = 0; i < count; i++) {
        struct rendezvous_keys keys;
        dht_handle handle;
        rendezvous_keys_derive(&person->options.root, theirs(person), epochs[i], &keys);
        if (dht_both_get_newer(finder->dht, now_us, keys.sign_public, person->other_seq, &handle)) {
            person->gets_running[person->gets] = handle;
            person->get_epochs[person->gets++] = epochs[i];
        }
        sodium_memzero(&keys, sizeof keys);
    }
    return person->gets > 0;
}

static void take_record(struct finder_person *person, const struct endpoint_record *record,
                        uint64_t seq)
{
    uint64_t now_s = (uint64_t)time(NULL);
    uint64_t made_s = seq * RENDEZVOUS_SEQ_S;
    person->record_seen = true;
    person->record_seen_s = made_s;
    agent_set_time(&person->agent, net_now_us(), now_s);
    agent_set_other(&person->agent, record, made_s);
    bool fresh = made_s + SEEKING_FRESH_S > now_s;
    bool calls =
        record->seeking_since_s != 0 && fresh && record->punch_nonce != person->answered_nonce;
    if (!calls)
        return;
    person->answered_nonce = record->punch_nonce;
    if (agent_is_begun(&person->agent))
        return;
    finder_begin(person);
    /* Whoever seeks us is to see that we look too, also where no check can arrive. */
    seeking_own_changed(&person->seeking, net_now_us(), &person->finder->options.random);
}

static void on_value(struct finder_person *person, size_t which, const struct dht_event *event)
{
    struct rendezvous_keys keys;
    struct endpoint_record record;
    uint8_t bytes[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
    size_t size = 0;
    rendezvous_keys_derive(&person->options.root, theirs(person), person->get_epochs[which], &keys);
    bool ours = event->seq > person->other_seq &&
                rendezvous_open(&keys, event->value, event->size, bytes, &size) &&
                endpoint_record_decode(bytes, size, &record);
    sodium_memzero(&keys, sizeof keys);
    sodium_memzero(bytes, sizeof bytes);
    if (!ours)
        return;
    person->other_seq = event->seq;
    take_record(person, &record, event->seq);
}

/* ---- events ---- */

static bool find_get(const struct finder_person *person, dht_handle handle, size_t *which)
{
    for (*which = 0; *which < person->gets; (*which)++) {
        if (person->gets_running[*which] == handle)
            return true;
    }
    return false;
}

static void on_get_done(struct finder_person *person, size_t which)
{
    person->gets--;
    person->gets_running[which] = person->gets_running[person->gets];
    person->get_epochs[which] = person->get_epochs[person->gets];
    if (person->gets > 0)
        return;
    person->looked = true;
    seeking_on_done(&person->seeking, SEEK_GET);
}

static void on_person_event(struct finder_person *person, const struct dht_event *event)
{
    size_t which;
    if (event->kind == DHT_EVENT_DONE && event->handle == person->put) {
        person->put = 0;
        seeking_on_done(&person->seeking, SEEK_PUT);
        if (person->publish_us != 0 && event->stored > 0)
            person->publish_us = net_now_us();
        if (event->stored == 0)
            seeking_put_again(&person->seeking, net_now_us(), &person->finder->options.random);
        if (event->seq > person->own_seq) {
            /* Nodes hold a newer one, of our program when its clock was ahead: they would keep
             * it. */
            person->own_seq = event->seq;
            seeking_own_changed(&person->seeking, net_now_us(), &person->finder->options.random);
        }
    } else if (find_get(person, event->handle, &which)) {
        if (event->kind == DHT_EVENT_VALUE)
            on_value(person, which, event);
        else
            on_get_done(person, which);
    }
}

/* Those that are new, in the order in which they came: of samples the newest count. */
static bool take_votes(struct finder *finder)
{
    const struct address_votes *votes = dht_both_votes(finder->dht);
    bool any = finder->votes_taken != votes->added;
    while (finder->votes_taken != votes->added) {
        finder->votes_taken++;
        for (size_t i = 0; i < votes->count; i++) {
            if (votes->list[i].number == finder->votes_taken)
                finder_here_sample(finder, &votes->list[i].voter, &votes->list[i].seen);
        }
    }
    return any;
}

bool finder_dht_drain(struct finder *finder)
{
    uint64_t now_us = net_now_us();
    uint8_t bytes[DHT_DATAGRAM_BYTES_MAX];
    struct alcove_address to;
    struct dht_event event;
    size_t size;
    while ((size = dht_both_poll_transmit(finder->dht, now_us, &to, bytes)) > 0) {
        finder->outside_sent++;
        finder_send(finder, &to, bytes, size);
    }
    bool any = take_votes(finder);
    while (dht_both_poll_event(finder->dht, &event)) {
        any = true;
        for (size_t i = 0; i < finder->people_count; i++) {
            on_person_event(finder->people[i], &event);
            finder_mail_on_event(finder->people[i], &event);
        }
    }
    return any;
}

bool finder_dht_step(struct finder_person *person)
{
    struct finder *finder = person->finder;
    const struct alcove_random *random = &finder->options.random;
    enum seeking_want want;
    bool any = finder_mail_step(person);
    uint64_t now_us = net_now_us(); /* after that: the DHT's time must not go back */
    if (finder->dht == NULL)
        return any;
    if (person->waits_to_put && finder_here_is_known(finder)) {
        person->waits_to_put = false;
        any = true;
        if (!put_own(person, now_us))
            seeking_on_done(&person->seeking, SEEK_PUT);
    }
    if (person->publish_us != 0 && now_us >= person->publish_us) {
        person->publish_us = 0;
        agent_set_time(&person->agent, net_now_us(), (uint64_t)time(NULL));
        agent_on_published(&person->agent);
        const struct finder_news news = {.kind = FINDER_NEWS_PUBLISHED};
        finder->options.on_news(person->options.owner, &news);
    }
    while ((want = seeking_poll(&person->seeking, now_us, random)) != SEEK_NOTHING) {
        any = true;
        if (want == SEEK_PUT)
            person->waits_to_put = true;
        else if (!get_theirs(person, now_us))
            seeking_on_done(&person->seeking, SEEK_GET);
    }
    return any;
}

static void call_back(struct finder_person *person)
{
    struct finder *finder = person->finder;
    if (person->put != 0)
        dht_both_cancel(finder->dht, person->put);
    for (size_t i = 0; i < person->gets; i++)
        dht_both_cancel(finder->dht, person->gets_running[i]);
    person->put = 0;
    person->gets = 0;
    person->publish_us = 0;
    person->waits_to_put = false;
}

void finder_dht_forget(struct finder_person *person)
{
    finder_mail_forget(person);
    if (person->finder->dht != NULL)
        call_back(person);
}

void finder_dht_move(struct finder_person *person)
{
    if (person->finder->dht == NULL)
        return;
    call_back(person);
    seeking_move(&person->seeking, net_now_us());
}

void finder_gather(struct finder *finder)
{
    if (finder->dht == NULL)
        return;
    dht_both_refresh(finder->dht, net_now_us());
    finder_drain(finder);
}

size_t finder_pick_nodes(struct finder *finder, struct alcove_address *out, size_t max)
{
    return finder->dht != NULL ? dht_both_pick(finder->dht, out, max) : 0;
}

void finder_add_node(struct finder *finder, const struct alcove_address *node)
{
    if (finder->dht == NULL)
        return;
    (void)dht_both_add_node(finder->dht, node);
    finder_drain(finder);
}

size_t finder_export_nodes(struct finder *finder, uint8_t *out, size_t capacity)
{
    return finder->dht != NULL ? dht_both_export(finder->dht, out, capacity) : 0;
}
