/* The tree beside a flat list of characters, each with its id and state. */
#include "text/text_tree.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

#define ROOM 12000

struct character {
    uint32_t id, state;
    bool gone;
};

struct game {
    struct counted_memory counted;
    struct text_tree tree;
    struct character list[ROOM];
    uint32_t count, next_id;
    uint64_t random;
};

static uint32_t draw(struct game *g, uint32_t bound)
{
    g->random = g->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(g->random >> 33) % bound;
}

static void begin(struct game *g, uint64_t seed, uint32_t base)
{
    memset(g, 0, sizeof *g);
    counted_memory_begin(&g->counted);
    g->random = seed;
    g->tree = text_tree_begin(&g->counted.memory);
    assert_true(text_tree_start(&g->tree, base, ROOM));
    for (uint32_t i = 0; i < base; i++)
        g->list[g->count++] = (struct character){i, TEXT_PRESENT, false};
    g->next_id = base;
}

static void end(struct game *g)
{
    text_tree_finish(&g->tree);
    counted_memory_end(&g->counted);
}

static uint32_t seen_count(const struct game *g)
{
    uint32_t seen = 0;
    for (uint32_t i = 0; i < g->count; i++)
        seen += g->list[i].state == TEXT_PRESENT;
    return seen;
}

/* After how many of the list the `seen`-th ends, and how many of them are in the text. */
static uint32_t find(const struct game *g, uint32_t seen, uint32_t *at)
{
    uint32_t index = 0;
    *at = 0;
    while (seen > 0) {
        seen -= g->list[index].state == TEXT_PRESENT;
        *at += !g->list[index++].gone;
    }
    return index;
}

static uint32_t index_of(const struct game *g, uint32_t id)
{
    uint32_t index = 0;
    while (g->list[index].id != id)
        index++;
    return index;
}

static void insert(struct game *g)
{
    uint32_t seen = draw(g, seen_count(g) + 1), count = 1 + draw(g, 5), at, expected;
    uint32_t index = find(g, seen, &expected);
    struct text_spot spot = text_tree_find(&g->tree, seen, &at);
    assert_int_equal(at, expected);
    if (seen > 0)
        spot = text_tree_split(&g->tree, spot);
    struct text_item item = {.id = g->next_id, .count = count, .state = TEXT_PRESENT};
    text_tree_insert(&g->tree, spot, &item);
    memmove(&g->list[index + count], &g->list[index], (g->count - index) * sizeof g->list[0]);
    for (uint32_t i = 0; i < count; i++)
        g->list[index + i] = (struct character){g->next_id++, TEXT_PRESENT, false};
    g->count += count;
}

/* Gives some characters with ids in a row another state. */
static void change(struct game *g)
{
    uint32_t id = draw(g, g->next_id);
    uint32_t last = id + 1 + draw(g, g->next_id - id < 9 ? g->next_id - id : 9);
    struct text_spot spot = text_tree_isolate(&g->tree, id, last);
    const struct text_item *item = text_tree_item(&g->tree, spot);
    assert_int_equal(item->id, id);
    assert_in_range(item->count, 1, last - id);
    uint32_t state = draw(g, 3), count = item->count;
    bool gone = item->gone || state == 2;
    uint32_t index = index_of(g, id);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(g->list[index + i].id, id + i);
        g->list[index + i].state = state;
        g->list[index + i].gone = gone;
    }
    text_tree_set_state(&g->tree, spot, state, gone);
}

static void require_same(struct game *g)
{
    struct text_spot spot = {0, 0, 0};
    uint32_t at = 0, length = 0;
    assert_int_equal(g->tree.seen, seen_count(g));
    uint32_t place;
    spot = text_tree_find(&g->tree, 0, &place);
    assert_int_equal(place, 0);
    while (text_tree_settle(&g->tree, &spot)) {
        const struct text_item *item = text_tree_item(&g->tree, spot);
        for (uint32_t i = 0; i < item->count; i++, at++) {
            assert_int_equal(g->list[at].id, item->id + i);
            assert_int_equal(g->list[at].state, item->state);
            assert_int_equal(g->list[at].gone, item->gone);
            length += !item->gone;
        }
        spot.index++;
    }
    assert_int_equal(at, g->count);
    assert_int_equal(length, g->tree.length);
}

static void test_the_tree_is_as_a_flat_list(void **state)
{
    (void)state;
    static struct game g;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        begin(&g, seed, seed % 2 == 0 ? 100 : 0);
        for (int i = 0; i < 2500; i++) {
            if (g.next_id == 0 || draw(&g, 2) == 0)
                insert(&g);
            else
                change(&g);
            if (i % 250 == 0)
                require_same(&g);
        }
        require_same(&g);
        end(&g);
    }
}

