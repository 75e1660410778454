/* The next datagram of a link: handshake, probes of a path, then packets. Part of link.h's door. */
#include "link/link.h"

#include "base/assert.h"
#include "link/link_parts.h"
#include "link/packet.h"

/* The next copy of the datagram under way. */
static bool hand_out(struct alcove_link *link, struct alcove_transmit *out)
{
    struct outgoing *outgoing = &link->outgoing;
    size_t candidates = outgoing->to_candidates ? path_candidates(&link->path) : 0;
    if (outgoing->to_one) {
        outgoing->to_one = false;
        out->to = outgoing->to;
    } else if (outgoing->next_candidate < candidates) {
        out->to = link->path.candidates[outgoing->next_candidate++];
    } else {
        return false;
    }
    ALCOVE_ASSERT(out->to.port != 0 && outgoing->size > 0);
    out->bytes = outgoing->bytes;
    out->size = outgoing->size;
    link->traffic.statistics.datagrams_sent++;
    link->traffic.statistics.bytes_sent += outgoing->size;
    return true;
}

static void put_out(struct alcove_link *link, size_t size, const struct alcove_address *to,
                    bool to_candidates)
{
    ALCOVE_ASSERT(size > 0 && size <= sizeof link->outgoing.bytes);
    link->outgoing.size = size;
    link->outgoing.to_one = to != NULL && to->port != 0;
    if (link->outgoing.to_one)
        link->outgoing.to = *to;
    link->outgoing.to_candidates = to_candidates;
    link->outgoing.next_candidate = 0;
}

static bool compose_handshake(struct alcove_link *link)
{
    bool answer = false;
    size_t size = handshake_poll_transmit(&link->keying.handshake, link->now_us,
                                          link->outgoing.bytes, &answer);
    if (size == 0)
        return false;
    bool established = link->consent.state != CONSENT_NONE;
    ALCOVE_ASSERT(!answer || link->handshake_from.port != 0);
    if (answer)
        put_out(link, size, &link->handshake_from, false);
    else if (established)
        put_out(link, size, &link->path.current, false);
    else
        put_out(link, size, NULL, true);
    return true;
}

/* Seals what `packet` composed and puts it out. */
static bool seal_out(struct alcove_link *link, struct packet *packet,
                     const struct alcove_address *to)
{
    struct generation *generation = &link->traffic.generations[packet->generation];
    struct seal_sealed sealed = seal_protect(&generation->seal, packet->class, link->now_us,
                                             link->outgoing.bytes, packet->writer.size);
    if (sealed.size == 0) {
        link_end(link, LINK_GIVEN_UP, ALCOVE_CLOSE_TIMED_OUT);
        return false;
    }
    packet_on_sent(&link->traffic, link->now_us, packet, sealed.counter, sealed.size);
    if (link->consent.state != CONSENT_NONE)
        consent_on_sent(&link->consent, link->now_us, packet->eliciting);
    /* Nobody answers at the current address: the other side may have moved to another. */
    put_out(link, sealed.size, to, link->state == ALCOVE_LINK_RESTING);
    ALCOVE_ASSERT(link->outgoing.size == sealed.size);
    return true;
}

static bool compose_probe(struct alcove_link *link, uint8_t *plaintext)
{
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    size_t size_max = 0;
    struct packet packet;
    struct generation *generation = traffic_generation(&link->traffic);
    if (generation->state != GENERATION_CURRENT || sent_is_full(&generation->sent[SEAL_RT]))
        return false;
    enum path_probe probe = path_poll(&link->path, link->now_us, &to, token, &size_max);
    if (probe == PATH_PROBE_NONE)
        return false;
    ALCOVE_ASSERT(to.port != 0);
    packet_probe(probe, token, size_max, plaintext, &packet);
    packet.generation = link->traffic.current;
    path_on_probe_sent(&link->path, link->now_us, probe, size_max);
    return seal_out(link, &packet, &to);
}

static bool compose_farewell(struct alcove_link *link, uint8_t *plaintext)
{
    struct packet packet;
    struct generation *generation = traffic_generation(&link->traffic);
    if (link->farewells == 0)
        return false;
    link->farewells--;
    if (generation->state != GENERATION_CURRENT || sent_is_full(&generation->sent[SEAL_RT]) ||
        link->path.current.port == 0)
        return false;
    packet_close(&link->traffic, link->farewell_reason, plaintext, &packet);
    ALCOVE_ASSERT(!packet.eliciting);
    return seal_out(link, &packet, &link->path.current);
}

bool alcove_link_poll_transmit(struct alcove_link *link, uint64_t now_us,
                               struct alcove_transmit *out)
{
    struct packet packet;
    uint8_t *plaintext = link->outgoing.bytes + ALCOVE_PACKET_HEADER_BYTES;
    link_enter(link, now_us);
    if (hand_out(link, out))
        return true;
    if (link->state == ALCOVE_LINK_CLOSED)
        return compose_farewell(link, plaintext) && hand_out(link, out);
    if (compose_handshake(link) || compose_probe(link, plaintext))
        return hand_out(link, out);
    if (link->path.current.port == 0 || !packet_next(&link->traffic, now_us, plaintext, &packet))
        return false;
    ALCOVE_ASSERT(packet.writer.size <= ALCOVE_PLAINTEXT_BYTES_MAX);
    return seal_out(link, &packet, &link->path.current) && hand_out(link, out);
}
