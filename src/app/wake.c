#include "app/wake.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "net/clock.h"

bool wake_open(struct wake *wake)
{
    wake->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return wake->fd >= 0;
}

void wake_close(struct wake *wake)
{
    if (wake->fd >= 0)
        close(wake->fd);
    wake->fd = -1;
}

void wake_ring(struct wake *wake)
{
    int saved = errno;
    uint64_t one = 1;
    /* The only failure is a counter that is full, and then the bell rings already. */
    ssize_t written = write(wake->fd, &one, sizeof one);
    (void)written;
    errno = saved;
}

void wake_wait(struct wake *wake, uint64_t until_us)
{
    wake_wait_or_read(wake, until_us, -1);
}

void wake_wait_or_read(struct wake *wake, uint64_t until_us, int fd)
{
    uint64_t now_us = net_now_us();
    uint64_t left_us = until_us > now_us ? until_us - now_us : 0;
    struct timespec timeout = {
        .tv_sec = (time_t)(left_us / 1000000),
        .tv_nsec = (long)(left_us % 1000000) * 1000,
    };
    struct pollfd poll_fds[] = {{.fd = wake->fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    if (ppoll(poll_fds, 2, until_us == UINT64_MAX ? NULL : &timeout, NULL) <= 0 ||
        (poll_fds[0].revents & POLLIN) == 0)
        return;
    uint64_t rung;
    ssize_t taken = read(wake->fd, &rung, sizeof rung);
    (void)taken;
}
