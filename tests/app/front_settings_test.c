/* What a wish of the settings changes, without a window: it holds at once, and is kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/front_parts.h"
#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

static struct front front;
static struct studio studio;
static struct options options;
static struct profile profile;
static char *folder;

static int begin(void **state)
{
    struct store_error error;
    *state = folder = fresh_folder();
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    char path[FOLDER_PATH_BYTES_MAX];
    snprintf(path, sizeof path, "%s/profile", folder);
    assert_true(profile_open(&profile, path, PROFILE_ON_DISK, &error));
    memset(&front, 0, sizeof front);
    memset(&studio, 0, sizeof studio);
    studio.wake.fd = -1;
    front.options = &options;
    front.studio = &studio;
    assert_int_equal(DECK_OK, deck_open_shipped(0, &heap_memory, &front.deck));
    front_take_profile(&front, &profile);
    return 0;
}

static int end(void **state)
{
    deck_close(&front.deck);
    profile_close(&profile);
    unsetenv("XDG_CONFIG_HOME");
    remove_folder(*state);
    return 0;
}

static const struct settings_model *want(enum settings_wish_kind kind, uint32_t number, bool on)
{
    front_take_settings(&front, &(struct settings_wish){.kind = kind, .number = number, .on = on});
    return front_show_settings(&front);
}

static void size_and_colours_hold_at_once(void **state)
{
    (void)state;
    assert_int_equal(100, front_show_settings(&front)->text_percent);
    assert_int_equal(175, want(SETTINGS_WISH_SIZE, 175, false)->text_percent);
    assert_int_equal(175, want(SETTINGS_WISH_SIZE, 1000, false)->text_percent);
    assert_int_equal(SETTINGS_CONTRAST, want(SETTINGS_WISH_THEME, SETTINGS_CONTRAST, false)->theme);
    assert_true(want(SETTINGS_WISH_LESS_MOTION, 0, true)->less_motion);
    assert_true(want(SETTINGS_WISH_HIDE_PICTURE, 0, true)->own_picture_hidden);
    assert_false(want(SETTINGS_WISH_LESS_MOTION, 0, false)->less_motion);
}

static void the_desktop_is_followed_until_something_is_chosen(void **state)
{
    (void)state;
    const struct desktop_appearance appearance = {
        .scheme = DESKTOP_LIGHT, .less_motion = true, .text_percent = 150};
    front_take_appearance(&front, &appearance);
    assert_int_equal(150, front_show_settings(&front)->text_percent);
    assert_true(front_show_settings(&front)->less_motion);
    assert_int_equal(125, want(SETTINGS_WISH_SIZE, 125, false)->text_percent);
}

static void what_was_bigger_in_an_hour_is_so_until_a_size_is_chosen(void **state)
{
    (void)state;
    front.comfort = PROFILE_BIGGER_TEXT;
    assert_int_equal(130, front_show_settings(&front)->text_percent);
    assert_int_equal(100, want(SETTINGS_WISH_SIZE, 100, false)->text_percent);
}

static void the_most_an_hour_may_use_goes_half_each_way(void **state)
{
    (void)state;
    assert_int_equal(0, atomic_load(&studio.switches.most_bits_per_second));
    assert_int_equal(200, want(SETTINGS_WISH_DATA, 200, false)->data_mb);
    assert_int_equal(222222, atomic_load(&studio.switches.most_bits_per_second));
    assert_int_equal(200, want(SETTINGS_WISH_DATA, UINT32_MAX, false)->data_mb);
}

static void all_of_it_is_found_again(void **state)
{
    (void)state;
    struct store_error error;
    struct settings_wish keys = {.kind = SETTINGS_WISH_KEYS};
    assert_true(keymap_set(&keys.keymap, 'm', 'k'));
    front_take_settings(&front, &keys);
    want(SETTINGS_WISH_SIZE, 150, false);
    want(SETTINGS_WISH_THEME, SETTINGS_LIGHT, false);
    want(SETTINGS_WISH_LESS_MOTION, 0, true);
    want(SETTINGS_WISH_DATA, 500, false);
    assert_true(front_keep_profile(&front, &profile, &error));
    struct front again = {.options = &options, .studio = &studio};
    front_take_profile(&again, &profile);
    const struct settings_model *model = front_show_settings(&again);
    assert_int_equal(150, model->text_percent);
    assert_int_equal(SETTINGS_LIGHT, model->theme);
    assert_true(model->less_motion);
    assert_int_equal(500, model->data_mb);
    assert_int_equal('k', keymap_pressed(&model->keymap, 'm'));
}

static void erasing_closes_the_window_and_waits_for_the_end(void **state)
{
    (void)state;
    assert_false(front_wants_erasing(&front));
    want(SETTINGS_WISH_ERASE, 0, false);
    assert_true(front.closed);
    assert_true(front_wants_erasing(&front));
}

static void write_deck(const char *path, const char *words)
{
    FILE *file = fopen(path, "w");
    assert_true(file != NULL);
    fputs(words, file);
    assert_int_equal(0, fclose(file));
}

static const struct settings_model *words(enum settings_wish_kind kind, const char *path)
{
    front_take_settings(&front, &(struct settings_wish){.kind = kind, .texts = {path}});
    return front_show_settings(&front);
}

static void the_profile_may_change_meanwhile(void **state)
{
    (void)state;
    struct store_error error;
    assert_true(profile_set_name(&profile, "Anna", &error));
    front_take_profile(&front, &profile);
    assert_true(profile_set_name(&profile, "Other", &error));
    assert_string_equal(front.own_name, "Anna");
}

static void words_of_ones_own_come_from_a_file_and_go(void **state)
{
    char path[FOLDER_PATH_BYTES_MAX];
    snprintf(path, sizeof path, "%s/mine.deck", (const char *)*state);
    front.settings.model.language = 0;
    snprintf(front.settings.told, sizeof front.settings.told, "old");
    assert_non_null(words(SETTINGS_WISH_WORDS_LOAD, path)->told); /* there is no such file */
    assert_false(front.settings.model.has_own_words);
    assert_true(words(SETTINGS_WISH_WORDS_SAVE, path)->told != NULL);
    assert_int_equal(0, access(path, R_OK));
    write_deck(path, "[no-such-section]\nx = y\n");
    assert_non_null(words(SETTINGS_WISH_WORDS_LOAD, path)->told);
    assert_false(front.settings.model.has_own_words);
    write_deck(path, "[settings]\nsaved = Done\n");
    words(SETTINGS_WISH_WORDS_LOAD, path);
    assert_true(front.settings.model.has_own_words);
    words(SETTINGS_WISH_WORDS_REMOVE, NULL);
    assert_false(front.settings.model.has_own_words);
}

