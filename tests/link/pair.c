#include "pair.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"

uint64_t pair_random(uint64_t *seed)
{
    /* splitmix64 */
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void fill(void *context, uint8_t *out, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)pair_random(context);
}

static void open_end(struct pair *pair, int which, enum alcove_link_purpose purpose)
{
    struct pair_end *end = &pair->ends[which];
    end->seed = pair->seed * 31 + (uint64_t)which;
    end->acknowledges = true;
    end->address.ip[15] = (uint8_t)(1 + which);
    end->address.port = (uint16_t)(40001 + which);
    end->config.purpose = purpose;
    end->config.random = (struct alcove_random){fill, &end->seed};
    fill(&end->seed, end->config.static_secret, sizeof end->config.static_secret);
    crypto_scalarmult_base(end->config.static_public, end->config.static_secret);
    memset(end->config.envelope_root, 0x11, sizeof end->config.envelope_root);
    memset(end->config.invite_secret, 0x22, sizeof end->config.invite_secret);
    memset(end->config.psk.key, 0x33, sizeof end->config.psk.key);
    end->config.psk.index = 4;
    end->config.psk.present = purpose == ALCOVE_LINK_CONTACT;
    end->config.psk.kem = purpose == ALCOVE_LINK_CONTACT;
}

static void start_link(struct pair *pair, int which)
{
    struct pair_end *end = &pair->ends[which];
    end->storage = calloc(1, alcove_link_storage_bytes());
    assert_non_null(end->storage);
    end->link =
        alcove_link_init(end->storage, alcove_link_storage_bytes(), &end->config, pair->now_us);
}

struct pair *pair_open(enum alcove_link_purpose purpose, uint64_t seed)
{
    assert_true(sodium_init() >= 0);
    struct pair *pair = calloc(1, sizeof *pair);
    assert_non_null(pair);
    pair->now_us = 1000000;
    pair->seed = seed;
    open_end(pair, THERAPIST, purpose);
    open_end(pair, CLIENT, purpose);
    if (purpose == ALCOVE_LINK_CONTACT) {
        memcpy(pair->ends[THERAPIST].config.remote_static, pair->ends[CLIENT].config.static_public,
               32);
        memcpy(pair->ends[CLIENT].config.remote_static, pair->ends[THERAPIST].config.static_public,
               32);
    }
    start_link(pair, THERAPIST);
    start_link(pair, CLIENT);
    return pair;
}

void pair_lose_what_flies(struct pair *pair, int which)
{
    struct pair_line *line = &pair->ends[which].line;
    while (line->count > 0)
        free(line->datagrams[--line->count]);
}

void pair_close(struct pair *pair)
{
    for (int i = 0; i < 2; i++) {
        struct pair_end *end = &pair->ends[i];
        alcove_link_wipe(end->link);
        free(end->storage);
        pair_lose_what_flies(pair, i);
    }
    free(pair);
}

struct alcove_link *pair_link(struct pair *pair, int end)
{
    return pair->ends[end].link;
}

void pair_set_lines(struct pair *pair, uint64_t delay_us, uint32_t loss_per_mille)
{
    for (int i = 0; i < 2; i++) {
        pair->ends[i].line.delay_us = delay_us;
        pair->ends[i].line.loss_per_mille = loss_per_mille;
    }
}

