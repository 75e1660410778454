#include <string.h>

#include "couple.h"
#include "harness.h"
#include "session/session_presence.h"

/* What the therapist sees of the line the client is typing. */
static const char *seen(const struct couple *c)
{
    return c->therapist.typing.theirs.text;
}

static void begin_typing(struct couple *c)
{
    couple_begin(c);
    session_set_typing(&c->client, true);
}

static void what_is_typed_is_seen_within_half_a_second_and_is_in_no_lane(void **state)
{
    (void)state;
    static const char line[] = "I didn't sleep";
    char field[sizeof line] = "";
    struct couple c;
    begin_typing(&c);
    for (size_t i = 0; i < strlen(line); i++) {
        memcpy(field, line, i + 1);
        assert_true(session_type(&c.client, field, c.now_us));
        couple_pass(&c, 120000);
    }
    couple_pass(&c, 500000);
    assert_string_equal(seen(&c), line);
    assert_int_equal(c.therapist.lane.count + c.client.lane.count, 0);
    couple_part(&c);
}

static void nothing_typed_is_told_until_one_wants_it(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_type(&c.client, "only for me", c.now_us));
    couple_pass(&c, 1000000);
    assert_string_equal(seen(&c), "");
    assert_true(session_say_typed(&c.client, 5));
    couple_settle(&c);
    assert_string_equal(c.therapist.lane.lines[0].text, "only for me");
    assert_int_equal(c.client.lane.lines[0].state, LINE_ARRIVED);
    couple_part(&c);
}

static void with_words_alone_typing_is_seen_from_the_beginning(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    session_set_words(&c.client);
    couple_link(&c);
    assert_true(session_type(&c.client, "hello", c.now_us));
    couple_settle(&c);
    assert_string_equal(seen(&c), "hello");
    couple_part(&c);
}

static void what_was_taken_back_is_in_nobodys_lane(void **state)
{
    (void)state;
    struct couple c;
    begin_typing(&c);
    assert_true(session_type(&c.client, "I hate this", c.now_us));
    couple_pass(&c, 400000);
    assert_string_equal(seen(&c), "I hate this");
    assert_true(session_type(&c.client, "I am tired", c.now_us));
    couple_pass(&c, 400000);
    assert_true(session_say_typed(&c.client, 7));
    couple_settle(&c);
    assert_int_equal(c.therapist.lane.count, 1);
    assert_string_equal(c.therapist.lane.lines[0].text, "I am tired");
    assert_int_equal(c.therapist.lane.lines[0].written_at_ms, 7);
    assert_string_equal(c.client.lane.lines[0].text, "I am tired");
    assert_string_equal(seen(&c), "");
    couple_part(&c);
}

static void a_line_that_is_done_is_written_left_and_arrived_as_any(void **state)
{
    (void)state;
    struct couple c;
    begin_typing(&c);
    assert_true(session_type(&c.client, "one", c.now_us));
    couple_settle(&c);
    c.line_holds_records = true;
    assert_true(session_say_typed(&c.client, 1));
    couple_settle(&c);
    assert_int_equal(c.client.lane.lines[0].state, LINE_WRITTEN);
    session_on_record_left(&c.client, 40);
    session_drop_action(&c.client, session_peek_action(&c.client));
    assert_int_equal(c.client.lane.lines[0].state, LINE_LEFT);
    session_on_record_arrived(&c.client, 40);
    assert_int_equal(c.client.lane.lines[0].state, LINE_ARRIVED);
    couple_part(&c);
}

/* However much is typed meanwhile, one telling waits. */
static void a_line_that_is_held_up_gets_one_telling_for_all_that_was_typed(void **state)
{
    (void)state;
    struct couple c;
    char field[64] = "";
    begin_typing(&c);
    c.line_holds_records = true;
    for (size_t i = 0; i < 60; i++) {
        field[i] = (char)('a' + i % 26);
        assert_true(session_type(&c.client, field, c.now_us));
        couple_pass(&c, 200000);
    }
    assert_int_equal(c.client.records.count, 1);
    c.line_holds_records = false;
    couple_pass(&c, 400000);
    assert_string_equal(seen(&c), field);
    couple_part(&c);
}

