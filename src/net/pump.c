#include "net/pump.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "net/alarm.h"
#include "net/clock.h"
#include "net/extra_sockets.h"
#include "net/routes.h"
#include "net/udp.h"
#include "reach/virtual_address.h"

#define SOURCES_MAX 256 /* a power of two */

/* A link and what the pump has to know about it. A free place has no link. */
struct place {
    struct alcove_link *link; /* borrowed */
    void *owner;
    uint64_t deadline_us;
    bool dirty; /* mutated since it was last drained */
};

/* Which link took the last datagram from a source: the first to be asked for the next one. */
struct source {
    struct alcove_address address;
    size_t place;
};

struct net_pump {
    struct udp_socket udp;
    struct alarm_clock alarm;
    net_pump_event on_event;
    struct place places[NET_LINKS_MAX];
    size_t places_used; /* all behind are free */
    struct source sources[SOURCES_MAX];
    struct net_pump_guest guest;
    struct extra_sockets extra;
    struct routes routes;
    bool draining; /* below is a callback: what it makes dirty is drained when it has returned */
    bool closed;
    unsigned handles; /* that the loop has still to close */
    void (*on_closed)(void *context);
    void *closed_context;
};

/* ---- sending ---- */

void net_pump_send(struct net_pump *pump, const struct net_datagram *datagram)
{
    ALCOVE_ASSERT(!pump->closed && !address_is_virtual(&datagram->address));
    if (datagram->socket != 0) {
        bool sent = extra_sockets_send(&pump->extra, datagram);
        pump->udp.statistics.datagrams_sent += sent;
        pump->udp.statistics.datagrams_dropped += !sent;
        pump->udp.statistics.bytes_sent += sent ? datagram->size : 0;
    } else if (datagram->ttl != 0) {
        udp_send_short(&pump->udp, &datagram->address, datagram->ttl, datagram->bytes,
                       datagram->size);
    } else {
        udp_send(&pump->udp, &datagram->address, datagram->bytes, datagram->size);
    }
}

static void send_for_link(struct net_pump *pump, const struct alcove_transmit *transmit)
{
    if (address_is_virtual(&transmit->to)) {
        if (pump->guest.on_virtual != NULL)
            pump->guest.on_virtual(pump->guest.context, &transmit->to, transmit->bytes,
                                   transmit->size);
        return;
    }
    const struct net_datagram datagram = {
        .address = transmit->to,
        .socket = routes_find(&pump->routes, &transmit->to),
        .bytes = transmit->bytes,
        .size = transmit->size,
    };
    net_pump_send(pump, &datagram);
}

/* ---- draining ---- */

/* Transmits and events of one link, until it has neither. Events may do anything to the pump. */
static void place_drain(struct net_pump *pump, struct place *place)
{
    struct alcove_link *link = place->link;
    struct alcove_transmit transmit;
    struct alcove_event event;
    place->dirty = false;
    for (;;) {
        while (alcove_link_poll_transmit(link, net_now_us(), &transmit))
            send_for_link(pump, &transmit);
        if (!alcove_link_poll_event(link, &event))
            break;
        pump->on_event(place->owner, link, &event);
        if (pump->closed || place->link != link)
            return;
    }
    place->deadline_us = alcove_link_next_timeout(link);
}

static void alarm_arm(struct net_pump *pump)
{
    uint64_t earliest = ALARM_NEVER;
    for (size_t i = 0; i < pump->places_used; i++) {
        const struct place *place = &pump->places[i];
        if (place->link != NULL && place->deadline_us < earliest)
            earliest = place->deadline_us;
    }
    alarm_set(&pump->alarm, earliest);
}

/* Everything dirty, also what becomes dirty meanwhile. Not from within itself. */
static void pump_drain(struct net_pump *pump)
{
    if (pump->draining)
        return;
    pump->draining = true;
    bool again = true;
    while (again && !pump->closed) {
        again = false;
        for (size_t i = 0; i < pump->places_used && !pump->closed; i++) {
            if (!pump->places[i].dirty)
                continue;
            place_drain(pump, &pump->places[i]);
            again = true;
        }
    }
    pump->draining = false;
    if (!pump->closed)
        alarm_arm(pump);
}

/* ---- what the loop brings ---- */

