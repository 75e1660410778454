/* A bell between threads: one waits with a deadline, others ring. Over eventfd and ppoll, so that
 * the deadline is kept to the microsecond and a ring before the wait is not lost. */
#ifndef ALCOVE_APP_WAKE_H
#define ALCOVE_APP_WAKE_H

#include <stdbool.h>
#include <stdint.h>

struct wake {
    int fd;
};

bool wake_open(struct wake *wake); /* false when the system has no descriptors left */
void wake_close(struct wake *wake);
void wake_ring(struct wake *wake); /* from any thread; safe in a signal handler */
/* Returns when rung or at `until_us` on CLOCK_MONOTONIC, UINT64_MAX for never. */
void wake_wait(struct wake *wake, uint64_t until_us);
/* The same, and also when there is something to read from `fd`, or its end; -1: there is none. */
void wake_wait_or_read(struct wake *wake, uint64_t until_us, int fd);

#endif
