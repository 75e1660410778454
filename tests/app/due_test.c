/* What the agenda begins with by itself. Anna opened the door. */
#include "app/due.h"

#include <stdlib.h>
#include <string.h>

#include "app/ledger.h"
#include "harness.h"
#include "keeping_scene.h"
#include "memory.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

#define ASK      "How was the practice since last time?"
#define GOAL     "It is time to look at this goal: "
#define LAST     "From last time: "
#define TOO_LATE (SCENE_DAY + 1)

static struct scene_person *const anna = &scene_people[0], *const ben = &scene_people[1];
static struct deck deck;
static struct due_point points[DUE_POINTS_MAX];

static void begin(const char *language)
{
    size_t at = 0;
    while (strcmp(deck_shipped_language(at), language) != 0)
        at++;
    assert_int_equal(deck_open_shipped(at, &heap_memory, &deck), DECK_OK);
    scene_begin();
}

static void end(void)
{
    scene_end();
    deck_close(&deck);
}

static size_t find(void)
{
    const struct due due = {anna->space, &anna->board, &deck, SCENE_DAY};
    return due_points(&due, points);
}

/* In this order, and nothing else; the list ends with NULL. */
static void expect(const char *const *texts)
{
    size_t count = find();
    for (size_t i = 0; i < count; i++) {
        assert_non_null(texts[i]);
        assert_string_equal(points[i].text, texts[i]);
    }
    assert_null(texts[count]);
}

static void set(struct object_id object, uint8_t field, struct value value)
{
    assert_int_equal(space_set(anna->space, object, field, &value), SPACE_WRITTEN);
}

static struct object_id make(enum object_kind kind, uint8_t field, const char *text)
{
    struct object_id object;
    assert_int_equal(space_make(anna->space, kind, &object), SPACE_WRITTEN);
    set(object, field, value_text(text));
    return object;
}

static struct object_id make_goal(const char *title, uint64_t day)
{
    struct object_id goal = make(KIND_GOAL, GOAL_TITLE, title);
    set(goal, GOAL_REVIEW_DAY, value_number(day));
    return goal;
}

static struct object_id make_session(uint64_t began)
{
    struct object_id session = make(KIND_SESSION, SESSION_TITLE, "");
    set(session, SESSION_BEGAN, value_number(began));
    return session;
}

static struct object_id make_point(struct object_id session, const char *text)
{
    struct object_id point = make(KIND_AGENDA, AGENDA_TEXT, text);
    set(point, AGENDA_SESSION, value_object(session));
    return point;
}

/* As it is done when the agenda is reached. */
static void lay_all(void)
{
    size_t count = find();
    for (size_t i = 0; i < count; i++)
        scene_add(anna, CARD_AGENDA, points[i].text);
}

static void practices_come_first_then_goals_then_the_last_hour(void **state)
{
    (void)state;
    begin("en");
    expect((const char *const[]){NULL});
    make_point(make_session(SCENE_BEGAN - 10080), "money");
    make_goal("Sleep", SCENE_DAY);
    make_goal("Walk", SCENE_DAY - 3);
    make(KIND_PRACTICE, PRACTICE_TEXT, "Tea at ten");
    make(KIND_PRACTICE, PRACTICE_TEXT, "Screens off");
    expect((const char *const[]){ASK, GOAL "Walk", GOAL "Sleep", LAST "money", NULL});
    end();
}

static void a_goal_is_due_from_its_day_on_while_it_is_worked_on(void **state)
{
    (void)state;
    begin("en");
    struct object_id goal = make_goal("Sleep", TOO_LATE);
    make(KIND_GOAL, GOAL_TITLE, "Some day");
    expect((const char *const[]){NULL});
    set(goal, GOAL_REVIEW_DAY, value_number(0));
    expect((const char *const[]){GOAL "Sleep", NULL});
    set(goal, GOAL_STATUS, value_number(GOAL_PAUSED));
    expect((const char *const[]){GOAL "Sleep", NULL});
    set(goal, GOAL_STATUS, value_number(GOAL_REACHED));
    expect((const char *const[]){NULL});
    set(goal, GOAL_STATUS, value_number(GOAL_ARCHIVED));
    expect((const char *const[]){NULL});
    set(goal, GOAL_STATUS, value_number(GOAL_OPEN));
    set(goal, GOAL_REVIEW_DAY, value_none());
    expect((const char *const[]){NULL});
    set(goal, GOAL_REVIEW_DAY, value_number(SCENE_DAY));
    assert_int_equal(space_erase(anna->space, goal), SPACE_WRITTEN);
    expect((const char *const[]){NULL});
    end();
}

static void a_practice_is_asked_for_while_it_is_active(void **state)
{
    (void)state;
    begin("en");
    struct object_id goal = make(KIND_GOAL, GOAL_TITLE, "Sleep");
    struct object_id practice = make(KIND_PRACTICE, PRACTICE_TEXT, "Tea at ten");
    set(practice, PRACTICE_GOAL, value_object(goal));
    expect((const char *const[]){ASK, NULL});
    set(practice, PRACTICE_ACTIVE, value_number(0));
    expect((const char *const[]){NULL});
    set(practice, PRACTICE_ACTIVE, value_number(1));
    set(goal, GOAL_STATUS, value_number(GOAL_ARCHIVED));
    expect((const char *const[]){NULL});
    set(goal, GOAL_STATUS, value_number(GOAL_OPEN));
    assert_int_equal(space_erase(anna->space, practice), SPACE_WRITTEN);
    expect((const char *const[]){NULL});
    end();
}

