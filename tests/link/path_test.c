#include "link/path.h"

#include <string.h>

#include "harness.h"
#include "link/deadline.h"

static void count_up(void *context, uint8_t *out, size_t size)
{
    uint8_t *next = context;
    for (size_t i = 0; i < size; i++)
        out[i] = (*next)++;
}

static uint8_t next_byte;
static const struct alcove_random scripted = {count_up, &next_byte};
static const struct alcove_address home = {.ip = {1}, .port = 100};
static const struct alcove_address train = {.ip = {2}, .port = 200};

static void packet(struct path *path, uint64_t now_us, const struct alcove_address *from,
                   bool newest)
{
    struct path_received received = {.from = from, .newest = newest, .size = 200};
    path_on_packet(path, now_us, &received, &scripted);
}

static void a_new_address_is_tried_and_taken_when_it_answers(void **state)
{
    (void)state;
    struct path path = {0};
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    size_t size_max;
    path_set(&path, &home);
    packet(&path, 1000, &train, true);
    assert_true(alcove_address_equal(&path.current, &home));
    assert_int_equal(path_poll(&path, 1000, &to, token, &size_max), PATH_PROBE_CHALLENGE);
    assert_true(alcove_address_equal(&to, &train));
    path_on_probe_sent(&path, 1000, PATH_PROBE_CHALLENGE, size_max);
    assert_int_equal(path_poll(&path, 1000, &to, token, &size_max), PATH_PROBE_NONE);
    assert_true(path_on_response(&path, 2000, token));
    assert_true(alcove_address_equal(&path.current, &train));
    assert_false(path_on_response(&path, 2000, token));
    assert_int_equal(path.changes, 1);
    assert_true(path_next_deadline(&path) == DEADLINE_NEVER);
}

static void a_wrong_or_early_token_moves_nothing(void **state)
{
    (void)state;
    struct path path = {0};
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES] = {0};
    size_t size_max;
    path_set(&path, &home);
    assert_false(path_on_response(&path, 2000, token));
    packet(&path, 1000, &train, true);
    memcpy(token, path.trial.token, sizeof token);
    assert_false(path_on_response(&path, 2000, token));
    path_poll(&path, 1000, &to, token, &size_max);
    path_on_probe_sent(&path, 1000, PATH_PROBE_CHALLENGE, size_max);
    for (size_t i = 0; i < sizeof token; i++) {
        token[i] ^= 1;
        assert_false(path_on_response(&path, 2000, token));
        token[i] ^= 1;
    }
    assert_true(alcove_address_equal(&path.current, &home));
}

static void an_old_packet_from_elsewhere_is_not_followed(void **state)
{
    (void)state;
    struct path path = {0};
    path_set(&path, &home);
    packet(&path, 1000, &train, false);
    assert_int_equal(path.trial.address.port, 0);
    packet(&path, 1000, &train, true);
    assert_int_equal(path.trial.address.port, 200);
    packet(&path, 2000, &home, false);
    assert_int_equal(path.trial.address.port, 200);
    packet(&path, 3000, &home, true);
    assert_int_equal(path.trial.address.port, 0);
}

static void an_unproven_address_gets_at_most_three_times_what_it_sent(void **state)
{
    (void)state;
    struct path path = {0};
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    size_t size_max;
    size_t sent = 0;
    path_set(&path, &home);
    packet(&path, 0, &train, true);
    for (uint64_t now_us = 0; now_us < 5000000; now_us += 10000) {
        if (path_poll(&path, now_us, &to, token, &size_max) != PATH_PROBE_CHALLENGE)
            continue;
        path_on_probe_sent(&path, now_us, PATH_PROBE_CHALLENGE, size_max);
        sent += size_max;
    }
    assert_true(sent >= 256);
    assert_true(sent <= 3 * 200);
}

static void a_trial_without_an_answer_ends(void **state)
{
    (void)state;
    struct path path = {0};
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    size_t size_max;
    path_set(&path, &home);
    packet(&path, 0, &train, true);
    for (uint64_t now_us = 0; now_us < 15000000; now_us += 100000) {
        if (now_us == 0)
            packet(&path, now_us, &train, true);
        path.trial.received_bytes += path.trial.address.port != 0 ? 1200 : 0;
        if (path_poll(&path, now_us, &to, token, &size_max) == PATH_PROBE_CHALLENGE)
            path_on_probe_sent(&path, now_us, PATH_PROBE_CHALLENGE, size_max);
    }
    assert_int_equal(path.trial.address.port, 0);
    assert_true(alcove_address_equal(&path.current, &home));
}

