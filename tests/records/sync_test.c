/* Two devices that meet: what goes over the line, when, and what is said of it. */
#include "records/sync.h"

#include <string.h>

#include "harness.h"
#include "records/sync_world.h"

static unsigned seen(const struct world *world, size_t of, size_t from, enum sync_event_kind kind)
{
    return world->seen[of][from][kind];
}

static void count_anew(struct world *world)
{
    world->parts = world->bytes = world->sealed = 0;
    memset(world->seen, 0, sizeof world->seen);
}

static void test_what_one_wrote_is_there_after_half_a_round_trip(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 1);
    for (int i = 0; i < 5; i++)
        world_edit(world, 0);
    world_connect(world, 0, 1);
    /* One part each way crosses in one step. */
    assert_true(world_step(world, 0, 1));
    assert_true(world_is_same(world));
    world_run(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
    assert_int_equal(seen(world, 1, 0, SYNC_SYNCED), 1);
    assert_int_equal(world->events[0][1][SYNC_SYNCED].went, 5);
    assert_int_equal(world->events[0][1][SYNC_SYNCED].came, 0);
    assert_int_equal(world->events[1][0][SYNC_SYNCED].came, 5);
    world_end(world);
}

static void test_nothing_new_is_said_in_nine_bytes(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 2);
    world_edit(world, 0);
    world_edit(world, 1);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    for (int i = 0; i < 3; i++) {
        count_anew(world);
        world_meet(world, 0, 1);
        assert_int_equal(world->parts, 2);
        assert_int_equal(world->bytes, 18);
        assert_in_range(world->sealed, 1, 128);
        assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
        assert_int_equal(seen(world, 1, 0, SYNC_SYNCED), 1);
        assert_int_equal(world->events[0][1][SYNC_SYNCED].went, 0);
    }
    world_end(world);
}

static void test_who_remembers_nothing_asks_once(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 3);
    world_edit(world, 0);
    world_edit(world, 1);
    world_meet(world, 0, 1);
    memset(world->remembered, 0, sizeof world->remembered[0]);
    world_edit(world, 0);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
    assert_in_range(world->parts, 3, 5);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(world->parts, 2);
    world_end(world);
}

static void test_what_is_written_meanwhile_goes_at_once(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 4);
    world_connect(world, 0, 1);
    world_run(world, 0, 1);
    for (unsigned i = 1; i <= 10; i++) {
        world_edit(world, i % 2);
        count_anew(world);
        world_run(world, 0, 1);
        assert_true(world_is_same(world));
        /* The batch, and that it is on the disk there. */
        assert_int_equal(world->parts, 2);
        assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
        assert_int_equal(seen(world, 1, 0, SYNC_SYNCED), 1);
    }
    world_end(world);
}

static void test_nothing_is_acknowledged_before_it_is_stored(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 5);
    uint8_t part[WORLD_PART_BYTES];
    world_edit(world, 0);
    world_connect(world, 0, 1);
    struct sync *from = world->ends[0][1], *to = world->ends[1][0];
    size_t size = sync_next(from, 0, part);
    assert_true(size > 0 && sync_take(to, 0, part, size));
    size = sync_next(to, 0, part);
    assert_true(size > 0 && sync_take(from, 0, part, size)); /* its greeting */
    assert_int_equal(sync_next(to, 0, part), 0);
    assert_int_equal(space_held_by(world->replicas[0].space, 1, 0), 0);
    world_store(world, 1);
    size = sync_next(to, 0, part);
    assert_true(size > 0 && sync_take(from, 0, part, size));
    assert_int_equal(space_held_by(world->replicas[0].space, 1, 0), 1);
    world_end(world);
}

static void test_large_things_travel_in_parts_and_go_on_after_a_cut(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 6);
    for (int i = 0; i < 40; i++)
        world_say(world, 0, SCHEMA_STRING_BYTES_MAX);
    world_connect(world, 0, 1);
    for (int i = 0; i < 70; i++)
        assert_true(world_step(world, 0, 1));
    uint32_t before[SPACE_DEVICES_MAX], after[SPACE_DEVICES_MAX];
    space_vector(world->replicas[1].space, before);
    assert_in_range(before[0], 1, 39);
    world_cut(world, 0, 1);
    count_anew(world);
    world_meet(world, 0, 1);
    space_vector(world->replicas[1].space, after);
    assert_int_equal(after[0], 40);
    assert_true(world_is_same(world));
    /* What had arrived did not come again. */
    assert_int_equal(world->events[1][0][SYNC_SYNCED].came, 40 - before[0]);
    assert_true(world->bytes < (40 - before[0] + 5) * (SCHEMA_STRING_BYTES_MAX + 60));
    world_end(world);
}

