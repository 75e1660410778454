/* An hour stays at its time of day when the clock on the wall changes, and the last one offers the
 * next. */
#include "app/slot.h"

#include <string.h>

#include "harness.h"
#include "memory.h"
#include "papers/civil.h"

#define DAY    1440u
#define MAR_4  20881u /* Thursday 4 March 2027 */
#define OCT_14 21105u /* a Thursday, too */

static struct space *space;

static void skip_without_zones(void)
{
    static struct zone zone;
    if (!zone_open(&zone, "UTC"))
        skip();
}

static void begin(void)
{
    const struct space_config config = {
        .id = {5}, .member_count = 2, .device_count = 2, .member_of = {0, 1}};
    skip_without_zones();
    space = space_create(&config, &test_memory.memory);
    assert_non_null(space);
}

static struct slot slot_of(uint32_t first, uint8_t every_weeks, const char *zone)
{
    struct slot slot = {.first = first, .every_weeks = every_weeks, .minutes = 50};
    snprintf(slot.zone, sizeof slot.zone, "%s", zone);
    return slot;
}

/* What each of so many hours in turn is in UTC, as minutes of its day. */
static void assert_hours(const struct slot *slot, const uint16_t *of_day, size_t count)
{
    uint32_t now = slot->first - 2 * DAY;
    uint32_t before = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t next;
        assert_true(slot_next(slot, now, &next));
        assert_true(next >= now);
        if (next % DAY != of_day[i])
            fail_msg("%s, hour %zu: %u", slot->zone, i, next % DAY);
        if (i > 0)
            assert_int_equal(next / DAY - before / DAY, 7 * slot->every_weeks);
        before = next;
        now = next + 1;
    }
}

static void every_thursday_at_three_stays_at_three(void **state)
{
    (void)state;
    skip_without_zones();
    /* 4, 11, 18, 25 March, then summer time from the 28th. */
    struct slot berlin = slot_of(MAR_4 * DAY + 15 * 60, 1, "Europe/Berlin");
    assert_hours(&berlin, (const uint16_t[]){840, 840, 840, 840, 780, 780}, 6);
    /* New York changes on the 14th. */
    struct slot york = slot_of(MAR_4 * DAY + 15 * 60, 1, "America/New_York");
    assert_hours(&york, (const uint16_t[]){1200, 1200, 1140, 1140}, 4);
    /* And back: Berlin on 31 October, New York on 7 November. */
    berlin = slot_of(OCT_14 * DAY + 15 * 60, 2, "Europe/Berlin");
    assert_hours(&berlin, (const uint16_t[]){780, 780, 840, 840}, 4);
    york = slot_of(OCT_14 * DAY + 15 * 60, 1, "America/New_York");
    assert_hours(&york, (const uint16_t[]){1140, 1140, 1140, 1140, 1200}, 5);
}

static void years_later_it_is_still_thursday(void **state)
{
    (void)state;
    uint32_t next;
    skip_without_zones();
    struct slot slot = slot_of(MAR_4 * DAY + 15 * 60, 1, "Europe/Berlin");
    uint32_t now = (MAR_4 + 3650) * DAY;
    assert_true(slot_next(&slot, now, &next));
    assert_in_range(next, now, now + 7 * DAY);
    assert_int_equal(civil_date_of(next / DAY).weekday, 4);
    assert_int_equal(next % DAY, 14 * 60);
}

static void an_hour_that_is_once_has_no_next(void **state)
{
    (void)state;
    uint32_t next;
    skip_without_zones();
    struct slot slot = slot_of(MAR_4 * DAY + 15 * 60, 0, "Europe/Berlin");
    assert_true(slot_next(&slot, MAR_4 * DAY, &next));
    assert_int_equal(next, MAR_4 * DAY + 14 * 60);
    assert_false(slot_next(&slot, next + 1, &next));
    slot = slot_of(MAR_4 * DAY, 1, "Nowhere/Land");
    assert_false(slot_next(&slot, MAR_4 * DAY, &next));
}

