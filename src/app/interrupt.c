#include "app/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static struct {
    pthread_t thread;
    bool listens;
    atomic_bool happened;
    atomic_bool forget;
    void (*ring)(void *);
    void *context;
} interrupt;

static void signals_of_interest(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGUSR1); /* our own: forget */
}

void interrupt_block(void)
{
    sigset_t set;
    signals_of_interest(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is a full disk to us: an error, not the end */
}

static void *wait_for_signals(void *argument)
{
    sigset_t set;
    int number;
    (void)argument;
    signals_of_interest(&set);
    while (sigwait(&set, &number) == 0 && !atomic_load(&interrupt.forget)) {
        if (number == SIGUSR1)
            continue;
        atomic_store(&interrupt.happened, true);
        interrupt.ring(interrupt.context);
    }
    return NULL;
}

bool interrupt_listen(void (*ring)(void *), void *context)
{
    interrupt.ring = ring;
    interrupt.context = context;
    atomic_store(&interrupt.forget, false);
    interrupt.listens = pthread_create(&interrupt.thread, NULL, wait_for_signals, NULL) == 0;
    return interrupt.listens;
}

void interrupt_forget(void)
{
    if (!interrupt.listens)
        return;
    atomic_store(&interrupt.forget, true);
    pthread_kill(interrupt.thread, SIGUSR1);
    pthread_join(interrupt.thread, NULL);
    interrupt.listens = false;
}

bool interrupt_happened(void)
{
    return atomic_load(&interrupt.happened);
}
