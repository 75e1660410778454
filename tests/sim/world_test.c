#include "world.h"

#include <string.h>

#include "harness.h"

/* A node without a link: sends `left` datagrams, one a second, and echoes what comes to it. */
struct echo {
    struct world *world;
    unsigned index;
    uint64_t next_us;
    unsigned left;
    unsigned heard;
    uint64_t heard_at_us;
    struct alcove_address heard_from;
    bool answers;
    bool never_rests;
};

static void echo_say(struct echo *echo, const char *words)
{
    struct alcove_address to = world_address(echo->world, 1 - echo->index);
    struct network_datagram d = {0, strlen(words), (const uint8_t *)words};
    world_send(echo->world, echo->index, &to, &d);
}

static void echo_receive(void *context, uint64_t now_us, const struct alcove_address *from,
                         const struct network_datagram *datagram)
{
    struct echo *echo = context;
    echo->heard++;
    echo->heard_at_us = now_us;
    echo->heard_from = *from;
    world_log(echo->world, echo->index, "heard", datagram->size);
    if (echo->answers)
        echo_say(echo, "so it was good?");
}

static void echo_timeout(void *context, uint64_t now_us)
{
    struct echo *echo = context;
    if (echo->never_rests)
        return;
    echo_say(echo, "it was a good week");
    echo->next_us = --echo->left == 0 ? WORLD_NEVER : now_us + WORLD_SECOND_US;
}

static uint64_t echo_next_us(void *context)
{
    return ((struct echo *)context)->next_us;
}

static struct world world;
static struct echo echoes[2];

static void world_start(uint64_t seed, const char *terms, unsigned count)
{
    struct network_plan plans[2] = {network_plan_perfect(), network_plan_perfect()};
    static const char *const names[2] = {"therapist", "client"};
    assert_true(network_terms_set(&plans[0].terms, terms));
    assert_true(network_terms_set(&plans[1].terms, terms));
    world_init(&world, seed, plans);
    for (unsigned i = 0; i < 2; i++) {
        echoes[i] = (struct echo){.world = &world, .index = i, .next_us = WORLD_NEVER};
        struct world_node node = {&echoes[i], names[i], echo_receive, echo_timeout, echo_next_us};
        world_add_node(&world, i, &node);
    }
    echoes[0].next_us = world_clock_us(&world, 0) + WORLD_SECOND_US;
    echoes[0].left = count;
    echoes[1].answers = true;
}

static void run_for(uint64_t us)
{
    while (world_step(&world, us)) {
    }
}

static void time_jumps_to_what_happens_next(void **state)
{
    (void)state;
    world_start(1, "delay=250", 1);
    assert_true(world_step(&world, WORLD_NEVER - 1));
    assert_int_equal(world.now_us, 1000000);
    assert_true(world_step(&world, WORLD_NEVER - 1));
    assert_int_equal(world.now_us, 1250000);
    assert_int_equal(echoes[1].heard, 1);
    assert_true(world_step(&world, WORLD_NEVER - 1));
    assert_int_equal(world.now_us, 1500000);
    assert_int_equal(echoes[0].heard, 1);
    assert_false(world_step(&world, 9000000));
    assert_int_equal(world.now_us, 9000000);
    world_free(&world);
}

static void each_node_lives_by_its_own_clock(void **state)
{
    (void)state;
    world_start(2, "delay=250", 1);
    run_for(2 * WORLD_SECOND_US);
    assert_true(world_clock_us(&world, 0) != world_clock_us(&world, 1));
    assert_true(echoes[1].heard_at_us == world.clock_ahead_us[1] + 1250000);
    world_free(&world);
}

static uint64_t hash_of(uint64_t seed)
{
    world_start(seed, "delay=50,jitter=20,loss=20,duplicate=5,reorder=5", 1000);
    run_for(2000 * WORLD_SECOND_US);
    uint64_t hash = world.log_hash;
    assert_true(world.log_count > 1000);
    world_free(&world);
    return hash;
}

static void the_same_seed_gives_the_same_log(void **state)
{
    (void)state;
    uint64_t first = hash_of(7);
    assert_true(hash_of(7) == first);
    assert_true(hash_of(8) != first);
}

static void who_moved_is_heard_from_the_new_address_and_misses_what_was_under_way(void **state)
{
    (void)state;
    world_start(3, "delay=250", 2);
    run_for(1300000);
    struct alcove_address before = echoes[1].heard_from;
    world_move(&world, 0);
    run_for(1900000);
    assert_int_equal(echoes[0].heard, 0);
    run_for(3 * WORLD_SECOND_US);
    assert_false(alcove_address_equal(&before, &echoes[1].heard_from));
    assert_int_equal(echoes[0].heard, 1);
    world_free(&world);
}

static void a_change_of_the_network_holds_from_now_on(void **state)
{
    (void)state;
    world_start(4, "delay=250", 10);
    run_for(3500000);
    assert_int_equal(echoes[0].heard, 3);
    world_change(&world, "down=1");
    run_for(6500000);
    assert_int_equal(echoes[0].heard, 3);
    world_change(&world, "down=0");
    run_for(20000000);
    assert_int_equal(echoes[0].heard, 7);
    world_free(&world);
}

static void a_deadline_that_does_not_pass_is_found(void **state)
{
    (void)state;
    world_start(5, "", 1);
    echoes[0].never_rests = true;
    run_for(10 * WORLD_SECOND_US);
    assert_non_null(world.wrong);
    world_free(&world);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(time_jumps_to_what_happens_next),
    cmocka_unit_test(each_node_lives_by_its_own_clock),
    cmocka_unit_test(the_same_seed_gives_the_same_log),
    cmocka_unit_test(who_moved_is_heard_from_the_new_address_and_misses_what_was_under_way),
    cmocka_unit_test(a_change_of_the_network_holds_from_now_on),
    cmocka_unit_test(a_deadline_that_does_not_pass_is_found),
};
TEST_GROUP(world, tests)
