#include "net/dht_names.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/address_text.h"
#include "reach/virtual_address.h"

#define FOUND_MAX (DHT_NAMES_MAX * DHT_NAME_ADDRESSES_MAX)

/* What the loop's thread and those of the resolver share. It outlives whichever ends first. */
struct search {
    pthread_mutex_t lock;
    size_t holders;           /* threads, and the loop's while it is open */
    struct dht_names *reader; /* NULL once it is closed: nothing is wanted any more */
    struct alcove_address found[FOUND_MAX];
    size_t count;
};

struct dht_names {
    uv_async_t ready;
    struct search *search;
    dht_names_on_address on_address;
    void *context;
    bool closed;
    void (*on_closed)(void *context);
    void *closed_context;
};

/* One name, for one thread. */
struct question {
    struct search *search;
    char host[DHT_NAME_BYTES_MAX];
    const char *port; /* into `host`, behind its NUL */
};

/* Unlocks and lets go. */
static void search_leave(struct search *search)
{
    ALCOVE_ASSERT(search->holders > 0);
    bool last = --search->holders == 0;
    (void)pthread_mutex_unlock(&search->lock);
    if (!last)
        return;
    (void)pthread_mutex_destroy(&search->lock);
    free(search);
}

/* The lock is held: the reader cannot close its handle meanwhile. */
static void search_add(struct search *search, const struct alcove_address *address)
{
    if (search->reader == NULL || search->count == FOUND_MAX || address->port == 0 ||
        address_is_virtual(address))
        return;
    search->found[search->count++] = *address;
    (void)uv_async_send(&search->reader->ready);
}

/* ---- the threads ---- */

static void add_all(struct search *search, const struct addrinfo *list)
{
    size_t taken = 0;
    for (; list != NULL && taken < DHT_NAME_ADDRESSES_MAX; list = list->ai_next) {
        struct alcove_address address;
        if (!socket_address_to(list->ai_addr, &address))
            continue;
        search_add(search, &address);
        taken++;
    }
}

static void *ask(void *argument)
{
    struct question *question = argument;
    struct search *search = question->search;
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    if (getaddrinfo(question->host, question->port, &hints, &list) != 0)
        list = NULL;
    free(question);
    (void)pthread_mutex_lock(&search->lock);
    add_all(search, list);
    search_leave(search);
    if (list != NULL)
        freeaddrinfo(list);
    return NULL;
}

/* Signals are for the threads that expect them. */
static bool start_thread(struct question *question)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
                   pthread_create(&thread, &attributes, ask, question) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    return started;
}

/* ---- the loop's thread ---- */

/* `host:port`, with one colon: numbers in brackets are read before. */
static bool split(const char *name, struct question *question)
{
    const char *colon = strchr(name, ':');
    if (colon == NULL || colon == name || strchr(colon + 1, ':') != NULL ||
        strlen(name) >= sizeof question->host)
        return false;
    memcpy(question->host, name, strlen(name) + 1);
    question->host[colon - name] = '\0';
    question->port = &question->host[colon - name + 1];
    /* getaddrinfo takes a number as large as it likes, and none as 0. */
    char *rest;
    unsigned long port = strtoul(question->port, &rest, 10);
    bool digits = question->port[0] >= '0' && question->port[0] <= '9' && *rest == '\0';
    return digits && port >= 1 && port <= UINT16_MAX;
}

static void look_up(struct search *search, const char *name)
{
    struct alcove_address address;
    (void)pthread_mutex_lock(&search->lock);
    bool numeric = address_text_parse(name, &address);
    if (numeric)
        search_add(search, &address);
    (void)pthread_mutex_unlock(&search->lock);
    struct question *question = numeric ? NULL : calloc(1, sizeof *question);
    if (question == NULL)
        return;
    question->search = search;
    if (!split(name, question)) {
        free(question);
        return;
    }
    (void)pthread_mutex_lock(&search->lock);
    search->holders++;
    (void)pthread_mutex_unlock(&search->lock);
    if (start_thread(question))
        return;
    (void)pthread_mutex_lock(&search->lock);
    search_leave(search);
    free(question);
}

static void on_ready(uv_async_t *ready)
{
    struct dht_names *names = ready->data;
    struct alcove_address found[FOUND_MAX];
    (void)pthread_mutex_lock(&names->search->lock);
    size_t count = names->search->count;
    memcpy(found, names->search->found, count * sizeof found[0]);
    names->search->count = 0;
    (void)pthread_mutex_unlock(&names->search->lock);
    for (size_t i = 0; i < count && !names->closed; i++)
        names->on_address(names->context, &found[i]);
}

struct dht_names *dht_names_open(uv_loop_t *loop, const char *const *names, size_t count,
                                 dht_names_on_address on_address, void *context)
{
    ALCOVE_ASSERT(on_address != NULL);
    struct dht_names *opened = calloc(1, sizeof *opened);
    struct search *search = calloc(1, sizeof *search);
    bool begun = opened != NULL && search != NULL && pthread_mutex_init(&search->lock, NULL) == 0;
    if (begun && uv_async_init(loop, &opened->ready, on_ready) != 0) {
        (void)pthread_mutex_destroy(&search->lock);
        begun = false;
    }
    if (!begun) {
        free(opened);
        free(search);
        return NULL;
    }
    opened->ready.data = opened;
    opened->search = search;
    opened->on_address = on_address;
    opened->context = context;
    search->reader = opened;
    search->holders = 1;
    for (size_t i = 0; i < count && i < DHT_NAMES_MAX; i++)
        look_up(search, names[i]);
    return opened;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct dht_names *names = handle->data;
    if (names->on_closed != NULL)
        names->on_closed(names->closed_context);
    free(names);
}

void dht_names_close(struct dht_names *names, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(!names->closed);
    names->closed = true;
    names->on_closed = on_closed;
    names->closed_context = context;
    (void)pthread_mutex_lock(&names->search->lock);
    names->search->reader = NULL;
    search_leave(names->search);
    uv_close((uv_handle_t *)&names->ready, on_handle_closed);
}
