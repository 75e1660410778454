/* All that moves through an established link, below its states and above its keys: what waits to be
 * sent, what is on its way, what arrived, and how much the path takes. It survives rekeys, changes
 * of path and outages. packet.c takes from it, intake.c brings to it, this file settles fates and
 * time. Called by link.c alone. */
#ifndef ALCOVE_LINK_TRAFFIC_H
#define ALCOVE_LINK_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include "link/control.h"
#include "link/delivery.h"
#include "link/fragment.h"
#include "link/generation.h"
#include "link/link.h"
#include "link/pacer.h"
#include "link/rate.h"
#include "link/reassembly.h"
#include "link/receipt.h"
#include "link/rtt.h"
#include "link/signals.h"
#include "link/voice_queue.h"

/* Whether the other side answers. */
enum traffic_flow {
    TRAFFIC_FLOWING,
    TRAFFIC_STALLED, /* much is unanswered: one probe from time to time, nothing else */
};

struct traffic {
    struct generation generations[GENERATIONS_MAX];
    size_t current; /* index of the generation that seals */
    struct control control;
    struct signals signals;
    struct voice_queue voice;
    struct rtt rtt;
    struct rate rate;
    struct pacer pacer;
    bool narrow;            /* small packets take long and little arrives: nothing leaves in vain */
    uint64_t cell_at_us;    /* when the last cell left */
    uint64_t cells_from_us; /* none leaves before */
    enum traffic_flow flow;
    uint64_t stalled_at_us;
    uint64_t probe_at_us;      /* STALLED: when the next packet may leave */
    bool probe_wanted;         /* a probe timeout: one packet may leave whatever the window says */
    uint32_t probe_backoff;    /* probe timeouts in a row */
    uint64_t eliciting_at_us;  /* when we last sent what wants an acknowledgement */
    uint64_t waiting_since_us; /* since when nothing that flies was acknowledged */
    bool words_next;           /* voice slack: words before an acknowledgement, the next time */
    bool writing_off;          /* what is lost now says nothing of the path */
    struct alcove_link_statistics statistics;
    struct delivery delivery;
    struct receipt receipt;
    struct fragment fragment;
    struct reassembly reassembly;
};

/* `traffic` is zeroed memory. */
void traffic_init(struct traffic *traffic, uint64_t now_us);
struct generation *traffic_generation(struct traffic *traffic);
uint32_t traffic_flying_packets(const struct traffic *traffic);
/* Whether the window takes a datagram of so many bytes more. */
bool traffic_may_fly(const struct traffic *traffic, uint32_t bytes);
/* A handshake shows that the line is thin, before anything is measured, and how thin. */
void traffic_expect_thin(struct traffic *traffic, uint32_t round_trip_us);
/* Of a signal that is given now. */
uint64_t traffic_signal_lifetime(const struct traffic *traffic);
/* Whether a full handshake would stop everything else for seconds. */
bool traffic_is_thin(const struct traffic *traffic);
/* An acknowledgement arrived. False when it is nonsense. */
bool traffic_on_ack(struct traffic *traffic, uint64_t now_us, const struct chunk_ack *ack);
/* A genuine packet arrived: the line is not dead. */
void traffic_on_heard(struct traffic *traffic, uint64_t now_us);
/* Settles what flies in a generation as lost without blaming the path, and ends it. */
void traffic_end_generation(struct traffic *traffic, uint64_t now_us, size_t index);
void traffic_on_path(struct traffic *traffic, uint64_t now_us);
void traffic_on_timeout(struct traffic *traffic, uint64_t now_us);
uint64_t traffic_next_deadline(const struct traffic *traffic);

#endif
