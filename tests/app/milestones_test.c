#include "app/milestones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/json_line.h"
#include "harness.h"

static char *folder;
static char path[700];
static struct stats *stats;
static struct session session;
static struct milestones told;

static int set_up(void **state)
{
    (void)state;
    int number;
    folder = fresh_folder();
    snprintf(path, sizeof path, "%s/stats", folder);
    stats = stats_open(path, &number);
    told = (struct milestones){0};
    return stats != NULL && session_init(&session, false, false) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    session_clear(&session);
    bool closed = stats_close(stats);
    remove_folder(folder);
    return closed ? 0 : -1;
}

/* How many events of this name there are, the newest with this value. */
static int events(const char *name, double value)
{
    char line[256];
    int count = 0;
    double newest = -1;
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (!json_line_is(line, "name", name))
            continue;
        count++;
        assert_true(json_line_number(line, "value", &newest));
    }
    fclose(file);
    assert_true(count == 0 || newest == value);
    return count;
}

static void each_moment_is_told_once(void **state)
{
    (void)state;
    session.me.expressions = 1;
    session.they.expressions = 2;
    session.cues.told = CUE_TEN;
    for (uint64_t now_us = 1; now_us < 4; now_us++)
        milestones_tell(&told, stats, &session, now_us);
    assert_int_equal(events("expression_sent", 1), 1);
    assert_int_equal(events("expression_seen", 2), 1);
    assert_int_equal(events("cue", CUE_TEN), 1);
    session.they.expressions = 3;
    milestones_tell(&told, stats, &session, 5);
    assert_int_equal(events("expression_seen", 3), 2);
}

static void a_check_in_is_seen_once_it_is_uncovered_and_has_arrived(void **state)
{
    (void)state;
    char calm[] = "calm";
    struct line line = {.kind = LINE_CHECK_IN, .author = LINE_THEIRS, .state = LINE_ARRIVED};
    line.text = calm;
    line.covered = true;
    assert_non_null(lane_append(&session.lane, &line));
    line.covered = false;
    line.author = LINE_MINE;
    line.state = LINE_LEFT;
    assert_non_null(lane_append(&session.lane, &line));
    milestones_tell(&told, stats, &session, 1);
    assert_int_equal(events("check_in_seen", 1) + events("check_in_arrived", 1), 0);
    session.lane.lines[0].covered = false;
    session.lane.lines[1].state = LINE_ARRIVED;
    milestones_tell(&told, stats, &session, 2);
    assert_int_equal(events("check_in_seen", 1), 1);
    assert_int_equal(events("check_in_arrived", 1), 1);
}

static void without_a_file_nothing_is_told(void **state)
{
    (void)state;
    session.they.expressions = 1;
    milestones_tell(&told, NULL, &session, 1);
    assert_int_equal(told.expressions, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(each_moment_is_told_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_check_in_is_seen_once_it_is_uncovered_and_has_arrived, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(without_a_file_nothing_is_told, set_up, tear_down),
};
TEST_GROUP(milestones, tests)
