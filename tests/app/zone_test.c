/* The clock on the wall, where it changes twice a year, once the other way round, and never. */
#include "app/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"

#define DAY 1440u

static struct zone zone;

static void open_or_skip(const char *name)
{
    if (!zone_open(&zone, "UTC"))
        skip(); /* no database on this computer */
    assert_true(zone_open(&zone, name));
}

/* Days since 1970 of 1 January 2027 and of some in it. */
#define DAY_2027   20819u
#define MAR_14     (DAY_2027 + 72)  /* New York goes forward */
#define MAR_28     (DAY_2027 + 86)  /* Berlin does */
#define OCT_31     (DAY_2027 + 303) /* Berlin goes back */
#define YEAR_LATER (20u * 365 + 5)

static void clocks_change_when_the_database_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t utc;
        int32_t ahead;
    } rows[] = {
        {"Europe/Berlin", MAR_28 * DAY + 59, 3600},
        {"Europe/Berlin", MAR_28 * DAY + 60, 7200},
        {"Europe/Berlin", OCT_31 * DAY + 59, 7200},
        {"Europe/Berlin", OCT_31 * DAY + 60, 3600},
        {"America/New_York", MAR_14 * DAY + 7 * 60 - 1, -18000},
        {"America/New_York", MAR_14 * DAY + 7 * 60, -14400},
        {"Australia/Sydney", DAY_2027 * DAY, 11 * 3600},
        {"Australia/Sydney", (DAY_2027 + 180) * DAY, 10 * 3600},
        {"Europe/Dublin", DAY_2027 * DAY, 0},
        {"Europe/Dublin", (DAY_2027 + 180) * DAY, 3600},
        {"Asia/Kolkata", DAY_2027 * DAY, 19800},
        {"UTC", DAY_2027 * DAY, 0},
        /* Behind the last change that the file names, by the rule. */
        {"Europe/Berlin", (DAY_2027 + YEAR_LATER) * DAY, 3600},
        {"Europe/Berlin", (DAY_2027 + YEAR_LATER + 180) * DAY, 7200},
        {"Australia/Sydney", (DAY_2027 + YEAR_LATER) * DAY, 11 * 3600},
        {"Europe/Dublin", (DAY_2027 + YEAR_LATER + 180) * DAY, 3600},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        open_or_skip(rows[i].name);
        if (zone_ahead(&zone, (int64_t)rows[i].utc * 60) != rows[i].ahead)
            fail_msg("row %zu: %d", i, zone_ahead(&zone, (int64_t)rows[i].utc * 60));
    }
}

/* Every zone of the C library's is ours, hour by hour around the changes. */
static void the_c_library_agrees(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Berlin", "America/New_York", "Africa/Casablanca",
                                        "Asia/Gaza", "America/St_Johns"};
    const char *before = getenv("TZ");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        open_or_skip(names[i]);
        setenv("TZ", names[i], 1);
        tzset();
        for (int64_t at = 1700000000; at < 2700000000; at += 7 * 3600 + 1800) {
            struct tm local;
            time_t when = (time_t)at;
            assert_non_null(localtime_r(&when, &local));
            if (zone_ahead(&zone, at) != local.tm_gmtoff)
                fail_msg("%s at %lld", names[i], (long long)at);
        }
    }
    if (before != NULL)
        setenv("TZ", before, 1);
    else
        unsetenv("TZ");
    tzset();
}

static void what_the_wall_skips_is_later_and_what_it_repeats_is_first(void **state)
{
    (void)state;
    open_or_skip("Europe/Berlin");
    assert_int_equal(zone_to_utc(&zone, MAR_28 * DAY + 150), MAR_28 * DAY + 90);
    assert_int_equal(zone_to_wall(&zone, MAR_28 * DAY + 90), MAR_28 * DAY + 210);
    assert_int_equal(zone_to_utc(&zone, OCT_31 * DAY + 150), OCT_31 * DAY + 30);
    assert_int_equal(zone_to_utc(&zone, OCT_31 * DAY + 180), OCT_31 * DAY + 120);
    for (uint32_t wall = DAY_2027 * DAY; wall < (DAY_2027 + 365) * DAY; wall += 180)
        assert_int_equal(zone_to_wall(&zone, zone_to_utc(&zone, wall)), wall);
    open_or_skip("America/New_York");
    assert_int_equal(zone_to_utc(&zone, MAR_14 * DAY + 150), MAR_14 * DAY + 450);
    assert_int_equal(zone_to_utc(&zone, 0), 300);
    assert_int_equal(zone_to_wall(&zone, 0), 0);
}

