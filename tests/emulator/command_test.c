#include "emulator/command.h"

#include "harness.h"

static struct command command;
static const char *bad;

#define PARSE(...) command_parse((const char *const[]){__VA_ARGS__, NULL}, &command, &bad)

static void a_relay_has_two_ends_and_terms(void **state)
{
    (void)state;
    assert_true(PARSE("relay", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:9", "--set",
                      "rate=1M,delay=50", "--back", "loss=2", "--seed", "7", "--for", "3",
                      "--capture", "all.pcap"));
    assert_int_equal(command.mode, COMMAND_RELAY);
    assert_string_equal(command.end_a, "127.0.0.1:0");
    assert_string_equal(command.end_b, "127.0.0.1:9");
    const struct network_plan *plans = command.setup.plans;
    assert_int_equal(plans[DIRECTION_THERE].terms.rate_bits_per_s, 1000000);
    assert_int_equal(plans[DIRECTION_BACK].terms.rate_bits_per_s, 1000000);
    assert_int_equal(plans[DIRECTION_THERE].terms.loss_ppm, 0);
    assert_int_equal(plans[DIRECTION_BACK].terms.loss_ppm, 20000);
    assert_int_equal(command.setup.seed, 7);
    assert_int_equal(command.setup.stop_us, 3000000);
    assert_string_equal(command.capture_path, "all.pcap");
}

static void what_differs_from_a_named_network_holds_in_all_its_changes(void **state)
{
    (void)state;
    assert_true(PARSE("relay", "--set", "delay=80", "--schedule", "50 back down=1", "--listen",
                      "a:1", "--to", "b:1", "--name", "g_drop_and_return"));
    const struct network_plan *there = &command.setup.plans[DIRECTION_THERE];
    const struct network_plan *back = &command.setup.plans[DIRECTION_BACK];
    assert_int_equal(there->change_count, 2);
    assert_int_equal(there->changes[1].terms.delay_us, 80000);
    assert_int_equal(there->changes[0].terms.rate_bits_per_s, 150000);
    assert_int_equal(back->change_count, 3);
    assert_int_equal(back->changes[2].at_us, 50000000);
    assert_true(back->changes[2].terms.down);
}

static void a_tunnel_carries_whole_packets_without_overhead(void **state)
{
    (void)state;
    assert_true(PARSE("tun", "--a", "x:i:1:2", "--b", "y:i:2:1", "--name", "k_two_outages"));
    assert_int_equal(command.setup.plans[0].terms.overhead_bytes, 0);
    assert_int_equal(command.setup.plans[0].changes[3].terms.overhead_bytes, 0);
}

static void words_not_understood_are_named(void **state)
{
    (void)state;
    assert_false(PARSE("dance"));
    assert_string_equal(bad, "dance");
    assert_false(PARSE("relay", "--listen", "a:1"));
    assert_string_equal(bad, "--listen and --to");
    assert_false(PARSE("relay", "--listen"));
    assert_string_equal(bad, "--listen");
    assert_false(PARSE("relay", "--set", "loss=200"));
    assert_string_equal(bad, "loss=200");
    assert_false(PARSE("relay", "--name", "moon"));
    assert_string_equal(bad, "moon");
    assert_false(PARSE("relay", "--schedule", "x both down=1"));
    assert_false(PARSE("relay", "--schedule", "1 sideways down=1"));
    assert_false(PARSE("relay", "--seed", "-1"));
    assert_false(PARSE("relay", "--interval", "0"));
    assert_false(PARSE("relay", "--colour", "red"));
    assert_false(PARSE("relay", "--capture"));
    assert_false(PARSE("tun", "--capture", "all.pcap"));
    assert_string_equal(bad, "all.pcap");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_relay_has_two_ends_and_terms),
    cmocka_unit_test(what_differs_from_a_named_network_holds_in_all_its_changes),
    cmocka_unit_test(a_tunnel_carries_whole_packets_without_overhead),
    cmocka_unit_test(words_not_understood_are_named),
};
TEST_GROUP(command, tests)
