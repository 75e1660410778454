#include "reach/nat_class.h"

#include <string.h>

#include "base/assert.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

/* A router that counts up gives the next port within so few of the last one. */
#define STEP_MAX 16
/* How far ahead of the last port a counting router may be by the time it is searched. */
#define STEPS_AHEAD 64
#define PORT_MIN    1024

static uint32_t ip4_of(const struct alcove_address *address)
{
    const uint8_t *ip = address->ip + 12;
    ALCOVE_ASSERT(address_is_ipv4(address));
    return (uint32_t)ip[0] << 24 | (uint32_t)ip[1] << 16 | (uint32_t)ip[2] << 8 | ip[3];
}

static void drop_sample(struct nat_samples *samples, size_t place)
{
    ALCOVE_ASSERT(place < samples->count);
    samples->count--;
    memmove(&samples->list[place], &samples->list[place + 1],
            (samples->count - place) * sizeof samples->list[0]);
}

void nat_samples_add(struct nat_samples *samples, const struct alcove_address *voter,
                     const struct alcove_address *seen)
{
    const struct candidate claimed = {*seen, CANDIDATE_REFLEXIVE};
    ALCOVE_ASSERT(samples->count <= NAT_SAMPLES_MAX);
    if (!address_is_ipv4(voter) || !address_is_ipv4(seen) || !candidate_is_reachable(&claimed))
        return;
    for (size_t i = 0; i < samples->count; i++) {
        if (memcmp(samples->list[i].voter.ip, voter->ip, sizeof voter->ip) != 0)
            continue;
        drop_sample(samples, i);
        break;
    }
    if (samples->count == NAT_SAMPLES_MAX)
        drop_sample(samples, 0);
    samples->list[samples->count++] = (struct nat_sample){*voter, *seen};
}

void nat_samples_clear(struct nat_samples *samples)
{
    ALCOVE_ASSERT(samples->count <= NAT_SAMPLES_MAX);
    *samples = (struct nat_samples){0};
}

/* A router may have got another address, or begun its mappings anew, and nothing here shows it: so
 * many of the samples say what is so now. */
static size_t newest_of(size_t count)
{
    return count < NAT_SAMPLES_WANTED ? count : NAT_SAMPLES_WANTED;
}

/* The samples that name the address that most of the newest name; how many there are. */
static size_t majority(const struct nat_samples *samples, uint16_t ports[NAT_SAMPLES_MAX],
                       uint32_t *ip4)
{
    size_t best = 0;
    size_t first = samples->count - newest_of(samples->count);
    ALCOVE_ASSERT(samples->count > 0);
    for (size_t i = first; i < samples->count; i++) {
        size_t agree = 0;
        uint32_t candidate = ip4_of(&samples->list[i].seen);
        for (size_t j = first; j < samples->count; j++)
            agree += ip4_of(&samples->list[j].seen) == candidate;
        if (agree <= best)
            continue;
        best = agree;
        *ip4 = candidate;
    }
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++) {
        if (ip4_of(&samples->list[i].seen) == *ip4)
            ports[count++] = samples->list[i].seen.port;
    }
    return count;
}

/* The port that most of them name, and how many do. */
static size_t most_common(const uint16_t *ports, size_t count, uint16_t *port)
{
    size_t best = 0;
    ALCOVE_ASSERT(count > 0);
    for (size_t i = 0; i < count; i++) {
        size_t agree = 0;
        for (size_t j = 0; j < count; j++)
            agree += ports[j] == ports[i];
        if (agree > best) {
            best = agree;
            *port = ports[i];
        }
    }
    return best;
}

static void sort_ports(uint16_t *ports, size_t count)
{
    ALCOVE_ASSERT(count <= NAT_SAMPLES_MAX);
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && ports[j] < ports[j - 1]; j--) {
            uint16_t held = ports[j];
            ports[j] = ports[j - 1];
            ports[j - 1] = held;
        }
    }
}

/* Counting routers: each port a little above the one before, whatever the order of arrival. The
 * step is the smallest distance that most neighbours keep. 0 when it does not count. */