static void test_an_older_backup_gets_its_own_back(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 7);
    for (int i = 0; i < 4; i++) {
        world_edit(world, 0);
        world_edit(world, 1);
        world_meet(world, 0, 1);
    }
    size_t kept = world->replicas[0].disk_count;
    assert_int_equal(kept, 8);
    world_restore(world, 0, 3);
    space_restore(world->replicas[0].space);
    assert_false(world_is_same(world));
    count_anew(world);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    assert_int_equal(seen(world, 0, 1, SYNC_RESTORED), 1);
    assert_in_range(world->events[0][1][SYNC_RESTORED].came, 1, 4);
    assert_int_equal(seen(world, 1, 0, SYNC_RESTORED), 0);
    assert_int_equal(world->events[0][1][SYNC_SYNCED].came, kept - 3);
    assert_int_equal(seen(world, 0, 1, SYNC_DOUBT), 0);
    assert_false(space_is_restored(world->replicas[0].space));
    world_edit(world, 0);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    world_end(world);
}

/* Whoever is on the other end could have made them. */
static void test_what_we_never_wrote_is_not_taken_from_others(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 31);
    for (int i = 0; i < 3; i++)
        world_edit(world, 0);
    world_edit(world, 1);
    world_meet(world, 0, 1);
    world_restore(world, 0, 1);
    world_edit(world, 1);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_RESTORED), 0);
    assert_int_equal(seen(world, 0, 1, SYNC_DOUBT), 1);
    assert_int_equal(world->events[0][1][SYNC_DOUBT].device, 0);
    assert_int_equal(world->events[1][0][SYNC_DOUBTED].device, 0);
    uint32_t vector[SPACE_DEVICES_MAX];
    space_vector(world->replicas[0].space, vector);
    assert_int_equal(vector[0], 1);
    /* Once the person says that a backup was put back, they come. */
    struct space *space = world->replicas[0].space;
    space_trust_again(space, 0);
    space_restore(space);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_RESTORED), 1);
    assert_true(world_is_same(world));
    assert_false(space_is_restored(space));
    world_end(world);
}

static void test_who_lost_nothing_has_caught_up_at_the_first_meeting(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 32);
    world_edit(world, 0);
    world_meet(world, 0, 1);
    space_restore(world->replicas[0].space);
    count_anew(world);
    world_connect(world, 0, 1);
    assert_true(space_is_restored(world->replicas[0].space));
    world_run(world, 0, 1);
    world_cut(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
    assert_false(space_is_restored(world->replicas[0].space));
    world_end(world);
}

static void test_two_histories_of_one_device_are_shown_and_stay_apart(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 8);
    for (int i = 0; i < 3; i++)
        world_edit(world, 0);
    world_meet(world, 0, 1);
    world_restore(world, 0, 1);
    /* It goes on writing, as if the second had never been. */
    world_edit(world, 0);
    world_edit(world, 0);
    world_edit(world, 1);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_DOUBT) + seen(world, 0, 1, SYNC_DOUBT), 2);
    assert_int_equal(world->events[1][0][SYNC_DOUBT].device, 0);
    assert_int_equal(space_doubt(world->replicas[1].space, 0), SPACE_SENT_FORK);
    uint32_t vector[SPACE_DEVICES_MAX];
    space_vector(world->replicas[1].space, vector);
    assert_int_equal(vector[0], 3);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_DOUBT), 1); /* said again */
    space_vector(world->replicas[1].space, vector);
    assert_int_equal(vector[0], 3);
    world_end(world);
}

static void test_who_has_less_learns_of_the_fork_from_the_other(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 9);
    for (int i = 0; i < 5; i++)
        world_edit(world, 0);
    world_meet(world, 0, 1);
    world_restore(world, 0, 1);
    world_edit(world, 0);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_DOUBT), 1);
    assert_int_equal(seen(world, 0, 1, SYNC_DOUBTED), 1);
    assert_int_equal(world->events[0][1][SYNC_DOUBTED].device, 0);
    world_end(world);
}

