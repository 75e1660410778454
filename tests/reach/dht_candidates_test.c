#include "reach/dht_candidates.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

static struct dht_candidates *new_set(void)
{
    struct dht_candidates *set = calloc(1, sizeof *set);
    assert_non_null(set);
    return set;
}

/* The target is all zero, so that the first bytes of an id are its distance. */
static struct krpc_node node(unsigned number, uint16_t distance)
{
    const uint8_t ip[4] = {45, (uint8_t)(number >> 8), (uint8_t)number, 1};
    struct krpc_node made = {{{(uint8_t)(distance >> 8), (uint8_t)distance}},
                             address_from_ipv4(ip, 6881)};
    return made;
}

static size_t add(struct dht_candidates *set, unsigned number, uint16_t distance, uint8_t source)
{
    struct krpc_node made = node(number, distance);
    const struct dht_candidate_news news = {&made, true, source};
    return dht_candidates_add(set, &news);
}

static void assert_ordered(const struct dht_candidates *set)
{
    for (size_t i = 1; i < set->count; i++) {
        const struct dht_candidate *a = &set->list[set->order[i - 1]];
        const struct dht_candidate *b = &set->list[set->order[i]];
        assert_true(a->named || !b->named);
        if (b->named)
            assert_true(dht_id_compare(&set->target, &a->id, &b->id) <= 0);
    }
}

static void they_stand_in_the_order_of_their_distance(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    for (unsigned i = 0; i < DHT_CANDIDATES_MAX; i++) {
        assert_int_equal(add(set, i, (uint16_t)(i * 7919), DHT_CANDIDATES_NOBODY), i);
        assert_ordered(set);
    }
    free(set);
}

static void a_full_set_gives_its_furthest_for_a_nearer_one(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    for (unsigned i = 0; i < DHT_CANDIDATES_MAX; i++)
        add(set, i, (uint16_t)(1000 + i), DHT_CANDIDATES_NOBODY);
    assert_int_equal(add(set, 500, 5000, DHT_CANDIDATES_NOBODY), DHT_CANDIDATES_NOBODY);
    size_t furthest = set->order[DHT_CANDIDATES_MAX - 1];
    assert_int_equal(add(set, 501, 5, DHT_CANDIDATES_NOBODY), furthest);
    assert_int_equal(set->count, DHT_CANDIDATES_MAX);
    assert_int_equal(set->order[0], furthest);
    assert_ordered(set);
    /* Those that were asked keep their places, so that their answers find them. */
    for (size_t i = 0; i < DHT_CANDIDATES_MAX; i++)
        set->list[i].state = DHT_CANDIDATE_ASKED;
    assert_int_equal(add(set, 502, 1, DHT_CANDIDATES_NOBODY), DHT_CANDIDATES_NOBODY);
    free(set);
}

static void a_machine_stands_there_once_and_a_network_three_times(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    add(set, 1, 10, DHT_CANDIDATES_NOBODY);
    assert_int_equal(add(set, 1, 20, DHT_CANDIDATES_NOBODY), DHT_CANDIDATES_NOBODY);
    struct krpc_node other_port = node(1, 30);
    other_port.address.port++;
    const struct dht_candidate_news news = {&other_port, true, DHT_CANDIDATES_NOBODY};
    assert_int_equal(dht_candidates_add(set, &news), DHT_CANDIDATES_NOBODY);
    for (uint8_t i = 2; i < 10; i++) {
        struct krpc_node neighbour = node(1, (uint16_t)(40 + i));
        neighbour.address.ip[15] = i;
        const struct dht_candidate_news more = {&neighbour, true, DHT_CANDIDATES_NOBODY};
        dht_candidates_add(set, &more);
    }
    assert_int_equal(set->count, DHT_CANDIDATES_NETWORK_MAX);
    free(set);
}

static void one_without_a_name_is_the_furthest_until_it_answers(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    struct krpc_node nameless = node(1, 0);
    const struct dht_candidate_news news = {&nameless, false, DHT_CANDIDATES_NOBODY};
    size_t place = dht_candidates_add(set, &news);
    add(set, 2, 60000, DHT_CANDIDATES_NOBODY);
    assert_int_equal(set->order[1], place);
    struct krpc_node named = node(1, 3);
    dht_candidates_rename(set, place, &named.id);
    assert_int_equal(set->order[0], place);
    assert_true(set->list[place].named);
    assert_ordered(set);
    free(set);
}

