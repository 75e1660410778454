#include "emulator/engine.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "emulator/capture.h"

/* 100 Mbit/s of full datagrams for 300 ms, and some. */
#define SLOTS         4096u
#define SOURCE_TIMER  (ENGINE_SOURCE_MAX + 0)
#define SOURCE_SIGNAL (ENGINE_SOURCE_MAX + 1)
#define EVENTS_MAX    64

static const char *const direction_names[DIRECTIONS] = {"there", "back"};

static uint64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static uint64_t elapsed_us(const struct engine *engine)
{
    return clock_us() - engine->start_us;
}

/* Best effort: without the privilege, timing is only as good as the load of the machine. */
static void ask_for_punctuality(void)
{
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    struct sched_param parameters = {.sched_priority = 10};
    (void)sched_setscheduler(0, SCHED_FIFO, &parameters);
}

static bool open_signals(struct engine *engine)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGINT);
    if (sigprocmask(SIG_BLOCK, &mask, &engine->signals_before) != 0)
        return false;
    engine->signals = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    return engine->signals >= 0;
}

static bool open_all(struct engine *engine)
{
    engine->slots = calloc((size_t)DIRECTIONS * SLOTS, sizeof *engine->slots);
    engine->epoll = epoll_create1(EPOLL_CLOEXEC);
    engine->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    return engine->slots != NULL && engine->epoll >= 0 && engine->timer >= 0 &&
           open_signals(engine) && engine_watch(engine, engine->timer, SOURCE_TIMER) &&
           engine_watch(engine, engine->signals, SOURCE_SIGNAL);
}

static void log_open(struct engine *engine)
{
    if (engine->setup.log == NULL)
        return;
    ALCOVE_ASSERT(engine->setup.interval_us > 0);
    fputs("seconds,direction,entered,entered_kbit,left,left_kbit,lost,queue_full,no_slot,"
          "queue_mean_ms,queue_max_ms\n",
          engine->setup.log);
    engine->log_next_us = engine->setup.interval_us;
}

bool engine_open(struct engine *engine, const struct engine_setup *setup,
                 const struct engine_ends *ends)
{
    *engine = (struct engine){.setup = *setup,
                              .ends = *ends,
                              .log_next_us = NETWORK_NEVER,
                              .epoll = -1,
                              .timer = -1,
                              .signals = -1};
    sigprocmask(SIG_BLOCK, NULL, &engine->signals_before);
    if (!open_all(engine)) {
        int reason = errno;
        engine_close(engine);
        errno = reason;
        return false;
    }
    for (uint32_t i = 0; i < DIRECTIONS; i++) {
        struct network_storage storage = {engine->slots + (size_t)i * SLOTS, SLOTS};
        /* Two streams of chance, so that the two directions do not share their luck. */
        network_init(&engine->networks[i], &setup->plans[i], storage, setup->seed * 2 + i);
    }
    log_open(engine);
    if (setup->capture != NULL)
        capture_begin(setup->capture);
    ask_for_punctuality();
    engine->start_us = clock_us();
    return true;
}

void engine_close(struct engine *engine)
{
    if (engine->epoll >= 0)
        close(engine->epoll);
    if (engine->timer >= 0)
        close(engine->timer);
    if (engine->signals >= 0)
        close(engine->signals);
    sigprocmask(SIG_SETMASK, &engine->signals_before, NULL);
    free(engine->slots);
    engine->slots = NULL;
}

