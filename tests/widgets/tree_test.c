#include "widgets/tree.h"

#include <SDL2/SDL_keycode.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tree_stand.h"

enum { ONE = 1, TWO, THREE, NAME, NOTES, LOUD, AWAY };

static struct text_edit name, notes;

static int begin(void **state)
{
    (void)test_memory_begin(state);
    text_edit_begin(&name, &test_memory.memory, (struct text_edit_kind){.bytes_max = 200});
    text_edit_begin(&notes, &test_memory.memory,
                    (struct text_edit_kind){.bytes_max = 20000, .area = true});
    return tree_stand_begin(state);
}

static int end(void **state)
{
    text_edit_end(&name);
    text_edit_end(&notes);
    (void)tree_stand_end(state);
    return test_memory_end(state);
}

/* ---- places ---- */

static void say_row(void)
{
    tree_open_row(tree, &(struct box){.gap = 10});
    button(ONE, "One");
    button(TWO, "Another one");
    tree_close(tree);
}

static void a_row_lies_from_left_to_right(void **state)
{
    (void)state;
    show(say_row);
    assert_true(place(TWO).x >= place(ONE).x + place(ONE).width + 10);
    assert_int_equal(place(TWO).y, place(ONE).y);
}

static void what_does_not_fit_beside_goes_below(void **state)
{
    (void)state;
    frame.width = 120;
    show(say_row);
    assert_int_equal(place(TWO).x, place(ONE).x);
    assert_true(place(TWO).y >= place(ONE).y + place(ONE).height);
}

static void say_growing(void)
{
    tree_open_row(tree, &(struct box){.fit = {.grow = 1}});
    tree_press(tree, &(struct press){.words = "A", .act = {ONE, 0}, .fit = {.grow = 1}});
    button(TWO, "B");
    tree_close(tree);
}

static void what_grows_takes_the_room_that_is_left(void **state)
{
    (void)state;
    show(say_growing);
    assert_int_equal(place(TWO).x + place(TWO).width, 800);
    assert_int_equal(place(ONE).width + place(TWO).width, 800);
}

static void say_words(void)
{
    tree_open_column(tree, &(struct box){.cross = ALIGN_FILL});
    tree_label(tree, &(struct label){.words = "Many words that are as long as a line is wide, and "
                                              "longer when the window is a narrow one.",
                                     .role = TYPE_BODY});
    button(ONE, "One");
    tree_close(tree);
}

static void height_follows_width(void **state)
{
    (void)state;
    show(say_words);
    int wide = place(ONE).y;
    frame.width = 200;
    show(say_words);
    assert_true(place(ONE).y > wide);
}

static void from_right_to_left_all_of_it_is_turned_around(void **state)
{
    (void)state;
    frame.right_to_left = true;
    show(say_row);
    const struct access_node *one = called("One");
    assert_int_equal(one->at.x + one->at.width, 800);
    assert_true(tree_button_down(tree, one->at.x + 2, one->at.y + 2, 1, false));
    assert_true(tree_button_up(tree, one->at.x + 2, one->at.y + 2));
    assert_true(told(TREE_ACT, ONE));
}

static void every_target_is_large_enough_at_any_scale(void **state)
{
    (void)state;
    frame.scale_percent = THEME_SCALE_MIN;
    show(say_row);
    assert_true(place(ONE).height >= TREE_TARGET_MIN && place(ONE).width >= TREE_TARGET_MIN);
}

/* ---- what scrolls ---- */

static void say_long(void)
{
    tree_open_scroll(tree, &(struct box){.key = "long", .fit = {.grow = 1}, .gap = 4});
    for (uint32_t i = 0; i < 60; i++)
        tree_press(tree, &(struct press){.words = "Row", .act = {ONE, i}});
    button(TWO, "The last");
    tree_close(tree);
}

static void what_is_too_long_is_scrolled_to(void **state)
{
    (void)state;
    show(say_long);
    assert_true((called("The last")->states & ACCESS_OFFSCREEN) != 0);
    assert_true(tree_wheel(tree, 10, 10, 100000));
    show(say_long);
    assert_int_equal(called("The last")->states & ACCESS_OFFSCREEN, 0);
    assert_false(tree_wheel(tree, 10, 10, 100));
}

