/* What a hand on the session means: by pointer, by single keys, and by what is typed. */
#include <string.h>

#include "harness.h"
#include "stand.h"
#include "ui/session_screen.h"

static struct stand *stand;
static struct call_model *model;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    model = &stand->scene->model;
    scene_hour(stand->scene);
    stand_show(stand, session_screen);
    return 0;
}

static void take_all(void)
{
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    while (stand_event(stand, &event))
        assert_true(session_take(&hand, &event));
    stand_show(stand, session_screen);
}

static void press(const char *name)
{
    if (!stand_press(stand, name))
        fail_msg("there is no \"%s\"", name);
    take_all();
}

static bool key(char letter)
{
    struct screen_hand hand = stand_hand(stand);
    bool taken = session_key(&hand, letter);
    stand_show(stand, session_screen);
    return taken;
}

static bool event(enum tree_event_kind kind, enum desk_field field)
{
    struct screen_hand hand = stand_hand(stand);
    return session_take(&hand, &(struct tree_event){.kind = kind, .act = ACT_FIELD(field)});
}

static bool due(void)
{
    struct screen_hand hand = stand_hand(stand);
    return session_due(&hand);
}

static void expect(enum wish_kind kind, uint64_t number)
{
    assert_int_equal(stand->out.kind, WINDOW_WISH);
    assert_int_equal(stand->out.wish.kind, kind);
    assert_true(stand->out.wish.numbers[0] == number);
}

static void the_bar_is_what_it_says(void **state)
{
    (void)state;
    press("Turn the microphone off");
    assert_int_equal(stand->out.kind, WINDOW_TOGGLE_MICROPHONE);
    press("Turn the camera off");
    assert_int_equal(stand->out.kind, WINDOW_TOGGLE_CAMERA);
    press("Pause, please");
    expect(WISH_EXPRESS, SIGNAL_PAUSE_PLEASE);
    press("Nod to Ben");
    expect(WISH_NOD, WISH_NOTHING);
    press("Leave the session");
    assert_int_equal(stand->out.kind, WINDOW_LEAVE);
    press("More");
    assert_true(stand->desk.session.expressions_open);
    press("Open the side panel");
    assert_int_equal(stand->desk.panel.tab, PANEL_AGENDA);
    press("Open the side panel");
    assert_int_equal(stand->desk.panel.tab, PANEL_CLOSED);
}

static void what_comes_seldom_is_behind_more(void **state)
{
    (void)state;
    model->hour.reflection_count = 0;
    press("More");
    press("take your time");
    expect(WISH_EXPRESS, SIGNAL_TAKE_YOUR_TIME);
    press("Someone came in");
    expect(WISH_AWAY, SIGNAL_SOMEONE_CAME_IN);
    press("Breathe with me for a minute?");
    expect(WISH_SETTLE, WISH_NOTHING);
    assert_true(stand->out.wish.on);
    press("Live typing");
    expect(WISH_LIVE, WISH_NOTHING);
    assert_true(stand->out.wish.on);
    press("Show my picture");
    assert_false(stand->desk.session.own_picture_hidden);
    press("Hide my picture");
    assert_true(stand->desk.session.own_picture_hidden);
    press("Cover the picture");
    assert_true(stand->desk.session.picture_covered);
}

static void single_keys_act_on_what_is_so(void **state)
{
    (void)state;
    static const struct {
        char key;
        enum wish_kind kind;
        uint64_t number;
    } rows[] = {
        {'n', WISH_NOD, WISH_NOTHING},
        {'h', WISH_EXPRESS, SIGNAL_PAUSE_PLEASE},
        {'1', WISH_EXPRESS, SIGNAL_WITH_YOU},
        {'5', WISH_EXPRESS, SIGNAL_THANK_YOU},
        {'a', WISH_AWAY, SIGNAL_SOMEONE_CAME_IN},
        {'c', WISH_GO_ON, WISH_NOTHING},
        {'k', WISH_SKIP, WISH_NOTHING},
        {'y', WISH_ANSWER, CARD_ANSWER_YES},
        {'q', WISH_ANSWER, CARD_ANSWER_NOT_QUITE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(key(rows[i].key));
        expect(rows[i].kind, rows[i].number);
    }
    assert_int_equal(stand->out.wish.card, 9);
    assert_true(key('m'));
    assert_int_equal(stand->out.kind, WINDOW_TOGGLE_MICROPHONE);
    assert_true(key('v'));
    assert_int_equal(stand->out.kind, WINDOW_TOGGLE_CAMERA);
    assert_true(key('s'));
    assert_false(stand->desk.session.own_picture_hidden);
    assert_true(key('x'));
    assert_true(stand->desk.session.expressions_open);
    assert_true(key('t'));
    assert_ptr_equal(tree_focused_edit(stand->tree), &stand->desk.fields[FIELD_LANE]);
    assert_false(key('p')); /* there is no phrase */
    assert_false(key('w')); /* nobody asks */
    assert_false(key('z'));
}

static void without_a_line_there_is_no_nod(void **state)
{
    (void)state;
    model->phase = CALL_RECONNECTING;
    assert_false(key('n'));
    assert_false(key('1'));
    assert_false(key('a'));
    assert_true(key('m'));
    model->phase = CALL_WAITING;
    assert_false(key('m'));
}

static void phrases_and_words_have_keys_while_they_are_there(void **state)
{
    (void)state;
    model->hour.phrase = "Slower, please";
    model->hour.phrase_card = 4;
    assert_true(key('p'));
    expect(WISH_DISMISS, WISH_NOTHING);
    assert_int_equal(stand->out.wish.card, 4);
    scene_ask_words(stand->scene);
    stand_show(stand, session_screen);
    press("Read four words with Ben");
    assert_true(stand->desk.pages.words_open);
    assert_false(key('w'));
    model->hour.away = SIGNAL_BACK_SOON;
    assert_true(key('a'));
    expect(WISH_AWAY, SIGNAL_HERE);
}

static void a_line_is_sent_by_enter_and_is_then_not_typed_any_more(void **state)
{
    (void)state;
    assert_true(event(TREE_ENTER, FIELD_LANE)); /* nothing is written */
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    desk_write(&stand->desk, FIELD_LANE, "Hello");
    assert_true(event(TREE_EDITED, FIELD_LANE));
    assert_true(due());
    expect(WISH_TYPE, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "Hello");
    assert_false(due());
    assert_true(event(TREE_ENTER, FIELD_LANE));
    expect(WISH_SAY, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "Hello");
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_LANE]), "");
    assert_true(due());
    assert_string_equal(stand->out.texts[0], "");
    desk_write(&stand->desk, FIELD_LANE, "Again");
    stand_show(stand, session_screen);
    press("Send");
    expect(WISH_SAY, WISH_NOTHING);
}