static void who_answers_with_another_id_stands_where_that_belongs(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    for (unsigned i = 0; i < 10; i++)
        add(set, i, (uint16_t)(100 + i), DHT_CANDIDATES_NOBODY);
    struct krpc_node far = node(0, 9999);
    dht_candidates_rename(set, 0, &far.id);
    assert_int_equal(set->order[9], 0);
    assert_ordered(set);
    free(set);
}

static void who_names_only_silent_nodes_is_not_believed(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    size_t liar = add(set, 1, 500, DHT_CANDIDATES_NOBODY);
    size_t named[5];
    set->list[liar].state = DHT_CANDIDATE_ANSWERED;
    for (unsigned i = 0; i < 5; i++)
        named[i] = add(set, 10 + i, (uint16_t)i, (uint8_t)liar);
    for (unsigned i = 0; i < 3; i++) {
        assert_false(dht_candidates_is_distrusted(set, named[4]));
        dht_candidates_judge(set, named[i], false);
    }
    assert_true(dht_candidates_is_distrusted(set, named[4]));
    assert_false(dht_candidates_is_distrusted(set, liar));
    /* Another names the same node: that counts. */
    size_t honest = add(set, 2, 600, DHT_CANDIDATES_NOBODY);
    add(set, 13, 3, (uint8_t)honest);
    assert_false(dht_candidates_is_distrusted(set, named[3]));
    /* One that answers redeems it. */
    dht_candidates_judge(set, named[4], true);
    assert_false(dht_candidates_is_distrusted(set, named[4]));
    free(set);
}

static void who_lied_about_a_value_vouches_for_nobody(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    size_t liar = add(set, 1, 500, DHT_CANDIDATES_NOBODY);
    size_t named = add(set, 2, 5, (uint8_t)liar);
    assert_false(dht_candidates_is_distrusted(set, named));
    set->list[liar].state = DHT_CANDIDATE_BAD;
    assert_true(dht_candidates_is_distrusted(set, named));
    free(set);
}

static void naming_the_same_node_again_does_not_vouch_twice(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    size_t liar = add(set, 1, 500, DHT_CANDIDATES_NOBODY);
    size_t named = add(set, 2, 5, (uint8_t)liar);
    for (int i = 0; i < 300; i++)
        add(set, 2, 5, (uint8_t)liar);
    assert_int_equal(set->list[named].mentions, 1);
    free(set);
}

static void questions_on_the_word_of_one_are_counted(void **state)
{
    (void)state;
    struct dht_candidates *set = new_set();
    size_t source = add(set, 1, 500, DHT_CANDIDATES_NOBODY);
    size_t a = add(set, 2, 5, (uint8_t)source);
    size_t b = add(set, 3, 6, (uint8_t)source);
    assert_int_equal(dht_candidates_asked_of_source(set, b), 0);
    set->list[a].state = DHT_CANDIDATE_ASKED;
    assert_int_equal(dht_candidates_asked_of_source(set, b), 1);
    dht_candidates_judge(set, a, true);
    assert_int_equal(dht_candidates_asked_of_source(set, b), 0); /* it knows living nodes */
    assert_int_equal(dht_candidates_asked_of_source(set, source), 0);
    free(set);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(they_stand_in_the_order_of_their_distance),
    cmocka_unit_test(a_full_set_gives_its_furthest_for_a_nearer_one),
    cmocka_unit_test(a_machine_stands_there_once_and_a_network_three_times),
    cmocka_unit_test(one_without_a_name_is_the_furthest_until_it_answers),
    cmocka_unit_test(who_answers_with_another_id_stands_where_that_belongs),
    cmocka_unit_test(who_names_only_silent_nodes_is_not_believed),
    cmocka_unit_test(who_lied_about_a_value_vouches_for_nobody),
    cmocka_unit_test(naming_the_same_node_again_does_not_vouch_twice),
    cmocka_unit_test(questions_on_the_word_of_one_are_counted),
};
TEST_GROUP(dht_candidates, tests)
