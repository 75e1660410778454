#include <string.h>

#include "couple.h"
#include "harness.h"

static const struct session_arrival tense = {
    .feeling = "a bit tense", .distractions = "phone, neighbours", .stressors = "rent is due"};
static const struct session_arrival at_once = {.feeling = "unwell", .now = true};
static const struct session_arrival calm = {.feeling = "calm"};

/* How many check-ins of the other may be shown here. */
static size_t shown(const struct session *session)
{
    size_t count = 0;
    for (size_t i = 0; i < session->lane.count; i++) {
        const struct line *line = &session->lane.lines[i];
        count += line->author == LINE_THEIRS && line->kind == LINE_CHECK_IN && !line->covered;
    }
    return count;
}

static void how_the_other_arrives_is_covered_until_one_has_said_so_oneself(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &tense, 1));
    couple_settle(&c);
    assert_true(c.therapist.they.checked_in);
    assert_int_equal(shown(&c.therapist), 0);
    assert_true(session_check_in(&c.therapist, &calm, 2));
    assert_int_equal(shown(&c.therapist), 1);
    couple_settle(&c);
    assert_int_equal(shown(&c.client), 1); /* who has answered sees theirs as it comes */
    couple_part(&c);
}

static void who_skips_the_question_sees_theirs_too(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &tense, 1));
    couple_settle(&c);
    session_skip_check_in(&c.therapist);
    assert_int_equal(shown(&c.therapist), 1);
    couple_part(&c);
}

static void who_says_now_is_seen_at_once(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &at_once, 1));
    couple_settle(&c);
    assert_int_equal(shown(&c.therapist), 1);
    couple_part(&c);
}

static void one_may_answer_at_the_threshold_before_the_door_is_open(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    assert_true(session_check_in(&c.client, &tense, 1));
    couple_link(&c);
    assert_int_equal(c.therapist.phase, SESSION_AT_DOOR);
    assert_int_equal(c.therapist.lane.count, 1);
    assert_true(session_open_door(&c.therapist, c.now_us));
    couple_settle(&c);
    assert_false(c.client.check_in_open);
    assert_true(c.therapist.check_in_open);
    couple_part(&c);
}

static void all_of_it_is_the_same_on_both_sides(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &tense, 9));
    couple_settle(&c);
    const struct line *line = &c.therapist.lane.lines[0];
    assert_string_equal(line->text, "a bit tense");
    assert_string_equal(line->distractions, "phone, neighbours");
    assert_string_equal(line->stressors, "rent is due");
    assert_int_equal(line->written_at_ms, 9);
    couple_part(&c);
}

/* It comes to the end of the lane, so that one who reads on from where they were finds it. */
static void what_is_uncovered_is_the_newest_line(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_check_in(&c.client, &tense, 1));
    assert_true(session_say(&c.client, "hello", 2));
    couple_settle(&c);
    session_skip_check_in(&c.therapist);
    assert_int_equal(c.therapist.lane.count, 2);
    assert_string_equal(c.therapist.lane.lines[0].text, "hello");
    assert_string_equal(c.therapist.lane.lines[1].text, "a bit tense");
    couple_part(&c);
}

static void a_check_in_of_stressors_alone_is_one_and_one_that_is_too_long_is_none(void **state)
{
    (void)state;
    static char text[BODY_STRESSORS_BYTES_MAX + 2];
    struct couple c;
    memset(text, 'x', BODY_STRESSORS_BYTES_MAX + 1);
    couple_begin(&c);
    const struct session_arrival outside = {.feeling = "", .stressors = "rent is due"};
    const struct session_arrival too_long = {.feeling = "", .stressors = text};
    assert_false(session_check_in(&c.client, &too_long, 1));
    assert_true(c.client.check_in_open);
    assert_true(session_check_in(&c.client, &outside, 1));
    couple_part(&c);
}

