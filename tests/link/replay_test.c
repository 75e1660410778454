#include "link/replay.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "json.h"

static bool accept(struct replay *replay, uint64_t counter)
{
    if (!replay_is_fresh(replay, counter))
        return false;
    replay_commit(replay, counter);
    return true;
}

/* The vectors name the limit at which their owner stops to accept; ours is ALCOVE_COUNTER_MAX and
 * is kept by seal.c. */
static void wireguards_sequence_is_taken_and_refused_as_published(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/replay_window_wireguard.json");
    const struct json *root = json_root(document);
    uint64_t limit = strtoull(json_text(root, "reject_after_messages"), NULL, 10);
    struct replay replay = {0};
    size_t rows = 0;
    JSON_EACH(row, json_get(root, "sequence"))
    {
        uint64_t counter = strtoull(row->child->text, NULL, 10);
        bool expected = row->child->next->text[0] == '1';
        bool taken = counter < limit && accept(&replay, counter);
        if (taken != expected)
            fail_msg("row %zu, counter %s", rows, row->child->text);
        rows++;
    }
    assert_int_equal(rows, 34);
    json_close(document);
}

static void run_bulk_step(struct replay *replay, const struct json *step)
{
    const struct json *first = step->child->next;
    uint64_t from = strtoull(first->text, NULL, 10);
    if (strcmp(step->child->text, "one") == 0) {
        assert_int_equal(accept(replay, from), first->next->text[0] == '1');
        return;
    }
    assert_string_equal(step->child->text, "range");
    uint64_t to = strtoull(first->next->text, NULL, 10);
    bool expected = first->next->next->text[0] == '1';
    for (uint64_t i = from;; i = from < to ? i + 1 : i - 1) {
        assert_int_equal(accept(replay, i), expected);
        if (i == to)
            return;
    }
}

static void wireguards_bulk_ranges_are_taken_as_published(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/replay_window_wireguard.json");
    const struct json *bulk = json_get(json_root(document), "bulk");
    assert_int_equal(json_count(bulk), 6);
    JSON_EACH(steps, bulk)
    {
        struct replay replay = {0};
        JSON_EACH(step, steps)
        run_bulk_step(&replay, step);
    }
    json_close(document);
}

static void asking_does_not_commit(void **state)
{
    (void)state;
    struct replay replay = {0};
    assert_true(replay_is_fresh(&replay, 5));
    assert_true(replay_is_fresh(&replay, 5));
    replay_commit(&replay, 5);
    assert_false(replay_is_fresh(&replay, 5));
}

static void the_highest_counter_is_the_newest(void **state)
{
    (void)state;
    struct replay replay = {0};
    assert_true(replay_is_newest(&replay, 0));
    replay_commit(&replay, 7);
    assert_false(replay_is_newest(&replay, 7));
    assert_false(replay_is_newest(&replay, 6));
    assert_true(replay_is_newest(&replay, 8));
}

/* Against the plainest model: a list of all that was committed. Counters jump about the window's
 * edges, where blocks are emptied. */
static void a_random_walk_agrees_with_a_list_of_all_counters(void **state)
{
    (void)state;
    enum { SPACE = 10000000 };
    struct replay replay = {0};
    uint8_t *committed = calloc(SPACE, 1);
    assert_non_null(committed);
    uint64_t newest = 0, seed = 1;
    bool any = false;
    for (int i = 0; i < 100000; i++) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        uint64_t step = (seed >> 33) % 9000;
        uint64_t counter = seed >> 58 == 0 ? newest + step : newest - step % (newest + 1);
        assert_true(counter < SPACE);
        bool old = any && counter < newest && newest - counter > ALCOVE_REPLAY_WINDOW_PACKETS;
        assert_int_equal(accept(&replay, counter), !old && !committed[counter]);
        if (!old)
            committed[counter] = 1;
        if (!any || counter > newest)
            newest = counter;
        any = true;
    }
    assert_true(newest > 1000000);
    free(committed);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(wireguards_sequence_is_taken_and_refused_as_published),
    cmocka_unit_test(wireguards_bulk_ranges_are_taken_as_published),
    cmocka_unit_test(asking_does_not_commit),
    cmocka_unit_test(the_highest_counter_is_the_newest),
    cmocka_unit_test(a_random_walk_agrees_with_a_list_of_all_counters),
};

TEST_GROUP(replay, tests)
