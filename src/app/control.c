#include "app/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <sodium.h>

#include "app/wake.h"

#define SOCKET_NAME "control"
/* What is asked: one line. */
#define ASK_LOCK  "lock\n"
#define ASK_RAISE "raise\n"
#define ASK_LINK  "link " /* then the link, and the end of the line */
/* What is answered. */
#define LOCKED      "locked\n"
#define NOT_LOCKED  "no passphrase\n"
#define TAKEN       "taken\n"
#define NO_WINDOW   "no window\n"
#define LINE_BYTES  (sizeof ASK_LINK + CONTROL_LINK_BYTES_MAX + 1)
#define PATIENCE_MS 1000 /* with who connects and says nothing */
#define ANSWER_MS   10000

struct control {
    int folder_fd, listen_fd;
    int asker_fd; /* who asked and waits; -1: nobody */
    struct wake stop;
    atomic_bool stops, asks, is_locked, can_lock;
    pthread_t thread;
    struct control_options options;

    pthread_mutex_t mutex;
    char link[CONTROL_LINK_BYTES_MAX]; /* not yet taken; empty: none */
    bool raises;                       /* likewise */
};

/* Through the open folder: its own path may be longer than an address of a socket. */
static struct sockaddr_un address_in(int folder_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" SOCKET_NAME,
                   folder_fd);
    return address;
}

/* Whoever is at the other end is of this account. */
static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

/* One line with its end, or nothing: when it does not end, in time or in what there is room for. */
static void hear(int fd, int timeout_ms, char line[LINE_BYTES])
{
    size_t size = 0;
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    memset(line, 0, LINE_BYTES);
    while (memchr(line, '\n', size) == NULL && size < LINE_BYTES - 1 &&
           poll(&poll_fd, 1, timeout_ms) == 1) {
        ssize_t got = read(fd, line + size, LINE_BYTES - 1 - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    if (size == 0 || memchr(line, '\n', size) != line + size - 1)
        sodium_memzero(line, LINE_BYTES);
}

/* Its scheme, and nothing that would end the line. */
static bool is_link(const char *link)
{
    size_t size = strlen(link);
    if (size >= CONTROL_LINK_BYTES_MAX || strncasecmp(link, "alcove:", 7) != 0)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (link[i] < ' ' || link[i] > '~')
            return false;
    }
    return true;
}

static void answer(int fd, const char *word)
{
    ssize_t sent = send(fd, word, strlen(word), MSG_NOSIGNAL);
    (void)sent; /* who does not wait any more knows nothing, as before */
    (void)close(fd);
}

static void take_lock(struct control *control, int fd)
{
    bool can_lock = atomic_load(&control->can_lock);
    if (atomic_load(&control->is_locked) || !can_lock) {
        answer(fd, can_lock ? LOCKED : NOT_LOCKED);
        return;
    }
    if (control->asker_fd >= 0) {
        (void)close(fd);
        return;
    }
    control->asker_fd = fd;
    atomic_store(&control->asks, true);
    control->options.ring(control->options.context);
}

/* `link` is empty where there is none. */
static void take_over(struct control *control, int fd, const char *link)
{
    if (!control->options.has_window) {
        answer(fd, NO_WINDOW);
        return;
    }
    pthread_mutex_lock(&control->mutex);
    if (link[0] != '\0')
        (void)snprintf(control->link, sizeof control->link, "%s", link);
    control->raises = true;
    pthread_mutex_unlock(&control->mutex);
    answer(fd, TAKEN);
    control->options.ring(control->options.context);
}

static void serve(struct control *control)
{
    char line[LINE_BYTES] = "";
    int fd = accept4(control->listen_fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    if (is_ours(fd))
        hear(fd, PATIENCE_MS, line);
    char *link = line + strlen(ASK_LINK);
    if (strcmp(line, ASK_LOCK) == 0) {
        take_lock(control, fd);
    } else if (strcmp(line, ASK_RAISE) == 0) {
        take_over(control, fd, "");
    } else if (strncmp(line, ASK_LINK, strlen(ASK_LINK)) == 0) {
        link[strcspn(link, "\n")] = '\0';
        if (is_link(link))
            take_over(control, fd, link);
        else
            (void)close(fd);
    } else {
        (void)close(fd);
    }
    sodium_memzero(line, sizeof line);
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
    pthread_mutex_destroy(&control->mutex);
    sodium_memzero(control, sizeof *control);
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
    control->options.link = NULL;
    atomic_store(&control->can_lock, options->can_lock);
    atomic_store(&control->is_locked, options->is_locked);
    pthread_mutex_init(&control->mutex, NULL);
    if (options->link != NULL)
        (void)snprintf(control->link, sizeof control->link, "%s", options->link);
    control->folder_fd = fcntl(folder->fd, F_DUPFD_CLOEXEC, 3);
    if (control->folder_fd >= 0 && wake_open(&control->stop) && bind_socket(control) &&
        pthread_create(&control->thread, NULL, listen_on, control) == 0)
        return control;
    dispose(control);
    return NULL;
}

void control_allow(struct control *control, bool can_lock)
{
    if (control != NULL)
        atomic_store(&control->can_lock, can_lock);
}

bool control_asks(struct control *control)
{
    return control != NULL && atomic_load(&control->asks);
}

void control_unlock(struct control *control)
{
    if (control != NULL)
        atomic_store(&control->is_locked, false);
}

bool control_raises(struct control *control)
{
    if (control == NULL)
        return false;
    pthread_mutex_lock(&control->mutex);
    bool raises = control->raises;
    control->raises = false;
    pthread_mutex_unlock(&control->mutex);
    return raises;
}

bool control_take(struct control *control, char link[CONTROL_LINK_BYTES_MAX])
{
    link[0] = '\0';
    if (control == NULL)
        return false;
    pthread_mutex_lock(&control->mutex);
    memcpy(link, control->link, CONTROL_LINK_BYTES_MAX);
    sodium_memzero(control->link, sizeof control->link);
    pthread_mutex_unlock(&control->mutex);
    return link[0] != '\0';
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

/* Says the line to who has the profile in this folder open, and hears what is answered. False when
 * nobody is there; `heard` is empty where there is no answer. */
static bool ask(const char *folder, const char *line, char heard[LINE_BYTES])
{
    bool asked = false;
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = folder_fd < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = address_in(folder_fd);
    heard[0] = '\0';
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
        is_ours(fd) && send(fd, line, strlen(line), MSG_NOSIGNAL) == (ssize_t)strlen(line)) {
        hear(fd, ANSWER_MS, heard);
        asked = true;
    }
    if (fd >= 0)
        (void)close(fd);
    if (folder_fd >= 0)
        (void)close(folder_fd);
    return asked;
}

enum control_answer control_ask_to_lock(const char *folder)
{
    char heard[LINE_BYTES];
    if (!ask(folder, ASK_LOCK, heard))
        return CONTROL_NOBODY;
    return strcmp(heard, LOCKED) == 0 ? CONTROL_LOCKED : CONTROL_NOT_LOCKED;
}

bool control_hand_over(const char *folder, const char *link)
{
    char line[LINE_BYTES] = ASK_RAISE;
    char heard[LINE_BYTES];
    if (link != NULL && !is_link(link))
        return false;
    if (link != NULL)
        (void)snprintf(line, sizeof line, ASK_LINK "%s\n", link);
    bool taken = ask(folder, line, heard) && strcmp(heard, TAKEN) == 0;
    sodium_memzero(line, sizeof line);
    return taken;
}
