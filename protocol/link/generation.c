#include "link/generation.h"

#include <string.h>

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

static void forget_counts(struct generation *generation)
{
    memset(generation->acks, 0, sizeof generation->acks);
    memset(generation->losses, 0, sizeof generation->losses);
    for (size_t i = 0; i < SEAL_CLASSES; i++) {
        struct sent *sent = &generation->sent[i];
        /* Only the part of the ring that was ever used, so that no page is touched in vain. */
        uint32_t used = sent->next < SENT_MAX ? sent->next : SENT_MAX;
        ALCOVE_ASSERT(used <= SENT_MAX);
        memset(sent->ring, 0, used * sizeof sent->ring[0]);
        sent->oldest = 0;
        sent->next = 0;
        sent->flying_bytes = 0;
        sent->flying_packets = 0;
    }
}

void generation_start(struct generation *generation, uint64_t now_us,
                      const struct handshake_result *keys, uint32_t number)
{
    ALCOVE_ASSERT(generation->state == GENERATION_NONE);
    forget_counts(generation);
    seal_init(&generation->seal, keys, now_us);
    generation->state = keys->initiator ? GENERATION_CURRENT : GENERATION_UNPROVEN;
    generation->number = number;
    generation->initiator = keys->initiator;
    generation->since_us = now_us;
}

void generation_retire(struct generation *generation, uint64_t until_us)
{
    ALCOVE_ASSERT(generation->state == GENERATION_CURRENT ||
                  generation->state == GENERATION_RETIRING);
    generation->state = GENERATION_RETIRING;
    generation->retire_us = until_us;
}

void generation_end(struct generation *generation)
{
    ALCOVE_ASSERT(generation_flying_packets(generation) == 0);
    if (generation->state == GENERATION_NONE)
        return;
    seal_wipe(&generation->seal);
    generation->state = GENERATION_NONE;
}

uint32_t generation_flying_bytes(const struct generation *generation)
{
    ALCOVE_ASSERT(SEAL_CLASSES == 2);
    return generation->sent[SEAL_RT].flying_bytes + generation->sent[SEAL_BULK].flying_bytes;
}

uint32_t generation_flying_packets(const struct generation *generation)
{
    ALCOVE_ASSERT(SEAL_CLASSES == 2);
    return generation->sent[SEAL_RT].flying_packets + generation->sent[SEAL_BULK].flying_packets;
}

uint64_t generation_next_deadline(const struct generation *generation)
{
    uint64_t earliest_us = DEADLINE_NEVER;
    if (generation->state == GENERATION_NONE)
        return earliest_us;
    for (size_t i = 0; i < SEAL_CLASSES; i++)
        earliest_us = deadline_earlier(earliest_us, loss_next_deadline(&generation->losses[i]));
    if (generation->state == GENERATION_RETIRING)
        earliest_us = deadline_earlier(earliest_us, generation->retire_us);
    ALCOVE_ASSERT(earliest_us > 0);
    return earliest_us;
}
