#include "app/ways.h"

#include <stdlib.h>
#include <string.h>

#include "app/setting.h"
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

static void strangers_are_left_out_for_contacts(void **state)
{
    (void)state;
    struct ways ways;
    char error[200];
    assert_true(ways_parse(&ways, "lan,dht=192.0.2.7:4242,198.51.100.1:3478,contacts", error));
    assert_true(ways.lan && ways.contacts && !ways.dht && !ways.router);
    assert_int_equal(ways.node_count + ways.stun_count, 0);
    assert_true(ways_parse(&ways, "contacts", error));
    assert_true(ways.lan && ways.router && !ways.dht);
}

/* As the switch of the settings is pressed. */
static void press(struct profile *profile, bool on, const char *expected)
{
    struct store_error error;
    const struct home_wish wish = {.kind = HOME_CONTACTS_ONLY, .on = on};
    struct setting *setting = setting_create(&wish);
    struct setting_values values;
    assert_non_null(setting);
    assert_true(setting_store(setting, profile, &error));
    setting_free(setting);
    setting_read(profile, &values);
    assert_int_equal(values.contacts_only, on);
    assert_string_equal(values.ways, expected);
}

static void a_switch_gives_back_what_was_set_by_hand(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        /* as it was, switched on, and off again */
        {"", "contacts", ""},
        {"lan,dht=192.0.2.7:4242", "lan,dht=192.0.2.7:4242,contacts", "lan,dht=192.0.2.7:4242"},
        {"dht,198.51.100.1:3478", "dht,198.51.100.1:3478,contacts", "dht,198.51.100.1:3478"},
        {"contacts,dht", "dht,contacts", "dht"},
        /* Nobody was asked before: whoever switches it off wants that somebody is. */
        {"lan,router", "lan,router,contacts", "lan,router,dht"},
        {"none", "none", "dht"},
    };
    char *folder = fresh_folder();
    struct profile *profile = calloc(1, sizeof *profile);
    struct store_error error;
    assert_non_null(profile);
    assert_true(profile_open(profile, folder, PROFILE_ON_DISK, &error));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(profile_set_ways(profile, rows[i][0], &error));
        press(profile, true, rows[i][1]);
        press(profile, false, rows[i][2]);
    }
    profile_close(profile);
    free(profile);
    remove_folder(folder);
}

static void a_list_that_is_too_long_is_refused(void **state)
{
    (void)state;
    char out[12];
    assert_true(ways_set_contacts("dt", true, out, sizeof out));
    assert_string_equal(out, "dt,contacts");
    assert_false(ways_set_contacts("dht", true, out, sizeof out));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(strangers_are_left_out_for_contacts),
    cmocka_unit_test(a_switch_gives_back_what_was_set_by_hand),
    cmocka_unit_test(a_list_that_is_too_long_is_refused),
    cmocka_unit_test(a_list_names_each_way),
    cmocka_unit_test(nodes_are_local_only_if_all_of_them_are),
};
TEST_GROUP(ways, tests)