/* A card that leaves is no line that leaves. */
static void a_line_knows_its_own_record_among_others(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    c.line_holds_records = true;
    assert_true(session_say(&c.client, "first", 1));
    session_set_typing(&c.client, true);
    assert_true(session_type(&c.client, "sec", c.now_us));
    assert_true(session_say(&c.client, "third", 3));
    for (uint64_t id = 40; id < 43; id++) {
        session_on_record_left(&c.client, id);
        session_drop_action(&c.client, session_peek_action(&c.client));
    }
    session_on_record_arrived(&c.client, 41);
    assert_int_equal(c.client.lane.lines[0].state, LINE_LEFT);
    assert_int_equal(c.client.lane.lines[1].state, LINE_LEFT);
    session_on_record_arrived(&c.client, 42);
    assert_int_equal(c.client.lane.lines[0].state, LINE_LEFT);
    assert_int_equal(c.client.lane.lines[1].state, LINE_ARRIVED);
    couple_part(&c);
}

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static size_t draw_record(uint32_t *seed, uint8_t bytes[BODY_BYTES_MAX])
{
    const struct body bodies[] = {
        {.kind = BODY_CARD,
         .card = {.kind = CARD_HOUR, .field = (uint8_t)(draw(seed) % 9), .stamp = draw(seed) + 1}},
        {.kind = BODY_CARD,
         .card =
             {.kind = CARD_AGENDA, .id = 2 + draw(seed) % 9, .stamp = 9, .text = "", .size = 0}},
        {.kind = BODY_TYPING,
         .typing = {(uint16_t)(draw(seed) % 4), {"abc", draw(seed) % 4}, draw(seed) % 3 == 0}},
        {.kind = BODY_TEXT, .text = {"hello", 5}},
        {.kind = BODY_CHECK_IN, .check_in = {.feeling = {"so", 2}, .rating = BODY_RATING_NONE}},
        {.kind = BODY_FAREWELL},
    };
    size_t many = sizeof bodies / sizeof bodies[0] - (draw(seed) % 50 != 0);
    struct body body = bodies[draw(seed) % many];
    if (body.kind == BODY_CARD && body.card.kind == CARD_HOUR)
        body.card.number = draw(seed) % 2 == 0 ? draw(seed) % 200 : UINT64_C(1) << draw(seed) % 47;
    return body_encode(&body, bytes);
}

static size_t draw_signal(uint32_t *seed, uint8_t bytes[SIGNAL_BYTES_MAX])
{
    static const size_t sizes[] = {1, 1, 1, 3, 3, 3, 3, 2, 3, 3, 5, 13, 2, 3};
    size_t kind = draw(seed) % (sizeof sizes / sizeof sizes[0]);
    for (size_t i = 0; i < SIGNAL_BYTES_MAX; i++)
        bytes[i] = (uint8_t)(draw(seed) % 4 == 0 ? draw(seed) : draw(seed) % 2);
    bytes[0] = (uint8_t)(kind + 1);
    return sizes[kind];
}

/* Well-formed and of any kind, at any time, with bits turned now and then. */
static void whatever_comes_breaks_no_promise_of_ours(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 60; round++) {
        struct couple c;
        uint8_t bytes[BODY_BYTES_MAX];
        couple_meet(&c, round % 2 == 0);
        if (round % 3 != 0)
            session_on_linked(&c.client, c.now_us, (unsigned)round % 2);
        for (int i = 0; i < 400; i++) {
            bool record = draw(&seed) % 2 == 0;
            size_t size = record ? draw_record(&seed, bytes) : draw_signal(&seed, bytes);
            if (size > 0 && draw(&seed) % 8 == 0)
                bytes[draw(&seed) % size] ^= (uint8_t)(1 << draw(&seed) % 8);
            c.now_us += draw(&seed) % 3000000;
            if (record)
                assert_true(session_on_record(&c.client, c.now_us, bytes, size));
            else
                session_on_signal(&c.client, c.now_us, bytes, size);
            if (session_next_deadline(&c.client) <= c.now_us)
                session_on_timeout(&c.client, c.now_us);
            assert_true(session_next_deadline(&c.client) > c.now_us);
            const struct session_action *action = session_peek_action(&c.client);
            if (action != NULL && action->kind == SESSION_SEND_RECORD)
                session_on_record_left(&c.client, (uint64_t)i);
            if (action != NULL)
                session_drop_action(&c.client, action);
        }
        couple_part(&c);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(how_the_other_arrives_is_covered_until_one_has_said_so_oneself),
    cmocka_unit_test(who_skips_the_question_sees_theirs_too),
    cmocka_unit_test(who_says_now_is_seen_at_once),
    cmocka_unit_test(one_may_answer_at_the_threshold_before_the_door_is_open),
    cmocka_unit_test(all_of_it_is_the_same_on_both_sides),
    cmocka_unit_test(what_is_uncovered_is_the_newest_line),
    cmocka_unit_test(a_check_in_of_stressors_alone_is_one_and_one_that_is_too_long_is_none),
    cmocka_unit_test(a_line_knows_its_own_record_among_others),
    cmocka_unit_test(whatever_comes_breaks_no_promise_of_ours),
};
TEST_GROUP(session_records, tests)
