#include "app/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/json_line.h"
#include "harness.h"

static char path[64];

static int set_up(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/alcove-stats-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

static void each_figure_is_one_line_that_names_its_kind(void **state)
{
    (void)state;
    int number;
    char line[256];
    double value;
    struct stats *stats = stats_open(path, &number);
    assert_non_null(stats);
    stats_event(stats, 12, "together", 3);
    stats_picture(stats, &(struct stats_picture){.number = 7, .delay_us = 40000});
    stats_picture(stats, &(struct stats_picture){.compared = true, .psnr_db = 35.25});
    stats_fields(stats, "link", 99, &(struct stats_field){"rtt_us", 1500}, 1);
    assert_true(stats_close(stats));
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_true(json_line_is(line, "kind", "event") && json_line_is(line, "name", "together"));
    assert_non_null(fgets(line, sizeof line, file));
    assert_true(json_line_is(line, "kind", "picture"));
    assert_true(json_line_number(line, "delay_us", &value) && value == 40000.0);
    assert_false(json_line_number(line, "psnr_db", &value)); /* it was not compared */
    assert_non_null(fgets(line, sizeof line, file));
    assert_true(json_line_number(line, "psnr_db", &value) && value == 35.25);
    assert_non_null(fgets(line, sizeof line, file));
    assert_true(json_line_is(line, "kind", "link"));
    assert_true(json_line_number(line, "rtt_us", &value) && value == 1500.0);
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
}

static void a_full_disk_is_known_at_the_close(void **state)
{
    (void)state;
    int number;
    struct stats *stats = stats_open("/dev/full", &number);
    assert_non_null(stats);
    stats_event(stats, 1, "linked", 2);
    assert_false(stats_close(stats));
}

static void without_a_file_nothing_is_written(void **state)
{
    (void)state;
    int number = 0;
    assert_null(stats_open("/nowhere/figures.jsonl", &number));
    assert_int_not_equal(number, 0);
    stats_event(NULL, 1, "linked", 2);
    stats_picture(NULL, &(struct stats_picture){0});
    stats_fields(NULL, "link", 1, NULL, 0);
    assert_true(stats_close(NULL));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(each_figure_is_one_line_that_names_its_kind, set_up, tear_down),
    cmocka_unit_test(a_full_disk_is_known_at_the_close),
    cmocka_unit_test(without_a_file_nothing_is_written),
};
TEST_GROUP(stats, tests)
