#include "reach/dht_memory.h"

#include <stdlib.h>

#include "harness.h"
#include "table_top.h"

static struct dht_id target_of(unsigned number)
{
    struct dht_id id = {{(uint8_t)(number >> 8), (uint8_t)number, 7}};
    return id;
}

/* A finished lookup of another target than the fixture's own, with `count` nodes that answered. */
static struct table_top *finished(unsigned number, unsigned count)
{
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    for (unsigned i = 1; i <= count; i++)
        top_know(top, i, i);
    while (!top->lookup.finished) {
        top_ask(top);
        top_all_answer(top);
    }
    top->lookup.candidates.target = target_of(number);
    return top;
}

static void the_nearest_that_answered_are_kept(void **state)
{
    (void)state;
    static struct dht_memory memory;
    struct table_top *top = finished(1, 12);
    struct dht_id target = target_of(1);
    memory = (struct dht_memory){0};
    assert_null(dht_memory_find(&memory, 1, &target));
    dht_memory_keep(&memory, START, &top->lookup);
    const struct dht_remembered *known = dht_memory_find(&memory, START, &target);
    assert_non_null(known);
    assert_int_equal(known->count, DHT_LOOKUP_WIDTH);
    for (size_t i = 0; i < known->count; i++) {
        assert_int_equal(known->nodes[i].address.ip[14], 12 - i);
        assert_true(known->rtt_us[i] > 0);
    }
    dht_memory_forget_times(&memory);
    assert_int_equal(known->rtt_us[0], 0);
    free(top);
}

static void of_lookups_without_an_answer_or_a_secret_nothing_is_kept(void **state)
{
    (void)state;
    static struct dht_memory memory;
    struct dht_id target = target_of(1);
    memory = (struct dht_memory){0};
    struct table_top *top = finished(1, 0);
    dht_memory_keep(&memory, START, &top->lookup);
    assert_null(dht_memory_find(&memory, START, &target));
    free(top);
    top = finished(1, 3);
    top->lookup.kind = DHT_LOOKUP_FIND;
    dht_memory_keep(&memory, START, &top->lookup);
    assert_null(dht_memory_find(&memory, START, &target));
    free(top);
}

static void the_one_unused_longest_goes_first(void **state)
{
    (void)state;
    static struct dht_memory memory;
    struct dht_id first = target_of(0);
    struct dht_id second = target_of(1);
    memory = (struct dht_memory){0};
    for (unsigned i = 0; i < DHT_MEMORY_TARGETS_MAX; i++) {
        struct table_top *top = finished(i, 2);
        dht_memory_keep(&memory, START + i, &top->lookup);
        free(top);
    }
    assert_non_null(dht_memory_find(&memory, START + 1000, &first));
    struct table_top *top = finished(500, 2);
    dht_memory_keep(&memory, START + 2000, &top->lookup);
    dht_memory_keep(&memory, START + 2001, &top->lookup); /* the same place */
    free(top);
    assert_non_null(dht_memory_find(&memory, START + 3000, &first));
    assert_null(dht_memory_find(&memory, START + 3000, &second));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_nearest_that_answered_are_kept),
    cmocka_unit_test(of_lookups_without_an_answer_or_a_secret_nothing_is_kept),
    cmocka_unit_test(the_one_unused_longest_goes_first),
};
TEST_GROUP(dht_memory, tests)
