#include "link/packet.h"

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

#define CELL_TINY_BYTES  64
#define CELL_SMALL_BYTES 128
#define CELL_LARGE_BYTES 512
/* The largest signal that fits into voice slack: kind, id 4, size. */
#define SLACK_SIGNAL_BYTES (ALCOVE_VOICE_SLACK_BYTES - 6)
/* A part of a record below this size costs more in headers than it brings. */
#define RECORD_PART_MIN             4
#define VIDEO_PART_MIN              32
#define NARROW_CELLS_PER_ROUND_TRIP 4
/* What an acknowledgement repeats of older ones leaves no room for words there. */
#define NARROW_RANGES_MAX 6
/* A small record is repeated in padding at most so often. */
#define REPEAT_PAUSE_US 15000
/* Over the longest wait for a frame of 20 ms, so that beside such voice no signal is seen. */
#define RIDE_NEAR_US 35000

static const size_t bulk_sizes[] = {300, 600, 900, ALCOVE_DATAGRAM_BYTES_MAX};
static const size_t cell_sizes[] = {CELL_TINY_BYTES, CELL_SMALL_BYTES, CELL_LARGE_BYTES};

static void begin(struct packet *packet, enum seal_class class, size_t generation,
                  struct byte_writer writer)
{
    ALCOVE_ASSERT(writer.capacity <= ALCOVE_PLAINTEXT_BYTES_MAX);
    *packet = (struct packet){.class = class, .generation = generation, .writer = writer};
}

static bool has_item_room(const struct packet *packet)
{
    ALCOVE_ASSERT(packet->item_count <= SENT_ITEMS_MAX);
    return packet->item_count < SENT_ITEMS_MAX;
}

static void carry(struct packet *packet, enum sent_kind kind, uint32_t id, uint32_t offset,
                  uint32_t size)
{
    ALCOVE_ASSERT(has_item_room(packet));
    packet->items[packet->item_count++] =
        (struct sent_item){.kind = (uint8_t)kind, .id = id, .offset = offset, .size = size};
    packet->eliciting = true;
}

static void pad_to(struct packet *packet, const size_t *sizes, size_t count)
{
    ALCOVE_ASSERT(count > 0);
    for (size_t i = 0; i < count; i++) {
        size_t capacity = sizes[i] - ALCOVE_PACKET_OVERHEAD_BYTES;
        if (packet->writer.size > capacity)
            continue;
        packet->writer.capacity = capacity;
        break;
    }
    chunk_write_padding(&packet->writer);
}

/* ---- what may ride in any packet ---- */

static bool find_ack(const struct traffic *traffic, size_t *generation, size_t *class)
{
    uint64_t earliest_us = DEADLINE_NEVER;
    for (size_t g = 0; g < GENERATIONS_MAX; g++) {
        if (traffic->generations[g].state == GENERATION_NONE)
            continue;
        for (size_t c = 0; c < SEAL_CLASSES; c++) {
            uint64_t due_us = ack_next_deadline(&traffic->generations[g].acks[c]);
            if (due_us >= earliest_us)
                continue;
            earliest_us = due_us;
            *generation = g;
            *class = c;
        }
    }
    ALCOVE_ASSERT(earliest_us > 0);
    return earliest_us != DEADLINE_NEVER;
}

static void add_acks(struct traffic *traffic, uint64_t now_us, struct packet *packet)
{
    size_t g = 0;
    size_t c = 0;
    while (find_ack(traffic, &g, &c)) {
        struct generation *generation = &traffic->generations[g];
        struct chunk_ack ack;
        bool any = ack_fill(&generation->acks[c], now_us, &ack);
        ALCOVE_ASSERT(any);
        while (traffic->narrow && ack.arrived.count > NARROW_RANGES_MAX)
            ranges_drop_lowest(&ack.arrived);
        ack.class = (uint8_t)c;
        ack.generation = (uint8_t)(generation->number & 0x7f);
        if (!chunk_write_ack(&packet->writer, &ack))
            return;
        ack_on_sent(&generation->acks[c]);
    }
}

static void add_number(struct packet *packet, struct control_wish *wish, enum chunk_kind kind,
                       enum sent_kind sent, uint32_t number)
{
    if (!wish->due || !has_item_room(packet) || !chunk_write_number(&packet->writer, kind, number))
        return;
    carry(packet, sent, wish->number, 0, 0);
    control_wish_on_sent(wish);
    ALCOVE_ASSERT(!wish->due);
}

