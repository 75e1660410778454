/* Many hundreds of inserts at one place, by several who did not know of each other: they cost a few
 * looks each, and come to the order that a naive note has. */
#include "text/text_leap.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "naive.h"
#include "note.h"
#include "text/text.h"
#include "text/text_tracker.h"

#define PEOPLE 3
#define MANY   1200

typedef uint32_t place(uint32_t i);

/* Everybody's runs, of a character each. */
static void push_all(struct text_graph *graph, place *at)
{
    static struct text_run runs[MANY];
    static const uint32_t nothing[NOTE_AGENTS];
    for (uint32_t who = 0; who < PEOPLE; who++) {
        for (uint32_t i = 0; i < MANY; i++)
            runs[i] = (struct text_run){TEXT_INSERT, at(i), 1, NULL, 0};
        struct text_batch batch = {who, 0, nothing, runs, MANY};
        assert_int_equal(text_graph_check(graph, &batch, MANY), TEXT_APPLIED);
        assert_true(text_graph_reserve(graph, 1, MANY));
        text_graph_push(graph, &batch);
    }
}

/* Replays one after another; returns the most looks that an insert took. */
static uint32_t replay_all(place *at)
{
    struct counted_memory counted;
    struct text_graph graph;
    uint32_t most = 0;
    counted_memory_begin(&counted);
    assert_true(text_graph_begin(&graph, &counted.memory, NOTE_AGENTS));
    push_all(&graph, at);
    struct text_tracker tracker = text_tracker_begin(&counted.memory, &graph);
    assert_true(text_tracker_start(&tracker, 0, 0, PEOPLE * MANY));
    for (uint32_t who = 0; who < PEOPLE; who++) {
        for (uint32_t i = 0; i < MANY; i++) {
            text_tracker_insert(&tracker, text_graph_run(&graph, who * MANY + i));
            assert_false(tracker.tree.failed);
            most = tracker.looks > most ? tracker.looks : most;
        }
        for (uint32_t i = 0; i < MANY; i++) {
            const struct text_graph_run *run = text_graph_run(&graph, who * MANY + i);
            text_tracker_shift(&tracker, run, run->lv, run->lv + 1, -1);
        }
    }
    assert_int_equal(tracker.tree.length, PEOPLE * MANY);
    text_tracker_finish(&tracker);
    text_graph_finish(&graph);
    counted_memory_end(&counted);
    return most;
}

static uint32_t first(uint32_t i)
{
    return 0 * i;
}

static uint32_t first_and_last(uint32_t i)
{
    return i % 2 == 0 ? 0 : i;
}

static uint32_t last_but_two(uint32_t i)
{
    return i > 2 ? i - 2 : 0;
}

static uint32_t in_the_middle(uint32_t i)
{
    return i / 2;
}

static uint32_t here_and_there(uint32_t i)
{
    return i * 2654435761u % (i + 1);
}

static void test_many_at_one_place_take_a_few_looks_each(void **state)
{
    (void)state;
    static place *const places[] = {first, first_and_last, last_but_two, in_the_middle,
                                    here_and_there};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        assert_in_range(replay_all(places[i]), 1, 50);
}

/* --- Beside a naive note: batches of people who learn of each other now and then. --- */

#define BATCHES 90
#define RUNS    9

struct crowd {
    struct counted_memory counted;
    uint64_t random;
    struct text_batch batches[BATCHES];
    struct text_run runs[BATCHES][RUNS];
    uint32_t parents[BATCHES][NOTE_AGENTS];
    uint32_t versions[BATCHES][NOTE_AGENTS]; /* what each batch leads to */
};

static uint32_t draw(struct crowd *c, uint32_t bound)
{
    c->random = c->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(c->random >> 33) % bound;
}

static void learn(uint32_t *version, const uint32_t *other)
{
    for (uint32_t i = 0; i < NOTE_AGENTS; i++)
        version[i] = version[i] > other[i] ? version[i] : other[i];
}

/* Batch `index`: at the start, the end or the middle, seldom anywhere. */
static void write_batch(struct crowd *c, uint32_t index)
{
    static const char letters[PEOPLE][2] = {"a", "b", "c"};
    uint32_t who = draw(c, PEOPLE), length = 0;
    uint32_t *known = c->parents[index];
    for (uint32_t i = index; i-- > 0;) {
        if (c->batches[i].agent == who) {
            learn(known, c->versions[i]);
            break;
        }
    }
    if (index > 0 && draw(c, 6) == 0)
        learn(known, c->versions[draw(c, index)]);
    for (uint32_t i = 0; i < NOTE_AGENTS; i++)
        length += known[i];
    for (uint32_t i = 0; i < RUNS; i++, length++) {
        uint32_t at[] = {0, length, length / 2, draw(c, length + 1)};
        c->runs[index][i] = (struct text_run){TEXT_INSERT, at[draw(c, 16) % 5 % 4], 1,
                                              (const uint8_t *)letters[who], 1};
    }
    c->batches[index] = (struct text_batch){who, known[who], known, c->runs[index], RUNS};
    memcpy(c->versions[index], known, sizeof c->versions[index]);
    c->versions[index][who] += RUNS;
}

static void require_naive(struct crowd *c, const struct text *note)
{
    uint8_t expected[BATCHES * RUNS], text[BATCHES * RUNS];
    struct naive *naive = naive_open(NOTE_AGENTS);
    for (uint32_t i = 0; i < BATCHES; i++)
        naive_merge(naive, &c->batches[i]);
    assert_int_equal(naive_read(naive, expected, sizeof expected), sizeof expected);
    assert_int_equal(text_size(note, false), sizeof text);
    text_read(note, false, text);
    assert_memory_equal(text, expected, sizeof text);
    naive_close(naive);
}

static void test_a_crowd_at_few_places_comes_to_the_order_of_a_naive_note(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct crowd *c = calloc(1, sizeof *c);
        assert_non_null(c);
        counted_memory_begin(&c->counted);
        c->random = seed;
        for (uint32_t i = 0; i < BATCHES; i++)
            write_batch(c, i);
        struct text *note = note_open(&c->counted);
        assert_int_equal(text_merge(note, c->batches, BATCHES), TEXT_APPLIED);
        require_naive(c, note);
        text_close(note);
        note = note_open(&c->counted);
        for (uint32_t i = 0; i < BATCHES; i++)
            assert_int_equal(text_merge(note, &c->batches[i], 1), TEXT_APPLIED);
        require_naive(c, note);
        text_close(note);
        counted_memory_end(&c->counted);
        free(c);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_many_at_one_place_take_a_few_looks_each),
    cmocka_unit_test(test_a_crowd_at_few_places_comes_to_the_order_of_a_naive_note),
};

TEST_GROUP(text_leap, tests)
