/* A story of two people on one network, told by their two scripts. */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "person.h"

struct scenario {
    const char *network; /* a name of emulator/networks.h */
    const char *terms;   /* what differs from it, or NULL */
    enum acquaintance how;
    person_script *therapist;
    person_script *client;
    uint32_t seconds_max; /* of the world; both scripts are over before */
    uint64_t seed;
};

/* The world and the people of the last scenario, to look at until the next one. */
extern struct world scenario_world;
extern struct person scenario_people[WORLD_NODES];

/* Plays it. Prints the seed first. Returns NULL, or what went wrong (static text); that is printed
 * too. With SIM_LOG set in the environment the whole log is printed. */
const char *scenario_run(const struct scenario *scenario);

/* The hash of its log. */
uint64_t scenario_hash(const struct scenario *scenario);

#endif