static void add_control(struct traffic *traffic, struct packet *packet)
{
    struct control *control = &traffic->control;
    if (control->ping && chunk_write_bare(&packet->writer, CHUNK_PING)) {
        control->ping = false;
        packet->eliciting = true;
    }
    if (control->done.due && has_item_room(packet) &&
        chunk_write_bare(&packet->writer, CHUNK_DONE)) {
        carry(packet, SENT_DONE, control->done.number, 0, 0);
        control_wish_on_sent(&control->done);
    }
    add_number(packet, &control->stored, CHUNK_STORED, SENT_STORED, control->stored.number);
    add_number(packet, &control->repair, CHUNK_REPAIR, SENT_REPAIR, control->repair_frame_id);
    ALCOVE_ASSERT(packet->item_count <= SENT_ITEMS_MAX);
}

/* Every packet of new keys says which keys they continue until one of them arrived: the first to
 * arrive decides whether it is a rekey. */
static void add_same(struct traffic *traffic, struct packet *packet)
{
    struct control_wish *same = &traffic->control.same;
    if (!same->unsettled || !has_item_room(packet))
        return;
    bool fits = chunk_write_token(&packet->writer, CHUNK_CONTINUES, traffic->control.same_token);
    ALCOVE_ASSERT(fits);
    carry(packet, SENT_SAME, same->number, 0, 0);
    control_wish_on_sent(same);
}

/* Signals last sent before `before_us`; 0 for those never sent. */
static void add_signals(struct traffic *traffic, uint64_t now_us, uint64_t before_us,
                        struct packet *packet)
{
    for (;;) {
        size_t left = byte_writer_left(&packet->writer);
        if (left < 7 || !has_item_room(packet))
            return;
        const struct signal_outgoing *signal = signals_next(&traffic->signals, before_us, left - 6);
        if (signal == NULL ||
            !chunk_write_signal(&packet->writer, signal->id, signal->bytes, signal->size))
            return;
        ALCOVE_ASSERT(signal->waiting);
        carry(packet, SENT_SIGNAL, signal->id, 0, 0);
        signals_on_sent(&traffic->signals, now_us, signal->id);
    }
}

/* Bytes of a record's part that fit; 0 when it is not worth it. */
static size_t record_room(const struct packet *packet, bool small)
{
    size_t left = byte_writer_left(&packet->writer);
    /* Small records have lengths below 16,384 and, mostly, ids too. */
    size_t header = small ? 9 : CHUNK_RECORD_HEADER_BYTES;
    ALCOVE_ASSERT(header <= CHUNK_RECORD_HEADER_BYTES);
    return left > header + RECORD_PART_MIN ? left - header : 0;
}

static bool add_record_part(struct traffic *traffic, uint64_t now_us, struct packet *packet,
                            const struct chunk_part *part)
{
    if (!chunk_write_part(&packet->writer, CHUNK_RECORD, part))
        return false;
    carry(packet, SENT_RECORD, part->id, part->offset, part->size);
    delivery_on_sent(&traffic->delivery, now_us, part);
    traffic->statistics.record_bytes_sent += part->size;
    ALCOVE_ASSERT(part->size > 0);
    return true;
}

/* On a narrow line a second record goes in whole or not at all: what is cut is lost more often. */
static void add_records(struct traffic *traffic, uint64_t now_us, enum delivery_size which,
                        struct packet *packet)
{
    struct chunk_part part;
    bool any = false;
    for (;;) {
        size_t room = record_room(packet, which == DELIVERY_SMALL);
        if (room == 0 || !has_item_room(packet) ||
            !delivery_next(&traffic->delivery, which, room, &part))
            return;
        ALCOVE_ASSERT(part.size <= room);
        if (traffic->narrow && any && part.offset + part.size < part.total)
            return;
        any = add_record_part(traffic, now_us, packet, &part);
        if (!any)
            return;
    }
}

