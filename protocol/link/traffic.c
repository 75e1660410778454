#include "link/traffic.h"

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

/* A line that answers nothing for so long is stalled: longer than any queue we make. */
#define STALL_MIN_US 400000
/* Probes of a stalled line: often at first, so that a short outage ends within half a second. */
#define PROBE_SOON_US     300000
#define PROBE_SOON_FOR_US 10000000
/* What a signal of a narrow line lives at least, so that it is not gone after one loss. */
#define NARROW_SIGNAL_ROUND_TRIPS 4
/* Probe timeouts on a narrow line before they double. */
#define NARROW_PROBES 3

struct settling {
    struct traffic *traffic;
    uint64_t now_us;
};

void traffic_init(struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(traffic->generations[0].state == GENERATION_NONE);
    rtt_init(&traffic->rtt);
    rate_init(&traffic->rate, now_us);
}

struct generation *traffic_generation(struct traffic *traffic)
{
    ALCOVE_ASSERT(traffic->current < GENERATIONS_MAX);
    return &traffic->generations[traffic->current];
}

static uint32_t flying_bytes(const struct traffic *traffic)
{
    ALCOVE_ASSERT(GENERATIONS_MAX == 2);
    return generation_flying_bytes(&traffic->generations[0]) +
           generation_flying_bytes(&traffic->generations[1]);
}

uint32_t traffic_flying_packets(const struct traffic *traffic)
{
    ALCOVE_ASSERT(GENERATIONS_MAX == 2);
    return generation_flying_packets(&traffic->generations[0]) +
           generation_flying_packets(&traffic->generations[1]);
}

bool traffic_may_fly(const struct traffic *traffic, uint32_t bytes)
{
    uint32_t flying = flying_bytes(traffic);
    uint32_t window = rate_window_bytes(&traffic->rate, &traffic->rtt);
    ALCOVE_ASSERT(window > 0 && bytes <= ALCOVE_DATAGRAM_BYTES_MAX);
    return flying == 0 || flying + bytes <= window;
}

void traffic_expect_thin(struct traffic *traffic, uint32_t round_trip_us)
{
    ALCOVE_ASSERT(traffic->rtt.smoothed_us > 0);
    if (traffic->rtt.measured)
        return;
    rtt_expect(&traffic->rtt, round_trip_us);
    traffic->narrow = true;
}

bool traffic_is_thin(const struct traffic *traffic)
{
    ALCOVE_ASSERT(traffic->rtt.smoothed_us > 0);
    return traffic->narrow && traffic->rtt.smoothed_us >= ALCOVE_THIN_ROUND_TRIP_US;
}

uint64_t traffic_signal_lifetime(const struct traffic *traffic)
{
    uint64_t narrow_us = (uint64_t)traffic->rtt.smoothed_us * NARROW_SIGNAL_ROUND_TRIPS;
    ALCOVE_ASSERT(narrow_us > 0);
    return traffic->narrow && narrow_us > ALCOVE_SIGNAL_LIFETIME_US ? narrow_us
                                                                    : ALCOVE_SIGNAL_LIFETIME_US;
}

static struct chunk_part part_of(const struct sent_item *item)
{
    ALCOVE_ASSERT(item->kind == SENT_VIDEO || item->kind == SENT_RECORD);
    return (struct chunk_part){.id = item->id, .offset = item->offset, .size = item->size};
}

static void item_arrived(struct traffic *traffic, const struct sent_item *item)
{
    struct chunk_part part;
    switch ((enum sent_kind)item->kind) {
    case SENT_VIDEO:
        fragment_on_arrived(&traffic->fragment, item->id, item->offset, item->size);
        return;
    case SENT_RECORD:
        part = part_of(item);
        delivery_on_arrived(&traffic->delivery, &part);
        return;
    case SENT_SIGNAL:
        signals_on_arrived(&traffic->signals, item->id);
        return;
    case SENT_STORED:
        control_wish_on_arrived(&traffic->control.stored, item->id);
        return;
    case SENT_REPAIR:
        control_wish_on_arrived(&traffic->control.repair, item->id);
        return;
    case SENT_SAME:
        control_wish_on_arrived(&traffic->control.same, item->id);
        return;
    case SENT_DONE:
        control_wish_on_arrived(&traffic->control.done, item->id);
        return;
    }
    ALCOVE_ASSERT(item->kind <= SENT_DONE);
}

