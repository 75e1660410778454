#include "app/hour_shown.h"

#include <string.h>

#include "harness.h"
#include "meeting.h"
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
    assert_true(session_offer_phrase(&session, "one of mine", NULL));
    fill();
    assert_null(model.phrase);
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

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    WITH_SESSION(what_lies_on_the_table_is_shown_without_what_is_gone),
    WITH_SESSION(a_quiet_line_of_theirs_is_shown_until_it_was_read),
    WITH_SESSION(the_lines_of_each_are_told_apart),
    WITH_SESSION(a_voice_that_was_heard_once_is_enough),
};
TEST_GROUP(hour_shown, tests)
