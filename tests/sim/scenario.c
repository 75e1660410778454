#include "scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "emulator/networks.h"

struct world scenario_world;
struct person scenario_people[WORLD_NODES];
static bool scenario_set;

static void set_scene(const struct scenario *scenario)
{
    static struct network_plan plans[WORLD_NODES];
    const struct named_network *network = named_network_find(scenario->network);
    ALCOVE_ASSERT(network != NULL);
    named_network_plan(network, &plans[CLIENT], &plans[THERAPIST]);
    for (unsigned i = 0; scenario->terms != NULL && i < WORLD_NODES; i++) {
        bool understood = network_terms_set(&plans[i].terms, scenario->terms);
        ALCOVE_ASSERT(understood);
    }
    if (scenario_set) {
        people_free(scenario_people);
        world_free(&scenario_world);
    }
    world_init(&scenario_world, scenario->seed, plans);
    scenario_world.prints = getenv("SIM_LOG") != NULL;
    people_init(scenario_people, &scenario_world, scenario->how);
    scenario_people[THERAPIST].script = scenario->therapist;
    scenario_people[CLIENT].script = scenario->client;
    scenario_set = true;
}

const char *scenario_run(const struct scenario *scenario)
{
    printf("# seed %" PRIu64 ", network %s\n", scenario->seed, scenario->network);
    set_scene(scenario);
    struct person *people = scenario_people;
    people[THERAPIST].script(&people[THERAPIST]);
    people[CLIENT].script(&people[CLIENT]);
    uint64_t until_us = scenario->seconds_max * WORLD_SECOND_US;
    while (!(people[THERAPIST].done && people[CLIENT].done) &&
           world_step(&scenario_world, until_us)) {
    }
    const char *wrong = scenario_world.wrong;
    if (wrong == NULL && !people[THERAPIST].done)
        wrong = "the therapist still waits at the end";
    if (wrong == NULL && !people[CLIENT].done)
        wrong = "the client still waits at the end";
    if (wrong != NULL)
        printf("# after %.6f s: %s (therapist line %u, client line %u of their scripts)\n",
               (double)scenario_world.now_us / 1e6, wrong, people[THERAPIST].step,
               people[CLIENT].step);
    return wrong;
}

uint64_t scenario_hash(const struct scenario *scenario)
{
    (void)scenario_run(scenario);
    return scenario_world.log_hash;
}
