#include "net/network_watch.h"

#include "harness.h"
#include "own_network.h"

struct news {
    size_t changes;
    size_t wakes;
    uint64_t slept_us;
    uint64_t asleep_us; /* what the clocks say */
    size_t closed;
};

static void on_change(void *context)
{
    struct news *news = context;
    news->changes++;
}

static void on_wake(void *context, uint64_t slept_us)
{
    struct news *news = context;
    news->wakes++;
    news->slept_us = slept_us;
}

static uint64_t asleep_us(void *context)
{
    const struct news *news = context;
    return news->asleep_us;
}

static void on_closed(void *context)
{
    struct news *news = context;
    news->closed++;
}

static struct network_watch *begin(uv_loop_t *loop, struct news *news)
{
    const struct network_watch_wish wish = {
        .on_change = on_change, .on_wake = on_wake, .asleep_us = asleep_us, .context = news};
    assert_int_equal(uv_loop_init(loop), 0);
    struct network_watch *watch = network_watch_open(loop, &wish);
    assert_non_null(watch);
    return watch;
}

static void finish(uv_loop_t *loop, struct network_watch *watch, struct news *news)
{
    network_watch_close(watch, on_closed, news);
    assert_int_equal(uv_run(loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(news->closed, 1);
    assert_int_equal(uv_loop_close(loop), 0);
}

static void a_change_of_many_parts_is_told_once(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct news news = {0};
    int back = own_network_enter();
    struct network_watch *watch = begin(&loop, &news);
    own_network_loopback(true); /* a link, addresses and routes */
    while (news.changes == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(news.changes, 1);
    own_network_loopback(false);
    while (news.changes == 1)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(news.changes, 2);
    finish(&loop, watch, &news);
    own_network_leave(back);
}

static void a_machine_with_loopback_alone_has_no_network(void **state)
{
    (void)state;
    int back = own_network_enter();
    struct network_status status = network_status_read();
    assert_false(status.has_network || status.has_default_route);
    own_network_loopback(true);
    status = network_status_read();
    assert_false(status.has_network || status.has_default_route);
    own_network_leave(back);
}

static void a_sleep_is_told_with_its_length_and_no_other_time(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct news news = {.asleep_us = 5000000};
    struct network_watch *watch = begin(&loop, &news);
    news.asleep_us += 400; /* as between two readings */
    uint64_t begun_us = uv_hrtime() / 1000;
    while (uv_hrtime() / 1000 < begun_us + 1000 * (uint64_t)NETWORK_WATCH_LOOK_MS)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(news.wakes, 0);
    news.asleep_us += 20000000;
    while (news.wakes == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_in_range(news.slept_us, 20000000, 20000400);
    finish(&loop, watch, &news);
}

static void it_closes_at_once(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct news news = {0};
    struct network_watch *watch = begin(&loop, &news);
    finish(&loop, watch, &news);
    assert_int_equal(news.changes + news.wakes, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_change_of_many_parts_is_told_once),
    cmocka_unit_test(a_machine_with_loopback_alone_has_no_network),
    cmocka_unit_test(a_sleep_is_told_with_its_length_and_no_other_time),
    cmocka_unit_test(it_closes_at_once),
};
TEST_GROUP(network_watch, tests)
