/* In which order branches are followed. */
#include "text/text_order.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

#define AGENTS 4

struct game {
    struct counted_memory counted;
    struct text_graph graph;
    struct text_order order;
};

static void begin(struct game *g, uint32_t size)
{
    counted_memory_begin(&g->counted);
    assert_true(text_graph_begin(&g->graph, &g->counted.memory, AGENTS));
    assert_true(text_order_begin(&g->order, &g->graph, size));
}

static void end(struct game *g)
{
    text_order_finish(&g->order);
    text_graph_finish(&g->graph);
    counted_memory_end(&g->counted);
}

static void push(struct game *g, uint32_t agent, const uint32_t parents[AGENTS])
{
    struct text_run run = {TEXT_INSERT, 0, 1, NULL, 0};
    struct text_batch batch = {agent, parents[agent], parents, &run, 1};
    assert_int_equal(text_graph_check(&g->graph, &batch, 1), TEXT_APPLIED);
    assert_true(text_graph_reserve(&g->graph, 1, 1));
    text_graph_push(&g->graph, &batch);
}

/* Each entry once, after all it knew. */
static void require_sound(const struct game *g, const uint32_t *order, uint32_t from, uint32_t to)
{
    uint32_t done[AGENTS];
    memset(done, 0xff, sizeof done);
    for (uint32_t i = to; i-- > from;)
        done[text_graph_entry(&g->graph, i)->agent] = text_graph_entry(&g->graph, i)->seq;
    for (uint32_t i = 0; i < to - from; i++) {
        assert_in_range(order[i], from, to - 1);
        const struct text_entry *e = text_graph_entry(&g->graph, order[i]);
        const uint32_t *row = text_graph_row(&g->graph, order[i]);
        for (uint32_t agent = 0; agent < AGENTS; agent++)
            assert_true(row[agent] <= done[agent]);
        assert_int_equal(done[e->agent], e->seq);
        done[e->agent]++;
    }
}

static void test_branches_that_came_in_turns_are_followed_one_by_one(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 16);
    for (uint32_t i = 0; i < 4; i++) {
        push(&g, 0, (const uint32_t[AGENTS]){i, 0});
        push(&g, 1, (const uint32_t[AGENTS]){0, i});
    }
    push(&g, 2, (const uint32_t[AGENTS]){4, 4});
    const uint32_t *order = text_order_find(&g.order, 0, 9);
    require_sound(&g, order, 0, 9);
    uint32_t changes = 0;
    for (uint32_t i = 1; i < 9; i++)
        changes += order[i] % 2 != order[i - 1] % 2;
    assert_in_range(changes, 1, 2);
    assert_int_equal(order[8], 8);
    end(&g);
}

static void test_two_or_one_stay_as_they_came(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 4);
    push(&g, 0, (const uint32_t[AGENTS]){0});
    push(&g, 1, (const uint32_t[AGENTS]){0});
    const uint32_t *order = text_order_find(&g.order, 0, 2);
    assert_int_equal(order[0], 0);
    assert_int_equal(order[1], 1);
    order = text_order_find(&g.order, 1, 2);
    assert_int_equal(order[0], 1);
    end(&g);
}

static void test_random_graphs_are_ordered_soundly(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        struct game g;
        uint32_t versions[AGENTS][AGENTS] = {{0}};
        uint32_t random = seed;
        begin(&g, 200);
        for (uint32_t i = 0; i < 150; i++) {
            random = random * 1103515245 + 12345;
            uint32_t who = (random >> 8) % AGENTS, other = (random >> 12) % AGENTS;
            if ((random >> 20) % 3 == 0) {
                for (uint32_t k = 0; k < AGENTS; k++) {
                    uint32_t theirs = versions[other][k];
                    versions[who][k] = versions[who][k] > theirs ? versions[who][k] : theirs;
                }
            }
            push(&g, who, versions[who]);
            versions[who][who]++;
        }
        require_sound(&g, text_order_find(&g.order, 0, 150), 0, 150);
        end(&g);
    }
}

static void test_without_memory_there_is_no_order(void **state)
{
    (void)state;
    struct game g;
    struct text_order other;
    begin(&g, 4);
    g.counted.fail_at = g.counted.requests + 1;
    assert_false(text_order_begin(&other, &g.graph, 4));
    end(&g);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_branches_that_came_in_turns_are_followed_one_by_one),
    cmocka_unit_test(test_two_or_one_stay_as_they_came),
    cmocka_unit_test(test_random_graphs_are_ordered_soundly),
    cmocka_unit_test(test_without_memory_there_is_no_order),
};

TEST_GROUP(text_order, tests)
