/* A random story: two people write to each other while faults drawn from the seed befall their
 * network; then it heals. Safety: while it is bad, nothing arrives twice, out of order or forged.
 * Liveness: once it is well, every line arrives. Some kinds of faults are absent from a run, so
 * that one kind cannot hide what another does. */
#ifndef SIM_SWARM_H
#define SIM_SWARM_H

#include <stdbool.h>
#include <stdint.h>

struct swarm_result {
    const char *wrong; /* NULL, or what; static text */
    uint64_t seed;
    uint64_t at_us; /* when it ended */
    uint64_t log_hash;
    uint32_t lines; /* written by both */
    uint32_t links; /* established, counted on both sides */
    uint32_t rests;
};

/* `prints` the log. */
struct swarm_result swarm_run(uint64_t seed, bool prints);

#endif
