/* Where there is too little room, and where there is too much. */
#include "tree_stand.h"

enum { ONE = 1, TWO, THREE };

/* ONE is in a scroll that would grow, TWO in one that would not, THREE below both. */
static void say_two_scrolls(void)
{
    static const struct box inner = {.key = "inner"};
    tree_open_column(tree, &(struct box){.cross = ALIGN_FILL});
    tree_open_column(tree, &(struct box){.key = "outer", .cross = ALIGN_FILL, .fit = {.grow = 1}});
    tree_open_scroll(tree, &(struct box){.key = "first", .fit = {.grow = 1}});
    tree_press(tree, &(struct press){.words = "One", .act = {ONE, 0}});
    tree_space(tree, (struct fit){.height = 900});
    tree_close(tree);
    tree_space(tree, (struct fit){.height = 80});
    tree_close(tree);
    tree_open_scroll(tree, &inner);
    tree_press(tree, &(struct press){.words = "Two", .act = {TWO, 0}});
    tree_space(tree, (struct fit){.height = 200});
    tree_close(tree);
    button(THREE, "Three");
    tree_close(tree);
}

static void what_would_grow_is_scrolled_before_the_rest_is(void **state)
{
    (void)state;
    show(say_two_scrolls);
    assert_int_equal(place(THREE).y + place(THREE).height, 600);
    assert_int_equal(place(THREE).y - place(TWO).y, 200 + place(TWO).height);
    frame.height = 320; /* the first has no more to give */
    show(say_two_scrolls);
    assert_int_equal(place(THREE).y + place(THREE).height, 320);
    assert_int_equal(place(TWO).y, 96 + 80);
}

static void say_alike(void)
{
    tree_open_row(tree, &(struct box){.main = ALIGN_END});
    tree_open_flow(tree, &(struct box){.key = "alike", .grid = true, .gap = 8});
    button(ONE, "No");
    button(TWO, "Yes, with many words");
    tree_close(tree);
    tree_close(tree);
}

static void a_grid_asks_for_the_room_that_it_needs(void **state)
{
    (void)state;
    show(say_alike);
    assert_int_equal(place(ONE).width, place(TWO).width);
    assert_int_equal(place(ONE).y, place(TWO).y);
}

static void say_a_column_of_rows(void)
{
    static const char *const words[] = {"short",
                                        "so many words that no row of this width holds them"};
    tree_open_column(tree, &(struct box){.key = "rows", .cross = ALIGN_FILL});
    for (uint32_t i = 0; i < 2; i++) {
        tree_open_row(tree, &(struct box){.key = "row", .number = i});
        tree_press(tree, &(struct press){.words = i == 0 ? "A" : "B",
                                         .act = {(uint16_t)(ONE + i), 0},
                                         .fit = {.width = 200}});
        tree_label(tree, &(struct label){.words = words[i], .role = TYPE_BODY, .fit = {.grow = 1}});
        tree_close(tree);
    }
    tree_close(tree);
}

static void what_takes_the_rest_of_a_row_gives_first(void **state)
{
    (void)state;
    frame.width = 320;
    show(say_a_column_of_rows);
    assert_int_equal(place(ONE).width, 200);
    assert_int_equal(place(TWO).width, 200);
}

static void say_two_toasts(void)
{
    static const char *const keys[] = {"first", "second"};
    tree_space(tree, (struct fit){.height = 10});
    for (uint32_t i = 0; i < 2; i++) {
        tree_open_toast(tree, &(struct box){.key = keys[i], .name = "told"});
        tree_press(tree, &(struct press){.words = keys[i], .act = {(uint16_t)(ONE + i), 0}});
        tree_close(tree);
    }
}

static void a_toast_does_not_cover_another(void **state)
{
    (void)state;
    show(say_two_toasts);
    assert_true(place(TWO).y + place(TWO).height <= place(ONE).y);
}

static const struct CMUnitTest tests[] = {
    TREE_TEST(what_would_grow_is_scrolled_before_the_rest_is),
    TREE_TEST(a_grid_asks_for_the_room_that_it_needs),
    TREE_TEST(what_takes_the_rest_of_a_row_gives_first),
    TREE_TEST(a_toast_does_not_cover_another),
};
TEST_GROUP(tree_layout, tests)
