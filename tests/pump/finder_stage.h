/* Two people on loopback, each with a pump, a finder and a link to the other, in one loop: where
 * the tests of finders play. */
#ifndef TESTS_PUMP_FINDER_STAGE_H
#define TESTS_PUMP_FINDER_STAGE_H

#include "net/finder.h"

/* One side: a pump, a finder and the link to the other. */
struct side {
    struct net_pump *pump;
    struct finder *finder;
    struct finder_person *person;
    struct alcove_link *link;
    struct alcove_link_config config;
    enum rendezvous_direction own;
    struct alcove_address says; /* where it says it is; port 0: where it is */
    size_t established, records, arrived;
    size_t paths[AGENT_PATH_RELAYED + 1];
    size_t news;
    bool leaves_on_path, leaves_when_established;
};

extern uv_loop_t stage_loop;
extern struct side stage_sides[2];
#define caller (&stage_sides[0]) /* begins the link's handshake */
#define callee (&stage_sides[1])

/* Setup and teardown of every test. */
int stage_begin(void **state);
int stage_end(void **state);

extern const struct alcove_random drawn;
struct alcove_address on_loopback(uint8_t last, uint16_t port);
struct alcove_address address_of(const struct side *side);

void side_open(struct side *side);
void side_close(struct side *side);
/* Closes what it has, its pump too: the new one has another port. */
void side_reopen(struct side *side);
/* From here on it says that it is at 127.0.0.`last`, where its UDP socket is not; its TCP listener
 * is there, at the pump's port. */
void side_mislead(struct side *side, uint8_t last);
/* A link of the side's config, from the heap. */
struct alcove_link *side_new_link(struct side *side);
void side_leave(struct side *side);

/* As the app would know the other from before; a test adds where they may be. */
struct finder_person_options options_of(struct side *side);
/* The same, with where the other is now. */
struct finder_person_options options_knowing(struct side *side, const struct side *other);
void add(struct side *side, const struct finder_person_options *options);
/* The callee expects, and does not know where the caller is; the caller knows. */
void add_both(void);

/* Until the count is reached: fails the test after half a minute. */
void run_until(const size_t *count, size_t wanted);
void run_for(uint64_t milliseconds);
void run_once(void);
void both_established(void);
void exchange_a_record(void);

#endif
