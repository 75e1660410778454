#include "reach/dht_lookup.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "table_top.h"

static void without_nodes_it_is_over_at_once(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 10);
    assert_int_equal(top_ask(top), 0);
    assert_true(top->lookup.finished);
    assert_true(dht_lookup_next_us(&top->lookup, START, &top->pace) == UINT64_MAX);
    free(top);
}

static void far_nodes_are_asked_for_a_blurred_target_and_near_ones_for_the_whole(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 12);
    const struct dht_id *target = &top->lookup.candidates.target;
    top_know(top, 1, 4);
    top_know(top, 2, 10);
    top_know(top, 3, 9);
    assert_int_equal(top_ask(top), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct dht_lookup_question *question = &top->asked[i];
        bool near = top_number_of(question) == 2; /* 12 bits less 2 */
        assert_int_equal(question->method, near ? KRPC_GET : KRPC_FIND_NODE);
        unsigned shared = dht_id_shared_bits(&question->target, target);
        if (near)
            assert_int_equal(shared, DHT_ID_BITS);
        else
            assert_in_range(shared, top_number_of(question) == 1 ? 7 : 12, 40);
    }
    free(top);
}

static void only_the_leading_bits_that_are_needed_are_told(void **state)
{
    (void)state;
    unsigned least = DHT_ID_BITS;
    for (uint64_t seed = 0; seed < 32; seed++) {
        struct table_top *top = top_begin(DHT_LOOKUP_GET, 30);
        top->seed = seed * 1000;
        top_know(top, 1, 6);
        assert_int_equal(top_ask(top), 1);
        unsigned shared = dht_id_shared_bits(&top->asked[0].target, &top->lookup.candidates.target);
        assert_true(shared >= 6 + DHT_LOOKUP_STEP_BITS);
        least = shared < least ? shared : least;
        free(top);
    }
    assert_int_equal(least, 6 + DHT_LOOKUP_STEP_BITS);
}

static void where_nobody_is_nearer_those_who_answered_are_asked_for_the_whole(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, DHT_LOOKUP_DEPTH_UNKNOWN);
    for (unsigned i = 1; i <= 3; i++)
        top_know(top, i, 5);
    assert_int_equal(top_ask(top), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(top->asked[i].method, KRPC_FIND_NODE);
    top_all_answer(top);
    assert_false(top->lookup.finished);
    assert_int_equal(top_ask(top), 3);
    for (size_t i = 3; i < 6; i++)
        assert_int_equal(top->asked[i].method, KRPC_GET);
    top_all_answer(top);
    assert_true(top->lookup.finished);
    assert_false(top->lookup.found);
    free(top);
}

static void where_the_depth_is_unknown_the_silent_are_not_waited_for(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, DHT_LOOKUP_DEPTH_UNKNOWN);
    for (unsigned i = 1; i <= 4; i++)
        top_know(top, i, 20 + i);
    top_know(top, 5, 3);
    assert_int_equal(top_ask(top), 4);
    struct krpc_message message = top_response(top, 0);
    top_answer(top, 0, &message);
    assert_int_equal(top_ask(top), 1); /* the fifth, on the way */
    assert_int_equal(top->asked[4].method, KRPC_FIND_NODE);
    message = top_response(top, 1);
    top_answer(top, 1, &message);
    assert_int_equal(top_ask(top), 2); /* two of the four nearest answered: those, whole */
    assert_int_equal(top->asked[5].method, KRPC_GET);
    assert_int_equal(top->asked[6].method, KRPC_GET);
    free(top);
}

/* Half of the nodes may be dead: each round of them holds the lookup up. */
static void strangers_are_waited_for_as_long_as_those_who_answered_took(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    for (unsigned i = 1; i <= 20; i++) {
        top_know(top, i, 5);
        top->lookup.candidates.list[i - 1].rtt_us = 0;
    }
    assert_int_equal(top_ask(top), DHT_LOOKUP_PARALLEL_NEAR);
    top->now_us += 80 * MS;
    for (size_t i = 0; i < DHT_LOOKUP_FEW; i++) {
        struct krpc_message message = top_response(top, i);
        top_answer(top, i, &message);
    }
    /* Those who were asked before anything was known have their time. */
    assert_int_equal(top_pass(top, DHT_LOOKUP_WAIT_US - 80 * MS - 1), 0);
    assert_int_equal(top_pass(top, 1), DHT_LOOKUP_PARALLEL_NEAR - DHT_LOOKUP_FEW);
    assert_int_equal(top_ask(top), DHT_LOOKUP_PARALLEL_NEAR - DHT_LOOKUP_FEW);
    assert_int_equal(top_pass(top, 200 * MS - 1), 0);
    assert_int_equal(top_pass(top, 4), DHT_LOOKUP_PARALLEL_NEAR - DHT_LOOKUP_FEW);
    free(top);
}

