#include "ui/keymap.h"

#include "harness.h"

static void every_letter_stands_for_itself_at_first(void **state)
{
    (void)state;
    const struct keymap map = {0};
    assert_int_equal(keymap_usual(&map, 'm'), 'm');
    assert_int_equal(keymap_pressed(&map, 'm'), 'm');
    assert_int_equal(keymap_usual(&map, '3'), '3');
}

static void two_letters_change_places(void **state)
{
    (void)state;
    struct keymap map = {0};
    assert_true(keymap_set(&map, 'm', 'z'));
    assert_int_equal(keymap_usual(&map, 'z'), 'm');
    assert_int_equal(keymap_usual(&map, 'm'), 'z');
    assert_int_equal(keymap_pressed(&map, 'm'), 'z');
}

static void a_letter_chosen_by_hand_is_not_taken_away(void **state)
{
    (void)state;
    struct keymap map = {0};
    assert_true(keymap_set(&map, 'm', 'z'));
    assert_false(keymap_set(&map, 'n', 'z'));
    assert_int_equal(keymap_usual(&map, 'z'), 'm');
    assert_false(keymap_set(&map, 'n', '!'));
}

static void a_letter_is_given_back(void **state)
{
    (void)state;
    static const struct keymap usual;
    struct keymap map = {0};
    assert_true(keymap_set(&map, 'm', 'z'));
    assert_true(keymap_set(&map, 'm', 'm'));
    assert_memory_equal(&map, &usual, sizeof usual);
    assert_true(keymap_set(&map, 'm', 'n'));
    assert_true(keymap_set(&map, 'n', 'n'));
    assert_memory_equal(&map, &usual, sizeof usual);
    assert_true(keymap_set(&map, 'm', 'z'));
    assert_true(keymap_set(&map, 'm', 'k'));
    for (char letter = 'a'; letter <= 'z'; letter++)
        assert_int_equal(keymap_pressed(&map, keymap_usual(&map, letter)), letter);
}

static void off_means_that_no_letter_does_anything(void **state)
{
    (void)state;
    const struct keymap map = {.off = true};
    assert_int_equal(keymap_usual(&map, 'm'), '\0');
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_letter_stands_for_itself_at_first),
    cmocka_unit_test(two_letters_change_places),
    cmocka_unit_test(a_letter_chosen_by_hand_is_not_taken_away),
    cmocka_unit_test(a_letter_is_given_back),
    cmocka_unit_test(off_means_that_no_letter_does_anything),
};

TEST_GROUP(keymap, tests)
