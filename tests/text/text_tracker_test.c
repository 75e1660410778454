/* The order in which concurrent inserts stand: nobody's words are mixed with another's, and ties go
 * by agents. */
#include "text/text_tracker.h"

#include "harness.h"
#include "memory.h"
#include "note.h"
#include "text/text.h"

/* Three people type words of three letters upon an empty note, letter by letter and batch by batch:
 * each letter at a place that `at` tells from its number. Their letters come in turns. */
static void type_in_turns(struct text *note, const char *const words[3], uint32_t (*at)(uint32_t))
{
    for (uint32_t letter = 0; letter < 3; letter++) {
        for (uint32_t who = 0; who < 3; who++) {
            uint32_t parents[NOTE_AGENTS] = {0};
            char text[2] = {words[who][letter], '\0'};
            parents[who] = letter;
            note_hear_insert(note, who, parents, at(letter), text);
        }
    }
}

static uint32_t at_the_end(uint32_t letter)
{
    return letter;
}

static uint32_t at_the_start(uint32_t letter)
{
    (void)letter;
    return 0;
}

static void test_words_typed_forward_are_not_mixed(void **state)
{
    (void)state;
    static const char *const words[3] = {"abc", "123", "xyz"};
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    type_in_turns(note, words, at_the_end);
    note_is(note, "abc123xyz");
    note_is_by(note, false, "0:3 1:3 2:3");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_words_typed_backward_are_not_mixed(void **state)
{
    (void)state;
    static const char *const words[3] = {"cba", "321", "zyx"};
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    type_in_turns(note, words, at_the_start);
    note_is(note, "abc123xyz");
    note_is_by(note, false, "0:3 1:3 2:3");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_words_are_not_mixed_in_the_middle_of_a_text(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "[]");
    for (uint32_t letter = 0; letter < 4; letter++) {
        for (uint32_t who = 1; who < 4; who++) {
            uint32_t parents[NOTE_AGENTS] = {2};
            char text[2] = {(char)("?acx"[who] + (int)letter), '\0'};
            parents[who] = letter;
            /* One types on, one puts the newest first, one changes sides. */
            uint32_t at = who == 1 ? 1 + letter : who == 2 ? 1 : 1 + letter / 2;
            note_hear_insert(note, who, parents, at, text);
        }
    }
    note_is_by(note, false, "0:1 1:4 2:4 3:4 0:1");
    text_close(note);
    counted_memory_end(&counted);
}

/* A graph by hand: one writes `ab`, then two insert between them and one deletes, none knowing the
 * others. */
struct game {
    struct counted_memory counted;
    struct text_graph graph;
    struct text_tracker tracker;
};

static void push(struct game *g, uint32_t agent, const uint32_t *parents, struct text_run run)
{
    struct text_batch batch = {agent, parents[agent], parents, &run, 1};
    assert_true(text_graph_reserve(&g->graph, 1, 1));
    text_graph_push(&g->graph, &batch);
}

static void begin(struct game *g)
{
    static const uint32_t nothing[NOTE_AGENTS] = {0}, first[NOTE_AGENTS] = {2};
    counted_memory_begin(&g->counted);
    assert_true(text_graph_begin(&g->graph, &g->counted.memory, NOTE_AGENTS));
    push(g, 0, nothing, (struct text_run){TEXT_INSERT, 0, 2, NULL, 0});
    push(g, 2, first, (struct text_run){TEXT_INSERT, 1, 3, NULL, 0});
    push(g, 1, first, (struct text_run){TEXT_INSERT, 1, 1, NULL, 0});
    push(g, 3, first, (struct text_run){TEXT_DELETE, 0, 2, NULL, 0});
    g->tracker = text_tracker_begin(&g->counted.memory, &g->graph);
    assert_true(text_tracker_start(&g->tracker, 0, 0, g->graph.events));
}

static void end(struct game *g)
{
    text_tracker_finish(&g->tracker);
    text_graph_finish(&g->graph);
    counted_memory_end(&g->counted);
}

static void shift(struct game *g, uint32_t index, int by)
{
    const struct text_graph_run *run = text_graph_run(&g->graph, index);
    text_tracker_shift(&g->tracker, run, run->lv, run->lv + run->count, by);
}

static void test_ties_go_by_agents_whoever_came_first(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    assert_int_equal(text_tracker_insert(&g.tracker, text_graph_run(&g.graph, 0)), 0);
    assert_int_equal(text_tracker_insert(&g.tracker, text_graph_run(&g.graph, 1)), 1);
    assert_int_equal(g.tracker.tree.seen, 5);
    shift(&g, 1, -1);
    assert_int_equal(g.tracker.tree.seen, 2);
    assert_int_equal(g.tracker.tree.length, 5);
    assert_int_equal(text_tracker_insert(&g.tracker, text_graph_run(&g.graph, 2)), 1);
    assert_int_equal(g.tracker.tree.seen, 3);
    assert_int_equal(g.tracker.tree.length, 6);
    end(&g);
}

static void test_a_delete_is_told_in_parts_that_lie_together(void **state)
{
    (void)state;
    struct game g;
    struct text_deleted deleted;
    begin(&g);
    text_tracker_insert(&g.tracker, text_graph_run(&g.graph, 0));
    text_tracker_insert(&g.tracker, text_graph_run(&g.graph, 1));
    shift(&g, 1, -1);
    const struct text_graph_run *run = text_graph_run(&g.graph, 3);
    assert_int_equal(text_tracker_delete(&g.tracker, run, 2, &deleted), 1);
    assert_int_equal(deleted.at, 0);
    assert_int_equal(deleted.count, 1);
    assert_int_equal(text_tracker_delete(&g.tracker, run, 1, &deleted), 1);
    /* Behind the three that its author did not know. */
    assert_int_equal(deleted.at, 3);
    assert_int_equal(deleted.count, 1);
    assert_int_equal(g.tracker.tree.seen, 0);
    assert_int_equal(g.tracker.tree.length, 3);
    end(&g);
}

static void test_a_delete_is_taken_back_and_done_again(void **state)
{
    (void)state;
    struct game g;
    struct text_deleted deleted;
    begin(&g);
    text_tracker_insert(&g.tracker, text_graph_run(&g.graph, 0));
    const struct text_graph_run *run = text_graph_run(&g.graph, 3);
    assert_int_equal(text_tracker_delete(&g.tracker, run, 2, &deleted), 2);
    for (int i = 0; i < 3; i++) {
        shift(&g, 3, -1);
        assert_int_equal(g.tracker.tree.seen, 2);
        assert_int_equal(g.tracker.tree.length, 0);
        shift(&g, 3, 1);
        assert_int_equal(g.tracker.tree.seen, 0);
    }
    /* Half of it: the second character, and then the first. */
    text_tracker_shift(&g.tracker, run, run->lv + 1, run->lv + 2, -1);
    assert_int_equal(g.tracker.tree.seen, 1);
    text_tracker_shift(&g.tracker, run, run->lv, run->lv + 1, -1);
    assert_int_equal(g.tracker.tree.seen, 2);
    end(&g);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_words_typed_forward_are_not_mixed),
    cmocka_unit_test(test_words_typed_backward_are_not_mixed),
    cmocka_unit_test(test_words_are_not_mixed_in_the_middle_of_a_text),
    cmocka_unit_test(test_ties_go_by_agents_whoever_came_first),
    cmocka_unit_test(test_a_delete_is_told_in_parts_that_lie_together),
    cmocka_unit_test(test_a_delete_is_taken_back_and_done_again),
};

TEST_GROUP(text_tracker, tests)