static void so_many_questions_are_under_way_and_no_more(void **state)
{
    (void)state;
    struct table_top *far = top_begin(DHT_LOOKUP_GET, 30);
    for (unsigned i = 1; i <= 20; i++)
        top_know(far, i, 5);
    assert_int_equal(top_ask(far), DHT_LOOKUP_PARALLEL);
    free(far);
    struct table_top *near = top_begin(DHT_LOOKUP_GET, 0);
    for (unsigned i = 1; i <= 20; i++)
        top_know(near, i, 5);
    assert_int_equal(top_ask(near), DHT_LOOKUP_PARALLEL_NEAR);
    assert_int_equal(top_ask(near), 0);
    free(near);
}

static void the_first_right_value_is_news_at_once_and_a_newer_one_again(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    for (unsigned i = 1; i <= 3; i++)
        top_know(top, i, 5);
    top_ask(top);
    struct krpc_message message = top_response(top, 0);
    top_show_item(top, &message);
    assert_int_equal(top_answer(top, 0, &message), DHT_LOOKUP_FINE);
    assert_true(top->lookup.found && top->lookup.news);
    assert_false(top->lookup.finished);
    assert_int_equal(top->lookup.item.value_size, 7);
    top->lookup.news = false;
    top_remake_item(top, 4, "older");
    message = top_response(top, 1);
    top_show_item(top, &message);
    assert_int_equal(top_answer(top, 1, &message), DHT_LOOKUP_FINE);
    assert_false(top->lookup.news);
    top_remake_item(top, 6, "newer");
    message = top_response(top, 2);
    top_show_item(top, &message);
    assert_int_equal(top_answer(top, 2, &message), DHT_LOOKUP_FINE);
    assert_true(top->lookup.news);
    assert_memory_equal(top->lookup.item.value, "newer", 5);
    assert_true(top->lookup.newest_seq == 6);
    assert_true(top->lookup.finished);
    free(top);
}

static void where_only_news_are_wanted_an_old_value_is_none(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    top->lookup.only_newer = true;
    top->lookup.newest_seq = 5;
    top_know(top, 1, 5);
    top_know(top, 2, 5);
    top_ask(top);
    struct krpc_message message = top_response(top, 0);
    top_show_item(top, &message);
    assert_int_equal(top_answer(top, 0, &message), DHT_LOOKUP_FINE);
    assert_false(top->lookup.found);
    top_remake_item(top, 6, "newer");
    message = top_response(top, 1);
    top_show_item(top, &message);
    assert_int_equal(top_answer(top, 1, &message), DHT_LOOKUP_FINE);
    assert_true(top->lookup.found);
    free(top);
}

static void a_value_that_cannot_be_right_makes_a_liar(void **state)
{
    (void)state;
    for (int kind = 0; kind < 6; kind++) {
        struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
        const uint8_t wrong[64] = {1};
        top_know(top, 1, 5);
        top_ask(top);
        struct krpc_message message = top_response(top, 0);
        top_show_item(top, &message);
        if (kind == 0)
            message.signature = top_span(wrong, sizeof wrong);
        if (kind == 1)
            message.public_key = top_span(wrong, 32);
        if (kind == 2)
            message.seq++;
        if (kind == 3)
            message.value = (struct krpc_span){0}; /* too long, or no byte string */
        if (kind == 4)
            message.has_seq = false;
        if (kind == 5)
            message.public_key = (struct krpc_span){0};
        assert_int_equal(top_answer(top, 0, &message), DHT_LOOKUP_LIAR);
        assert_false(top->lookup.found);
        assert_int_equal(top->lookup.candidates.list[0].state, DHT_CANDIDATE_BAD);
        free(top);
    }
}

static void who_does_not_answer_in_time_is_not_waited_for_but_still_heard(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    top_know(top, 1, 5);
    top_know(top, 2, 6);
    top_ask(top);
    assert_int_equal(top_pass(top, 149 * MS), 0);
    assert_int_equal(top_pass(top, 1 * MS), 2); /* 2.5 times 40 ms is less than the floor */
    assert_false(top->lookup.finished);         /* they are asked once more */
    assert_int_equal(top_ask(top), 2);
    assert_int_equal(top_pass(top, 150 * MS), 2);
    assert_true(top->lookup.finished);
    free(top);
    top = top_begin(DHT_LOOKUP_GET, 0);
    top_know(top, 1, 5);
    top_know(top, 2, 6);
    top_ask(top);
    struct krpc_message late = top_response(top, 1);
    top_show_item(top, &late);
    top_pass(top, 160 * MS);
    assert_int_equal(top_answer(top, 1, &late), DHT_LOOKUP_FINE);
    assert_true(top->lookup.found);
    free(top);
}