bool engine_watch(struct engine *engine, int fd, uint32_t source)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = source};
    return epoll_ctl(engine->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

void engine_carry(struct engine *engine, enum direction direction,
                  const struct network_datagram *datagram)
{
    uint64_t now_us = elapsed_us(engine);
    if (engine->setup.capture != NULL)
        capture_datagram(engine->setup.capture, (uint8_t)direction, now_us, datagram->bytes,
                         datagram->size);
    network_push(&engine->networks[direction], now_us, datagram->tag, datagram->bytes,
                 datagram->size);
}

static void deliver_due(struct engine *engine)
{
    for (int i = 0; i < DIRECTIONS; i++) {
        struct network_datagram datagram;
        while (network_pop(&engine->networks[i], elapsed_us(engine), &datagram))
            engine->ends.deliver(engine->ends.context, (enum direction)i, &datagram);
    }
}

static double kbit(uint64_t bytes)
{
    return (double)bytes * 8 / 1000;
}

static void log_line(struct engine *engine, int direction, uint64_t at_us)
{
    struct network_counts c = network_take_interval(&engine->networks[direction]);
    double mean_ms = c.passed == 0 ? 0 : (double)c.queue_sum_us / (double)c.passed / 1000;
    fprintf(engine->setup.log,
            "%.3f,%s,%" PRIu64 ",%.1f,%" PRIu64 ",%.1f,%" PRIu64 ",%" PRIu64 ",%" PRIu64
            ",%.2f,%.2f\n",
            (double)at_us / 1e6, direction_names[direction], c.entered, kbit(c.entered_bytes),
            c.left, kbit(c.left_bytes), c.lost, c.queue_full, c.no_slot, mean_ms,
            (double)c.queue_max_us / 1000);
}

static void log_due(struct engine *engine)
{
    while (engine->log_next_us <= elapsed_us(engine)) {
        for (int i = 0; i < DIRECTIONS; i++)
            log_line(engine, i, engine->log_next_us);
        fflush(engine->setup.log);
        engine->log_next_us += engine->setup.interval_us;
    }
}

static uint64_t wake_us(const struct engine *engine)
{
    uint64_t wake = engine->log_next_us;
    if (engine->setup.stop_us != 0 && engine->setup.stop_us < wake)
        wake = engine->setup.stop_us;
    for (int i = 0; i < DIRECTIONS; i++) {
        uint64_t due = network_next_us(&engine->networks[i]);
        wake = due < wake ? due : wake;
    }
    return wake;
}

/* On an absolute time: what passes between here and the wait does not add to the delay. */
static bool arm_timer(struct engine *engine)
{
    uint64_t wake = wake_us(engine);
    struct itimerspec when = {0};
    if (wake != NETWORK_NEVER) {
        uint64_t at_us = engine->start_us + wake;
        when.it_value.tv_sec = (time_t)(at_us / 1000000);
        when.it_value.tv_nsec = (long)(at_us % 1000000 * 1000);
    }
    return timerfd_settime(engine->timer, TFD_TIMER_ABSTIME, &when, NULL) == 0;
}

/* Returns false if a signal asks to stop. */
static bool serve_source(struct engine *engine, uint32_t source)
{
    if (source == SOURCE_SIGNAL) {
        /* Taken, or it would kill us once the mask is back. */
        struct signalfd_siginfo taken;
        (void)!read(engine->signals, &taken, sizeof taken);
        return false;
    }
    if (source == SOURCE_TIMER) {
        uint64_t expirations;
        /* EAGAIN: it was armed anew since it fired. */
        (void)!read(engine->timer, &expirations, sizeof expirations);
        return true;
    }
    engine->ends.readable(engine->ends.context, source);
    return true;
}

bool engine_run(struct engine *engine)
{
    for (;;) {
        deliver_due(engine);
        log_due(engine);
        if (engine->setup.stop_us != 0 && elapsed_us(engine) >= engine->setup.stop_us)
            return true;
        if (!arm_timer(engine))
            return false;
        struct epoll_event events[EVENTS_MAX];
        int count = epoll_wait(engine->epoll, events, EVENTS_MAX, -1);
        if (count < 0 && errno != EINTR)
            return false;
        for (int i = 0; i < count; i++) {
            if (!serve_source(engine, events[i].data.u32))
                return true;
        }
    }
}

void engine_print_totals(const struct engine *engine, FILE *out)
{
    for (int i = 0; i < DIRECTIONS; i++) {
        struct network_counts c = network_totals(&engine->networks[i]);
        fprintf(out,
                "%s entered=%" PRIu64 " left=%" PRIu64 " lost=%" PRIu64 " queue_full=%" PRIu64
                " no_slot=%" PRIu64 " duplicated=%" PRIu64 " held_back=%" PRIu64 "\n",
                direction_names[i], c.entered, c.left, c.lost, c.queue_full, c.no_slot,
                c.duplicated, c.held_back);
    }
}
