#include "reach/dht_both.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"

void dht_both_init(struct dht_both *both, const struct alcove_random *random, bool local)
{
    ALCOVE_ASSERT(random->fill != NULL);
    memset(both->jobs, 0, sizeof both->jobs);
    both->last_handle = 0;
    for (int i = 0; i < DHT_FAMILIES; i++) {
        const struct dht_config config = {.random = *random,
                                          .scope = {.family = (enum dht_family)i, .local = local}};
        dht_init(&both->families[i], &config);
    }
    dht_both_use(both, true, false);
}

void dht_both_use(struct dht_both *both, bool ipv4, bool ipv6)
{
    ALCOVE_ASSERT(both != NULL);
    both->used[DHT_IPV6] = ipv6;
    both->used[DHT_IPV4] = ipv4 || !ipv6;
}

static enum dht_family family_of(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    return address_is_ipv4(address) ? DHT_IPV4 : DHT_IPV6;
}

bool dht_both_add_node(struct dht_both *both, const struct alcove_address *address)
{
    ALCOVE_ASSERT(both != NULL);
    return dht_add_node(&both->families[family_of(address)], address, NULL);
}

/* ---- the disk, invites ---- */

size_t dht_both_export(const struct dht_both *both, uint8_t *out, size_t capacity)
{
    ALCOVE_ASSERT(capacity >= DHT_BOTH_EXPORT_BYTES_MAX);
    size_t first = dht_export_nodes(&both->families[DHT_IPV4], out + 2, capacity - 2);
    out[0] = (uint8_t)(first >> 8);
    out[1] = (uint8_t)first;
    return 2 + first +
           dht_export_nodes(&both->families[DHT_IPV6], out + 2 + first, capacity - 2 - first);
}

bool dht_both_import(struct dht_both *both, const uint8_t *bytes, size_t size)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(both != NULL);
    size_t first = byte_read_u16(&r);
    const uint8_t *ipv4 = byte_read_span(&r, first);
    if (r.failed)
        return false;
    bool whole = dht_import_nodes(&both->families[DHT_IPV4], ipv4, first);
    return dht_import_nodes(&both->families[DHT_IPV6], bytes + r.at, byte_reader_left(&r)) && whole;
}

size_t dht_both_pick(const struct dht_both *both, struct alcove_address *out, size_t max)
{
    ALCOVE_ASSERT(out != NULL || max == 0);
    size_t count = dht_pick_nodes(&both->families[DHT_IPV6], out, max / 4);
    count += dht_pick_nodes(&both->families[DHT_IPV4], out + count, max - count);
    if (count < max && count <= max / 4) /* IPv6 alone */
        count = dht_pick_nodes(&both->families[DHT_IPV6], out, max);
    return count;
}

/* ---- jobs ---- */

static struct dht_job *free_job(struct dht_both *both)
{
    ALCOVE_ASSERT(both->last_handle < UINT32_MAX);
    for (size_t i = 0; i < DHT_BOTH_JOBS_MAX; i++) {
        if (both->jobs[i].handle == 0)
            return &both->jobs[i];
    }
    return NULL;
}

static bool begin_job(struct dht_both *both, struct dht_job *job, dht_handle *handle)
{
    bool begun = false;
    for (int i = 0; i < DHT_FAMILIES; i++)
        begun |= job->parts[i] != 0;
    ALCOVE_ASSERT(job->handle == 0);
    *handle = begun ? ++both->last_handle : 0;
    job->handle = *handle;
    return begun;
}

bool dht_both_get_newer(struct dht_both *both, uint64_t now_us, const uint8_t *public_key,
                        uint64_t than_seq, dht_handle *handle)
{
    struct dht_job *job = free_job(both);
    ALCOVE_ASSERT(handle != NULL);
    *handle = 0;
    if (job == NULL)
        return false;
    *job = (struct dht_job){0};
    for (int i = 0; i < DHT_FAMILIES; i++) {
        if (both->used[i])
            (void)dht_get_newer(&both->families[i], now_us, public_key, than_seq, &job->parts[i]);
    }
    return begin_job(both, job, handle);
}

bool dht_both_put(struct dht_both *both, uint64_t now_us, const struct dht_put *put,
                  dht_handle *handle)
{
    struct dht_job *job = free_job(both);
    ALCOVE_ASSERT(handle != NULL);
    *handle = 0;
    if (job == NULL)
        return false;
    *job = (struct dht_job){0};
    for (int i = 0; i < DHT_FAMILIES; i++) {
        if (both->used[i])
            (void)dht_put(&both->families[i], now_us, put, &job->parts[i]);
    }
    return begin_job(both, job, handle);
}

void dht_both_cancel(struct dht_both *both, dht_handle handle)
{
    ALCOVE_ASSERT(handle != 0);
    for (size_t i = 0; i < DHT_BOTH_JOBS_MAX; i++) {
        struct dht_job *job = &both->jobs[i];
        if (job->handle != handle)
            continue;
        for (int k = 0; k < DHT_FAMILIES; k++) {
            if (job->parts[k] != 0)
                dht_cancel(&both->families[k], job->parts[k]);
        }
        *job = (struct dht_job){0};
    }
}