/* Words that may be lost, and were last said so long ago; uncut, if they are to be `whole`. */
static void add_repeats(struct traffic *traffic, uint64_t now_us, uint64_t pause_us, bool whole,
                        struct packet *packet)
{
    struct chunk_part part;
    uint64_t before_us = now_us > pause_us ? now_us - pause_us : 0;
    for (;;) {
        size_t room = record_room(packet, true);
        if (room == 0 || !has_item_room(packet) ||
            !delivery_next_repeat(&traffic->delivery, before_us, room, &part))
            return;
        ALCOVE_ASSERT(part.size <= room);
        if (whole && part.offset + part.size < part.total)
            return;
        if (!add_record_part(traffic, now_us, packet, &part))
            return;
    }
}

/* ---- the kinds of packets ---- */

/* An acknowledgement leaves too little slack for words: they take turns. */
static void add_slack(struct traffic *traffic, uint64_t now_us, struct packet *packet)
{
    bool words = traffic->words_next && delivery_has_unsent(&traffic->delivery, DELIVERY_SMALL);
    size_t before = packet->writer.size;
    if (words)
        add_records(traffic, now_us, DELIVERY_SMALL, packet);
    ALCOVE_ASSERT(packet->writer.size >= before);
    before = packet->writer.size;
    add_acks(traffic, now_us, packet);
    traffic->words_next = packet->writer.size != before;
    add_control(traffic, packet);
    add_signals(traffic, now_us, now_us, packet);
    add_records(traffic, now_us, DELIVERY_SMALL, packet);
    add_repeats(traffic, now_us, REPEAT_PAUSE_US, false, packet);
}

static bool compose_voice(struct traffic *traffic, uint64_t now_us, uint8_t *plaintext,
                          struct packet *packet)
{
    struct chunk_part frame;
    if (!voice_queue_peek(&traffic->voice, &frame))
        return false;
    size_t size = CHUNK_VOICE_HEADER_BYTES + frame.size + ALCOVE_VOICE_SLACK_BYTES;
    ALCOVE_ASSERT(size <= ALCOVE_PLAINTEXT_BYTES_MAX);
    begin(packet, SEAL_RT, traffic->current, byte_writer_over(plaintext, size));
    chunk_write_part(&packet->writer, CHUNK_VOICE, &frame);
    voice_queue_pop(&traffic->voice);
    packet->eliciting = true;
    traffic->statistics.voice_bytes_sent += frame.size;
    add_same(traffic, packet);
    if (signals_has_quick(&traffic->signals, now_us))
        add_signals(traffic, now_us, now_us, packet);
    add_slack(traffic, now_us, packet);
    chunk_write_padding(&packet->writer);
    return true;
}

static uint64_t ack_deadline(const struct traffic *traffic)
{
    size_t g = 0;
    size_t c = 0;
    if (!find_ack(traffic, &g, &c))
        return DEADLINE_NEVER;
    ALCOVE_ASSERT(g < GENERATIONS_MAX && c < SEAL_CLASSES);
    return ack_next_deadline(&traffic->generations[g].acks[c]);
}

/* When a signal must leave in a cell of its own: it waits for voice that is near; where the frames
 * of a thin line are long, it goes by itself. */
static uint64_t signal_deadline(const struct traffic *traffic, uint64_t now_us, uint64_t ride_us)
{
    uint64_t due_us =
        signals_next_send(&traffic->signals, traffic->rtt.smoothed_us, traffic->narrow);
    uint64_t from_us = due_us > now_us ? due_us : now_us;
    bool is_near = from_us < ride_us && ride_us - from_us <= RIDE_NEAR_US;
    ALCOVE_ASSERT(from_us >= now_us);
    return is_near ? ride_us : due_us;
}

/* When something small must leave in a cell of its own; at most now when at once. What fits into
 * voice waits for it while it flows. */
static uint64_t cell_deadline(const struct traffic *traffic, uint64_t now_us)
{
    uint64_t ride_us = voice_queue_next_ride(&traffic->voice, now_us);
    uint64_t due_us = ack_deadline(traffic);
    if (control_is_due(&traffic->control) ||
        (delivery_has_unsent(&traffic->delivery, DELIVERY_SMALL) &&
         traffic_may_fly(traffic, CELL_SMALL_BYTES)))
        due_us = deadline_earlier(due_us, now_us);
    if (due_us < ride_us)
        due_us = ride_us;
    due_us = deadline_earlier(due_us, signal_deadline(traffic, now_us, ride_us));
    /* Two cells that leave together would only wait for each other on the way: they become one. */
    uint64_t free_us = traffic->cell_at_us + traffic->rtt.smoothed_us / NARROW_CELLS_PER_ROUND_TRIP;
    if (traffic->narrow && due_us < free_us)
        due_us = free_us;
    if (due_us < traffic->cells_from_us)
        due_us = traffic->cells_from_us;
    const struct signal_outgoing *long_one =
        signals_next(&traffic->signals, 0, ALCOVE_SIGNAL_BYTES_MAX);
    if (long_one != NULL && long_one->size > SLACK_SIGNAL_BYTES)
        due_us = now_us;
    ALCOVE_ASSERT(due_us > 0);
    return due_us;
}