static void item_lost(struct traffic *traffic, uint64_t now_us, const struct sent_item *item)
{
    struct chunk_part part;
    switch ((enum sent_kind)item->kind) {
    case SENT_VIDEO:
        part = part_of(item);
        fragment_on_lost(&traffic->fragment, now_us, &part);
        return;
    case SENT_RECORD:
        part = part_of(item);
        delivery_on_lost(&traffic->delivery, &part);
        return;
    case SENT_SIGNAL: /* repeats itself until it arrives */
        return;
    case SENT_STORED:
        control_wish_on_lost(&traffic->control.stored, item->id);
        return;
    case SENT_REPAIR:
        control_wish_on_lost(&traffic->control.repair, item->id);
        return;
    case SENT_SAME:
        control_wish_on_lost(&traffic->control.same, item->id);
        return;
    case SENT_DONE:
        control_wish_on_lost(&traffic->control.done, item->id);
        return;
    }
    ALCOVE_ASSERT(item->kind <= SENT_DONE);
}

static void on_arrived(void *context, const struct sent_packet *packet, bool late)
{
    struct settling *settling = context;
    struct traffic *traffic = settling->traffic;
    ALCOVE_ASSERT(packet->item_count <= SENT_ITEMS_MAX);
    rate_on_arrived(&traffic->rate, settling->now_us, packet->size, late);
    for (size_t i = 0; i < packet->item_count; i++)
        item_arrived(traffic, &packet->items[i]);
}

static void on_lost(void *context, const struct sent_packet *packet)
{
    struct settling *settling = context;
    struct traffic *traffic = settling->traffic;
    ALCOVE_ASSERT(packet->item_count <= SENT_ITEMS_MAX);
    if (!traffic->writing_off)
        rate_on_lost(&traffic->rate);
    traffic->statistics.packets_lost++;
    for (size_t i = 0; i < packet->item_count; i++)
        item_lost(traffic, settling->now_us, &packet->items[i]);
}

static void write_off(struct traffic *traffic, uint64_t now_us, size_t index)
{
    struct settling settling = {traffic, now_us};
    struct loss_listener listener = {&settling, on_arrived, on_lost};
    struct generation *generation = &traffic->generations[index];
    ALCOVE_ASSERT(!traffic->writing_off);
    traffic->writing_off = true;
    for (size_t i = 0; i < SEAL_CLASSES; i++)
        loss_write_off(&generation->losses[i], &generation->sent[i], UINT64_MAX, &listener);
    traffic->writing_off = false;
}

static struct generation *generation_numbered(struct traffic *traffic, uint8_t number)
{
    for (size_t i = 0; i < GENERATIONS_MAX; i++) {
        struct generation *generation = &traffic->generations[i];
        ALCOVE_ASSERT(generation->state <= GENERATION_RETIRING);
        if (generation->state != GENERATION_NONE && (generation->number & 0x7f) == number)
            return generation;
    }
    return NULL;
}

/* All classes share the path: what left before a packet that arrived is late or lost. */
static void detect_losses(struct traffic *traffic, struct settling *settling, uint64_t sent_us)
{
    struct loss_listener listener = {settling, on_arrived, on_lost};
    for (size_t g = 0; g < GENERATIONS_MAX; g++) {
        struct generation *generation = &traffic->generations[g];
        ALCOVE_ASSERT(generation->state <= GENERATION_RETIRING);
        if (generation->state == GENERATION_NONE)
            continue;
        for (size_t c = 0; c < SEAL_CLASSES; c++) {
            loss_on_other_arrived(&generation->losses[c], sent_us);
            loss_detect(&generation->losses[c], &generation->sent[c], &traffic->rtt,
                        settling->now_us, &listener);
        }
    }
}

