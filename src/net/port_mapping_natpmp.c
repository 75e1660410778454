/* Mapping by NAT-PMP (RFC 6886) through libnatpmp: one request at a time over its socket, which is
 * connected to the router. First the outer address, then each port; the library repeats requests
 * when asked to at the times it names. */
#include <stdlib.h>
#include <string.h>

#include <natpmp.h>

#include "base/assert.h"
#include "net/port_mapping_parts.h"
#include "reach/address_text.h"

/* Answers to something else, one after another, until the router is left alone. */
#define STRANGE_MAX      3
#define REFUSED_AGAIN_MS 1800000

enum step {
    STEP_ADDRESS,
    STEP_PORT, /* and the next ones: one for each port */
};

struct natpmp_part {
    struct mapping_part part;
    natpmp_t natpmp;
    bool has_socket;
    uv_poll_t poll;
    uv_timer_t timer;
    unsigned handles; /* that the loop knows */
    size_t step;
    uint8_t outer[4];
    uint16_t external[MAPPING_PORTS_MAX]; /* wished, then granted */
    bool is_mapped[MAPPING_PORTS_MAX];
    unsigned strange;
    bool is_releasing;
};

static void on_time(uv_timer_t *timer);
static void on_readable(uv_poll_t *poll, int status, int events);

static void rest(struct natpmp_part *p, uint64_t ms)
{
    (void)uv_timer_start(&p->timer, on_time, ms, 0);
}

static void step_wait(struct natpmp_part *p)
{
    struct timeval left = {0};
    uint64_t ms = 0;
    if (getnatpmprequesttimeout(&p->natpmp, &left) == 0 && left.tv_sec >= 0)
        ms = (uint64_t)left.tv_sec * 1000 + (uint64_t)left.tv_usec / 1000 + 1;
    /* An ICMP error stops the polling. */
    (void)uv_poll_start(&p->poll, UV_READABLE, on_readable);
    rest(p, ms);
}

static void end_with(struct natpmp_part *p, enum port_mapping_outcome outcome)
{
    p->natpmp.has_pending_request = 0;
    (void)uv_poll_stop(&p->poll);
    if (p->is_releasing) {
        (void)uv_timer_stop(&p->timer);
        mapping_part_released(&p->part);
        return;
    }
    if (outcome != PORT_MAPPING_MADE) {
        memset(p->part.made, 0, sizeof p->part.made);
        rest(p, REFUSED_AGAIN_MS);
    } else {
        uint32_t lifetime_s = p->part.made[0].lifetime_s;
        if (lifetime_s > p->part.owner->wish.lifetime_s)
            lifetime_s = p->part.owner->wish.lifetime_s;
        p->part.owner->renewals += p->part.outcome == PORT_MAPPING_MADE;
        rest(p, mapping_renew_after_ms(lifetime_s));
    }
    p->part.outcome = outcome;
    mapping_part_changed(&p->part);
}

static int protocol_of(size_t port)
{
    return port == 0 ? NATPMP_PROTOCOL_UDP : NATPMP_PROTOCOL_TCP;
}

/* False when no step is left. */
static bool step_send(struct natpmp_part *p)
{
    const struct port_mapping_wish *wish = &p->part.owner->wish;
    while (p->is_releasing && p->step > 0 && p->step <= MAPPING_PORTS_MAX &&
           !p->is_mapped[p->step - 1])
        p->step++;
    if (p->step == STEP_ADDRESS) {
        (void)sendpublicaddressrequest(&p->natpmp);
    } else if (p->step <= mapping_ports(p->part.owner)) {
        size_t port = p->step - STEP_PORT;
        (void)sendnewportmappingrequest(&p->natpmp, protocol_of(port), wish->port,
                                        p->is_releasing ? 0 : p->external[port],
                                        p->is_releasing ? 0 : wish->lifetime_s);
    } else {
        return false;
    }
    step_wait(p);
    return true;
}

static void begin(struct natpmp_part *p, size_t step)
{
    p->step = step;
    p->strange = 0;
    if (!step_send(p))
        end_with(p, PORT_MAPPING_REFUSED);
}

static bool is_expected(const struct natpmp_part *p, const natpmpresp_t *response)
{
    if (p->step == STEP_ADDRESS)
        return response->type == NATPMP_RESPTYPE_PUBLICADDRESS;
    return response->type == protocol_of(p->step - STEP_PORT) &&
           response->pnu.newportmapping.privateport == p->part.owner->wish.port;
}

