/* What a link tells: events, the budget for media, statistics. The other half of link.h's door. */
#include "link/link.h"

#include <string.h>

#include "base/assert.h"
#include "link/link_parts.h"

/* A picture handed over this much before the pacer is free loses nothing: coding takes longer. */
#define ENCODE_AHEAD_US 20000

static bool poll_frame(struct alcove_link *link, struct alcove_event *out)
{
    struct alcove_frame frame;
    if (!reassembly_poll(&link->traffic.reassembly, &frame))
        return false;
    ALCOVE_ASSERT(frame.size > 0);
    out->kind = ALCOVE_EVENT_FRAME;
    out->frame = frame;
    return true;
}

static bool poll_record(struct alcove_link *link, struct alcove_event *out)
{
    uint32_t id;
    if (receipt_poll(&link->traffic.receipt, &id, &out->bytes, &out->size)) {
        out->kind = ALCOVE_EVENT_RECORD;
        out->id = id;
        return true;
    }
    if (delivery_poll_stored(&link->traffic.delivery, &id)) {
        out->kind = ALCOVE_EVENT_RECORD_ARRIVED;
        out->id = id;
        return true;
    }
    ALCOVE_ASSERT(out->bytes == NULL);
    return false;
}

static bool poll_small(struct alcove_link *link, struct alcove_event *out)
{
    struct control *control = &link->traffic.control;
    struct fragment_news news;
    const struct signal_incoming *signal = signals_poll(&link->traffic.signals);
    if (signal != NULL) {
        ALCOVE_ASSERT(signal->size > 0);
        out->kind = ALCOVE_EVENT_SIGNAL;
        out->bytes = signal->bytes;
        out->size = signal->size;
        return true;
    }
    if (control->repair_asked) {
        control->repair_asked = false;
        out->kind = ALCOVE_EVENT_REPAIR_WANTED;
        bool none = control->repair_asked_id == CHUNK_REPAIR_NONE;
        out->id = none ? ALCOVE_FRAME_NONE : control->repair_asked_id;
        return true;
    }
    if (fragment_poll_news(&link->traffic.fragment, &news)) {
        out->kind = news.arrived ? ALCOVE_EVENT_FRAME_ARRIVED : ALCOVE_EVENT_FRAME_LOST;
        out->id = news.id;
        return true;
    }
    return false;
}

bool alcove_link_poll_event(struct alcove_link *link, struct alcove_event *out)
{
    ALCOVE_ASSERT(out != NULL);
    reassembly_reclaim(&link->traffic.reassembly);
    memset(out, 0, sizeof *out);
    return news_poll(&link->news, out) || poll_small(link, out) || poll_frame(link, out) ||
           poll_record(link, out) || news_poll_closed(&link->news, out);
}

struct alcove_link_budget alcove_link_get_budget(const struct alcove_link *link, uint64_t now_us)
{
    const struct traffic *traffic = &link->traffic;
    const struct rate *rate = &traffic->rate;
    uint32_t waiting = fragment_waiting_bytes(&traffic->fragment);
    /* A picture of a thirtieth of a second, or its first packet. */
    uint32_t picture = rate->bits_per_second / 8 / 30;
    if (picture > ALCOVE_DATAGRAM_BYTES_MAX)
        picture = ALCOVE_DATAGRAM_BYTES_MAX;
    ALCOVE_ASSERT(rate->bits_per_second > 0);
    bool flows = link->state == ALCOVE_LINK_ESTABLISHED && traffic->flow == TRAFFIC_FLOWING;
    return (struct alcove_link_budget){
        .rate_bits_per_second = rate->bits_per_second,
        .video_bytes_waiting = waiting,
        .queue_delay_us = rate->queue_us,
        .loss_per_mille = rate_loss_per_mille(rate),
        .rtt_us = traffic->rtt.smoothed_us,
        .may_send_video = flows && waiting == 0 &&
                          pacer_next_departure(&traffic->pacer) <= now_us + ENCODE_AHEAD_US &&
                          traffic_may_fly(traffic, picture),
    };
}

struct alcove_link_statistics alcove_link_get_statistics(const struct alcove_link *link)
{
    const struct traffic *traffic = &link->traffic;
    struct alcove_link_statistics statistics = traffic->statistics;
    ALCOVE_ASSERT(traffic->current < GENERATIONS_MAX);
    statistics.chunks_repeated = traffic->delivery.repeated + traffic->fragment.repeated;
    statistics.frames_given_up = traffic->fragment.given_up + traffic->voice.dropped;
    statistics.frames_incomplete = traffic->reassembly.incomplete;
    statistics.rtt_us = traffic->rtt.smoothed_us;
    statistics.rtt_min_us = traffic->rtt.min_us;
    statistics.rtt_latest_us = traffic->rtt.latest_us;
    if (traffic->generations[traffic->current].state == GENERATION_CURRENT)
        statistics.epochs = seal_epochs(&traffic->generations[traffic->current].seal);
    return statistics;
}
