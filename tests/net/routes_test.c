#include "net/routes.h"

#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address at(uint16_t port)
{
    const uint8_t ip[4] = {45, 16, 0, 1};
    return address_from_ipv4(ip, port);
}

static void whoever_has_no_route_is_reached_through_the_pumps_own_socket(void **state)
{
    (void)state;
    struct routes routes = {0};
    const struct alcove_address somebody = at(4000);
    assert_int_equal(routes_find(&routes, &somebody), 0);
    assert_false(routes_use(&routes, 1));
}

static void a_route_is_found_by_the_whole_address(void **state)
{
    (void)state;
    struct routes routes = {0};
    const struct alcove_address somebody = at(4000);
    const struct alcove_address neighbour = at(4001);
    routes_set(&routes, &somebody, 17);
    assert_int_equal(routes_find(&routes, &somebody), 17);
    assert_int_equal(routes_find(&routes, &neighbour), 0);
    assert_true(routes_use(&routes, 17));
    assert_false(routes_use(&routes, 16));
}

static void the_newest_route_is_the_one(void **state)
{
    (void)state;
    struct routes routes = {0};
    const struct alcove_address somebody = at(4000);
    for (uint16_t socket = 1; socket <= 3 * ROUTES_MAX; socket++)
        routes_set(&routes, &somebody, socket);
    assert_int_equal(routes_find(&routes, &somebody), 3 * ROUTES_MAX);
    assert_int_equal(routes.count, 1);
    assert_false(routes_use(&routes, 1));
}

static void socket_0_forgets_the_route(void **state)
{
    (void)state;
    struct routes routes = {0};
    for (uint16_t i = 1; i <= 5; i++) {
        const struct alcove_address somebody = at(i);
        routes_set(&routes, &somebody, i);
    }
    const struct alcove_address third = at(3);
    const struct alcove_address nobody = at(9);
    routes_set(&routes, &third, 0);
    routes_set(&routes, &nobody, 0);
    assert_int_equal(routes.count, 4);
    assert_int_equal(routes_find(&routes, &third), 0);
    assert_false(routes_use(&routes, 3));
    for (uint16_t i = 1; i <= 5; i++) {
        const struct alcove_address somebody = at(i);
        assert_int_equal(routes_find(&routes, &somebody), i == 3 ? 0 : i);
    }
}

static void the_oldest_route_goes_when_there_are_too_many(void **state)
{
    (void)state;
    struct routes routes = {0};
    const struct alcove_address first = at(1);
    for (uint16_t i = 1; i <= ROUTES_MAX; i++) {
        const struct alcove_address somebody = at(i);
        routes_set(&routes, &somebody, i);
    }
    /* Set again it is the newest, and the second goes in its place. */
    routes_set(&routes, &first, 200);
    const struct alcove_address late = at(999);
    routes_set(&routes, &late, 201);
    assert_int_equal(routes.count, ROUTES_MAX);
    assert_int_equal(routes_find(&routes, &first), 200);
    assert_int_equal(routes_find(&routes, &late), 201);
    const struct alcove_address second = at(2);
    const struct alcove_address third = at(3);
    assert_int_equal(routes_find(&routes, &second), 0);
    assert_int_equal(routes_find(&routes, &third), 3);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(whoever_has_no_route_is_reached_through_the_pumps_own_socket),
    cmocka_unit_test(a_route_is_found_by_the_whole_address),
    cmocka_unit_test(the_newest_route_is_the_one),
    cmocka_unit_test(socket_0_forgets_the_route),
    cmocka_unit_test(the_oldest_route_goes_when_there_are_too_many),
};
TEST_GROUP(routes, tests)
