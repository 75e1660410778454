#include "session/wish.h"

#include <string.h>

#include "couple.h"
#include "harness.h"
#include "session/session_hour.h"

static struct couple couple;

static int meet(void **state)
{
    (void)state;
    couple_begin(&couple);
    return 0;
}

static int part(void **state)
{
    (void)state;
    couple_part(&couple);
    return 0;
}

static enum wish_outcome wish(struct session *session, const struct wish *what)
{
    enum wish_outcome outcome = session_do(session, what, couple.now_us, 1000);
    couple_settle(&couple);
    return outcome;
}

#define CLIENT(...)    wish(&couple.client, &(struct wish){__VA_ARGS__})
#define THERAPIST(...) wish(&couple.therapist, &(struct wish){__VA_ARGS__})

static const char *text_of(const struct session *session, enum card_kind kind, uint32_t id,
                           unsigned field)
{
    return board_value(&session->board, kind, id, field, 0)->text;
}

static void an_hour_is_held_by_wishes_alone(void **state)
{
    (void)state;
    assert_int_equal(
        CLIENT(.kind = WISH_ARRIVE, .on = true, .numbers = {6}, .texts = {"", "noise", "a letter"}),
        WISH_DONE);
    assert_true(couple.therapist.they.checked_in);
    assert_int_equal(couple.therapist.lane.lines[0].rating, 6);
    assert_string_equal(couple.therapist.lane.lines[0].stressors, "a letter");
    assert_int_equal(THERAPIST(.kind = WISH_GO_ON), WISH_DONE);
    assert_int_equal(session_stage(&couple.client), STAGE_AGENDA);
    assert_int_equal(CLIENT(.kind = WISH_AGENDA_ADD, .texts = {"sleep"}), WISH_DONE);
    uint32_t point = board_next(&couple.therapist.board, CARD_AGENDA, NULL)->id;
    assert_int_equal(THERAPIST(.kind = WISH_AGENDA_DONE, .on = true, .card = point), WISH_DONE);
    assert_int_equal(THERAPIST(.kind = WISH_SKIP), WISH_DONE);
    assert_int_equal(session_trace(&couple.client, STAGE_AGENDA), STAGE_SKIPPED);
    assert_int_equal(THERAPIST(.kind = WISH_REFLECT, .texts = {"nights are long"}), WISH_DONE);
    uint32_t card = board_next(&couple.client.board, CARD_REFLECTION, NULL)->id;
    assert_int_equal(CLIENT(.kind = WISH_ANSWER, .card = card, .numbers = {CARD_ANSWER_NOT_QUITE},
                            .texts = {"they are loud"}),
                     WISH_DONE);
    assert_string_equal(text_of(&couple.therapist, CARD_REFLECTION, card, REFLECTION_CARD_EDITED),
                        "they are loud");
    assert_int_equal(CLIENT(.kind = WISH_GO_ON), WISH_DONE);
    assert_int_equal(CLIENT(.kind = WISH_GO_ON), WISH_DONE);
    assert_int_equal(CLIENT(.kind = WISH_RECAP_FILL), WISH_DONE);
    assert_string_equal(text_of(&couple.therapist, CARD_RECAP, 0, RECAP_CARD_DID), "sleep");
    assert_int_equal(CLIENT(.kind = WISH_AGREE), WISH_DONE);
    assert_int_equal(
        CLIENT(.kind = WISH_FELT, .numbers = {8, WISH_NOTHING, 7, 9}, .texts = {"good"}),
        WISH_DONE);
    assert_int_equal(CLIENT(.kind = WISH_SUM, .on = true), WISH_DONE);
    assert_int_equal(board_value(&couple.therapist.board, CARD_HOUR, 0, HOUR_CARD_SUM, 0)->number,
                     1);
    assert_int_equal(THERAPIST(.kind = WISH_LEAVE), WISH_DONE);
    assert_int_equal(couple.client.phase, SESSION_CLOSED);
}

