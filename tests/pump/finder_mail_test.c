#include "net/finder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "finder_stage.h"
#include "harness.h"
#include "loopback_swarm.h"
#include "reach/dht.h"

/* What each side's app would keep on its disk. */
struct desk {
    struct mailbox_outbox outbox;
    struct mailbox_inbox inbox;
    char words[MAILBOX_WAITING_MAX + 1][32]; /* written, by counter */
    char came[MAILBOX_WAITING_MAX + 1][32];
    size_t outbox_news, words_news;
    size_t copies; /* of the newest put */
    bool keeps_nothing, keeps_later, leaves;
};

static struct desk desks[2];

static struct desk *desk_of(const struct side *side)
{
    return &desks[side - stage_sides];
}

static bool find_words(void *owner, uint64_t counter, struct mailbox_words *out)
{
    const char *text = desk_of(owner)->words[counter];
    *out = (struct mailbox_words){.written_at_s = 1800000000, .size = strlen(text)};
    memcpy(out->bytes, text, out->size);
    return out->size > 0;
}

static void on_news(struct side *side, const struct finder_news *news)
{
    struct desk *desk = desk_of(side);
    if (news->kind == FINDER_NEWS_OUTBOX) {
        desk->outbox_news++;
        desk->copies = news->copies;
    }
    if (news->kind != FINDER_NEWS_WORDS)
        return;
    desk->words_news++;
    assert_in_range(news->words->size, 1, sizeof desk->came[0] - 1);
    assert_true(news->words->written_at_s == 1800000000);
    memcpy(desk->came[news->counter], news->words->bytes, news->words->size);
    if (desk->leaves)
        side_leave(side);
    else if (!desk->keeps_later)
        finder_keep_words(side->person, !desk->keeps_nothing);
}

static void write_words(struct side *side, const char *text)
{
    struct desk *desk = desk_of(side);
    uint64_t counter = mailbox_outbox_add(&desk->outbox, (uint64_t)time(NULL));
    assert_in_range(counter, 1, MAILBOX_WAITING_MAX);
    snprintf(desk->words[counter], sizeof desk->words[0], "%s", text);
}

static void serve(struct side *side)
{
    struct desk *desk = desk_of(side);
    const struct finder_mail mail = {&desk->outbox, &desk->inbox, find_words};
    struct finder_person_options options = options_of(side);
    side->on_news = on_news;
    add(side, &options);
    finder_serve_mail(side->person, &mail);
    finder_expect(side->person, true);
}

/* As the program begins. */
static void arrive(struct side *side)
{
    mailbox_inbox_look(&desk_of(side)->inbox, 0);
    side_open(side);
    swarm_introduce(side->finder);
    serve(side);
}

static void wait_until_done(struct side *side)
{
    while (!finder_mail_is_done(side->person))
        run_once();
}

static int begin(void **state)
{
    int failed = stage_begin(state);
    memset(desks, 0, sizeof desks);
    swarm_open(&stage_loop);
    for (size_t i = 0; i < 2; i++) {
        side_close(&stage_sides[i]);
        stage_sides[i].dht = true;
    }
    return failed;
}

/* The stage closes both sides: whoever is away comes back for it. */
static int end(void **state)
{
    swarm_close();
    for (size_t i = 0; i < 2; i++) {
        stage_sides[i].dht = false;
        if (stage_sides[i].pump == NULL)
            side_open(&stage_sides[i]);
    }
    return stage_end(state);
}

static void words_arrive_though_the_two_are_never_there_together(void **state)
{
    (void)state;
    write_words(caller, "one");
    write_words(caller, "two");
    arrive(caller);
    run_until(&desks[0].outbox_news, 2);
    assert_true(desks[0].copies >= MAILBOX_COPIES);
    assert_int_equal(mailbox_outbox_state(&desks[0].outbox, 2), MAILBOX_STORED);
    wait_until_done(caller);
    side_close(caller);

    arrive(callee);
    run_until(&desks[1].words_news, 2);
    assert_string_equal(desks[1].came[1], "one");
    assert_string_equal(desks[1].came[2], "two");
    wait_until_done(callee);
    assert_int_equal(desks[1].words_news, 2);
    assert_true(desks[1].inbox.words_read == 2);
    side_close(callee);

    arrive(caller);
    run_until(&desks[0].outbox_news, 3);
    assert_int_equal(desks[0].outbox.count, 0);
    assert_int_equal(mailbox_outbox_state(&desks[0].outbox, 1), MAILBOX_UNKNOWN);
}