static void test_the_order_of_two_is_that_of_the_list(void **state)
{
    (void)state;
    static struct game g;
    begin(&g, 9, 50);
    for (int i = 0; i < 1500; i++)
        insert(&g);
    for (int i = 0; i < 3000; i++) {
        uint32_t a = draw(&g, g.next_id), b = draw(&g, g.next_id);
        if (a == b)
            continue;
        bool expected = index_of(&g, a) < index_of(&g, b);
        assert_int_equal(text_tree_is_before(&g.tree, a, b), expected);
    }
    end(&g);
}

struct cut {
    const struct game *game;
    uint32_t index; /* in the list */
};

static bool is_below(const void *context, const struct text_item *item)
{
    const struct cut *cut = context;
    return index_of(cut->game, item->id) < cut->index;
}

static void test_the_place_after_some_is_found_and_measured(void **state)
{
    (void)state;
    static struct game g;
    begin(&g, 8, 40);
    for (int i = 0; i < 600; i++) {
        insert(&g);
        change(&g);
    }
    uint32_t index = 0, before = 0, place;
    struct text_spot spot = text_tree_find(&g.tree, 0, &place);
    while (text_tree_settle(&g.tree, &spot)) {
        const struct text_item *item = text_tree_item(&g.tree, spot);
        struct cut cut = {&g, index + 1};
        struct text_spot found = text_tree_partition(&g.tree, is_below, &cut);
        index += item->count;
        before += item->gone ? 0 : item->count;
        assert_int_equal(text_tree_before(&g.tree, found), before);
        spot.index++;
        assert_int_equal(text_tree_settle(&g.tree, &found), index < g.count);
        if (index < g.count)
            assert_int_equal(text_tree_item(&g.tree, found)->id, g.list[index].id);
    }
    assert_int_equal(index, g.count);
    end(&g);
}

static void test_an_item_grows_at_its_end(void **state)
{
    (void)state;
    static struct game g;
    begin(&g, 1, 0);
    struct text_item item = {.id = 0, .count = 2, .state = TEXT_PRESENT};
    uint32_t at;
    text_tree_insert(&g.tree, text_tree_find(&g.tree, 0, &at), &item);
    struct text_spot spot = text_tree_find(&g.tree, 2, &at);
    text_tree_extend(&g.tree, spot, 3);
    assert_int_equal(g.tree.seen, 5);
    spot = text_tree_find(&g.tree, 5, &at);
    assert_int_equal(spot.offset, 5);
    assert_int_equal(at, 5);
    assert_true(text_tree_is_before(&g.tree, 1, 4));
    end(&g);
}

static void test_what_is_cut_off_stands_right_after_the_rest(void **state)
{
    (void)state;
    static struct game g;
    begin(&g, 1, 10);
    uint32_t at;
    struct text_spot spot = text_tree_find(&g.tree, 4, &at);
    spot = text_tree_split(&g.tree, spot);
    const struct text_item *rest = text_tree_item(&g.tree, spot);
    assert_int_equal(rest->id, 4);
    assert_int_equal(rest->count, 6);
    assert_int_equal(rest->left, 3);
    assert_int_equal(rest->right, TEXT_NOWHERE);
    end(&g);
}

static void test_without_memory_the_tree_says_so(void **state)
{
    (void)state;
    static struct game g;
    for (size_t n = 1; n <= 3; n++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text_tree tree = text_tree_begin(&counted.memory);
        counted.fail_at = n;
        assert_false(text_tree_start(&tree, 10, 100));
        text_tree_finish(&tree);
        counted_memory_end(&counted);
    }
    size_t failures = 0;
    for (size_t n = 1; n < 30; n++) {
        begin(&g, n, 0);
        g.counted.fail_at = g.counted.requests + n;
        for (uint32_t i = 0; i < 2000 && !g.tree.failed; i++) {
            struct text_item item = {.id = 2 * i, .count = 1, .state = TEXT_PRESENT};
            uint32_t at;
            struct text_spot spot = text_tree_find(&g.tree, draw(&g, g.tree.seen + 1), &at);
            if (at > 0)
                spot = text_tree_split(&g.tree, spot);
            text_tree_insert(&g.tree, spot, &item);
        }
        failures += g.tree.failed;
        end(&g);
    }
    assert_in_range(failures, 5, 29);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_tree_is_as_a_flat_list),
    cmocka_unit_test(test_the_order_of_two_is_that_of_the_list),
    cmocka_unit_test(test_the_place_after_some_is_found_and_measured),
    cmocka_unit_test(test_an_item_grows_at_its_end),
    cmocka_unit_test(test_what_is_cut_off_stands_right_after_the_rest),
    cmocka_unit_test(test_without_memory_the_tree_says_so),
};

TEST_GROUP(text_tree, tests)
