/* Nodes of the simulator's DHT behind real sockets on this machine, for tests of finders. */
#ifndef TESTS_PUMP_LOOPBACK_SWARM_H
#define TESTS_PUMP_LOOPBACK_SWARM_H

#include <uv.h>

#include "net/finder.h"

#define SWARM_NODES 60

/* All honest. They begin to answer when the loop runs. */
void swarm_open(uv_loop_t *loop);
/* Run the loop once more afterwards. */
void swarm_close(void);
/* As many as an app knows from the last time. */
void swarm_introduce(struct finder *finder);

#endif
