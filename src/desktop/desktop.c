#include "desktop/desktop.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "desktop/bus.h"
#include "desktop/desktop_parts.h"

static unsigned bit(enum desktop_event_kind kind)
{
    return 1U << kind;
}

void desktop_tell(struct desktop *desktop, enum desktop_event_kind kind)
{
    pthread_mutex_lock(&desktop->mutex);
    desktop->events |= bit(kind);
    if (kind == DESKTOP_SLEEPS)
        desktop->wished.ready_to_sleep = false;
    pthread_mutex_unlock(&desktop->mutex);
    desktop->options.ring(desktop->options.context);
}

static bool is_same(const struct desktop_appearance *a, const struct desktop_appearance *b)
{
    return a->scheme == b->scheme && a->high_contrast == b->high_contrast &&
           a->less_motion == b->less_motion && a->text_percent == b->text_percent;
}

void desktop_tell_appearance(struct desktop *desktop, const struct desktop_appearance *seen)
{
    pthread_mutex_lock(&desktop->mutex);
    bool same = is_same(&desktop->seen, seen);
    desktop->seen = *seen;
    pthread_mutex_unlock(&desktop->mutex);
    if (!same)
        desktop_tell(desktop, DESKTOP_APPEARANCE);
}

bool desktop_take(struct desktop *desktop, struct desktop_event *event)
{
    *event = (struct desktop_event){.kind = DESKTOP_NOTHING};
    if (desktop == NULL)
        return false;
    pthread_mutex_lock(&desktop->mutex);
    for (enum desktop_event_kind kind = DESKTOP_APPEARANCE; kind <= DESKTOP_LOCKED; kind++) {
        if ((desktop->events & bit(kind)) == 0)
            continue;
        desktop->events &= ~bit(kind);
        *event = (struct desktop_event){.kind = kind, .appearance = desktop->seen};
        break;
    }
    pthread_mutex_unlock(&desktop->mutex);
    return event->kind != DESKTOP_NOTHING;
}

static void wake(struct desktop *desktop)
{
    const uint64_t one = 1;
    /* The only failure is a counter that is full, and then it wakes already. */
    ssize_t written = write(desktop->wake_fd, &one, sizeof one);
    (void)written;
}

static void wish_for(struct wishes *wished, enum desktop_notice notice)
{
    wished->notice = notice;
    wished->notices++;
}

void desktop_notify(struct desktop *desktop, enum desktop_notice notice)
{
    if (desktop == NULL)
        return;
    ALCOVE_ASSERT(notice == DESKTOP_NOTICE_NONE ||
                  (notice < DESKTOP_NOTICES && desktop->options.notices[notice] != NULL));
    pthread_mutex_lock(&desktop->mutex);
    if (!desktop->wished.together)
        wish_for(&desktop->wished, notice);
    pthread_mutex_unlock(&desktop->mutex);
    wake(desktop);
}

void desktop_set_together(struct desktop *desktop, bool together)
{
    if (desktop == NULL)
        return;
    pthread_mutex_lock(&desktop->mutex);
    if (together && !desktop->wished.together)
        desktop->wished.sessions++;
    desktop->wished.together = together;
    if (together)
        wish_for(&desktop->wished, DESKTOP_NOTICE_NONE);
    pthread_mutex_unlock(&desktop->mutex);
    wake(desktop);
}

void desktop_ready_to_sleep(struct desktop *desktop)
{
    if (desktop == NULL)
        return;
    pthread_mutex_lock(&desktop->mutex);
    desktop->wished.ready_to_sleep = true;
    pthread_mutex_unlock(&desktop->mutex);
    wake(desktop);
}

/* False when it is to end. */
static bool take_wishes(struct desktop *desktop)
{
    uint64_t count;
    ssize_t taken = read(desktop->wake_fd, &count, sizeof count);
    (void)taken;
    pthread_mutex_lock(&desktop->mutex);
    desktop->wishes = desktop->wished;
    pthread_mutex_unlock(&desktop->mutex);
    return !desktop->wishes.stops;
}

