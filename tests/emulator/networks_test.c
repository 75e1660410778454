#include "emulator/networks.h"

#include <string.h>

#include "harness.h"

static void every_named_network_has_a_plan_and_a_sentence(void **state)
{
    (void)state;
    size_t count = 0;
    const struct named_network *all = named_networks(&count);
    assert_true(count >= 17);
    for (size_t i = 0; i < count; i++) {
        struct network_plan there;
        struct network_plan back;
        named_network_plan(&all[i], &there, &back);
        assert_true(strlen(all[i].meaning) > 20);
        assert_ptr_equal(named_network_find(all[i].name), &all[i]);
    }
    assert_null(named_network_find("nowhere"));
}

static void a_home_sends_slower_than_it_receives(void **state)
{
    (void)state;
    struct network_plan there;
    struct network_plan back;
    named_network_plan(named_network_find("home_wifi"), &there, &back);
    assert_int_equal(there.terms.rate_bits_per_s, 20000000);
    assert_int_equal(back.terms.rate_bits_per_s, 50000000);
}

static void link_g_falls_and_returns(void **state)
{
    (void)state;
    struct network_plan there;
    struct network_plan back;
    named_network_plan(named_network_find("g_drop_and_return"), &there, &back);
    assert_int_equal(there.change_count, 2);
    assert_int_equal(there.changes[0].at_us, 20000000);
    assert_int_equal(there.changes[0].terms.rate_bits_per_s, 150000);
    assert_int_equal(there.changes[1].terms.rate_bits_per_s, 2000000);
    assert_memory_equal(&there, &back, sizeof there);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_named_network_has_a_plan_and_a_sentence),
    cmocka_unit_test(a_home_sends_slower_than_it_receives),
    cmocka_unit_test(link_g_falls_and_returns),
};
TEST_GROUP(networks, tests)
