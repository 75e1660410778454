#include "net/dht_names.h"

#include <string.h>

#include "harness.h"
#include "net/clock.h"
#include "reach/address_text.h"

#define FOUND_MAX 80
#define GUARD_MS  20000

static uv_loop_t loop;
static uv_timer_t guard;
static struct dht_names *names;
static struct alcove_address found[FOUND_MAX];
static size_t found_count;
static bool closes_on_address;
static size_t closed;

static void on_closed(void *context)
{
    (*(size_t *)context)++;
}

static void on_address(void *context, const struct alcove_address *address)
{
    assert_ptr_equal(context, &loop);
    assert_in_range(found_count, 0, FOUND_MAX - 1);
    found[found_count++] = *address;
    if (closes_on_address)
        dht_names_close(names, on_closed, &closed);
}

static void on_guard(uv_timer_t *timer)
{
    (void)timer;
    fail_msg("nothing came within the guard's time");
}

static int begin(void **state)
{
    (void)state;
    found_count = 0;
    closed = 0;
    closes_on_address = false;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(uv_timer_init(&loop, &guard), 0);
    assert_int_equal(uv_timer_start(&guard, on_guard, GUARD_MS, 0), 0);
    uv_unref((uv_handle_t *)&guard);
    return 0;
}

/* The loop ends without waiting for any resolver. */
static int end(void **state)
{
    (void)state;
    uint64_t since_us = net_now_us();
    uv_close((uv_handle_t *)&guard, NULL);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(closed, 1);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_true(net_now_us() - since_us < 2000000);
    return 0;
}

static void look_up(const char *const *list, size_t count)
{
    names = dht_names_open(&loop, list, count, on_address, &loop);
    assert_non_null(names);
    /* Never from within the call. */
    assert_int_equal(found_count, 0);
}

static void run_until_found(size_t count)
{
    while (found_count < count)
        uv_run(&loop, UV_RUN_ONCE);
}

static bool was_found(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    for (size_t i = 0; i < found_count; i++) {
        if (alcove_address_equal(&found[i], &address))
            return true;
    }
    return false;
}

static void numbers_need_no_resolver(void **state)
{
    (void)state;
    const char *const list[] = {"127.0.0.1:6881", "[::1]:6882", "45.16.0.1:65535"};
    look_up(list, 3);
    run_until_found(3);
    assert_int_equal(found_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(was_found(list[i]));
    dht_names_close(names, on_closed, &closed);
}

static void a_name_becomes_its_addresses_with_the_port(void **state)
{
    (void)state;
    const char *const list[] = {"localhost:6881"};
    look_up(list, 1);
    run_until_found(1);
    assert_true(was_found("127.0.0.1:6881") || was_found("[::1]:6881"));
    dht_names_close(names, on_closed, &closed);
}

/* RFC 6761 section 6.4: there is no such name, and whoever is asked for it may take his time. */
static void a_name_that_does_not_resolve_holds_nobody_up(void **state)
{
    (void)state;
    const char *const list[] = {"node.invalid:6881", "localhost:6881", "127.0.0.1:1"};
    look_up(list, 3);
    while (!was_found("127.0.0.1:6881") && !was_found("[::1]:6881"))
        uv_run(&loop, UV_RUN_ONCE);
    assert_true(was_found("127.0.0.1:1"));
    for (size_t i = 0; i < found_count; i++)
        assert_true(found[i].port == 6881 || found[i].port == 1);
    dht_names_close(names, on_closed, &closed);
}

static void what_is_no_name_with_a_port_is_passed_over(void **state)
{
    (void)state;
    char endless[DHT_NAME_BYTES_MAX + 8];
    memset(endless, 'a', sizeof endless);
    memcpy(endless + sizeof endless - 6, ":6881", 6);
    const char *const list[] = {"",      "localhost",   "localhost:",      ":6881",
                                endless, "localhost:0", "localhost:65536", "localhost:-1"};
    const char *const more[] = {"localhost: 1", "localhost:1x", "[::1]",    "::1:6881",
                                "127.0.0.1:0",  "[100::1]:9",   "a:b:6881", "127.0.0.1:6881"};
    look_up(list, 8);
    struct dht_names *first = names;
    look_up(more, 8);
    run_until_found(1);
    assert_true(was_found("127.0.0.1:6881"));
    assert_int_equal(found_count, 1);
    dht_names_close(first, NULL, NULL);
    dht_names_close(names, on_closed, &closed);
}

static void no_more_than_so_many_names_are_looked_up(void **state)
{
    (void)state;
    const char *const list[DHT_NAMES_MAX + 1] = {"127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3",
                                                 "127.0.0.1:4", "127.0.0.1:5", "127.0.0.1:6",
                                                 "127.0.0.1:7", "127.0.0.1:8", "127.0.0.1:9"};
    look_up(list, DHT_NAMES_MAX + 1);
    run_until_found(DHT_NAMES_MAX);
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(found_count, DHT_NAMES_MAX);
    assert_false(was_found("127.0.0.1:9"));
    dht_names_close(names, on_closed, &closed);
}

static void it_may_be_closed_from_within_its_callback(void **state)
{
    (void)state;
    const char *const list[] = {"127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"};
    closes_on_address = true;
    look_up(list, 3);
    run_until_found(1);
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(found_count, 1);
}

/* Results come while and after it is closed; ThreadSanitizer looks on. */
static void closing_at_once_drops_what_comes_later(void **state)
{
    (void)state;
    const char *const list[] = {"localhost:6881", "node.invalid:6881", "localhost:6882",
                                "127.0.0.1:6881"};
    for (size_t i = 0; i < 40; i++) {
        names = dht_names_open(&loop, list, 4, on_address, &loop);
        assert_non_null(names);
        if (i % 2 == 1)
            run_until_found(found_count + 1);
        size_t before = found_count;
        dht_names_close(names, i == 39 ? on_closed : NULL, &closed);
        uv_run(&loop, UV_RUN_NOWAIT);
        assert_int_equal(found_count, before);
        found_count = 0;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    TEST(numbers_need_no_resolver),
    TEST(a_name_becomes_its_addresses_with_the_port),
    TEST(a_name_that_does_not_resolve_holds_nobody_up),
    TEST(what_is_no_name_with_a_port_is_passed_over),
    TEST(no_more_than_so_many_names_are_looked_up),
    TEST(it_may_be_closed_from_within_its_callback),
    TEST(closing_at_once_drops_what_comes_later),
};
TEST_GROUP(dht_names, tests)