/* Puts a datagram on the line, unless the line loses it. */
static void put_on_line(struct pair *pair, int which, const struct alcove_transmit *transmit)
{
    struct pair_end *end = &pair->ends[which];
    struct pair_line *line = &end->line;
    if (!alcove_address_equal(&transmit->to, &pair->ends[1 - which].address))
        return;
    uint64_t start_us = pair->now_us;
    line->queue_us = 0;
    if (line->bits_per_second != 0) {
        if (line->free_at_us > start_us)
            line->queue_us = line->free_at_us - start_us;
        if (line->queue_us_max != 0 && line->queue_us > line->queue_us_max) {
            line->dropped++;
            return;
        }
        start_us += line->queue_us + (transmit->size + 28) * 8000000 / line->bits_per_second;
        line->free_at_us = start_us;
    }
    if (line->cut || pair_random(&pair->seed) % 1000 < line->loss_per_mille) {
        line->dropped++;
        return;
    }
    assert_true(line->count < PAIR_DATAGRAMS_MAX);
    struct pair_datagram *datagram = malloc(sizeof *datagram);
    assert_non_null(datagram);
    datagram->due_us = start_us + line->delay_us;
    if (line->jitter_us != 0)
        datagram->due_us += pair_random(&pair->seed) % line->jitter_us;
    datagram->from = end->address;
    datagram->to = transmit->to;
    datagram->size = transmit->size;
    memcpy(datagram->bytes, transmit->bytes, transmit->size);
    line->datagrams[line->count++] = datagram;
}

static void take_event(struct pair *pair, int which, const struct alcove_event *event)
{
    struct pair_end *end = &pair->ends[which];
    switch (event->kind) {
    case ALCOVE_EVENT_ESTABLISHED:
        end->established++;
        end->exports = event->exports;
        memcpy(end->remote_static, event->remote_static, 32);
        break;
    case ALCOVE_EVENT_REKEYED:
        end->rekeyed++;
        end->exports = event->exports;
        break;
    case ALCOVE_EVENT_FRAME:
        end->frames[event->frame.kind]++;
        break;
    case ALCOVE_EVENT_FRAME_ARRIVED:
        end->frames_arrived++;
        break;
    case ALCOVE_EVENT_FRAME_LOST:
        end->frames_lost++;
        break;
    case ALCOVE_EVENT_RECORD:
        assert_true(event->id == end->records);
        end->records++;
        break;
    case ALCOVE_EVENT_RECORD_ARRIVED:
        assert_true(event->id == end->arrived);
        end->arrived++;
        break;
    case ALCOVE_EVENT_SIGNAL:
        end->signals++;
        break;
    case ALCOVE_EVENT_PATH:
        end->paths++;
        break;
    case ALCOVE_EVENT_RESTING:
        end->resting++;
        break;
    case ALCOVE_EVENT_RESUMED:
        end->resumed++;
        break;
    case ALCOVE_EVENT_CLOSED:
        end->closed++;
        end->reason = event->reason;
        break;
    case ALCOVE_EVENT_REPAIR_WANTED:
        end->repairs++;
        end->repair_id = event->id;
        break;
    }
}

void pair_drain(struct pair *pair, int which)
{
    struct pair_end *end = &pair->ends[which];
    bool busy = true;
    for (int round = 0; busy; round++) {
        struct alcove_transmit transmit;
        struct alcove_event event;
        assert_true(round < 10000);
        busy = false;
        while (alcove_link_poll_transmit(end->link, pair->now_us, &transmit)) {
            busy = true;
            if (end->on_datagram != NULL)
                end->on_datagram(pair, which, &transmit);
            put_on_line(pair, which, &transmit);
        }
        while (alcove_link_poll_event(end->link, &event)) {
            busy = true;
            take_event(pair, which, &event);
            if (end->on_event != NULL)
                end->on_event(pair, which, &event);
            if (event.kind == ALCOVE_EVENT_RECORD && end->acknowledges)
                alcove_link_acknowledge_record(end->link, pair->now_us, event.id);
        }
    }
}

void pair_connect(struct pair *pair)
{
    alcove_link_add_candidate(pair_link(pair, CLIENT), &pair->ends[THERAPIST].address);
    assert_int_equal(alcove_link_connect(pair_link(pair, CLIENT), pair->now_us), ALCOVE_OK);
    pair_drain(pair, CLIENT);
}

