/* A whole copy, for a side that came from an older backup. */
#include "records/sync.h"

#include <string.h>

#include "harness.h"
#include "records/space_file.h"
#include "records/sync_world.h"

static unsigned seen(const struct world *world, size_t of, size_t from, enum sync_event_kind kind)
{
    return world->seen[of][from][kind];
}

static void settle_both(struct world *world)
{
    space_settle(world->replicas[0].space);
    space_settle(world->replicas[1].space);
}

/* Both have written, hold all and dropped it; the second had kept `kept` batches at its backup. */
static struct world *begin_settled(uint64_t seed, size_t kept)
{
    struct world *world = world_begin(2, false, seed);
    for (int i = 0; i < 6; i++) {
        world_edit(world, 0);
        world_edit(world, 1);
        world_meet(world, 0, 1);
        world_meet(world, 0, 1);
    }
    assert_true(world_is_same(world));
    settle_both(world);
    world_restore(world, 1, kept);
    return world;
}

static uint32_t own_count(const struct world *world, size_t of)
{
    uint32_t vector[SPACE_DEVICES_MAX];
    space_vector(world->replicas[of].space, vector);
    return vector[of];
}

static void test_who_was_restored_catches_up_after_settling(void **state)
{
    (void)state;
    for (size_t kept = 0; kept < 12; kept++) {
        struct world *world = begin_settled(31 + kept, kept);
        uint32_t vector[SPACE_DEVICES_MAX];
        space_vector(world->replicas[0].space, vector);
        space_restore(world->replicas[1].space);
        world_meet(world, 0, 1);
        assert_true(world_is_same(world));
        assert_false(space_is_restored(world->replicas[1].space));
        assert_int_equal(seen(world, 0, 1, SYNC_LACKS), 0);
        assert_int_equal(own_count(world, 1), vector[1]);
        /* It writes again, behind what it had written. */
        world_edit(world, 1);
        assert_int_equal(own_count(world, 1), vector[1] + 1);
        world_edit(world, 0);
        world_meet(world, 0, 1);
        assert_true(world_is_same(world));
        world_end(world);
    }
}

static void test_what_is_not_settled_comes_with_the_whole(void **state)
{
    (void)state;
    struct world *world = begin_settled(50, 3);
    for (int i = 0; i < 3; i++)
        world_edit(world, 0);
    space_restore(world->replicas[1].space);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    /* It is on the disk of the one who got it, in an order that can be taken. */
    struct replica *replica = &world->replicas[1];
    assert_in_range(replica->disk_count, 3, 6);
    world_end(world);
}

static void test_nobody_takes_a_whole_that_was_not_asked_for(void **state)
{
    (void)state;
    struct world *world = begin_settled(52, 5);
    struct space *space = world->replicas[1].space;
    uint8_t before[16], after[16], message[512];
    size_t size;
    uint8_t *whole = space_encode_whole(world->replicas[0].space, &size);
    const struct sync_message head = {
        .sections = SYNC_WHOLE, .whole_kind = SYNC_WHOLE_HERE, .turn = 1};
    assert_non_null(whole);
    struct byte_writer w = byte_writer_over(message, sizeof message);
    sync_message_write(&head, &w);
    byte_write_bytes(&w, whole, size < 400 ? size : 400);
    world_connect(world, 0, 1);
    world_state(world, 1, before);
    assert_false(sync_take(world->ends[1][0], 1, message, w.size));
    assert_false(sync_is_replaced(world->ends[1][0]));
    world_state(world, 1, after);
    assert_memory_equal(before, after, sizeof before);
    assert_false(space_is_restored(space));
    world_cut(world, 0, 1);
    const struct alcove_memory *memory = &world->replicas[0].memory.memory;
    memory->resize(memory->context, whole, size, 0);
    world_end(world);
}

static void test_nothing_is_asked_for_by_who_was_not_restored(void **state)
{
    (void)state;
    struct world *world = begin_settled(53, 5);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_DOUBT), 1);
    assert_int_equal(seen(world, 1, 0, SYNC_LOST), 1);
    assert_in_range(seen(world, 0, 1, SYNC_LACKS), 1, 2);
    assert_false(world_is_same(world));
    world_end(world);
}

static void test_who_asks_only_at_a_later_meeting_gets_it_too(void **state)
{
    (void)state;
    struct world *world = begin_settled(59, 5);
    world_meet(world, 0, 1);
    space_trust_again(world->replicas[1].space, 1);
    space_restore(world->replicas[1].space);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    assert_false(space_is_restored(world->replicas[1].space));
    world_end(world);
}