static void what_is_typed_waits_until_there_is_somebody_to_tell(void **state)
{
    (void)state;
    desk_write(&stand->desk, FIELD_LANE, "Hel");
    assert_true(event(TREE_EDITED, FIELD_LANE));
    model->hour.seated = false;
    assert_false(due());
    model->hour.seated = true;
    assert_true(due());
}

static void what_they_heard_is_put_in_own_words(void **state)
{
    (void)state;
    press("Let me edit");
    assert_int_equal(stand->desk.session.answering, 9);
    stand_show(stand, session_screen); /* what takes the focus has it */
    assert_ptr_equal(tree_focused_edit(stand->tree), &stand->desk.fields[FIELD_ANSWER]);
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_ANSWER]),
                        model->hour.reflections[1].text);
    press("Back");
    assert_int_equal(stand->desk.session.answering, 0);
    assert_true(key('e'));
    desk_write(&stand->desk, FIELD_ANSWER, "It was lonely.");
    press("Back");
    assert_true(key('e'));
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_ANSWER]), "It was lonely.");
    assert_true(event(TREE_ENTER, FIELD_ANSWER));
    expect(WISH_ANSWER, CARD_ANSWER_NOT_QUITE);
    assert_int_equal(stand->out.wish.card, 9);
    assert_string_equal(stand->out.texts[0], "It was lonely.");
    assert_int_equal(stand->desk.session.answering, 0);
}

static void the_answer_to_mine_is_read(void **state)
{
    (void)state;
    model->hour.reflection_count = 1;
    assert_false(key('q'));
    assert_true(key('y'));
    assert_int_equal(stand->desk.session.read, 8);
}

static void more_time_is_agreed_to_or_not(void **state)
{
    (void)state;
    model->hour.reflection_count = 0;
    model->hour.more[1] = 10;
    stand_show(stand, session_screen);
    press("Yes, a little longer");
    expect(WISH_MORE, 10);
    press("Let us close now");
    expect(WISH_MORE, 0);
}

static void a_stage_is_left_both_ways(void **state)
{
    (void)state;
    press("Continue");
    expect(WISH_GO_ON, WISH_NOTHING);
    press("Skip this part");
    expect(WISH_SKIP, WISH_NOTHING);
    press(words_deck(DECK_STAGES_BACK));
    expect(WISH_GO_BACK, WISH_NOTHING);
    model->hour.stage = STAGE_RECAP;
    stand_show(stand, session_screen);
    press("Close gently");
    assert_int_equal(stand->out.kind, WINDOW_LEAVE);
    assert_false(key('c'));
}

static void the_voice_is_tried_where_there_are_words_alone(void **state)
{
    (void)state;
    model->status = CALL_STATUS_WORDS_ONLY;
    model->microphone_on = false;
    stand_show(stand, session_screen);
    press("Try with voice");
    assert_int_equal(stand->out.kind, WINDOW_TOGGLE_MICROPHONE);
}

static void the_questions_of_arriving_are_taken_here_too(void **state)
{
    (void)state;
    model->check_in_open = true;
    stand_show(stand, session_screen);
    press("calm");
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_FEELING]), "calm");
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    WITH_STAND(the_bar_is_what_it_says),
    WITH_STAND(what_comes_seldom_is_behind_more),
    WITH_STAND(single_keys_act_on_what_is_so),
    WITH_STAND(without_a_line_there_is_no_nod),
    WITH_STAND(phrases_and_words_have_keys_while_they_are_there),
    WITH_STAND(a_line_is_sent_by_enter_and_is_then_not_typed_any_more),
    WITH_STAND(what_is_typed_waits_until_there_is_somebody_to_tell),
    WITH_STAND(what_they_heard_is_put_in_own_words),
    WITH_STAND(the_answer_to_mine_is_read),
    WITH_STAND(more_time_is_agreed_to_or_not),
    WITH_STAND(a_stage_is_left_both_ways),
    WITH_STAND(the_voice_is_tried_where_there_are_words_alone),
    WITH_STAND(the_questions_of_arriving_are_taken_here_too),
};
TEST_GROUP(session_hands, tests)