static void say_empty(void)
{
    button(7, "");
}

static void what_was_left_empty_can_still_be_found(void **state)
{
    (void)state;
    show(say_empty);
    const struct access_tree *access = tree_access(tree);
    assert_string_equal(access->nodes[access->count - 1].name, "…");
}

static void the_focus_is_never_out_of_sight(void **state)
{
    (void)state;
    show(say_long);
    assert_true(tree_focus(tree, (struct act){TWO, 0}, true));
    show(say_long);
    assert_true(has_focus("The last"));
    assert_int_equal(called("The last")->states & ACCESS_OFFSCREEN, 0);
}

static void what_cannot_be_seen_cannot_be_pressed(void **state)
{
    (void)state;
    show(say_long);
    struct rectangle last = place(TWO);
    press_at(last);
    assert_false(told(TREE_ACT, TWO));
}

/* ---- the keyboard ---- */

static void tab_goes_through_all_and_around(void **state)
{
    (void)state;
    show(say_row);
    assert_true(tree_key(tree, SDLK_TAB, 0));
    show(say_row);
    assert_true(has_focus("One"));
    (void)tree_key(tree, SDLK_TAB, 0);
    (void)tree_key(tree, SDLK_TAB, 0);
    show(say_row);
    assert_true(has_focus("One"));
    (void)tree_key(tree, SDLK_TAB, KMOD_SHIFT);
    show(say_row);
    assert_true(has_focus("Another one"));
    assert_true(tree_key(tree, SDLK_RETURN, 0));
    assert_true(told(TREE_ACT, TWO));
}

static void say_two_panes(void)
{
    tree_open_row(tree, &(struct box){.key = "row"});
    tree_open_column(tree, &(struct box){.key = "a", .pane = true, .name = "A"});
    button(ONE, "One");
    button(TWO, "Two");
    tree_close(tree);
    tree_open_column(tree, &(struct box){.key = "b", .pane = true, .name = "B", .arrows = true});
    button(THREE, "Three");
    button(LOUD, "Four");
    tree_close(tree);
    tree_close(tree);
}

static void f6_goes_from_part_to_part(void **state)
{
    (void)state;
    show(say_two_panes);
    (void)tree_focus(tree, (struct act){ONE, 0}, true);
    (void)tree_key(tree, SDLK_F6, 0);
    show(say_two_panes);
    assert_true(has_focus("Three"));
    (void)tree_key(tree, SDLK_F6, 0);
    show(say_two_panes);
    assert_true(has_focus("One"));
}

static void arrows_stay_within_what_belongs_together(void **state)
{
    (void)state;
    show(say_two_panes);
    (void)tree_focus(tree, (struct act){THREE, 0}, true);
    assert_true(tree_key(tree, SDLK_DOWN, 0));
    show(say_two_panes);
    assert_true(has_focus("Four"));
    assert_true(tree_key(tree, SDLK_DOWN, 0));
    show(say_two_panes);
    assert_true(has_focus("Four"));
    (void)tree_focus(tree, (struct act){ONE, 0}, true);
    assert_false(tree_key(tree, SDLK_DOWN, 0));
}

static void the_focus_stays_where_it_is_when_others_come_and_go(void **state)
{
    (void)state;
    show(say_two_panes);
    (void)tree_focus(tree, (struct act){THREE, 0}, true);
    show(say_two_panes);
    assert_true(has_focus("Three"));
    show(say_row);
    show(say_two_panes);
    assert_false(has_focus("Three"));
}

static void say_answer(void)
{
    tree_press(tree, &(struct press){.words = "Yes", .act = {NOTES, 0}, .wants_focus = true});
}

static void what_wants_the_focus_has_it_each_time_it_appears(void **state)
{
    (void)state;
    for (int times = 0; times < 2; times++) {
        show(say_answer);
        assert_true(has_focus("Yes"));
        show(say_row);
    }
    show(say_answer);
    tree_unfocus(tree);
    show(say_answer); /* it is there already */
    assert_false(has_focus("Yes"));
}