static void words_are_acknowledged_only_once_they_are_kept(void **state)
{
    (void)state;
    write_words(caller, "one");
    arrive(caller);
    run_until(&desks[0].outbox_news, 1);
    side_close(caller);
    desks[1].keeps_later = true;
    arrive(callee);
    run_until(&desks[1].words_news, 1);
    run_for(300);
    assert_true(desks[1].inbox.words_read == 0);
    assert_false(finder_mail_is_done(callee->person));
    /* The disk refused them: they are looked for another time. */
    finder_keep_words(callee->person, false);
    assert_true(desks[1].inbox.words_read == 0);
    run_for(300);
    assert_int_equal(desks[1].words_news, 1);
    finder_look_for_words(callee->person);
    run_until(&desks[1].words_news, 2);
    finder_keep_words(callee->person, true);
    assert_true(desks[1].inbox.words_read == 1);
    finder_keep_words(callee->person, true); /* said twice, counted once */
    assert_true(desks[1].inbox.words_read == 1);
}

static void nobody_else_can_read_or_answer_them(void **state)
{
    (void)state;
    write_words(caller, "one");
    arrive(caller);
    run_until(&desks[0].outbox_news, 1);
    side_close(caller);
    callee->config.envelope_root[5] ^= 1;
    arrive(callee);
    wait_until_done(callee);
    assert_int_equal(desks[1].words_news, 0);
}

static void contacts_only_sends_not_one_packet(void **state)
{
    (void)state;
    write_words(caller, "one");
    caller->dht = false;
    arrive(caller);
    run_for(500);
    assert_int_equal(net_pump_get_statistics(caller->pump).datagrams_sent, 0);
    assert_int_equal(mailbox_outbox_state(&desks[0].outbox, 1), MAILBOX_SENDING);
    assert_true(finder_mail_is_done(caller->person));
}

/* Without anybody to ask nothing is tried, and nothing counts as having failed. */
static void words_wait_for_the_first_node(void **state)
{
    (void)state;
    write_words(caller, "one");
    side_open(caller);
    serve(caller);
    run_for(1200);
    assert_int_equal(desks[0].outbox_news, 0);
    assert_int_equal(desks[0].outbox.sent[0].failed, 0);
    swarm_introduce(caller->finder);
    run_until(&desks[0].outbox_news, 1);
    assert_true(desks[0].copies >= MAILBOX_COPIES);
}

static void a_person_may_leave_while_words_are_under_way(void **state)
{
    (void)state;
    write_words(caller, "one");
    arrive(caller);
    while (desks[0].outbox.flying == 0)
        run_once();
    side_leave(caller);
    assert_true(desks[0].outbox.flying == 0);
    serve(caller);
    run_until(&desks[0].outbox_news, 1);
    assert_true(desks[0].copies >= MAILBOX_COPIES);
    side_close(caller);
    /* And from within the news itself. */
    desks[1].leaves = true;
    arrive(callee);
    run_until(&desks[1].words_news, 1);
    assert_null(callee->person);
    desks[1].leaves = false;
    serve(callee);
    finder_look_for_words(callee->person);
    run_until(&desks[1].words_news, 2);
    assert_true(desks[1].inbox.words_read == 1);
}

#define MAIL_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    MAIL_TEST(words_arrive_though_the_two_are_never_there_together),
    MAIL_TEST(words_are_acknowledged_only_once_they_are_kept),
    MAIL_TEST(nobody_else_can_read_or_answer_them),
    MAIL_TEST(contacts_only_sends_not_one_packet),
    MAIL_TEST(words_wait_for_the_first_node),
    MAIL_TEST(a_person_may_leave_while_words_are_under_way),
};
TEST_GROUP(finder_mail, tests)
