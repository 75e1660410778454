/* One rate for everything a link sends. Self-clocked: bytes in flight against a window of rate
 * times round trip, so that without feedback nothing more leaves.
 *
 *   STARTING   doubles several times a second while the line carries it
 *   CLIMBING   grows while the queue is short: to twice within two seconds, then faster; gently
 *              near the capacity it last met
 *   DRAINING   after a fall below the delivered rate, until the queue has gone
 *
 * It falls when the standing queue passes its target, when loss comes together with delay, or when
 * loss jumps over its own baseline of ten seconds: a line that always loses a fifth is not
 * congested. It never grows beyond what the application really sends. Sizes count IP and UDP
 * headers. Called by traffic.c. */
#ifndef ALCOVE_LINK_RATE_H
#define ALCOVE_LINK_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/queue_delay.h"
#include "link/rtt.h"

#define RATE_BINS   16
#define RATE_BIN_US 50000

enum rate_state {
    RATE_STARTING,
    RATE_CLIMBING,
    RATE_DRAINING,
};

/* Bytes over the last RATE_BINS bins of time. */
struct rate_meter {
    uint32_t bytes[RATE_BINS];
    uint64_t newest_bin; /* time / RATE_BIN_US of the newest */
    uint64_t first_us;   /* first byte ever */
    bool any;
};

struct rate {
    enum rate_state state;
    uint32_t bits_per_second;
    uint32_t max_bits_per_second; /* set by the application */
    uint32_t capacity;            /* bits per second met at the last fall; 0: unknown */
    struct queue_delay delay;
    struct rate_meter sent;
    struct rate_meter delivered;
    uint32_t queue_us;
    uint32_t held_us;    /* how long the other side holds acknowledgements, smoothed */
    double loss_present; /* over some 32 packets */
    double loss_shown;   /* over some 128 */
    double loss_base;    /* over ten seconds */
    uint64_t base_at_us; /* last step of loss_base */
    uint64_t settled;    /* packets whose fate is known */
    uint64_t grown_at_us;
    uint64_t climbing_since_us;
    uint64_t fell_at_us;
};

/* What one acknowledgement says of the path. */
struct rate_sample {
    uint64_t sent_us;    /* our clock */
    uint32_t arrived_us; /* the other's clock, low 32 bits */
    uint32_t held_us;
};

void rate_init(struct rate *rate, uint64_t now_us);
void rate_set_max(struct rate *rate, uint32_t bits_per_second); /* 0: none */
void rate_on_sent(struct rate *rate, uint64_t now_us, size_t bytes);
/* `late` when it was counted as lost before. */
void rate_on_arrived(struct rate *rate, uint64_t now_us, size_t bytes, bool late);
void rate_on_lost(struct rate *rate);
void rate_on_sample(struct rate *rate, uint64_t now_us, const struct rate_sample *sample,
                    const struct rtt *rtt);
/* No feedback came for long: whatever was in flight is written off. */
void rate_on_silence(struct rate *rate);
/* A new path: starts again from what is known to be harmless. */
void rate_on_path(struct rate *rate, uint64_t now_us);
uint32_t rate_window_bytes(const struct rate *rate, const struct rtt *rtt);
/* What the pacer aims at: above the rate, so that a frame leaves within its time. */
uint32_t rate_pacing(const struct rate *rate);
uint32_t rate_loss_per_mille(const struct rate *rate);
/* Bits a second that arrived in the memory of the meter. */
uint32_t rate_delivered(struct rate *rate, uint64_t now_us);

#endif
