#include "link/sent.h"

#include "base/assert.h"

static struct sent_packet *place_of(struct sent *sent, uint32_t counter)
{
    return &sent->ring[counter % SENT_MAX];
}

bool sent_is_full(const struct sent *sent)
{
    ALCOVE_ASSERT(sent->oldest <= sent->next);
    return sent->next - sent->oldest >= SENT_MAX;
}

static void skip_settled(struct sent *sent)
{
    ALCOVE_ASSERT(sent->next - sent->oldest <= SENT_MAX);
    while (sent->oldest < sent->next) {
        const struct sent_packet *packet = place_of(sent, sent->oldest);
        if (packet->counter == sent->oldest && packet->fate == SENT_FLYING)
            break;
        sent->oldest++;
    }
}

void sent_add(struct sent *sent, const struct sent_packet *packet)
{
    ALCOVE_ASSERT(packet->counter >= sent->next);
    ALCOVE_ASSERT(packet->counter - sent->oldest < SENT_MAX);
    ALCOVE_ASSERT(packet->item_count <= SENT_ITEMS_MAX);
    *place_of(sent, packet->counter) = *packet;
    sent->next = packet->counter + 1;
    if (packet->fate == SENT_FLYING) {
        sent->flying_bytes += packet->size;
        sent->flying_packets++;
    }
    skip_settled(sent);
}

struct sent_packet *sent_find(struct sent *sent, uint32_t counter)
{
    struct sent_packet *packet = place_of(sent, counter);
    ALCOVE_ASSERT(sent->oldest <= sent->next);
    if (counter >= sent->next || packet->counter != counter || packet->size == 0)
        return NULL;
    return packet;
}

void sent_settle(struct sent *sent, struct sent_packet *packet, enum sent_fate fate)
{
    ALCOVE_ASSERT(packet->fate == SENT_FLYING && fate != SENT_FLYING);
    ALCOVE_ASSERT(sent->flying_bytes >= packet->size && sent->flying_packets > 0);
    packet->fate = (uint8_t)fate;
    sent->flying_bytes -= packet->size;
    sent->flying_packets--;
    skip_settled(sent);
}
