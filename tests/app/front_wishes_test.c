/* What a window wants of the hour becomes orders, and switches of this side's devices. */
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/front_parts.h"
#include "app/switchboard_room.h"
#include "harness.h"

static struct switchboard board;
static struct studio studio;
static struct front front;
static struct window_action action;
static uv_loop_t loop;

static void on_bell(uv_async_t *bell)
{
    (void)bell;
}

static int begin(void **state)
{
    (void)state;
    memset(&board, 0, sizeof board);
    memset(&front, 0, sizeof front);
    studio = (struct studio){.wake.fd = -1};
    front.board = &board;
    front.studio = &studio;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(uv_async_init(&loop, &board.bell, on_bell), 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    uv_close((uv_handle_t *)&board.bell, NULL);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
    return 0;
}

static bool act(enum window_action_kind kind, uint64_t first, uint64_t second)
{
    action.kind = kind;
    action.wish = (struct wish){.numbers = {first, second}};
    return front_act_in_hour(&front, &action);
}

static struct order *ordered(void)
{
    return queue_pop(&board.orders);
}

static void a_day_and_its_minute_become_the_next_hour(void **state)
{
    (void)state;
    uint32_t day = 0;
    uint32_t minute = 0;
    assert_true(calendar_day_parse("2027-05-01", &day));
    assert_true(calendar_minute_parse("2027-05-01 09:05", &minute));
    assert_true(act(WINDOW_MEET, day, 9 * 60 + 5));
    struct order *order = ordered();
    assert_non_null(order);
    assert_int_equal(order->kind, ORDER_WISH);
    assert_int_equal(order->wish.kind, WISH_MEET);
    assert_int_equal(order->wish.numbers[0], minute);
    order_free(order);
    assert_null(ordered());
}

static void each_week_is_agreed_at_home_too(void **state)
{
    (void)state;
    uint32_t day = 0;
    assert_true(calendar_day_parse("2027-05-01", &day));
    action.kind = WINDOW_MEET;
    action.wish = (struct wish){.on = true, .card = 4, .numbers = {day, 905}};
    assert_true(front_act_in_hour(&front, &action));
    order_free(ordered());
    struct order *order = ordered();
    assert_non_null(order);
    assert_int_equal(order->kind, ORDER_HOME);
    assert_int_equal(order->home.kind, HOME_NEXT);
    assert_int_equal(order->home.person, 4);
    assert_int_equal(order->home.number, 1);
    assert_string_equal(order->home.texts[0], "2027-05-01 15:05");
    order_free(order);
}

static void ending_and_blocking_is_one_order(void **state)
{
    (void)state;
    assert_true(act(WINDOW_BLOCK, 0, 0));
    struct order *order = ordered();
    assert_non_null(order);
    assert_int_equal(order->kind, ORDER_BLOCK);
    order_free(order);
}

static void picture_and_noise_are_of_this_side_alone(void **state)
{
    (void)state;
    assert_true(act(WINDOW_CROP, PICTURE_CROP_CLOSE, 0));
    assert_int_equal(atomic_load(&studio.switches.crop), PICTURE_CROP_CLOSE);
    assert_true(act(WINDOW_NOISE, NOISE_STRONG, 0));
    assert_int_equal(atomic_load(&studio.switches.noise), NOISE_STRONG);
    assert_null(ordered());
    assert_false(act(WINDOW_LOCK, 0, 0));
}

/* Nobody takes them meanwhile: what the queue has no room for waits, and comes in its turn. */
static void no_order_is_lost_when_too_many_wait(void **state)
{
    (void)state;
    const uint64_t count = QUEUE_CAPACITY + 3;
    for (uint64_t i = 0; i < count; i++)
        front_wish(&front, &(struct wish){.kind = WISH_MEET, .numbers = {i}});
    for (uint64_t i = 0; i < count; i++) {
        struct order *order = ordered();
        assert_non_null(order);
        assert_int_equal(order->wish.numbers[0], i);
        order_free(order);
        assert_null(switchboard_take_face(&board));
    }
    assert_null(ordered());
}

/* The profile that it was taken from is the store thread's by now. */
static void ones_own_name_is_as_home_shows_it(void **state)
{
    (void)state;
    char name[PROFILE_NAME_BYTES_MAX] = "Anna";
    const struct home_source source = {.settings = {.name = name}};
    struct home_face *home = home_face_create(&source);
    assert_non_null(home);
    name[0] = 'H';
    assert_null(mailbox_put(&board.home.face, home));
    front_take_home(&front);
    assert_string_equal(front.own_name, "Anna");
    home_face_free(front.home);
}

#define WITH_FRONT(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    WITH_FRONT(a_day_and_its_minute_become_the_next_hour),
    WITH_FRONT(each_week_is_agreed_at_home_too),
    WITH_FRONT(ending_and_blocking_is_one_order),
    WITH_FRONT(no_order_is_lost_when_too_many_wait),
    WITH_FRONT(ones_own_name_is_as_home_shows_it),
    WITH_FRONT(picture_and_noise_are_of_this_side_alone),
};
TEST_GROUP(front_wishes, tests)
