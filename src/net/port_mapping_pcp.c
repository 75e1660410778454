/* Mapping by PCP: one connected socket, so that nobody but the router is heard, and one timer for
 * what is due next. Requests are repeated as RFC 6887 section 8.1.1 says, and a router that lost
 * its state is asked for everything anew. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "net/clock.h"
#include "net/port_mapping_parts.h"
#include "net/socket_address.h"
#include "reach/pcp.h"

#define NEVER UINT64_MAX
/* A refusal holds for as long as the router says, within these bounds. */
#define REFUSED_S_MIN 30
#define REFUSED_S_MAX 1800
/* Section 8.5 asks for a limit: a router that says each time that it has forgotten all must not
 * make us send as fast as it answers. */
#define ASK_ANEW_US UINT64_C(10000000)
/* There is no time for three seconds when all shall be deleted. */
#define RELEASE_RETRY_US 250000

struct request {
    struct pcp_map map; /* wished; external is what was granted last */
    uint64_t pause_us;  /* before this repetition; 0: not asked yet */
    uint64_t due_us;
    uint64_t ends_us; /* of what was granted */
    enum port_mapping_outcome outcome;
};

struct pcp_part {
    struct mapping_part part;
    uv_udp_t socket;
    uv_timer_t timer;
    unsigned handles; /* that the loop knows */
    struct alcove_address client;
    struct request requests[MAPPING_PORTS_MAX];
    size_t count;
    struct pcp_epoch epoch;
    uint64_t asked_anew_us; /* when the router seemed to have changed last; 0: never */
    bool is_releasing;
    uint8_t received[PCP_DATAGRAM_BYTES_MAX + 1];
};

static void on_due(uv_timer_t *timer);

static void alarm_renew(struct pcp_part *p)
{
    uint64_t now_us = net_now_us();
    uint64_t due_us = NEVER;
    for (size_t i = 0; i < p->count; i++) {
        if (p->requests[i].due_us < due_us)
            due_us = p->requests[i].due_us;
    }
    if (due_us == NEVER)
        (void)uv_timer_stop(&p->timer);
    else
        (void)uv_timer_start(&p->timer, on_due,
                             due_us > now_us ? (due_us - now_us + 999) / 1000 : 0, 0);
}

static void request_send(struct pcp_part *p, struct request *r)
{
    uint8_t bytes[PCP_MAP_BYTES];
    uint8_t random = 0;
    pcp_encode_map(&r->map, &p->client, bytes);
    uv_buf_t buffer = uv_buf_init((char *)bytes, sizeof bytes);
    /* What cannot be sent is lost, as networks lose it, and repeated. */
    (void)uv_udp_try_send(&p->socket, &buffer, 1, NULL);
    (void)uv_random(NULL, NULL, &random, 1, 0, NULL);
    if (p->is_releasing)
        r->pause_us = r->pause_us == 0 ? RELEASE_RETRY_US : 2 * r->pause_us;
    else
        r->pause_us = pcp_retry_after(r->pause_us, random);
    r->due_us = net_now_us() + r->pause_us;
}

/* MADE if all are; otherwise what the first of the others says. */
static void outcome_update(struct pcp_part *p)
{
    p->part.outcome = PORT_MAPPING_MADE;
    for (size_t i = p->count; i-- > 0;) {
        if (p->requests[i].outcome != PORT_MAPPING_MADE)
            p->part.outcome = p->requests[i].outcome;
    }
    /* A port of UDP alone is what counts. */
    if (p->requests[0].outcome == PORT_MAPPING_MADE)
        p->part.outcome = PORT_MAPPING_MADE;
}

static void request_forget(struct pcp_part *p, struct request *r)
{
    r->outcome = PORT_MAPPING_ASKING;
    memset(&p->part.made[r - p->requests], 0, sizeof p->part.made[0]);
}

static void on_due(uv_timer_t *timer)
{
    struct pcp_part *p = timer->data;
    uint64_t now_us = net_now_us();
    bool has_lost = false;
    for (size_t i = 0; i < p->count; i++) {
        struct request *r = &p->requests[i];
        if (now_us < r->due_us)
            continue;
        if (r->outcome == PORT_MAPPING_MADE && now_us >= r->ends_us) {
            request_forget(p, r);
            has_lost = true;
        }
        request_send(p, r);
    }
    alarm_renew(p);
    outcome_update(p);
    if (has_lost)
        mapping_part_changed(&p->part);
}

