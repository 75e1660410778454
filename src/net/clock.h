/* The one clock of the links: microseconds on CLOCK_MONOTONIC. */
#ifndef ALCOVE_NET_CLOCK_H
#define ALCOVE_NET_CLOCK_H

#include <stdint.h>

uint64_t net_now_us(void);

#endif
