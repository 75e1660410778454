/* The terms on which one direction of a network carries datagrams, and a plan: the terms it starts
 * with and the changes that come later. Plain values, written as text:
 *
 *   rate=1M,delay=50,loss=1,queue=300
 *
 *   rate=N[k|M|G]     bit/s of the bottleneck, 0 = unlimited
 *   queue=MS          of the present rate in the bottleneck, tail drop (300, at least 3,000 bytes)
 *   queue_bytes=N     the same in bytes, instead
 *   delay=MS          one way
 *   jitter=MS         spread of the delay: half width, deviation, or mean, as the shape has it
 *   shape=uniform|normal|pareto        order=0|1   whether jitter keeps the order (1)
 *   loss=%            each datagram by itself, after the queue: a lost one has used its share
 *   burst=ENTER/LEAVE[/BAD[/GOOD]]     Gilbert-Elliott, all in %: chance a datagram to enter and to
 *                     leave the bad state, loss within the bad (100) and the good (0) state
 *   mask=HEX          exactly these are lost: bit n, lowest first, is the n-th datagram of each 64
 *   reorder=%         held back by `late` (20) ms, so that later ones pass
 *   duplicate=%       arrive twice
 *   overhead=BYTES    counted for each datagram beside its own (28: IPv4 and UDP headers)
 *   down=0|1          an outage: whatever leaves the bottleneck is lost
 *
 * Milliseconds and percent may have up to three decimals. Used by the tests and the program. */
#ifndef EMULATOR_TERMS_H
#define EMULATOR_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum jitter_shape {
    JITTER_UNIFORM, /* anywhere within the width, earlier or later */
    JITTER_NORMAL,  /* a bell about the delay; never before it was sent */
    JITTER_PARETO,  /* mostly little, rarely much, only later: a busy radio */
};

struct network_terms {
    uint64_t rate_bits_per_s; /* 0: unlimited */
    uint32_t queue_us;        /* of the present rate; never under NETWORK_QUEUE_BYTES_MIN */
    uint32_t queue_bytes;     /* replaces queue_us if not 0 */
    uint32_t delay_us;
    uint32_t jitter_us;
    enum jitter_shape jitter_shape;
    bool keeps_order; /* under jitter; reordering by reorder_ppm stays */
    bool down;
    uint32_t loss_ppm;
    uint32_t burst_enter_ppm; /* 0: no bursts */
    uint32_t burst_leave_ppm;
    uint32_t burst_bad_loss_ppm;
    uint32_t burst_good_loss_ppm;
    uint64_t loss_mask;
    uint32_t reorder_ppm;
    uint32_t reorder_late_us;
    uint32_t duplicate_ppm;
    uint32_t overhead_bytes;
};

/* Two full datagrams: a shorter queue would drop every burst of two. */
#define NETWORK_QUEUE_BYTES_MIN 3000u

struct network_change {
    uint64_t at_us; /* from the start of the network */
    struct network_terms terms;
};

#define NETWORK_CHANGES_MAX 64u

struct network_plan {
    struct network_terms terms;
    size_t change_count;
    struct network_change changes[NETWORK_CHANGES_MAX]; /* at_us never falls */
};

/* Unlimited, no delay, no faults, 28 bytes of overhead. */
struct network_terms network_terms_perfect(void);

/* Changes the keys named in `text` and no other. On bad text returns false and leaves `terms`. */
bool network_terms_set(struct network_terms *terms, const char *text);

/* A plan with perfect terms and no change. */
struct network_plan network_plan_perfect(void);

/* From `at_us` on, the keys in `text` differ from what was in force before it. Returns false, and
 * changes nothing, on bad text, a time before the last change, or too many changes. */
bool network_plan_change(struct network_plan *plan, uint64_t at_us, const char *text);

#endif
