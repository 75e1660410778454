#include "net/pump.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "net/alarm.h"
#include "net/clock.h"
#include "net/udp.h"

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
    bool draining; /* below is a callback: what it makes dirty is drained when it has returned */
    bool closed;
    unsigned handles; /* that the loop has still to close */
    void (*on_closed)(void *context);
    void *closed_context;
};

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
            udp_send(&pump->udp, &transmit.to, transmit.bytes, transmit.size);
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

struct datagram {
    const struct alcove_address *from;
    const uint8_t *bytes;
    size_t size;
};

static bool place_offer(struct place *place, const struct datagram *datagram)
{
    if (place->link == NULL)
        return false;
    if (alcove_link_receive(place->link, net_now_us(), datagram->from, datagram->bytes,
                            datagram->size) != ALCOVE_RECEIVE_TAKEN)
        return false;
    place->dirty = true;
    return true;
}

/* The place whose link took it, or NET_LINKS_MAX. */
static size_t pump_offer(struct net_pump *pump, const struct source *source,
                         const struct datagram *datagram)
{
    size_t first = NET_LINKS_MAX;
    if (alcove_address_equal(&source->address, datagram->from)) {
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

static void on_datagram(void *context, const struct alcove_address *from, const uint8_t *bytes,
                        size_t size)
{
    struct net_pump *pump = context;
    ALCOVE_ASSERT(!pump->closed && !pump->draining);
    const struct datagram datagram = {from, bytes, size};
    struct source *source = source_slot(pump, from);
    size_t taker = pump_offer(pump, source, &datagram);
    if (taker == NET_LINKS_MAX) {
        pump->udp.statistics.datagrams_refused++;
        return;
    }
    *source = (struct source){*from, taker};
    pump_drain(pump);
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
