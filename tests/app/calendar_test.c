#include "app/calendar.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"
#include "papers/civil.h"
#include "records/schema.h"

static void a_day_comes_back_as_it_was_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t day;
    } rows[] = {{"1970-01-01", 0},
                {"2000-02-29", 11016},
                {"2027-05-01", 20939},
                {"2169-12-31", SCHEMA_DAY_MAX}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[CIVIL_TEXT_BYTES];
        uint32_t day = 1;
        assert_true(calendar_day_parse(rows[i].text, &day));
        assert_int_equal(day, rows[i].day);
        assert_string_equal(civil_print_iso(day, text), rows[i].text);
    }
}

static void what_is_no_day_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",           "2027",        "2027-13-01", "2027-02-30",
                                        "2027-5-1",   "2027-05-01x", "1969-12-31", "2170-01-01",
                                        "01.05.2027", "2027-05-0a"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint32_t day;
        if (calendar_day_parse(texts[i], &day))
            fail_msg("accepted: %s", texts[i]);
    }
}

static void a_minute_comes_back_as_it_was_written(void **state)
{
    (void)state;
    char text[CALENDAR_MINUTE_BYTES];
    uint32_t minute;
    assert_true(calendar_minute_parse("2027-05-01 14:30", &minute));
    assert_string_equal(calendar_minute_text(minute, text), "2027-05-01 14:30");
    assert_false(calendar_minute_parse("2027-05-01", &minute));
    assert_false(calendar_minute_parse("2027-05-01 24:30", &minute));
    assert_false(calendar_minute_parse("2027-05-01 14:60", &minute));
}

static void now_is_within_today(void **state)
{
    (void)state;
    uint32_t before = calendar_minute_now();
    uint32_t today = calendar_today();
    /* No time zone is further than fourteen hours from Greenwich. */
    assert_true(today + 1 >= before / 1440 && today <= before / 1440 + 1);
}

/* Half past nine in the evening of 1 May by UTC. */
static void a_moment_is_on_the_day_that_the_clock_here_says(void **state)
{
    (void)state;
    const uint64_t moment_ms = UINT64_C(1000) * (UINT64_C(20939) * 86400 + 21 * 3600 + 1800);
    const char *zone = getenv("TZ");
    char *before = zone != NULL ? strdup(zone) : NULL;
    setenv("TZ", "EAST-5", 1);
    tzset();
    assert_int_equal(calendar_day_of(moment_ms), 20940);
    setenv("TZ", "UTC", 1);
    tzset();
    assert_int_equal(calendar_day_of(moment_ms), 20939);
    (void)(before != NULL ? setenv("TZ", before, 1) : unsetenv("TZ"));
    tzset();
    free(before);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_day_comes_back_as_it_was_written),
    cmocka_unit_test(what_is_no_day_is_refused),
    cmocka_unit_test(a_minute_comes_back_as_it_was_written),
    cmocka_unit_test(now_is_within_today),
    cmocka_unit_test(a_moment_is_on_the_day_that_the_clock_here_says),
};
TEST_GROUP(calendar, tests)