enum alcove_receive_result pair_inject(struct pair *pair, int end,
                                       const struct alcove_address *from, const uint8_t *bytes,
                                       size_t size)
{
    enum alcove_receive_result result =
        alcove_link_receive(pair_link(pair, end), pair->now_us, from, bytes, size);
    pair_drain(pair, end);
    return result;
}

static struct pair_datagram *next_datagram(struct pair_line *line, size_t *index)
{
    struct pair_datagram *next = NULL;
    for (size_t i = 0; i < line->count; i++) {
        if (next == NULL || line->datagrams[i]->due_us < next->due_us) {
            next = line->datagrams[i];
            *index = i;
        }
    }
    return next;
}

/* Delivers what is due from `which` to the other end. True when something was. */
static bool deliver(struct pair *pair, int which)
{
    struct pair_end *end = &pair->ends[which];
    struct pair_end *other = &pair->ends[1 - which];
    size_t index = 0;
    struct pair_datagram *datagram = next_datagram(&end->line, &index);
    if (datagram == NULL || datagram->due_us > pair->now_us)
        return false;
    end->line.count--;
    memmove(&end->line.datagrams[index], &end->line.datagrams[index + 1],
            (end->line.count - index) * sizeof end->line.datagrams[0]);
    if (alcove_address_equal(&datagram->to, &other->address)) {
        end->line.delivered_bytes += datagram->size + 28;
        alcove_link_receive(other->link, pair->now_us, &datagram->from, datagram->bytes,
                            datagram->size);
        pair_drain(pair, 1 - which);
    }
    free(datagram);
    return true;
}

static uint64_t next_time(struct pair *pair, uint64_t end_us)
{
    uint64_t next_us = end_us;
    for (int i = 0; i < 2; i++) {
        size_t index;
        const struct pair_datagram *datagram = next_datagram(&pair->ends[i].line, &index);
        if (datagram != NULL && datagram->due_us < next_us)
            next_us = datagram->due_us;
        uint64_t timeout_us = alcove_link_next_timeout(pair_link(pair, i));
        if (timeout_us < next_us)
            next_us = timeout_us;
    }
    return next_us > pair->now_us ? next_us : pair->now_us;
}

void pair_run(struct pair *pair, uint64_t duration_us)
{
    uint64_t end_us = pair->now_us + duration_us;
    int still = 0;
    for (;;) {
        uint64_t next_us = next_time(pair, end_us);
        /* Time that does not move on although nothing is left to do is a fault of a deadline. */
        still = next_us == pair->now_us ? still + 1 : 0;
        assert_true(still < 20000);
        pair->now_us = next_us;
        while (deliver(pair, THERAPIST) || deliver(pair, CLIENT))
            ;
        for (int i = 0; i < 2; i++) {
            if (alcove_link_next_timeout(pair_link(pair, i)) > pair->now_us)
                continue;
            alcove_link_handle_timeout(pair_link(pair, i), pair->now_us);
            pair_drain(pair, i);
        }
        if (pair->now_us >= end_us)
            return;
    }
}

void pair_establish(struct pair *pair)
{
    pair_connect(pair);
    for (int i = 0; i < 6000; i++) {
        if (pair->ends[THERAPIST].established == 1 && pair->ends[CLIENT].established == 1)
            return;
        pair_run(pair, 10000);
    }
    fail_msg("the two did not find each other within a minute");
}

void pair_send_record(struct pair *pair, int end, const char *words)
{
    uint64_t id;
    assert_int_equal(alcove_link_send_record(pair_link(pair, end), pair->now_us,
                                             (const uint8_t *)words, strlen(words), &id),
                     ALCOVE_OK);
    pair_drain(pair, end);
}

void pair_send_frame(struct pair *pair, int end, const struct alcove_frame *frame)
{
    assert_int_equal(alcove_link_send_frame(pair_link(pair, end), pair->now_us, frame), ALCOVE_OK);
    pair_drain(pair, end);
}
