/* The settings: what is shown when, and what a hand on them asks for. */
#include "ui/settings_screen.h"

#include <SDL2/SDL_keycode.h>
#include <string.h>

#include <SDL2/SDL_keycode.h>

#include "harness.h"
#include "stand.h"
#include "widgets/text_edit.h"

static struct stand *stand;
static struct home_model home;
static struct settings_model settings;
static const struct home_person people[] = {{.id = 3, .name = "Ben"}, {.id = 7, .name = "Ana"}};

static int open_stand(void **state)
{
    *state = stand = stand_create();
    home = (struct home_model){.people = people, .person_count = 2};
    home.settings = (struct home_settings){.name = "Mia", .noise = 1, .auto_lock_min = 10};
    settings = (struct settings_model){
        .text_percent = 100,
        .theme = SETTINGS_DARK,
        .devices = {{{"Front camera", "Desk camera"}, 2, 2}, {{"Headset"}, 1, 0}, {{NULL}, 0, 0}},
        .languages = {"English", "Español", "العربية"},
        .language_count = 3,
    };
    stand_size(stand, 1120, 1200);
    stand->desk.page = PAGE_SETTINGS;
    stand->in.home = &home;
    stand->in.settings = &settings;
    return 0;
}

static void show(enum settings_tab tab)
{
    stand->desk.settings.tab = tab;
    stand_show(stand, settings_screen);
}

static void says(const char *words)
{
    if (!stand_says(stand, words))
        fail_msg("it does not say: %s", words);
}

/* What comes of all that happened. */
static const struct window_action *take(void)
{
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    while (stand_event(stand, &event))
        (void)settings_take(&hand, &event);
    stand_show(stand, settings_screen);
    return &stand->out;
}

static const struct window_action *press(const char *name)
{
    if (!stand_press(stand, name))
        fail_msg("there is no %s", name);
    return take();
}

/* The same in a dialog, behind which other buttons are called so. */
static const struct window_action *answer(enum settings_act act)
{
    assert_true(tree_press_act(stand->tree, (struct act){(uint16_t)act, 0}));
    return take();
}

static const struct window_action *enter(enum desk_field field)
{
    struct screen_hand hand = stand_hand(stand);
    const struct tree_event event = {.kind = TREE_ENTER, .act = ACT_FIELD(field)};
    assert_true(settings_take(&hand, &event));
    stand_show(stand, settings_screen);
    return &stand->out;
}

static void write(enum desk_field field, const char *words)
{
    desk_write(&stand->desk, field, words);
}

/* ---- comfort ---- */

static void test_colours_and_movement_are_a_press_away(void **state)
{
    (void)state;
    show(SETTINGS_TAB_COMFORT);
    assert_int_equal(WINDOW_SETTINGS, press("High contrast")->kind);
    assert_int_equal(SETTINGS_WISH_THEME, stand->out.settings.kind);
    assert_int_equal(SETTINGS_CONTRAST, stand->out.settings.number);
    press("Less movement on the screen");
    assert_int_equal(SETTINGS_WISH_LESS_MOTION, stand->out.settings.kind);
    assert_true(stand->out.settings.on);
    press("Show my own picture");
    assert_int_equal(SETTINGS_WISH_HIDE_PICTURE, stand->out.settings.kind);
    assert_true(stand->out.settings.on);
}

static void test_text_grows_by_a_slider(void **state)
{
    (void)state;
    show(SETTINGS_TAB_COMFORT);
    assert_true(tree_focus(stand->tree, (struct act){SETTINGS_SIZE, 0}, true));
    assert_true(tree_key(stand->tree, SDLK_RIGHT, 0));
    take();
    assert_int_equal(SETTINGS_WISH_SIZE, stand->out.settings.kind);
    assert_int_equal(125, stand->out.settings.number);
    says("100 %");
}

static void test_a_single_key_can_be_another(void **state)
{
    (void)state;
    show(SETTINGS_TAB_COMFORT);
    press("Nod");
    says("Press the key you like");
    stand_show(stand, settings_screen);
    assert_true(tree_focused_edit(stand->tree) == &stand->desk.fields[FIELD_KEY]);
    write(FIELD_KEY, "K");
    struct screen_hand hand = stand_hand(stand);
    const struct tree_event typed = {.kind = TREE_EDITED, .act = ACT_FIELD(FIELD_KEY)};
    assert_true(settings_take(&hand, &typed));
    assert_int_equal(SETTINGS_WISH_KEYS, stand->out.settings.kind);
    assert_int_equal('k', keymap_pressed(&stand->out.settings.keymap, 'n'));
    assert_true(desk_is_blank(&stand->desk, FIELD_KEY));
    assert_int_equal('\0', stand->desk.settings.letter);
}

