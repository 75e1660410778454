/* The page of keys: each with the letter that it has now. */
#include "ui/keys_screen.h"

#include "harness.h"
#include "stand.h"

static struct stand *stand;
static struct settings_model settings;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    settings = (struct settings_model){.text_percent = 100};
    stand->in.settings = &settings;
    return 0;
}

static void test_each_key_is_told_as_it_is_now(void **state)
{
    (void)state;
    assert_true(keymap_set(&settings.keymap, 'm', 'z'));
    stand_show(stand, keys_screen);
    assert_true(stand_says(stand, "Z"));
    assert_true(stand_says(stand, "Nod"));
    settings.keymap.off = true;
    stand_show(stand, keys_screen);
    assert_false(stand_says(stand, "Z"));
    assert_true(stand_says(stand, "Ctrl+D"));
    assert_false(stand_says(stand, "Nod"));
}

/* The tips of the buttons tell the same. */
static void test_a_button_tells_the_key_that_it_has_now(void **state)
{
    (void)state;
    settings.keymap = (struct keymap){0};
    assert_string_equal("M", screen_key(&stand->in, 'm'));
    assert_string_equal("5", screen_key(&stand->in, '5'));
    assert_true(keymap_set(&settings.keymap, 'm', 'z'));
    assert_string_equal("Z", screen_key(&stand->in, 'm'));
    settings.keymap.off = true;
    assert_null(screen_key(&stand->in, 'm'));
    assert_null(screen_key(&stand->in, '5'));
}

static void test_without_settings_the_usual_ones_are_told(void **state)
{
    (void)state;
    stand->in.settings = NULL;
    stand_show(stand, keys_screen);
    assert_true(stand_says(stand, "M"));
}

static void test_one_goes_back(void **state)
{
    (void)state;
    struct tree_event event;
    stand_show(stand, keys_screen);
    assert_true(stand_press(stand, "Back"));
    assert_true(stand_event(stand, &event));
    assert_int_equal(ACT_GO, event.act.kind);
    assert_int_equal(PAGE_HOME, event.act.about);
}

static void test_it_stands_small_and_large(void **state)
{
    (void)state;
    stand_size(stand, 480, 360);
    stand_show(stand, keys_screen);
    stand_audit(stand);
    stand->frame.scale_percent = 300;
    stand_show(stand, keys_screen);
    stand_audit(stand);
}

static void test_it_looks_as_it_was_drawn(void **state)
{
    (void)state;
    stand_golden(stand, keys_screen, "keys");
}

#define KEPT(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    KEPT(test_each_key_is_told_as_it_is_now),
    KEPT(test_a_button_tells_the_key_that_it_has_now),
    KEPT(test_without_settings_the_usual_ones_are_told),
    KEPT(test_one_goes_back),
    KEPT(test_it_stands_small_and_large),
    KEPT(test_it_looks_as_it_was_drawn),
};

TEST_GROUP(keys_screen, tests)
