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

static const struct CMUnitTest tests[] = {
    TREE_TEST(what_would_grow_is_scrolled_before_the_rest_is),
    TREE_TEST(a_grid_asks_for_the_room_that_it_needs),
};
TEST_GROUP(tree_layout, tests)
