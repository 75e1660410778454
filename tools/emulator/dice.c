#include "emulator/dice.h"

#include <string.h>

#include "base/assert.h"

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

struct dice dice_seeded(uint64_t seed)
{
    struct dice dice;
    for (size_t i = 0; i < 4; i++) {
        seed += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t x = (seed ^ seed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
        dice.state[i] = x ^ x >> 31;
    }
    return dice;
}

uint64_t dice_roll(struct dice *dice)
{
    uint64_t *s = dice->state;
    uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t dice_below(struct dice *dice, uint64_t bound)
{
    ALCOVE_ASSERT(bound > 0);
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    uint64_t roll = dice_roll(dice);
    while (roll >= limit)
        roll = dice_roll(dice);
    return roll % bound;
}

bool dice_chance(struct dice *dice, uint32_t ppm)
{
    if (ppm == 0 || ppm >= DICE_PPM)
        return ppm != 0;
    return dice_below(dice, DICE_PPM) < ppm;
}

int64_t dice_uniform(struct dice *dice, uint32_t width)
{
    return (int64_t)dice_below(dice, 2 * (uint64_t)width + 1) - (int64_t)width;
}

int64_t dice_normal(struct dice *dice, uint32_t deviation)
{
    /* Each uniform in [0, 2^20] has variance 2^40/12, so twelve together have deviation 2^20. */
    int64_t sum = -6 * (INT64_C(1) << 20);
    for (int i = 0; i < 12; i++)
        sum += (int64_t)(dice_roll(dice) >> 44);
    return sum * (int64_t)deviation / (INT64_C(1) << 20);
}

/* The largest x with x³ ≤ value, by bisection. */
static uint64_t cube_root(uint64_t value)
{
    uint64_t low = 0;
    uint64_t high = 2642245; /* its cube is the last below 2^64 */
    while (low < high) {
        uint64_t middle = (low + high + 1) / 2;
        if (middle * middle * middle <= value)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

int64_t dice_pareto(struct dice *dice, uint32_t mean)
{
    /* Inverse: x = 2·mean·(u^(-1/3) - 1). The root of u = roll/2^60 is cube_root(roll)/2^20. */
    uint64_t root = cube_root(1 + (dice_roll(dice) >> 4));
    uint64_t beyond = (UINT64_C(1) << 20) - (root < UINT64_C(1) << 20 ? root : UINT64_C(1) << 20);
    uint64_t value = 2 * (uint64_t)mean * beyond / root;
    uint64_t cut = 20 * (uint64_t)mean;
    return (int64_t)(value < cut ? value : cut);
}

void dice_fill(struct dice *dice, uint8_t *out, size_t size)
{
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t roll = dice_roll(dice);
        size_t part = size - at < sizeof roll ? size - at : sizeof roll;
        memcpy(out + at, &roll, part);
    }
}