static void ask_all_now(struct pcp_part *p)
{
    for (size_t i = 0; i < p->count; i++) {
        p->requests[i].pause_us = 0;
        p->requests[i].due_us = 0;
    }
    alarm_renew(p);
}

/* What cannot be used is given back; no answer is waited for. */
static void give_back(struct pcp_part *p, struct request *r)
{
    uint8_t bytes[PCP_MAP_BYTES];
    struct pcp_map map = r->map;
    map.lifetime_s = 0;
    memset(&map.external, 0, sizeof map.external);
    pcp_encode_map(&map, &p->client, bytes);
    uv_buf_t buffer = uv_buf_init((char *)bytes, sizeof bytes);
    (void)uv_udp_try_send(&p->socket, &buffer, 1, NULL);
}

static void on_granted(struct pcp_part *p, struct request *r, const struct pcp_answer *answer)
{
    uint64_t now_us = net_now_us();
    bool again = r->outcome == PORT_MAPPING_MADE;
    uint32_t lifetime_s = answer->lifetime_s;
    if (lifetime_s > 2 * p->part.owner->wish.lifetime_s)
        lifetime_s = 2 * p->part.owner->wish.lifetime_s;
    bool is_tcp = r->map.protocol == PCP_TCP;
    r->outcome = mapping_judge(&p->part, is_tcp, &answer->external, lifetime_s);
    r->pause_us = 0;
    if (r->outcome != PORT_MAPPING_MADE) {
        give_back(p, r);
        r->due_us = now_us + UINT64_C(1000000) * REFUSED_S_MAX;
        return;
    }
    p->part.owner->renewals += again;
    r->map.external = answer->external;
    r->ends_us = now_us + UINT64_C(1000000) * lifetime_s;
    r->due_us = now_us + UINT64_C(1000) * mapping_renew_after_ms(lifetime_s);
}

static void on_refused(struct pcp_part *p, struct request *r, const struct pcp_answer *answer)
{
    uint32_t wait_s = answer->lifetime_s;
    wait_s = wait_s < REFUSED_S_MIN ? REFUSED_S_MIN : wait_s;
    wait_s = wait_s > REFUSED_S_MAX ? REFUSED_S_MAX : wait_s;
    request_forget(p, r);
    r->outcome =
        answer->result == PCP_NO_RESOURCES ? PORT_MAPPING_BEHIND_CARRIER : PORT_MAPPING_REFUSED;
    r->pause_us = 0;
    r->due_us = net_now_us() + UINT64_C(1000000) * wait_s;
}

static void release_step(struct pcp_part *p, struct request *r)
{
    r->due_us = NEVER;
    request_forget(p, r);
    for (size_t i = 0; i < p->count; i++) {
        if (p->requests[i].due_us != NEVER)
            return;
    }
    alarm_renew(p);
    mapping_part_released(&p->part);
}

/* The router changed: it forgot, or has another address. */
static void ask_anew(struct pcp_part *p)
{
    uint64_t now_us = net_now_us();
    if (p->asked_anew_us != 0 && now_us < p->asked_anew_us + ASK_ANEW_US)
        return;
    p->asked_anew_us = now_us;
    ask_all_now(p);
}

static void on_answer(struct pcp_part *p, struct request *r, const struct pcp_answer *answer)
{
    if (p->is_releasing) {
        release_step(p, r);
        return;
    }
    bool is_awaited = r->pause_us > 0;
    /* The receipt for what was given back. */
    if (!is_awaited && r->outcome != PORT_MAPPING_MADE && answer->lifetime_s == 0)
        return;
    bool has_kept = pcp_epoch_check(&p->epoch, net_now_us() / 1000000, answer->epoch_s);
    if (!is_awaited || !has_kept)
        ask_anew(p);
    /* What nobody asked for may be true (section 14.2), and asking is how to know. */
    if (!is_awaited)
        return;
    if (answer->result == PCP_SUCCESS)
        on_granted(p, r, answer);
    else
        on_refused(p, r, answer);
    alarm_renew(p);
    outcome_update(p);
    mapping_part_changed(&p->part);
}

/* Nobody listens there, or in another language: nothing more is sent until a refresh. */
static void on_useless(struct pcp_part *p)
{
    for (size_t i = 0; i < p->count; i++) {
        request_forget(p, &p->requests[i]);
        p->requests[i].outcome = PORT_MAPPING_REFUSED;
        p->requests[i].due_us = NEVER;
    }
    alarm_renew(p);
    outcome_update(p);
    if (p->is_releasing)
        mapping_part_released(&p->part);
    else
        mapping_part_changed(&p->part);
}

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct pcp_part *p = handle->data;
    (void)suggested;
    *out = uv_buf_init((char *)p->received, sizeof p->received);
}

