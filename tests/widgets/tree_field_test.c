/* Where in a field one writes. */
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "widgets/tree.h"

static struct tree *tree;
static struct text_edit edit;
static struct tree_frame frame;
static const struct act field = {1, 0};

static int begin(void **state)
{
    tree = tree_create();
    (void)test_memory_begin(state);
    text_edit_begin(&edit, &test_memory.memory, (struct text_edit_kind){.bytes_max = 200});
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
    text_edit_end(&edit);
    text_engine_destroy(frame.text);
    tree_destroy(tree);
    return test_memory_end(state);
}

static int caret_from_left(bool right_to_left)
{
    frame.right_to_left = right_to_left;
    for (int i = 0; i < 2; i++) {
        tree_begin(tree, &frame);
        tree_open_column(tree, &(struct box){.key = "page", .cross = ALIGN_FILL});
        tree_entry(tree, &(struct entry){.key = "field",
                                         .edit = &edit,
                                         .name = "Name",
                                         .hint = "Name",
                                         .wants_focus = true,
                                         .act = field});
        tree_close(tree);
        tree_end(tree);
        (void)tree_focus(tree, field, false);
    }
    return tree_caret(tree).x;
}

static void an_empty_field_is_written_in_where_the_language_begins(void **state)
{
    (void)state;
    assert_true(caret_from_left(false) < 20);
    assert_true(caret_from_left(true) > 780);
    assert_int_equal(text_edit_set(&edit, "abc", 3), TEXT_EDIT_DONE);
    assert_true(caret_from_left(true) < 60); /* its letters run the other way */
}

static void show_page(bool with_field)
{
    tree_begin(tree, &frame);
    tree_open_column(tree, &(struct box){.key = "page"});
    if (with_field)
        tree_entry(tree,
                   &(struct entry){.key = "field", .edit = &edit, .name = "Name", .act = field});
    tree_close(tree);
    tree_end(tree);
}

static void what_is_to_be_written_in_may_come_with_the_next_refresh_and_no_later(void **state)
{
    (void)state;
    show_page(false);
    assert_false(tree_focus(tree, field, false));
    show_page(true);
    assert_true(tree_writes(tree));
    show_page(false);
    assert_false(tree_focus(tree, field, false));
    show_page(false);
    show_page(true);
    assert_false(tree_writes(tree));
}

static void what_was_written_is_told_when_its_field_goes_away(void **state)
{
    (void)state;
    struct tree_event event;
    show_page(true);
    assert_true(tree_focus(tree, field, false));
    assert_true(tree_text(tree, "a"));
    assert_true(tree_take_event(tree, &event));
    assert_int_equal(event.kind, TREE_EDITED);
    show_page(true);
    assert_false(tree_take_event(tree, &event));
    show_page(false);
    assert_true(tree_take_event(tree, &event));
    assert_int_equal(event.kind, TREE_LEFT);
    assert_int_equal(event.act.kind, field.kind);
    show_page(false);
    assert_false(tree_take_event(tree, &event));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_was_written_is_told_when_its_field_goes_away, begin, end),
    cmocka_unit_test_setup_teardown(
        what_is_to_be_written_in_may_come_with_the_next_refresh_and_no_later, begin, end),
    cmocka_unit_test_setup_teardown(an_empty_field_is_written_in_where_the_language_begins, begin,
                                    end),
};

TEST_GROUP(tree_field, tests)
