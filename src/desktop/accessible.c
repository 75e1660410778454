#include "desktop/accessible.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "desktop/accessible_life.h"

#define REQUESTS_MAX 32
#define SAYINGS_MAX  8
#define KEY_WAITS_MS 400  /* for an answer */
#define KEY_DEAF_MS  1000 /* to who gave none */

struct saying {
    char *text;
    bool urgent;
};

enum key_state { KEY_NONE, KEY_WAITS, KEY_ASKED, KEY_LEFT, KEY_TAKEN };

struct accessible {
    struct accessible_options options;
    char *application;
    pthread_t thread;
    int bell; /* rung for the thread */
    atomic_bool stop, listens;
    atomic_bool renew;            /* it was joined anew: what was sent is not there any more */
    struct accessible_copy *sent; /* the main thread's; NULL: nothing since listening began */
    struct accessible_life life;  /* the thread's */
    uint64_t deaf_until_ms;       /* the main thread's */

    pthread_mutex_t lock; /* over what follows */
    struct accessible_copy *pending;
    struct saying sayings[SAYINGS_MAX];
    size_t saying_count;
    struct access_request requests[REQUESTS_MAX];
    size_t request_count;
    struct access_key key;
    enum key_state key_state;
    pthread_cond_t key_answered;
};

static void ring(struct accessible *accessible)
{
    eventfd_write(accessible->bell, 1);
}

static bool take_request(void *context, const struct access_request *request)
{
    struct accessible *accessible = context;
    pthread_mutex_lock(&accessible->lock);
    bool room = accessible->request_count < REQUESTS_MAX;
    if (room)
        accessible->requests[accessible->request_count++] = *request;
    pthread_mutex_unlock(&accessible->lock);
    if (room)
        accessible->options.asked(accessible->options.context);
    return room;
}

static void on_key_answered(void *context, bool taken)
{
    struct accessible *accessible = context;
    pthread_mutex_lock(&accessible->lock);
    if (accessible->key_state == KEY_ASKED)
        accessible->key_state = taken ? KEY_TAKEN : KEY_LEFT;
    pthread_cond_signal(&accessible->key_answered);
    pthread_mutex_unlock(&accessible->lock);
}

static void on_joined(void *context, bool there)
{
    struct accessible *accessible = context;
    if (there)
        atomic_store(&accessible->renew, true);
    atomic_store(&accessible->listens, there);
    if (there)
        accessible->options.asked(accessible->options.context);
}

static void ask_key(struct accessible *accessible)
{
    pthread_mutex_lock(&accessible->lock);
    bool waits = accessible->key_state == KEY_WAITS;
    const struct access_key key = accessible->key;
    if (waits)
        accessible->key_state = KEY_ASKED;
    pthread_mutex_unlock(&accessible->lock);
    if (waits)
        accessible_ask_key(&accessible->life.bridge, &key);
}

static int on_bell(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct accessible *accessible = context;
    struct saying sayings[SAYINGS_MAX];
    eventfd_t rings;
    (void)events;
    eventfd_read(fd, &rings);
    pthread_mutex_lock(&accessible->lock);
    struct accessible_copy *copy = accessible->pending;
    size_t count = accessible->saying_count;
    accessible->pending = NULL;
    accessible->saying_count = 0;
    memcpy(sayings, accessible->sayings, sizeof sayings);
    pthread_mutex_unlock(&accessible->lock);
    if (copy != NULL && accessible->life.bridge.ready)
        accessible_show(&accessible->life.bridge, copy);
    else
        accessible_copy_release(copy); /* nobody is there (any more) */
    for (size_t i = 0; i < count; i++) {
        accessible_announce(&accessible->life.bridge, sayings[i].text, sayings[i].urgent);
        accessible_forget(sayings[i].text);
    }
    ask_key(accessible);
    if (atomic_load(&accessible->stop))
        sd_event_exit(sd_event_source_get_event(source), 0);
    return 0;
}

static void *bridge_main(void *context)
{
    struct accessible *accessible = context;
    struct accessible_life *life = &accessible->life;
    if (sd_event_new(&life->event) < 0)
        return NULL;
    if (sd_event_add_io(life->event, NULL, accessible->bell, EPOLLIN, on_bell, accessible) >= 0 &&
        accessible_life_begin(life))
        sd_event_loop(life->event);
    accessible_life_end(life);
    life->event = sd_event_unref(life->event);
    return NULL;
}

static void forget_sayings(struct accessible *accessible)
{
    while (accessible->saying_count > 0)
        accessible_forget(accessible->sayings[--accessible->saying_count].text);
}

