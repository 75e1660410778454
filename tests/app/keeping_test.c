/* What an hour leaves. Anna opened the door. */
#include "app/keeping.h"

#include <string.h>

#include "harness.h"
#include "keeping_scene.h"
#include "memory.h"

static struct scene_person *const anna = &scene_people[0], *const ben = &scene_people[1];

/* ---- the hour ---- */

static void both_hold_the_recap_they_agreed_on_signed_by_both(void **state)
{
    (void)state;
    scene_begin();
    scene_write_recap();
    scene_agree(ben);
    scene_keep();
    assert_int_equal(space_count(anna->space, KIND_SESSION), 0); /* it is not over */
    scene_agree(anna);
    scene_end_hour();
    for (size_t i = 0; i < 2; i++) {
        scene_assert_recap(&scene_people[i], "We looked at the week.\n\nWalks,\non two mornings.");
        assert_int_equal(scene_signature_of(&scene_people[i], anna), SIGNATURE_HOLDS);
        assert_int_equal(scene_signature_of(&scene_people[i], ben), SIGNATURE_HOLDS);
        assert_true(scene_people[i].whole);
    }
    struct object_id session = scene_only(ben, KIND_SESSION);
    assert_int_equal(space_author(ben->space, session), 0);
    assert_int_equal(scene_number(ben, session, SESSION_BEGAN), SCENE_BEGAN);
    assert_int_equal(scene_number(ben, session, SESSION_MINUTES), 50);
    assert_int_equal(scene_number(ben, session, SESSION_MODE), SESSION_TEXT);
    scene_end();
}

static void what_is_taken_again_changes_nothing(void **state)
{
    (void)state;
    scene_begin();
    scene_write_recap();
    scene_add(anna, CARD_AGENDA, "sleep");
    scene_count(ben, CARD_FEEL, 0, FEEL_CARD_HEARD, 8);
    scene_end_hour();
    size_t batches = anna->batches + ben->batches;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(scene_step(&scene_people[i]), SPACE_WRITTEN);
        assert_false(space_has_draft(scene_people[i].space));
    }
    scene_keep();
    assert_int_equal(anna->batches + ben->batches, batches);
    scene_end();
}

static void another_recap_than_that_agreed_to_is_not_signed(void **state)
{
    (void)state;
    scene_begin();
    scene_write_recap();
    scene_agree(ben);
    anna->is_over = ben->is_over = true;
    assert_int_equal(scene_step(anna), SPACE_WRITTEN);
    /* What comes is not what lies on the table. */
    struct object_id session = scene_only(anna, KIND_SESSION);
    assert_int_equal(
        space_note_replace(anna->space, session, SESSION_RECAP, value_text("You owe me money.")),
        SPACE_WRITTEN);
    scene_bring(anna, ben);
    assert_int_equal(scene_step(ben), SPACE_WRITTEN);
    assert_int_equal(space_count(ben->space, KIND_SIGNATURE), 0);
    assert_false(ben->whole); /* hers is not as the board has it */
    scene_keep();
    assert_int_equal(scene_signature_of(anna, ben), SIGNATURE_HOLDS); /* now it is */
    /* She never agreed. */
    assert_int_equal(scene_signature_of(anna, anna), SIGNATURE_NONE);
    scene_end();
}

static void a_recap_that_is_changed_after_all_is_agreed_to_and_signed_anew(void **state)
{
    (void)state;
    scene_begin();
    scene_write_recap();
    scene_agree(ben);
    scene_agree(anna);
    scene_end_hour();
    scene_say(ben, CARD_RECAP, 0, RECAP_CARD_DID, "We looked at the month.");
    anna->is_over = ben->is_over = false;
    scene_keep();
    scene_assert_recap(ben, "We looked at the week.\n\nWalks,\non two mornings.");
    assert_int_equal(scene_signature_of(ben, ben), SIGNATURE_HOLDS);
    scene_end_hour(); /* one leaves */
    scene_assert_recap(ben, "We looked at the month.\n\nWalks,\non two mornings.");
    assert_int_equal(scene_signature_of(ben, ben), SIGNATURE_EARLIER);
    scene_agree(ben);
    scene_keep();
    assert_int_equal(scene_signature_of(anna, ben), SIGNATURE_HOLDS);
    assert_int_equal(scene_signature_of(anna, anna), SIGNATURE_EARLIER);
    scene_end();
}

