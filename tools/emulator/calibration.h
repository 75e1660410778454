/* Is the emulator true? Sends real datagrams over real relays on this machine's loopback, measures
 * what came of delay, rate, loss and bursts, and prints a table against what was set. */
#ifndef EMULATOR_CALIBRATION_H
#define EMULATOR_CALIBRATION_H

#include <stdbool.h>
#include <stdio.h>

/* About a minute. True if every row is within its tolerance; meant for a machine at rest. */
bool calibration_run(FILE *out);

#endif
