#include "pretend_link.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "harness.h"

enum type {
    TYPE_HELLO = 1,
    TYPE_WELCOME,
    TYPE_RECORD,
    TYPE_STORED,
    TYPE_BYE,
};

struct alcove_link *pretend_link_new(uint8_t tag)
{
    const struct alcove_link_config config = {.invite_secret = {tag}};
    void *storage = calloc(1, alcove_link_storage_bytes());
    assert_non_null(storage);
    return alcove_link_init(storage, alcove_link_storage_bytes(), &config, 0);
}

static void see_time(struct alcove_link *link, uint64_t now_us)
{
    assert_true(now_us >= link->latest_us);
    link->latest_us = now_us;
}

static void transmit(struct alcove_link *link, const struct alcove_address *to, enum type type,
                     uint64_t id)
{
    assert_true(link->transmits_to - link->transmits_from < PRETEND_QUEUE_MAX);
    struct pretend_datagram *d = &link->transmits[link->transmits_to++ % PRETEND_QUEUE_MAX];
    struct byte_writer w = byte_writer_over(d->bytes, sizeof d->bytes);
    byte_write_u8(&w, link->tag);
    byte_write_u8(&w, (uint8_t)type);
    byte_write_u64(&w, id);
    d->to = *to;
    d->size = w.size;
}

static struct alcove_event *happen(struct alcove_link *link, enum alcove_event_kind kind)
{
    assert_true(link->events_to - link->events_from < PRETEND_QUEUE_MAX);
    struct alcove_event *event = &link->events[link->events_to++ % PRETEND_QUEUE_MAX];
    *event = (struct alcove_event){.kind = kind, .address = link->path};
    return event;
}

size_t alcove_link_storage_bytes(void)
{
    return sizeof(struct alcove_link);
}

struct alcove_link *alcove_link_init(void *storage, size_t bytes,
                                     const struct alcove_link_config *config, uint64_t now_us)
{
    struct alcove_link *link = storage;
    assert_true(bytes >= sizeof *link);
    link->tag = config->invite_secret[0];
    link->timeout_us = UINT64_MAX;
    see_time(link, now_us);
    return link;
}

void alcove_link_wipe(struct alcove_link *link)
{
    /* Any touch after this is seen: the pump would find a link of an impossible state. */
    memset(link, 0xee, sizeof *link);
}

enum alcove_link_state alcove_link_get_state(const struct alcove_link *link)
{
    return link->state;
}

static void take(struct alcove_link *link, enum type type, struct byte_reader *r)
{
    uint64_t id = byte_read_u64(r);
    struct alcove_event *event;
    switch (type) {
    case TYPE_HELLO:
        transmit(link, &link->path, TYPE_WELCOME, 0);
        if (link->state != ALCOVE_LINK_ESTABLISHED)
            happen(link, ALCOVE_EVENT_ESTABLISHED);
        link->state = ALCOVE_LINK_ESTABLISHED;
        break;
    case TYPE_WELCOME:
        link->state = ALCOVE_LINK_ESTABLISHED;
        happen(link, ALCOVE_EVENT_ESTABLISHED)->initiator = true;
        break;
    case TYPE_RECORD:
        event = happen(link, ALCOVE_EVENT_RECORD);
        event->id = id;
        event->size = byte_reader_left(r);
        event->bytes = link->event_bytes[(link->events_to - 1) % PRETEND_QUEUE_MAX];
        byte_read_copy(r, link->event_bytes[(link->events_to - 1) % PRETEND_QUEUE_MAX],
                       event->size);
        break;
    case TYPE_STORED:
        happen(link, ALCOVE_EVENT_RECORD_ARRIVED)->id = id;
        break;
    case TYPE_BYE:
        link->state = ALCOVE_LINK_CLOSED;
        happen(link, ALCOVE_EVENT_CLOSED);
        break;
    }
}

enum alcove_receive_result alcove_link_receive(struct alcove_link *link, uint64_t now_us,
                                               const struct alcove_address *from,
                                               const uint8_t *bytes, size_t size)
{
    see_time(link, now_us);
    link->offered++;
    struct byte_reader r = byte_reader_over(bytes, size);
    if (byte_read_u8(&r) != link->tag)
        return ALCOVE_RECEIVE_NOT_MINE;
    uint8_t type = byte_read_u8(&r);
    if (r.failed || type < TYPE_HELLO || type > TYPE_BYE)
        return ALCOVE_RECEIVE_NOT_MINE;
    link->path = *from;
    take(link, (enum type)type, &r);
    return ALCOVE_RECEIVE_TAKEN;
}

bool alcove_link_poll_transmit(struct alcove_link *link, uint64_t now_us,
                               struct alcove_transmit *out)
{
    see_time(link, now_us);
    if (link->transmits_from == link->transmits_to)
        return false;
    const struct pretend_datagram *d = &link->transmits[link->transmits_from++ % PRETEND_QUEUE_MAX];
    *out = (struct alcove_transmit){d->to, d->bytes, d->size};
    return true;
}

bool alcove_link_poll_event(struct alcove_link *link, struct alcove_event *out)
{
    if (link->events_from == link->events_to)
        return false;
    *out = link->events[link->events_from++ % PRETEND_QUEUE_MAX];
    return true;
}

uint64_t alcove_link_next_timeout(const struct alcove_link *link)
{
    return link->timeout_us;
}

void alcove_link_handle_timeout(struct alcove_link *link, uint64_t now_us)
{
    see_time(link, now_us);
    link->timeouts++;
    link->timed_out_at_us = now_us;
    link->timeout_us = UINT64_MAX;
    happen(link, ALCOVE_EVENT_RESTING);
}

void alcove_link_add_candidate(struct alcove_link *link, const struct alcove_address *address)
{
    assert_true(link->candidate_count < ALCOVE_CANDIDATES_MAX);
    link->candidates[link->candidate_count++] = *address;
}

enum alcove_link_status alcove_link_connect(struct alcove_link *link, uint64_t now_us)
{
    see_time(link, now_us);
    link->state = ALCOVE_LINK_CONNECTING;
    for (size_t i = 0; i < link->candidate_count; i++)
        transmit(link, &link->candidates[i], TYPE_HELLO, 0);
    return ALCOVE_OK;
}

void alcove_link_close(struct alcove_link *link, uint64_t now_us, enum alcove_close_reason reason)
{
    see_time(link, now_us);
    link->state = ALCOVE_LINK_CLOSED;
    transmit(link, &link->path, TYPE_BYE, 0);
    happen(link, ALCOVE_EVENT_CLOSED)->reason = reason;
}

enum alcove_link_status alcove_link_send_record(struct alcove_link *link, uint64_t now_us,
                                                const uint8_t *bytes, size_t size, uint64_t *id)
{
    see_time(link, now_us);
    *id = link->next_record++;
    transmit(link, &link->path, TYPE_RECORD, *id);
    struct pretend_datagram *d = &link->transmits[(link->transmits_to - 1) % PRETEND_QUEUE_MAX];
    assert_true(d->size + size <= sizeof d->bytes);
    memcpy(d->bytes + d->size, bytes, size);
    d->size += size;
    return ALCOVE_OK;
}

void alcove_link_acknowledge_record(struct alcove_link *link, uint64_t now_us, uint64_t id)
{
    see_time(link, now_us);
    transmit(link, &link->path, TYPE_STORED, id);
}