static void a_signature_that_was_taken_back_is_not_given_again(void **state)
{
    (void)state;
    scene_begin();
    scene_write_recap();
    scene_agree(ben);
    scene_end_hour();
    const struct value minute = value_number(SCENE_BEGAN + 2);
    assert_int_equal(
        space_set(ben->space, scene_only(ben, KIND_SIGNATURE), SIGNATURE_REVOKED, &minute),
        SPACE_WRITTEN);
    scene_bring(ben, anna);
    scene_keep();
    assert_int_equal(scene_signature_of(anna, ben), SIGNATURE_TAKEN_BACK);
    scene_end();
}

static void the_agenda_is_that_of_the_board(void **state)
{
    (void)state;
    scene_begin();
    uint32_t week = scene_add(anna, CARD_AGENDA, "the week");
    uint32_t sleep = scene_add(ben, CARD_AGENDA, "sleep");
    scene_add(anna, CARD_AGENDA, "money");
    scene_count(ben, CARD_AGENDA, week, AGENDA_CARD_DONE, 1);
    scene_end_hour();
    assert_int_equal(space_count(ben->space, KIND_AGENDA), 3);
    /* It goes on after all. */
    scene_count(ben, CARD_AGENDA, sleep, AGENDA_CARD_GONE, 1);
    scene_say(ben, CARD_AGENDA, week, AGENDA_CARD_TEXT, "the last week");
    scene_keep();
    assert_int_equal(space_count(ben->space, KIND_AGENDA), 2);
    struct object_id point = OBJECT_SPACE;
    assert_true(space_next(ben->space, KIND_AGENDA, &point));
    scene_assert_text(ben, point, AGENDA_TEXT, "the last week");
    assert_int_equal(scene_number(ben, point, AGENDA_DONE), 1);
    struct value first = space_value(ben->space, point, AGENDA_ORDER);
    uint8_t order[SCHEMA_ORDER_BYTES_MAX];
    memcpy(order, first.bytes, first.size);
    assert_true(space_next(ben->space, KIND_AGENDA, &point));
    scene_assert_text(ben, point, AGENDA_TEXT, "money");
    assert_int_equal(scene_number(ben, point, AGENDA_DONE), 0);
    assert_true(memcmp(order, space_value(ben->space, point, AGENDA_ORDER).bytes, 1) < 0);
    assert_true(ben->whole);
    scene_end();
}

static void the_next_time_is_kept_and_can_be_taken_back(void **state)
{
    (void)state;
    scene_begin();
    scene_count(ben, CARD_HOUR, 0, HOUR_CARD_NEXT, SCENE_BEGAN + 10080);
    scene_end_hour();
    assert_int_equal(scene_number(ben, scene_only(ben, KIND_SESSION), SESSION_NEXT),
                     SCENE_BEGAN + 10080);
    scene_count(ben, CARD_HOUR, 0, HOUR_CARD_NEXT, 0);
    scene_keep();
    assert_int_equal(space_value(ben->space, scene_only(ben, KIND_SESSION), SESSION_NEXT).type,
                     VALUE_NONE);
    scene_end();
}

static void an_hour_that_left_nothing_is_not_kept_unless_it_lasted(void **state)
{
    (void)state;
    scene_begin();
    uint32_t gone = scene_add(anna, CARD_AGENDA, "sleep");
    scene_count(anna, CARD_AGENDA, gone, AGENDA_CARD_GONE, 1);
    scene_add(anna, CARD_REFLECTION, "nobody answered this");
    scene_say(anna, CARD_RECAP, 0, RECAP_CARD_DID, "");
    scene_end_hour();
    assert_int_equal(anna->batches + ben->batches, 0);
    assert_true(anna->whole && ben->whole);
    anna->minute = ben->minute = SCENE_BEGAN + KEEPING_MINUTES_LEAST;
    scene_keep();
    assert_int_equal(space_count(ben->space, KIND_SESSION), 1);
    assert_int_equal(space_count(ben->space, KIND_AGENDA), 0);
    scene_end();
}