static void on_alarm(void *context)
{
    struct net_pump *pump = context;
    ALCOVE_ASSERT(!pump->closed && !pump->draining);
    uint64_t now_us = net_now_us();
    for (size_t i = 0; i < pump->places_used; i++) {
        struct place *place = &pump->places[i];
        if (place->link == NULL || place->deadline_us > now_us)
            continue;
        alcove_link_handle_timeout(place->link, now_us);
        place->dirty = true;
    }
    pump_drain(pump);
}

/* FNV-1a: a source chosen to share a place in the table costs a second look, no more. */
static struct source *source_slot(struct net_pump *pump, const struct alcove_address *from)
{
    uint32_t hash = 2166136261u ^ from->port;
    for (size_t i = 0; i < sizeof from->ip; i++)
        hash = (hash ^ from->ip[i]) * 16777619u;
    return &pump->sources[(hash ^ hash >> 16) & (SOURCES_MAX - 1)];
}

static bool place_offer(struct place *place, const struct net_datagram *datagram)
{
    if (place->link == NULL)
        return false;
    if (alcove_link_receive(place->link, net_now_us(), &datagram->address, datagram->bytes,
                            datagram->size) != ALCOVE_RECEIVE_TAKEN)
        return false;
    place->dirty = true;
    return true;
}

/* The place whose link took it, or NET_LINKS_MAX. */
static size_t pump_offer(struct net_pump *pump, const struct source *source,
                         const struct net_datagram *datagram)
{
    size_t first = NET_LINKS_MAX;
    if (alcove_address_equal(&source->address, &datagram->address)) {
        first = source->place;
        if (place_offer(&pump->places[first], datagram))
            return first;
    }
    for (size_t i = 0; i < pump->places_used; i++) {
        if (i != first && place_offer(&pump->places[i], datagram))
            return i;
    }
    return NET_LINKS_MAX;
}

/* True when a link took it. */
static bool offer_to_links(struct net_pump *pump, const struct net_datagram *datagram)
{
    struct source *source = source_slot(pump, &datagram->address);
    size_t taker = pump_offer(pump, source, datagram);
    if (taker == NET_LINKS_MAX)
        return false;
    *source = (struct source){datagram->address, taker};
    if (datagram->socket != 0)
        routes_set(&pump->routes, &datagram->address, datagram->socket);
    pump_drain(pump);
    return true;
}

static void take_in(struct net_pump *pump, const struct net_datagram *datagram)
{
    ALCOVE_ASSERT(!pump->closed && !pump->draining);
    if (offer_to_links(pump, datagram))
        return;
    bool taken =
        pump->guest.on_datagram != NULL && pump->guest.on_datagram(pump->guest.context, datagram);
    if (!taken)
        pump->udp.statistics.datagrams_refused++;
}

static void on_datagram(void *context, const struct alcove_address *from, const uint8_t *bytes,
                        size_t size)
{
    const struct net_datagram datagram = {.address = *from, .bytes = bytes, .size = size};
    take_in(context, &datagram);
}

static void on_extra_datagram(void *context, const struct net_datagram *datagram)
{
    struct net_pump *pump = context;
    pump->udp.statistics.datagrams_received++;
    pump->udp.statistics.bytes_received += datagram->size;
    take_in(pump, datagram);
}

bool net_pump_deliver(struct net_pump *pump, const struct alcove_address *from,
                      const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(!pump->closed && !pump->draining && address_is_virtual(from));
    const struct net_datagram datagram = {.address = *from, .bytes = bytes, .size = size};
    return offer_to_links(pump, &datagram);
}

void net_pump_set_guest(struct net_pump *pump, const struct net_pump_guest *guest)
{
    pump->guest = *guest;
}

void net_pump_route(struct net_pump *pump, const struct alcove_address *to, uint16_t socket)
{
    routes_set(&pump->routes, to, socket);
}

static bool is_routed(void *context, uint16_t socket)
{
    struct net_pump *pump = context;
    return routes_use(&pump->routes, socket);
}

void net_pump_close_unrouted(struct net_pump *pump)
{
    extra_sockets_close(&pump->extra, is_routed, pump);
}

size_t net_pump_count_sockets(const struct net_pump *pump)
{
    return extra_sockets_count(&pump->extra);
}

