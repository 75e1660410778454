/* A pairing with somebody who does not keep to the rules: a real switchboard on one side, a bare
 * link on the other. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "app/commands.h"
#include "app/switchboard.h"
#include "app/switchboard_room.h"
#include "app/wake.h"
#include "harness.h"
#include "net/clock.h"
#include "net/finder.h"
#include "net/pump.h"
#include "reach/address_text.h"
#include "reach/words.h"
#include "records/body.h"

enum manner {
    HONEST,
    NUMBER_FIRST,        /* before an introduction */
    COMMITS_AS_JOINER,   /* which is the inviter's to do */
    SAYS_TEXT,           /* as if it were a session */
    WALKS_OUT,           /* once the words are known */
    NUMBER_UNCOMMITTED,  /* as inviter, without a commitment before */
    NUMBER_OF_ITS_LIKING /* as inviter, another than it committed to */
};

struct stranger {
    enum manner manner;
    bool invites;
    uv_loop_t loop;
    struct net_pump *pump;
    struct finder *finder; /* so that who joins finds a way to it */
    struct finder_person *found;
    struct alcove_link *link;
    struct words_pairing words;
    uint8_t secret[32], public[32];
    enum alcove_close_reason reason;
    bool closed;
};

static char *path;
static struct household *household;
static struct wake bell;
static struct switchboard *board; /* stopped by every test */
static struct switchboard_report report;
static struct stranger stranger;

static void ring(void *context)
{
    wake_ring(context);
}

/* ---- the stranger ---- */

static void fill_random(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static void say(const struct body *body)
{
    uint8_t bytes[BODY_BYTES_MAX];
    uint64_t id;
    size_t size = body_encode(body, bytes);
    assert_true(size > 0);
    alcove_link_send_record(stranger.link, net_now_us(), bytes, size, &id);
}

static void say_number(enum body_kind kind, const uint8_t number[32])
{
    struct body body = {.kind = kind};
    memcpy(body.number, number, sizeof body.number);
    say(&body);
}

static void begin_pairing(const struct alcove_event *event)
{
    const struct body introduction = {.kind = BODY_INTRODUCTION,
                                      .introduction = {.name = body_string_from("Stranger")}};
    struct words_pairing *words = &stranger.words;
    uint8_t commitment[32];
    memcpy(words->channel_binding, event->exports.channel_binding, 64);
    memcpy(words->statics[0], stranger.public, 32);
    memcpy(words->statics[1], event->remote_static, 32);
    randombytes_buf(stranger.invites ? words->inviter_number : words->joiner_number, 32);
    if (stranger.manner != NUMBER_FIRST)
        say(&introduction);
    if (stranger.manner == NUMBER_FIRST || stranger.manner == NUMBER_UNCOMMITTED)
        say_number(BODY_NUMBER, words->inviter_number);
    else if (stranger.manner == SAYS_TEXT)
        say(&(struct body){.kind = BODY_TEXT, .text = body_string_from("hello")});
    else if (stranger.invites || stranger.manner == COMMITS_AS_JOINER) {
        words_commit(words->channel_binding, words->inviter_number, commitment);
        say_number(BODY_COMMITMENT, commitment);
    }
}

static void take_number(const struct body *body)
{
    struct words_pairing *words = &stranger.words;
    if (stranger.invites) {
        memcpy(words->joiner_number, body->number, 32);
        words->inviter_number[0] ^= stranger.manner == NUMBER_OF_ITS_LIKING;
        say_number(BODY_NUMBER, words->inviter_number);
    } else {
        memcpy(words->inviter_number, body->number, 32);
        if (stranger.manner == WALKS_OUT)
            alcove_link_close(stranger.link, net_now_us(), ALCOVE_CLOSE_REJECTED);
    }
}

static void on_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct body body;
    (void)owner;
    switch (event->kind) {
    case ALCOVE_EVENT_ESTABLISHED:
        begin_pairing(event);
        break;
    case ALCOVE_EVENT_RECORD:
        assert_int_equal(body_decode(event->bytes, event->size, &body), BODY_OK);
        if (body.kind == BODY_COMMITMENT && !stranger.invites)
            say_number(BODY_NUMBER, stranger.words.joiner_number);
        if (body.kind == BODY_NUMBER)
            take_number(&body);
        alcove_link_acknowledge_record(link, net_now_us(), event->id);
        break;
    case ALCOVE_EVENT_CLOSED:
        stranger.closed = true;
        stranger.reason = event->reason;
        uv_stop(&stranger.loop);
        break;
    default:
        break;
    }
}

