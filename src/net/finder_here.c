/* What a finder knows of its own machine: its interfaces, what others see of its socket, which port
 * the router gave it. From that comes the record that its people read. */
#include "net/finder_parts.h"

#include <string.h>
#include <time.h>

#include "net/clock.h"
#include "net/interfaces.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

/* How long a first record, or one after a change, waits for what others see of us. */
#define KNOWN_AFTER_US 1000000

static bool is_any(const struct alcove_address *address)
{
    static const uint8_t any[16] = {0};
    static const uint8_t any_ipv4[16] = {[10] = 0xff, [11] = 0xff};
    return memcmp(address->ip, any, 16) == 0 || memcmp(address->ip, any_ipv4, 16) == 0;
}

static void read_hosts(struct finder *finder)
{
    struct net_pump *pump = finder->options.pump;
    uint16_t port = net_pump_local_port(pump);
    if (!is_any(&finder->options.listen)) {
        finder->hosts[0] = finder->options.listen;
        finder->hosts[0].port = port;
        finder->host_count = 1;
        return;
    }
    struct interfaces_wish wish = {.port = port, .ipv4_only = net_pump_is_ipv4_only(pump)};
    finder->host_count = interfaces_list(&wish, finder->hosts, FINDER_HOSTS_MAX);
    if (finder->host_count > 0)
        return;
    wish.with_loopback = true; /* a machine with no network still reaches itself */
    finder->host_count = interfaces_list(&wish, finder->hosts, FINDER_HOSTS_MAX);
}

void finder_here_read_hosts(struct finder *finder)
{
    read_hosts(finder);
    finder_dht_on_hosts(finder);
}

void finder_here_open(struct finder *finder)
{
    const struct finder_options *options = &finder->options;
    uint64_t now_us = net_now_us();
    if (options->stun_count > 0) {
        reflexive_set_servers(&finder->reflexive, options->stun, options->stun_count, now_us);
        reflexive_want(&finder->reflexive, true, now_us);
    }
    finder_here_refresh(finder);
}

void finder_here_refresh(struct finder *finder)
{
    nat_samples_clear(&finder->samples);
    finder->here_since_us = net_now_us();
    finder_here_read_hosts(finder);
    finder->here_changed = true;
}

void finder_here_sample(struct finder *finder, const struct alcove_address *voter,
                        const struct alcove_address *seen)
{
    nat_samples_add(&finder->samples, voter, seen);
    finder->here_changed = true;
}

bool finder_here_is_known(const struct finder *finder)
{
    const struct nat_class *class = &finder->class;
    /* A range of ports shows in many samples only, and saves the other side a search of all. */
    bool known =
        class->mapping != NAT_UNKNOWN && (class->mapping != NAT_DEPENDENT || class->certain);
    return known || net_now_us() >= finder->here_since_us + KNOWN_AFTER_US;
}

static void add(struct endpoint_record *record, const struct alcove_address *address,
                enum candidate_kind kind)
{
    const struct candidate candidate = {*address, kind};
    (void)endpoint_record_add(record, &candidate);
}

static void add_tcp(const struct finder *finder, struct endpoint_record *record)
{
    for (size_t i = 0; i < finder->host_count && finder->tcp_port != 0; i++) {
        struct alcove_address listener = finder->hosts[i];
        listener.port = finder->tcp_port;
        if (address_scope(&listener) == ADDRESS_SCOPE_GLOBAL)
            add(record, &listener, CANDIDATE_TCP);
    }
}

struct endpoint_record finder_here_record(const struct finder *finder)
{
    struct endpoint_record record = {
        .mapping = finder->class.mapping,
        .behind_carrier = finder->class.behind_carrier || finder->carrier_told,
        .ports = finder->class.ports,
        .link_version = ALCOVE_WIRE_VERSION,
    };
    if (record.mapping == NAT_DEPENDENT)
        record.ports_ip4 = finder->class.external_ip4;
    for (size_t i = 0; i < finder->host_count; i++)
        add(&record, &finder->hosts[i], CANDIDATE_HOST);
    for (size_t i = 0; i < finder->mapped_count; i++)
        add(&record, &finder->mapped[i], finder->mapped_tcp[i] ? CANDIDATE_TCP : CANDIDATE_MAPPED);
    if (finder->class.external.port != 0)
        add(&record, &finder->class.external, CANDIDATE_REFLEXIVE);
    add_tcp(finder, &record);
    return record;
}

void finder_here_share(struct finder *finder)
{
    finder->here_changed = false;
    finder->class = nat_classify(&finder->samples, finder->hosts, finder->host_count);
    struct endpoint_record record = finder_here_record(finder);
    for (size_t i = 0; i < finder->people_count; i++) {
        struct finder_person *person = finder->people[i];
        record.relay = person->options.own_relay;
        record.words_read = finder_mail_read(person);
        agent_set_time(&person->agent, net_now_us(), (uint64_t)time(NULL));
        if (agent_set_own(&person->agent, &record))
            seeking_own_changed(&person->seeking, net_now_us(), &finder->options.random);
    }
}

size_t finder_candidates(struct finder *finder, struct alcove_address *out, size_t max)
{
    struct endpoint_record record = finder_here_record(finder);
    size_t count = 0;
    for (size_t i = 0; i < record.candidate_count && count < max; i++) {
        if (record.candidates[i].kind != CANDIDATE_TCP)
            out[count++] = record.candidates[i].address;
    }
    return count;
}

bool finder_can_be_found(struct finder *finder)
{
    struct endpoint_record record = finder_here_record(finder);
    if (finder->dht != NULL && dht_both_statistics(finder->dht).good_nodes > 0)
        return true;
    if (record.mapping == NAT_NONE)
        return true;
    for (size_t i = 0; i < record.candidate_count; i++) {
        const struct candidate *candidate = &record.candidates[i];
        bool global = address_scope(&candidate->address) == ADDRESS_SCOPE_GLOBAL;
        if (candidate->kind == CANDIDATE_MAPPED || (candidate->kind == CANDIDATE_HOST && global))
            return true;
    }
    return false;
}
