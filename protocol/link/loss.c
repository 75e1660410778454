#include "link/loss.h"

#include <string.h>

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

static void widen_window(struct loss *loss, uint64_t newest_sent_us,
                         const struct sent_packet *packet)
{
    ALCOVE_ASSERT(packet->fate == SENT_ACKED);
    /* It came after a packet that left this much later. */
    uint64_t behind_us = newest_sent_us > packet->at_us ? newest_sent_us - packet->at_us : 0;
    uint64_t wanted_us = behind_us + behind_us / 4 + ALCOVE_TIMER_GRANULARITY_US;
    if (wanted_us > ALCOVE_REORDER_MAX_US)
        wanted_us = ALCOVE_REORDER_MAX_US;
    if (wanted_us > loss->reorder_us)
        loss->reorder_us = (uint32_t)wanted_us;
}

static void settle_part(struct loss *loss, struct sent *sent, struct range range,
                        const struct loss_listener *listener, struct loss_report *report)
{
    /* Older packets have left the ring; their fate is long settled. */
    uint32_t start = range.start;
    if (sent->next > SENT_MAX && start < sent->next - SENT_MAX)
        start = sent->next - SENT_MAX;
    ALCOVE_ASSERT(range.end <= sent->next);
    for (uint32_t counter = start; counter < range.end; counter++) {
        struct sent_packet *packet = sent_find(sent, counter);
        if (packet == NULL)
            continue;
        if (packet->fate == SENT_FLYING) {
            sent_settle(sent, packet, SENT_ACKED);
            report->progress = true;
            listener->arrived(listener->context, packet, false);
        } else if (packet->fate == SENT_LOST) {
            packet->fate = SENT_ACKED;
            widen_window(loss, loss->newest_arrived_us, packet);
            listener->arrived(listener->context, packet, true);
        }
    }
}

/* An acknowledgement repeats what earlier ones told. Only what the newest of them left out can be
 * news, so a long flawless run costs nothing again. */
static void settle_range(struct loss *loss, struct sent *sent, struct range range,
                         const struct loss_listener *listener, struct loss_report *report)
{
    ALCOVE_ASSERT(range.start < range.end);
    for (size_t i = loss->acked.count; i > 0 && range.start < range.end; i--) {
        struct range known = loss->acked.range[i - 1];
        if (known.start >= range.end)
            continue;
        struct range news = {known.end > range.start ? known.end : range.start, range.end};
        if (news.start < news.end)
            settle_part(loss, sent, news, listener, report);
        range.end = known.start;
    }
    if (range.start < range.end)
        settle_part(loss, sent, range, listener, report);
}

bool loss_on_ack(struct loss *loss, struct sent *sent, const struct chunk_ack *ack,
                 const struct loss_listener *listener, struct loss_report *report)
{
    const struct ranges *arrived = &ack->arrived;
    ALCOVE_ASSERT(arrived->count > 0);
    uint32_t largest = arrived->range[arrived->count - 1].end - 1;
    memset(report, 0, sizeof *report);
    if (largest >= sent->next)
        return false;
    const struct sent_packet *newest = sent_find(sent, largest);
    /* One that was late, too, says how late. */
    bool fresh = newest != NULL && (newest->fate == SENT_FLYING || newest->fate == SENT_LOST);
    if (fresh && (!loss->any || largest > loss->largest_acked)) {
        report->sample = true;
        report->sent_us = newest->at_us;
        report->arrived_us = ack->arrived_us;
        report->held_us = ack->held_us;
    }
    for (size_t i = arrived->count; i > 0; i--)
        settle_range(loss, sent, arrived->range[i - 1], listener, report);
    if (!loss->any || largest >= loss->largest_acked)
        loss->acked = *arrived;
    if (!loss->any || largest > loss->largest_acked) {
        loss->any = true;
        loss->largest_acked = largest;
        if (newest != NULL)
            loss_on_other_arrived(loss, newest->at_us);
    }
    return true;
}

void loss_on_other_arrived(struct loss *loss, uint64_t sent_us)
{
    ALCOVE_ASSERT(loss != NULL);
    if (sent_us > loss->newest_arrived_us)
        loss->newest_arrived_us = sent_us;
}

static void shrink_window(struct loss *loss, uint64_t now_us)
{
    ALCOVE_ASSERT(loss->reorder_us <= ALCOVE_REORDER_MAX_US);
    if (now_us - loss->reorder_shrunk_at_us < ALCOVE_REORDER_SHRINK_US)
        return;
    loss->reorder_us -= loss->reorder_us / 8;
    loss->reorder_shrunk_at_us = now_us;
}

/* How long after it left a packet is lost, if one that left later arrived. */
static uint64_t patience(const struct loss *loss, const struct rtt *rtt, uint32_t behind)
{
    uint64_t round_us = rtt->smoothed_us > rtt->latest_us ? rtt->smoothed_us : rtt->latest_us;
    uint64_t window_us = loss->reorder_us;
    ALCOVE_ASSERT(round_us > 0);
    /* RFC 9002 section 6.1.2: kTimeThreshold is 9/8, unless three later ones already arrived. */
    if (behind < ALCOVE_PACKET_THRESHOLD && window_us < round_us / 8)
        window_us = round_us / 8;
    if (window_us < ALCOVE_TIMER_GRANULARITY_US)
        window_us = ALCOVE_TIMER_GRANULARITY_US;
    return round_us + window_us;
}

void loss_detect(struct loss *loss, struct sent *sent, const struct rtt *rtt, uint64_t now_us,
                 const struct loss_listener *listener)
{
    loss->deadline_us = 0;
    shrink_window(loss, now_us);
    ALCOVE_ASSERT(!loss->any || loss->largest_acked < sent->next);
    for (uint32_t counter = sent->oldest; counter < sent->next; counter++) {
        struct sent_packet *packet = sent_find(sent, counter);
        if (packet == NULL || packet->fate != SENT_FLYING)
            continue;
        bool overtaken = loss->any && counter < loss->largest_acked;
        if (!overtaken && packet->at_us >= loss->newest_arrived_us)
            break;
        uint32_t behind = overtaken ? loss->largest_acked - counter : 0;
        uint64_t due_us = packet->at_us + patience(loss, rtt, behind);
        if (due_us <= now_us) {
            sent_settle(sent, packet, SENT_LOST);
            listener->lost(listener->context, packet);
        } else if (loss->deadline_us == 0 || due_us < loss->deadline_us) {
            loss->deadline_us = due_us;
        }
    }
}

void loss_write_off(struct loss *loss, struct sent *sent, uint64_t before_us,
                    const struct loss_listener *listener)
{
    ALCOVE_ASSERT(sent->oldest <= sent->next);
    for (uint32_t counter = sent->oldest; counter < sent->next; counter++) {
        struct sent_packet *packet = sent_find(sent, counter);
        if (packet == NULL || packet->fate != SENT_FLYING || packet->at_us >= before_us)
            continue;
        sent_settle(sent, packet, SENT_LOST);
        listener->lost(listener->context, packet);
    }
    loss->deadline_us = 0;
}

uint64_t loss_next_deadline(const struct loss *loss)
{
    return loss->deadline_us == 0 ? DEADLINE_NEVER : loss->deadline_us;
}
