#include "seeded_random.h"

static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *state = context;
    for (size_t i = 0; i < size; i++) {
        *state += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t z = *state;
        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        out[i] = (uint8_t)(z >> 31);
    }
}

struct alcove_random seeded_random(uint64_t *state)
{
    return (struct alcove_random){fill, state};
}