static void a_node_of_unknown_speed_has_400_ms_and_a_slow_one_at_most_2_s(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    struct krpc_node unknown = top_node(top, 1, 5);
    struct krpc_node slow = top_node(top, 2, 5);
    struct dht_candidate_news news = {&unknown, true, DHT_CANDIDATES_NOBODY};
    dht_lookup_add(&top->lookup, &news, 0);
    news.node = &slow;
    dht_lookup_add(&top->lookup, &news, 5000000);
    top_ask(top);
    assert_true(dht_lookup_next_us(&top->lookup, START, &top->pace) == START + 400 * MS);
    assert_int_equal(top_pass(top, 400 * MS), 1);
    assert_true(dht_lookup_next_us(&top->lookup, top->now_us, &top->pace) == START + 2000 * MS);
    free(top);
}

static void an_answer_must_come_from_where_the_question_went_and_know_its_number(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    top_know(top, 1, 5);
    top_know(top, 2, 5);
    top_ask(top);
    const struct dht_candidate *first = &top->lookup.candidates.list[0];
    struct alcove_address to = first->address;
    struct krpc_span number = top_span(first->transaction, sizeof first->transaction);
    uint8_t wrong[5] = {0};
    memcpy(wrong, first->transaction, 4);
    assert_int_equal(dht_lookup_place_of(&top->lookup, &to, number), 0);
    assert_int_equal(dht_lookup_place_of(&top->lookup, &to, top_span(wrong, 5)),
                     DHT_CANDIDATES_NOBODY);
    assert_int_equal(dht_lookup_place_of(&top->lookup, &to, top_span(wrong, 3)),
                     DHT_CANDIDATES_NOBODY);
    wrong[3] ^= 1;
    assert_int_equal(dht_lookup_place_of(&top->lookup, &to, top_span(wrong, 4)),
                     DHT_CANDIDATES_NOBODY);
    const struct alcove_address *other = &top->lookup.candidates.list[1].address;
    assert_int_equal(dht_lookup_place_of(&top->lookup, other, number), DHT_CANDIDATES_NOBODY);
    struct alcove_address other_port = to;
    other_port.port++;
    assert_int_equal(dht_lookup_place_of(&top->lookup, &other_port, number), DHT_CANDIDATES_NOBODY);
    struct krpc_message message = top_response(top, 0);
    top_answer(top, 0, &message);
    assert_int_equal(dht_lookup_place_of(&top->lookup, &to, number), DHT_CANDIDATES_NOBODY);
    free(top);
}

/* Nodes of a list, compact. */
static size_t pack(const struct krpc_node *nodes, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(out + i * 26, nodes[i].id.bytes, 20);
        memcpy(out + i * 26 + 20, nodes[i].address.ip + 12, 4);
        out[i * 26 + 24] = (uint8_t)(nodes[i].address.port >> 8);
        out[i * 26 + 25] = (uint8_t)nodes[i].address.port;
    }
    return count * 26;
}

static void nodes_that_are_named_are_asked_but_no_private_ones(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    uint8_t packed[4 * 26];
    top_know(top, 1, 5);
    top_ask(top);
    struct krpc_node named[4] = {top_node(top, 2, 9), top_node(top, 3, 9), top_node(top, 4, 9),
                                 top_node(top, 5, 9)};
    named[1].address.ip[12] = 10;
    named[2].address.ip[12] = 127;
    named[3].address.port = 53;
    struct krpc_message message = top_response(top, 0);
    message.nodes = top_span(packed, pack(named, 4, packed));
    top_answer(top, 0, &message);
    assert_int_equal(top->lookup.candidates.count, 2);
    assert_int_equal(top_ask(top), 1);
    assert_int_equal(top_number_of(&top->asked[1]), 2);
    free(top);
}

static void invented_nodes_cost_little_time(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    struct krpc_node invented[16];
    uint8_t packed[16 * 26];
    top_know(top, 1, 5);
    top_know(top, 2, 4);
    top_ask(top);
    for (unsigned i = 0; i < 16; i++)
        invented[i] = top_node(top, 100 + i, 60 + i);
    struct krpc_message message = top_response(top, 0);
    message.nodes = top_span(packed, pack(invented, 16, packed));
    top_answer(top, 0, &message);
    message = top_response(top, 1);
    top_answer(top, 1, &message);
    while (!top->lookup.finished) {
        top_ask(top);
        top_pass(top, 400 * MS);
    }
    assert_true(top->now_us <= START + 4 * 400 * MS);
    assert_true(top->asked_count <= 2 + 2 * 4);
    free(top);
}

