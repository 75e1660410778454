/* Shoots beside a plain climb from parent to parent. */
#include "text/text_shoots.h"

#include "harness.h"
#include "memory.h"
#include "text/text_tree.h"

#define SHOOTS 700
#define LONG   3 /* characters of each */

struct game {
    struct counted_memory counted;
    struct text_shoots shoots;
    uint64_t random;
};

static uint32_t draw(struct game *g, uint32_t bound)
{
    g->random = g->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(g->random >> 33) % bound;
}

/* Each hangs on one of the last `near` ones. */
static void begin(struct game *g, uint32_t near)
{
    *g = (struct game){.random = near};
    counted_memory_begin(&g->counted);
    g->shoots = text_shoots_begin();
    assert_true(text_shoots_start(&g->counted.memory, &g->shoots));
    for (uint32_t i = 1; i < SHOOTS; i++) {
        uint32_t up = i - 1 - draw(g, i < near ? i : near);
        uint32_t parent = up * LONG + draw(g, LONG);
        struct text_shoot shoot = {.id = i * LONG, .parent = parent, .up = up};
        assert_true(text_shoots_add(&g->counted.memory, &g->shoots, shoot));
    }
}

static void end(struct game *g)
{
    text_shoots_finish(&g->counted.memory, &g->shoots);
    counted_memory_end(&g->counted);
}

static bool climbs_to(const struct game *g, uint32_t character, uint32_t id)
{
    uint32_t shoot = character / LONG;
    while (shoot != id / LONG && shoot != TEXT_SHOOT_BASE) {
        character = text_shoots_at(&g->shoots, shoot)->parent;
        shoot = character / LONG;
    }
    return shoot == id / LONG && character >= id;
}

static void test_what_hangs_on_what_is_as_by_climbing(void **state)
{
    (void)state;
    for (uint32_t near = 1; near < SHOOTS; near *= 4) {
        struct game g;
        uint32_t hanging = 0;
        begin(&g, near);
        for (int i = 0; i < 20000; i++) {
            uint32_t character = draw(&g, SHOOTS * LONG), id = draw(&g, SHOOTS * LONG);
            bool hangs = climbs_to(&g, character, id);
            assert_int_equal(
                text_shoots_hangs(&g.shoots, character / LONG, character, id / LONG, id), hangs);
            hanging += hangs;
        }
        assert_true(hanging > 0);
        end(&g);
    }
}

static void test_the_way_up_is_short(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1);
    for (uint32_t i = 1; i < SHOOTS; i++) {
        const struct text_shoot *at = text_shoots_at(&g.shoots, i);
        uint32_t steps = 0;
        assert_int_equal(at->depth, i);
        for (; at->depth > 0; steps++)
            at = text_shoots_at(&g.shoots, at->leap);
        assert_in_range(steps, 1, 20);
    }
    end(&g);
}

static void test_starting_anew_forgets_all_but_the_base(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 9);
    size_t requests = g.counted.requests;
    assert_true(text_shoots_start(&g.counted.memory, &g.shoots));
    assert_int_equal(g.shoots.count, 1);
    assert_int_equal(text_shoots_at(&g.shoots, TEXT_SHOOT_BASE)->parent, TEXT_NOWHERE);
    assert_int_equal(g.counted.requests, requests);
    end(&g);
}

static void test_without_memory_there_is_none(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_shoots shoots = text_shoots_begin();
    counted.fail_at = 1;
    assert_false(text_shoots_start(&counted.memory, &shoots));
    assert_true(text_shoots_start(&counted.memory, &shoots));
    counted.fail_at = 3;
    uint32_t added = 0;
    while (text_shoots_add(&counted.memory, &shoots, (struct text_shoot){.id = added + 1}))
        added++;
    assert_int_equal(shoots.count, added + 1);
    assert_true(text_shoots_add(&counted.memory, &shoots, (struct text_shoot){.id = added + 1}));
    text_shoots_finish(&counted.memory, &shoots);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_hangs_on_what_is_as_by_climbing),
    cmocka_unit_test(test_the_way_up_is_short),
    cmocka_unit_test(test_starting_anew_forgets_all_but_the_base),
    cmocka_unit_test(test_without_memory_there_is_none),
};

TEST_GROUP(text_shoots, tests)