static void on_received(uv_udp_t *handle, ssize_t size, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct pcp_part *p = handle->data;
    struct pcp_answer answer;
    if (size == UV_ECONNREFUSED) {
        on_useless(p);
        return;
    }
    if (size <= 0 || from == NULL || (flags & UV_UDP_PARTIAL) != 0)
        return;
    for (size_t i = 0; i < p->count; i++) {
        struct request *r = &p->requests[i];
        switch (pcp_decode_map((const uint8_t *)buffer->base, (size_t)size, &r->map, &answer)) {
        case PCP_ANSWER:
            on_answer(p, r, &answer);
            return;
        case PCP_OTHER_VERSION:
            on_useless(p);
            return;
        case PCP_NOT_THE_ANSWER:
            break;
        }
    }
}

static bool socket_begin(struct pcp_part *p)
{
    struct alcove_address router = p->part.owner->gateway.router;
    struct sockaddr_storage at;
    router.port = PCP_PORT;
    return socket_address_from(&router, true, &at) &&
           uv_udp_connect(&p->socket, (const struct sockaddr *)&at) == 0 &&
           uv_udp_recv_start(&p->socket, on_room_wanted, on_received) == 0;
}

static struct mapping_part *pcp_open(struct port_mapping *owner)
{
    struct pcp_part *p = calloc(1, sizeof *p);
    static const uint8_t any[4] = {0};
    if (p == NULL)
        return NULL;
    p->part = (struct mapping_part){.method = &mapping_pcp, .owner = owner};
    p->client = owner->gateway.client;
    p->count = mapping_ports(owner);
    for (size_t i = 0; i < p->count; i++) {
        struct pcp_map *map = &p->requests[i].map;
        map->protocol = i == 0 ? PCP_UDP : PCP_TCP;
        map->internal_port = owner->wish.port;
        map->lifetime_s = owner->wish.lifetime_s;
        map->external = (struct alcove_address){0};
        memset(map->external.ip + 10, 0xff, 2);
        memcpy(map->external.ip + 12, any, sizeof any);
        map->external.port = owner->wish.port;
        (void)uv_random(NULL, NULL, map->nonce, sizeof map->nonce, 0, NULL);
    }
    (void)uv_udp_init(owner->loop, &p->socket);
    (void)uv_timer_init(owner->loop, &p->timer);
    p->handles = 2;
    p->socket.data = p;
    p->timer.data = p;
    if (socket_begin(p)) {
        ask_all_now(p);
    } else {
        for (size_t i = 0; i < p->count; i++)
            p->requests[i].outcome = PORT_MAPPING_REFUSED;
        p->part.outcome = PORT_MAPPING_REFUSED;
    }
    return &p->part;
}

static void pcp_refresh(struct mapping_part *part)
{
    ask_all_now((struct pcp_part *)part);
}

static void pcp_release(struct mapping_part *part)
{
    struct pcp_part *p = (struct pcp_part *)part;
    bool has_any = false;
    p->is_releasing = true;
    for (size_t i = 0; i < p->count; i++) {
        struct request *r = &p->requests[i];
        if (r->outcome != PORT_MAPPING_MADE) {
            /* Perhaps it is made, and only the answer is missing. */
            if (r->pause_us > 0)
                give_back(p, r);
            r->due_us = NEVER;
            continue;
        }
        has_any = true;
        r->map.lifetime_s = 0;
        memset(&r->map.external, 0, sizeof r->map.external);
        r->pause_us = 0;
        r->due_us = 0;
        r->ends_us = NEVER;
    }
    alarm_renew(p);
    if (!has_any)
        mapping_part_released(part);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct pcp_part *p = handle->data;
    ALCOVE_ASSERT(p->handles > 0);
    if (--p->handles == 0)
        mapping_part_closed(&p->part);
}

static void pcp_close(struct mapping_part *part)
{
    struct pcp_part *p = (struct pcp_part *)part;
    uv_close((uv_handle_t *)&p->socket, on_handle_closed);
    uv_close((uv_handle_t *)&p->timer, on_handle_closed);
}

const struct mapping_method mapping_pcp = {
    .method = PORT_MAPPING_PCP,
    .open = pcp_open,
    .refresh = pcp_refresh,
    .release = pcp_release,
    .close = pcp_close,
};
