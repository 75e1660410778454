/* The earliest of several times. Every part of the link answers `x_next_deadline`; the link sleeps
 * until the earliest of them. */
#ifndef ALCOVE_LINK_DEADLINE_H
#define ALCOVE_LINK_DEADLINE_H

#include <stdint.h>

#define DEADLINE_NEVER UINT64_MAX

static inline uint64_t deadline_earlier(uint64_t a_us, uint64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

#endif
