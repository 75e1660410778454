/* Every Noise pattern that the published vectors use, by name; the product has two of its own. */
#ifndef TESTS_LINK_NOISE_PATTERNS_H
#define TESTS_LINK_NOISE_PATTERNS_H

#include <stdbool.h>

#include "link/noise.h"

/* Builds the protocol of `name`, which must outlive it. False when its hash is not in libsodium
 * (BLAKE2s); a pattern that is not known fails the test. */
bool noise_protocol_by_name(const char *name, struct noise_protocol *protocol);

#endif
