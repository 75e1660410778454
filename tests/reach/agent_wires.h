/* Two agents and the ways between them, in virtual time: for tests of which way an agent takes.
 * Each way has an address at either side and a delay, and may be cut; there are no routers (that is
 * nat_world.h). Nothing here sleeps. */
#ifndef TESTS_REACH_AGENT_WIRES_H
#define TESTS_REACH_AGENT_WIRES_H

#include "reach/agent.h"

#define WIRES_MAX      8
#define WIRE_MAIL_MAX  512
#define WIRE_PATHS_MAX 16

struct wire {
    struct alcove_address at[2]; /* where each side is reached by the other */
    uint64_t delay_us;           /* one way */
    bool cut;
};

struct wire_letter {
    uint64_t due_us;
    int to;
    struct alcove_address from;
    size_t size;
    uint8_t bytes[CHECK_BYTES_MAX];
};

/* What one agent said and did. */
struct wire_side {
    struct agent agent;
    size_t sent, sent_nowhere;
    size_t counts[AGENT_EVENT_GAVE_UP + 1];
    struct agent_event paths[WIRE_PATHS_MAX]; /* in their order */
    size_t path_count;
    struct agent_event seen; /* the newest */
    struct agent_transmit last;
    struct agent_transmit first_check; /* since begin; the bytes are in `first_bytes` */
    uint8_t first_bytes[CHECK_BYTES_MAX];
};

struct wires {
    uint64_t now_us;
    uint64_t seed;
    struct wire list[WIRES_MAX];
    size_t count;
    struct wire_side sides[2];
    struct wire_letter mail[WIRE_MAIL_MAX];
    size_t mail_count;
};

struct alcove_address wire_address(const char *text);
/* Freed by the caller with free. */
struct wires *wires_open(uint64_t seed);
/* Adds a way and returns it. Side 0 looks at side 1 there, as if it had been told. */
struct wire *wires_add(struct wires *wires, struct alcove_address at_0, struct alcove_address at_1,
                       uint64_t delay_us);
void wires_begin(struct wires *wires, int side);
/* Takes everything out of an agent after a mutation. */
void wires_drain(struct wires *wires, int side);
void wires_run(struct wires *wires, uint64_t duration_us);
/* The best way that side has told of; fails the test without one. */
enum agent_path wires_path(const struct wires *wires, int side);

#endif