static void test_a_whole_is_acknowledged_when_it_is_kept(void **state)
{
    (void)state;
    struct world *world = begin_settled(54, 5);
    space_restore(world->replicas[1].space);
    world_connect(world, 0, 1);
    struct sync *of = world->ends[1][0];
    uint8_t part[WORLD_PART_BYTES];
    size_t size;
    for (int turns = 0; turns < 20 && !sync_is_replaced(of); turns++) {
        while ((size = sync_next(of, 1, part)) != 0)
            assert_true(sync_take(world->ends[0][1], 1, part, size));
        while (!sync_is_replaced(of) && (size = sync_next(world->ends[0][1], 1, part)) != 0)
            assert_true(sync_take(of, 1, part, size));
    }
    assert_true(sync_is_replaced(of));
    assert_int_equal(sync_next(of, 1, part), 0);
    assert_true(space_is_restored(world->replicas[1].space));
    world_store(world, 1);
    assert_false(sync_is_replaced(of));
    assert_true(sync_next(of, 1, part) > 0);
    world_cut(world, 0, 1);
    world_end(world);
}

static void test_a_bad_line_and_a_cut_only_delay_it(void **state)
{
    (void)state;
    struct world *world = begin_settled(55, 4);
    for (int i = 0; i < 30; i++)
        world_say(world, 0, 900);
    space_restore(world->replicas[1].space);
    world_connect(world, 0, 1);
    for (int i = 0; i < 6; i++)
        world_step(world, 0, 1);
    world_cut(world, 0, 1);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    world_end(world);
}

static void test_two_who_were_restored_give_each_other_no_whole(void **state)
{
    (void)state;
    struct world *world = begin_settled(56, 4);
    space_restore(world->replicas[0].space);
    space_restore(world->replicas[1].space);
    world_meet(world, 0, 1);
    assert_true(space_is_restored(world->replicas[1].space));
    assert_false(world_is_same(world));
    world_end(world);
}

static void test_in_a_space_of_more_than_two_nobody_asks(void **state)
{
    (void)state;
    struct world *world = world_begin(3, true, 57);
    for (int i = 0; i < 3; i++) {
        world_edit(world, 0);
        world_meet(world, 0, 1);
        world_meet(world, 0, 2);
        world_meet(world, 1, 2);
        world_meet(world, 0, 1);
        world_meet(world, 0, 2);
    }
    assert_true(space_settle(world->replicas[0].space));
    world_restore(world, 1, 1);
    space_restore(world->replicas[1].space);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_LACKS), 1);
    assert_true(space_is_restored(world->replicas[1].space));
    world_end(world);
}

/* With every request of either side refused once. */
static void test_without_memory_it_comes_later(void **state)
{
    (void)state;
    for (size_t side = 0; side < 2; side++) {
        bool refused = true;
        for (size_t n = 1; refused; n++) {
            struct world *world = begin_settled(58, 5);
            space_restore(world->replicas[1].space);
            world_connect(world, 0, 1);
            struct counted_memory *counted = &world->replicas[side].memory;
            counted->fail_at = counted->requests + n;
            world_run(world, 0, 1);
            refused = counted->requests >= counted->fail_at;
            counted->fail_at = 0;
            for (int i = 0; i < 3; i++) {
                world->now_us += SYNC_PAUSE_US;
                world_run(world, 0, 1);
            }
            assert_true(world_is_same(world));
            world_end(world);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_who_was_restored_catches_up_after_settling),
    cmocka_unit_test(test_what_is_not_settled_comes_with_the_whole),
    cmocka_unit_test(test_nobody_takes_a_whole_that_was_not_asked_for),
    cmocka_unit_test(test_nothing_is_asked_for_by_who_was_not_restored),
    cmocka_unit_test(test_who_asks_only_at_a_later_meeting_gets_it_too),
    cmocka_unit_test(test_a_whole_is_acknowledged_when_it_is_kept),
    cmocka_unit_test(test_a_bad_line_and_a_cut_only_delay_it),
    cmocka_unit_test(test_two_who_were_restored_give_each_other_no_whole),
    cmocka_unit_test(test_in_a_space_of_more_than_two_nobody_asks),
    cmocka_unit_test(test_without_memory_it_comes_later),
};

TEST_GROUP(sync_whole, tests)
