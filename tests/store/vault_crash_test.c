#include <stdio.h>

#include "harness.h"
#include "scratch.h"
#include "vault_life.h"

static void assert_kept(const struct life_plan *plan, const struct life_result *result)
{
    if (result->broken == NULL)
        return;
    fail_msg("seed %llu, operation %llu: %s", (unsigned long long)plan->seed,
             (unsigned long long)plan->fault_at, result->broken);
}

/* At each operation from the first to the last of a life; returns how many there are. */
static uint64_t strike_everywhere(const char *folder, uint64_t seed, enum torn_disk_fault fault)
{
    struct life_plan plan = {.folder = folder, .seed = seed, .fault = fault};
    struct life_result result;
    do {
        plan.fault_at += TORN_DISK_STRIDE;
        result = life_run(&plan);
        assert_kept(&plan, &result);
    } while (result.struck);
    return plan.fault_at - TORN_DISK_STRIDE;
}

static void a_life_without_a_fault_keeps_everything(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        const struct life_plan plan = {.folder = *state, .seed = seed};
        struct life_result result = life_run(&plan);
        assert_kept(&plan, &result);
        assert_false(result.struck);
        assert_true(result.acknowledged > 0);
    }
}

static void killed_at_any_write_it_keeps_what_was_acknowledged(void **state)
{
    uint64_t kills = 0;
    for (uint64_t seed = 1; seed <= 2; seed++)
        kills += strike_everywhere(*state, seed, TORN_DISK_CRASH);
    assert_true(kills > 200);
}

static void whichever_operation_fails_nothing_acknowledged_is_lost(void **state)
{
    assert_true(strike_everywhere(*state, 3, TORN_DISK_ERROR) > 100);
}

static void on_a_full_disk_nothing_acknowledged_is_lost(void **state)
{
    assert_true(strike_everywhere(*state, 4, TORN_DISK_FULL) > 100);
}

#define CRASH_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    CRASH_TEST(a_life_without_a_fault_keeps_everything),
    CRASH_TEST(killed_at_any_write_it_keeps_what_was_acknowledged),
    CRASH_TEST(whichever_operation_fails_nothing_acknowledged_is_lost),
    CRASH_TEST(on_a_full_disk_nothing_acknowledged_is_lost),
};
TEST_GROUP(vault_crash, tests)