static void an_hour_of_which_nobody_knows_when_it_began_is_not_kept(void **state)
{
    (void)state;
    scene_begin();
    for (size_t i = 0; i < 2; i++)
        board_clear(&scene_people[i].board);
    scene_write_recap();
    scene_end_hour();
    assert_int_equal(anna->batches + ben->batches, 0);
    scene_end();
}

/* ---- one's own ---- */

static void a_reflection_is_kept_in_both_versions_once_it_was_answered(void **state)
{
    (void)state;
    scene_begin();
    uint32_t yes = scene_add(anna, CARD_REFLECTION, "Mornings are hard.");
    uint32_t edited = scene_add(anna, CARD_REFLECTION, "You were angry.");
    uint32_t his = scene_add(ben, CARD_REFLECTION, "You want me to go on.");
    scene_add(anna, CARD_REFLECTION, "unanswered");
    scene_count(ben, CARD_REFLECTION, yes, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES);
    scene_say(ben, CARD_REFLECTION, edited, REFLECTION_CARD_EDITED, "I was let down.");
    scene_count(anna, CARD_REFLECTION, his, REFLECTION_CARD_ANSWER, CARD_ANSWER_NOT_QUITE);
    scene_end_hour();
    assert_int_equal(space_count(anna->space, KIND_REFLECTION), 3);
    struct object_id at = scene_reflection(anna, "Mornings are hard.");
    assert_int_equal(scene_number(anna, at, REFLECTION_ANSWER), REFLECTION_YES);
    assert_int_equal(scene_number(anna, at, REFLECTION_DAY), SCENE_DAY);
    scene_assert_text(anna, scene_reflection(anna, "You were angry."), REFLECTION_EDITED,
                      "I was let down.");
    at = scene_reflection(anna, "You want me to go on.");
    assert_int_equal(space_author(anna->space, at), 1);
    assert_int_equal(scene_number(anna, at, REFLECTION_ANSWER), REFLECTION_NOT_QUITE);
    assert_false(scene_was_published("unanswered"));
    assert_true(anna->whole && ben->whole);
    scene_end();
}

static void a_reflection_that_is_taken_back_goes_again(void **state)
{
    (void)state;
    scene_begin();
    uint32_t first = scene_add(anna, CARD_REFLECTION, "Mornings are hard.");
    uint32_t again = scene_add(anna, CARD_REFLECTION, "Mornings are hard.");
    scene_count(ben, CARD_REFLECTION, first, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES);
    scene_count(ben, CARD_REFLECTION, again, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES);
    scene_end_hour();
    assert_int_equal(space_count(ben->space, KIND_REFLECTION), 1);
    scene_count(anna, CARD_REFLECTION, first, REFLECTION_CARD_GONE, 1);
    scene_keep();
    assert_int_equal(space_count(ben->space, KIND_REFLECTION), 1); /* it was said twice */
    scene_count(anna, CARD_REFLECTION, again, REFLECTION_CARD_GONE, 1);
    scene_keep();
    assert_int_equal(space_count(ben->space, KIND_REFLECTION), 0);
    scene_end();
}

static void each_says_how_it_was(void **state)
{
    (void)state;
    scene_begin();
    scene_count(ben, CARD_FEEL, 0, FEEL_CARD_HEARD, 8);
    scene_count(ben, CARD_FEEL, 0, FEEL_CARD_OVERALL, 0);
    scene_say(ben, CARD_FEEL, 0, FEEL_CARD_LINE, "Good to be here.");
    scene_say(ben, CARD_FORMAT, 0, FORMAT_CARD_EASIER, "sound, light");
    scene_end_hour();
    assert_int_equal(space_author(anna->space, scene_only(anna, KIND_RATING)), 1);
    assert_int_equal(scene_number(anna, scene_only(anna, KIND_RATING), RATING_HEARD), 8);
    assert_int_equal(scene_number(anna, scene_only(anna, KIND_RATING), RATING_NUMBER), 0);
    scene_assert_text(anna, scene_only(anna, KIND_RATING), RATING_LINE, "Good to be here.");
    scene_assert_text(anna, scene_only(anna, KIND_FORMAT), FORMAT_EASIER, "sound, light");
    scene_say(ben, CARD_FEEL, 0, FEEL_CARD_LINE, "");
    scene_count(ben, CARD_FEEL, 0, FEEL_CARD_HEARD, 9);
    scene_keep();
    assert_int_equal(scene_number(anna, scene_only(anna, KIND_RATING), RATING_HEARD), 9);
    assert_int_equal(space_value(anna->space, scene_only(anna, KIND_RATING), RATING_LINE).type,
                     VALUE_NONE);
    assert_true(anna->whole && ben->whole);
    scene_end();
}