static void a_recap_is_filled_only_where_nobody_wrote(void **state)
{
    (void)state;
    assert_int_equal(CLIENT(.kind = WISH_RECAP_FILL), WISH_REFUSED);
    assert_int_equal(CLIENT(.kind = WISH_AGENDA_ADD, .texts = {"sleep"}), WISH_DONE);
    uint32_t point = board_next(&couple.client.board, CARD_AGENDA, NULL)->id;
    assert_int_equal(CLIENT(.kind = WISH_AGENDA_DONE, .on = true, .card = point), WISH_DONE);
    assert_int_equal(THERAPIST(.kind = WISH_RECAP, .texts = {"we talked of nights"}), WISH_DONE);
    assert_int_equal(CLIENT(.kind = WISH_RECAP_FILL), WISH_REFUSED);
    assert_string_equal(text_of(&couple.client, CARD_RECAP, 0, RECAP_CARD_DID),
                        "we talked of nights");
}

static void what_cannot_be_now_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(CLIENT(.kind = WISH_ARRIVE, .numbers = {WISH_NOTHING}, .texts = {""}),
                     WISH_REFUSED);
    assert_int_equal(CLIENT(.kind = WISH_ANSWER, .card = 4, .numbers = {CARD_ANSWER_YES}),
                     WISH_REFUSED);
    assert_int_equal(CLIENT(.kind = WISH_OPEN_DOOR), WISH_REFUSED);
    assert_int_equal(THERAPIST(.kind = WISH_FEELING, .numbers = {3}), WISH_REFUSED);
    assert_int_equal(CLIENT(.kind = WISH_FEELING, .numbers = {3}), WISH_DONE);
    assert_true(couple.therapist.they.feeling_on);
    assert_int_equal(CLIENT(.kind = WISH_FEELING, .numbers = {WISH_NOTHING}), WISH_DONE);
    assert_false(couple.therapist.they.feeling_on);
}

static void words_wait_for_room_and_a_nod_does_not(void **state)
{
    (void)state;
    couple.line_holds_records = true;
    for (int i = 0; i < SESSION_ACTIONS_MAX && !session_is_full(&couple.client); i++)
        assert_int_equal(CLIENT(.kind = WISH_SAY, .texts = {"a line"}), WISH_DONE);
    assert_int_equal(CLIENT(.kind = WISH_SAY, .texts = {"one more"}), WISH_LATER);
    assert_int_equal(CLIENT(.kind = WISH_AGENDA_ADD, .texts = {"one more"}), WISH_LATER);
    assert_int_equal(CLIENT(.kind = WISH_NOD), WISH_DONE);
    couple.line_holds_records = false;
    couple_settle(&couple);
    assert_int_equal(CLIENT(.kind = WISH_SAY, .texts = {"one more"}), WISH_DONE);
}

static void a_line_that_was_seen_being_typed_is_said_once(void **state)
{
    (void)state;
    assert_int_equal(CLIENT(.kind = WISH_LIVE, .on = true), WISH_DONE);
    assert_int_equal(CLIENT(.kind = WISH_TYPE, .texts = {"I sl"}), WISH_DONE);
    couple_pass(&couple, 1000000);
    assert_string_equal(couple.therapist.typing.theirs.text, "I sl");
    assert_int_equal(CLIENT(.kind = WISH_SAY, .texts = {"I sleep"}), WISH_DONE);
    couple_pass(&couple, 1000000);
    assert_int_equal(couple.therapist.typing.theirs.size, 0);
    assert_int_equal(couple.therapist.lane.count, 1);
    assert_string_equal(couple.therapist.lane.lines[0].text, "I sleep");
}

static void a_nudge_is_for_the_one_who_asked(void **state)
{
    (void)state;
    assert_int_equal(THERAPIST(.kind = WISH_NUDGE, .numbers = {12}), WISH_DONE);
    assert_int_equal(couple.therapist.nudge.after_minutes, 12);
    assert_int_equal(couple.client.nudge.after_minutes, 0);
    assert_int_equal(THERAPIST(.kind = WISH_NUDGE, .numbers = {WISH_NOTHING}), WISH_DONE);
    assert_int_equal(couple.therapist.nudge.after_minutes, 0);
}

#define WISH_TEST(name) cmocka_unit_test_setup_teardown(name, meet, part)

static const struct CMUnitTest tests[] = {
    WISH_TEST(an_hour_is_held_by_wishes_alone),
    WISH_TEST(a_recap_is_filled_only_where_nobody_wrote),
    WISH_TEST(what_cannot_be_now_changes_nothing),
    WISH_TEST(words_wait_for_room_and_a_nod_does_not),
    WISH_TEST(a_line_that_was_seen_being_typed_is_said_once),
    WISH_TEST(a_nudge_is_for_the_one_who_asked),
};
TEST_GROUP(wish, tests)