static void test_members_who_were_told_two_histories_find_out(void **state)
{
    (void)state;
    struct world *world = world_begin(3, true, 19);
    for (int i = 0; i < 3; i++)
        world_edit(world, 0);
    world_meet(world, 0, 1);
    world_meet(world, 0, 2);
    world_meet(world, 1, 2);
    world_restore(world, 0, 2);
    for (int i = 0; i < 2; i++)
        world_edit(world, 0);
    /* The third one lost its own copy of the third batch, and gets the other history. */
    world_restore(world, 2, 2);
    world_meet(world, 0, 2);
    count_anew(world);
    world_meet(world, 1, 2);
    assert_int_equal(seen(world, 1, 2, SYNC_DOUBT), 1);
    assert_int_equal(seen(world, 2, 1, SYNC_DOUBT), 1);
    assert_int_equal(space_doubt(world->replicas[1].space, 2), SPACE_TRUSTED);
    assert_int_equal(space_doubt(world->replicas[2].space, 1), SPACE_TRUSTED);
    assert_in_range(world->parts, 3, 8);
    /* All else still goes. */
    world_edit(world, 1);
    world_meet(world, 1, 2);
    uint32_t vector[SPACE_DEVICES_MAX];
    space_vector(world->replicas[2].space, vector);
    assert_int_equal(vector[1], 1);
    world_end(world);
}

static void test_a_fork_that_only_a_signature_shows_blames_nobody_else(void **state)
{
    (void)state;
    struct world *world = world_begin(3, true, 20);
    world_edit(world, 0);
    world_meet(world, 0, 1);
    world_meet(world, 0, 2);
    world_meet(world, 1, 2);
    /* The second hears of one history, the third of another; both say only digests then. */
    world_edit(world, 0);
    world_edit(world, 0);
    world_meet(world, 0, 1);
    world_restore(world, 0, 1);
    world_say(world, 0, 20);
    world_meet(world, 0, 2);
    world_connect(world, 1, 2);
    uint8_t part[WORLD_PART_BYTES];
    size_t size = sync_next(world->ends[1][2], world->now_us, part);
    /* What the second has of the first comes before the third could say what it holds. */
    assert_true(sync_take(world->ends[2][1], world->now_us, part, size));
    for (int i = 0; i < 5; i++) {
        world->now_us += SYNC_PAUSE_US;
        world_run(world, 1, 2);
    }
    assert_int_equal(space_doubt(world->replicas[1].space, 0), SPACE_SENT_FORK);
    assert_int_equal(space_doubt(world->replicas[1].space, 2), SPACE_TRUSTED);
    assert_int_equal(space_doubt(world->replicas[2].space, 1), SPACE_TRUSTED);
    assert_int_equal(seen(world, 2, 1, SYNC_DOUBTED), 1);
    assert_in_range(world->parts, 3, 40);
    world_end(world);
}

static void test_what_waits_for_a_third_is_not_asked_for_again_and_again(void **state)
{
    (void)state;
    struct world *world = world_begin(3, false, 21);
    world_edit(world, 2);
    world_meet(world, 2, 1);
    /* This one knew of what the first has not seen. */
    world_edit(world, 1);
    count_anew(world);
    world_connect(world, 0, 1);
    world_run(world, 0, 1);
    assert_in_range(world->parts, 2, 3);
    assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 0);
    world_meet(world, 0, 2);
    world_run(world, 0, 1);
    assert_in_range(world->parts, 4, 9);
    assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
    world_meet(world, 1, 2);
    assert_true(world_is_same(world));
    world_end(world);
}

static void test_members_of_a_signed_space_pass_on_what_others_wrote(void **state)
{
    (void)state;
    struct world *world = world_begin(4, true, 10);
    for (size_t i = 0; i < 4; i++) {
        world_edit(world, i);
        world_edit(world, i);
    }
    for (size_t i = 0; i < 3; i++)
        world_meet(world, i, i + 1);
    for (size_t i = 3; i > 0; i--)
        world_meet(world, i, i - 1);
    assert_true(world_is_same(world));
    world_end(world);
}

