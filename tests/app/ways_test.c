#include "app/ways.h"

#include <string.h>

#include "harness.h"

static void a_list_names_each_way(void **state)
{
    (void)state;
    struct ways ways;
    char error[200];
    assert_true(ways_parse(&ways, "lan,dht=192.0.2.7:4242,198.51.100.1:3478", error));
    assert_true(ways.lan && ways.dht && !ways.router);
    assert_int_equal(ways.node_count, 1);
    assert_int_equal(ways.stun_count, 1);
    assert_true(ways_parse(&ways, "none", error));
    assert_false(ways.lan || ways.dht || ways.router);
    assert_false(ways_parse(&ways, "dht=here", error));
    assert_non_null(strstr(error, "dht=here"));
}

/* One node out in the world, and addresses of this network would be believed of strangers. */
static void nodes_are_local_only_if_all_of_them_are(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool local;
    } rows[] = {
        {"dht=127.0.0.1:4242", true},
        {"lan,dht=10.1.2.3:4242,dht=[fd00::1]:4242,dht=[::1]:4242", true},
        {"dht=10.1.2.3:4242,dht=192.0.2.7:4242", false},
        {"dht=100.64.0.1:4242", false},
        {"dht", false},
        {"none", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ways ways;
        char error[200];
        assert_true(ways_parse(&ways, rows[i].text, error));
        assert_int_equal(ways_are_local(&ways), rows[i].local);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_list_names_each_way),
    cmocka_unit_test(nodes_are_local_only_if_all_of_them_are),
};
TEST_GROUP(ways, tests)