static void test_a_letter_that_is_chosen_already_is_not_free(void **state)
{
    (void)state;
    assert_true(keymap_set(&settings.keymap, 'm', 'k'));
    show(SETTINGS_TAB_COMFORT);
    press("Nod");
    write(FIELD_KEY, "k");
    struct screen_hand hand = stand_hand(stand);
    const struct tree_event typed = {.kind = TREE_EDITED, .act = ACT_FIELD(FIELD_KEY)};
    assert_true(settings_take(&hand, &typed));
    assert_int_equal(WINDOW_NOTHING, stand->out.kind);
    show(SETTINGS_TAB_COMFORT);
    says("That key is not free");
}

static void test_every_single_key_can_be_another(void **state)
{
    (void)state;
    show(SETTINGS_TAB_COMFORT);
    for (char usual = 'a'; usual <= 'z'; usual++) {
        bool used = strchr("acehgkmnpqrstvwxy", usual) != NULL;
        assert_int_equal(used, !rectangle_is_empty(tree_place_of(
                                   stand->tree, (struct act){SETTINGS_LETTER, (uint32_t)usual})));
    }
}

static void test_the_own_name_is_told_once_it_is_written(void **state)
{
    (void)state;
    home.settings.name = "Anna";
    show(SETTINGS_TAB_COMFORT);
    struct screen_hand hand = stand_hand(stand);
    hand.home = &home;
    settings_follow(&hand);
    assert_string_equal("Anna", text_edit_bytes(&stand->desk.fields[FIELD_OWN_NAME]));
    assert_int_equal(WINDOW_NOTHING, enter(FIELD_OWN_NAME)->kind);
    write(FIELD_OWN_NAME, "Anna Lind");
    const struct tree_event typed = {.kind = TREE_EDITED, .act = ACT_FIELD(FIELD_OWN_NAME)};
    assert_true(settings_take(&hand, &typed));
    settings_follow(&hand);
    assert_string_equal("Anna Lind", text_edit_bytes(&stand->desk.fields[FIELD_OWN_NAME]));
    const struct tree_event left = {.kind = TREE_LEFT, .act = ACT_FIELD(FIELD_OWN_NAME)};
    assert_true(settings_take(&hand, &left));
    assert_int_equal(WINDOW_HOME, stand->out.kind);
    const struct home_wish wish = window_home_wish_of(&stand->out);
    assert_int_equal(HOME_NAME, wish.kind);
    assert_string_equal("Anna Lind", wish.texts[0]);
    settings_follow(&hand); /* it is not kept yet */
    assert_string_equal("Anna Lind", text_edit_bytes(&stand->desk.fields[FIELD_OWN_NAME]));
}

static void test_an_empty_name_takes_none_away(void **state)
{
    (void)state;
    home.settings.name = "Anna";
    struct screen_hand hand = stand_hand(stand);
    hand.home = &home;
    settings_follow(&hand);
    write(FIELD_OWN_NAME, " ");
    stand->desk.edited[FIELD_OWN_NAME] = true;
    assert_int_equal(WINDOW_NOTHING, enter(FIELD_OWN_NAME)->kind);
    assert_string_equal("Anna", text_edit_bytes(&stand->desk.fields[FIELD_OWN_NAME]));
}

static void test_single_keys_can_be_off(void **state)
{
    (void)state;
    show(SETTINGS_TAB_COMFORT);
    assert_true(press("Single keys on the stage")->settings.keymap.off);
    settings.keymap.off = true;
    show(SETTINGS_TAB_COMFORT);
    assert_false(stand_says(stand, "Choose another key"));
}

/* ---- privacy ---- */

static void test_a_passphrase_is_set_once_both_are_the_same(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Set a passphrase");
    says("Nobody can open this without it");
    write(FIELD_SECRET_NEW, "correct horse");
    write(FIELD_SECRET_AGAIN, "correct hose");
    assert_int_equal(WINDOW_NOTHING, press("Save")->kind);
    says("These two are not the same");
    assert_true(desk_is_blank(&stand->desk, FIELD_SECRET_AGAIN));
    write(FIELD_SECRET_AGAIN, "correct horse");
    assert_int_equal(WINDOW_HOME, enter(FIELD_SECRET_AGAIN)->kind);
    const struct home_wish wish = window_home_wish_of(&stand->out);
    assert_int_equal(HOME_PASSPHRASE, wish.kind);
    assert_string_equal("correct horse", wish.texts[0]);
    assert_string_equal("", wish.texts[1]);
    assert_true(desk_is_blank(&stand->desk, FIELD_SECRET_NEW));
    assert_int_equal(SETTINGS_FOLD_NONE, stand->desk.settings.open);
}

