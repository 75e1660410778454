#include "net/port_mapping.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "net/port_mapping_parts.h"
#include "reach/address_scope.h"

/* By enum port_mapping_method. */
static const struct mapping_method *const methods[PORT_MAPPING_METHODS] = {
    &mapping_pcp, &mapping_natpmp, &mapping_upnp};

size_t mapping_ports(const struct port_mapping *owner)
{
    return owner->wish.tcp ? MAPPING_PORTS_MAX : 1;
}

bool mapping_is_made(const struct port_mapping *owner)
{
    for (size_t i = 0; i < PORT_MAPPING_METHODS; i++) {
        if (owner->parts[i] != NULL && owner->parts[i]->outcome == PORT_MAPPING_MADE)
            return true;
    }
    return false;
}

enum port_mapping_outcome mapping_outcome_of(const struct alcove_address *external)
{
    enum address_scope scope = address_scope(external);
    if (scope == ADDRESS_SCOPE_PRIVATE || scope == ADDRESS_SCOPE_CARRIER)
        return PORT_MAPPING_BEHIND_CARRIER;
    return scope == ADDRESS_SCOPE_GLOBAL ? PORT_MAPPING_MADE : PORT_MAPPING_REFUSED;
}

enum port_mapping_outcome mapping_judge(struct mapping_part *part, bool tcp,
                                        const struct alcove_address *external, uint32_t lifetime_s)
{
    enum port_mapping_outcome outcome = mapping_outcome_of(external);
    struct port_mapping_made *made = &part->made[tcp ? 1 : 0];
    memset(made, 0, sizeof *made);
    if (outcome != PORT_MAPPING_MADE)
        return outcome;
    if (external->port == 0 || lifetime_s == 0)
        return PORT_MAPPING_REFUSED;
    *made = (struct port_mapping_made){
        .external = *external,
        .method = part->method->method,
        .tcp = tcp,
        .lifetime_s = lifetime_s,
    };
    return PORT_MAPPING_MADE;
}

uint64_t mapping_renew_after_ms(uint32_t lifetime_s)
{
    uint64_t half_ms = (uint64_t)lifetime_s * 500;
    return half_ms < 1000 ? 1000 : half_ms;
}

static bool made_equal(const struct port_mapping_made *a, const struct port_mapping_made *b)
{
    return a->tcp == b->tcp && alcove_address_equal(&a->external, &b->external);
}

/* Two methods of one router mostly give the same port: named once. */
static void report_add(struct port_mapping_report *report, const struct port_mapping_made *made)
{
    if (made->external.port == 0)
        return;
    for (size_t i = 0; i < report->made_count; i++) {
        if (made_equal(&report->made[i], made))
            return;
    }
    ALCOVE_ASSERT(report->made_count < PORT_MAPPING_MADE_MAX);
    report->made[report->made_count++] = *made;
}

static bool is_better(enum port_mapping_outcome a, enum port_mapping_outcome b)
{
    static const int rank[] = {
        [PORT_MAPPING_REFUSED] = 0,
        [PORT_MAPPING_ASKING] = 1,
        [PORT_MAPPING_BEHIND_CARRIER] = 2,
        [PORT_MAPPING_MADE] = 3,
    };
    return rank[a] > rank[b];
}

static struct port_mapping_report report_compose(const struct port_mapping *m)
{
    struct port_mapping_report report = {.outcome = PORT_MAPPING_REFUSED};
    for (size_t i = 0; i < PORT_MAPPING_METHODS; i++) {
        const struct mapping_part *part = m->parts[i];
        if (part == NULL)
            continue;
        if (is_better(part->outcome, report.outcome))
            report.outcome = part->outcome;
        for (size_t k = 0; k < MAPPING_PORTS_MAX; k++)
            report_add(&report, &part->made[k]);
    }
    return report;
}

static bool report_equal(const struct port_mapping_report *a, const struct port_mapping_report *b)
{
    if (a->outcome != b->outcome || a->made_count != b->made_count)
        return false;
    for (size_t i = 0; i < a->made_count; i++) {
        if (!made_equal(&a->made[i], &b->made[i]))
            return false;
    }
    return true;
}

static void report_tell(struct port_mapping *m)
{
    struct port_mapping_report report = report_compose(m);
    if (m->is_releasing || (m->has_reported && report_equal(&report, &m->last)))
        return;
    m->has_reported = true;
    m->last = report;
    m->wish.on_change(m->wish.context, &report);
}

static void part_open(struct port_mapping *m, enum port_mapping_method which)
{
    if (m->parts[which] != NULL || (m->wish.methods & 1U << which) == 0)
        return;
    m->parts[which] = methods[which]->open(m);
    ALCOVE_ASSERT(m->parts[which] == NULL || m->parts[which]->owner == m);
}

static void part_close(struct port_mapping *m, size_t which)
{
    struct mapping_part *part = m->parts[which];
    if (part == NULL)
        return;
    m->parts[which] = NULL;
    m->closing++;
    part->method->close(part);
}

