#include "papers/civil.h"

#include "harness.h"

#define LAST_DAY 73048

static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const struct {
        uint32_t day;
        const char *iso;
        uint8_t weekday;
    } rows[] = {
        {0, "1970-01-01", 4},        {58, "1970-02-28", 6},    {59, "1970-03-01", 0},
        {789, "1972-02-29", 2},      {11016, "2000-02-29", 2}, {20208, "2025-04-30", 3},
        {20574, "2026-05-01", 5},    {47540, "2100-02-28", 0}, {47541, "2100-03-01", 1},
        {LAST_DAY, "2169-12-31", 0},
    };
    char text[CIVIL_TEXT_BYTES];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(civil_print_iso(rows[i].day, text), rows[i].iso);
        assert_int_equal(civil_date_of(rows[i].day).weekday, rows[i].weekday);
    }
}

static void every_day_follows_the_one_before(void **state)
{
    (void)state;
    struct civil_date before = civil_date_of(0);
    for (uint32_t day = 1; day <= LAST_DAY; day++) {
        struct civil_date date = civil_date_of(day);
        assert_int_equal(date.weekday, (before.weekday + 1) % 7);
        if (date.day != 1)
            assert_true(date.day == before.day + 1 && date.month == before.month);
        else
            assert_true(before.day >= 28 && date.month == before.month % 12 + 1);
        assert_int_equal(date.year, before.year + (date.day == 1 && date.month == 1));
        before = date;
    }
}

static void the_locale_changes_nothing(void **state)
{
    (void)state;
    char text[CIVIL_TEXT_BYTES];
    assert_string_equal(civil_print_long(20574, text), "1 May 2026");
    assert_string_equal(civil_print_time(20574 * 1440 + 570, 0, text), "1 May 2026, 09:30");
}

static void a_day_begins_where_the_person_is(void **state)
{
    (void)state;
    char text[CIVIL_TEXT_BYTES];
    uint32_t minute = 20574 * 1440 + 1430; /* 23:50 in UTC */
    assert_int_equal(civil_day_at(minute, 0), 20574);
    assert_int_equal(civil_day_at(minute, 60), 20575);
    assert_int_equal(civil_minute_at(minute, 60), 50);
    assert_int_equal(civil_minute_at(minute, -CIVIL_ZONE_MINUTES), 590);
    assert_string_equal(civil_print_time(minute, 60, text), "2 May 2026, 00:50");
    assert_int_equal(civil_day_at(5, -60), 0);
    assert_int_equal(civil_minute_at(5, -60), 0);
}

static void near_days_are_said_as_people_do(void **state)
{
    (void)state;
    static const struct {
        uint32_t day;
        const char *said;
    } rows[] = {
        {20574, "today"},
        {20573, "yesterday"},
        {20572, "Wednesday"},
        {20568, "Saturday"},
        {20567, "24 April"},
        {20575, "2 May"},
        {20450, "28 December 2025"},
        {20820, "2 January 2027"},
    };
    char text[CIVIL_TEXT_BYTES];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(civil_print_near(rows[i].day, 20574, text), rows[i].said);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(days_are_those_of_the_calendar),
    cmocka_unit_test(every_day_follows_the_one_before),
    cmocka_unit_test(the_locale_changes_nothing),
    cmocka_unit_test(a_day_begins_where_the_person_is),
    cmocka_unit_test(near_days_are_said_as_people_do),
};

TEST_GROUP(civil, tests)
