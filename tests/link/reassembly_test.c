#include "link/reassembly.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/deadline.h"

static uint8_t pattern[ALCOVE_FRAME_BYTES_MAX];

static int open_reassembly(void **state)
{
    *state = calloc(1, sizeof(struct reassembly));
    assert_non_null(*state);
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (uint8_t)(i * 13);
    return 0;
}

static int close_reassembly(void **state)
{
    free(*state);
    return 0;
}

static bool part(struct reassembly *reassembly, uint32_t id, uint32_t offset, uint32_t size,
                 uint32_t total)
{
    struct chunk_part chunk = {.id = id, .offset = offset, .size = size, .total = total};
    chunk.captured_us = id * 1000;
    chunk.bytes = pattern + offset;
    return reassembly_on_video(reassembly, 1000 + id, &chunk);
}

static void a_frame_is_whole_when_its_last_part_came(void **state)
{
    struct reassembly *reassembly = *state;
    struct alcove_frame frame;
    assert_true(part(reassembly, 7, 2000, 500, 2500));
    assert_true(part(reassembly, 7, 0, 1000, 2500));
    assert_false(reassembly_poll(reassembly, &frame));
    assert_true(part(reassembly, 7, 1000, 1000, 2500));
    assert_true(reassembly_poll(reassembly, &frame));
    assert_int_equal(frame.kind, ALCOVE_FRAME_VIDEO);
    assert_int_equal(frame.id, 7);
    assert_int_equal(frame.size, 2500);
    assert_int_equal(frame.received_at_us, 1007);
    assert_memory_equal(frame.bytes, pattern, 2500);
    assert_false(reassembly_poll(reassembly, &frame));
}

static void duplicates_and_overlaps_change_nothing(void **state)
{
    struct reassembly *reassembly = *state;
    struct alcove_frame frame;
    assert_true(part(reassembly, 1, 0, 600, 1000));
    assert_true(part(reassembly, 1, 0, 600, 1000));
    assert_true(part(reassembly, 1, 300, 500, 1000));
    assert_false(reassembly_poll(reassembly, &frame));
    assert_true(part(reassembly, 1, 700, 300, 1000));
    assert_true(reassembly_poll(reassembly, &frame));
    assert_memory_equal(frame.bytes, pattern, 1000);
    reassembly_reclaim(reassembly);
    assert_true(part(reassembly, 1, 0, 600, 1000));
    assert_false(reassembly_poll(reassembly, &frame));
}

static void lies_about_a_frame_are_refused(void **state)
{
    struct reassembly *reassembly = *state;
    assert_true(part(reassembly, 1, 0, 600, 1000));
    assert_false(part(reassembly, 1, 600, 400, 1001));
    struct chunk_part lie = {.id = 1, .offset = 600, .size = 400, .total = 1000};
    lie.bytes = pattern;
    lie.captured_us = 1000;
    lie.key = true;
    assert_false(reassembly_on_video(reassembly, 2000, &lie));
    lie.key = false;
    lie.captured_us = 1001;
    assert_false(reassembly_on_video(reassembly, 2000, &lie));
    lie.captured_us = 1000;
    assert_true(reassembly_on_video(reassembly, 2000, &lie));
}

static void parts_scattered_too_finely_are_refused(void **state)
{
    struct reassembly *reassembly = *state;
    for (uint32_t i = 0; i < RANGES_MAX; i++)
        assert_true(part(reassembly, 1, i * 10, 1, 1000));
    assert_false(part(reassembly, 1, 900, 1, 1000));
    assert_true(part(reassembly, 1, 1, 9, 1000));
    assert_true(part(reassembly, 1, 900, 1, 1000));
}

static void the_oldest_unfinished_frame_gives_way(void **state)
{
    struct reassembly *reassembly = *state;
    for (uint32_t id = 1; id <= REASSEMBLY_VIDEO_MAX; id++)
        assert_true(part(reassembly, id, 0, 10, 100));
    assert_int_equal(reassembly->incomplete, 0);
    assert_true(part(reassembly, 50, 0, 10, 100));
    assert_int_equal(reassembly->incomplete, 1);
    /* What was given up is refused from then on: its sender must not believe it arrived. */
    assert_false(part(reassembly, 1, 10, 90, 100));
    assert_true(part(reassembly, 2, 10, 90, 100));
}

static void whole_frames_that_nobody_takes_are_not_overwritten(void **state)
{
    struct reassembly *reassembly = *state;
    struct alcove_frame frame;
    for (uint32_t id = 0; id < REASSEMBLY_VIDEO_MAX; id++)
        assert_true(part(reassembly, id, 0, 10, 10));
    assert_false(part(reassembly, 90, 0, 10, 10));
    for (uint32_t id = 0; id < REASSEMBLY_VIDEO_MAX; id++) {
        assert_true(reassembly_poll(reassembly, &frame));
        assert_int_equal(frame.id, id);
    }
    assert_false(part(reassembly, 90, 0, 10, 10));
    reassembly_reclaim(reassembly);
    assert_true(part(reassembly, 90, 0, 10, 10));
}

