#include "app/letter_round.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <uv.h>

#include "app/finding.h"
#include "app/interrupt.h"
#include "app/letter_words.h"
#include "app/ways.h"
#include "net/clock.h"
#include "net/finder.h"
#include "net/random.h"

#define LOOK_MS 100
/* More people than this are looked at one after the other. */
#define SOON_MAX 4

struct round;

/* One of the people, as the finder knows them. */
struct caller {
    struct round *round;
    const struct letter_round_member *member;
    void *storage; /* of a link that is never used: whoever knocks meanwhile meets silence */
    struct finder_person *found;
};

struct round {
    const struct letter_round_wish *wish;
    uv_loop_t loop;
    uv_async_t stop; /* rung by the thread of signals */
    uv_timer_t look;
    struct net_pump *pump;
    struct finder *finder;
    struct caller *callers;
    uint64_t until_us;
    bool over;
    bool unkept; /* it has complained of the disk */
};

static bool find_words(void *owner, uint64_t counter, struct mailbox_words *out)
{
    const struct caller *caller = owner;
    return letter_words_find(caller->member->letters, counter, out);
}

static bool save(struct round *round, const struct letters *letters)
{
    struct store_error error;
    if (letters_save(letters, &error))
        return true;
    if (!round->unkept)
        complain(EXIT_LOCKED, "%s", error.text);
    round->unkept = true;
    return false;
}

/* Stored, then acknowledged. */
static void take(struct caller *caller, const struct finder_news *news)
{
    struct letters *letters = caller->member->letters;
    bool kept = letter_words_take(letters, news->counter, news->words);
    if (kept && !save(caller->round, letters)) {
        letters_drop(letters, news->counter);
        kept = false;
    }
    if (kept) /* what we say of it is put at once, not when it would be due */
        finder_expect(caller->found, true);
    finder_keep_words(caller->found, kept);
}

static void on_news(void *owner, const struct finder_news *news)
{
    struct caller *caller = owner;
    const struct letter_round_wish *wish = caller->round->wish;
    if (news->kind == FINDER_NEWS_WORDS) {
        take(caller, news);
    } else if (news->kind == FINDER_NEWS_OUTBOX) {
        letters_settle(caller->member->letters);
        (void)save(caller->round, caller->member->letters);
        wish->on_change(wish->context, caller->member, news->copies);
    }
}

static void ignore_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    (void)owner;
    (void)link;
    (void)event;
}

/* ---- the people ---- */

static bool add_caller(struct round *round, struct caller *caller)
{
    const struct profile *profile = &round->wish->household->profile;
    const struct person *person = caller->member->person;
    struct letters *letters = caller->member->letters;
    const struct rendezvous_statics statics = {
        .own_secret = profile->static_secret,
        .own_public = profile->static_public,
        .other_public = person->remote_static,
    };
    struct alcove_link_config config = {
        .purpose = ALCOVE_LINK_CONTACT,
        .psk = person->psk,
        .psk_older = person->psk_older,
        .random = net_random,
    };
    struct finder_person_options options = {.owner = caller};
    caller->round = round;
    caller->storage = calloc(1, alcove_link_storage_bytes());
    if (caller->storage == NULL || !rendezvous_root_of_people(&statics, &options.root))
        return false;
    memcpy(config.static_secret, profile->static_secret, 32);
    memcpy(config.static_public, profile->static_public, 32);
    memcpy(config.remote_static, person->remote_static, 32);
    memcpy(config.envelope_root, person->envelope_root, 32);
    options.link =
        alcove_link_init(caller->storage, alcove_link_storage_bytes(), &config, net_now_us());
    memcpy(options.secret, person->envelope_root, sizeof options.secret);
    caller->found = finder_add(round->finder, &options);
    sodium_memzero(&config, sizeof config);
    sodium_memzero(&options, sizeof options);
    if (caller->found == NULL)
        return false;
    mailbox_outbox_revive(&letters->outbox, (uint64_t)time(NULL));
    const struct finder_mail mail = {&letters->outbox, &letters->inbox, find_words};
    finder_serve_mail(caller->found, &mail);
    finder_look_for_words(caller->found);
    finder_expect(caller->found, round->wish->count <= SOON_MAX);
    return true;
}

static void drop_caller(struct caller *caller)
{
    if (caller->found != NULL)
        finder_remove(caller->found);
    if (caller->storage != NULL)
        alcove_link_wipe(caller->storage);
    free(caller->storage);
}