bool traffic_on_ack(struct traffic *traffic, uint64_t now_us, const struct chunk_ack *ack)
{
    struct generation *generation = generation_numbered(traffic, ack->generation);
    if (generation == NULL)
        return true; /* of keys that are over */
    ALCOVE_ASSERT(ack->class < SEAL_CLASSES);
    struct settling settling = {traffic, now_us};
    struct loss_listener listener = {&settling, on_arrived, on_lost};
    struct loss *loss = &generation->losses[ack->class];
    struct sent *sent = &generation->sent[ack->class];
    struct loss_report report;
    if (!loss_on_ack(loss, sent, ack, &listener, &report))
        return false;
    if (report.progress) {
        traffic->waiting_since_us = now_us;
        traffic->probe_backoff = 0;
    }
    if (report.sample) {
        if (report.held_us < CHUNK_HELD_US_MAX || traffic->narrow)
            rtt_on_sample(&traffic->rtt, now_us - report.sent_us, report.held_us);
        struct rate_sample sample = {report.sent_us, report.arrived_us, report.held_us};
        detect_losses(traffic, &settling, report.sent_us);
        rate_on_sample(&traffic->rate, now_us, &sample, &traffic->rtt);
        /* One packet that was quick shows that the line is so now. */
        traffic->narrow = traffic->rtt.smoothed_us >= ALCOVE_NARROW_ROUND_TRIP_US &&
                          traffic->rtt.latest_us >= ALCOVE_NARROW_ROUND_TRIP_US &&
                          rate_delivered(&traffic->rate, now_us) < ALCOVE_NARROW_RATE;
        if (traffic->narrow)
            rtt_settle(&traffic->rtt);
    }
    return true;
}

void traffic_on_heard(struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= traffic->waiting_since_us);
    if (traffic->flow == TRAFFIC_FLOWING)
        return;
    traffic->flow = TRAFFIC_FLOWING;
    traffic->probe_backoff = 0;
    traffic->waiting_since_us = now_us;
}

void traffic_end_generation(struct traffic *traffic, uint64_t now_us, size_t index)
{
    ALCOVE_ASSERT(index < GENERATIONS_MAX);
    if (traffic->generations[index].state == GENERATION_NONE)
        return;
    write_off(traffic, now_us, index);
    generation_end(&traffic->generations[index]);
}

void traffic_on_path(struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(traffic_generation(traffic)->state == GENERATION_CURRENT);
    rtt_init(&traffic->rtt);
    traffic->narrow = false;
    rate_on_path(&traffic->rate, now_us);
    seal_advance(&traffic_generation(traffic)->seal, now_us);
    traffic->statistics.path_changes++;
}

/* Where a datagram takes long to leave, the round trip varies with what else leaves, not with the
 * path: four times that spread would be too long to wait. */
static uint64_t probe_timeout(const struct traffic *traffic)
{
    uint64_t timeout_us = rtt_probe_timeout(&traffic->rtt);
    uint64_t narrow_us = (uint64_t)traffic->rtt.smoothed_us * 5 / 4;
    ALCOVE_ASSERT(narrow_us > 0);
    return traffic->narrow && narrow_us < timeout_us ? narrow_us : timeout_us;
}

static uint64_t probe_deadline(const struct traffic *traffic)
{
    if (traffic->flow == TRAFFIC_STALLED)
        return traffic->probe_wanted ? DEADLINE_NEVER : traffic->probe_at_us;
    if (traffic_flying_packets(traffic) == 0 || traffic->probe_wanted)
        return DEADLINE_NEVER;
    uint32_t doublings = traffic->probe_backoff;
    ALCOVE_ASSERT(doublings <= ALCOVE_PTO_BACKOFF_MAX);
    /* Where so little leaves, what is lost says nothing of congestion. */
    if (traffic->narrow)
        doublings = doublings > NARROW_PROBES ? doublings - NARROW_PROBES : 0;
    return traffic->eliciting_at_us + (probe_timeout(traffic) << doublings);
}

