/* The one source of randomness outside of tests: libsodium's generator, which asks the system. */
#ifndef ALCOVE_NET_RANDOM_H
#define ALCOVE_NET_RANDOM_H

#include "base/random.h"

/* sodium_init has been called. */
extern const struct alcove_random net_random;

#endif