static void test_no_passphrase_is_set_of_nothing(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Set a passphrase");
    assert_int_equal(WINDOW_NOTHING, press("Save")->kind);
    says("New passphrase");
}

static void test_a_passphrase_goes_with_the_one_that_is(void **state)
{
    (void)state;
    home.settings.has_passphrase = true;
    show(SETTINGS_TAB_PRIVACY);
    press("Remove the passphrase");
    write(FIELD_SECRET_OLD, "correct horse");
    assert_int_equal(WINDOW_HOME, press("Remove the passphrase")->kind);
    const struct home_wish wish = window_home_wish_of(&stand->out);
    assert_int_equal(HOME_PASSPHRASE, wish.kind);
    assert_string_equal("", wish.texts[0]);
    assert_string_equal("correct horse", wish.texts[1]);
}

static void test_what_was_typed_goes_when_one_looks_elsewhere(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Set a passphrase");
    write(FIELD_SECRET_NEW, "correct horse");
    press("Comfort");
    assert_true(desk_is_blank(&stand->desk, FIELD_SECRET_NEW));
    show(SETTINGS_TAB_PRIVACY);
    press("Set a passphrase");
    write(FIELD_SECRET_NEW, "correct horse");
    struct screen_hand hand = stand_hand(stand);
    stand->desk.page = PAGE_HOME;
    settings_follow(&hand);
    assert_true(desk_is_blank(&stand->desk, FIELD_SECRET_NEW));
    assert_int_equal(stand->desk.settings.open, SETTINGS_FOLD_NONE);
}

static void test_it_locks_after_minutes_or_never(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    assert_false(stand_says(stand, "Lock after"));
    home.settings.has_passphrase = true;
    show(SETTINGS_TAB_PRIVACY);
    press("30 min");
    assert_int_equal(HOME_AUTO_LOCK, stand->out.home.kind);
    assert_int_equal(30, stand->out.home.number);
    press("Never");
    assert_int_equal(0, stand->out.home.number);
}

static void test_a_copy_needs_a_person_and_a_file(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Save a copy to read");
    write(FIELD_FILE, "/tmp/copy.md");
    assert_int_equal(WINDOW_NOTHING, press("Save")->kind);
    press("Ana");
    press("Markdown");
    assert_int_equal(WINDOW_HOME, press("Save")->kind);
    const struct home_wish wish = window_home_wish_of(&stand->out);
    assert_int_equal(HOME_EXPORT, wish.kind);
    assert_int_equal(7, wish.person);
    assert_int_equal(HOME_FORM_MARKDOWN, wish.number);
    assert_string_equal("/tmp/copy.md", wish.texts[0]);
}

static void test_a_backup_needs_a_file_and_a_passphrase_typed_twice(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Make a backup");
    write(FIELD_SECRET_NEW, "correct horse");
    write(FIELD_SECRET_AGAIN, "correct horse");
    assert_int_equal(WINDOW_NOTHING, press("Save")->kind);
    write(FIELD_FILE, "/tmp/all.backup");
    write(FIELD_SECRET_AGAIN, "correct");
    assert_int_equal(WINDOW_NOTHING, press("Save")->kind);
    write(FIELD_SECRET_AGAIN, "correct horse");
    assert_int_equal(WINDOW_HOME, press("Save")->kind);
    const struct home_wish wish = window_home_wish_of(&stand->out);
    assert_int_equal(HOME_BACKUP, wish.kind);
    assert_string_equal("/tmp/all.backup", wish.texts[0]);
    assert_string_equal("correct horse", wish.texts[1]);
    assert_true(desk_is_blank(&stand->desk, FIELD_SECRET_NEW));
}

