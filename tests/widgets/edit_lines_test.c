#include "widgets/edit_lines.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

static struct edit_view view;
static struct text_edit edit;

static int begin(void **state)
{
    view = (struct edit_view){
        .engine = text_engine_create(),
        .look = {.width_max = 120, .style = {.pixels = 15, .line_pixels = 22}},
        .page_lines = 3,
    };
    return view.engine == NULL || test_memory_begin(state) != 0;
}

static int end(void **state)
{
    text_engine_destroy(view.engine);
    return test_memory_end(state);
}

static void write(const char *words)
{
    text_edit_begin(&edit, &test_memory.memory, (struct text_edit_kind){5000, true, false});
    (void)text_edit_paste(&edit, words, strlen(words));
}

static void move(enum edit_step_way way, bool select)
{
    edit_lines_move(&edit, &view, way, select);
}

static struct text_caret caret(void)
{
    struct text_shown shown = text_edit_shown(&edit);
    struct text_block block = view.look;
    block.bytes = shown.bytes;
    block.size = shown.size;
    return text_caret(view.engine, &block, shown.caret);
}

static void up_and_down_keep_to_the_column_in_which_they_began(void **state)
{
    (void)state;
    write("a long line\nab\nanother line");
    text_edit_place(&edit, 8, false);
    int x = caret().x;
    move(EDIT_DOWN, false);
    assert_int_equal(edit.caret, 14);
    move(EDIT_DOWN, false);
    assert_in_range(caret().x, x - 6, x + 6);
    move(EDIT_UP, false);
    move(EDIT_UP, false);
    assert_int_equal(edit.caret, 8);
    /* Another move forgets the column. */
    move(EDIT_DOWN, false);
    text_edit_move(&edit, TEXT_EDIT_LINE_START, false);
    move(EDIT_DOWN, false);
    assert_int_equal(edit.caret, 15);
    text_edit_end(&edit);
}

static void up_on_the_first_line_is_the_start_and_down_on_the_last_the_end(void **state)
{
    (void)state;
    write("one\ntwo");
    text_edit_place(&edit, 2, false);
    move(EDIT_UP, false);
    assert_int_equal(edit.caret, 0);
    text_edit_place(&edit, 5, false);
    move(EDIT_DOWN, true);
    assert_int_equal(edit.caret, 7);
    assert_int_equal(edit.anchor, 5);
    text_edit_end(&edit);
}

static void lines_are_those_of_the_screen_also_where_they_were_broken(void **state)
{
    (void)state;
    write("it was the walk on Tuesday that changed the week");
    text_edit_place(&edit, 0, false);
    size_t ends[8];
    int lines = 0;
    for (; edit.caret < edit.size; lines++) {
        assert_int_equal(caret().line, lines);
        move(EDIT_LINE_END, false);
        assert_int_equal(caret().line, lines);
        ends[lines] = edit.caret;
        move(EDIT_LINE_START, false);
        assert_int_equal(caret().x, 0);
        move(EDIT_DOWN, false);
    }
    assert_in_range(lines, 3, 6);
    for (int i = 0; i + 1 < lines; i++)
        assert_int_equal(text_edit_bytes(&edit)[ends[i]], ' ');
    text_edit_end(&edit);
}

static void in_a_word_longer_than_the_line_the_end_is_on_the_line(void **state)
{
    (void)state;
    write("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww");
    text_edit_place(&edit, 0, false);
    move(EDIT_LINE_END, false);
    assert_true(edit.caret > 3);
    assert_int_equal(caret().line, 0);
    move(EDIT_RIGHT, false);
    assert_int_equal(caret().line, 1);
    move(EDIT_LEFT, false);
    assert_int_equal(caret().line, 0);
    text_edit_end(&edit);
}

static void pages_are_as_many_lines_as_are_in_sight(void **state)
{
    (void)state;
    write("1\n2\n3\n4\n5\n6\n7\n8");
    text_edit_place(&edit, 2, false);
    move(EDIT_PAGE_DOWN, false);
    assert_int_equal(caret().line, 4);
    move(EDIT_PAGE_DOWN, false);
    assert_int_equal(caret().line, 7);
    move(EDIT_PAGE_UP, true);
    assert_int_equal(caret().line, 4);
    assert_int_equal(edit.anchor, 14);
    text_edit_end(&edit);
}

