/* Two to six replicas over lines that lose, reorder, repeat and break, with every request for
 * memory refused in turn: in the end all hold the same. */
#include "records/sync.h"

#include <string.h>

#include "harness.h"
#include "records/sync_world.h"

/* Something happens somewhere. */
static void happen(struct world *world)
{
    size_t a = world_draw(world, (uint32_t)world->count);
    size_t b = (a + 1 + world_draw(world, (uint32_t)world->count - 1)) % world->count;
    switch (world_draw(world, 12)) {
    case 0:
    case 1:
        world_edit(world, a);
        break;
    case 2:
        world_say(world, a, 1 + world_draw(world, 3000));
        break;
    case 3:
        if (world_is_connected(world, a, b))
            world_cut(world, a, b);
        break;
    case 4:
    case 5:
        if (!world_is_connected(world, a, b))
            world_connect(world, a, b);
        break;
    case 6:
        space_settle(world->replicas[a].space);
        break;
    default:
        if (world_is_connected(world, a, b))
            world_step(world, a, b);
    }
    world->now_us += world_draw(world, 200000);
}

/* The weather clears: everybody meets everybody. */
static void come_together(struct world *world)
{
    world->lost = world->repeated = world->reordered = 0;
    world->stores_late = false;
    for (size_t round = 0; round < 3 && !world_is_same(world); round++) {
        for (size_t a = 0; a < world->count; a++) {
            for (size_t b = a + 1; b < world->count; b++) {
                world->now_us += UINT64_C(60000000);
                world_cut(world, a, b);
                world_meet(world, a, b);
            }
        }
    }
    assert_true(world_is_same(world));
}

static void assert_nobody_is_blamed(const struct world *world)
{
    for (size_t i = 0; i < world->count; i++) {
        for (uint8_t of = 0; of < world->count; of++)
            assert_int_equal(space_doubt(world->replicas[i].space, of), SPACE_TRUSTED);
    }
}

static void test_all_come_to_hold_the_same_in_any_weather(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        size_t replicas = 2 + seed % 5;
        struct world *world = world_begin(replicas, replicas > 2 && seed % 3 != 0, seed);
        world->lost = seed % 4 == 0 ? 0 : 10;
        world->repeated = seed % 3 == 0 ? 0 : 15;
        world->reordered = seed % 2 == 0 ? 0 : 20;
        world->stores_late = seed % 7 < 4;
        for (int i = 0; i < 300; i++)
            happen(world);
        come_together(world);
        assert_nobody_is_blamed(world);
        world_end(world);
    }
}

static void test_who_agreed_says_nine_bytes_whatever_happened_before(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct world *world = world_begin(2, false, seed);
        world->lost = 20;
        for (int i = 0; i < 100; i++)
            happen(world);
        come_together(world);
        world_cut(world, 0, 1);
        world_meet(world, 0, 1);
        world->bytes = world->sealed = 0;
        world_meet(world, 0, 1);
        assert_int_equal(world->bytes, 18);
        assert_in_range(world->sealed, 18, 128);
        world_end(world);
    }
}

static void test_without_memory_nothing_is_lost(void **state)
{
    (void)state;
    bool failed = true;
    for (size_t n = 1; failed; n++) {
        struct world *world = world_begin(2, false, 5);
        for (int i = 0; i < 4; i++) {
            world_edit(world, 0);
            world_say(world, 1, 2000);
        }
        world_connect(world, 0, 1);
        struct counted_memory *memory = &world->replicas[0].memory;
        memory->fail_at = memory->requests + n;
        world_run(world, 0, 1);
        failed = memory->requests >= memory->fail_at;
        memory->fail_at = 0;
        world->now_us += SYNC_PAUSE_US;
        world_run(world, 0, 1);
        world_cut(world, 0, 1);
        world_meet(world, 0, 1);
        assert_true(world_is_same(world));
        assert_nobody_is_blamed(world);
        world_end(world);
        assert_true(n < 2000);
    }
}

static void test_without_memory_there_is_no_end(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 6);
    struct sync_memory remembered = {0};
    struct counted_memory *memory = &world->replicas[0].memory;
    struct sync_config config = {.space = world->replicas[0].space,
                                 .peer = 1,
                                 .part_bytes = SYNC_PART_BYTES_MIN,
                                 .memory = &memory->memory};
    memory->fail_at = memory->requests + 1;
    assert_null(sync_begin(&config, &remembered));
    sync_end(NULL);
    memory->fail_at = 0;
    world_end(world);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_all_come_to_hold_the_same_in_any_weather),
    cmocka_unit_test(test_who_agreed_says_nine_bytes_whatever_happened_before),
    cmocka_unit_test(test_without_memory_nothing_is_lost),
    cmocka_unit_test(test_without_memory_there_is_no_end),
};

TEST_GROUP(sync_storm, tests)