static void say_elsewhere(void)
{
    tree_open_column(tree, &(struct box){.key = "narrow"});
    say_two_panes();
    tree_close(tree);
}

/* A wider text, a smaller window: nobody has to look for where they were. */
static void the_focus_stays_with_what_does_the_same(void **state)
{
    (void)state;
    show(say_two_panes);
    assert_true(tree_focus(tree, (struct act){ONE, 0}, true));
    show(say_two_panes);
    show(say_elsewhere);
    assert_true(has_focus("One"));
    show(say_two_panes);
    assert_true(has_focus("One"));
}

/* ---- dialogs ---- */

static void say_dialog(void)
{
    say_two_panes();
    tree_open_dialog(tree, &(struct box){.key = "ask", .name = "Leave?", .act = {AWAY, 0}});
    tree_press(tree, &(struct press){.words = "Stay", .act = {NOTES, 0}, .wants_focus = true});
    tree_close(tree);
}

static void behind_a_dialog_nothing_can_be_used(void **state)
{
    (void)state;
    show(say_two_panes);
    (void)tree_focus(tree, (struct act){ONE, 0}, true);
    show(say_dialog);
    show(say_dialog);
    assert_true(has_focus("Stay"));
    assert_true((called("Leave?")->states & ACCESS_MODAL) != 0);
    assert_false(tree_press_act(tree, (struct act){ONE, 0}));
    assert_int_equal(called("One")->states & (ACCESS_DISABLED | ACCESS_FOCUSABLE), ACCESS_DISABLED);
    assert_int_equal(called("Stay")->states & (ACCESS_DISABLED | ACCESS_FOCUSABLE),
                     ACCESS_FOCUSABLE);
    (void)tree_key(tree, SDLK_TAB, 0);
    show(say_dialog);
    assert_true(has_focus("Stay"));
    press_at(place(ONE));
    assert_true(told(TREE_CLOSE, AWAY));
    show(say_two_panes); /* and the focus is where it was */
    show(say_two_panes);
    assert_true(has_focus("One"));
}

static void escape_wants_a_dialog_away(void **state)
{
    (void)state;
    show(say_dialog);
    assert_true(tree_key(tree, SDLK_ESCAPE, 0));
    assert_true(told(TREE_CLOSE, AWAY));
}

/* ---- fields ---- */

static void say_fields(void)
{
    tree_open_column(tree, &(struct box){.cross = ALIGN_FILL, .gap = 8});
    tree_entry(tree,
               &(struct entry){.key = "name", .edit = &name, .name = "Name", .act = {NAME, 0}});
    tree_entry(tree, &(struct entry){.key = "notes",
                                     .edit = &notes,
                                     .name = "Notes",
                                     .lines = 3,
                                     .lines_max = 6,
                                     .act = {NOTES, 0}});
    button(ONE, "One");
    tree_close(tree);
}

static void what_is_typed_stands_in_the_field_with_the_focus(void **state)
{
    (void)state;
    show(say_fields);
    assert_false(tree_text(tree, "lost"));
    press_at(place(NAME));
    assert_true(tree_writes(tree));
    assert_true(tree_text(tree, "Anna"));
    assert_true(told(TREE_EDITED, NAME));
    show(say_fields);
    assert_string_equal(called("Name")->text, "Anna");
    assert_false(rectangle_is_empty(tree_caret(tree)));
    assert_true(tree_key(tree, SDLK_RETURN, 0));
    assert_true(told(TREE_ENTER, NAME));
    assert_true(tree_key(tree, SDLK_TAB, 0));
    assert_true(told(TREE_LEFT, NAME));
}

static void say_fields_and_more(void)
{
    say_fields();
    tree_press(tree, &(struct press){.words = "Look", .act = {LOUD, 0}, .wants_focus = true});
}

static void who_writes_is_not_interrupted(void **state)
{
    (void)state;
    show(say_fields);
    press_at(place(NAME));
    (void)tree_text(tree, "An");
    show(say_fields);
    show(say_fields_and_more);
    assert_true(tree_text(tree, "na"));
    assert_string_equal(text_edit_bytes(&name), "Anna");
}

