/* Which packets of one class of one generation arrived and which are lost. RFC 9002 section 6, with
 * a reordering window that learns: a packet is lost only after a later one, of whatever class,
 * arrived and more than a round trip and the window have passed since it left. Each packet that
 * turns out to have been merely late widens the window, up to ALCOVE_REORDER_MAX_US; it shrinks
 * again slowly. The probe timeout and what to do about loss are the business of traffic.c, rate.h
 * and those who sent. */
#ifndef ALCOVE_LINK_LOSS_H
#define ALCOVE_LINK_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "link/chunk.h"
#include "link/ranges.h"
#include "link/rtt.h"
#include "link/sent.h"

/* Is told each packet's fate; a packet that is `late` was declared lost before. */
struct loss_listener {
    void *context;
    void (*arrived)(void *context, const struct sent_packet *packet, bool late);
    void (*lost)(void *context, const struct sent_packet *packet);
};

/* Zeroed memory is a fresh one. */
struct loss {
    bool any; /* something was acknowledged */
    uint32_t largest_acked;
    struct ranges acked;        /* as the newest acknowledgement told */
    uint64_t newest_arrived_us; /* when the last-sent packet that arrived had left */
    uint32_t reorder_us;        /* the learned window */
    uint64_t reorder_shrunk_at_us;
    uint64_t deadline_us; /* when the next packet would be lost; 0 for none */
};

/* What one acknowledgement told. */
struct loss_report {
    bool progress;       /* some packet flew until now and arrived */
    bool sample;         /* the newest packet of it is new: times below are valid */
    uint64_t sent_us;    /* when that packet left, our clock */
    uint32_t arrived_us; /* and arrived, low 32 bits of the other side's clock */
    uint32_t held_us;
};

/* False, with nothing changed, when it speaks of packets that were never sent. */
bool loss_on_ack(struct loss *loss, struct sent *sent, const struct chunk_ack *ack,
                 const struct loss_listener *listener, struct loss_report *report);
/* A packet of another class or generation that left at that time arrived. */
void loss_on_other_arrived(struct loss *loss, uint64_t sent_us);
/* After loss_on_ack (and its RTT sample), and when the deadline is over. */
void loss_detect(struct loss *loss, struct sent *sent, const struct rtt *rtt, uint64_t now_us,
                 const struct loss_listener *listener);
/* Gives up all that flew before `before_us`: after a silence, or with a whole generation. */
void loss_write_off(struct loss *loss, struct sent *sent, uint64_t before_us,
                    const struct loss_listener *listener);
uint64_t loss_next_deadline(const struct loss *loss);

#endif
