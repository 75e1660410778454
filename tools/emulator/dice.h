/* Seeded chance: xoshiro256++ filled by splitmix64 (Blackman and Vigna, public domain). The same
 * seed gives the same rolls on every machine: no floating point of the C library is involved.
 *
 * For networks and worlds of tests, never for keys of people. A struct dice is a plain value. */
#ifndef EMULATOR_DICE_H
#define EMULATOR_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DICE_PPM 1000000u /* certainty, in parts per million */

struct dice {
    uint64_t state[4];
};

struct dice dice_seeded(uint64_t seed);
uint64_t dice_roll(struct dice *dice);
/* Uniform in [0, bound); asserts bound > 0. */
uint64_t dice_below(struct dice *dice, uint64_t bound);
/* True with the given probability; at 0 and at DICE_PPM no roll is spent. */
bool dice_chance(struct dice *dice, uint32_t ppm);
/* Uniform in [-width, width]. */
int64_t dice_uniform(struct dice *dice, uint32_t width);
/* Mean 0 and the given standard deviation; the sum of twelve uniforms, so never beyond six. */
int64_t dice_normal(struct dice *dice, uint32_t deviation);
/* Pareto, shape 3, shifted to start at 0, with the given mean; cut at 20 times the mean. */
int64_t dice_pareto(struct dice *dice, uint32_t mean);
void dice_fill(struct dice *dice, uint8_t *out, size_t size);

#endif