static void test_without_signatures_nothing_of_a_third_is_passed_on(void **state)
{
    (void)state;
    struct world *world = world_begin(3, false, 11);
    for (size_t i = 0; i < 3; i++)
        world_edit(world, i);
    world_meet(world, 0, 1);
    world_meet(world, 1, 2);
    world_meet(world, 2, 0);
    assert_true(world_is_same(world));
    /* The first meeting of the third did not know of what the others had from each other. */
    world_meet(world, 0, 1);
    world_meet(world, 1, 2);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_int_equal(world->bytes, 18);
    world_end(world);
}

static void test_a_flood_is_taken_at_its_pace(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 12);
    unsigned count = SYNC_BURST_BATCHES + 3 * SYNC_BATCHES_PER_SECOND;
    for (unsigned i = 0; i < count; i++)
        world_say(world, 0, 10);
    uint32_t vector[SPACE_DEVICES_MAX];
    world_connect(world, 0, 1);
    world_run(world, 0, 1);
    space_vector(world->replicas[1].space, vector);
    assert_in_range(vector[0], SYNC_BURST_BATCHES, SYNC_BURST_BATCHES + 20);
    for (int seconds = 0; seconds < 10 && !world_is_same(world); seconds++) {
        uint64_t wake = sync_wake_us(world->ends[1][0]);
        assert_in_range(wake, world->now_us, world->now_us + SYNC_PAUSE_US);
        world->now_us = wake;
        world_run(world, 0, 1);
    }
    assert_true(world_is_same(world));
    assert_true(sync_wake_us(world->ends[1][0]) == UINT64_MAX);
    assert_int_equal(seen(world, 0, 1, SYNC_SYNCED), 1);
    world_end(world);
}

static void test_much_in_a_day_asks_the_person(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 13);
    for (unsigned i = 0; i < 400; i++)
        world_say(world, 0, SCHEMA_STRING_BYTES_MAX);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_ASKS), 1);
    assert_false(world_is_same(world));
    /* The same day it asks again; the bound is not by link. */
    world_connect(world, 0, 1);
    world_run(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_ASKS), 2);
    assert_int_equal(seen(world, 1, 0, SYNC_SYNCED), 0);
    sync_allow(world->ends[1][0]);
    world_run(world, 0, 1);
    assert_true(world_is_same(world));
    assert_int_equal(seen(world, 1, 0, SYNC_SYNCED), 1);
    world_end(world);
}

static void test_another_day_has_room_again(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 14);
    for (unsigned i = 0; i < 400; i++)
        world_say(world, 0, SCHEMA_STRING_BYTES_MAX);
    world_meet(world, 0, 1);
    world->day++;
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_ASKS), 1);
    assert_true(world_is_same(world));
    world_end(world);
}

static void test_what_is_settled_is_missed_by_who_lost_it(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 15);
    for (int i = 0; i < 3; i++) {
        world_edit(world, 0);
        world_meet(world, 0, 1);
    }
    assert_true(space_settle(world->replicas[0].space));
    world_restore(world, 1, 1);
    world_meet(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_LACKS), 1);
    assert_int_equal(world->events[0][1][SYNC_LACKS].device, 0);
    assert_int_equal(seen(world, 1, 0, SYNC_LOST), 1);
    world_end(world);
}

static void test_a_week_of_check_ins_is_a_few_hundred_bytes(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 18);
    struct space *space = world->replicas[1].space;
    struct object_id practice;
    assert_int_equal(space_make(world->replicas[0].space, KIND_PRACTICE, &practice), SPACE_WRITTEN);
    world_edit(world, 0);
    world_meet(world, 0, 1);
    for (uint64_t i = 0; i < 20; i++) {
        struct value values[] = {value_object(practice), value_number(20519 + i / 3),
                                 value_number(1), value_number(i % 11)};
        struct object_id check_in;
        assert_int_equal(space_make(space, KIND_CHECK_IN, &check_in), SPACE_WRITTEN);
        for (uint8_t field = 0; field < 4; field++)
            assert_int_equal(space_set(space, check_in, field, &values[field]), SPACE_WRITTEN);
    }
    world_edit(world, 1);
    count_anew(world);
    world_meet(world, 0, 1);
    assert_true(world_is_same(world));
    assert_int_equal(world->parts, 3);
    assert_in_range(world->sealed, 150, 400);
    world_end(world);
}

