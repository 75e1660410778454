#include "media/frame_order.h"

#include <string.h>

#include "harness.h"

#define WAIT_US 50000

static struct frame_order *order;

static int open_order(void **state)
{
    (void)state;
    order = frame_order_create();
    return order != NULL ? 0 : -1;
}

static int close_order(void **state)
{
    (void)state;
    frame_order_destroy(order);
    return 0;
}

static void arrive(uint32_t id, uint64_t now_us)
{
    uint8_t bytes[300];
    struct frame frame = {
        .kind = FRAME_VIDEO, .id = id, .bytes = bytes, .size = 1 + id % sizeof bytes};
    memset(bytes, (int)(id & 0xff), sizeof bytes);
    assert_true(frame_order_insert(order, &frame, now_us));
}

/* The id of the next frame, -1 if none is ready; its bytes must be its own. */
static int64_t next(uint64_t now_us)
{
    struct frame frame;
    uint64_t received_at_us;
    if (!frame_order_take(order, now_us, WAIT_US, &frame, &received_at_us))
        return -1;
    assert_true(received_at_us <= now_us);
    assert_int_equal(frame.size, 1 + frame.id % 300);
    for (size_t i = 0; i < frame.size; i++)
        assert_int_equal(frame.bytes[i], frame.id & 0xff);
    return frame.id;
}

static void frames_in_order_pass_at_once(void **state)
{
    (void)state;
    for (uint32_t id = 7; id < 100; id++) {
        arrive(id, 1000);
        assert_int_equal(next(1000), id);
        assert_int_equal(next(1000), -1);
    }
}

static void frames_out_of_order_leave_in_order(void **state)
{
    (void)state;
    arrive(0, 0);
    arrive(3, 100);
    arrive(2, 200);
    assert_int_equal(next(200), 0);
    assert_int_equal(next(200), -1);
    arrive(1, 300);
    assert_int_equal(next(300), 1);
    assert_int_equal(next(300), 2);
    assert_int_equal(next(300), 3);
}

static void a_missing_frame_is_waited_for_only_so_long(void **state)
{
    (void)state;
    arrive(0, 0);
    assert_int_equal(next(0), 0);
    arrive(2, 1000);
    assert_int_equal(next(1000 + WAIT_US - 1), -1);
    assert_int_equal(next(1000 + WAIT_US), 2);
    arrive(1, 1000 + WAIT_US);
    assert_int_equal(next(1000 + 2 * WAIT_US), -1);
}

static void duplicates_and_stale_frames_are_dropped(void **state)
{
    (void)state;
    arrive(5, 0);
    arrive(5, 0);
    assert_int_equal(next(0), 5);
    arrive(5, 0);
    arrive(4, 0);
    assert_int_equal(next(1000000), -1);
}

static void a_far_jump_gives_up_what_is_too_old(void **state)
{
    (void)state;
    arrive(0, 0);
    arrive(10, 0);
    assert_int_equal(next(0), 0);
    arrive(1000, 10);
    assert_int_equal(next(10), -1);
    assert_int_equal(next(10 + WAIT_US), 1000);
    arrive(1001, 20 + WAIT_US);
    assert_int_equal(next(20 + WAIT_US), 1001);
}

static void ids_may_wrap(void **state)
{
    (void)state;
    arrive(UINT32_MAX - 1, 0);
    assert_int_equal(next(0), UINT32_MAX - 1);
    arrive(0, 0);
    assert_int_equal(next(0), -1);
    arrive(UINT32_MAX, 0);
    assert_int_equal(next(0), UINT32_MAX);
    assert_int_equal(next(0), 0);
}

#define ORDER_TEST(function) cmocka_unit_test_setup_teardown(function, open_order, close_order)

static const struct CMUnitTest tests[] = {
    ORDER_TEST(frames_in_order_pass_at_once),
    ORDER_TEST(frames_out_of_order_leave_in_order),
    ORDER_TEST(a_missing_frame_is_waited_for_only_so_long),
    ORDER_TEST(duplicates_and_stale_frames_are_dropped),
    ORDER_TEST(a_far_jump_gives_up_what_is_too_old),
    ORDER_TEST(ids_may_wrap),
};
TEST_GROUP(frame_order, tests)
