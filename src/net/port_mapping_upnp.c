/* Mapping by UPnP-IGD: the search is ours, on the loop, and hears the router only; the rest is a
 * job in a thread (upnp_job.h). It stays idle when another method has what is wanted. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "net/port_mapping_parts.h"
#include "net/socket_address.h"
#include "net/upnp_job.h"
#include "reach/address_text.h"
#include "reach/ssdp.h"

#define SEARCHES_MAX     3
#define SEARCH_AGAIN_MS  700
#define REFUSED_AGAIN_MS 1800000
#define SEARCH_TTL       2

struct upnp_part {
    struct mapping_part part;
    uv_udp_t socket; /* receives while it searches */
    uv_timer_t timer;
    uv_async_t wake;
    unsigned handles; /* that the loop knows */
    unsigned searches;
    bool is_searching;
    bool is_fresh; /* the router was found for this very job */
    struct upnp_job *job;
    struct upnp_state state;
    bool is_releasing;
    uint8_t received[SSDP_ANSWER_BYTES_MAX];
};

static void on_time(uv_timer_t *timer);

static void rest(struct upnp_part *p, uint64_t ms)
{
    (void)uv_timer_start(&p->timer, on_time, ms, 0);
}

/* Another method has what is wanted. */
static bool is_needless(const struct upnp_part *p)
{
    return p->part.outcome != PORT_MAPPING_MADE && mapping_is_made(p->part.owner);
}

static void search_end(struct upnp_part *p)
{
    p->is_searching = false;
    (void)uv_udp_recv_stop(&p->socket);
}

static void end_with(struct upnp_part *p, enum port_mapping_outcome outcome, uint64_t again_ms)
{
    if (p->is_searching)
        search_end(p);
    if (outcome != PORT_MAPPING_MADE)
        memset(p->part.made, 0, sizeof p->part.made);
    p->part.outcome = outcome;
    rest(p, again_ms);
    mapping_part_changed(&p->part);
}

static void job_begin(struct upnp_part *p, enum upnp_errand errand)
{
    ALCOVE_ASSERT(p->job == NULL);
    (void)uv_timer_stop(&p->timer);
    p->job = upnp_job_begin(errand, &p->state, &p->wake);
    if (p->job != NULL)
        return;
    if (p->is_releasing)
        mapping_part_released(&p->part);
    else
        end_with(p, PORT_MAPPING_REFUSED, REFUSED_AGAIN_MS);
}

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct upnp_part *p = handle->data;
    (void)suggested;
    *out = uv_buf_init((char *)p->received, sizeof p->received);
}

static void on_received(uv_udp_t *handle, ssize_t size, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct upnp_part *p = handle->data;
    struct alcove_address address;
    char url[SSDP_URL_BYTES_MAX];
    if (size <= 0 || from == NULL || (flags & UV_UDP_PARTIAL) != 0 || !p->is_searching)
        return;
    if (!socket_address_to(from, &address) ||
        memcmp(address.ip, p->state.router.ip, sizeof address.ip) != 0 ||
        !ssdp_decode_answer((const uint8_t *)buffer->base, (size_t)size, &p->state.router, url))
        return;
    search_end(p);
    memcpy(p->state.description_url, url, sizeof url);
    p->is_fresh = true;
    if (is_needless(p))
        end_with(p, PORT_MAPPING_REFUSED, REFUSED_AGAIN_MS);
    else
        job_begin(p, UPNP_MAP);
}

static void search_send(struct upnp_part *p)
{
    char text[SSDP_SEARCH_BYTES_MAX];
    struct sockaddr_storage at;
    struct alcove_address group = address_from_ipv4(ssdp_group, SSDP_PORT);
    uv_buf_t buffer = uv_buf_init(text, (unsigned)ssdp_encode_search(text));
    if (socket_address_from(&group, true, &at))
        (void)uv_udp_try_send(&p->socket, &buffer, 1, (const struct sockaddr *)&at);
    p->searches++;
    rest(p, SEARCH_AGAIN_MS);
}

static void search_begin(struct upnp_part *p)
{
    p->searches = 0;
    p->is_searching = uv_udp_recv_start(&p->socket, on_room_wanted, on_received) == 0;
    if (p->is_searching)
        search_send(p);
    else
        end_with(p, PORT_MAPPING_REFUSED, REFUSED_AGAIN_MS);
}

static void on_time(uv_timer_t *timer)
{
    struct upnp_part *p = timer->data;
    if (p->job != NULL)
        return;
    if (p->is_searching && p->searches < SEARCHES_MAX)
        search_send(p);
    else if (p->is_searching || is_needless(p))
        end_with(p, PORT_MAPPING_REFUSED, REFUSED_AGAIN_MS);
    else if (p->state.control_url[0] != '\0')
        job_begin(p, UPNP_MAP);
    else
        search_begin(p);
}

