/* What one who knocked is told of the hour. */
#include "ui/door_screen.h"

#include "harness.h"
#include "home_scene.h"
#include "ui/pages_screen.h"

static struct home_scene scene;
static struct stand *stand;

static int begin(void **state)
{
    *state = stand = stand_create();
    home_scene_one(&scene);
    stand->in.home = &scene.model;
    scene_phase(stand->scene, CALL_KNOCKING);
    scene_hour(stand->scene);
    stand->scene->model.hour.stage = STAGE_THRESHOLD;
    return 0;
}

static bool says(const char *words)
{
    stand_show(stand, pages_screen);
    return stand_says(stand, words);
}

static void it_is_said_whether_one_is_early_or_they_are_late(void **state)
{
    (void)state;
    static const struct {
        int minutes; /* from the hour's beginning */
        const char *says;
    } rows[] = {
        {-61, "Ben opens when ready."}, {-60, "You are early. Ben opens at 15:00."},
        {-1, "You are early."},         {0, "Ben opens when ready."},
        {2, "Ben opens when ready."},   {3, "Ben is a little late. You can stay here."},
        {50, "Ben is a little late."},  {51, "Ben opens when ready."},
    };
    const struct home_next *next = &scene.people[0].next;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene.model.now = (uint32_t)((int)next->minute + rows[i].minutes);
        if (!says(rows[i].says))
            fail_msg("%d minutes: not %s", rows[i].minutes, rows[i].says);
    }
    scene.model.now = next->minute - 5;
    stand->scene->model.hour.wait_minutes = 5; /* what they said themselves goes before */
    assert_true(says("Ben needs five more minutes."));
}

static void of_an_hour_that_is_not_known_nothing_is_said(void **state)
{
    (void)state;
    scene.model.now = scene.people[0].next.minute - 5;
    assert_true(says("You are early."));
    scene.people[0].next.is_known = false;
    assert_true(says("Ben opens when ready."));
    scene.people[0].next.is_known = true;
    stand->scene->model.their_name = "Somebody";
    assert_true(says("Somebody opens when ready."));
    stand->scene->model.their_name = "Ben";
    scene.model.now = 0;
    assert_true(says("Ben opens when ready."));
    stand->in.home = NULL;
    assert_true(says("Ben opens when ready."));
}

static void the_ready_check_says_the_same(void **state)
{
    (void)state;
    scene.model.now = scene.people[0].next.minute - 5;
    stand->scene->model.hour.stage = STAGE_READY;
    assert_true(says("A quiet look before you start"));
    assert_true(says("You are early. Ben opens at 15:00."));
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, begin, stand_end)

static const struct CMUnitTest tests[] = {
    ROW(it_is_said_whether_one_is_early_or_they_are_late),
    ROW(of_an_hour_that_is_not_known_nothing_is_said),
    ROW(the_ready_check_says_the_same),
};

TEST_GROUP(door_screen, tests)
