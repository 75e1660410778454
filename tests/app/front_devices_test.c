/* The devices rest as long as the window shows nobody; what they lose is told. */
#include <stdlib.h>
#include <string.h>

#include "app/front_parts.h"
#include "app/switchboard_room.h"
#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"
#include "ui/window_state.h"

static struct switchboard board;
static struct studio studio;
static struct options options;
static struct front front;
static struct face *face; /* of the front */
static uv_loop_t loop;

static void on_bell(uv_async_t *bell)
{
    (void)bell;
}

static int begin(void **state)
{
    (void)state;
    char error[WINDOW_ERROR_BYTES_MAX] = "";
    memset(&board, 0, sizeof board);
    face = calloc(1, sizeof *face);
    assert_non_null(face);
    memset(&studio, 0, sizeof studio);
    studio.wake.fd = -1;
    front = (struct front){.board = &board, .studio = &studio, .options = &options};
    front.terminal.fd = -1;
    front.face = face;
    front.waits = true;
    front.camera_on = true;
    front.headphones_told = FRONT_HEADPHONES_UNKNOWN;
    atomic_store(&studio.switches.rests, true);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    assert_int_equal(DECK_OK, deck_open_shipped(0, &heap_memory, &front.deck));
    const struct window_options wish = {.deck = &front.deck, .width = 640, .height = 400};
    if (!window_open(&front.window, &wish, error))
        fail_msg("%s", error);
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(uv_async_init(&loop, &board.bell, on_bell), 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    for (struct order *order; (order = queue_pop(&board.orders)) != NULL;)
        order_free(order);
    window_close(front.window);
    face_free(face);
    deck_close(&front.deck);
    uv_close((uv_handle_t *)&board.bell, NULL);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
    return 0;
}

static bool rests_in(enum call_phase phase)
{
    face->model.phase = phase;
    front_follow_devices(&front);
    return front_rests(&front);
}

static void they_are_awake_while_somebody_is_met(void **state)
{
    (void)state;
    assert_true(rests_in(CALL_WAITING));
    assert_false(rests_in(CALL_KNOCKING));
    assert_false(rests_in(CALL_AT_DOOR));
    assert_false(rests_in(CALL_CONNECTING));
    assert_false(rests_in(CALL_IN_CALL));
    assert_false(rests_in(CALL_RECONNECTING));
    assert_true(rests_in(CALL_ENDED));
    assert_false(rests_in(CALL_KNOCKING));
    assert_true(rests_in(CALL_FAILED));
    assert_true(rests_in(CALL_WAITING));
}

static void a_window_for_one_call_is_awake_until_its_end(void **state)
{
    (void)state;
    front.waits = false;
    assert_false(rests_in(CALL_WAITING));
    assert_false(rests_in(CALL_IN_CALL));
    assert_true(rests_in(CALL_ENDED));
}

static void they_are_awake_in_the_practice_room_but_not_behind_the_cover(void **state)
{
    (void)state;
    front.window->desk.page = PAGE_PRACTICE_ROOM;
    assert_false(rests_in(CALL_WAITING));
    front.window->desk.hidden = true;
    assert_true(rests_in(CALL_WAITING));
    front.window->desk.hidden = false;
    assert_false(rests_in(CALL_WAITING));
    assert_true(rests_in(CALL_ENDED));
    front.window->desk.page = PAGE_HOME;
    assert_true(rests_in(CALL_WAITING));
}

static void without_a_window_they_never_rest(void **state)
{
    (void)state;
    struct window *window = front.window;
    front.window = NULL;
    atomic_store(&studio.switches.rests, false);
    assert_false(rests_in(CALL_WAITING));
    assert_false(rests_in(CALL_ENDED));
    front.window = window;
}

static void lose(unsigned devices)
{
    atomic_store(&studio.switches.lost, devices);
    front_follow_devices(&front);
}

static void a_camera_that_was_lost_is_off_until_the_next_session(void **state)
{
    (void)state;
    assert_false(rests_in(CALL_IN_CALL));
    lose(STUDIO_CAMERA);
    assert_false(front.camera_on);
    assert_int_equal(front.notes.count, 1);
    lose(STUDIO_CAMERA);
    assert_int_equal(front.notes.count, 1);
    assert_true(rests_in(CALL_ENDED));
    assert_true(front.camera_on);
    assert_true(atomic_load(&studio.switches.camera_on));
}

static void one_that_was_switched_off_stays_off(void **state)
{
    (void)state;
    assert_false(rests_in(CALL_IN_CALL));
    lose(STUDIO_CAMERA);
    front_set_hidden(&front, true);
    assert_true(rests_in(CALL_ENDED));
    assert_false(front.camera_on);
}

static void what_cannot_be_had_is_told_once_for_all(void **state)
{
    (void)state;
    struct device_error *unhad = calloc(1, sizeof *unhad);
    (void)device_error_set(unhad, DEVICE_ERROR_BUSY, "busy");
    assert_null(mailbox_put(&studio.unhad, unhad));
    lose(STUDIO_CAMERA | STUDIO_MICROPHONE | STUDIO_SPEAKER);
    assert_int_equal(front.notes.count, 1);
    assert_string_equal(front.notes.list[0].text, deck_text(&front.deck, DECK_NOTES_DEVICE_BUSY));
    lose(0);
    lose(STUDIO_MICROPHONE | STUDIO_SPEAKER);
    assert_int_equal(front.notes.count, 3);
}

static size_t notes_of_headphones(enum headphones headphones, bool sounds)
{
    atomic_store(&studio.meters.headphones, (int)headphones);
    atomic_store(&studio.meters.sounds, sounds);
    front_follow_devices(&front);
    return front.notes.count;
}

static void of_headphones_nothing_is_said_at_rest_and_changes_afterwards(void **state)
{
    (void)state;
    assert_int_equal(notes_of_headphones(HEADPHONES_ASK, false), 0);
    assert_int_equal(notes_of_headphones(HEADPHONES_YES, true), 0);
    assert_int_equal(notes_of_headphones(HEADPHONES_NO, false), 0);
    assert_int_equal(notes_of_headphones(HEADPHONES_NO, true), 1);
    assert_int_equal(notes_of_headphones(HEADPHONES_NO, true), 1);
}

static void that_headphones_are_not_known_is_said_at_first(void **state)
{
    (void)state;
    assert_int_equal(notes_of_headphones(HEADPHONES_ASK, true), 1);
    assert_int_equal(notes_of_headphones(HEADPHONES_ASK, true), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    TEST(they_are_awake_while_somebody_is_met),
    TEST(a_window_for_one_call_is_awake_until_its_end),
    TEST(they_are_awake_in_the_practice_room_but_not_behind_the_cover),
    TEST(without_a_window_they_never_rest),
    TEST(a_camera_that_was_lost_is_off_until_the_next_session),
    TEST(one_that_was_switched_off_stays_off),
    TEST(what_cannot_be_had_is_told_once_for_all),
    TEST(of_headphones_nothing_is_said_at_rest_and_changes_afterwards),
    TEST(that_headphones_are_not_known_is_said_at_first),
};
TEST_GROUP(front_devices, tests)