/* ---- the round ---- */

static void go_home(struct round *round)
{
    if (round->over)
        return;
    round->over = true;
    finding_keep_nodes(round->finder, &round->wish->household->profile);
    for (size_t i = 0; i < round->wish->count; i++)
        drop_caller(&round->callers[i]);
    finder_close(round->finder, NULL, NULL);
    net_pump_close(round->pump, NULL, NULL);
    uv_close((uv_handle_t *)&round->stop, NULL);
    uv_close((uv_handle_t *)&round->look, NULL);
}

static void on_stop(uv_async_t *stop)
{
    go_home(stop->data);
}

static void on_look(uv_timer_t *look)
{
    struct round *round = look->data;
    bool done = true;
    for (size_t i = 0; i < round->wish->count && done; i++)
        done = finder_mail_is_done(round->callers[i].found);
    if (done || net_now_us() >= round->until_us)
        go_home(round);
}

static void ring_stop(void *context)
{
    struct round *round = context;
    uv_async_send(&round->stop);
}

static bool open_finder(struct round *round)
{
    const struct options *options = round->wish->options;
    struct household *household = round->wish->household;
    struct alcove_address listen;
    struct net_error error = {.text = "The network could not be opened."};
    if (!listen_address(options, household, &listen))
        return false;
    round->pump = net_pump_open(&round->loop, &listen, ignore_event, &error);
    if (round->pump == NULL) {
        complain(EXIT_FAILED, "%s", error.text);
        return false;
    }
    const struct finding_wish wish = {
        .loop = &round->loop,
        .pump = round->pump,
        .listen = &listen,
        .options = options,
        .profile = &household->profile,
        .on_news = on_news,
        .dht_only = true,
    };
    round->finder = finding_start(&wish);
    return round->finder != NULL;
}

static bool open_round(struct round *round)
{
    uv_async_init(&round->loop, &round->stop, on_stop);
    uv_timer_init(&round->loop, &round->look);
    round->stop.data = round;
    round->look.data = round;
    round->until_us = net_now_us() + round->wish->for_s * 1000000;
    bool opened = open_finder(round);
    for (size_t i = 0; i < round->wish->count && opened; i++) {
        round->callers[i].member = &round->wish->members[i];
        opened = add_caller(round, &round->callers[i]);
    }
    if (opened) {
        uv_timer_start(&round->look, on_look, LOOK_MS, LOOK_MS);
        return true;
    }
    if (round->finder != NULL) {
        go_home(round);
        return false;
    }
    if (round->pump != NULL)
        net_pump_close(round->pump, NULL, NULL);
    uv_close((uv_handle_t *)&round->stop, NULL);
    uv_close((uv_handle_t *)&round->look, NULL);
    return false;
}

static enum letter_round_end run(struct round *round)
{
    if (uv_loop_init(&round->loop) != 0)
        return LETTER_ROUND_FAILED;
    bool opened = open_round(round);
    bool answered = false;
    if (opened)
        interrupt_listen(ring_stop, round);
    while (opened && !round->over) {
        uv_run(&round->loop, UV_RUN_ONCE);
        if (!round->over)
            answered = finder_get_statistics(round->finder).dht_packets_in > 0;
    }
    if (opened)
        interrupt_forget();
    uv_run(&round->loop, UV_RUN_DEFAULT);
    uv_loop_close(&round->loop);
    if (interrupt_happened())
        return LETTER_ROUND_INTERRUPTED;
    if (!opened || round->unkept)
        return LETTER_ROUND_FAILED;
    return answered ? LETTER_ROUND_DONE : LETTER_ROUND_NOBODY;
}

enum letter_round_end letter_round(const struct letter_round_wish *wish)
{
    struct round round = {.wish = wish};
    struct ways ways;
    finding_ways(wish->options, wish->household->profile.ways, &ways);
    if (!ways.dht)
        return LETTER_ROUND_CONTACTS_ONLY;
    if (wish->count == 0)
        return LETTER_ROUND_DONE;
    round.callers = calloc(wish->count, sizeof *round.callers);
    if (round.callers == NULL) {
        complain(EXIT_FAILED, "There is not enough memory to start.");
        return LETTER_ROUND_FAILED;
    }
    enum letter_round_end end = run(&round);
    free(round.callers);
    return end;
}
