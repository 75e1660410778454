#include "widgets/draw_list.h"

#include <stdlib.h>

#include "harness.h"

static struct draw_list *list_make(void)
{
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    return list;
}

static void a_line_keeps_its_points_and_knows_its_box(void **state)
{
    (void)state;
    struct draw_list *list = list_make();
    const struct point points[] = {{10, 40}, {50, 20}, {90, 60}};
    draw_line(list, points, 3, (struct draw_line){.width = 3});
    draw_line(list, points, 1, (struct draw_line){.width = 2});
    assert_int_equal(list->count, 2);
    struct rectangle box = list->commands[0].at;
    assert_int_equal(box.x, 8);
    assert_int_equal(box.y, 18);
    assert_int_equal(box.width, 84);
    assert_int_equal(box.height, 44);
    assert_int_equal(list->commands[1].as.line.first, 3);
    assert_int_equal(list->points[2].y, 60);
    free(list);
}

static void a_mirrored_line_turns_and_an_arc_runs_on_as_clocks_do(void **state)
{
    (void)state;
    struct draw_list *list = list_make();
    const struct point points[] = {{10, 40}, {50, 20}};
    draw_line(list, points, 2, (struct draw_line){.width = 2});
    draw_arc(list, (struct rectangle){0, 0, 20, 20},
             (struct draw_arc){.width = 2, .from = 0, .to = 900});
    draw_list_mirror(list, 100);
    assert_int_equal(list->points[0].x, 90);
    assert_int_equal(list->points[1].x, 50);
    assert_int_equal(list->commands[0].at.x, 49);
    assert_int_equal(list->commands[1].at.x, 80);
    assert_int_equal(list->commands[1].as.arc.from, 0);
    assert_int_equal(list->commands[1].as.arc.to, 900);
    free(list);
}

static void a_line_with_too_many_points_is_dropped(void **state)
{
    (void)state;
    struct draw_list *list = list_make();
    struct point *points = calloc(DRAW_POINTS_MAX, sizeof *points);
    assert_non_null(points);
    draw_line(list, points, DRAW_POINTS_MAX, (struct draw_line){.width = 1});
    assert_false(list->full);
    draw_line(list, points, 1, (struct draw_line){.width = 1});
    assert_true(list->full);
    assert_int_equal(list->count, 1);
    draw_list_clear(list);
    draw_line(list, points, 1, (struct draw_line){.width = 1});
    assert_int_equal(list->count, 1);
    free(points);
    free(list);
}

static void a_shadow_lies_around_and_below_its_card(void **state)
{
    (void)state;
    struct draw_list *list = list_make();
    struct draw_shadow shadow = {.radius = 8, .reach = 12, .drop = 4};
    draw_shadow(list, (struct rectangle){100, 50, 80, 60}, shadow);
    draw_shadow(list, (struct rectangle){100, 50, 39, 60}, shadow);
    assert_int_equal(list->count, 1);
    assert_int_equal(list->commands[0].at.x, 88);
    assert_int_equal(list->commands[0].at.y, 42);
    assert_int_equal(list->commands[0].at.width, 104);
    assert_int_equal(list->commands[0].at.height, 84);
    free(list);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_shadow_lies_around_and_below_its_card),
    cmocka_unit_test(a_line_keeps_its_points_and_knows_its_box),
    cmocka_unit_test(a_mirrored_line_turns_and_an_arc_runs_on_as_clocks_do),
    cmocka_unit_test(a_line_with_too_many_points_is_dropped),
};
TEST_GROUP(draw_list, tests)
