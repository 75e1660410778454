#include "emulator/network.h"

#include <string.h>

#include "base/assert.h"

#define NONE           UINT32_MAX
#define NS_PER_US      UINT64_C(1000)
#define NANO           UINT64_C(1000000000)
#define NO_CHANGE_SOON UINT64_MAX

static uint32_t slot_take(struct network *net)
{
    uint32_t taken = net->free_head;
    if (taken != NONE)
        net->free_head = net->slots[taken].next;
    return taken;
}

static void slot_return(struct network *net, uint32_t slot)
{
    net->slots[slot].next = net->free_head;
    net->free_head = slot;
}

static bool slot_before(const struct network *net, uint32_t a, uint32_t b)
{
    const struct network_slot *x = &net->slots[a];
    const struct network_slot *y = &net->slots[b];
    return x->due_ns != y->due_ns ? x->due_ns < y->due_ns : x->order < y->order;
}

static void heap_insert(struct network *net, uint32_t slot)
{
    uint32_t at = net->under_way++;
    while (at > 0) {
        uint32_t parent = (at - 1) / 2;
        if (!slot_before(net, slot, net->slots[parent].heap_slot))
            break;
        net->slots[at].heap_slot = net->slots[parent].heap_slot;
        at = parent;
    }
    net->slots[at].heap_slot = slot;
}

static uint32_t heap_remove_first(struct network *net)
{
    ALCOVE_ASSERT(net->under_way > 0);
    uint32_t first = net->slots[0].heap_slot;
    uint32_t count = --net->under_way;
    uint32_t moved = net->slots[count].heap_slot;
    uint32_t at = 0;
    for (uint32_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count &&
            slot_before(net, net->slots[child + 1].heap_slot, net->slots[child].heap_slot))
            child++;
        if (slot_before(net, moved, net->slots[child].heap_slot))
            break;
        net->slots[at].heap_slot = net->slots[child].heap_slot;
        at = child;
    }
    net->slots[at].heap_slot = moved;
    return first;
}

static bool draw_burst_loss(struct network *net)
{
    const struct network_terms *terms = &net->terms;
    if (terms->burst_enter_ppm == 0)
        return false;
    uint32_t turn_ppm = net->in_burst ? terms->burst_leave_ppm : terms->burst_enter_ppm;
    if (dice_chance(&net->dice, turn_ppm))
        net->in_burst = !net->in_burst;
    return dice_chance(&net->dice,
                       net->in_burst ? terms->burst_bad_loss_ppm : terms->burst_good_loss_ppm);
}

/* Every kind is drawn for every datagram, so that one kind does not shift the luck of another. */
static bool draw_loss(struct network *net)
{
    bool alone = dice_chance(&net->dice, net->terms.loss_ppm);
    bool burst = draw_burst_loss(net);
    bool masked = (net->terms.loss_mask >> net->mask_at & 1) != 0;
    net->mask_at = (net->mask_at + 1) % 64;
    return net->terms.down || alone || burst || masked;
}

static int64_t draw_jitter_us(struct network *net)
{
    uint32_t spread_us = net->terms.jitter_us;
    if (spread_us == 0)
        return 0;
    switch (net->terms.jitter_shape) {
    case JITTER_NORMAL:
        return dice_normal(&net->dice, spread_us);
    case JITTER_PARETO:
        return dice_pareto(&net->dice, spread_us);
    case JITTER_UNIFORM:
        break;
    }
    return dice_uniform(&net->dice, spread_us);
}

static uint64_t draw_due_ns(struct network *net, uint64_t passed_ns)
{
    int64_t delay_us = (int64_t)net->terms.delay_us + draw_jitter_us(net);
    uint64_t due_ns = passed_ns + (delay_us > 0 ? (uint64_t)delay_us : 0) * NS_PER_US;
    if (dice_chance(&net->dice, net->terms.reorder_ppm)) {
        net->interval.held_back++;
        return due_ns + net->terms.reorder_late_us * NS_PER_US;
    }
    if (net->terms.keeps_order && due_ns < net->last_due_ns)
        due_ns = net->last_due_ns;
    net->last_due_ns = due_ns;
    return due_ns;
}

