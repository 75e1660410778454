/* What is pushed, taken back and folded. */
#include "text/text_graph.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

#define AGENTS 3

struct game {
    struct counted_memory counted;
    struct text_graph graph;
};

static void begin(struct game *g)
{
    counted_memory_begin(&g->counted);
    assert_true(text_graph_begin(&g->graph, &g->counted.memory, AGENTS));
}

static void end(struct game *g)
{
    text_graph_finish(&g->graph);
    counted_memory_end(&g->counted);
}

/* Pushes a run of an agent that knows `parents`, or everything if that is NULL. */
static void push(struct game *g, uint32_t agent, const uint32_t *parents, struct text_run run)
{
    uint32_t version[AGENTS];
    memcpy(version, parents == NULL ? g->graph.known : parents, sizeof version);
    struct text_batch batch = {agent, version[agent], version, &run, 1};
    assert_int_equal(text_graph_check(&g->graph, &batch, run.count), TEXT_APPLIED);
    assert_true(text_graph_reserve(&g->graph, 1, 1));
    text_graph_push(&g->graph, &batch);
}

static struct text_run insert(uint32_t at, uint32_t count)
{
    return (struct text_run){TEXT_INSERT, at, count, NULL, 0};
}

static struct text_run take(uint32_t at, uint32_t count)
{
    return (struct text_run){TEXT_DELETE, at, count, NULL, 0};
}

static void test_an_entry_knows_how_far_its_author_knew(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    push(&g, 0, NULL, insert(0, 10));
    push(&g, 1, (const uint32_t[AGENTS]){4}, insert(0, 3));
    push(&g, 2, NULL, insert(0, 2));
    assert_int_equal(g.graph.entries, 3);
    assert_int_equal(text_graph_entry(&g.graph, 0)->covers, 0);
    assert_int_equal(text_graph_entry(&g.graph, 1)->covers, 4);
    assert_int_equal(text_graph_entry(&g.graph, 1)->lv, 10);
    assert_int_equal(text_graph_entry(&g.graph, 2)->covers, 13);
    assert_int_equal(text_graph_end(&g.graph, 1), 13);
    assert_int_equal(text_graph_end(&g.graph, 2), 15);
    assert_int_equal(text_graph_run_end(&g.graph, 0), 1);
    for (uint32_t lv = 0; lv < 15; lv++)
        assert_int_equal(text_graph_entry_of(&g.graph, lv), lv < 10 ? 0 : lv < 13 ? 1 : 2);
    end(&g);
}

static void test_what_is_taken_back_was_never_there(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    push(&g, 0, NULL, insert(0, 10));
    push(&g, 1, (const uint32_t[AGENTS]){4}, insert(0, 3));
    push(&g, 0, NULL, insert(0, 1));
    text_graph_pop(&g.graph, 1);
    assert_int_equal(g.graph.entries, 1);
    assert_int_equal(g.graph.runs, 1);
    assert_int_equal(g.graph.events, 10);
    assert_int_equal(g.graph.known[0], 10);
    assert_int_equal(g.graph.known[1], 0);
    assert_int_equal(g.graph.last[0], 0);
    assert_int_equal(g.graph.last[1], TEXT_NO_ENTRY);
    push(&g, 1, NULL, insert(0, 3));
    assert_int_equal(text_graph_entry(&g.graph, 1)->covers, 10);
    end(&g);
}

static void push_and_fold(struct game *g, uint32_t agent, struct text_run run)
{
    push(g, agent, NULL, run);
    text_graph_fold(&g->graph, g->graph.entries - 1);
}

static void require_run(const struct game *g, uint32_t index, enum text_run_kind kind, uint32_t at,
                        uint32_t count)
{
    const struct text_graph_run *run = text_graph_run(&g->graph, index);
    assert_int_equal(run->kind, kind);
    assert_int_equal(run->at, at);
    assert_int_equal(run->count, count);
}

static void test_typing_on_is_one_run(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    for (uint32_t i = 0; i < 50; i++)
        push_and_fold(&g, 0, insert(i, 1));
    assert_int_equal(g.graph.entries, 1);
    assert_int_equal(g.graph.runs, 1);
    require_run(&g, 0, TEXT_RUN_INSERT, 0, 50);
    push_and_fold(&g, 0, insert(49, 1));
    assert_int_equal(g.graph.entries, 1);
    assert_int_equal(g.graph.runs, 2);
    assert_int_equal(g.graph.known[0], 51);
    end(&g);
}

static void test_deleting_on_is_one_run_each_way(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    push_and_fold(&g, 0, insert(0, 50));
    for (uint32_t i = 0; i < 5; i++)
        push_and_fold(&g, 0, take(10, 1));
    for (uint32_t i = 0; i < 5; i++)
        push_and_fold(&g, 0, take(30 - i, 1));
    assert_int_equal(g.graph.runs, 3);
    require_run(&g, 1, TEXT_RUN_DELETE, 10, 5);
    require_run(&g, 2, TEXT_RUN_BACKSPACE, 26, 5);
    /* The first of a longer delete is not the last of it. */
    push_and_fold(&g, 0, take(24, 2));
    assert_int_equal(g.graph.runs, 4);
    push_and_fold(&g, 0, take(24, 3));
    assert_int_equal(g.graph.runs, 4);
    require_run(&g, 3, TEXT_RUN_DELETE, 24, 5);
    end(&g);
}