static void what_is_not_there_cannot_be_chosen(void **state)
{
    (void)state;
    want(SETTINGS_WISH_LANGUAGE, 99, false);
    assert_int_equal('\0', front.choices.language[0]);
    want(SETTINGS_WISH_DEVICE, 99, false);
    assert_int_equal('\0', front.choices.devices[0][0]);
    assert_false(front_show_settings(&front)->devices_change);
    want(SETTINGS_WISH_THEME, 99, false);
    assert_int_equal(SETTINGS_AS_DESKTOP, front_show_settings(&front)->theme);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(size_and_colours_hold_at_once, begin, end),
    cmocka_unit_test_setup_teardown(the_desktop_is_followed_until_something_is_chosen, begin, end),
    cmocka_unit_test_setup_teardown(what_was_bigger_in_an_hour_is_so_until_a_size_is_chosen, begin,
                                    end),
    cmocka_unit_test_setup_teardown(the_most_an_hour_may_use_goes_half_each_way, begin, end),
    cmocka_unit_test_setup_teardown(all_of_it_is_found_again, begin, end),
    cmocka_unit_test_setup_teardown(the_profile_may_change_meanwhile, begin, end),
    cmocka_unit_test_setup_teardown(erasing_closes_the_window_and_waits_for_the_end, begin, end),
    cmocka_unit_test_setup_teardown(words_of_ones_own_come_from_a_file_and_go, begin, end),
    cmocka_unit_test_setup_teardown(what_is_not_there_cannot_be_chosen, begin, end),
};
TEST_GROUP(front_settings, tests)
