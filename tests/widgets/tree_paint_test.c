/* What of a tree can be told apart when it is painted. */
#include <string.h>

#include "harness.h"
#include "widgets/tree.h"

static struct tree *tree;
static struct tree_frame frame;

static int begin(void **state)
{
    (void)state;
    tree = tree_create();
    frame = (struct tree_frame){
        .width = 800,
        .height = 600,
        .scale_percent = 100,
        .now_us = 1,
        .text = text_engine_create(),
    };
    return tree == NULL || frame.text == NULL;
}

static int end(void **state)
{
    (void)state;
    text_engine_destroy(frame.text);
    tree_destroy(tree);
    return 0;
}

static const struct act quiet = {1, 0};
static const struct act plain = {2, 0};
static const struct act check = {3, 0};

static void show(enum theme_kind theme)
{
    frame.theme = theme;
    tree_begin(tree, &frame);
    tree_open_column(tree, &(struct box){.key = "card", .pad = 20, .ground = GROUND_CARD});
    tree_press(tree, &(struct press){.words = "One", .act = quiet});
    tree_press(tree, &(struct press){.words = "Two", .tone = BUTTON_PLAIN, .act = plain});
    tree_press(tree, &(struct press){.words = "Three", .kind = BUTTON_CHECK, .act = check});
    tree_close(tree);
    tree_end(tree);
}

static int count_of(enum draw_kind kind)
{
    const struct draw_list *list = tree_draw_list(tree);
    int count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->commands[i].kind == kind;
    return count;
}

static bool has_edge(struct act act)
{
    const struct draw_list *list = tree_draw_list(tree);
    struct rectangle at = tree_place_of(tree, act);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_RECTANGLE && memcmp(&c->at, &at, sizeof at) == 0)
            return c->as.rectangle.border_width > 0 && c->as.rectangle.border.alpha == 255;
    }
    return false;
}

static void a_card_is_raised_and_a_button_on_it_has_an_edge(void **state)
{
    (void)state;
    show(THEME_LIGHT);
    assert_int_equal(count_of(DRAW_SHADOW), 1);
    assert_true(has_edge(quiet));
    assert_false(has_edge(plain));
}

static void in_high_contrast_all_that_is_pressed_has_an_edge(void **state)
{
    (void)state;
    show(THEME_HIGH_CONTRAST);
    assert_int_equal(count_of(DRAW_SHADOW), 0);
    assert_true(has_edge(quiet));
    assert_true(has_edge(plain));
    assert_false(has_edge(check)); /* its box has one */
}

static enum text_base base_in(bool right_to_left, const char *words)
{
    frame.right_to_left = right_to_left;
    tree_begin(tree, &frame);
    tree_label(tree, &(struct label){.words = words});
    tree_end(tree);
    const struct draw_list *list = tree_draw_list(tree);
    for (size_t i = 0; i < list->count; i++) {
        if (list->commands[i].kind == DRAW_TEXT)
            return list->commands[i].as.text.base;
    }
    fail_msg("nothing is written");
    return TEXT_BASE_AUTO;
}

static void a_sentence_that_begins_with_a_name_in_other_letters_is_read_its_own_way(void **state)
{
    (void)state;
    assert_int_equal(base_in(true, "Ben هنا."), TEXT_BASE_RIGHT_TO_LEFT);
    assert_int_equal(base_in(true, "500 MB في الساعة"), TEXT_BASE_RIGHT_TO_LEFT);
    assert_int_equal(base_in(true, "Ben is here."), TEXT_BASE_AUTO);
    assert_int_equal(base_in(false, "Ben هنا."), TEXT_BASE_AUTO);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_card_is_raised_and_a_button_on_it_has_an_edge, begin, end),
    cmocka_unit_test_setup_teardown(in_high_contrast_all_that_is_pressed_has_an_edge, begin, end),
    cmocka_unit_test_setup_teardown(
        a_sentence_that_begins_with_a_name_in_other_letters_is_read_its_own_way, begin, end),
};

TEST_GROUP(tree_paint, tests)