static void the_place_of_today_goes_into_ones_own_safety_card_alone(void **state)
{
    (void)state;
    struct object_id card;
    const struct value phone = value_text("030 1"), name = value_text("Cleo");
    scene_begin();
    assert_int_equal(space_make(ben->space, KIND_SAFETY, &card), SPACE_WRITTEN);
    assert_int_equal(space_set(ben->space, card, SAFETY_PHONE, &phone), SPACE_WRITTEN);
    assert_int_equal(space_set(ben->space, card, SAFETY_CONTACT, &name), SPACE_WRITTEN);
    scene_bring(ben, anna);
    scene_say(ben, CARD_PLACE, 0, PLACE_CARD_TODAY, "Linden street 4");
    scene_say(ben, CARD_PLACE, 0, PLACE_CARD_PHONE, "");
    scene_keep(); /* while the hour goes on */
    card = scene_only(anna, KIND_SAFETY);
    assert_int_equal(space_author(anna->space, card), 1);
    scene_assert_text(anna, card, SAFETY_PLACE, "Linden street 4");
    scene_assert_text(anna, card, SAFETY_PHONE, "030 1");
    scene_assert_text(anna, card, SAFETY_CONTACT, "Cleo");
    scene_say(anna, CARD_PLACE, 0, PLACE_CARD_PHONE, "030 2");
    scene_keep();
    assert_int_equal(space_count(ben->space, KIND_SAFETY), 2);
    scene_assert_text(ben, card, SAFETY_PHONE, "030 1");
    scene_end();
}

static void nothing_else_reaches_the_space(void **state)
{
    (void)state;
    scene_begin();
    scene_write_recap();
    scene_add(anna, CARD_PHRASE, "quiet phrase");
    scene_add(ben, CARD_REFLECTION, "unanswered");
    uint32_t gone = scene_add(anna, CARD_AGENDA, "a point that went");
    scene_count(anna, CARD_AGENDA, gone, AGENDA_CARD_GONE, 1);
    scene_agree(ben);
    scene_end_hour();
    for (unsigned kind = KIND_GOAL; kind < KIND_COUNT; kind++) {
        bool kept = kind == KIND_SESSION || kind == KIND_SIGNATURE;
        assert_int_equal(space_count(anna->space, kind) > 0, kept);
    }
    assert_false(scene_was_published("quiet phrase") || scene_was_published("unanswered") ||
                 scene_was_published("a point that went"));
    scene_end();
}

static void lines_stay_where_one_wants_it_in_parts_that_fit(void **state)
{
    (void)state;
    static char lines[3 * SCHEMA_STRING_BYTES_MAX];
    scene_begin();
    scene_write_recap();
    memset(lines, 'a', sizeof lines - 1);
    lines[100] = '\n';
    memcpy(lines + 101 + SCHEMA_STRING_BYTES_MAX - 1, "é", 2); /* over the end of the second */
    ben->lines = lines;
    scene_end_hour();
    size_t size = 0, parts = 0;
    struct object_id at = OBJECT_SPACE;
    while (space_next(anna->space, KIND_COMMENT, &at)) {
        struct value text = space_value(anna->space, at, COMMENT_TEXT);
        assert_int_equal(space_author(anna->space, at), 1);
        assert_true(text.size <= SCHEMA_STRING_BYTES_MAX);
        size += text.size;
        parts++;
    }
    assert_int_equal(parts, 4);
    assert_int_equal(size, sizeof lines - 2); /* but the newline */
    size_t batches = ben->batches;
    scene_keep();
    assert_int_equal(ben->batches, batches);
    scene_end();
}

