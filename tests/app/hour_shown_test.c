#include "app/hour_shown.h"

#include <string.h>

#include "app/calendar.h"
#include "harness.h"
#include "meeting.h"
#include "records/schema.h"
#include "session/session_cards.h"
#include "session/session_hour.h"

static struct session session;
static struct hour_shown shown;
static struct hour_model model;
static struct face *face;

static int begin(void **state)
{
    (void)state;
    shown = (struct hour_shown){0};
    meet(&session);
    return 0;
}

static int end(void **state)
{
    (void)state;
    face_free(face);
    face = NULL;
    session_clear(&session);
    return 0;
}

static void fill(void)
{
    face_free(face);
    face = face_create(&session, 1000000);
    assert_non_null(face);
    hour_shown_fill(&shown, face, 1000000, &model);
}

static void take(enum card_kind kind, uint32_t id, unsigned field, const char *text)
{
    struct card_edit edit = {.kind = kind, .id = id, .field = (uint8_t)field, .stamp = 9};
    edit.text = text;
    edit.size = text != NULL ? strlen(text) : 0;
    edit.number = text == NULL;
    assert_int_equal(board_take(&session.board, &edit), BOARD_TAKEN);
}

static void what_lies_on_the_table_is_shown_without_what_is_gone(void **state)
{
    (void)state;
    uint32_t first, second, heard;
    assert_true(session_add_point(&session, "sleep", &first));
    assert_true(session_add_point(&session, "my sister", &second));
    assert_true(session_set_point_done(&session, second, true));
    assert_true(session_remove_point(&session, first));
    assert_true(session_reflect(&session, 2, "What I'm hearing is…", &heard));
    take(CARD_REFLECTION, heard, REFLECTION_CARD_EDITED, "rather this");
    take(CARD_REFLECTION, 3, REFLECTION_CARD_TEXT, "It sounds like…");
    fill();
    assert_true(model.shown && model.seated && model.opener);
    assert_int_equal(model.point_count, 1);
    assert_string_equal(model.points[0].text, "my sister");
    assert_true(model.points[0].done);
    assert_int_equal(model.reflection_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct hour_reflection *r = &model.reflections[i];
        assert_int_equal(r->mine, r->card == heard);
        assert_true((r->edited != NULL) == r->mine);
    }
}

static void a_quiet_line_of_theirs_is_shown_until_it_was_read(void **state)
{
    (void)state;
    uint32_t mine;
    assert_true(session_offer_phrase(&session, "one of mine", &mine));
    fill();
    assert_null(model.phrase);
    assert_string_equal(model.my_phrase, "one of mine");
    assert_int_equal(model.my_phrase_card, mine);
    assert_true(session_take_back_phrase(&session, mine));
    fill();
    assert_null(model.my_phrase);
    take(CARD_PHRASE, 3, PHRASE_CARD_TEXT, "I'm with you.");
    fill();
    assert_string_equal(model.phrase, "I'm with you.");
    assert_true(session_dismiss_phrase(&session, model.phrase_card));
    fill();
    assert_null(model.phrase);
}

static void the_lines_of_each_are_told_apart(void **state)
{
    (void)state;
    assert_true(session_write_own(&session, CARD_PLACE, PLACE_CARD_TODAY, "at home"));
    take(CARD_PLACE, 0, PLACE_CARD_PHONE, "030 123");
    assert_true(session_write_recap(&session, RECAP_CARD_DID, "We talked."));
    assert_true(session_agree_recap(&session, true));
    fill();
    assert_string_equal(model.place[0], "at home");
    assert_null(model.place[1]);
    assert_null(model.phone[0]);
    assert_string_equal(model.phone[1], "030 123");
    assert_string_equal(model.recap[0], "We talked.");
    assert_string_equal(model.recap[2], "");
    assert_true(model.agreed[0] && !model.agreed[1]);
}

