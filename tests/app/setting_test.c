/* What is set in the window is kept in the profile, and shown as it is kept. */
#include "app/setting.h"

#include <string.h>

#include "harness.h"
#include "reach/address_text.h"
#include "reach/helper_link.h"

static struct profile profile;
static struct setting_values values;

static int begin(void **state)
{
    struct store_error error;
    *state = fresh_folder();
    return profile_open(&profile, *state, PROFILE_ON_DISK, &error) ? 0 : -1;
}

static int end(void **state)
{
    profile_close(&profile);
    remove_folder(*state);
    return 0;
}

/* What comes of it, with what is shown from then on in `values`. */
static enum store_error_kind set(struct home_wish wish)
{
    struct store_error error = {0};
    struct setting *setting = setting_create(&wish);
    assert_true(setting != NULL);
    bool kept = setting_store(setting, &profile, &error);
    setting_free(setting);
    setting_read(&profile, &values);
    return kept ? STORE_ERROR_NONE : error.kind;
}

static enum store_error_kind set_text(enum home_wish_kind kind, const char *text)
{
    return set((struct home_wish){.kind = kind, .texts = {text}});
}

static void the_own_name_is_kept(void **state)
{
    (void)state;
    assert_int_equal(STORE_ERROR_NONE, set_text(HOME_NAME, "Dr. Anna Lind"));
    assert_string_equal("Dr. Anna Lind", setting_shown(&values).name);
    assert_int_equal(STORE_ERROR_INVALID, set_text(HOME_NAME, "two\nlines"));
    assert_string_equal("Dr. Anna Lind", setting_shown(&values).name);
}

static void helpers_come_and_go_by_their_links(void **state)
{
    (void)state;
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    struct helper_link link = {.address_count = 1};
    memset(link.secret, 7, sizeof link.secret);
    assert_true(address_text_parse("192.0.2.7:4700", &link.addresses[0]));
    helper_link_encode(&link, text);
    assert_int_equal(STORE_ERROR_NONE, set_text(HOME_HELPER_ADD, text));
    struct home_settings shown = setting_shown(&values);
    assert_int_equal(1, shown.helper_count);
    assert_string_equal("192.0.2.7:4700", shown.helpers[0].address);
    text[strlen(text) - 1] = '\0';
    assert_int_equal(STORE_ERROR_INVALID, set_text(HOME_HELPER_ADD, text));
    assert_int_equal(1, values.helper_count);
    const struct home_wish gone = {.kind = HOME_HELPER_REMOVE, .number = shown.helpers[0].id};
    assert_int_equal(STORE_ERROR_NONE, set(gone));
    assert_int_equal(0, setting_shown(&values).helper_count);
    assert_int_equal(STORE_ERROR_INVALID, set(gone));
}

#define KEPT(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const struct CMUnitTest tests[] = {
    KEPT(the_own_name_is_kept),
    KEPT(helpers_come_and_go_by_their_links),
};
TEST_GROUP(setting, tests)