static void test_a_person_is_erased_when_it_was_asked_twice(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Erase all about a person");
    assert_int_equal(WINDOW_NOTHING, press("Erase")->kind);
    assert_int_equal(0, stand->desk.settings.erase_asked);
    press("Ben");
    press("Erase");
    says("Erase Ben?");
    assert_int_equal(WINDOW_NOTHING, answer(SETTINGS_ERASE_SURE)->kind);
    says("Really erase Ben?");
    answer(SETTINGS_KEEP);
    assert_int_equal(0, stand->desk.settings.erase_asked);
    press("Erase");
    answer(SETTINGS_ERASE_SURE);
    assert_int_equal(WINDOW_HOME, answer(SETTINGS_ERASE_SURE)->kind);
    assert_int_equal(HOME_FORGET, stand->out.home.kind);
    assert_int_equal(3, stand->out.home.person);
    assert_int_equal(0, stand->desk.settings.person);
}

static void test_everything_is_erased_when_it_was_asked_twice(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    press("Erase everything");
    says("Others keep theirs");
    press("Erase");
    says("Erase everything of yours here?");
    answer(SETTINGS_KEEP);
    assert_int_equal(0, stand->desk.settings.erase_asked);
    press("Erase");
    assert_int_equal(WINDOW_NOTHING, answer(SETTINGS_ERASE_SURE)->kind);
    says("Really everything?");
    assert_int_equal(WINDOW_SETTINGS, answer(SETTINGS_ERASE_SURE)->kind);
    assert_int_equal(SETTINGS_WISH_ERASE, stand->out.settings.kind);
    settings.leaves_no_trace = true;
    show(SETTINGS_TAB_PRIVACY);
    assert_false(stand_says(stand, "Erase everything"));
}

static void test_leaving_no_trace_is_said(void **state)
{
    (void)state;
    show(SETTINGS_TAB_PRIVACY);
    assert_false(stand_says(stand, "Leave no trace here"));
    settings.leaves_no_trace = true;
    show(SETTINGS_TAB_PRIVACY);
    says("Leave no trace here");
}

/* ---- devices, the line, words ---- */

static void test_devices_are_chosen_by_name(void **state)
{
    (void)state;
    show(SETTINGS_TAB_DEVICES);
    says("None found");
    press("Front camera");
    assert_int_equal(SETTINGS_WISH_DEVICE, stand->out.settings.kind);
    assert_int_equal(SETTINGS_CAMERA, stand->out.settings.device);
    assert_int_equal(1, stand->out.settings.number);
    press("Headset");
    assert_int_equal(SETTINGS_MICROPHONE, stand->out.settings.device);
    assert_int_equal(1, stand->out.settings.number);
    press("Gentle");
    assert_int_equal(HOME_NOISE, stand->out.home.kind);
    press("Ask me");
    assert_int_equal(HOME_HEADPHONES, stand->out.home.kind);
}

static void test_the_line_has_a_most(void **state)
{
    (void)state;
    show(SETTINGS_TAB_LINE);
    press("200 MB an hour");
    assert_int_equal(SETTINGS_WISH_DATA, stand->out.settings.kind);
    assert_int_equal(200, stand->out.settings.number);
    press("Do without unknown computers");
    assert_int_equal(HOME_CONTACTS_ONLY, stand->out.home.kind);
    assert_true(stand->out.home.on);
}

static void test_a_helper_comes_by_its_link_and_goes(void **state)
{
    (void)state;
    home.settings.helpers[0] = (struct home_helper){3, "192.0.2.7:4700"};
    home.settings.helper_count = 1;
    show(SETTINGS_TAB_LINE);
    assert_int_equal(WINDOW_HOME, press("Do without 192.0.2.7:4700")->kind);
    assert_int_equal(HOME_HELPER_REMOVE, stand->out.home.kind);
    assert_int_equal(3, stand->out.home.number);
    press("Add a helper");
    write(FIELD_HELPER, "alcove:ABC");
    assert_int_equal(WINDOW_NOTHING, enter(FIELD_HELPER)->kind);
    says("This is no link of a helper");
    write(FIELD_HELPER, "here: alcove-helper:ABC");
    assert_int_equal(WINDOW_HOME, press("Save")->kind);
    const struct home_wish wish = window_home_wish_of(&stand->out);
    assert_int_equal(HOME_HELPER_ADD, wish.kind);
    assert_string_equal("alcove-helper:ABC", wish.texts[0]);
    assert_true(desk_is_blank(&stand->desk, FIELD_HELPER));
}