static void send_copy(struct network *net, uint32_t slot)
{
    uint32_t copy = slot_take(net);
    if (copy == NONE)
        return;
    const struct network_slot *from = &net->slots[slot];
    struct network_slot *to = &net->slots[copy];
    to->due_ns = from->due_ns;
    to->tag = from->tag;
    to->size = from->size;
    to->order = net->order_next++;
    memcpy(to->bytes, from->bytes, from->size);
    net->interval.duplicated++;
    heap_insert(net, copy);
}

/* The datagram has passed the bottleneck and is on the wire. */
static void send_on(struct network *net, uint32_t slot, uint64_t passed_ns)
{
    uint64_t queued_us = (passed_ns - net->slots[slot].entered_ns) / NS_PER_US;
    net->interval.passed++;
    net->interval.queue_sum_us += queued_us;
    if (queued_us > net->interval.queue_max_us)
        net->interval.queue_max_us = queued_us;
    if (draw_loss(net)) {
        net->interval.lost++;
        slot_return(net, slot);
        return;
    }
    net->slots[slot].due_ns = draw_due_ns(net, passed_ns);
    net->slots[slot].order = net->order_next++;
    bool twice = dice_chance(&net->dice, net->terms.duplicate_ppm);
    heap_insert(net, slot);
    if (twice)
        send_copy(net, slot);
}

static uint64_t bytes_on_wire(const struct network *net, uint32_t slot)
{
    return (uint64_t)net->slots[slot].size + net->terms.overhead_bytes;
}

/* How long the head of the queue still needs at the rate in force, rounded up. */
static uint64_t head_needs_ns(const struct network *net)
{
    uint64_t rate = net->terms.rate_bits_per_s;
    return rate == 0 ? 0 : (net->head_left_nanobits + rate - 1) / rate;
}

static void serve_head(struct network *net)
{
    uint32_t head = net->queue_head;
    uint64_t bytes = bytes_on_wire(net, head);
    net->queue_bytes -= bytes < net->queue_bytes ? bytes : net->queue_bytes;
    net->queue_head = net->slots[head].next;
    if (net->queue_head == NONE)
        net->queue_tail = NONE;
    else
        net->head_left_nanobits = bytes_on_wire(net, net->queue_head) * 8 * NANO;
    send_on(net, head, net->now_ns);
}

/* Serves the bottleneck up to `until_ns` under the terms in force. */
static void serve(struct network *net, uint64_t until_ns)
{
    ALCOVE_ASSERT(until_ns >= net->now_ns);
    while (net->queue_head != NONE) {
        uint64_t needs_ns = head_needs_ns(net);
        if (needs_ns > until_ns - net->now_ns) {
            net->head_left_nanobits -= (until_ns - net->now_ns) * net->terms.rate_bits_per_s;
            break;
        }
        net->now_ns += needs_ns;
        serve_head(net);
    }
    net->now_ns = until_ns;
}

static uint64_t next_change_ns(const struct network *net)
{
    if (net->changes_done == net->plan.change_count)
        return NO_CHANGE_SOON;
    return net->plan.changes[net->changes_done].at_us * NS_PER_US;
}

static void terms_enter(struct network *net, const struct network_terms *terms)
{
    if (terms->loss_mask != net->terms.loss_mask)
        net->mask_at = 0;
    if (terms->burst_enter_ppm == 0)
        net->in_burst = false;
    net->terms = *terms;
}

/* Brings the network to `now_us`, with each change of the plan at its own time. */
static void advance(struct network *net, uint64_t now_us)
{
    uint64_t until_ns = now_us * NS_PER_US;
    ALCOVE_ASSERT(until_ns >= net->now_ns);
    while (next_change_ns(net) <= until_ns) {
        uint64_t at_ns = next_change_ns(net);
        serve(net, at_ns > net->now_ns ? at_ns : net->now_ns);
        terms_enter(net, &net->plan.changes[net->changes_done].terms);
        net->changes_done++;
    }
    serve(net, until_ns);
}

static uint64_t queue_bound_bytes(const struct network_terms *terms)
{
    uint64_t rate = terms->rate_bits_per_s;
    uint64_t bound = terms->queue_bytes;
    if (bound == 0)
        bound = rate / 8 * terms->queue_us / 1000000;
    return bound < NETWORK_QUEUE_BYTES_MIN ? NETWORK_QUEUE_BYTES_MIN : bound;
}

static bool queue_has_room(const struct network *net, size_t size)
{
    if (net->terms.rate_bits_per_s == 0 || net->queue_head == NONE)
        return true;
    uint64_t bytes = net->queue_bytes + size + net->terms.overhead_bytes;
    return bytes <= queue_bound_bytes(&net->terms);
}