static void what_was_not_talked_about_comes_from_the_last_hour_alone(void **state)
{
    (void)state;
    begin("en");
    make_point(make_session(SCENE_BEGAN - 20160), "the one before");
    struct object_id last = make_session(SCENE_BEGAN - 10080);
    make_point(make_session(SCENE_BEGAN), "this one, which is kept already");
    set(make_point(last, "done"), AGENDA_DONE, value_number(1));
    assert_int_equal(space_erase(anna->space, make_point(last, "gone")), SPACE_WRITTEN);
    set(make_point(last, "open"), AGENDA_DONE, value_number(0));
    expect((const char *const[]){LAST "open", NULL});
    assert_int_equal(space_erase(anna->space, last), SPACE_WRITTEN);
    expect((const char *const[]){LAST "the one before", NULL});
    end();
}

static void what_came_by_itself_last_time_is_not_said_twice(void **state)
{
    (void)state;
    begin("en");
    struct object_id last = make_session(SCENE_BEGAN - 10080);
    make_point(last, ASK);
    make_point(last, GOAL "Sleep");
    make_point(last, LAST "money");
    make_point(last, "");
    expect((const char *const[]){LAST "money", NULL});
    make_goal("Sleep", SCENE_DAY);
    expect((const char *const[]){GOAL "Sleep", LAST "money", NULL});
    end();
}

static void what_was_laid_is_not_laid_again_even_if_it_was_taken_away(void **state)
{
    (void)state;
    begin("en");
    make(KIND_PRACTICE, PRACTICE_TEXT, "Tea at ten");
    struct object_id goal = make_goal("Sleep", SCENE_DAY);
    lay_all();
    expect((const char *const[]){NULL});
    const struct board_card *card = board_next(&ben->board, CARD_AGENDA, NULL);
    assert_non_null(card);
    scene_count(ben, CARD_AGENDA, card->id, AGENDA_CARD_GONE, 1);
    expect((const char *const[]){NULL});
    /* The same hour goes on after this app had ended. */
    size_t size;
    uint8_t *kept = board_encode(&anna->board, &size);
    assert_non_null(kept);
    board_clear(&anna->board);
    assert_true(board_decode(&anna->board, kept, size));
    free(kept);
    expect((const char *const[]){NULL});
    make_goal("Walk", SCENE_DAY);
    expect((const char *const[]){GOAL "Walk", NULL});
    /* The hour moves no day: people do. */
    scene_end_hour();
    assert_int_equal(scene_number(ben, goal, GOAL_REVIEW_DAY), SCENE_DAY);
    end();
}

static void there_are_at_most_five_also_once_they_were_laid(void **state)
{
    (void)state;
    begin("en");
    make(KIND_PRACTICE, PRACTICE_TEXT, "Tea at ten");
    make_point(make_session(SCENE_BEGAN - 10080), "money");
    for (uint64_t i = 0; i < 6; i++) {
        const char title[] = {(char)('a' + i), '\0'};
        make_goal(title, SCENE_DAY - i);
    }
    expect((const char *const[]){ASK, GOAL "f", GOAL "e", GOAL "d", GOAL "c", NULL});
    lay_all();
    expect((const char *const[]){NULL});
    end();
}

static void a_long_title_is_cut_between_two_letters(void **state)
{
    (void)state;
    char title[SCHEMA_LINE_BYTES_MAX + 1];
    begin("ar");
    for (size_t i = 0; i < SCHEMA_LINE_BYTES_MAX; i += 2)
        memcpy(title + i, "ن", 2);
    title[SCHEMA_LINE_BYTES_MAX] = '\0';
    make_goal(title, SCENE_DAY);
    make_point(make_session(SCENE_BEGAN - 10080), title);
    assert_int_equal(find(), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_in_range(strlen(points[i].text), CARD_LINE_BYTES_MAX - 1, CARD_LINE_BYTES_MAX);
        scene_add(anna, CARD_AGENDA, points[i].text); /* the board takes it */
    }
    assert_int_equal(find(), 0);
    end();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(practices_come_first_then_goals_then_the_last_hour),
    TEST(a_goal_is_due_from_its_day_on_while_it_is_worked_on),
    TEST(a_practice_is_asked_for_while_it_is_active),
    TEST(what_was_not_talked_about_comes_from_the_last_hour_alone),
    TEST(what_came_by_itself_last_time_is_not_said_twice),
    TEST(what_was_laid_is_not_laid_again_even_if_it_was_taken_away),
    TEST(there_are_at_most_five_also_once_they_were_laid),
    TEST(a_long_title_is_cut_between_two_letters),
};

TEST_GROUP(due, tests)