static bool compose_cell(struct traffic *traffic, uint64_t now_us, uint8_t *plaintext,
                         struct packet *packet)
{
    if (!traffic->probe_wanted && cell_deadline(traffic, now_us) > now_us)
        return false;
    const size_t *sizes = traffic->narrow ? cell_sizes : cell_sizes + 1;
    begin(packet, SEAL_RT, traffic->current,
          byte_writer_over(plaintext, sizes[1] - ALCOVE_PACKET_OVERHEAD_BYTES));
    add_same(traffic, packet);
    add_acks(traffic, now_us, packet);
    add_signals(traffic, now_us, now_us, packet);
    add_control(traffic, packet);
    add_records(traffic, now_us, DELIVERY_SMALL, packet);
    /* What should have been answered by now is worth the larger cell. */
    if (traffic->narrow)
        add_repeats(traffic, now_us, traffic->rtt.smoothed_us, true, packet);
    /* Room that would be padding costs nothing. */
    size_t small = sizes[0] - ALCOVE_PACKET_OVERHEAD_BYTES;
    if (packet->writer.size < small)
        packet->writer.capacity = small;
    add_repeats(traffic, now_us, REPEAT_PAUSE_US, traffic->narrow, packet);
    ALCOVE_ASSERT(packet->writer.size > 0);
    pad_to(packet, sizes, 2);
    traffic->cell_at_us = now_us;
    return true;
}

static void add_video(struct traffic *traffic, struct packet *packet)
{
    struct chunk_part part;
    for (;;) {
        size_t left = byte_writer_left(&packet->writer);
        if (left < CHUNK_VIDEO_HEADER_BYTES + VIDEO_PART_MIN || !has_item_room(packet) ||
            !fragment_next(&traffic->fragment, left - CHUNK_VIDEO_HEADER_BYTES, &part))
            return;
        ALCOVE_ASSERT(part.size > 0);
        if (!chunk_write_part(&packet->writer, CHUNK_VIDEO, &part))
            return;
        carry(packet, SENT_VIDEO, part.id, part.offset, part.size);
        fragment_on_sent(&traffic->fragment, part.id, part.offset, part.size);
        traffic->statistics.video_bytes_sent += part.size;
    }
}

/* Whether video or large records wait, and the window takes their next packet. */
static bool bulk_may_fly(const struct traffic *traffic)
{
    if (delivery_has_unsent(&traffic->delivery, DELIVERY_LARGE))
        return traffic_may_fly(traffic, ALCOVE_DATAGRAM_BYTES_MAX);
    uint32_t waiting = fragment_waiting_bytes(&traffic->fragment);
    ALCOVE_ASSERT((waiting > 0) == fragment_has_unsent(&traffic->fragment));
    if (waiting == 0)
        return false;
    uint32_t size = waiting + CHUNK_VIDEO_HEADER_BYTES + ALCOVE_PACKET_OVERHEAD_BYTES;
    return traffic_may_fly(traffic,
                           size < ALCOVE_DATAGRAM_BYTES_MAX ? size : ALCOVE_DATAGRAM_BYTES_MAX);
}

static bool compose_bulk(struct traffic *traffic, uint64_t now_us, uint8_t *plaintext,
                         struct packet *packet)
{
    if (!bulk_may_fly(traffic) || !pacer_may_send(&traffic->pacer, now_us))
        return false;
    begin(packet, SEAL_BULK, traffic->current,
          byte_writer_over(plaintext, ALCOVE_PLAINTEXT_BYTES_MAX));
    add_same(traffic, packet);
    add_acks(traffic, now_us, packet);
    add_control(traffic, packet);
    add_records(traffic, now_us, DELIVERY_LARGE, packet);
    add_video(traffic, packet);
    ALCOVE_ASSERT(packet->writer.size > 0);
    pad_to(packet, bulk_sizes, sizeof bulk_sizes / sizeof bulk_sizes[0]);
    return true;
}