static void a_long_text_put_in_at_once_is_one_line(void **state)
{
    (void)state;
    static char text[BODY_TEXT_BYTES_MAX + 1];
    struct couple c;
    memset(text, 'x', BODY_TEXT_BYTES_MAX);
    begin_typing(&c);
    assert_true(session_type(&c.client, text, c.now_us));
    couple_settle(&c);
    assert_true(session_say_typed(&c.client, 1));
    couple_settle(&c);
    assert_int_equal(c.therapist.lane.count, 1);
    assert_string_equal(c.therapist.lane.lines[0].text, text);
    assert_int_equal(c.client.refused + c.therapist.refused, 0);
    couple_part(&c);
}

static void who_switches_it_off_takes_back_what_was_seen_and_keeps_it_in_the_field(void **state)
{
    (void)state;
    struct couple c;
    begin_typing(&c);
    assert_true(session_type(&c.client, "half a thought", c.now_us));
    couple_settle(&c);
    session_set_typing(&c.client, false);
    couple_settle(&c);
    assert_string_equal(seen(&c), "");
    assert_string_equal(c.client.typing.mine.text, "half a thought");
    assert_true(session_say_typed(&c.client, 1));
    couple_settle(&c);
    assert_string_equal(c.therapist.lane.lines[0].text, "half a thought");
    couple_part(&c);
}

static void one_is_told_whether_the_other_sees_it(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_false(c.client.they.reads);
    session_set_reading(&c.therapist, true);
    couple_settle(&c);
    assert_true(c.client.they.reads);
    session_set_reading(&c.therapist, false);
    couple_settle(&c);
    assert_false(c.client.they.reads);
    couple_part(&c);
}

static void a_telling_that_fits_nothing_here_is_counted(void **state)
{
    (void)state;
    struct couple c;
    uint8_t bytes[BODY_BYTES_MAX];
    couple_begin(&c);
    const struct body body = {.kind = BODY_TYPING, .typing = {.taken = 3}};
    size_t size = body_encode(&body, bytes);
    assert_true(session_on_record(&c.therapist, c.now_us, bytes, size));
    assert_int_equal(c.therapist.refused, 1);
    couple_part(&c);
}

static void an_empty_field_is_no_line(void **state)
{
    (void)state;
    struct couple c;
    begin_typing(&c);
    assert_false(session_say_typed(&c.client, 1));
    assert_true(session_type(&c.client, "a", c.now_us));
    couple_settle(&c);
    assert_true(session_type(&c.client, "", c.now_us));
    assert_false(session_say_typed(&c.client, 1));
    couple_pass(&c, 400000);
    assert_string_equal(seen(&c), "");
    couple_part(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_typed_is_seen_within_half_a_second_and_is_in_no_lane),
    cmocka_unit_test(nothing_typed_is_told_until_one_wants_it),
    cmocka_unit_test(with_words_alone_typing_is_seen_from_the_beginning),
    cmocka_unit_test(what_was_taken_back_is_in_nobodys_lane),
    cmocka_unit_test(a_line_that_is_done_is_written_left_and_arrived_as_any),
    cmocka_unit_test(a_line_that_is_held_up_gets_one_telling_for_all_that_was_typed),
    cmocka_unit_test(a_long_text_put_in_at_once_is_one_line),
    cmocka_unit_test(who_switches_it_off_takes_back_what_was_seen_and_keeps_it_in_the_field),
    cmocka_unit_test(one_is_told_whether_the_other_sees_it),
    cmocka_unit_test(a_telling_that_fits_nothing_here_is_counted),
    cmocka_unit_test(an_empty_field_is_no_line),
};
TEST_GROUP(session_typing, tests)
