#include "media/playout_video.h"

#include "harness.h"

#define SENDER_ZERO_US   9000000000
#define RECEIVER_ZERO_US 5000000
#define TRANSIT_US       40000 /* on the receiver's clock, from the sender's zero */

static struct picture_pool *pool;
static struct playout_video *playout;

static int open_playout(void **state)
{
    (void)state;
    pool = picture_pool_create(PLAYOUT_VIDEO_WAITING_MAX + 2);
    playout = playout_video_create();
    return pool != NULL && playout != NULL ? 0 : -1;
}

/* Destroying the pool asserts that every picture was released. */
static int close_playout(void **state)
{
    (void)state;
    playout_video_destroy(playout);
    picture_pool_destroy(pool);
    return 0;
}

static uint64_t captured_at(uint32_t number)
{
    return SENDER_ZERO_US + (uint64_t)number * 33333;
}

/* When the fastest packet with this picture would be here. */
static uint64_t soonest(uint32_t number)
{
    return RECEIVER_ZERO_US + TRANSIT_US + (uint64_t)number * 33333;
}

static void arrive(uint32_t number, uint64_t received_at_us)
{
    struct picture *picture = picture_take(pool, 16, 16);
    assert_non_null(picture);
    picture->number = number;
    picture->captured_at_us = captured_at(number);
    playout_video_insert(playout, picture, received_at_us);
}

/* The number of the picture shown now, -1 if none is. */
static int show(uint64_t now_us)
{
    struct picture *picture = playout_video_take(playout, now_us);
    int number = picture != NULL ? (int)picture->number : -1;
    picture_release(picture);
    return number;
}

static void on_a_clean_line_a_picture_is_shown_as_it_comes(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 60; i++) {
        arrive(i, soonest(i));
        assert_true(playout_video_next_us(playout) <= soonest(i));
        assert_int_equal(show(soonest(i)), i);
        assert_int_equal(show(soonest(i)), -1);
        assert_true(playout_video_next_us(playout) == UINT64_MAX);
    }
    assert_int_equal(playout_video_count(playout).shown, 60);
    assert_int_equal(playout_video_count(playout).late, 0);
}

/* One in five comes 30 ms late: the 90th percentile covers it, and all leave on one beat. */
static void the_beat_waits_for_nine_of_ten(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 100; i++) {
        uint64_t received = soonest(i) + (i % 5 == 4 ? 30000 : 0);
        arrive(i, received);
        if (i < 50) {
            show(received + 33000);
            continue;
        }
        assert_true(playout_video_next_us(playout) == soonest(i) + 30000);
        assert_int_equal(show(soonest(i) + 29999), -1);
        assert_int_equal(show(soonest(i) + 30000), i);
    }
    assert_true(playout_video_delay_us(playout) == (int64_t)(soonest(0) - captured_at(0)) + 30000);
}

static void one_picture_in_fifty_does_not_slow_the_others(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 200; i++) {
        uint64_t received = soonest(i) + (i % 50 == 49 ? 200000 : 0);
        arrive(i, received);
        assert_int_equal(show(received), i);
    }
    assert_true(playout_video_delay_us(playout) == (int64_t)(soonest(0) - captured_at(0)));
}

static void of_two_that_are_due_only_the_newer_is_shown(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 3; i++)
        arrive(i, soonest(i));
    assert_int_equal(show(soonest(2)), 2);
    assert_int_equal(show(soonest(3)), -1);
    assert_int_equal(playout_video_count(playout).late, 2);
}

static void a_picture_older_than_the_one_on_screen_is_dropped(void **state)
{
    (void)state;
    arrive(0, soonest(0));
    arrive(2, soonest(2));
    assert_int_equal(show(soonest(2)), 2);
    arrive(1, soonest(2));
    assert_int_equal(show(soonest(3)), -1);
    assert_int_equal(playout_video_count(playout).late, 2);
}

static void pictures_that_come_out_of_order_leave_in_order(void **state)
{
    (void)state;
    arrive(1, soonest(1));
    arrive(0, soonest(1));
    assert_int_equal(show(soonest(1)), 0);
    assert_int_equal(show(soonest(1) + 33333), 1);
}

static void too_many_waiting_pictures_lose_the_oldest(void **state)
{
    (void)state;
    for (uint32_t i = 0; i <= PLAYOUT_VIDEO_WAITING_MAX; i++)
        arrive(i, soonest(0));
    assert_int_equal(playout_video_count(playout).late, 1);
}

#define PLAYOUT_TEST(function)                                                                     \
    cmocka_unit_test_setup_teardown(function, open_playout, close_playout)

static const struct CMUnitTest tests[] = {
    PLAYOUT_TEST(on_a_clean_line_a_picture_is_shown_as_it_comes),
    PLAYOUT_TEST(the_beat_waits_for_nine_of_ten),
    PLAYOUT_TEST(one_picture_in_fifty_does_not_slow_the_others),
    PLAYOUT_TEST(of_two_that_are_due_only_the_newer_is_shown),
    PLAYOUT_TEST(a_picture_older_than_the_one_on_screen_is_dropped),
    PLAYOUT_TEST(pictures_that_come_out_of_order_leave_in_order),
    PLAYOUT_TEST(too_many_waiting_pictures_lose_the_oldest),
};
TEST_GROUP(playout_video, tests)
