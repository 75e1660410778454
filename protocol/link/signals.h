/* Signals: a nod is worth something now or never. Each rides in packet after packet until it is
 * acknowledged or its life is over; the receiver hands it on at most once. Signals
 * are not put in order. */
#ifndef ALCOVE_LINK_SIGNALS_H
#define ALCOVE_LINK_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/limits.h"
#include "link/link.h"

#define SIGNALS_MEMORY 64 /* ids that the receiver remembers */

struct signal_outgoing {
    bool waiting; /* neither acknowledged nor over */
    uint32_t id;
    uint8_t size;
    uint8_t times; /* sent so far; stays at its most */
    uint64_t given_us, over_us;
    uint64_t last_sent_us;
    uint8_t bytes[ALCOVE_SIGNAL_BYTES_MAX];
};

struct signal_incoming {
    uint8_t size;
    uint8_t bytes[ALCOVE_SIGNAL_BYTES_MAX];
};

/* Zeroed memory is an empty one. */
struct signals {
    struct signal_outgoing outgoing[ALCOVE_SIGNALS_WAITING_MAX];
    uint32_t next_id;
    struct signal_incoming incoming[ALCOVE_SIGNALS_WAITING_MAX]; /* ring */
    uint32_t incoming_head;                                      /* counts up */
    uint32_t incoming_tail;
    bool any_seen;
    uint32_t newest_seen;
    uint64_t seen; /* bit i: newest_seen - i was handed on */
};

/* FULL when ALCOVE_SIGNALS_WAITING_MAX wait. */
enum alcove_link_status signals_push(struct signals *signals, uint64_t now_us, uint64_t lifetime_us,
                                     const uint8_t *bytes, size_t size);
/* Whether one was never sent, or is still to be repeated quickly: it goes before what else rides
 * with voice, which comes again while a nod would be late. */
bool signals_has_quick(const struct signals *signals, uint64_t now_us);
/* A signal of at most `size_max` bytes to put into a packet that leaves now: those never sent
 * first, then those sent before `before_us`, the longest ago first. NULL when there is none. */
const struct signal_outgoing *signals_next(const struct signals *signals, uint64_t before_us,
                                           size_t size_max);
void signals_on_sent(struct signals *signals, uint64_t now_us, uint32_t id);
void signals_on_arrived(struct signals *signals, uint32_t id);
/* Drops those whose life is over. */
void signals_on_timeout(struct signals *signals, uint64_t now_us);
/* When the next one must leave in a packet of its own, if none came by: at once when it was never
 * sent, else after a pause that depends on the round trip; on a narrow line never sooner. */
uint64_t signals_next_send(const struct signals *signals, uint32_t rtt_us, bool narrow);
uint64_t signals_next_deadline(const struct signals *signals);

/* False when it was refused, so that its packet must not be acknowledged. */
bool signals_receive(struct signals *signals, uint32_t id, const uint8_t *bytes, size_t size);
/* NULL when none waits. Lives until the next signals_receive. */
const struct signal_incoming *signals_poll(struct signals *signals);

#endif