static void drop(struct accessible *accessible)
{
    accessible_copy_release(accessible->sent);
    accessible_copy_release(accessible->pending);
    forget_sayings(accessible);
    for (size_t i = 0; i < accessible->request_count; i++)
        accessible_forget(accessible->requests[i].text);
    pthread_cond_destroy(&accessible->key_answered);
    pthread_mutex_destroy(&accessible->lock);
    close(accessible->bell);
    free(accessible->application);
    free(accessible);
}

/* Waiting is by the clock that does not jump. */
static void make_locks(struct accessible *accessible)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&accessible->key_answered, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&accessible->lock, NULL);
}

struct accessible *accessible_open(const struct accessible_options *options)
{
    struct accessible *accessible = calloc(1, sizeof *accessible);
    if (accessible == NULL)
        return NULL;
    accessible->options = *options;
    accessible->application = strdup(options->application);
    accessible->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    make_locks(accessible);
    accessible->life = (struct accessible_life){
        .bridge = {.application = accessible->application,
                   .ask = take_request,
                   .answer = on_key_answered,
                   .context = accessible},
        .joined = on_joined,
    };
    if (accessible->application != NULL && accessible->bell >= 0 &&
        pthread_create(&accessible->thread, NULL, bridge_main, accessible) == 0)
        return accessible;
    drop(accessible);
    return NULL;
}

void accessible_close(struct accessible *accessible)
{
    if (accessible == NULL)
        return;
    atomic_store(&accessible->stop, true);
    ring(accessible);
    pthread_join(accessible->thread, NULL);
    drop(accessible);
}

void accessible_update(struct accessible *accessible, const struct access_tree *tree)
{
    if (accessible == NULL)
        return;
    bool listens = atomic_load(&accessible->listens);
    if (!listens || atomic_exchange(&accessible->renew, false)) {
        accessible_copy_release(accessible->sent);
        accessible->sent = NULL;
    }
    if (!listens || accessible_copy_is(accessible->sent, tree))
        return;
    struct accessible_copy *copy = accessible_copy_make(tree);
    if (copy == NULL)
        return;
    bool renamed = accessible->sent != NULL &&
                   strcmp(accessible->sent->nodes[0].name, copy->nodes[0].name) != 0;
    accessible_copy_release(accessible->sent);
    accessible->sent = accessible_copy_hold(copy);
    pthread_mutex_lock(&accessible->lock);
    if (renamed)
        forget_sayings(accessible); /* as accessible_show does with what was said */
    accessible_copy_release(accessible->pending);
    accessible->pending = copy;
    pthread_mutex_unlock(&accessible->lock);
    ring(accessible);
}

void accessible_say(struct accessible *accessible, const char *text, bool urgent)
{
    if (accessible == NULL || !atomic_load(&accessible->listens))
        return;
    char *copy = strdup(text);
    pthread_mutex_lock(&accessible->lock);
    bool room = copy != NULL && accessible->saying_count < SAYINGS_MAX;
    if (room)
        accessible->sayings[accessible->saying_count++] = (struct saying){copy, urgent};
    pthread_mutex_unlock(&accessible->lock);
    if (room)
        ring(accessible);
    else
        accessible_forget(copy);
}

bool accessible_next(struct accessible *accessible, struct access_request *out)
{
    if (accessible == NULL)
        return false;
    pthread_mutex_lock(&accessible->lock);
    bool any = accessible->request_count > 0;
    if (any) {
        *out = accessible->requests[0];
        accessible->request_count--;
        memmove(accessible->requests, accessible->requests + 1,
                accessible->request_count * sizeof *out);
    }
    pthread_mutex_unlock(&accessible->lock);
    return any;
}

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Under the lock: until there is an answer, or the time is over. */
static enum key_state wait_for_answer(struct accessible *accessible, uint64_t until_ms)
{
    const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                   .tv_nsec = (long)(until_ms % 1000) * 1000000};
    int late = 0;
    while (late == 0 && accessible->key_state < KEY_LEFT)
        late = pthread_cond_timedwait(&accessible->key_answered, &accessible->lock, &until);
    enum key_state state = accessible->key_state;
    accessible->key_state = KEY_NONE;
    return state;
}

bool accessible_hears(struct accessible *accessible, const struct access_key *key)
{
    uint64_t asked_ms = now_ms();
    if (accessible == NULL || !atomic_load(&accessible->listens) ||
        asked_ms < accessible->deaf_until_ms)
        return false;
    pthread_mutex_lock(&accessible->lock);
    accessible->key = *key;
    accessible->key_state = KEY_WAITS;
    ring(accessible);
    enum key_state state = wait_for_answer(accessible, asked_ms + KEY_WAITS_MS);
    pthread_mutex_unlock(&accessible->lock);
    if (state < KEY_LEFT)
        accessible->deaf_until_ms = now_ms() + KEY_DEAF_MS;
    return state == KEY_TAKEN;
}