static void queue_append(struct network *net, uint32_t slot)
{
    uint64_t bytes = bytes_on_wire(net, slot);
    net->slots[slot].next = NONE;
    if (net->queue_tail == NONE) {
        net->queue_head = slot;
        net->head_left_nanobits = bytes * 8 * NANO;
    } else {
        net->slots[net->queue_tail].next = slot;
    }
    net->queue_tail = slot;
    net->queue_bytes += bytes;
}

void network_init(struct network *net, const struct network_plan *plan,
                  struct network_storage storage, uint64_t seed)
{
    ALCOVE_ASSERT(storage.count >= 1 && storage.count < NONE);
    *net = (struct network){
        .plan = *plan,
        .terms = plan->terms,
        .dice = dice_seeded(seed),
        .slots = storage.slots,
        .free_head = NONE,
        .queue_head = NONE,
        .queue_tail = NONE,
    };
    for (uint32_t slot = storage.count; slot > 0; slot--)
        slot_return(net, slot - 1);
}

void network_push(struct network *net, uint64_t now_us, uint32_t tag, const uint8_t *bytes,
                  size_t size)
{
    advance(net, now_us);
    net->interval.entered++;
    net->interval.entered_bytes += size;
    if (!queue_has_room(net, size)) {
        net->interval.queue_full++;
        return;
    }
    uint32_t slot = size > NETWORK_DATAGRAM_MAX ? NONE : slot_take(net);
    if (slot == NONE) {
        net->interval.no_slot++;
        return;
    }
    struct network_slot *place = &net->slots[slot];
    place->entered_ns = net->now_ns;
    place->tag = tag;
    place->size = (uint32_t)size;
    if (size > 0)
        memcpy(place->bytes, bytes, size);
    queue_append(net, slot);
    serve(net, net->now_ns);
}

uint64_t network_next_us(const struct network *net)
{
    uint64_t next_ns =
        net->under_way == 0 ? UINT64_MAX : net->slots[net->slots[0].heap_slot].due_ns;
    if (net->queue_head != NONE) {
        /* When the head passes is not known beyond the next change of the rate. */
        uint64_t passes_ns = net->now_ns + head_needs_ns(net);
        uint64_t change_ns = next_change_ns(net);
        uint64_t served_ns = passes_ns < change_ns ? passes_ns : change_ns;
        next_ns = served_ns < next_ns ? served_ns : next_ns;
    }
    return next_ns == UINT64_MAX ? NETWORK_NEVER : (next_ns + NS_PER_US - 1) / NS_PER_US;
}

bool network_pop(struct network *net, uint64_t now_us, struct network_datagram *out)
{
    advance(net, now_us);
    if (net->under_way == 0 || net->slots[net->slots[0].heap_slot].due_ns > net->now_ns)
        return false;
    uint32_t slot = heap_remove_first(net);
    const struct network_slot *place = &net->slots[slot];
    *out = (struct network_datagram){place->tag, place->size, place->bytes};
    net->interval.left++;
    net->interval.left_bytes += place->size;
    /* The bytes stay readable: a free slot is overwritten by a later push or copy only. */
    slot_return(net, slot);
    return true;
}

void network_set_terms(struct network *net, uint64_t now_us, const struct network_terms *terms)
{
    advance(net, now_us);
    terms_enter(net, terms);
    serve(net, net->now_ns);
}

static void counts_add(struct network_counts *sum, const struct network_counts *part)
{
    sum->entered += part->entered;
    sum->entered_bytes += part->entered_bytes;
    sum->left += part->left;
    sum->left_bytes += part->left_bytes;
    sum->lost += part->lost;
    sum->queue_full += part->queue_full;
    sum->no_slot += part->no_slot;
    sum->duplicated += part->duplicated;
    sum->held_back += part->held_back;
    sum->passed += part->passed;
    sum->queue_sum_us += part->queue_sum_us;
    if (part->queue_max_us > sum->queue_max_us)
        sum->queue_max_us = part->queue_max_us;
}

struct network_counts network_take_interval(struct network *net)
{
    struct network_counts taken = net->interval;
    counts_add(&net->before, &taken);
    net->interval = (struct network_counts){0};
    return taken;
}

struct network_counts network_totals(const struct network *net)
{
    struct network_counts totals = net->before;
    counts_add(&totals, &net->interval);
    return totals;
}
