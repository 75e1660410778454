/* What is told at once: each change once, and nothing before two are together. */
#include "ui/announcer.h"

#include <string.h>

#include "harness.h"
#include "scene.h"
#include "session/deck.h"
#include "ui/words.h"

static struct deck deck;
static struct announcer announcer;
static struct call_model model;

static int begin(void **state)
{
    (void)state;
    scene_deck("en", &deck);
    words_use(&deck);
    announcer = (struct announcer){0};
    model = (struct call_model){
        .phase = CALL_IN_CALL, .their_name = "Ben", .microphone_on = true, .camera_on = true};
    announcer_look(&announcer, &model);
    return 0;
}

static int end(void **state)
{
    (void)state;
    deck_close(&deck);
    return 0;
}

/* Exactly these words, once, and nothing more. */
static void tells(const char *words, bool urgent)
{
    struct announcement told;
    announcer_look(&announcer, &model);
    assert_true(announcer_next(&announcer, &told));
    assert_string_equal(told.words, words);
    assert_int_equal(told.urgent, urgent);
    announcer_look(&announcer, &model);
    assert_false(announcer_next(&announcer, &told));
}

static void tells_nothing(void)
{
    struct announcement told;
    announcer_look(&announcer, &model);
    assert_false(announcer_next(&announcer, &told));
}

static void what_was_so_from_the_beginning_is_not_told(void **state)
{
    (void)state;
    tells_nothing();
}

static void what_the_app_says_in_the_lane_is_told(void **state)
{
    (void)state;
    model.note = "The rest waits for you.";
    model.notes = 1;
    tells("The rest waits for you.", false);
    model.note = NULL; /* another session began */
    tells_nothing();
    model.phase = CALL_ENDED; /* over a page it tells itself */
    tells("Ben has left.", false);
    model.note = "The backup is written.";
    model.notes = 2;
    tells_nothing();
}

static void another_page_is_told_and_the_first_is_not(void **state)
{
    (void)state;
    static struct access_tree tree = {.count = 2};
    struct announcement told;
    tree.nodes[1] = (struct access_node){.role = ACCESS_PANEL, .name = "Home"};
    announcer_look_at_page(&announcer, &tree);
    assert_false(announcer_next(&announcer, &told));
    tree.nodes[1].name = "Settings";
    announcer_look_at_page(&announcer, &tree);
    announcer_look_at_page(&announcer, &tree);
    assert_true(announcer_next(&announcer, &told));
    assert_string_equal(told.words, "Settings");
    assert_false(announcer_next(&announcer, &told));
    tree.count = 1; /* nothing has a name: nothing is told, and nothing forgotten */
    announcer_look_at_page(&announcer, &tree);
    tree.count = 2;
    announcer_look_at_page(&announcer, &tree);
    assert_false(announcer_next(&announcer, &told));
}

static void who_comes_and_goes_is_told(void **state)
{
    (void)state;
    model.phase = CALL_ENDED;
    tells("Ben has left.", false);
    model.phase = CALL_CONNECTING;
    tells_nothing();
    model.phase = CALL_IN_CALL;
    tells("Ben has joined.", false);
}

static void a_line_that_is_lost_is_told_at_once(void **state)
{
    (void)state;
    model.phase = CALL_RECONNECTING;
    tells("The line is lost.", true);
    model.phase = CALL_IN_CALL;
    tells("The line is back.", false);
    model.phase = CALL_RECONNECTING;
    tells("The line is lost.", true);
    model.phase = CALL_ENDED;
    tells("Ben has left.", false);
}

static void what_is_switched_is_told_at_once(void **state)
{
    (void)state;
    model.microphone_on = false;
    tells("Your microphone is off.", true);
    model.microphone_on = true;
    tells("Your microphone is on.", true);
    model.camera_on = false;
    tells("Your camera is off.", true);
    model.camera_on = true;
    tells("Your camera is on.", true);
}

static void each_nod_is_told(void **state)
{
    (void)state;
    model.nod_received_at_us = 5;
    tells("Ben nodded.", false);
    model.nod_received_at_us = 9;
    tells("Ben nodded.", false);
    model.nod_received_at_us = 0;
    tells_nothing();
}

