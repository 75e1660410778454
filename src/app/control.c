#include "app/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/wake.h"

#define SOCKET_NAME "control"
#define QUESTION    "lock\n"
#define LOCKED      "locked\n"
#define NOT_LOCKED  "no passphrase\n"
#define WORD_BYTES  32
#define PATIENCE_MS 1000 /* with who connects and says nothing */
#define ANSWER_MS   10000

struct control {
    int folder_fd, listen_fd;
    int asker_fd; /* who asked and waits; -1: nobody */
    struct wake stop;
    atomic_bool stops, asks;
    pthread_t thread;
    struct control_options options;
};

/* Through the open folder: its own path may be longer than an address of a socket. */
static struct sockaddr_un address_in(int folder_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" SOCKET_NAME,
                   folder_fd);
    return address;
}

/* At most one line; false when something else comes, or nothing in time. */
static bool hear(int fd, int timeout_ms, const char *expected)
{
    char word[WORD_BYTES] = "";
    size_t size = 0;
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    while (size < strlen(expected) && poll(&poll_fd, 1, timeout_ms) == 1) {
        ssize_t got = read(fd, word + size, sizeof word - 1 - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    return strcmp(word, expected) == 0;
}

static void answer(int fd, const char *word)
{
    ssize_t sent = send(fd, word, strlen(word), MSG_NOSIGNAL);
    (void)sent; /* who does not wait any more knows nothing, as before */
    (void)close(fd);
}

static void serve(struct control *control)
{
    int fd = accept4(control->listen_fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    if (control->asker_fd >= 0 || !hear(fd, PATIENCE_MS, QUESTION)) {
        (void)close(fd);
        return;
    }
    if (!control->options.can_lock) {
        answer(fd, NOT_LOCKED);
        return;
    }
    control->asker_fd = fd;
    atomic_store(&control->asks, true);
    control->options.ring(control->options.context);
}

static void *listen_on(void *argument)
{
    struct control *control = argument;
    struct pollfd fds[] = {{.fd = control->listen_fd, .events = POLLIN},
                           {.fd = control->stop.fd, .events = POLLIN}};
    while (!atomic_load(&control->stops)) {
        if (poll(fds, 2, -1) > 0 && fds[0].revents != 0)
            serve(control);
    }
    return NULL;
}

static bool bind_socket(struct control *control)
{
    struct sockaddr_un address = address_in(control->folder_fd);
    control->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (control->listen_fd < 0)
        return false;
    /* The profile is ours alone, so what lies there is of an app that crashed. */
    (void)unlinkat(control->folder_fd, SOCKET_NAME, 0);
    return fchmod(control->listen_fd, 0600) == 0 &&
           bind(control->listen_fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
           listen(control->listen_fd, 2) == 0;
}

static void dispose(struct control *control)
{
    if (control->listen_fd >= 0)
        (void)close(control->listen_fd);
    if (control->folder_fd >= 0) {
        (void)unlinkat(control->folder_fd, SOCKET_NAME, 0);
        (void)close(control->folder_fd);
    }
    wake_close(&control->stop);
    free(control);
}

struct control *control_open(const struct folder *folder, const struct control_options *options)
{
    if (folder->copies != NULL)
        return NULL; /* it leaves no trace */
    struct control *control = calloc(1, sizeof *control);
    if (control == NULL)
        return NULL;
    control->listen_fd = control->asker_fd = control->stop.fd = -1;
    control->options = *options;
    control->folder_fd = fcntl(folder->fd, F_DUPFD_CLOEXEC, 3);
    if (control->folder_fd >= 0 && wake_open(&control->stop) && bind_socket(control) &&
        pthread_create(&control->thread, NULL, listen_on, control) == 0)
        return control;
    dispose(control);
    return NULL;
}

bool control_asks(struct control *control)
{
    return control != NULL && atomic_load(&control->asks);
}

void control_stop(struct control *control)
{
    if (control == NULL)
        return;
    atomic_store(&control->stops, true);
    wake_ring(&control->stop);
    (void)pthread_join(control->thread, NULL);
}

void control_close(struct control *control)
{
    if (control == NULL)
        return;
    if (control->asker_fd >= 0)
        answer(control->asker_fd, LOCKED);
    dispose(control);
}

enum control_answer control_ask_to_lock(const char *folder)
{
    enum control_answer result = CONTROL_NOBODY;
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = folder_fd < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = address_in(folder_fd);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
        send(fd, QUESTION, strlen(QUESTION), MSG_NOSIGNAL) == (ssize_t)strlen(QUESTION))
        result = hear(fd, ANSWER_MS, LOCKED) ? CONTROL_LOCKED : CONTROL_NOT_LOCKED;
    if (fd >= 0)
        (void)close(fd);
    if (folder_fd >= 0)
        (void)close(folder_fd);
    return result;
}
