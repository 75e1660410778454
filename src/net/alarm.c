#include "net/alarm.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct alarm_clock *a = poll->data;
    uint64_t rings = 0;
    (void)status;
    (void)events;
    /* EAGAIN: it was set anew after the loop had seen it ring. */
    if (read(a->fd, &rings, sizeof rings) != (ssize_t)sizeof rings)
        return;
    a->set_for_us = ALARM_NEVER;
    a->on_ring(a->context);
}

int alarm_open(struct alarm_clock *a, uv_loop_t *loop, void (*on_ring)(void *context),
               void *context)
{
    *a = (struct alarm_clock){
        .fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
        .set_for_us = ALARM_NEVER,
        .on_ring = on_ring,
        .context = context,
    };
    if (a->fd < 0)
        return -errno;
    int failed = uv_poll_init(loop, &a->poll, a->fd);
    if (failed != 0) {
        (void)close(a->fd);
        return failed;
    }
    a->poll.data = a;
    failed = uv_poll_start(&a->poll, UV_READABLE, on_readable);
    ALCOVE_ASSERT(failed == 0);
    return 0;
}

void alarm_set(struct alarm_clock *a, uint64_t at_us)
{
    if (at_us == a->set_for_us)
        return;
    struct itimerspec when = {0};
    if (at_us != ALARM_NEVER) {
        /* All zeros would switch it off. */
        uint64_t at = at_us > 0 ? at_us : 1;
        when.it_value.tv_sec = (time_t)(at / 1000000);
        when.it_value.tv_nsec = (long)(at % 1000000) * 1000;
    }
    int failed = timerfd_settime(a->fd, TFD_TIMER_ABSTIME, &when, NULL);
    ALCOVE_ASSERT(failed == 0);
    a->set_for_us = at_us;
}

void alarm_close(struct alarm_clock *a, uv_close_cb on_closed)
{
    (void)uv_poll_stop(&a->poll);
    (void)close(a->fd);
    a->fd = -1;
    uv_close((uv_handle_t *)&a->poll, on_closed);
}