static void what_closes_the_hour_is_shown_as_it_was_told(void **state)
{
    (void)state;
    fill();
    assert_int_equal(model.felt_told, 0);
    assert_false(model.next_known || model.gives_back);
    assert_int_equal(model.minutes, HOUR_MINUTES_USUAL);
    assert_int_equal(model.today, calendar_today());
    assert_true(session_rate(&session, FEEL_CARD_PACE, 0));
    assert_true(session_set_minutes(&session, 60));
    assert_true(session_set_give_back(&session, true));
    assert_true(session_set_sum(&session, true));
    session_set_nudge(&session, 1000000, 10);
    uint32_t minute = 0;
    assert_true(calendar_minute_parse("2027-05-01 14:30", &minute));
    assert_true(session_set_next(&session, minute));
    fill();
    assert_int_equal(model.felt_told, 1 << FEEL_CARD_PACE);
    assert_int_equal(model.felt[FEEL_CARD_PACE], 0);
    assert_int_equal(model.minutes, 60);
    assert_true(model.gives_back);
    assert_true(model.wants_sum[0] && !model.wants_sum[1]);
    assert_int_equal(model.nudge_after, 10);
    uint32_t day = 0;
    assert_true(calendar_day_parse("2027-05-01", &day));
    assert_true(model.next_known);
    assert_int_equal(model.next_day, day);
    assert_int_equal(model.next_min, 14 * 60 + 30);
    assert_true(session_set_next(&session, 0));
    fill();
    assert_false(model.next_known);
}

static void a_voice_that_was_heard_once_is_enough(void **state)
{
    (void)state;
    static struct studio_meters meters;
    struct hour_ready ready;
    hour_shown_measure(&shown, &meters, &ready);
    assert_false(ready.heard || ready.light_known || ready.headphones_known);
    atomic_store(&meters.hears_you, true);
    atomic_store(&meters.light_known, true);
    atomic_store(&meters.light, LIGHT_BEHIND);
    atomic_store(&meters.headphones, HEADPHONES_YES);
    hour_shown_measure(&shown, &meters, &ready);
    assert_int_equal(ready.light, LIGHT_BEHIND);
    assert_true(ready.heard && ready.light_known && ready.headphones);
    atomic_store(&meters.hears_you, false);
    hour_shown_measure(&shown, &meters, &ready);
    assert_true(ready.heard);
}

static void how_loud_one_is_goes_from_nothing_to_all(void **state)
{
    (void)state;
    static const struct {
        int rms_db;
        double level;
    } rows[] = {{-96, 0}, {-60, 0}, {-36, 0.5}, {-12, 1}, {0, 1}};
    static struct studio_meters meters;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hour_ready ready;
        atomic_store(&meters.rms_db, rows[i].rms_db);
        hour_shown_measure(&shown, &meters, &ready);
        assert_true(ready.level == rows[i].level);
    }
}

static void the_place_of_last_time_is_that_of_ones_own_card(void **state)
{
    (void)state;
    const struct home_field fields[] = {[SAFETY_PLACE] = {.text = "at home"}};
    const struct home_thing card = {.fields = fields, .field_count = 1};
    struct home_person people[] = {{.name = "Ben", .is_open = true, .safety = {&card, NULL}},
                                   {.name = "Kim", .is_open = true, .safety = {NULL, &card}},
                                   {.name = "Lou"}};
    const struct home_model home = {.people = people, .person_count = 3};
    assert_string_equal(hour_shown_place(&home, "Ben"), "at home");
    assert_null(hour_shown_place(&home, "Kim"));
    assert_null(hour_shown_place(&home, "Lou"));
    assert_null(hour_shown_place(&home, "Ada"));
    people[1].name = "Ben";
    assert_null(hour_shown_place(&home, "Ben"));
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    WITH_SESSION(what_lies_on_the_table_is_shown_without_what_is_gone),
    WITH_SESSION(a_quiet_line_of_theirs_is_shown_until_it_was_read),
    WITH_SESSION(the_lines_of_each_are_told_apart),
    WITH_SESSION(what_closes_the_hour_is_shown_as_it_was_told),
    WITH_SESSION(a_voice_that_was_heard_once_is_enough),
    WITH_SESSION(how_loud_one_is_goes_from_nothing_to_all),
    WITH_SESSION(the_place_of_last_time_is_that_of_ones_own_card),
};
TEST_GROUP(hour_shown, tests)
