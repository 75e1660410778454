/* How often this program asked the C library for memory, whoever asked: the functions that do are
 * put before the library's own. Not under a sanitizer, which puts its own there. */
#ifndef TESTS_PUMP_ALLOCATIONS_H
#define TESTS_PUMP_ALLOCATIONS_H

#include <stdint.h>

#define ALLOCATIONS_COUNTED 1
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef ALLOCATIONS_COUNTED
#define ALLOCATIONS_COUNTED 0
#endif
#endif

/* Stays 0 where ALLOCATIONS_COUNTED is. */
uint64_t allocations_so_far(void);

#endif