static size_t write_file(uint8_t *out, const char *line)
{
    static const uint8_t begin[44] = {'T', 'Z', 'i', 'f', '2', [39] = 1, [43] = 4};
    size_t size = 0;
    for (size_t i = 0; i < 2; i++) {
        memcpy(out + size, begin, sizeof begin);
        size += sizeof begin;
        memset(out + size, 0, 10);
        size += 10;
    }
    return size + (size_t)snprintf((char *)out + size, 128, "\n%s\n", line);
}

static void a_line_that_is_no_rule_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool good;
    } rows[] = {
        {"UTC0", true},
        {"<+0330>-3:30", true},
        {"CET-1CEST,M3.5.0,M10.5.0/3", true},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", true},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", true},
        {"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", true},
        {"", false},
        {"UTC", false},
        {"UT0", false},
        {"UTC25", false},
        {"<UTC0", false},
        {"UTC0x", false},
        {"CET-1CEST", false},
        {"CET-1CEST,M3.5.0", false},
        {"CET-1CEST,J60,J300", false},
        {"CET-1CEST,M13.5.0,M10.5.0", false},
        {"CET-1CEST,M3.6.0,M10.5.0", false},
        {"CET-1CEST,M3.0.0,M10.5.0", false},
        {"CET-1CEST,M3.5.7,M10.5.0", false},
        {"CET-1CEST,M3.5.0,M10.5.0/168", false},
        {"CET-1CEST,M3.5.0,M10.5.0/3:60", false},
        {"CET-1CEST,M3.5.0,M10.5.0/", false},
        {"CET-1CEST,M3.5,M10.5.0", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[512];
        size_t size = write_file(bytes, rows[i].line);
        if (zone_parse(&zone, bytes, size) != rows[i].good)
            fail_msg("%s", rows[i].line);
    }
}

static void a_file_that_is_cut_is_refused(void **state)
{
    (void)state;
    uint8_t bytes[512];
    size_t size = write_file(bytes, "CET-1CEST,M3.5.0,M10.5.0/3");
    assert_true(zone_parse(&zone, bytes, size));
    for (size_t cut = 0; cut < size; cut++)
        assert_false(zone_parse(&zone, bytes, cut));
    /* Counts that promise more than there is. */
    for (size_t at = 20; at < 44; at++) {
        uint8_t before = bytes[54 + at];
        bytes[54 + at] = 0xff;
        assert_false(zone_parse(&zone, bytes, size));
        bytes[54 + at] = before;
    }
    bytes[4] = 0;
    assert_false(zone_parse(&zone, bytes, size));
}

static void a_name_does_not_lead_out_of_the_database(void **state)
{
    (void)state;
    static const char *const names[] = {"",       "/etc/passwd", "../../../etc/passwd",
                                        "Europe", "No/Zone",     "Europe/Berlin\n"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_false(zone_open(&zone, names[i]));
}

static void this_computers_zone_has_a_name(void **state)
{
    (void)state;
    char name[ZONE_NAME_BYTES];
    const char *before = getenv("TZ");
    setenv("TZ", ":Asia/Tokyo", 1);
    assert_string_equal(zone_own_name(name), "Asia/Tokyo");
    setenv("TZ", "/tmp/zone", 1);
    assert_string_equal(zone_own_name(name), "UTC");
    unsetenv("TZ");
    assert_true(zone_own_name(name)[0] != '\0');
    if (before != NULL)
        setenv("TZ", before, 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(clocks_change_when_the_database_says_so),
    cmocka_unit_test(the_c_library_agrees),
    cmocka_unit_test(what_the_wall_skips_is_later_and_what_it_repeats_is_first),
    cmocka_unit_test(a_line_that_is_no_rule_is_refused),
    cmocka_unit_test(a_file_that_is_cut_is_refused),
    cmocka_unit_test(a_name_does_not_lead_out_of_the_database),
    cmocka_unit_test(this_computers_zone_has_a_name),
};

TEST_GROUP(zone, tests)