static void test_what_is_remembered_is_kept_as_a_few_bytes(void **state)
{
    (void)state;
    struct sync_memory memory = {.told = {1, 2}, .heard = {3, 4}, .day = 20520, .growth = 77};
    struct sync_memory again;
    uint8_t bytes[SYNC_MEMORY_BYTES];
    sync_memory_encode(&memory, bytes);
    assert_true(sync_memory_decode(bytes, sizeof bytes, &again));
    assert_memory_equal(&again, &memory, sizeof memory);
    assert_false(sync_memory_decode(bytes, sizeof bytes - 1, &again));
    bytes[0] = 2;
    assert_false(sync_memory_decode(bytes, sizeof bytes, &again));
    assert_int_equal(again.day, 0);
}

static void test_what_makes_no_sense_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 16);
    uint8_t before[16], after[16];
    world_edit(world, 0);
    world_edit(world, 1);
    world_connect(world, 0, 1);
    world_state(world, 0, before);
    static const char *const bad[] = {"",     "00",   "40",     "03",         "01",   "01000000",
                                      "20",   "2001", "200105", "20010100ff", "2000", "04",
                                      "0401", "10ff", "80",     "8000"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t part[16];
        size_t size = from_hex(bad[i], part, sizeof part);
        assert_false(sync_take(world->ends[0][1], 0, part, size));
    }
    world_state(world, 0, after);
    assert_memory_equal(before, after, sizeof before);
    world_run(world, 0, 1);
    assert_true(world_is_same(world));
    world_end(world);
}

static void test_a_batch_that_is_none_makes_its_sender_doubtful(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 17);
    world_connect(world, 0, 1);
    world_run(world, 0, 1);
    const uint8_t message[] = {0x20, 1, 3, 1, 2, 3};
    assert_true(sync_take(world->ends[0][1], world->now_us, message, sizeof message));
    world_run(world, 0, 1);
    assert_int_equal(seen(world, 0, 1, SYNC_DOUBT), 1);
    assert_int_equal(world->events[0][1][SYNC_DOUBT].device, 1);
    assert_int_equal(seen(world, 1, 0, SYNC_DOUBTED), 1);
    assert_int_equal(space_doubt(world->replicas[0].space, 1), SPACE_SENT_MALFORMED);
    world_end(world);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_one_wrote_is_there_after_half_a_round_trip),
    cmocka_unit_test(test_nothing_new_is_said_in_nine_bytes),
    cmocka_unit_test(test_who_remembers_nothing_asks_once),
    cmocka_unit_test(test_what_is_written_meanwhile_goes_at_once),
    cmocka_unit_test(test_nothing_is_acknowledged_before_it_is_stored),
    cmocka_unit_test(test_large_things_travel_in_parts_and_go_on_after_a_cut),
    cmocka_unit_test(test_an_older_backup_gets_its_own_back),
    cmocka_unit_test(test_what_we_never_wrote_is_not_taken_from_others),
    cmocka_unit_test(test_who_lost_nothing_has_caught_up_at_the_first_meeting),
    cmocka_unit_test(test_two_histories_of_one_device_are_shown_and_stay_apart),
    cmocka_unit_test(test_who_has_less_learns_of_the_fork_from_the_other),
    cmocka_unit_test(test_members_who_were_told_two_histories_find_out),
    cmocka_unit_test(test_a_fork_that_only_a_signature_shows_blames_nobody_else),
    cmocka_unit_test(test_what_waits_for_a_third_is_not_asked_for_again_and_again),
    cmocka_unit_test(test_members_of_a_signed_space_pass_on_what_others_wrote),
    cmocka_unit_test(test_without_signatures_nothing_of_a_third_is_passed_on),
    cmocka_unit_test(test_a_flood_is_taken_at_its_pace),
    cmocka_unit_test(test_much_in_a_day_asks_the_person),
    cmocka_unit_test(test_another_day_has_room_again),
    cmocka_unit_test(test_what_is_settled_is_missed_by_who_lost_it),
    cmocka_unit_test(test_a_week_of_check_ins_is_a_few_hundred_bytes),
    cmocka_unit_test(test_what_is_remembered_is_kept_as_a_few_bytes),
    cmocka_unit_test(test_what_makes_no_sense_is_refused_and_changes_nothing),
    cmocka_unit_test(test_a_batch_that_is_none_makes_its_sender_doubtful),
};

TEST_GROUP(sync, tests)