static void stranger_comes(const uint8_t secret[32])
{
    struct alcove_link_config config = {.purpose = ALCOVE_LINK_PAIRING,
                                        .random = {fill_random, NULL}};
    void *storage = calloc(1, alcove_link_storage_bytes());
    assert_non_null(storage);
    memcpy(config.static_secret, stranger.secret, 32);
    memcpy(config.static_public, stranger.public, 32);
    memcpy(config.invite_secret, secret, 32);
    stranger.closed = false;
    stranger.link = alcove_link_init(storage, alcove_link_storage_bytes(), &config, net_now_us());
    assert_true(net_pump_add(stranger.pump, stranger.link, &stranger));
    struct finder_person_options options = {.link = stranger.link, .invite = true};
    options.calls = !stranger.invites;
    rendezvous_root_of_invite(secret, stranger.invites, &options.root);
    memcpy(options.secret, secret, sizeof options.secret);
    stranger.found = finder_add(stranger.finder, &options);
    assert_non_null(stranger.found);
    finder_expect(stranger.found, true);
}

static void stranger_goes(void)
{
    assert_true(stranger.closed);
    finder_remove(stranger.found);
    net_pump_remove(stranger.pump, stranger.link);
    alcove_link_wipe(stranger.link);
    free(stranger.link);
}

/* ---- the switchboard ---- */

static void start_board(struct switchboard_options *options)
{
    static const struct options none = {.command = COMMAND_INVITE, .helpers = "none"};
    options->options = &none;
    options->profile = &household->profile;
    options->people = &household->people;
    options->invites = &household->invites;
    options->ring_main = ring;
    options->main_context = &bell;
    assert_true(address_text_parse("127.0.0.1:0", &options->listen));
    board = switchboard_start(options, &report);
    assert_non_null(board);
}

static void await_board(void)
{
    bool finished = false;
    while (!finished) {
        wake_wait(&bell, UINT64_MAX);
        struct face *face = switchboard_take_face(board);
        finished = face != NULL && face->finished;
        face_free(face);
    }
    switchboard_stop(board, &report);
}

static struct pending_invite invite_somebody(void)
{
    const struct pending_invite *invite;
    const struct invite_wish wish = {.now_s = (uint64_t)time(NULL), .lifetime_s = 3600};
    struct store_error error;
    assert_true(invites_create(&household->invites, &wish, &invite, &error));
    struct switchboard_options options = {.task = TASK_INVITE, .invite_id = invite->id};
    const struct pending_invite copy = *invite;
    start_board(&options);
    return copy;
}

static void stranger_joins(const struct pending_invite *invite, enum manner manner)
{
    struct alcove_address at;
    assert_true(address_text_parse("127.0.0.1:1", &at));
    at.port = switchboard_port(board);
    stranger.manner = manner;
    stranger_comes(invite->secret);
    alcove_link_add_candidate(stranger.link, &at);
    assert_int_equal(alcove_link_connect(stranger.link, net_now_us()), ALCOVE_OK);
    net_pump_flush(stranger.pump, stranger.link);
    uv_run(&stranger.loop, UV_RUN_DEFAULT);
    stranger_goes();
}

/* The board joins the stranger's invite; what became of it is in the report. */
static void join_the_stranger(enum manner manner)
{
    struct invite invite = {.expires_at_s = UINT32_MAX, .candidate_count = 1};
    struct switchboard_options options = {.task = TASK_JOIN, .invite = &invite};
    stranger.invites = true;
    stranger.manner = manner;
    randombytes_buf(invite.secret, sizeof invite.secret);
    stranger_comes(invite.secret);
    assert_true(address_text_parse("127.0.0.1:1", &invite.candidates[0]));
    invite.candidates[0].port = net_pump_local_port(stranger.pump);
    start_board(&options);
    uv_run(&stranger.loop, UV_RUN_DEFAULT);
    stranger_goes();
    await_board();
}

static void hear_nothing(void *owner, const struct finder_news *news)
{
    (void)owner;
    (void)news;
}

/* Its socket is opened before the switchboard's threads and closed after them: libuv closes
 * descriptors where the thread sanitizer does not see it, and their numbers are used again. */