/* What the step's answer means for the whole; ASKING: go on. */
static enum port_mapping_outcome step_take(struct natpmp_part *p, const natpmpresp_t *response)
{
    if (p->is_releasing)
        return PORT_MAPPING_ASKING;
    if (p->step == STEP_ADDRESS) {
        memcpy(p->outer, &response->pnu.publicaddress.addr, sizeof p->outer);
        struct alcove_address outer = address_from_ipv4(p->outer, 0);
        enum port_mapping_outcome outcome = mapping_outcome_of(&outer);
        return outcome == PORT_MAPPING_MADE ? PORT_MAPPING_ASKING : outcome;
    }
    size_t port = p->step - STEP_PORT;
    p->external[port] = response->pnu.newportmapping.mappedpublicport;
    p->is_mapped[port] = true;
    struct alcove_address external = address_from_ipv4(p->outer, p->external[port]);
    enum port_mapping_outcome outcome =
        mapping_judge(&p->part, port > 0, &external, response->pnu.newportmapping.lifetime);
    return port == 0 && outcome != PORT_MAPPING_MADE ? outcome : PORT_MAPPING_ASKING;
}

static void on_answer(struct natpmp_part *p, const natpmpresp_t *response)
{
    if (!is_expected(p, response)) {
        p->strange++;
        if (p->strange == STRANGE_MAX || !step_send(p))
            end_with(p, PORT_MAPPING_REFUSED);
        return;
    }
    enum port_mapping_outcome outcome = step_take(p, response);
    if (outcome != PORT_MAPPING_ASKING) {
        end_with(p, outcome);
        return;
    }
    p->step++;
    if (!step_send(p))
        end_with(p, PORT_MAPPING_MADE);
}

static void go_on(struct natpmp_part *p)
{
    natpmpresp_t response;
    memset(&response, 0, sizeof response);
    int result = readnatpmpresponseorretry(&p->natpmp, &response);
    if (result == NATPMP_TRYAGAIN) {
        step_wait(p);
        return;
    }
    if (result == 0) {
        on_answer(p, &response);
        return;
    }
    /* A refused port of TCP is no loss to the one of UDP. */
    if (p->step > STEP_PORT && p->part.made[0].external.port != 0 && !p->is_releasing) {
        end_with(p, PORT_MAPPING_MADE);
        return;
    }
    end_with(p, result == NATPMP_ERR_NETWORKFAILURE ? PORT_MAPPING_BEHIND_CARRIER
                                                    : PORT_MAPPING_REFUSED);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct natpmp_part *p = poll->data;
    if (p->natpmp.has_pending_request != 0)
        go_on(p);
    else
        (void)uv_poll_stop(poll);
}

static void on_time(uv_timer_t *timer)
{
    struct natpmp_part *p = timer->data;
    if (p->natpmp.has_pending_request != 0)
        go_on(p);
    else
        begin(p, STEP_ADDRESS);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct natpmp_part *p = handle->data;
    ALCOVE_ASSERT(p->handles > 0);
    if (--p->handles > 0)
        return;
    if (p->has_socket)
        (void)closenatpmp(&p->natpmp);
    mapping_part_closed(&p->part);
}

static void natpmp_close(struct mapping_part *part)
{
    struct natpmp_part *p = (struct natpmp_part *)part;
    uv_close((uv_handle_t *)&p->poll, on_handle_closed);
    uv_close((uv_handle_t *)&p->timer, on_handle_closed);
}

static struct mapping_part *natpmp_open(struct port_mapping *owner)
{
    struct natpmp_part *p = calloc(1, sizeof *p);
    in_addr_t router;
    if (p == NULL)
        return NULL;
    p->part = (struct mapping_part){.method = &mapping_natpmp, .owner = owner};
    for (size_t i = 0; i < MAPPING_PORTS_MAX; i++)
        p->external[i] = owner->wish.port;
    memcpy(&router, owner->gateway.router.ip + 12, sizeof router);
    if (initnatpmp(&p->natpmp, 1, router) != 0) {
        free(p);
        return NULL;
    }
    p->has_socket = true;
    if (uv_poll_init(owner->loop, &p->poll, p->natpmp.s) != 0) {
        (void)closenatpmp(&p->natpmp);
        free(p);
        return NULL;
    }
    (void)uv_timer_init(owner->loop, &p->timer);
    p->handles = 2;
    p->poll.data = p;
    p->timer.data = p;
    rest(p, 0);
    return &p->part;
}

static void natpmp_refresh(struct mapping_part *part)
{
    struct natpmp_part *p = (struct natpmp_part *)part;
    p->natpmp.has_pending_request = 0;
    rest(p, 0);
}

static void natpmp_release(struct mapping_part *part)
{
    struct natpmp_part *p = (struct natpmp_part *)part;
    /* Under way when it was stopped: perhaps made, and only the answer is missing. */
    if (p->natpmp.has_pending_request != 0 && p->step >= STEP_PORT && p->step <= MAPPING_PORTS_MAX)
        p->is_mapped[p->step - STEP_PORT] = true;
    p->natpmp.has_pending_request = 0;
    p->is_releasing = true;
    begin(p, STEP_PORT);
}

const struct mapping_method mapping_natpmp = {
    .method = PORT_MAPPING_NATPMP,
    .open = natpmp_open,
    .refresh = natpmp_refresh,
    .release = natpmp_release,
    .close = natpmp_close,
};
