#include "session/nudge.h"

#include "harness.h"

#define MINUTE UINT64_C(60000000)

static void it_is_off_until_it_is_asked_for(void **state)
{
    (void)state;
    struct nudge nudge = {0};
    nudge_pass(&nudge, MINUTE, true);
    nudge_pass(&nudge, 90 * MINUTE, true);
    assert_false(nudge_is_due(&nudge));
    nudge_set(&nudge, 90 * MINUTE, 12);
    assert_int_equal(nudge_minutes(&nudge), 0);
    nudge_pass(&nudge, 102 * MINUTE - 1, true);
    assert_false(nudge_is_due(&nudge));
    nudge_pass(&nudge, 102 * MINUTE, true);
    assert_true(nudge_is_due(&nudge));
    assert_int_equal(nudge_minutes(&nudge), 12);
    nudge_set(&nudge, 102 * MINUTE, 0);
    nudge_pass(&nudge, 200 * MINUTE, true);
    assert_false(nudge_is_due(&nudge));
}

static void muted_and_paused_time_does_not_count(void **state)
{
    (void)state;
    struct nudge nudge = {0};
    nudge_set(&nudge, 0, 10);
    nudge_pass(&nudge, 0, true);
    nudge_pass(&nudge, 6 * MINUTE, false);
    nudge_pass(&nudge, 30 * MINUTE, true);
    assert_int_equal(nudge_minutes(&nudge), 6);
    nudge_pass(&nudge, 34 * MINUTE, true);
    assert_true(nudge_is_due(&nudge));
}

static void a_reflection_starts_it_anew(void **state)
{
    (void)state;
    struct nudge nudge = {0};
    nudge_set(&nudge, 0, 10);
    nudge_pass(&nudge, 0, true);
    nudge_pass(&nudge, 11 * MINUTE, true);
    assert_true(nudge_is_due(&nudge));
    nudge_restart(&nudge, 12 * MINUTE);
    assert_false(nudge_is_due(&nudge));
    nudge_pass(&nudge, 22 * MINUTE, true);
    assert_true(nudge_is_due(&nudge));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_off_until_it_is_asked_for),
    cmocka_unit_test(muted_and_paused_time_does_not_count),
    cmocka_unit_test(a_reflection_starts_it_anew),
};
TEST_GROUP(nudge, tests)