static uint16_t step_of(const uint16_t *sorted, size_t count)
{
    size_t near = 0;
    uint16_t smallest = UINT16_MAX;
    ALCOVE_ASSERT(count >= NAT_SAMPLES_MIN);
    for (size_t i = 1; i < count; i++) {
        uint16_t step = (uint16_t)(sorted[i] - sorted[i - 1]);
        if (step == 0 || step > STEP_MAX)
            continue;
        near++;
        if (step < smallest)
            smallest = step;
    }
    return near * 4 >= (count - 1) * 3 ? smallest : 0;
}

/* One liar among many must not make a narrow range wide. */
static void trim(const uint16_t *sorted, size_t *first, size_t *last)
{
    ALCOVE_ASSERT(*first < *last);
    while (*last - *first >= NAT_SAMPLES_WANTED - 2) {
        unsigned whole = (unsigned)sorted[*last] - sorted[*first];
        unsigned without_last = (unsigned)sorted[*last - 1] - sorted[*first];
        unsigned without_first = (unsigned)sorted[*last] - sorted[*first + 1];
        if (without_last * 4 < whole)
            (*last)--;
        else if (without_first * 4 < whole)
            (*first)++;
        else
            break;
    }
}

static uint16_t clamp_port(long port)
{
    ALCOVE_ASSERT(port > -0x20000 && port < 0x20000);
    if (port < PORT_MIN)
        return PORT_MIN;
    return port > UINT16_MAX ? UINT16_MAX : (uint16_t)port;
}

static void find_range(struct nat_class *class, uint16_t *ports, size_t count)
{
    size_t first = 0;
    size_t last = count - 1;
    ALCOVE_ASSERT(count >= NAT_SAMPLES_MIN);
    sort_ports(ports, count);
    trim(ports, &first, &last);
    long low = ports[first];
    long high = ports[last];
    uint16_t step = step_of(ports + first, last - first + 1);
    if (step > 0) {
        class->ports =
            (struct port_range){clamp_port(high), clamp_port(high + STEPS_AHEAD * step), step};
        return;
    }
    if (high - low > NAT_RANGE_MAX || count < NAT_SAMPLES_WANTED)
        return;
    long gap = (high - low) / (long)(last - first) + 1;
    class->ports = (struct port_range){clamp_port(low - gap), clamp_port(high + gap), 0};
    class->behind_carrier |= high - low <= NAT_CARRIER_BLOCK_MAX;
}

struct nat_class nat_classify(const struct nat_samples *samples, const struct alcove_address *hosts,
                              size_t host_count)
{
    struct nat_class class = {0};
    uint16_t ports[NAT_SAMPLES_MAX];
    uint16_t port = 0;
    ALCOVE_ASSERT(samples->count <= NAT_SAMPLES_MAX);
    for (size_t i = 0; i < host_count; i++)
        class.behind_carrier |= address_scope(&hosts[i]) == ADDRESS_SCOPE_CARRIER;
    if (samples->count < NAT_SAMPLES_MIN)
        return class;
    size_t count = majority(samples, ports, &class.external_ip4);
    class.certain = count >= NAT_SAMPLES_WANTED;
    if (count < NAT_SAMPLES_MIN)
        return class;
    size_t newest = newest_of(count);
    if (most_common(ports + count - newest, newest, &port) * 4 < newest * 3) {
        class.mapping = NAT_DEPENDENT;
        find_range(&class, ports, count);
        return class;
    }
    const uint8_t ip[4] = {(uint8_t)(class.external_ip4 >> 24), (uint8_t)(class.external_ip4 >> 16),
                           (uint8_t)(class.external_ip4 >> 8), (uint8_t) class.external_ip4};
    class.mapping = NAT_INDEPENDENT;
    class.external = address_from_ipv4(ip, port);
    for (size_t i = 0; i < host_count; i++) {
        if (alcove_address_equal(&hosts[i], &class.external))
            class.mapping = NAT_NONE;
    }
    return class;
}
