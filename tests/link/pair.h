/* Two links and the lines between them, in virtual time: for tests that tell a story of two people.
 * Each direction delays, loses (seeded) and queues behind a bottleneck. Nothing here sleeps. */
#ifndef TESTS_LINK_PAIR_H
#define TESTS_LINK_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/link.h"

enum { THERAPIST, CLIENT };

#define PAIR_DATAGRAMS_MAX 4096

struct pair_datagram {
    uint64_t due_us;
    struct alcove_address from;
    struct alcove_address to;
    size_t size;
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
};

/* One direction. */
struct pair_line {
    uint64_t delay_us;
    uint64_t jitter_us; /* added, evenly drawn; packets overtake each other */
    uint32_t loss_per_mille;
    uint32_t bits_per_second; /* 0: no bottleneck; IP and UDP headers count */
    uint64_t queue_us_max;    /* what would wait longer is dropped; 0: no limit */
    bool cut;
    uint64_t free_at_us;
    uint64_t queue_us; /* met by the newest datagram */
    uint64_t dropped;
    uint64_t delivered_bytes;
    struct pair_datagram *datagrams[PAIR_DATAGRAMS_MAX];
    size_t count;
};

struct pair;

struct pair_end {
    void *storage;
    struct alcove_link *link;
    struct alcove_link_config config;
    struct alcove_address address; /* where this end sends from, and is reached */
    uint64_t seed;
    struct pair_line line; /* towards the other end */
    /* Each event as it comes; may call mutations. May be NULL. */
    void (*on_event)(struct pair *pair, int end, const struct alcove_event *event);
    /* Each datagram that leaves; may look, not touch. May be NULL. */
    void (*on_datagram)(struct pair *pair, int end, const struct alcove_transmit *transmit);
    int established, resting, resumed, closed, rekeyed, paths;
    enum alcove_close_reason reason;
    struct alcove_exports exports;
    uint8_t remote_static[32];
    bool acknowledges; /* records are stored as they come */
    uint64_t records;  /* that came */
    uint64_t arrived;  /* of ours, stored there */
    uint64_t signals;
    uint64_t frames[2]; /* by kind */
    uint64_t frames_arrived, frames_lost;
    uint64_t repairs, repair_id;
};

struct pair {
    struct pair_end ends[2];
    uint64_t now_us;
    uint64_t seed;
    void *context; /* the test's own */
};

/* Two people who know each other (CONTACT), or the holder and the taker of an invite (PAIRING).
 * Freed by pair_close. */
struct pair *pair_open(enum alcove_link_purpose purpose, uint64_t seed);
void pair_close(struct pair *pair);
/* Everything of this end's that is still on its way is gone. */
void pair_lose_what_flies(struct pair *pair, int which);
/* Both lines. */
void pair_set_lines(struct pair *pair, uint64_t delay_us, uint32_t loss_per_mille);
/* The client connects. */
void pair_connect(struct pair *pair);
/* Lets time pass; whatever is due happens. */
void pair_run(struct pair *pair, uint64_t duration_us);
/* Until both are ESTABLISHED, at most a minute; fails the test otherwise. */
void pair_establish(struct pair *pair);
/* After a mutation: takes everything out of a link. */
void pair_drain(struct pair *pair, int end);
struct alcove_link *pair_link(struct pair *pair, int end);
uint64_t pair_random(uint64_t *seed);
/* Delivers bytes to an end at once, from an address. */
enum alcove_receive_result pair_inject(struct pair *pair, int end,
                                       const struct alcove_address *from, const uint8_t *bytes,
                                       size_t size);
void pair_send_record(struct pair *pair, int end, const char *words);
void pair_send_frame(struct pair *pair, int end, const struct alcove_frame *frame);

#endif