/* ---- what goes wrong ---- */

static void fill(void)
{
    scene_write_recap();
    scene_add(anna, CARD_AGENDA, "sleep");
    uint32_t heard = scene_add(anna, CARD_REFLECTION, "Mornings are hard.");
    scene_count(ben, CARD_REFLECTION, heard, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES);
    scene_count(anna, CARD_FEEL, 0, FEEL_CARD_PACE, 5);
    scene_say(anna, CARD_FORMAT, 0, FORMAT_CARD_FEELS, "close");
    scene_say(anna, CARD_PLACE, 0, PLACE_CARD_TODAY, "at home");
    scene_agree(anna);
}

static void without_memory_nothing_is_half_written(void **state)
{
    (void)state;
    enum space_write written = SPACE_NO_MEMORY;
    scene_begin();
    fill();
    anna->is_over = true;
    for (size_t n = 1; written == SPACE_NO_MEMORY; n++) {
        test_memory.requests = 0;
        test_memory.fail_at = n;
        written = scene_step(anna);
        test_memory.fail_at = 0;
        assert_true(written == SPACE_WRITTEN || written == SPACE_NO_MEMORY);
        if (written == SPACE_WRITTEN)
            break;
        space_discard(anna->space);
        assert_int_equal(space_count(anna->space, KIND_SESSION), 0);
        assert_true(n < 500);
    }
    scene_end_hour();
    assert_true(anna->whole && ben->whole);
    scene_end();
}

static void a_step_that_was_lost_is_taken_again_by_the_next(void **state)
{
    (void)state;
    scene_begin();
    fill();
    anna->is_over = ben->is_over = true;
    assert_int_equal(scene_step(anna), SPACE_WRITTEN);
    space_discard(anna->space); /* the app ended here */
    scene_keep();
    assert_int_equal(space_count(ben->space, KIND_SESSION), 1);
    assert_true(anna->whole && ben->whole);
    scene_end();
}

static void of_two_hours_each_has_its_own(void **state)
{
    (void)state;
    scene_begin();
    fill();
    scene_end_hour();
    for (size_t i = 0; i < 2; i++)
        board_clear(&scene_people[i].board);
    anna->is_over = ben->is_over = false;
    scene_count(ben, CARD_HOUR, 0, HOUR_CARD_MINUTE, SCENE_BEGAN + 60); /* he opened this time */
    scene_count(anna, CARD_FEEL, 0, FEEL_CARD_PACE, 6);
    scene_end_hour();
    assert_int_equal(space_count(anna->space, KIND_SESSION), 2);
    assert_int_equal(space_count(anna->space, KIND_RATING), 2);
    assert_true(anna->whole && ben->whole);
    scene_end();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(both_hold_the_recap_they_agreed_on_signed_by_both),
    TEST(what_is_taken_again_changes_nothing),
    TEST(another_recap_than_that_agreed_to_is_not_signed),
    TEST(a_recap_that_is_changed_after_all_is_agreed_to_and_signed_anew),
    TEST(a_signature_that_was_taken_back_is_not_given_again),
    TEST(the_agenda_is_that_of_the_board),
    TEST(the_next_time_is_kept_and_can_be_taken_back),
    TEST(an_hour_that_left_nothing_is_not_kept_unless_it_lasted),
    TEST(an_hour_of_which_nobody_knows_when_it_began_is_not_kept),
    TEST(a_reflection_is_kept_in_both_versions_once_it_was_answered),
    TEST(a_reflection_that_is_taken_back_goes_again),
    TEST(each_says_how_it_was),
    TEST(the_place_of_today_goes_into_ones_own_safety_card_alone),
    TEST(nothing_else_reaches_the_space),
    TEST(lines_stay_where_one_wants_it_in_parts_that_fit),
    TEST(without_memory_nothing_is_half_written),
    TEST(a_step_that_was_lost_is_taken_again_by_the_next),
    TEST(of_two_hours_each_has_its_own),
};

TEST_GROUP(keeping, tests)