/* Whether the rings of sent packets have room, so that each packet's fate can be settled. */
static bool may_track(const struct traffic *traffic)
{
    const struct generation *generation = &traffic->generations[traffic->current];
    ALCOVE_ASSERT(traffic->current < GENERATIONS_MAX);
    return !sent_is_full(&generation->sent[SEAL_RT]) && !sent_is_full(&generation->sent[SEAL_BULK]);
}

bool packet_next(struct traffic *traffic, uint64_t now_us, uint8_t *plaintext, struct packet *out)
{
    if (traffic->generations[traffic->current].state != GENERATION_CURRENT || !may_track(traffic))
        return false;
    if (traffic->flow == TRAFFIC_STALLED && !traffic->probe_wanted)
        return false;
    bool composed =
        compose_voice(traffic, now_us, plaintext, out) ||
        compose_cell(traffic, now_us, plaintext, out) ||
        (traffic->flow == TRAFFIC_FLOWING && compose_bulk(traffic, now_us, plaintext, out));
    ALCOVE_ASSERT(!composed || out->writer.size >= ALCOVE_PLAINTEXT_BYTES_MIN);
    if (composed)
        traffic->probe_wanted = false;
    return composed;
}

void packet_probe(enum path_probe probe, const uint8_t *token, size_t datagram_size,
                  uint8_t *plaintext, struct packet *out)
{
    ALCOVE_ASSERT(datagram_size >= CELL_SMALL_BYTES);
    ALCOVE_ASSERT(datagram_size <= ALCOVE_DATAGRAM_BYTES_MAX);
    begin(out, SEAL_RT, 0,
          byte_writer_over(plaintext, datagram_size - ALCOVE_PACKET_OVERHEAD_BYTES));
    chunk_write_token(&out->writer, probe == PATH_PROBE_RESPONSE ? CHUNK_RESPONSE : CHUNK_CHALLENGE,
                      token);
    chunk_write_padding(&out->writer);
}

void packet_close(struct traffic *traffic, enum alcove_close_reason reason, uint8_t *plaintext,
                  struct packet *out)
{
    ALCOVE_ASSERT(reason <= ALCOVE_CLOSE_REPLACED);
    begin(out, SEAL_RT, traffic->current,
          byte_writer_over(plaintext, CELL_SMALL_BYTES - ALCOVE_PACKET_OVERHEAD_BYTES));
    chunk_write_close(&out->writer, (uint8_t)reason);
    chunk_write_padding(&out->writer);
}

void packet_on_sent(struct traffic *traffic, uint64_t now_us, const struct packet *packet,
                    uint32_t counter, size_t datagram_size)
{
    struct generation *generation = &traffic->generations[packet->generation];
    struct sent_packet sent = {
        .counter = counter,
        .size = (uint32_t)datagram_size + ALCOVE_IP_UDP_BYTES,
        .at_us = now_us,
        .fate = packet->eliciting ? SENT_FLYING : SENT_NOT_TRACKED,
        .item_count = packet->item_count,
    };
    for (size_t i = 0; i < packet->item_count; i++)
        sent.items[i] = packet->items[i];
    bool was_idle = traffic_flying_packets(traffic) == 0;
    sent_add(&generation->sent[packet->class], &sent);
    if (packet->eliciting) {
        traffic->eliciting_at_us = now_us;
        if (was_idle)
            traffic->waiting_since_us = now_us;
    }
    rate_on_sent(&traffic->rate, now_us, sent.size);
    pacer_on_sent(&traffic->pacer, now_us, sent.size, rate_pacing(&traffic->rate));
    ALCOVE_ASSERT(traffic->statistics.datagrams_sent < UINT64_MAX);
}

uint64_t packet_next_deadline(const struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(traffic->current < GENERATIONS_MAX);
    if (traffic->generations[traffic->current].state != GENERATION_CURRENT ||
        traffic->flow == TRAFFIC_STALLED)
        return DEADLINE_NEVER;
    uint64_t earliest_us = cell_deadline(traffic, now_us);
    if (bulk_may_fly(traffic))
        earliest_us = deadline_earlier(earliest_us, pacer_next_departure(&traffic->pacer));
    return earliest_us;
}