/* All that has come over it; a bus that was lost stays away. */
static void process(sd_bus **bus)
{
    int more = 1;
    while (*bus != NULL && more > 0)
        more = sd_bus_process(*bus, NULL);
    if (more < 0)
        *bus = sd_bus_close_unref(*bus);
}

/* What to wait for; the earlier of `until_us` and the end of the bus's own patience. */
static uint64_t watch(sd_bus *bus, struct pollfd *poll_fd, uint64_t until_us)
{
    uint64_t patience_us;
    *poll_fd = (struct pollfd){.fd = -1};
    if (bus == NULL)
        return until_us;
    int events = sd_bus_get_events(bus);
    poll_fd->fd = sd_bus_get_fd(bus);
    poll_fd->events = (short)(events < 0 ? 0 : events);
    if (sd_bus_get_timeout(bus, &patience_us) >= 0 && patience_us < until_us)
        return patience_us;
    return until_us;
}

static void wait_for_more(struct desktop *desktop)
{
    struct pollfd fds[3] = {{.fd = desktop->wake_fd, .events = POLLIN}};
    uint64_t until_us = watch(desktop->session_bus, &fds[1], UINT64_MAX);
    struct timespec now, left = {0};
    until_us = watch(desktop->system_bus, &fds[2], until_us);
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t now_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
    if (until_us > now_us) {
        left.tv_sec = (time_t)((until_us - now_us) / 1000000);
        left.tv_nsec = (long)((until_us - now_us) % 1000000) * 1000;
    }
    (void)ppoll(fds, 3, until_us == UINT64_MAX ? NULL : &left, NULL);
}

static void *live(void *argument)
{
    struct desktop *desktop = argument;
    (void)bus_open_user(&desktop->session_bus);
    if (sd_bus_open_system(&desktop->system_bus) < 0)
        desktop->system_bus = NULL;
    if (desktop->session_bus != NULL) {
        appearance_begin(desktop);
        notice_begin(desktop);
        awake_begin(desktop);
    }
    if (desktop->system_bus != NULL)
        sleep_begin(desktop);
    while (take_wishes(desktop)) {
        process(&desktop->session_bus);
        process(&desktop->system_bus);
        notice_update(desktop);
        awake_update(desktop);
        sleep_update(desktop);
        wait_for_more(desktop);
    }
    notice_update(desktop);
    sleep_end(desktop);
    desktop->session_bus = sd_bus_close_unref(desktop->session_bus);
    desktop->system_bus = sd_bus_close_unref(desktop->system_bus);
    return NULL;
}

struct desktop *desktop_open(const struct desktop_options *options)
{
    const char *session = getenv("XDG_SESSION_ID");
    struct desktop *desktop = calloc(1, sizeof *desktop);
    if (desktop == NULL)
        return NULL;
    desktop->options = *options;
    desktop->seen.text_percent = 100;
    desktop->sleep.hold_fd = -1;
    if (session != NULL && strlen(session) < sizeof desktop->sleep.session_id)
        (void)snprintf(desktop->sleep.session_id, sizeof desktop->sleep.session_id, "%s", session);
    pthread_mutex_init(&desktop->mutex, NULL);
    desktop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (desktop->wake_fd >= 0 && pthread_create(&desktop->thread, NULL, live, desktop) == 0)
        return desktop;
    if (desktop->wake_fd >= 0)
        (void)close(desktop->wake_fd);
    pthread_mutex_destroy(&desktop->mutex);
    free(desktop);
    return NULL;
}

void desktop_close(struct desktop *desktop)
{
    if (desktop == NULL)
        return;
    pthread_mutex_lock(&desktop->mutex);
    desktop->wished.stops = true;
    if (desktop->wished.notice != DESKTOP_NOTICE_NONE)
        wish_for(&desktop->wished, DESKTOP_NOTICE_NONE);
    pthread_mutex_unlock(&desktop->mutex);
    wake(desktop);
    (void)pthread_join(desktop->thread, NULL);
    (void)close(desktop->wake_fd);
    pthread_mutex_destroy(&desktop->mutex);
    free(desktop);
}