static void who_kept_silent_lately_is_asked_only_where_nothing_is_found(void **state)
{
    (void)state;
    for (int found = 0; found < 2; found++) {
        struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
        struct krpc_node silent = top_node(top, 9, 30);
        uint8_t packed[26];
        dht_silence_note(&top->silence, START, &silent.address);
        top_know(top, 1, 5);
        top_ask(top);
        struct krpc_message message = top_response(top, 0);
        message.nodes = top_span(packed, pack(&silent, 1, packed));
        if (found == 1)
            top_show_item(top, &message);
        top_answer(top, 0, &message);
        assert_int_equal(top->lookup.candidates.count, 2);
        assert_int_equal(top_ask(top), found == 1 ? 0 : 1);
        assert_int_equal(top->lookup.finished, found == 1);
        free(top);
    }
}

static void who_answers_with_another_id_is_taken_for_what_it_says(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    top_know(top, 1, 20);
    top_know(top, 2, 10);
    top_ask(top);
    struct krpc_message message = top_response(top, 0);
    message.id = top_node(top, 77, 1).id;
    top_answer(top, 0, &message);
    assert_int_equal(top->lookup.candidates.order[0], 1);
    assert_true(dht_id_equal(&top->lookup.candidates.list[0].id, &message.id));
    free(top);
}

static void a_node_that_does_not_know_the_question_is_passed_over(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    top_know(top, 1, 5);
    top_ask(top);
    struct krpc_message unknown = {.kind = KRPC_ERROR, .error_code = 204};
    top_answer(top, 0, &unknown);
    assert_int_equal(top_ask(top), 0);
    assert_true(top->lookup.finished);
    free(top);
}

static void whatever_happens_it_ends(void **state)
{
    (void)state;
    struct table_top *top = top_begin(DHT_LOOKUP_GET, 0);
    unsigned next = 10;
    uint8_t packed[16 * 26];
    top_know(top, 1, 1);
    /* Each answer names nodes that are nearer still, for ever. */
    while (!top->lookup.finished) {
        struct krpc_node named[2];
        top_ask(top);
        top->asked_count = 0;
        for (size_t i = 0; i < top->lookup.candidates.count; i++) {
            if (top->lookup.candidates.list[i].awaits == DHT_AWAITS_NOTHING)
                continue;
            for (size_t k = 0; k < 2; k++, next++)
                named[k] = top_node(top, next, next / 4 < 140 ? next / 4 : 140);
            struct krpc_message message = top_response(top, i);
            message.nodes = top_span(packed, pack(named, 2, packed));
            top_answer(top, i, &message);
        }
        top_pass(top, 100 * MS);
        assert_true(top->now_us <= START + DHT_LOOKUP_END_US);
        assert_true(top->lookup.candidates.count <= DHT_CANDIDATES_MAX);
    }
    free(top);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_nodes_it_is_over_at_once),
    cmocka_unit_test(far_nodes_are_asked_for_a_blurred_target_and_near_ones_for_the_whole),
    cmocka_unit_test(only_the_leading_bits_that_are_needed_are_told),
    cmocka_unit_test(where_nobody_is_nearer_those_who_answered_are_asked_for_the_whole),
    cmocka_unit_test(where_the_depth_is_unknown_the_silent_are_not_waited_for),
    cmocka_unit_test(strangers_are_waited_for_as_long_as_those_who_answered_took),
    cmocka_unit_test(so_many_questions_are_under_way_and_no_more),
    cmocka_unit_test(the_first_right_value_is_news_at_once_and_a_newer_one_again),
    cmocka_unit_test(where_only_news_are_wanted_an_old_value_is_none),
    cmocka_unit_test(a_value_that_cannot_be_right_makes_a_liar),
    cmocka_unit_test(who_does_not_answer_in_time_is_not_waited_for_but_still_heard),
    cmocka_unit_test(a_node_of_unknown_speed_has_400_ms_and_a_slow_one_at_most_2_s),
    cmocka_unit_test(an_answer_must_come_from_where_the_question_went_and_know_its_number),
    cmocka_unit_test(nodes_that_are_named_are_asked_but_no_private_ones),
    cmocka_unit_test(invented_nodes_cost_little_time),
    cmocka_unit_test(who_kept_silent_lately_is_asked_only_where_nothing_is_found),
    cmocka_unit_test(who_answers_with_another_id_is_taken_for_what_it_says),
    cmocka_unit_test(a_node_that_does_not_know_the_question_is_passed_over),
    cmocka_unit_test(whatever_happens_it_ends),
};
TEST_GROUP(dht_lookup, tests)
