#include "link/link.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/deadline.h"
#include "link/link_parts.h"
#include "link/link_state.h"
#include "link/packet.h"

/* The last word is said three times, since nobody acknowledges it. */
#define FAREWELLS 3

_Static_assert(sizeof(struct alcove_link) <= 8000000, "a link's storage is promised to stay small");

size_t alcove_link_storage_bytes(void)
{
    return sizeof(struct alcove_link);
}

struct alcove_link *alcove_link_init(void *storage, size_t bytes,
                                     const struct alcove_link_config *config, uint64_t now_us)
{
    ALCOVE_ASSERT(storage != NULL && bytes >= sizeof(struct alcove_link));
    ALCOVE_ASSERT((uintptr_t)storage % _Alignof(struct alcove_link) == 0);
    struct alcove_link *link = storage;
    ALCOVE_ASSERT(link->state == ALCOVE_LINK_IDLE && link->now_us == 0);
    link->now_us = now_us;
    link->random = config->random;
    keying_init(&link->keying, config);
    traffic_init(&link->traffic, now_us);
    return link;
}

void alcove_link_wipe(struct alcove_link *link)
{
    ALCOVE_ASSERT(link != NULL);
    sodium_memzero(link, sizeof *link);
}

enum alcove_link_state alcove_link_get_state(const struct alcove_link *link)
{
    ALCOVE_ASSERT(link->state <= ALCOVE_LINK_CLOSED);
    return link->state;
}

struct alcove_address alcove_link_path(const struct alcove_link *link)
{
    return link->path.current;
}

void link_enter(struct alcove_link *link, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= link->now_us);
    link->now_us = now_us;
    reassembly_reclaim(&link->traffic.reassembly);
}

void link_tell(struct alcove_link *link, enum alcove_event_kind kind)
{
    struct alcove_event event = {.kind = kind, .address = link->path.current};
    ALCOVE_ASSERT(kind != ALCOVE_EVENT_CLOSED);
    news_add(&link->news, &event);
}

void link_end(struct alcove_link *link, enum link_happening happening,
              enum alcove_close_reason reason)
{
    link->state = link_state_after(link->state, happening);
    if (link->state != ALCOVE_LINK_CLOSED)
        return;
    news_close(&link->news, reason);
    handshake_abandon(&link->keying.handshake);
    ALCOVE_ASSERT(link->news.closed);
}

void link_follow(struct alcove_link *link, enum keying_step step)
{
    struct alcove_event event;
    ALCOVE_ASSERT(link->state != ALCOVE_LINK_CLOSED);
    switch (step) {
    case KEYING_STEP_NONE:
    case KEYING_STEP_FOREIGN:
        return;
    case KEYING_STEP_REPLACED:
        link_end(link, LINK_ENDED, ALCOVE_CLOSE_REPLACED);
        return;
    case KEYING_STEP_ESTABLISHED:
    case KEYING_STEP_REKEYED:
        keying_fill_event(&link->keying, &event);
        if (link->consent.state == CONSENT_NONE) {
            consent_begin(&link->consent, link->now_us, link->keying.initiator);
            link->traffic.statistics.handshake_us = link->now_us - link->keying.started_at_us;
        } else {
            event.kind = ALCOVE_EVENT_REKEYED;
        }
        event.address = link->path.current;
        link->state = link_state_after(link->state, LINK_PROVEN);
        news_add(&link->news, &event);
        sodium_memzero(&event, sizeof event);
        return;
    }
}

/* ---- time ---- */

uint64_t alcove_link_next_timeout(const struct alcove_link *link)
{
    if (link->state == ALCOVE_LINK_CLOSED)
        return DEADLINE_NEVER;
    uint64_t earliest_us = handshake_next_deadline(&link->keying.handshake);
    earliest_us = deadline_earlier(earliest_us, keying_next_deadline(&link->keying));
    earliest_us = deadline_earlier(earliest_us, path_next_deadline(&link->path));
    earliest_us = deadline_earlier(earliest_us, consent_next_deadline(&link->consent));
    earliest_us = deadline_earlier(earliest_us, traffic_next_deadline(&link->traffic));
    ALCOVE_ASSERT(earliest_us > 0);
    return deadline_earlier(earliest_us, packet_next_deadline(&link->traffic, link->now_us));
}