static void test_words_are_of_a_language_or_of_a_file(void **state)
{
    (void)state;
    show(SETTINGS_TAB_WORDS);
    press("Español");
    assert_int_equal(SETTINGS_WISH_LANGUAGE, stand->out.settings.kind);
    assert_int_equal(1, stand->out.settings.number);
    assert_false(stand_says(stand, "Back to the words of Alcove"));
    press("Open a file of words");
    assert_int_equal(WINDOW_NOTHING, press("Save")->kind);
    write(FIELD_FILE, "/tmp/mine.deck");
    press("Save");
    const struct settings_wish wish = window_settings_wish_of(&stand->out);
    assert_int_equal(SETTINGS_WISH_WORDS_LOAD, wish.kind);
    assert_string_equal("/tmp/mine.deck", wish.texts[0]);
    settings.has_own_words = true;
    show(SETTINGS_TAB_WORDS);
    press("Back to the words of Alcove");
    assert_int_equal(SETTINGS_WISH_WORDS_REMOVE, stand->out.settings.kind);
}

static void test_what_came_of_it_is_told(void **state)
{
    (void)state;
    settings.told = "Saved";
    show(SETTINGS_TAB_WORDS);
    says("Saved");
}

/* ---- how it stands ---- */

static void test_all_of_it_stands_small_and_large(void **state)
{
    (void)state;
    home.settings.has_passphrase = true;
    for (int tab = 0; tab < SETTINGS_TABS; tab++) {
        for (int size = 0; size < 3; size++) {
            stand_size(stand, size == 0 ? 1120 : 480, size == 0 ? 720 : 360);
            stand->frame.scale_percent = size == 2 ? 300 : 100;
            show((enum settings_tab)tab);
            stand_audit(stand);
        }
    }
    stand_speak(stand, "ar");
    show(SETTINGS_TAB_COMFORT);
    stand_audit(stand);
}

static void test_nothing_known_leaves_the_page_standing(void **state)
{
    (void)state;
    stand->in.home = NULL;
    stand->in.settings = NULL;
    for (int tab = 0; tab < SETTINGS_TABS; tab++)
        show((enum settings_tab)tab);
    says("Settings");
}

static void test_it_looks_as_it_was_drawn(void **state)
{
    (void)state;
    stand->desk.settings.tab = SETTINGS_TAB_PRIVACY;
    stand->desk.settings.open = SETTINGS_FOLD_SET;
    stand_golden(stand, settings_screen, "settings-privacy");
    stand->desk.settings.tab = SETTINGS_TAB_COMFORT;
    stand_golden(stand, settings_screen, "settings-comfort");
    stand->desk.settings.tab = SETTINGS_TAB_DEVICES;
    stand_golden(stand, settings_screen, "settings-devices");
    stand->desk.settings.tab = SETTINGS_TAB_LINE;
    stand_golden(stand, settings_screen, "settings-line");
    stand->desk.settings.tab = SETTINGS_TAB_WORDS;
    stand_golden(stand, settings_screen, "settings-words");
}

#define KEPT(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    KEPT(test_colours_and_movement_are_a_press_away),
    KEPT(test_text_grows_by_a_slider),
    KEPT(test_a_single_key_can_be_another),
    KEPT(test_a_letter_that_is_chosen_already_is_not_free),
    KEPT(test_every_single_key_can_be_another),
    KEPT(test_single_keys_can_be_off),
    KEPT(test_the_own_name_is_told_once_it_is_written),
    KEPT(test_an_empty_name_takes_none_away),
    KEPT(test_a_passphrase_is_set_once_both_are_the_same),
    KEPT(test_no_passphrase_is_set_of_nothing),
    KEPT(test_a_passphrase_goes_with_the_one_that_is),
    KEPT(test_what_was_typed_goes_when_one_looks_elsewhere),
    KEPT(test_it_locks_after_minutes_or_never),
    KEPT(test_a_copy_needs_a_person_and_a_file),
    KEPT(test_a_backup_needs_a_file_and_a_passphrase_typed_twice),
    KEPT(test_a_person_is_erased_when_it_was_asked_twice),
    KEPT(test_everything_is_erased_when_it_was_asked_twice),
    KEPT(test_leaving_no_trace_is_said),
    KEPT(test_devices_are_chosen_by_name),
    KEPT(test_the_line_has_a_most),
    KEPT(test_a_helper_comes_by_its_link_and_goes),
    KEPT(test_words_are_of_a_language_or_of_a_file),
    KEPT(test_what_came_of_it_is_told),
    KEPT(test_all_of_it_stands_small_and_large),
    KEPT(test_nothing_known_leaves_the_page_standing),
    KEPT(test_it_looks_as_it_was_drawn),
};

TEST_GROUP(settings_screen, tests)