static void enter_in_an_area_begins_a_line(void **state)
{
    (void)state;
    show(say_fields);
    press_at(place(NOTES));
    (void)tree_text(tree, "a");
    assert_true(tree_key(tree, SDLK_RETURN, 0));
    assert_true(tree_text(tree, "b"));
    assert_string_equal(text_edit_bytes(&notes), "a\nb");
    assert_true(tree_key(tree, SDLK_RETURN, KMOD_CTRL));
    assert_true(told(TREE_ENTER, NOTES));
    assert_true(tree_key(tree, SDLK_z, KMOD_CTRL));
    assert_true(notes.size < 3);
}

static void an_area_grows_with_what_is_written_up_to_its_most(void **state)
{
    (void)state;
    show(say_fields);
    int low = place(NOTES).height;
    text_edit_set(&notes, "1\n2\n3\n4\n5", 9);
    show(say_fields);
    int high = place(NOTES).height;
    assert_true(high > low);
    text_edit_set(&notes, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", 26);
    show(say_fields);
    assert_true(place(NOTES).height < high + high);
}

static void ten_thousand_letters_hold_the_layout(void **state)
{
    (void)state;
    char *long_text = malloc(10001);
    memset(long_text, 'w', 10000);
    long_text[10000] = '\0';
    text_edit_set(&notes, long_text, 10000);
    show(say_fields);
    press_at(place(NOTES));
    show(say_fields);
    assert_true(place(ONE).y + place(ONE).height <= 600);
    assert_false(tree_draw_list(tree)->full);
    free(long_text);
}

static void what_is_composed_is_shown_and_is_not_yet_written(void **state)
{
    (void)state;
    show(say_fields);
    press_at(place(NAME));
    assert_true(tree_preedit(tree, "にほ", 0, 2));
    show(say_fields);
    assert_string_equal(called("Name")->text, "にほ");
    assert_string_equal(text_edit_bytes(&name), "");
    assert_true(tree_preedit(tree, "", 0, 0));
    assert_true(tree_text(tree, "日本"));
    assert_string_equal(text_edit_bytes(&name), "日本");
}

/* ---- sliders ---- */

static double level = 4;

static void say_slider(void)
{
    tree_slider(tree, &(struct slider){.key = "loud",
                                       .name = "How sure",
                                       .value = level,
                                       .max = 10,
                                       .step = 1,
                                       .act = {LOUD, 0}});
}

static void a_slider_is_moved_by_keys_by_hand_and_by_asking(void **state)
{
    (void)state;
    struct tree_event event;
    show(say_slider);
    (void)tree_key(tree, SDLK_TAB, 0);
    assert_true(tree_key(tree, SDLK_RIGHT, 0));
    assert_true(tree_take_event(tree, &event) && event.kind == TREE_VALUE);
    assert_int_equal((int)event.value, 5);
    struct rectangle at = place(LOUD);
    (void)tree_button_down(tree, at.x + at.width - 2, at.y + 10, 1, false);
    (void)tree_button_up(tree, at.x + at.width - 2, at.y + 10);
    assert_true(tree_take_event(tree, &event));
    assert_int_equal((int)event.value, 10);
    const struct access_node *node = called("How sure");
    assert_true(node->has_value);
    assert_true(tree_request(
        tree, &(struct access_request){.id = node->id, .ask = ACCESS_SET_VALUE, .value = 7}));
    assert_true(tree_take_event(tree, &event));
    assert_int_equal((int)event.value, 7);
    assert_false(tree_request(
        tree, &(struct access_request){.id = node->id, .ask = ACCESS_SET_VALUE, .value = 99}));
}

/* ---- a screen reader ---- */

static void a_screen_reader_presses_and_writes_as_a_hand_does(void **state)
{
    (void)state;
    char words[] = "Ben";
    show(say_fields);
    assert_true(tree_request(tree, &(struct access_request){.id = called("One")->id}));
    assert_true(told(TREE_ACT, ONE));
    assert_true(tree_request(
        tree,
        &(struct access_request){.id = called("Name")->id, .ask = ACCESS_SET_TEXT, .text = words}));
    assert_true(told(TREE_EDITED, NAME));
    assert_string_equal(text_edit_bytes(&name), "Ben");
    assert_false(tree_request(tree, &(struct access_request){.id = 12345}));
}

/* ---- what moves ---- */

static double eased;
static bool eased_on;

static void say_moving(void)
{
    eased = tree_ease(tree, "slide", eased_on, 200000);
}

static void what_moves_moves_by_the_clock_it_is_given(void **state)
{
    (void)state;
    eased_on = false;
    show(say_moving);
    assert_true(eased == 0.0);
    eased_on = true;
    show(say_moving);
    assert_true(tree_changes_at(tree) > frame.now_us);
    frame.now_us += 100000;
    show(say_moving);
    assert_true(eased > 0.3 && eased < 0.7);
    frame.now_us += 100000;
    show(say_moving);
    assert_true(eased == 1.0);
    assert_int_equal(tree_changes_at(tree), 0);
}

static void where_motion_is_reduced_it_is_there_at_once(void **state)
{
    (void)state;
    frame.reduced_motion = true;
    eased_on = false;
    show(say_moving);
    eased_on = true;
    show(say_moving);
    assert_true(eased == 1.0);
}

/* ---- too much ---- */

static void say_too_much(void)
{
    tree_open_scroll(tree, &(struct box){.key = "much"});
    for (uint32_t i = 0; i < TREE_NODES_MAX + 100; i++)
        tree_press(tree, &(struct press){.words = "Row", .act = {ONE, i}});
    tree_close(tree);
}

static void more_than_a_tree_holds_is_left_out_and_nothing_breaks(void **state)
{
    (void)state;
    show(say_too_much);
    assert_int_equal(tree_access(tree)->count, TREE_NODES_MAX - 2); /* a scroll is not told */
    show(say_row);
    assert_non_null(called("One"));
}

#define WITH_FIELDS(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    WITH_FIELDS(a_row_lies_from_left_to_right),
    WITH_FIELDS(what_does_not_fit_beside_goes_below),
    WITH_FIELDS(what_grows_takes_the_room_that_is_left),
    WITH_FIELDS(height_follows_width),
    WITH_FIELDS(from_right_to_left_all_of_it_is_turned_around),
    WITH_FIELDS(every_target_is_large_enough_at_any_scale),
    WITH_FIELDS(what_is_too_long_is_scrolled_to),
    WITH_FIELDS(what_was_left_empty_can_still_be_found),
    WITH_FIELDS(the_focus_is_never_out_of_sight),
    WITH_FIELDS(what_cannot_be_seen_cannot_be_pressed),
    WITH_FIELDS(tab_goes_through_all_and_around),
    WITH_FIELDS(f6_goes_from_part_to_part),
    WITH_FIELDS(arrows_stay_within_what_belongs_together),
    WITH_FIELDS(the_focus_stays_where_it_is_when_others_come_and_go),
    WITH_FIELDS(what_wants_the_focus_has_it_each_time_it_appears),
    WITH_FIELDS(the_focus_stays_with_what_does_the_same),
    WITH_FIELDS(behind_a_dialog_nothing_can_be_used),
    WITH_FIELDS(escape_wants_a_dialog_away),
    WITH_FIELDS(what_is_typed_stands_in_the_field_with_the_focus),
    WITH_FIELDS(who_writes_is_not_interrupted),
    WITH_FIELDS(enter_in_an_area_begins_a_line),
    WITH_FIELDS(an_area_grows_with_what_is_written_up_to_its_most),
    WITH_FIELDS(ten_thousand_letters_hold_the_layout),
    WITH_FIELDS(what_is_composed_is_shown_and_is_not_yet_written),
    WITH_FIELDS(a_slider_is_moved_by_keys_by_hand_and_by_asking),
    WITH_FIELDS(a_screen_reader_presses_and_writes_as_a_hand_does),
    WITH_FIELDS(what_moves_moves_by_the_clock_it_is_given),
    WITH_FIELDS(where_motion_is_reduced_it_is_there_at_once),
    WITH_FIELDS(more_than_a_tree_holds_is_left_out_and_nothing_breaks),
};

TEST_GROUP(tree, tests)
