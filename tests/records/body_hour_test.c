/* The bodies of an hour: check-in with all that it may say, cards, typing. */
#include <string.h>

#include "harness.h"
#include "records/body.h"
#include "records/body_trip.h"

#define WRITTEN_AT_MS UINT64_C(1800000000123)

static struct body answer(void)
{
    return (struct body){.kind = BODY_CARD,
                         .card = {CARD_REFLECTION, REFLECTION_CARD_ANSWER, 7, 300, 2, NULL, 0}};
}

static struct body place(void)
{
    return (struct body){.kind = BODY_CARD,
                         .card = {CARD_PLACE, PLACE_CARD_TODAY, 0, 9, 0, "at home", 7}};
}

static struct body typing(void)
{
    return (struct body){
        .kind = BODY_TYPING, .written_at_ms = WRITTEN_AT_MS, .typing = {3, {"fine", 4}, true}};
}

static void a_check_in_says_what_weighs_and_whether_it_may_be_shown_now(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    char letters[BODY_STRESSORS_BYTES_MAX + 1];
    memset(letters, 'a', sizeof letters);
    struct body body = {.kind = BODY_CHECK_IN};
    struct body again = body_trip(&body, bytes);
    assert_int_equal(again.check_in.stressors.size, 0);
    assert_false(again.check_in.now);
    body.check_in.stressors = body_string_from("an exam,\nmy sister");
    again = body_trip(&body, bytes);
    assert_same_string(again.check_in.stressors, body.check_in.stressors);
    assert_false(again.check_in.now);
    body.check_in.now = true;
    body.check_in.stressors = (struct body_string){letters, BODY_STRESSORS_BYTES_MAX};
    again = body_trip(&body, bytes);
    assert_same_string(again.check_in.stressors, body.check_in.stressors);
    assert_true(again.check_in.now);
    body.check_in.stressors.size++;
    assert_int_equal(body_encode(&body, bytes), 0);
    body.check_in.stressors = body_string_from("\x07");
    assert_int_equal(body_encode(&body, bytes), 0);
}

static void an_edit_of_every_field_of_a_card_comes_back_as_written(void **state)
{
    (void)state;
    char letters[CARD_STRING_BYTES_MAX];
    memset(letters, 'a', sizeof letters);
    for (unsigned kind = CARD_AGENDA; kind < CARD_KINDS; kind++) {
        for (unsigned at = 0; at < CARD_FIELDS_MAX; at++) {
            const struct card_field field = card_field_of(kind, at);
            struct card_edit edit = {.kind = (enum card_kind)kind, .field = (uint8_t)at};
            edit.id = card_is_single(edit.kind) ? 0 : CARD_ID_MAX;
            edit.stamp = CARD_STAMP_MAX;
            edit.number = field.most;
            if (field.type == CARD_ABSENT)
                continue;
            if (field.type != CARD_NUMBER) {
                edit.text = letters;
                edit.size = field.type == CARD_LINE ? CARD_LINE_BYTES_MAX : CARD_STRING_BYTES_MAX;
            }
            uint8_t bytes[BODY_BYTES_MAX];
            const struct body body = {.kind = BODY_CARD, .card = edit};
            struct card_edit again = body_trip(&body, bytes).card;
            assert_true(again.kind == edit.kind && again.field == edit.field);
            assert_true(again.id == edit.id && again.stamp == edit.stamp);
            assert_true(again.number == edit.number && again.size == edit.size);
            assert_true((again.text == NULL) == (edit.text == NULL));
            if (edit.text != NULL)
                assert_memory_equal(again.text, edit.text, edit.size);
        }
    }
}

static void an_edit_that_is_out_of_bounds_is_not_sent(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = answer();
    body.card.number = 3;
    assert_int_equal(body_encode(&body, bytes), 0);
    body = answer();
    body.card.stamp = 0;
    assert_int_equal(body_encode(&body, bytes), 0);
    body = place();
    body.card.id = 2;
    assert_int_equal(body_encode(&body, bytes), 0);
    body = place();
    body.card.text = "at\nhome";
    assert_int_equal(body_encode(&body, bytes), 0);
}

static void typing_takes_off_and_puts_on_until_the_line_is_done(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    char letters[BODY_TYPED_BYTES_MAX + 1];
    memset(letters, 'a', sizeof letters);
    struct body body = typing();
    struct body again = body_trip(&body, bytes);
    assert_int_equal(again.typing.taken, 3);
    assert_same_string(again.typing.typed, body.typing.typed);
    assert_true(again.typing.done);
    body =
        (struct body){.kind = BODY_TYPING, .typing = {0, {letters, BODY_TYPED_BYTES_MAX}, false}};
    assert_false(body_trip(&body, bytes).typing.done);
    body.typing.typed.size++;
    assert_int_equal(body_encode(&body, bytes), 0);
    body = (struct body){.kind = BODY_TYPING, .typing = {BODY_TEXT_BYTES_MAX, {0}, false}};
    assert_int_equal(body_trip(&body, bytes).typing.taken, BODY_TEXT_BYTES_MAX);
    body.typing.taken++;
    assert_int_equal(body_encode(&body, bytes), 0);
    body = typing();
    body.typing.typed = body_string_from("\x1b");
    assert_int_equal(body_encode(&body, bytes), 0);
    body = typing();
    body.written_at_ms = UINT64_C(1) << 48;
    assert_int_equal(body_encode(&body, bytes), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_check_in_says_what_weighs_and_whether_it_may_be_shown_now),
    cmocka_unit_test(an_edit_of_every_field_of_a_card_comes_back_as_written),
    cmocka_unit_test(an_edit_that_is_out_of_bounds_is_not_sent),
    cmocka_unit_test(typing_takes_off_and_puts_on_until_the_line_is_done),
};
TEST_GROUP(body_hour, tests)