static void a_frame_that_stays_in_pieces_is_given_up_in_time(void **state)
{
    struct reassembly *reassembly = *state;
    assert_true(reassembly_next_deadline(reassembly) == DEADLINE_NEVER);
    part(reassembly, 3, 0, 10, 100);
    uint64_t deadline_us = reassembly_next_deadline(reassembly);
    assert_true(deadline_us == 1003 + REASSEMBLY_WAIT_US);
    reassembly_on_timeout(reassembly, deadline_us - 1);
    assert_int_equal(reassembly->incomplete, 0);
    reassembly_on_timeout(reassembly, deadline_us);
    assert_int_equal(reassembly->incomplete, 1);
    assert_false(part(reassembly, 3, 10, 90, 100));
}

static void frames_long_past_are_refused(void **state)
{
    struct reassembly *reassembly = *state;
    assert_true(part(reassembly, 1000, 0, 10, 100));
    assert_true(part(reassembly, 1000 - REASSEMBLY_MEMORY + 1, 0, 10, 100));
    assert_false(part(reassembly, 1000 - REASSEMBLY_MEMORY, 0, 10, 100));
    assert_false(part(reassembly, 0, 0, 10, 100));
}

static void voice_and_video_come_in_the_order_they_became_whole(void **state)
{
    struct reassembly *reassembly = *state;
    struct alcove_frame frame;
    struct chunk_part voice = {.id = 1, .size = 20, .total = 20, .bytes = pattern};
    part(reassembly, 1, 0, 10, 20);
    assert_true(reassembly_on_voice(reassembly, 2000, &voice));
    part(reassembly, 1, 10, 10, 20);
    voice.id = 2;
    assert_true(reassembly_on_voice(reassembly, 3000, &voice));
    const enum alcove_frame_kind order[] = {ALCOVE_FRAME_VOICE, ALCOVE_FRAME_VIDEO,
                                            ALCOVE_FRAME_VOICE};
    for (size_t i = 0; i < 3; i++) {
        assert_true(reassembly_poll(reassembly, &frame));
        assert_int_equal(frame.kind, order[i]);
    }
}

static void voice_beyond_its_slots_is_refused_until_taken(void **state)
{
    struct reassembly *reassembly = *state;
    struct alcove_frame frame;
    struct chunk_part voice = {.id = 1, .size = 20, .total = 20, .bytes = pattern};
    for (int i = 0; i < REASSEMBLY_VOICE_MAX; i++)
        assert_true(reassembly_on_voice(reassembly, 1000, &voice));
    assert_false(reassembly_on_voice(reassembly, 1000, &voice));
    assert_true(reassembly_poll(reassembly, &frame));
    reassembly_reclaim(reassembly);
    assert_true(reassembly_on_voice(reassembly, 1000, &voice));
    voice.size = voice.total = ALCOVE_VOICE_BYTES_MAX + 65;
    assert_false(reassembly_on_voice(reassembly, 1000, &voice));
}

static void the_clock_of_the_other_side_goes_on_past_32_bits(void **state)
{
    struct reassembly *reassembly = *state;
    struct alcove_frame frame;
    struct chunk_part voice = {.size = 20, .total = 20, .bytes = pattern};
    const uint32_t low[] = {UINT32_MAX - 10000, UINT32_MAX, 9999, 5000, 2000000000, 4000000000, 5};
    const int64_t step[] = {0, 10000, 10000, -4999, 1999995000, 2000000000, 294967301};
    uint64_t last_us = 0;
    for (size_t i = 0; i < 7; i++) {
        voice.captured_us = low[i];
        assert_true(reassembly_on_voice(reassembly, 1000, &voice));
        assert_true(reassembly_poll(reassembly, &frame));
        reassembly_reclaim(reassembly);
        assert_int_equal((uint32_t)frame.captured_at_us, low[i]);
        if (i > 0)
            assert_true((int64_t)(frame.captured_at_us - last_us) == step[i]);
        last_us = frame.captured_at_us;
    }
}

#define REASSEMBLY_TEST(test)                                                                      \
    cmocka_unit_test_setup_teardown(test, open_reassembly, close_reassembly)
static const struct CMUnitTest tests[] = {
    REASSEMBLY_TEST(a_frame_is_whole_when_its_last_part_came),
    REASSEMBLY_TEST(duplicates_and_overlaps_change_nothing),
    REASSEMBLY_TEST(lies_about_a_frame_are_refused),
    REASSEMBLY_TEST(parts_scattered_too_finely_are_refused),
    REASSEMBLY_TEST(the_oldest_unfinished_frame_gives_way),
    REASSEMBLY_TEST(whole_frames_that_nobody_takes_are_not_overwritten),
    REASSEMBLY_TEST(a_frame_that_stays_in_pieces_is_given_up_in_time),
    REASSEMBLY_TEST(frames_long_past_are_refused),
    REASSEMBLY_TEST(voice_and_video_come_in_the_order_they_became_whole),
    REASSEMBLY_TEST(voice_beyond_its_slots_is_refused_until_taken),
    REASSEMBLY_TEST(the_clock_of_the_other_side_goes_on_past_32_bits),
};
TEST_GROUP(reassembly, tests)