static void test_an_entry_goes_on_only_if_its_author_learned_nothing(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    push_and_fold(&g, 0, insert(0, 2));
    push_and_fold(&g, 1, insert(2, 2));
    push_and_fold(&g, 0, insert(2, 2));
    assert_int_equal(g.graph.entries, 3);
    assert_int_equal(g.graph.runs, 3);
    assert_int_equal(text_graph_entry(&g.graph, 2)->prev, 0);
    /* On a branch, too, a chain is a chain. */
    push(&g, 2, (const uint32_t[AGENTS]){2}, insert(0, 1));
    push(&g, 2, (const uint32_t[AGENTS]){2, 0, 1}, insert(1, 1));
    text_graph_fold(&g.graph, 3);
    assert_int_equal(g.graph.entries, 4);
    assert_int_equal(g.graph.runs, 4);
    assert_int_equal(text_graph_entry(&g.graph, 3)->covers, 2);
    end(&g);
}

static void test_several_are_folded_together(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    push(&g, 0, NULL, insert(0, 1));
    push(&g, 0, NULL, insert(1, 1));
    push(&g, 1, NULL, insert(0, 1));
    push(&g, 1, NULL, insert(1, 1));
    push(&g, 0, NULL, take(0, 1));
    push(&g, 0, NULL, take(0, 1));
    text_graph_fold(&g.graph, 0);
    assert_int_equal(g.graph.entries, 3);
    assert_int_equal(g.graph.runs, 3);
    require_run(&g, 0, TEXT_RUN_INSERT, 0, 2);
    require_run(&g, 1, TEXT_RUN_INSERT, 0, 2);
    require_run(&g, 2, TEXT_RUN_DELETE, 0, 2);
    assert_int_equal(g.graph.last[0], 2);
    assert_int_equal(text_graph_entry(&g.graph, 2)->prev, 0);
    assert_int_equal(g.graph.last[1], 1);
    end(&g);
}

static enum text_result check(const struct game *g, uint32_t agent, uint32_t seq,
                              const uint32_t *parents, uint32_t events)
{
    struct text_run run = insert(0, events);
    struct text_batch batch = {agent, seq, parents, &run, 1};
    return text_graph_check(&g->graph, &batch, events);
}

static void test_a_batch_is_checked_before_it_is_pushed(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    push(&g, 0, NULL, insert(0, 5));
    push(&g, 1, (const uint32_t[AGENTS]){3}, insert(0, 2));
    assert_int_equal(check(&g, 0, 0, (const uint32_t[AGENTS]){0}, 5), TEXT_DUPLICATE);
    assert_int_equal(check(&g, 0, 2, (const uint32_t[AGENTS]){2}, 3), TEXT_DUPLICATE);
    assert_int_equal(check(&g, 0, 2, (const uint32_t[AGENTS]){2}, 4), TEXT_MALFORMED);
    assert_int_equal(check(&g, 0, 6, (const uint32_t[AGENTS]){6}, 1), TEXT_MALFORMED);
    assert_int_equal(check(&g, 2, 0, (const uint32_t[AGENTS]){3, 2}, 1), TEXT_APPLIED);
    assert_int_equal(check(&g, 2, 0, (const uint32_t[AGENTS]){2, 1}, 1), TEXT_MALFORMED);
    assert_int_equal(check(&g, 2, 0, (const uint32_t[AGENTS]){2, 0}, 1), TEXT_APPLIED);
    assert_int_equal(check(&g, 2, 0, (const uint32_t[AGENTS]){6, 2}, 1), TEXT_MALFORMED);
    assert_int_equal(check(&g, 2, 0, (const uint32_t[AGENTS]){5, 2}, TEXT_EVENTS_MAX),
                     TEXT_TOO_MUCH);
    assert_int_equal(check(&g, 0, 5, (const uint32_t[AGENTS]){5}, TEXT_EVENTS_MAX), TEXT_MALFORMED);
    end(&g);
}

static void test_without_memory_there_is_no_room(void **state)
{
    (void)state;
    struct game g;
    begin(&g);
    for (size_t n = 1; n <= 3; n++) {
        g.counted.fail_at = g.counted.requests + n;
        assert_false(text_graph_reserve(&g.graph, 100 * (uint32_t)n, 100 * n));
    }
    g.counted.fail_at = g.counted.requests + 1;
    struct text_graph other;
    assert_false(text_graph_begin(&other, &g.counted.memory, AGENTS));
    end(&g);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_an_entry_knows_how_far_its_author_knew),
    cmocka_unit_test(test_what_is_taken_back_was_never_there),
    cmocka_unit_test(test_typing_on_is_one_run),
    cmocka_unit_test(test_deleting_on_is_one_run_each_way),
    cmocka_unit_test(test_an_entry_goes_on_only_if_its_author_learned_nothing),
    cmocka_unit_test(test_several_are_folded_together),
    cmocka_unit_test(test_a_batch_is_checked_before_it_is_pushed),
    cmocka_unit_test(test_without_memory_there_is_no_room),
};

TEST_GROUP(text_graph, tests)