static uint64_t stall_deadline(const struct traffic *traffic)
{
    if (traffic->flow == TRAFFIC_STALLED || traffic_flying_packets(traffic) == 0)
        return DEADLINE_NEVER;
    uint64_t patience_us = 3 * rtt_probe_timeout(&traffic->rtt);
    ALCOVE_ASSERT(patience_us > 0);
    return traffic->waiting_since_us +
           (patience_us > STALL_MIN_US ? patience_us : (uint64_t)STALL_MIN_US);
}

static void stall(struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(traffic->flow == TRAFFIC_FLOWING);
    traffic->flow = TRAFFIC_STALLED;
    traffic->stalled_at_us = now_us;
    traffic->probe_at_us = now_us;
    rate_on_silence(&traffic->rate);
    for (size_t i = 0; i < GENERATIONS_MAX; i++) {
        if (traffic->generations[i].state != GENERATION_NONE)
            write_off(traffic, now_us, i);
    }
}

/* Probes of a narrow line that leave faster than it carries them would keep it stalled. */
static uint64_t narrow_pause(const struct traffic *traffic)
{
    uint64_t round_us = traffic->rtt.smoothed_us;
    ALCOVE_ASSERT(round_us > 0);
    if (!traffic->narrow)
        return 0;
    return traffic_is_thin(traffic) ? 2 * round_us : round_us;
}

static void probe(struct traffic *traffic, uint64_t now_us)
{
    traffic->probe_wanted = true;
    traffic->control.ping = true;
    delivery_on_probe(&traffic->delivery);
    if (traffic->flow == TRAFFIC_STALLED) {
        bool soon = now_us - traffic->stalled_at_us < PROBE_SOON_FOR_US;
        ALCOVE_ASSERT(now_us >= traffic->stalled_at_us);
        uint64_t pause_us = soon ? PROBE_SOON_US : ALCOVE_REST_PROBE_US;
        uint64_t least_us = narrow_pause(traffic);
        traffic->probe_at_us = now_us + (pause_us > least_us ? pause_us : least_us);
    } else if (traffic->probe_backoff < ALCOVE_PTO_BACKOFF_MAX) {
        traffic->probe_backoff++;
    }
}

static void generation_on_timeout(struct traffic *traffic, uint64_t now_us, size_t index)
{
    struct settling settling = {traffic, now_us};
    struct loss_listener listener = {&settling, on_arrived, on_lost};
    struct generation *generation = &traffic->generations[index];
    ALCOVE_ASSERT(index < GENERATIONS_MAX);
    for (size_t i = 0; i < SEAL_CLASSES; i++) {
        if (loss_next_deadline(&generation->losses[i]) <= now_us)
            loss_detect(&generation->losses[i], &generation->sent[i], &traffic->rtt, now_us,
                        &listener);
    }
    if (generation->state == GENERATION_RETIRING && generation->retire_us <= now_us)
        traffic_end_generation(traffic, now_us, index);
}

void traffic_on_timeout(struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(traffic->current < GENERATIONS_MAX);
    for (size_t i = 0; i < GENERATIONS_MAX; i++) {
        if (traffic->generations[i].state != GENERATION_NONE)
            generation_on_timeout(traffic, now_us, i);
    }
    if (stall_deadline(traffic) <= now_us)
        stall(traffic, now_us);
    if (probe_deadline(traffic) <= now_us)
        probe(traffic, now_us);
    signals_on_timeout(&traffic->signals, now_us);
    fragment_on_timeout(&traffic->fragment, now_us);
    reassembly_on_timeout(&traffic->reassembly, now_us);
}

uint64_t traffic_next_deadline(const struct traffic *traffic)
{
    uint64_t earliest_us = deadline_earlier(probe_deadline(traffic), stall_deadline(traffic));
    for (size_t i = 0; i < GENERATIONS_MAX; i++)
        earliest_us =
            deadline_earlier(earliest_us, generation_next_deadline(&traffic->generations[i]));
    earliest_us = deadline_earlier(earliest_us, signals_next_deadline(&traffic->signals));
    earliest_us = deadline_earlier(earliest_us, fragment_next_deadline(&traffic->fragment));
    ALCOVE_ASSERT(earliest_us > 0);
    return deadline_earlier(earliest_us, reassembly_next_deadline(&traffic->reassembly));
}
