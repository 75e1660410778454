/* How one arrives: what is asked, and what a hand on it means. */
#include <string.h>

#include "harness.h"
#include "stand.h"
#include "ui/check_in_screen.h"

static struct stand *stand;

static void show(struct tree *tree, const struct screen_input *in)
{
    tree_open_scroll(tree, &(struct box){.key = "page", .pad = 24, .cross = ALIGN_CENTRE});
    tree_open_column(tree, &(struct box){.key = "column", .fit = {.width = 440}});
    check_in_say(tree, in);
    tree_close(tree);
    tree_close(tree);
}

static int open_stand(void **state)
{
    *state = stand = stand_create();
    stand_size(stand, 1120, 1200);
    stand_show(stand, show);
    return 0;
}

/* Presses what is called so; what the app must do is in stand->out. */
static void press(const char *name)
{
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    assert_true(stand_press(stand, name));
    while (stand_event(stand, &event))
        assert_true(check_in_take(&hand, &event));
    stand_show(stand, show);
}

static const char *written(enum desk_field field)
{
    return text_edit_bytes(&stand->desk.fields[field]);
}

static void one_arrives_by_touching_words_and_a_number(void **state)
{
    (void)state;
    press("calm");
    press("hopeful");
    press("calm"); /* once is enough */
    press("noise");
    press("7");
    assert_string_equal(written(FIELD_FEELING), "calm, hopeful");
    assert_string_equal(written(FIELD_AROUND), "noise");
    press("Send");
    assert_int_equal(stand->out.wish.kind, WISH_ARRIVE);
    assert_int_equal(stand->out.wish.numbers[0], 7);
    assert_false(stand->out.wish.on);
    assert_int_equal(stand->out.text_count, 3);
    assert_string_equal(stand->out.texts[0], "calm, hopeful");
    assert_string_equal(stand->out.texts[1], "noise");
    assert_string_equal(stand->out.texts[2], "");
    assert_string_equal(written(FIELD_FEELING), "");
    assert_int_equal(stand->desk.session.rating, RATING_NONE);
}

static void what_weighs_is_written_and_may_be_shown_at_once(void **state)
{
    (void)state;
    desk_write(&stand->desk, FIELD_WEIGHT, "The move");
    press("Show mine now");
    press("Send");
    assert_int_equal(stand->out.wish.kind, WISH_ARRIVE);
    assert_true(stand->out.wish.on);
    assert_true(stand->out.wish.numbers[0] == WISH_NOTHING);
    assert_string_equal(stand->out.texts[2], "The move");
}

static void skipping_is_as_large_as_sending_and_keeps_nothing(void **state)
{
    (void)state;
    const struct access_node *send = stand_find(stand, "Send");
    const struct access_node *skip = stand_find(stand, "Skip");
    assert_int_equal(send->at.width, skip->at.width);
    assert_int_equal(send->at.height, skip->at.height);
    desk_write(&stand->desk, FIELD_FEELING, "not for them");
    press("7");
    press("Skip");
    assert_int_equal(stand->out.wish.kind, WISH_NOT_ARRIVE);
    assert_int_equal(stand->out.text_count, 0);
    assert_string_equal(written(FIELD_FEELING), "");
    assert_int_equal(stand->desk.session.rating, RATING_NONE);
}

static void nothing_that_is_sent_is_left_out(void **state)
{
    (void)state;
    desk_write(&stand->desk, FIELD_AROUND, "  ");
    press("Send");
    assert_int_equal(stand->out.wish.kind, WISH_NOT_ARRIVE);
}

static void a_number_is_taken_back_by_touching_it_again(void **state)
{
    (void)state;
    press("0");
    assert_int_equal(stand->desk.session.rating, 0);
    press("0");
    assert_int_equal(stand->desk.session.rating, RATING_NONE);
}

static void there_are_more_words_behind_the_first(void **state)
{
    (void)state;
    size_t count;
    const struct deck_item *words = words_list(DECK_LIST_FEELINGS, &count);
    bool seen_last = false;
    for (size_t i = 0; i < count && !seen_last; i++) {
        press("Pick a word, if one fits.");
        seen_last = stand_find(stand, words[count - 1].text) != NULL;
    }
    assert_true(seen_last);
}

static void enter_goes_on_and_then_sends(void **state)
{
    (void)state;
    struct tree_event event = {.kind = TREE_ENTER, .act = ACT_FIELD(FIELD_FEELING)};
    struct screen_hand hand = stand_hand(stand);
    desk_write(&stand->desk, FIELD_FEELING, "tired");
    assert_true(check_in_take(&hand, &event));
    assert_ptr_equal(tree_focused_edit(stand->tree), &stand->desk.fields[FIELD_AROUND]);
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    event.act = ACT_FIELD(FIELD_AROUND);
    assert_true(check_in_take(&hand, &event));
    assert_int_equal(stand->out.wish.kind, WISH_ARRIVE);
    event.act = ACT_FIELD(FIELD_LANE);
    assert_false(check_in_take(&hand, &event));
}

static void it_stands_in_every_window(void **state)
{
    (void)state;
    static const int sizes[][3] = {{480, 360, 100}, {1120, 720, 300}, {320, 900, 100}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        stand_size(stand, sizes[i][0], sizes[i][1]);
        stand->frame.scale_percent = sizes[i][2];
        stand_show(stand, show);
        stand_audit(stand);
        stand_speak(stand, "ar");
        stand_show(stand, show);
        stand_audit(stand);
        stand_speak(stand, "en");
    }
}

static void it_looks_as_it_was_drawn(void **state)
{
    (void)state;
    desk_write(&stand->desk, FIELD_FEELING, "tired, and glad to be here");
    stand->desk.session.rating = 6;
    stand_golden(stand, show, "check-in");
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    WITH_STAND(one_arrives_by_touching_words_and_a_number),
    WITH_STAND(what_weighs_is_written_and_may_be_shown_at_once),
    WITH_STAND(skipping_is_as_large_as_sending_and_keeps_nothing),
    WITH_STAND(nothing_that_is_sent_is_left_out),
    WITH_STAND(a_number_is_taken_back_by_touching_it_again),
    WITH_STAND(there_are_more_words_behind_the_first),
    WITH_STAND(enter_goes_on_and_then_sends),
    WITH_STAND(it_stands_in_every_window),
    WITH_STAND(it_looks_as_it_was_drawn),
};
TEST_GROUP(check_in_screen, tests)
