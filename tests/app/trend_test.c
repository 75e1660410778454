/* The feel-checks of one member, in the order of the hours they are of, while nobody hides them. */
#include "app/trend.h"

#include "harness.h"
#include "memory.h"

static struct space *space;

static void begin(void)
{
    const struct space_config config = {
        .id = {6}, .member_count = 2, .device_count = 2, .member_of = {0, 1}, .own_device = 1};
    space = space_create(&config, &test_memory.memory);
    assert_non_null(space);
}

static void set(struct object_id object, uint8_t field, struct value value)
{
    assert_int_equal(space_set(space, object, field, &value), SPACE_WRITTEN);
}

static struct object_id rate(uint32_t began, uint64_t overall)
{
    struct object_id session, rating;
    assert_int_equal(space_make(space, KIND_SESSION, &session), SPACE_WRITTEN);
    set(session, SESSION_BEGAN, value_number(began));
    assert_int_equal(space_make(space, KIND_RATING, &rating), SPACE_WRITTEN);
    set(rating, RATING_SESSION, value_object(session));
    set(rating, RATING_NUMBER, value_number(overall));
    return session;
}

static void points_stand_in_the_order_of_the_hours(void **state)
{
    (void)state;
    static struct trend trend;
    struct object_id loose;
    begin();
    trend_read(space, 1, &trend);
    assert_int_equal(trend.count, 0);
    rate(3000, 8);
    rate(1000, 5);
    struct object_id gone = rate(1500, 1);
    rate(2000, 7);
    assert_int_equal(space_erase(space, gone), SPACE_WRITTEN);
    /* Of no session: of no time. */
    assert_int_equal(space_make(space, KIND_RATING, &loose), SPACE_WRITTEN);
    trend_read(space, 1, &trend);
    assert_int_equal(trend.count, 3);
    static const uint8_t overall[] = {5, 7, 8};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(trend.points[i].began, 1000 * (i + 1));
        assert_int_equal(trend.points[i].overall, overall[i]);
        assert_int_equal(trend.points[i].heard, TREND_NOTHING);
    }
    /* The other one has said nothing. */
    trend_read(space, 0, &trend);
    assert_int_equal(trend.count, 0);
    space_free(space);
}

static void of_many_the_newest_are_shown(void **state)
{
    (void)state;
    static struct trend trend;
    begin();
    const uint32_t many = TREND_POINTS_MAX + 9;
    for (uint32_t i = 0; i < many; i++)
        rate(1000 + (i * 37) % many, i % 11);
    trend_read(space, 1, &trend);
    assert_int_equal(trend.count, TREND_POINTS_MAX);
    for (size_t i = 0; i < trend.count; i++)
        assert_int_equal(trend.points[i].began, 1009 + i);
    space_free(space);
}

static void one_wish_hides_it_for_all(void **state)
{
    (void)state;
    uint8_t member;
    begin();
    assert_false(trend_is_hidden(space, &member));
    assert_int_equal(trend_hide(space, true), SPACE_WRITTEN);
    assert_true(trend_is_hidden(space, &member));
    assert_int_equal(member, 1);
    assert_int_equal(trend_hide(space, false), SPACE_WRITTEN);
    assert_false(trend_is_hidden(space, &member));
    space_free(space);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(points_stand_in_the_order_of_the_hours),
    TEST(of_many_the_newest_are_shown),
    TEST(one_wish_hides_it_for_all),
};

TEST_GROUP(trend, tests)