static void what_was_agreed_is_read_back_and_replaced(void **state)
{
    (void)state;
    struct slot read;
    struct object_id object, again;
    begin();
    assert_false(slot_read(space, &read));
    struct slot slot = slot_of(MAR_4 * DAY + 900, 2, "America/New_York");
    assert_int_equal(slot_write(space, &slot, &object), SPACE_WRITTEN);
    assert_true(slot_read(space, &read));
    assert_memory_equal(&read, &slot, sizeof slot);
    slot = slot_of(MAR_4 * DAY + 960, 0, "UTC");
    assert_int_equal(slot_write(space, &slot, &again), SPACE_WRITTEN);
    assert_true(object_id_is_equal(object, again));
    assert_int_equal(space_count(space, KIND_SLOT), 1);
    assert_true(slot_read(space, &read));
    assert_int_equal(read.first, slot.first);
    assert_string_equal(read.zone, "UTC");
    space_free(space);
}

static void the_last_session_offers_the_next(void **state)
{
    (void)state;
    struct slot slot;
    struct object_id session;
    begin();
    assert_false(slot_offer(space, MAR_4 * DAY, "Europe/Berlin", &slot));
    /* It began at 15:03 in Berlin, three days before summer time. */
    const uint32_t began = (MAR_4 + 21) * DAY + 14 * 60 + 3;
    const struct value minute = value_number(began);
    assert_int_equal(space_make(space, KIND_SESSION, &session), SPACE_WRITTEN);
    assert_int_equal(space_set(space, session, SESSION_BEGAN, &minute), SPACE_WRITTEN);
    assert_true(slot_offer(space, began + 50, "Europe/Berlin", &slot));
    assert_int_equal(slot.first, (MAR_4 + 28) * DAY + 15 * 60);
    assert_string_equal(slot.zone, "Europe/Berlin");
    assert_int_equal(slot.minutes, SLOT_USUAL_MINUTES);
    /* A month later it is the next Thursday that comes. */
    assert_true(slot_offer(space, began + 30 * DAY, "Europe/Berlin", &slot));
    assert_int_equal(slot.first, (MAR_4 + 56) * DAY + 15 * 60);
    assert_false(slot_offer(space, began, "Nowhere/Land", &slot));
    /* What a session named is there until it is over. */
    const struct value named = value_number(began + 100);
    assert_int_equal(slot_once(space, began), 0);
    assert_int_equal(space_set(space, session, SESSION_NEXT, &named), SPACE_WRITTEN);
    assert_int_equal(slot_once(space, began), began + 100);
    assert_int_equal(slot_once(space, began + 101), 0);
    /* What was agreed counts more. */
    struct object_id object;
    struct slot agreed = slot_of((MAR_4 + 29) * DAY + 600, 1, "Europe/Berlin");
    assert_int_equal(slot_write(space, &agreed, &object), SPACE_WRITTEN);
    assert_true(slot_offer(space, began, "UTC", &slot));
    assert_memory_equal(&slot, &agreed, sizeof slot);
    space_free(space);
}

static void a_time_is_typed_as_one_says_it(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t first;
    } rows[] = {
        {"Thu 15:00", MAR_4 * DAY + 900},
        {"thu 11:00", (MAR_4 + 7) * DAY + 660}, /* it is noon already */
        {"Wed 15:00", (MAR_4 + 6) * DAY + 900},
        {"2027-03-11 09:05", (MAR_4 + 7) * DAY + 545},
        {"Thu", 0},
        {"Thu 24:00", 0},
        {"Thu 15:60", 0},
        {"Thu 3pm", 0},
        {"Xyz 15:00", 0},
        {"2027-02-30 15:00", 0},
        {"2027-3-11 15:00", 0},
        {"", 0},
        {" 15:00", 0},
        {"Thursday 15:00", 0},
        {"Thu 15:00 ", 0},
    };
    skip_without_zones();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct slot slot = slot_of(0, 1, "Europe/Berlin");
        bool good = slot_parse(&slot, rows[i].text, MAR_4 * DAY + 11 * 60);
        if (good != (rows[i].first != 0) || slot.first != rows[i].first)
            fail_msg("\"%s\": %u", rows[i].text, slot.first);
    }
    struct slot nowhere = slot_of(0, 1, "Nowhere/Land");
    assert_false(slot_parse(&nowhere, "Thu 15:00", MAR_4 * DAY));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(every_thursday_at_three_stays_at_three), TEST(years_later_it_is_still_thursday),
    TEST(an_hour_that_is_once_has_no_next),       TEST(what_was_agreed_is_read_back_and_replaced),
    TEST(the_last_session_offers_the_next),       TEST(a_time_is_typed_as_one_says_it),
};

TEST_GROUP(slot, tests)
