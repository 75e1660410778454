/* A script is a C function that reads like a screenplay and is called after everything that
 * happens to its person. It goes on where it stopped (as protothreads do, by a switch over lines),
 * so what must outlive a wait belongs into the person, not into a local variable.
 *
 *   static void client_script(struct person *client)
 *   {
 *       SCRIPT_BEGIN(client)
 *       person_call(client);
 *       WAIT_UNTIL(client, client->linked);
 *       person_write(client, "Slept badly.");
 *       PAUSE_S(client, 5);
 *       SCRIPT_END(client)
 *   } */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H

#include "person.h"

#define SCRIPT_BEGIN(person)                                                                       \
    switch ((person)->step) {                                                                      \
    case 0:

#define WAIT_UNTIL(person, condition)                                                              \
    do {                                                                                           \
        (person)->step = __LINE__;                                                                 \
        __attribute__((fallthrough));                                                              \
    case __LINE__:                                                                                 \
        if (!(condition))                                                                          \
            return;                                                                                \
    } while (0)

#define PAUSE_S(person, seconds)                                                                   \
    do {                                                                                           \
        (person)->wake_us = person_clock_us(person) + (uint64_t)((seconds)*1e6);                   \
        WAIT_UNTIL(person, (person)->wake_us == WORLD_NEVER);                                      \
    } while (0)

#define SCRIPT_END(person)                                                                         \
    (person)->done = true;                                                                         \
    break;                                                                                         \
    default:                                                                                       \
        break;                                                                                     \
        }

#endif
