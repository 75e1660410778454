/* An alarm on a libuv loop at an absolute time of net_now_us. libuv's own timers count whole
 * milliseconds, which is the pause between two packets of a paced picture; this one has the
 * kernel's resolution (a timerfd). Called by net/pump.c. */
#ifndef ALCOVE_NET_ALARM_H
#define ALCOVE_NET_ALARM_H

#include <stdint.h>

#include <uv.h>

#define ALARM_NEVER UINT64_MAX

struct alarm_clock {
    uv_poll_t poll; /* poll.data belongs to the alarm */
    int fd;
    uint64_t set_for_us; /* ALARM_NEVER while it is off */
    void (*on_ring)(void *context);
    void *context;
};

/* 0, or a negative libuv error with nothing left open. `a` must not move until it is closed. */
int alarm_open(struct alarm_clock *a, uv_loop_t *loop, void (*on_ring)(void *context),
               void *context);
/* Rings once, at `at_us` or at once if that is over; replaces what was set before. */
void alarm_set(struct alarm_clock *a, uint64_t at_us);
/* Never rings again; `on_closed` comes from the loop, and then `a` may be freed. */
void alarm_close(struct alarm_clock *a, uv_close_cb on_closed);

#endif