/* Voice goes on arriving from there while the answer is two seconds away. */
static void an_answer_over_a_very_long_way_still_moves_the_path(void **state)
{
    (void)state;
    struct path path = {0};
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    uint8_t first[CHUNK_TOKEN_BYTES];
    size_t size_max;
    path_set(&path, &home);
    for (uint64_t now_us = 0; now_us < 4000000; now_us += 20000) {
        packet(&path, now_us, &train, true);
        if (path_poll(&path, now_us, &to, token, &size_max) != PATH_PROBE_CHALLENGE)
            continue;
        path_on_probe_sent(&path, now_us, PATH_PROBE_CHALLENGE, size_max);
        if (now_us == 0)
            memcpy(first, token, sizeof first);
    }
    assert_true(path_on_response(&path, 2000, first));
    assert_true(alcove_address_equal(&path.current, &train));
}

static void a_challenge_is_answered_to_where_it_came_from(void **state)
{
    (void)state;
    struct path path = {0};
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    size_t size_max;
    path_set(&path, &home);
    path_on_challenge(&path, &train, (const uint8_t *)"abcdefgh");
    assert_int_equal(path_poll(&path, 0, &to, token, &size_max), PATH_PROBE_RESPONSE);
    assert_true(alcove_address_equal(&to, &train));
    assert_memory_equal(token, "abcdefgh", 8);
    path_on_probe_sent(&path, 0, PATH_PROBE_RESPONSE, size_max);
    assert_int_equal(path_poll(&path, 0, &to, token, &size_max), PATH_PROBE_NONE);
}

static void the_newest_candidates_are_kept_and_each_once(void **state)
{
    (void)state;
    struct path path = {0};
    path_add_candidate(&path, &home);
    path_add_candidate(&path, &home);
    assert_int_equal(path_candidates(&path), 1);
    for (uint16_t port = 1; port <= ALCOVE_CANDIDATES_MAX; port++) {
        struct alcove_address address = {.ip = {3}, .port = port};
        path_add_candidate(&path, &address);
    }
    assert_int_equal(path_candidates(&path), ALCOVE_CANDIDATES_MAX);
    for (size_t i = 0; i < ALCOVE_CANDIDATES_MAX; i++)
        assert_false(alcove_address_equal(&path.candidates[i], &home));
}

static void answer_the_challenge(struct path *path, uint64_t now_us)
{
    struct alcove_address to;
    uint8_t token[CHUNK_TOKEN_BYTES];
    size_t size_max;
    assert_int_equal(path_poll(path, now_us, &to, token, &size_max), PATH_PROBE_CHALLENGE);
    path_on_probe_sent(path, now_us, PATH_PROBE_CHALLENGE, size_max);
    assert_true(path_on_response(path, now_us, token));
}

static void a_wished_address_is_tried_though_packets_come_from_the_old_one(void **state)
{
    (void)state;
    struct path path = {0};
    path_set(&path, &home);
    path_wish(&path, 1000, &train, &scripted);
    packet(&path, 1000, &home, true);
    assert_true(alcove_address_equal(&path.trial.address, &train));
    answer_the_challenge(&path, 1000);
    assert_true(alcove_address_equal(&path.current, &train));
}

static void the_address_that_was_left_is_not_followed_back_at_once(void **state)
{
    (void)state;
    struct path path = {0};
    path_set(&path, &home);
    path_wish(&path, 1000, &train, &scripted);
    answer_the_challenge(&path, 1000);
    packet(&path, 2000, &home, true);
    assert_int_equal(path.trial.address.port, 0);
    packet(&path, 4000000, &home, true); /* three seconds later they mean it */
    assert_true(alcove_address_equal(&path.trial.address, &home));
}

static void the_current_address_is_not_wished_for_again(void **state)
{
    (void)state;
    struct path path = {0};
    path_set(&path, &home);
    path_wish(&path, 1000, &home, &scripted);
    assert_int_equal(path.trial.address.port, 0);
    path_wish(&path, 1000, &train, &scripted);
    uint8_t first = path.trial.token[0];
    path_wish(&path, 1500, &train, &scripted);
    assert_int_equal(path.trial.token[0], first);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_wished_address_is_tried_though_packets_come_from_the_old_one),
    cmocka_unit_test(the_address_that_was_left_is_not_followed_back_at_once),
    cmocka_unit_test(the_current_address_is_not_wished_for_again),
    cmocka_unit_test(a_new_address_is_tried_and_taken_when_it_answers),
    cmocka_unit_test(a_wrong_or_early_token_moves_nothing),
    cmocka_unit_test(an_old_packet_from_elsewhere_is_not_followed),
    cmocka_unit_test(an_unproven_address_gets_at_most_three_times_what_it_sent),
    cmocka_unit_test(a_trial_without_an_answer_ends),
    cmocka_unit_test(an_answer_over_a_very_long_way_still_moves_the_path),
    cmocka_unit_test(a_challenge_is_answered_to_where_it_came_from),
    cmocka_unit_test(the_newest_candidates_are_kept_and_each_once),
};
TEST_GROUP(path, tests)