static bool open_stranger(void)
{
    struct net_error error;
    struct alcove_address listen;
    memset(&stranger, 0, sizeof stranger);
    randombytes_buf(stranger.secret, sizeof stranger.secret);
    crypto_scalarmult_base(stranger.public, stranger.secret);
    if (!address_text_parse("127.0.0.1:0", &listen) || uv_loop_init(&stranger.loop) != 0)
        return false;
    stranger.pump = net_pump_open(&stranger.loop, &listen, on_event, &error);
    if (stranger.pump == NULL)
        return false;
    const struct finder_options options = {
        .pump = stranger.pump,
        .listen = listen,
        .random = {fill_random, NULL},
        .on_news = hear_nothing,
        .opening_ttl = FINDER_OPENING_TTL,
    };
    stranger.finder = finder_open(&stranger.loop, &options);
    return stranger.finder != NULL;
}

static int begin(void **state)
{
    (void)state;
    struct store_error error;
    path = fresh_folder();
    household = calloc(1, sizeof *household);
    bool opened = sodium_init() >= 0 && household != NULL && wake_open(&bell) &&
                  profile_open(&household->profile, path, PROFILE_ON_DISK, &error) &&
                  people_open(&household->people, &household->profile.folder, &error) &&
                  invites_open(&household->invites, &household->profile.folder, &error);
    return opened && open_stranger() ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    finder_close(stranger.finder, NULL, NULL);
    net_pump_close(stranger.pump, NULL, NULL);
    uv_run(&stranger.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&stranger.loop), 0);
    household_close(household);
    wake_close(&bell);
    remove_folder(path);
    return 0;
}

static void records_out_of_their_order_end_it_and_the_invite_stays(void **state)
{
    (void)state;
    static const enum manner manners[] = {NUMBER_FIRST, COMMITS_AS_JOINER, SAYS_TEXT};
    const struct pending_invite invite = invite_somebody();
    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++) {
        stranger_joins(&invite, manners[i]);
        assert_int_equal(stranger.reason, ALCOVE_CLOSE_REJECTED);
    }
    switchboard_stop(board, &report);
    assert_int_equal(household->people.count, 0);
    assert_int_equal(household->invites.count, 1);
}

static void who_walks_out_when_the_words_are_known_has_eight_tries(void **state)
{
    (void)state;
    const struct pending_invite invite = invite_somebody();
    for (int i = 0; i < PAIRING_TRIES_MAX; i++)
        stranger_joins(&invite, WALKS_OUT);
    await_board();
    assert_int_equal(report.exit, EXIT_INVITE);
    assert_non_null(strstr(report.error, "too often"));
    assert_int_equal(household->invites.count, 0);
}

static void an_inviter_that_committed_to_nothing_is_not_kept(void **state)
{
    (void)state;
    join_the_stranger(NUMBER_UNCOMMITTED);
    assert_int_equal(stranger.reason, ALCOVE_CLOSE_REJECTED);
    assert_int_equal(report.exit, EXIT_INVITE);
    assert_int_equal(household->people.count, 0);
}

static void an_inviter_that_chose_its_number_afterwards_is_not_kept(void **state)
{
    (void)state;
    join_the_stranger(NUMBER_OF_ITS_LIKING);
    assert_int_equal(stranger.reason, ALCOVE_CLOSE_REJECTED);
    assert_int_equal(report.exit, EXIT_INVITE);
    assert_int_equal(household->people.count, 0);
}

static void who_keeps_to_the_rules_has_the_same_words(void **state)
{
    (void)state;
    uint8_t code[WORDS_COUNT];
    join_the_stranger(HONEST);
    assert_int_equal(report.exit, EXIT_OK);
    assert_int_equal(household->people.count, 1);
    words_derive(&stranger.words, code);
    assert_true(household->people.list[0].words_present);
    assert_memory_equal(household->people.list[0].check_words, code, sizeof code);
}

#define PAIRING_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    PAIRING_TEST(records_out_of_their_order_end_it_and_the_invite_stays),
    PAIRING_TEST(who_walks_out_when_the_words_are_known_has_eight_tries),
    PAIRING_TEST(an_inviter_that_committed_to_nothing_is_not_kept),
    PAIRING_TEST(an_inviter_that_chose_its_number_afterwards_is_not_kept),
    PAIRING_TEST(who_keeps_to_the_rules_has_the_same_words),
};
TEST_GROUP(pairing, tests)
