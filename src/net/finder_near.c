/* A finder's surroundings: the router's port, the local network, and what changes in them. */
#include "net/finder_parts.h"

#include <string.h>

#include <sodium.h>

#include "net/clock.h"

/* ---- the router ---- */

static void on_mapping(void *context, const struct port_mapping_report *report)
{
    struct finder *finder = context;
    finder->mapped_count = 0;
    for (size_t i = 0; i < report->made_count && finder->mapped_count < FINDER_MAPPED_MAX; i++) {
        finder->mapped[finder->mapped_count] = report->made[i].external;
        finder->mapped_tcp[finder->mapped_count++] = report->made[i].tcp;
    }
    finder->mapping_asked = report->outcome != PORT_MAPPING_ASKING;
    finder->carrier_told = report->outcome == PORT_MAPPING_BEHIND_CARRIER;
    finder->here_changed = true;
    finder_drain(finder);
}

static void open_mapping(struct finder *finder)
{
    uint16_t port = net_pump_local_port(finder->options.pump);
    const struct port_mapping_wish wish = {
        .port = port,
        .tcp = finder->tcp_port == port,
        .on_change = on_mapping,
        .context = finder,
    };
    finder->mapping = port_mapping_open(finder->loop, &wish);
}

/* ---- the local network ---- */

static void on_lan_found(void *context, size_t index, const struct alcove_address *address)
{
    struct finder *finder = context;
    if (index >= finder->people_count || finder->people[index]->options.only_known)
        return;
    finder_try(finder->people[index], address);
}

void finder_near_people(struct finder *finder)
{
    static struct lan_person people[LAN_PEOPLE_MAX];
    finder->people_changed = false;
    if (finder->lan == NULL)
        return;
    for (size_t i = 0; i < finder->people_count; i++) {
        const struct finder_person *person = finder->people[i];
        rendezvous_lan_key(person->options.secret, people[i].key);
        people[i].is_first = person->options.root.own == RENDEZVOUS_FROM_SMALLER;
    }
    lan_set_people(finder->lan, people, finder->people_count);
    lan_seek(finder->lan, finder->people_count > 0);
    sodium_memzero(people, sizeof people);
}

_Static_assert(FINDER_PEOPLE_MAX <= LAN_PEOPLE_MAX, "everybody has a token");

/* ---- changes ---- */

/* Whoever is spoken with is told at once where we are now, by every way. */
static void roam(struct finder *finder)
{
    for (size_t i = 0; i < finder->people_count; i++) {
        struct finder_person *person = finder->people[i];
        enum alcove_link_state state = alcove_link_get_state(person->options.link);
        bool live = state == ALCOVE_LINK_ESTABLISHED || state == ALCOVE_LINK_RESTING;
        if (!live && !person->wanted)
            continue;
        alcove_link_ask(person->options.link, net_now_us());
        net_pump_flush(finder->options.pump, person->options.link);
        finder_dht_move(person);
        finder_begin(person);
        agent_expect(&person->agent, 0); /* that was another line */
    }
}

static void look_anew(struct finder *finder)
{
    finder_here_refresh(finder);
    if (finder->dht != NULL)
        dht_both_on_network_change(finder->dht);
    finder->votes_taken = 0;
    if (finder->mapping != NULL)
        port_mapping_refresh(finder->mapping);
    if (finder->lan != NULL)
        lan_refresh(finder->lan);
    reflexive_restart(&finder->reflexive, net_now_us());
    finder_here_share(finder);
    roam(finder);
    finder_drain(finder);
}

static void on_change(void *context)
{
    struct finder *finder = context;
    struct alcove_address before[FINDER_HOSTS_MAX];
    size_t count = finder->host_count;
    memcpy(before, finder->hosts, sizeof before);
    finder_here_read_hosts(finder);
    struct gateway gateway;
    (void)gateway_find(&gateway);
    /* The same addresses: it may still be another network that gives them. */
    bool same = count == finder->host_count && gateway_equal(&gateway, &finder->gateway);
    for (size_t i = 0; i < count && same; i++)
        same = alcove_address_equal(&before[i], &finder->hosts[i]);
    finder->gateway = gateway;
    if (!same)
        look_anew(finder);
}

static void on_wake(void *context, uint64_t slept_us)
{
    (void)slept_us;
    look_anew(context);
}

/* ---- names ---- */

static void on_name(void *context, const struct alcove_address *address)
{
    finder_add_node(context, address);
}

/* ---- the doors ---- */

void finder_near_open(struct finder *finder)
{
    const struct finder_options *options = &finder->options;
    const struct network_watch_wish watch = {
        .on_change = on_change, .on_wake = on_wake, .context = finder};
    struct net_error error;
    finder->watch = network_watch_open(finder->loop, &watch);
    (void)gateway_find(&finder->gateway);
    if (options->mapping)
        open_mapping(finder);
    if (options->lan) {
        const struct lan_wish lan = {
            .udp_port = net_pump_local_port(options->pump),
            .on_found = on_lan_found,
            .context = finder,
        };
        finder->lan = lan_open(finder->loop, &lan, &error);
    }
    if (finder->dht != NULL && options->name_count > 0)
        finder->names =
            dht_names_open(finder->loop, options->names, options->name_count, on_name, finder);
}

void finder_near_close(struct finder *finder, void (*on_closed)(void *context))
{
    if (finder->watch != NULL) {
        finder->handles++;
        network_watch_close(finder->watch, on_closed, finder);
    }
    if (finder->mapping != NULL) {
        finder->handles++;
        port_mapping_close(finder->mapping, on_closed, finder);
    }
    if (finder->lan != NULL) {
        finder->handles++;
        lan_close(finder->lan, on_closed, finder);
    }
    if (finder->names != NULL) {
        finder->handles++;
        dht_names_close(finder->names, on_closed, finder);
    }
}

bool finder_is_settled(const struct finder *finder)
{
    bool mapped = finder->mapping == NULL || finder->mapping_asked;
    bool nodes =
        finder->dht == NULL || dht_both_statistics(finder->dht).good_nodes >= FINDER_SETTLED_NODES;
    bool classed = finder->dht == NULL || finder->class.certain;
    return mapped && nodes && classed;
}
