/* A datagram's way into a link: keys, state, path, then its chunks. Part of link.h's door. */
#include "link/link.h"

#include <sodium.h>

#include "base/assert.h"
#include "link/link_parts.h"
#include "link/link_state.h"

/* After so long a silence the keys are renewed as soon as the line is back. */
#define SILENCE_REKEY_US 60000000

static void on_heard(struct alcove_link *link)
{
    uint64_t silence_us = 0;
    if (link->consent.state == CONSENT_NONE ||
        !consent_on_heard(&link->consent, link->now_us, &silence_us))
        return;
    link->state = link_state_after(link->state, LINK_HEARD);
    link_tell(link, ALCOVE_EVENT_RESUMED);
    ALCOVE_ASSERT(link->state == ALCOVE_LINK_ESTABLISHED);
    if (silence_us > SILENCE_REKEY_US && link->keying.first_initiator)
        keying_rekey_soon(&link->keying, link->now_us);
}

static void route_path(struct alcove_link *link, const struct path_received *received,
                       const struct intake *intake)
{
    ALCOVE_ASSERT(received->from->port != 0);
    if (link->path.current.port == 0)
        path_set(&link->path, received->from);
    path_on_packet(&link->path, link->now_us, received, &link->random);
    if (intake->challenged)
        path_on_challenge(&link->path, received->from, intake->challenge);
    if (intake->responded && path_on_response(&link->path, link->now_us, intake->response)) {
        traffic_on_path(&link->traffic, link->now_us);
        link_tell(link, ALCOVE_EVENT_PATH);
    }
}

static void on_opened(struct alcove_link *link, size_t index, const struct seal_opened *opened,
                      const struct path_received *received)
{
    struct intake intake;
    intake_inspect(opened->plaintext, opened->size, &intake);
    if (intake.malformed) {
        link->traffic.statistics.refused_malformed++;
        return;
    }
    enum keying_step step =
        keying_on_opened(&link->keying, &link->traffic, link->now_us, index, &intake);
    if (step == KEYING_STEP_FOREIGN) {
        link->traffic.statistics.refused_malformed++;
        return;
    }
    if (step == KEYING_STEP_ESTABLISHED && !link->keying.initiator &&
        link->consent.state == CONSENT_NONE)
        path_set(&link->path, received->from);
    link_follow(link, step);
    if (link->state == ALCOVE_LINK_CLOSED)
        return;
    on_heard(link);
    route_path(link, received, &intake);
    ALCOVE_ASSERT(index < GENERATIONS_MAX);
    intake_apply(&link->traffic, link->now_us, index, opened);
    if (intake.closed)
        link_end(link, LINK_ENDED,
                 intake.reason <= ALCOVE_CLOSE_REPLACED ? (enum alcove_close_reason)intake.reason
                                                        : ALCOVE_CLOSE_LEFT);
}

/* True when the datagram was sealed with keys of ours, whether or not anything came of it. */
static bool receive_packet(struct alcove_link *link, const struct alcove_address *from,
                           const uint8_t *bytes, size_t size)
{
    struct seal_opened opened;
    for (size_t i = 0; i < GENERATIONS_MAX; i++) {
        struct generation *generation = &link->traffic.generations[i];
        if (generation->state == GENERATION_NONE)
            continue;
        switch (seal_open(&generation->seal, link->now_us, bytes, size, &opened)) {
        case SEAL_NOT_MINE:
            continue;
        case SEAL_FORGED:
            link->traffic.statistics.refused_forged++;
            continue;
        case SEAL_REPLAYED:
            link->traffic.statistics.refused_replayed++;
            return true;
        case SEAL_OPENED:
            break;
        }
        ALCOVE_ASSERT(opened.size <= sizeof opened.plaintext);
        struct path_received received = {.from = from, .size = size};
        received.newest = opened.newest && keying_is_newest(&link->keying, &link->traffic, i);
        on_opened(link, i, &opened, &received);
        sodium_memzero(&opened, sizeof opened);
        return true;
    }
    return false;
}

static bool receive_handshake(struct alcove_link *link, const struct alcove_address *from,
                              const uint8_t *bytes, size_t size)
{
    struct handshake_result result;
    enum handshake_outcome outcome =
        handshake_receive(&link->keying.handshake, link->now_us, bytes, size, &result);
    if (outcome == HANDSHAKE_NOT_MINE)
        return false;
    link->handshake_from = *from;
    if (outcome == HANDSHAKE_COMPLETE) {
        if (result.initiator && link->consent.state == CONSENT_NONE)
            path_set(&link->path, from);
        link_follow(link, keying_on_complete(&link->keying, &link->traffic, link->now_us, &result));
    }
    ALCOVE_ASSERT(link->state != ALCOVE_LINK_CLOSED);
    return true;
}

enum alcove_receive_result alcove_link_receive(struct alcove_link *link, uint64_t now_us,
                                               const struct alcove_address *from,
                                               const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(from->port != 0);
    link_enter(link, now_us);
    if (link->state == ALCOVE_LINK_CLOSED || size == 0 || size > ALCOVE_DATAGRAM_BYTES_MAX)
        return ALCOVE_RECEIVE_NOT_MINE;
    if (!receive_packet(link, from, bytes, size) && !receive_handshake(link, from, bytes, size))
        return ALCOVE_RECEIVE_NOT_MINE;
    link->traffic.statistics.datagrams_received++;
    link->traffic.statistics.bytes_received += size;
    return ALCOVE_RECEIVE_TAKEN;
}
