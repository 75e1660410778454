#include "link/ack.h"

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

void ack_on_packet(struct ack *ack, uint64_t now_us, uint32_t counter, bool eliciting)
{
    ALCOVE_ASSERT(counter < UINT32_MAX);
    size_t count = ack->arrived.count;
    bool newest = count == 0 || counter >= ack->arrived.range[count - 1].end;
    if (!ranges_add(&ack->arrived, counter, counter + 1)) {
        ranges_drop_lowest(&ack->arrived);
        ranges_add(&ack->arrived, counter, counter + 1);
    }
    if (newest)
        ack->newest_at_us = now_us;
    if (eliciting && !ack->wanted) {
        ack->wanted = true;
        ack->since_us = now_us;
    }
}

bool ack_fill(const struct ack *ack, uint64_t now_us, struct chunk_ack *out)
{
    if (ack->arrived.count == 0)
        return false;
    ALCOVE_ASSERT(now_us >= ack->newest_at_us);
    uint64_t held_us = now_us - ack->newest_at_us;
    out->arrived = ack->arrived;
    out->arrived_us = (uint32_t)ack->newest_at_us;
    out->held_us = held_us < UINT32_MAX ? (uint32_t)held_us : UINT32_MAX;
    return true;
}

void ack_on_sent(struct ack *ack)
{
    ALCOVE_ASSERT(ack->arrived.count > 0);
    ack->wanted = false;
}

uint64_t ack_next_deadline(const struct ack *ack)
{
    ALCOVE_ASSERT(!ack->wanted || ack->arrived.count > 0);
    return ack->wanted ? ack->since_us + ALCOVE_ACK_DELAY_MAX_US : DEADLINE_NEVER;
}