void alcove_link_handle_timeout(struct alcove_link *link, uint64_t now_us)
{
    link_enter(link, now_us);
    if (link->state == ALCOVE_LINK_CLOSED)
        return;
    if (handshake_next_deadline(&link->keying.handshake) <= now_us &&
        !handshake_on_timeout(&link->keying.handshake, now_us) &&
        link->state == ALCOVE_LINK_CONNECTING)
        link_end(link, LINK_GIVEN_UP, ALCOVE_CLOSE_TIMED_OUT);
    if (link->state != ALCOVE_LINK_CLOSED &&
        !keying_on_timeout(&link->keying, &link->traffic, now_us))
        link_end(link, LINK_GIVEN_UP, ALCOVE_CLOSE_TIMED_OUT);
    if (link->state == ALCOVE_LINK_CLOSED)
        return;
    traffic_on_timeout(&link->traffic, now_us);
    if (consent_on_timeout(&link->consent, now_us)) {
        if (link->consent.state == CONSENT_OVER) {
            link_end(link, LINK_GIVEN_UP, ALCOVE_CLOSE_TIMED_OUT);
            return;
        }
        link->state = link_state_after(link->state, LINK_SILENT);
        link_tell(link, ALCOVE_EVENT_RESTING);
    }
    if (consent_wants_keepalive(&link->consent, now_us))
        link->traffic.control.ping = true;
    ALCOVE_ASSERT(link->state != ALCOVE_LINK_CLOSED);
}

/* ---- mutations ---- */

void alcove_link_add_candidate(struct alcove_link *link, const struct alcove_address *address)
{
    if (address->port != 0)
        path_add_candidate(&link->path, address);
}

enum alcove_link_status alcove_link_connect(struct alcove_link *link, uint64_t now_us)
{
    link_enter(link, now_us);
    if (link->state != ALCOVE_LINK_IDLE || path_candidates(&link->path) == 0 ||
        !handshake_start(&link->keying.handshake, now_us))
        return ALCOVE_NOT_READY;
    link->state = link_state_after(link->state, LINK_CONNECT);
    ALCOVE_ASSERT(link->state == ALCOVE_LINK_CONNECTING);
    return ALCOVE_OK;
}

enum alcove_link_status alcove_link_sound(struct alcove_link *link, uint64_t now_us,
                                          const struct alcove_address *address)
{
    ALCOVE_ASSERT(address->port != 0);
    link_enter(link, now_us);
    if (link->state != ALCOVE_LINK_IDLE || !keying_sound(&link->keying, now_us))
        return ALCOVE_NOT_READY;
    path_add_candidate(&link->path, address);
    link->state = link_state_after(link->state, LINK_CONNECT);
    ALCOVE_ASSERT(link->state == ALCOVE_LINK_CONNECTING);
    return ALCOVE_OK;
}

static bool keeps_records(const struct alcove_link *link)
{
    return link->state == ALCOVE_LINK_ESTABLISHED || link->state == ALCOVE_LINK_RESTING;
}

void alcove_link_move(struct alcove_link *link, uint64_t now_us,
                      const struct alcove_address *address, uint32_t round_trip_us)
{
    ALCOVE_ASSERT(address->port != 0);
    link_enter(link, now_us);
    if (link->state == ALCOVE_LINK_IDLE || link->state == ALCOVE_LINK_CONNECTING) {
        path_add_candidate(&link->path, address);
        keying_expect(&link->keying, round_trip_us);
    }
    if (link->state == ALCOVE_LINK_CONNECTING)
        handshake_hurry(&link->keying.handshake);
    if (link->state == ALCOVE_LINK_ESTABLISHED || link->state == ALCOVE_LINK_RESTING)
        path_wish(&link->path, now_us, address, &link->random);
}

void alcove_link_ask(struct alcove_link *link, uint64_t now_us)
{
    link_enter(link, now_us);
    if (keeps_records(link))
        link->traffic.control.ping = true;
}

uint64_t alcove_link_silence(const struct alcove_link *link, uint64_t now_us)
{
    return consent_silence(&link->consent, now_us);
}