static void on_mapped(struct upnp_part *p)
{
    bool was_fresh = p->is_fresh;
    p->is_fresh = false;
    if (!p->state.has_answered && !p->state.hides_outer && !was_fresh) {
        /* It restarted, perhaps, and is at another port now. */
        search_begin(p);
        return;
    }
    enum port_mapping_outcome outcome =
        p->state.hides_outer ? PORT_MAPPING_BEHIND_CARRIER : PORT_MAPPING_REFUSED;
    uint32_t lifetime_s = p->part.owner->wish.lifetime_s;
    if (p->state.has_answered)
        outcome = mapping_outcome_of(&p->state.outer);
    if (outcome != PORT_MAPPING_MADE) {
        end_with(p, outcome, REFUSED_AGAIN_MS);
        return;
    }
    for (size_t i = 0; i < p->state.port_count; i++) {
        struct alcove_address external = p->state.outer;
        external.port = p->state.ports[i].is_mapped ? p->state.ports[i].external : 0;
        (void)mapping_judge(&p->part, i > 0, &external, lifetime_s);
    }
    if (p->part.made[0].external.port == 0) {
        end_with(p, PORT_MAPPING_REFUSED, REFUSED_AGAIN_MS);
        return;
    }
    p->part.owner->renewals += p->part.outcome == PORT_MAPPING_MADE;
    end_with(p, PORT_MAPPING_MADE, mapping_renew_after_ms(lifetime_s));
}

static bool has_mapped(const struct upnp_part *p)
{
    for (size_t i = 0; i < p->state.port_count; i++) {
        if (p->state.ports[i].is_mapped)
            return true;
    }
    return false;
}

static void on_woken(uv_async_t *wake)
{
    struct upnp_part *p = wake->data;
    if (p->job == NULL || !upnp_job_take(p->job, &p->state))
        return;
    p->job = NULL;
    if (!p->is_releasing)
        on_mapped(p);
    else if (has_mapped(p))
        job_begin(p, UPNP_UNMAP);
    else
        mapping_part_released(&p->part);
}

static bool socket_begin(struct upnp_part *p)
{
    struct sockaddr_storage at;
    char text[ADDRESS_TEXT_BYTES_MAX];
    struct alcove_address client = p->part.owner->gateway.client;
    client.port = 0;
    size_t length = address_text_print(&client, text);
    text[length - 2] = '\0'; /* without `:0` */
    return socket_address_from(&client, true, &at) &&
           uv_udp_bind(&p->socket, (const struct sockaddr *)&at, 0) == 0 &&
           uv_udp_set_multicast_interface(&p->socket, text) == 0 &&
           uv_udp_set_multicast_ttl(&p->socket, SEARCH_TTL) == 0;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct upnp_part *p = handle->data;
    ALCOVE_ASSERT(p->handles > 0);
    if (--p->handles == 0)
        mapping_part_closed(&p->part);
}

static void upnp_close(struct mapping_part *part)
{
    struct upnp_part *p = (struct upnp_part *)part;
    if (p->job != NULL)
        upnp_job_abandon(p->job);
    p->job = NULL;
    uv_close((uv_handle_t *)&p->socket, on_handle_closed);
    uv_close((uv_handle_t *)&p->timer, on_handle_closed);
    uv_close((uv_handle_t *)&p->wake, on_handle_closed);
}

static struct mapping_part *upnp_open(struct port_mapping *owner)
{
    struct upnp_part *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->part = (struct mapping_part){.method = &mapping_upnp, .owner = owner};
    if (uv_async_init(owner->loop, &p->wake, on_woken) != 0) {
        free(p);
        return NULL;
    }
    (void)uv_udp_init(owner->loop, &p->socket);
    (void)uv_timer_init(owner->loop, &p->timer);
    p->handles = 3;
    p->socket.data = p;
    p->timer.data = p;
    p->wake.data = p;
    p->state.router = owner->gateway.router;
    p->state.internal_port = owner->wish.port;
    p->state.lifetime_s = owner->wish.lifetime_s;
    p->state.port_count = mapping_ports(owner);
    for (size_t i = 0; i < p->state.port_count; i++)
        p->state.ports[i] = (struct upnp_port){.is_tcp = i > 0, .external = owner->wish.port};
    if (socket_begin(p))
        rest(p, 0);
    else
        p->part.outcome = PORT_MAPPING_REFUSED;
    return &p->part;
}

static void upnp_refresh(struct mapping_part *part)
{
    struct upnp_part *p = (struct upnp_part *)part;
    if (p->job == NULL && !p->is_searching)
        rest(p, 0);
}

static void upnp_release(struct mapping_part *part)
{
    struct upnp_part *p = (struct upnp_part *)part;
    p->is_releasing = true;
    (void)uv_timer_stop(&p->timer);
    if (p->is_searching)
        search_end(p);
    if (p->job != NULL)
        upnp_job_hurry(p->job);
    else if (has_mapped(p))
        job_begin(p, UPNP_UNMAP);
    else
        mapping_part_released(part);
}

const struct mapping_method mapping_upnp = {
    .method = PORT_MAPPING_UPNP,
    .open = upnp_open,
    .refresh = upnp_refresh,
    .release = upnp_release,
    .close = upnp_close,
};