void dht_both_refresh(struct dht_both *both, uint64_t now_us)
{
    ALCOVE_ASSERT(both->used[DHT_IPV4] || both->used[DHT_IPV6]);
    for (int i = 0; i < DHT_FAMILIES; i++) {
        if (both->used[i])
            dht_refresh(&both->families[i], now_us);
    }
}

void dht_both_on_network_change(struct dht_both *both)
{
    ALCOVE_ASSERT(both != NULL);
    for (int i = 0; i < DHT_FAMILIES; i++)
        dht_on_network_change(&both->families[i]);
}

/* ---- the pump ---- */

enum dht_receipt dht_both_receive(struct dht_both *both, uint64_t now_us,
                                  const struct alcove_address *from, const uint8_t *bytes,
                                  size_t size)
{
    ALCOVE_ASSERT(from->port != 0);
    return dht_receive(&both->families[family_of(from)], now_us, from, bytes, size);
}

size_t dht_both_poll_transmit(struct dht_both *both, uint64_t now_us, struct alcove_address *to,
                              uint8_t *out)
{
    size_t size = 0;
    ALCOVE_ASSERT(out != NULL);
    for (int i = 0; i < DHT_FAMILIES && size == 0; i++)
        size = dht_poll_transmit(&both->families[i], now_us, to, out);
    return size;
}

uint64_t dht_both_next_timeout(const struct dht_both *both, uint64_t now_us)
{
    uint64_t ipv4_us = dht_next_timeout(&both->families[DHT_IPV4], now_us);
    uint64_t ipv6_us = dht_next_timeout(&both->families[DHT_IPV6], now_us);
    ALCOVE_ASSERT(now_us > 0);
    return ipv4_us < ipv6_us ? ipv4_us : ipv6_us;
}

void dht_both_handle_timeout(struct dht_both *both, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us > 0);
    for (int i = 0; i < DHT_FAMILIES; i++)
        dht_handle_timeout(&both->families[i], now_us);
}

static struct dht_job *job_of(struct dht_both *both, int family, dht_handle part)
{
    ALCOVE_ASSERT(family < DHT_FAMILIES);
    for (size_t i = 0; i < DHT_BOTH_JOBS_MAX; i++) {
        if (both->jobs[i].handle != 0 && both->jobs[i].parts[family] == part)
            return &both->jobs[i];
    }
    return NULL;
}

/* What one part tells, as the job tells it. False if it is nothing new, or others still run. */
static bool merge(struct dht_both *both, int family, struct dht_event *event)
{
    struct dht_job *job = event->handle != 0 ? job_of(both, family, event->handle) : NULL;
    if (job == NULL)
        return false;
    event->handle = job->handle;
    if (event->kind == DHT_EVENT_VALUE) {
        bool newer = !job->found || event->seq > job->seq;
        job->found = true;
        job->seq = newer ? event->seq : job->seq;
        return newer;
    }
    job->parts[family] = 0;
    job->found |= event->found;
    job->stored += event->stored;
    job->seq = event->seq > job->seq ? event->seq : job->seq;
    for (int i = 0; i < DHT_FAMILIES; i++) {
        if (job->parts[i] != 0)
            return false;
    }
    event->found = job->found;
    event->stored = job->stored;
    event->seq = job->seq;
    *job = (struct dht_job){0};
    ALCOVE_ASSERT(event->kind == DHT_EVENT_DONE);
    return true;
}

bool dht_both_poll_event(struct dht_both *both, struct dht_event *event)
{
    ALCOVE_ASSERT(event != NULL);
    for (int i = 0; i < DHT_FAMILIES; i++) {
        while (dht_poll_event(&both->families[i], event)) {
            if (merge(both, i, event))
                return true;
        }
    }
    return false;
}

/* ---- what is known ---- */

const struct address_votes *dht_both_votes(const struct dht_both *both)
{
    ALCOVE_ASSERT(both != NULL);
    return dht_address_votes(&both->families[DHT_IPV4]);
}

struct dht_statistics dht_both_statistics(const struct dht_both *both)
{
    struct dht_statistics ipv4 = dht_statistics(&both->families[DHT_IPV4]);
    struct dht_statistics ipv6 = dht_statistics(&both->families[DHT_IPV6]);
    struct dht_statistics all = both->used[DHT_IPV4] ? ipv4 : ipv6;
    ALCOVE_ASSERT(both->used[DHT_IPV4] || both->used[DHT_IPV6]);
    all.packets_out = ipv4.packets_out + ipv6.packets_out;
    all.bytes_out = ipv4.bytes_out + ipv6.bytes_out;
    all.packets_in = ipv4.packets_in + ipv6.packets_in;
    all.bytes_in = ipv4.bytes_in + ipv6.bytes_in;
    all.lookups = ipv4.lookups + ipv6.lookups;
    all.finished = ipv4.finished + ipv6.finished;
    all.found = ipv4.found + ipv6.found;
    all.stored = ipv4.stored + ipv6.stored;
    all.dropped = ipv4.dropped + ipv6.dropped;
    all.liars = ipv4.liars + ipv6.liars;
    all.nodes = ipv4.nodes + ipv6.nodes;
    all.good_nodes = ipv4.good_nodes + ipv6.good_nodes;
    return all;
}
