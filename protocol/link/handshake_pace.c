#include "link/handshake_pace.h"

#include "base/assert.h"
#include "link/limits.h"

/* A line of 1 kbit/s carries a thin message in about the first pause. Nothing else waits there, and
 * three of ten may be lost: so many are sent before the pauses grow. */
#define THIN_STEADY 15
/* More would pass the longest pause. */
#define DOUBLINGS_MAX 5

uint64_t handshake_pace(bool thin, uint32_t repetitions, const struct alcove_random *random)
{
    uint64_t pause_us = thin ? ALCOVE_HANDSHAKE_THIN_RETRY_US : ALCOVE_HANDSHAKE_RETRY_FIRST_US;
    uint32_t doublings = repetitions;
    uint8_t drawn[3];
    if (thin)
        doublings = repetitions > THIN_STEADY ? repetitions - THIN_STEADY : 0;
    pause_us <<= doublings < DOUBLINGS_MAX ? doublings : DOUBLINGS_MAX;
    if (pause_us > ALCOVE_HANDSHAKE_RETRY_MAX_US)
        pause_us = ALCOVE_HANDSHAKE_RETRY_MAX_US;
    ALCOVE_ASSERT(pause_us >= ALCOVE_HANDSHAKE_RETRY_FIRST_US);
    random->fill(random->context, drawn, sizeof drawn);
    uint64_t spread = (uint64_t)drawn[0] << 16 | (uint64_t)drawn[1] << 8 | drawn[2];
    return pause_us * 4 / 5 + spread % (pause_us * 2 / 5);
}

uint8_t handshake_tries_add(struct handshake_tries *tries, uint64_t now_us)
{
    ALCOVE_ASSERT(tries->count < UINT32_MAX);
    tries->left_us[tries->count % HANDSHAKE_TRIES_KEPT] = now_us;
    return (uint8_t)tries->count++;
}

uint64_t handshake_tries_took(const struct handshake_tries *tries, uint8_t number, uint64_t now_us)
{
    ALCOVE_ASSERT(tries->count > 0);
    uint32_t newest = tries->count - 1;
    uint32_t kept = tries->count < HANDSHAKE_TRIES_KEPT ? tries->count : HANDSHAKE_TRIES_KEPT;
    uint32_t back = (uint8_t)(newest - number);
    back = back < kept ? back : kept - 1;
    return now_us - tries->left_us[(newest - back) % HANDSHAKE_TRIES_KEPT];
}