void alcove_link_close(struct alcove_link *link, uint64_t now_us, enum alcove_close_reason reason)
{
    link_enter(link, now_us);
    if (link->state == ALCOVE_LINK_CLOSED)
        return;
    link->farewells = FAREWELLS;
    link->farewell_reason = reason;
    link_end(link, LINK_ENDED, reason);
    ALCOVE_ASSERT(link->state == ALCOVE_LINK_CLOSED);
}

enum alcove_link_status alcove_link_send_frame(struct alcove_link *link, uint64_t now_us,
                                               const struct alcove_frame *frame)
{
    link_enter(link, now_us);
    bool voice = frame->kind == ALCOVE_FRAME_VOICE;
    ALCOVE_ASSERT(voice || frame->kind == ALCOVE_FRAME_VIDEO);
    if (link->state != ALCOVE_LINK_ESTABLISHED)
        return ALCOVE_NOT_READY;
    if (frame->size == 0 || frame->id >= ALCOVE_FRAME_ID_MAX ||
        frame->size > (voice ? ALCOVE_VOICE_BYTES_MAX : ALCOVE_FRAME_BYTES_MAX))
        return ALCOVE_TOO_LARGE;
    if (!voice)
        return fragment_push(&link->traffic.fragment, now_us, frame);
    struct chunk_part part = {
        .id = frame->id,
        .total = (uint32_t)frame->size,
        .captured_us = (uint32_t)frame->captured_at_us,
        .bytes = frame->bytes,
        .size = (uint32_t)frame->size,
    };
    (void)voice_queue_push(&link->traffic.voice, now_us, &part);
    return ALCOVE_OK;
}

enum alcove_link_status alcove_link_send_record(struct alcove_link *link, uint64_t now_us,
                                                const uint8_t *bytes, size_t size, uint64_t *id)
{
    link_enter(link, now_us);
    if (!keeps_records(link))
        return ALCOVE_NOT_READY;
    if (size == 0 || size > ALCOVE_RECORD_BYTES_MAX)
        return ALCOVE_TOO_LARGE;
    uint32_t taken = 0;
    ALCOVE_ASSERT(bytes != NULL && id != NULL);
    enum alcove_link_status status = delivery_push(&link->traffic.delivery, bytes, size, &taken);
    if (status == ALCOVE_OK)
        *id = taken;
    return status;
}

void alcove_link_acknowledge_record(struct alcove_link *link, uint64_t now_us, uint64_t id)
{
    link_enter(link, now_us);
    if (receipt_acknowledge(&link->traffic.receipt, id))
        control_wish_for(&link->traffic.control.stored, link->traffic.receipt.stored);
}

enum alcove_link_status alcove_link_send_signal(struct alcove_link *link, uint64_t now_us,
                                                const uint8_t *bytes, size_t size)
{
    link_enter(link, now_us);
    if (link->state != ALCOVE_LINK_ESTABLISHED)
        return ALCOVE_NOT_READY;
    if (size == 0 || size > ALCOVE_SIGNAL_BYTES_MAX)
        return ALCOVE_TOO_LARGE;
    ALCOVE_ASSERT(bytes != NULL);
    return signals_push(&link->traffic.signals, now_us, traffic_signal_lifetime(&link->traffic),
                        bytes, size);
}

void alcove_link_request_repair(struct alcove_link *link, uint64_t now_us, uint32_t last_frame_id)
{
    link_enter(link, now_us);
    struct control *control = &link->traffic.control;
    if (!keeps_records(link))
        return;
    ALCOVE_ASSERT(last_frame_id < ALCOVE_FRAME_ID_MAX || last_frame_id == ALCOVE_FRAME_NONE);
    control->repair_frame_id =
        last_frame_id == ALCOVE_FRAME_NONE ? CHUNK_REPAIR_NONE : last_frame_id;
    control_wish_for(&control->repair, (control->repair.number + 1) & CHUNK_ID_MAX);
}

void alcove_link_set_rate_max(struct alcove_link *link, uint32_t bits_per_second)
{
    rate_set_max(&link->traffic.rate, bits_per_second);
}