static void left_and_right_leave_a_selection_at_the_end_that_lies_there(void **state)
{
    (void)state;
    write("one two");
    text_edit_select(&edit, 6, 1);
    move(EDIT_RIGHT, false);
    assert_int_equal(edit.caret, 6);
    text_edit_select(&edit, 6, 1);
    move(EDIT_LEFT, false);
    assert_int_equal(edit.caret, 1);
    text_edit_end(&edit);
    write("שלום");
    text_edit_select(&edit, 0, 4);
    move(EDIT_LEFT, false);
    assert_int_equal(edit.caret, 4);
    text_edit_select(&edit, 0, 4);
    move(EDIT_RIGHT, false);
    assert_int_equal(edit.caret, 0);
    move(EDIT_LEFT, true);
    assert_int_equal(edit.caret, 2);
    assert_int_equal(edit.anchor, 0);
    text_edit_end(&edit);
}

static void every_character_is_reached_from_either_side(void **state)
{
    (void)state;
    static const char text[] = "ab שלום e\u0301👩\u200d👧 cd\nו x";
    write(text);
    bool reached[sizeof text] = {false};
    /* From the left and the right edge of each line. */
    static const struct {
        size_t from;
        enum edit_step_way way;
    } walks[] = {{0, EDIT_RIGHT}, {29, EDIT_LEFT}, {34, EDIT_RIGHT}, {30, EDIT_LEFT}};
    for (int w = 0; w < 4; w++) {
        text_edit_place(&edit, walks[w].from, false);
        for (int i = 0; i < 20; i++) {
            reached[edit.caret] = true;
            move(walks[w].way, false);
        }
    }
    for (size_t at = 0; at < edit.size; at++) {
        text_edit_place(&edit, at, false);
        if (edit.caret == at && !reached[at])
            fail_msg("byte %zu is never reached", at);
    }
    text_edit_end(&edit);
}

static void a_pointer_finds_the_character_under_it(void **state)
{
    (void)state;
    write("one two\nthree");
    for (size_t at = 0; at <= edit.size; at++) {
        text_edit_place(&edit, at, false);
        struct text_caret place = caret();
        assert_int_equal(edit_lines_at(&edit, &view, place.x, place.line * 22 + 11), at);
    }
    assert_int_equal(edit_lines_at(&edit, &view, 9, -50), edit_lines_at(&edit, &view, 9, 0));
    assert_int_equal(edit_lines_at(&edit, &view, 999, 999), edit.size);
    text_edit_end(&edit);
}

static void a_secret_is_moved_about_in_by_its_dots(void **state)
{
    (void)state;
    text_edit_begin(&edit, &test_memory.memory, (struct text_edit_kind){100, false, true});
    (void)text_edit_paste(&edit, "né של", 8);
    move(EDIT_LEFT, false);
    move(EDIT_LEFT, false);
    assert_int_equal(edit.caret, 4);
    move(EDIT_LINE_START, true);
    assert_int_equal(edit.caret, 0);
    move(EDIT_LINE_END, false);
    assert_int_equal(edit.caret, 8);
    text_edit_end(&edit);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(up_and_down_keep_to_the_column_in_which_they_began),
    cmocka_unit_test(up_on_the_first_line_is_the_start_and_down_on_the_last_the_end),
    cmocka_unit_test(lines_are_those_of_the_screen_also_where_they_were_broken),
    cmocka_unit_test(in_a_word_longer_than_the_line_the_end_is_on_the_line),
    cmocka_unit_test(pages_are_as_many_lines_as_are_in_sight),
    cmocka_unit_test(left_and_right_leave_a_selection_at_the_end_that_lies_there),
    cmocka_unit_test(every_character_is_reached_from_either_side),
    cmocka_unit_test(a_pointer_finds_the_character_under_it),
    cmocka_unit_test(a_secret_is_moved_about_in_by_its_dots),
};
int edit_lines_test(void);
int edit_lines_test(void)
{
    return cmocka_run_group_tests_name("edit_lines", tests, begin, end);
}
