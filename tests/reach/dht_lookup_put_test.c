#include "reach/dht_lookup.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "table_top.h"

static size_t puts_among(const struct table_top *top, size_t from)
{
    size_t count = 0;
    for (size_t i = from; i < top->asked_count; i++)
        count += top->asked[i].method == KRPC_PUT;
    return count;
}

static void a_put_goes_to_the_nearest_when_all_have_answered(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_PUT, 0);
    for (unsigned i = 1; i <= 12; i++)
        top_know(top, i, i);
    top_ask(top);
    top_all_answer(top);
    assert_int_equal(puts_among(top, 0), 0);
    size_t before = top->asked_count;
    top_ask(top);
    assert_int_equal(puts_among(top, before), 8);
    for (size_t i = before; i < top->asked_count; i++)
        assert_true(top_number_of(&top->asked[i]) > 4);
    assert_false(top->lookup.finished);
    top_all_answer(top);
    assert_int_equal(dht_lookup_stored(&top->lookup), 8);
    assert_true(top->lookup.finished);
    free(top);
}

static void after_half_a_second_a_put_goes_to_whoever_answered_and_is_topped_up(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_PUT, 0);
    for (unsigned i = 1; i <= 8; i++) {
        struct krpc_node slow = top_node(top, i, i);
        const struct dht_candidate_news news = {&slow, true, DHT_CANDIDATES_NOBODY};
        dht_lookup_add(&top->lookup, &news, 1000000);
    }
    top_ask(top);
    struct krpc_message message = top_response(top, 3);
    top_answer(top, 3, &message);
    top_ask(top);
    assert_int_equal(puts_among(top, 0), 0);
    assert_true(dht_lookup_next_us(&top->lookup, top->now_us, &top->pace) ==
                START + DHT_LOOKUP_PUT_US);
    top_pass(top, DHT_LOOKUP_PUT_US);
    top_ask(top);
    assert_int_equal(puts_among(top, 0), 1);
    top_all_answer(top);
    top_ask(top);
    assert_int_equal(puts_among(top, 0), 8);
    top_all_answer(top);
    assert_int_equal(dht_lookup_stored(&top->lookup), 8);
    assert_true(top->lookup.finished);
    free(top);
}

static void a_refused_or_unanswered_put_goes_to_the_next(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_PUT, 0);
    top->lookup.copies = 2;
    for (unsigned i = 1; i <= 8; i++)
        top_know(top, i, i);
    top_ask(top);
    top_all_answer(top);
    top_ask(top);
    assert_int_equal(puts_among(top, 0), 2);
    struct krpc_message refusal = {.kind = KRPC_ERROR, .error_code = 302};
    top_answer(top, top->asked[top->asked_count - 1].place, &refusal);
    top_ask(top);
    assert_int_equal(puts_among(top, 0), 3);
    top_pass(top, 150 * MS);
    top_ask(top);
    assert_int_equal(puts_among(top, 0), 5);
    top_all_answer(top);
    assert_true(dht_lookup_stored(&top->lookup) >= 2);
    assert_true(top->lookup.finished);
    free(top);
}

static void without_a_token_nothing_is_put(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_PUT, 0);
    for (unsigned i = 1; i <= 4; i++)
        top_know(top, i, i);
    for (size_t i = 0; top_ask(top) > 0 || i % 4 != 0; i++) {
        struct krpc_message message = top_response(top, i % 4);
        message.token = (struct krpc_span){0};
        top_answer(top, i % 4, &message);
    }
    assert_int_equal(puts_among(top, 0), 0);
    assert_int_equal(top->asked_count, 2 * 4); /* and for nodes beside them */
    assert_true(top->lookup.finished);
    assert_int_equal(dht_lookup_stored(&top->lookup), 0);
    free(top);
}

static void a_put_tells_of_a_later_one_by_another_device(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_PUT, 0);
    top_know(top, 1, 5);
    top_ask(top);
    top_remake_item(top, 9, "by another");
    struct krpc_message message = top_response(top, 0);
    top_show_item(top, &message);
    top_answer(top, 0, &message);
    assert_true(top->lookup.newest_seq == 9);
    assert_memory_equal(top->lookup.item.value, "a value", 7);
    assert_false(top->lookup.news);
    free(top);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_put_goes_to_the_nearest_when_all_have_answered),
    cmocka_unit_test(after_half_a_second_a_put_goes_to_whoever_answered_and_is_topped_up),
    cmocka_unit_test(a_refused_or_unanswered_put_goes_to_the_next),
    cmocka_unit_test(without_a_token_nothing_is_put),
    cmocka_unit_test(a_put_tells_of_a_later_one_by_another_device),
};
TEST_GROUP(dht_lookup_put, tests)