/* PCP is preferred to NAT-PMP, its older form; a router behind a carrier's says so in both. */
static bool pcp_is_of_no_use(const struct port_mapping *m)
{
    const struct mapping_part *pcp = m->parts[PORT_MAPPING_PCP];
    return pcp == NULL || pcp->outcome == PORT_MAPPING_REFUSED;
}

static void on_fallback(uv_timer_t *timer)
{
    struct port_mapping *m = timer->data;
    const struct mapping_part *pcp = m->parts[PORT_MAPPING_PCP];
    if (m->gateway.is_known && (pcp_is_of_no_use(m) || pcp->outcome == PORT_MAPPING_ASKING))
        part_open(m, PORT_MAPPING_NATPMP);
    report_tell(m);
}

void mapping_part_changed(struct mapping_part *part)
{
    struct port_mapping *m = part->owner;
    if (m->is_releasing)
        return;
    if (part->method->method == PORT_MAPPING_PCP && pcp_is_of_no_use(m))
        part_open(m, PORT_MAPPING_NATPMP);
    report_tell(m);
}

/* Without a router there are no parts, and the first report says so, from the loop. */
static void parts_open(struct port_mapping *m)
{
    (void)gateway_find(&m->gateway);
    if (m->gateway.is_known) {
        part_open(m, PORT_MAPPING_PCP);
        part_open(m, PORT_MAPPING_UPNP);
    }
    bool must_wait = m->parts[PORT_MAPPING_PCP] != NULL;
    (void)uv_timer_start(&m->timer, on_fallback, must_wait ? PORT_MAPPING_FALLBACK_MS : 0, 0);
}

struct port_mapping *port_mapping_open(uv_loop_t *loop, const struct port_mapping_wish *wish)
{
    ALCOVE_ASSERT(wish->port != 0 && wish->on_change != NULL);
    struct port_mapping *m = calloc(1, sizeof *m);
    if (m == NULL)
        return NULL;
    m->loop = loop;
    m->wish = *wish;
    if (m->wish.lifetime_s == 0)
        m->wish.lifetime_s = PORT_MAPPING_LIFETIME_S;
    if (m->wish.methods == 0)
        m->wish.methods = UINT32_MAX;
    (void)uv_timer_init(loop, &m->timer);
    m->timer.data = m;
    parts_open(m);
    return m;
}

void port_mapping_refresh(struct port_mapping *m)
{
    struct gateway now;
    if (m->is_releasing)
        return;
    (void)gateway_find(&now);
    bool is_same = gateway_equal(&now, &m->gateway);
    for (size_t i = 0; i < PORT_MAPPING_METHODS; i++) {
        if (!is_same)
            part_close(m, i);
        else if (m->parts[i] != NULL)
            m->parts[i]->method->refresh(m->parts[i]);
    }
    if (!is_same)
        parts_open(m);
}

static void close_finish(struct port_mapping *m)
{
    if (!m->is_closed || m->closing > 0)
        return;
    void (*on_closed)(void *context) = m->on_closed;
    void *context = m->closed_context;
    free(m);
    if (on_closed != NULL)
        on_closed(context);
}

void mapping_part_closed(struct mapping_part *part)
{
    struct port_mapping *m = part->owner;
    ALCOVE_ASSERT(m->closing > 0);
    free(part);
    m->closing--;
    close_finish(m);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct port_mapping *m = handle->data;
    m->closing--;
    close_finish(m);
}

/* All is deleted, or it took too long. */
static void release_end(struct port_mapping *m)
{
    if (m->is_closed)
        return;
    m->is_closed = true;
    m->closing++;
    for (size_t i = 0; i < PORT_MAPPING_METHODS; i++)
        part_close(m, i);
    uv_close((uv_handle_t *)&m->timer, on_timer_closed);
}

static void on_release_too_long(uv_timer_t *timer)
{
    release_end(timer->data);
}

void mapping_part_released(struct mapping_part *part)
{
    struct port_mapping *m = part->owner;
    part->is_released = true;
    for (size_t i = 0; i < PORT_MAPPING_METHODS; i++) {
        if (m->parts[i] != NULL && !m->parts[i]->is_released)
            return;
    }
    if (m->is_releasing)
        (void)uv_timer_start(&m->timer, on_release_too_long, 0, 0);
}

void port_mapping_close(struct port_mapping *m, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(!m->is_releasing);
    bool has_parts = false;
    m->is_releasing = true;
    m->on_closed = on_closed;
    m->closed_context = context;
    (void)uv_timer_start(&m->timer, on_release_too_long, PORT_MAPPING_CLOSE_MS, 0);
    for (size_t i = 0; i < PORT_MAPPING_METHODS; i++) {
        if (m->parts[i] == NULL)
            continue;
        has_parts = true;
        m->parts[i]->method->release(m->parts[i]);
    }
    if (!has_parts)
        (void)uv_timer_start(&m->timer, on_release_too_long, 0, 0);
}

uint64_t port_mapping_renewals(const struct port_mapping *m)
{
    return m->renewals;
}