/* ---- the doors ---- */

static void on_handle_closed(uv_handle_t *handle)
{
    /* The alarm's own data is taken; both handles are members of the pump, and both say which. */
    struct net_pump *pump = uv_handle_get_type(handle) == UV_UDP
                                ? ((struct udp_socket *)handle->data)->context
                                : ((struct alarm_clock *)handle->data)->context;
    ALCOVE_ASSERT(pump->handles > 0);
    if (--pump->handles > 0)
        return;
    udp_free(&pump->udp);
    if (pump->on_closed != NULL)
        pump->on_closed(pump->closed_context);
    free(pump);
}

struct net_pump *net_pump_open(uv_loop_t *loop, const struct alcove_address *listen,
                               net_pump_event on_event, struct net_error *error)
{
    ALCOVE_ASSERT(on_event != NULL);
    *error = (struct net_error){0};
    struct net_pump *pump = calloc(1, sizeof *pump);
    if (pump == NULL) {
        *error = (struct net_error){NET_ERROR_SYSTEM, "no memory is left; close other programs"};
        return NULL;
    }
    pump->on_event = on_event;
    pump->udp.on_datagram = on_datagram;
    pump->udp.context = pump;
    bool opened = udp_open(&pump->udp, loop, listen, error);
    pump->extra = (struct extra_sockets){.loop = loop,
                                         .ipv4_only = pump->udp.ipv4_only,
                                         .on_datagram = on_extra_datagram,
                                         .context = pump};
    if (!pump->udp.begun) {
        free(pump);
        return NULL;
    }
    pump->handles = 1;
    int failed = opened ? alarm_open(&pump->alarm, loop, on_alarm, pump) : 0;
    if (failed != 0)
        *error = (struct net_error){NET_ERROR_SYSTEM, "no timer is left; close other programs"};
    if (!opened || failed != 0) {
        pump->closed = true;
        udp_close(&pump->udp, on_handle_closed);
        return NULL;
    }
    pump->handles = 2;
    return pump;
}

void net_pump_close(struct net_pump *pump, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(!pump->closed);
    pump->closed = true;
    pump->on_closed = on_closed;
    pump->closed_context = context;
    extra_sockets_close(&pump->extra, NULL, NULL);
    udp_close(&pump->udp, on_handle_closed);
    alarm_close(&pump->alarm, on_handle_closed);
}

static struct place *place_find(struct net_pump *pump, const struct alcove_link *link)
{
    for (size_t i = 0; i < pump->places_used; i++) {
        if (pump->places[i].link == link)
            return &pump->places[i];
    }
    return NULL;
}

bool net_pump_add(struct net_pump *pump, struct alcove_link *link, void *owner)
{
    ALCOVE_ASSERT(link != NULL && place_find(pump, link) == NULL);
    size_t i = 0;
    while (i < pump->places_used && pump->places[i].link != NULL)
        i++;
    if (i == NET_LINKS_MAX)
        return false;
    if (i == pump->places_used)
        pump->places_used++;
    pump->places[i] = (struct place){link, owner, ALARM_NEVER, true};
    pump_drain(pump);
    return true;
}

void net_pump_remove(struct net_pump *pump, struct alcove_link *link)
{
    struct place *place = place_find(pump, link);
    ALCOVE_ASSERT(place != NULL);
    *place = (struct place){.deadline_us = ALARM_NEVER};
    while (pump->places_used > 0 && pump->places[pump->places_used - 1].link == NULL)
        pump->places_used--;
    if (!pump->draining && !pump->closed)
        alarm_arm(pump);
}

void net_pump_flush(struct net_pump *pump, struct alcove_link *link)
{
    struct place *place = place_find(pump, link);
    ALCOVE_ASSERT(place != NULL && !pump->closed);
    place->dirty = true;
    pump_drain(pump);
}

uint16_t net_pump_local_port(const struct net_pump *pump)
{
    return pump->udp.port;
}

bool net_pump_is_ipv4_only(const struct net_pump *pump)
{
    return pump->udp.ipv4_only;
}

struct net_pump_statistics net_pump_get_statistics(const struct net_pump *pump)
{
    return pump->udp.statistics;
}
