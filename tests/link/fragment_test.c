#include "link/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/deadline.h"
#include "link/limits.h"

static uint8_t pattern[ALCOVE_FRAME_BYTES_MAX];

static int open_fragment(void **state)
{
    *state = calloc(1, sizeof(struct fragment));
    assert_non_null(*state);
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (uint8_t)(i * 7);
    return 0;
}

static int close_fragment(void **state)
{
    free(*state);
    return 0;
}

static enum alcove_link_status push(struct fragment *fragment, uint64_t now_us, uint32_t id,
                                    size_t size)
{
    struct alcove_frame frame = {.kind = ALCOVE_FRAME_VIDEO, .id = id, .bytes = pattern};
    frame.size = size;
    frame.lifetime_us = 100000;
    return fragment_push(fragment, now_us, &frame);
}

/* Sends the next part and says which it was. */
static struct chunk_part send_next(struct fragment *fragment, size_t size_max)
{
    struct chunk_part part;
    assert_true(fragment_next(fragment, size_max, &part));
    assert_memory_equal(part.bytes, pattern + part.offset, part.size);
    fragment_on_sent(fragment, part.id, part.offset, part.size);
    return part;
}

static void a_frame_leaves_in_parts_and_is_reported_once(void **state)
{
    struct fragment *fragment = *state;
    assert_int_equal(push(fragment, 1000, 5, 2500), ALCOVE_OK);
    assert_int_equal(fragment_waiting_bytes(fragment), 2500);
    const uint32_t sizes[] = {1000, 1000, 500};
    for (uint32_t i = 0; i < 3; i++) {
        struct chunk_part part = send_next(fragment, 1000);
        assert_int_equal(part.id, 5);
        assert_int_equal(part.offset, i * 1000);
        assert_int_equal(part.size, sizes[i]);
        assert_int_equal(part.total, 2500);
    }
    assert_false(fragment_has_unsent(fragment));
    struct fragment_news news;
    for (uint32_t i = 0; i < 3; i++) {
        assert_false(fragment_poll_news(fragment, &news));
        fragment_on_arrived(fragment, 5, i * 1000, sizes[i]);
    }
    assert_true(fragment_poll_news(fragment, &news));
    assert_int_equal(news.id, 5);
    assert_true(news.arrived);
    fragment_on_arrived(fragment, 5, 0, 1000);
    assert_false(fragment_poll_news(fragment, &news));
    assert_true(fragment_next_deadline(fragment) == DEADLINE_NEVER);
}

static void a_lost_part_leaves_again_before_newer_frames(void **state)
{
    struct fragment *fragment = *state;
    push(fragment, 1000, 1, 1500);
    struct chunk_part lost = send_next(fragment, 1000);
    send_next(fragment, 1000);
    push(fragment, 2000, 2, 300);
    fragment_on_lost(fragment, 50000, &lost);
    struct chunk_part again = send_next(fragment, 1000);
    assert_int_equal(again.id, 1);
    assert_int_equal(again.offset, lost.offset);
    assert_int_equal(send_next(fragment, 1000).id, 2);
    assert_int_equal(fragment->repeated, 1);
}

static void after_its_lifetime_a_lost_part_loses_the_frame(void **state)
{
    struct fragment *fragment = *state;
    push(fragment, 1000, 1, 500);
    struct chunk_part part = send_next(fragment, 1000);
    fragment_on_lost(fragment, 101000, &part);
    struct fragment_news news;
    assert_true(fragment_poll_news(fragment, &news));
    assert_false(news.arrived);
    assert_int_equal(fragment->given_up, 1);
    assert_false(fragment_has_unsent(fragment));
}

static void a_part_that_was_only_late_is_not_repeated(void **state)
{
    struct fragment *fragment = *state;
    push(fragment, 1000, 1, 1500);
    struct chunk_part part = send_next(fragment, 1000);
    fragment_on_lost(fragment, 2000, &part);
    fragment_on_arrived(fragment, 1, part.offset, part.size);
    assert_int_equal(send_next(fragment, 1000).offset, 1000);
    assert_false(fragment_has_unsent(fragment));
}

static void a_frame_that_never_leaves_is_given_up(void **state)
{
    struct fragment *fragment = *state;
    push(fragment, 1000, 1, 500);
    uint64_t deadline_us = fragment_next_deadline(fragment);
    fragment_on_timeout(fragment, deadline_us - 1);
    assert_true(fragment_has_unsent(fragment));
    fragment_on_timeout(fragment, deadline_us);
    assert_false(fragment_has_unsent(fragment));
    struct fragment_news news;
    assert_true(fragment_poll_news(fragment, &news));
    assert_false(news.arrived);
}

static void only_a_few_frames_may_wait(void **state)
{
    struct fragment *fragment = *state;
    for (uint32_t i = 0; i < FRAGMENT_WAITING_MAX; i++)
        assert_int_equal(push(fragment, 1000, i, 100), ALCOVE_OK);
    assert_int_equal(push(fragment, 1000, 9, 100), ALCOVE_FULL);
    send_next(fragment, 1000);
    assert_int_equal(push(fragment, 1000, 9, 100), ALCOVE_OK);
}

static void storage_comes_round_for_thousands_of_frames(void **state)
{
    struct fragment *fragment = *state;
    struct fragment_news news;
    for (uint32_t i = 0; i < 5000; i++) {
        size_t size = 1 + (i * 7919) % ALCOVE_FRAME_BYTES_MAX;
        assert_int_equal(push(fragment, i * 1000, i, size), ALCOVE_OK);
        while (fragment_has_unsent(fragment)) {
            struct chunk_part part = send_next(fragment, 60000);
            fragment_on_arrived(fragment, part.id, part.offset, part.size);
        }
        assert_true(fragment_poll_news(fragment, &news));
        assert_int_equal(news.id, i);
    }
}

static void words_about_unknown_frames_are_ignored(void **state)
{
    struct fragment *fragment = *state;
    push(fragment, 1000, 1, 500);
    send_next(fragment, 1000);
    struct chunk_part strange = {.id = 77, .offset = 0, .size = 10};
    fragment_on_lost(fragment, 2000, &strange);
    fragment_on_arrived(fragment, 77, 0, 10);
    fragment_on_arrived(fragment, 1, 400, 4000);
    fragment_on_arrived(fragment, 1, UINT32_MAX, 10);
    struct fragment_news news;
    assert_false(fragment_poll_news(fragment, &news));
}

#define FRAGMENT_TEST(test) cmocka_unit_test_setup_teardown(test, open_fragment, close_fragment)
static const struct CMUnitTest tests[] = {
    FRAGMENT_TEST(a_frame_leaves_in_parts_and_is_reported_once),
    FRAGMENT_TEST(a_lost_part_leaves_again_before_newer_frames),
    FRAGMENT_TEST(after_its_lifetime_a_lost_part_loses_the_frame),
    FRAGMENT_TEST(a_part_that_was_only_late_is_not_repeated),
    FRAGMENT_TEST(a_frame_that_never_leaves_is_given_up),
    FRAGMENT_TEST(only_a_few_frames_may_wait),
    FRAGMENT_TEST(storage_comes_round_for_thousands_of_frames),
    FRAGMENT_TEST(words_about_unknown_frames_are_ignored),
};
TEST_GROUP(fragment, tests)