static void what_they_write_is_read_and_what_i_write_is_not(void **state)
{
    (void)state;
    static const struct lane_entry lane[] = {
        {LANE_ME, LANE_TEXT, LANE_ARRIVED, 850, "Hello", NULL, NULL, false, 0},
        {LANE_APP, LANE_NOTE, LANE_ARRIVED, 850, "Ben opened the door", NULL, NULL, false, 0},
        {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, "Hello you", NULL, NULL, false, 0},
    };
    model.lane = lane;
    model.lane_count = 2;
    tells_nothing();
    model.lane_count = 3;
    tells("Ben wrote: Hello you", false);
    model.lane_count = 0; /* another hour */
    tells_nothing();
}

static void a_reflection_of_theirs_is_told_and_mine_is_not(void **state)
{
    (void)state;
    static const struct hour_reflection reflections[] = {
        {8, true, "It was the walk.", CARD_ANSWER_OPEN, NULL},
        {9, false, "Work felt heavy.", CARD_ANSWER_OPEN, NULL},
    };
    model.hour.reflections = reflections;
    model.hour.reflection_count = 1;
    tells_nothing();
    model.hour.reflection_count = 2;
    tells("A reflection came.", false);
}

static void the_time_that_is_left_is_told(void **state)
{
    (void)state;
    model.hour.cue = CUE_TEN;
    tells("Minutes left: 10.", false);
    model.hour.cue = CUE_FIVE;
    tells("Minutes left: 5.", false);
    model.hour.cue = CUE_NONE;
    tells_nothing();
}

static void before_a_session_nothing_is_told(void **state)
{
    (void)state;
    static const enum call_phase phases[] = {CALL_WAITING,    CALL_KNOCKING, CALL_AT_DOOR,
                                             CALL_CONNECTING, CALL_FAILED,   CALL_LOCKED};
    announcer = (struct announcer){0};
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        model.phase = phases[i];
        model.microphone_on = i % 2 == 0;
        model.camera_on = i % 2 == 1;
        tells_nothing();
    }
}

static void what_finds_no_room_is_left_out(void **state)
{
    (void)state;
    struct announcement told;
    int count = 0;
    for (int i = 0; i < 3 * ANNOUNCEMENTS_MAX; i++) {
        model.microphone_on = !model.microphone_on;
        announcer_look(&announcer, &model);
    }
    while (announcer_next(&announcer, &told))
        count++;
    assert_int_equal(count, ANNOUNCEMENTS_MAX);
}

static void a_long_line_is_cut_and_stays_whole_characters(void **state)
{
    (void)state;
    static char words[4 * ANNOUNCEMENT_BYTES];
    struct lane_entry line = {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, words, NULL, NULL, false, 0};
    struct announcement told;
    for (size_t i = 0; i + 3 < sizeof words; i += 3)
        memcpy(words + i, "\xe2\x82\xac", 3);
    model.lane = &line;
    model.lane_count = 1;
    announcer_look(&announcer, &model);
    assert_true(announcer_next(&announcer, &told));
    size_t size = strlen(told.words);
    assert_in_range(size, 100, ANNOUNCEMENT_BYTES - 1);
    assert_int_equal(strspn(told.words + strlen("Ben wrote: "), "\xe2\x82\xac"),
                     size - strlen("Ben wrote: "));
    assert_int_equal((size - strlen("Ben wrote: ")) % 3, 0);
}

#define TOLD(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    TOLD(what_was_so_from_the_beginning_is_not_told),
    TOLD(what_the_app_says_in_the_lane_is_told),
    TOLD(another_page_is_told_and_the_first_is_not),
    TOLD(who_comes_and_goes_is_told),
    TOLD(a_line_that_is_lost_is_told_at_once),
    TOLD(what_is_switched_is_told_at_once),
    TOLD(each_nod_is_told),
    TOLD(what_they_write_is_read_and_what_i_write_is_not),
    TOLD(a_reflection_of_theirs_is_told_and_mine_is_not),
    TOLD(the_time_that_is_left_is_told),
    TOLD(before_a_session_nothing_is_told),
    TOLD(what_finds_no_room_is_left_out),
    TOLD(a_long_line_is_cut_and_stays_whole_characters),
};
TEST_GROUP(announcer, tests)
