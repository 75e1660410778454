/* Home, and the pages around it. */
#include <SDL2/SDL_keycode.h>
#include <string.h>

#include "harness.h"
#include "home_scene.h"
#include "records/schema.h"
#include "ui/home_parts.h"
#include "ui/home_screen.h"

static struct home_scene scene;
static struct stand *stand;

static int begin(void **state)
{
    *state = stand = stand_create();
    home_scene_begin(&scene);
    stand->in.home = &scene.model;
    return 0;
}

static void show(enum desk_page page)
{
    stand->desk.page = page;
    stand_show(stand, home_screen);
    stand_show(stand, home_screen);
}

/* Presses what is called so, and lets home take all that comes of it. */
static bool press(const char *name)
{
    struct tree_event event;
    bool taken = false;
    if (!stand_ask(stand, name))
        return false;
    struct screen_hand hand = stand_hand(stand);
    while (stand_event(stand, &event))
        taken |= home_take(&hand, &event);
    stand_show(stand, home_screen);
    return taken;
}

static bool take(enum tree_event_kind kind, enum desk_field field)
{
    struct screen_hand hand = stand_hand(stand);
    const struct tree_event event = {.kind = kind, .act = ACT_FIELD(field)};
    return home_take(&hand, &event);
}

static void expect(enum home_wish_kind kind, uint32_t person)
{
    assert_int_equal(stand->out.kind, WINDOW_HOME);
    assert_int_equal(stand->out.home.kind, kind);
    assert_int_equal(stand->out.home.person, person);
}

static void audit_all(enum desk_page page)
{
    static const struct {
        int width, height, scale;
        bool right_to_left;
    } rows[] = {{1120, 720, 100, false},
                {480, 360, 100, false},
                {480, 360, 100, true},
                {1120, 720, 300, false},
                {480, 360, 300, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        stand_size(stand, rows[i].width, rows[i].height);
        stand->frame.scale_percent = rows[i].scale;
        stand->frame.right_to_left = rows[i].right_to_left;
        show(page);
        stand_audit(stand);
    }
    stand->frame.scale_percent = 100;
    stand->frame.right_to_left = false;
    stand_size(stand, 1120, 720);
}

/* ---- home ---- */

static void at_the_first_start_there_is_one_thing_to_do(void **state)
{
    (void)state;
    show(PAGE_HOME);
    assert_true(stand_says(stand, "Nobody is here yet"));
    const struct access_node *invite = stand_find(stand, "Invite someone");
    assert_non_null(invite);
    assert_true((invite->states & ACCESS_FOCUSED) != 0);
    assert_false(stand_says(stand, "Goals"));
    assert_true(press("Invite someone"));
    expect(HOME_INVITE, 0);
    assert_int_equal(stand->desk.page, PAGE_INVITE);
    audit_all(PAGE_HOME);
}

static void for_the_only_person_the_next_hour_comes_first(void **state)
{
    (void)state;
    home_scene_one(&scene);
    show(PAGE_HOME);
    assert_true(stand_says(stand, "Next: Thursday at 15:00 with Ben"));
    assert_null(stand_find(stand, "Find a person"));
    assert_true(press("Meet now"));
    expect(HOME_CALL, 1);
    scene.model.meeting = HOME_CALLING;
    scene.model.calling = 1;
    show(PAGE_HOME);
    assert_true(stand_says(stand, "Knocking at the door of Ben"));
    assert_true(press("Cancel"));
    assert_int_equal(stand->out.home.kind, HOME_GO_HOME);
}

static void an_hour_of_today_is_prepared_and_one_of_now_is_met(void **state)
{
    (void)state;
    home_scene_one(&scene);
    scene.people[0].next.weekday = 5;
    scene.people[0].next.minute = scene.model.now + 60;
    show(PAGE_HOME);
    assert_true(stand_says(stand, "Today at 15:00 with Ben"));
    assert_non_null(stand_find(stand, "Get ready"));
    scene.model.now += 50;
    show(PAGE_HOME);
    assert_true(stand_says(stand, "It is time. Ben may be waiting."));
    assert_non_null(stand_find(stand, "Meet now"));
    scene.people[0].next.is_known = false;
    show(PAGE_HOME);
    assert_true(stand_says(stand, "No time is set yet"));
}

static void a_practice_of_today_is_ticked_at_home(void **state)
{
    (void)state;
    home_scene_one(&scene);
    show(PAGE_HOME);
    assert_true(press("Walk for ten minutes, and look around"));
    expect(HOME_TICK, 1);
    assert_true(stand->out.home.on);
    assert_int_equal(stand->out.home.object.counter, 21);
    assert_true(press("Three lines before bed"));
    assert_false(stand->out.home.on);
    assert_int_equal(stand->out.home.object.counter, 22);
    scene.practices[0].is_active = false;
    show(PAGE_HOME);
    assert_null(stand_find(stand, "Walk for ten minutes, and look around"));
}

static void what_is_new_is_told_until_it_was_seen(void **state)
{
    (void)state;
    home_scene_one(&scene);
    show(PAGE_HOME);
    assert_true(stand_says(stand, "Ben changed the goal"));
    assert_true(stand_says(stand, "New words: 1"));
    assert_true(press("I have seen it"));
    expect(HOME_LOOKED, 1);
    scene.people[0].change_count = 0;
    show(PAGE_HOME);
    assert_null(stand_find(stand, "I have seen it"));
}

static void many_people_are_sorted_by_what_is_due_and_found_by_name(void **state)
{
    (void)state;
    home_scene_many(&scene, 31);
    scene.people[20].next = (struct home_next){
        .is_known = true, .weekday = 5, .minute = scene.model.now + 5, .minute_of_day = 845};
    show(PAGE_HOME);
    assert_true(stand_says(stand, "It is time. Person 20 may be waiting."));
    assert_true(stand_find(stand, "Ben")->at.y < stand_find(stand, "Person 10")->at.y);
    assert_non_null(stand_find(stand, "Dana"));
    desk_write(&stand->desk, FIELD_FIND, "emil");
    assert_true(take(TREE_EDITED, FIELD_FIND));
    show(PAGE_HOME);
    assert_non_null(stand_find(stand, "Emil"));
    assert_null(stand_find(stand, "Ben"));
    desk_write(&stand->desk, FIELD_FIND, "nobody such");
    show(PAGE_HOME);
    assert_true(stand_says(stand, "Nobody here has that name."));
    desk_clear(&stand->desk, FIELD_FIND);
    audit_all(PAGE_HOME);
}

static void the_corners_lead_elsewhere(void **state)
{
    (void)state;
    show(PAGE_HOME);
    assert_non_null(stand_find(stand, "Settings"));
    assert_non_null(stand_find(stand, "Keys"));
    assert_non_null(stand_find(stand, "Practice room"));
    assert_true(press("Lock now"));
    assert_int_equal(stand->out.kind, WINDOW_LOCK);
}

/* ---- links ---- */

static void an_invite_is_copied_when_its_link_comes(void **state)
{
    (void)state;
    show(PAGE_HOME);
    assert_true(press("Invite someone"));
    struct screen_hand hand = stand_hand(stand);
    assert_false(home_due(&hand));
    home_scene_invites(&scene);
    show(PAGE_INVITE);
    hand = stand_hand(stand);
    assert_true(home_due(&hand));
    assert_int_equal(stand->out.kind, WINDOW_COPY_INVITE);
    assert_string_equal(stand->out.texts[0], scene.invites[0].link);
    hand = stand_hand(stand);
    assert_false(home_due(&hand)); /* once */
    show(PAGE_INVITE);
    assert_true(stand_says(stand, "Copied"));
    assert_true(stand_says(stand, "The same link as a picture"));
    assert_true(stand_says(stand, "tomorrow"));
    assert_true(stand_says(stand, "Ada"));
    audit_all(PAGE_INVITE);
    assert_true(press("Hide the picture"));
    assert_non_null(stand_find(stand, "Show it as a picture"));
}

static void keys_press_what_their_buttons_tell(void **state)
{
    (void)state;
    home_scene_invites(&scene);
    scene.model.invite_count = 1;
    show(PAGE_INVITE);
    const struct screen_hand hand = stand_hand(stand);
    assert_int_equal(home_act_of(&hand, SDLK_c, KMOD_LCTRL).kind, HOME_ACT_COPY);
    assert_int_equal(home_act_of(&hand, SDLK_c, KMOD_LCTRL).about, 0);
    assert_int_equal(home_act_of(&hand, SDLK_c, KMOD_NONE).kind, 0);
    assert_int_equal(home_act_of(&hand, SDLK_z, KMOD_LCTRL).kind, 0); /* nothing was changed */
    show(PAGE_HOME);
    assert_int_equal(home_act_of(&hand, SDLK_c, KMOD_LCTRL).kind, 0);
}

static void an_invite_is_taken_back_and_another_made_for_somebody(void **state)
{
    (void)state;
    home_scene_invites(&scene);
    scene.model.invite_count = 1;
    show(PAGE_INVITE);
    assert_true(press("Cancel this link"));
    assert_int_equal(stand->out.home.kind, HOME_INVITE_CANCEL);
    assert_int_equal(stand->out.home.number, 1);
    desk_write(&stand->desk, FIELD_FOR_NAME, "Ida");
    assert_true(press("Make a new link"));
    assert_int_equal(stand->out.home.kind, HOME_INVITE);
    assert_string_equal(stand->out.texts[0], "Ida");
    struct screen_hand hand = stand_hand(stand);
    assert_false(home_due(&hand)); /* the one that was there already is not the new one */
}

static void an_answer_to_an_invite_is_pasted_below_it(void **state)
{
    (void)state;
    home_scene_invites(&scene);
    scene.invites[0].wants_reply = true;
    show(PAGE_INVITE);
    desk_write(&stand->desk, FIELD_LINK, scene.invites[0].link);
    assert_true(press("Done"));
    assert_int_equal(stand->out.home.kind, HOME_REPLY);
    scene.model.meeting = HOME_JOINING;
    scene.model.reply = "alcove:REPLY";
    show(PAGE_HOME);
    assert_true(press("Copy the link"));
    assert_int_equal(stand->out.kind, WINDOW_COPY_INVITE);
    assert_string_equal(stand->out.texts[0], "alcove:REPLY");
}

static void a_link_joins_and_what_is_none_is_told_with_what_to_do(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "hello", "alcove:", "alcove:short",
                                        "alcove:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567!"};
    static const char link[] = " Here: Alcove:ABCDEFGHIJKLMNOP-QRSTUVWXYZ234567\n ABCDEF";
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        desk_write(&stand->desk, FIELD_LINK, wrong[i]);
        show(PAGE_LINK);
        assert_true(press("Go to the door"));
        assert_int_equal(stand->out.kind, WINDOW_NOTHING);
        assert_true(stand_says(stand, "This does not look like an invite."));
        assert_true(stand_says(stand, "Copy the whole link, and paste it again."));
    }
    audit_all(PAGE_LINK);
    assert_true(take(TREE_EDITED, FIELD_LINK));
    show(PAGE_LINK);
    assert_false(stand_says(stand, "This does not look like an invite."));
    desk_write(&stand->desk, FIELD_LINK, link);
    assert_true(take(TREE_ENTER, FIELD_LINK));
    assert_int_equal(stand->out.home.kind, HOME_JOIN);
    assert_non_null(strstr(stand->out.texts[0], "QRSTUVWXYZ234567"));
    assert_true(strncmp(stand->out.texts[0], "Alcove:", 7) == 0);
    assert_int_equal(stand->desk.page, PAGE_HOME);
    assert_true(desk_is_blank(&stand->desk, FIELD_LINK));
}

/* ---- a person ---- */

static void a_person_has_one_page_with_all_that_there_is(void **state)
{
    (void)state;
    static const char *const said[] = {
        "You and Ben", "Thursday at 15:00",     "Every week at this time",
        "Confirmed",   "Sleep through",         "We looked at sleep.",
        "You agreed.", "How your hours felt",   "We meet online.",
        "Ben agreed.", "Safety card",           "Home, Linden Street 4",
        "About Ben",   "You last met: Thursday"};
    home_scene_one(&scene);
    show(PAGE_HOME);
    assert_true(press("About Ben"));
    assert_int_equal(stand->desk.page, PAGE_PERSON);
    stand_size(stand, 1120, 4000);
    show(PAGE_PERSON);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (!stand_says(stand, said[i]))
            fprintf(stderr, "# not said: %s\n", said[i]);
        assert_true(stand_says(stand, said[i]));
    }
    audit_all(PAGE_PERSON);
}

static void what_is_agreed_on_is_signed_and_taken_back(void **state)
{
    (void)state;
    home_scene_one(&scene);
    stand->desk.home.person = 1;
    show(PAGE_PERSON);
    assert_true(press("I agree"));
    expect(HOME_SIGN, 1);
    assert_int_equal(stand->out.home.object.counter, 61);
    assert_true(press("Hide this"));
    expect(HOME_TREND, 1);
    assert_false(stand->out.home.on);
    scene.people[0].trend.is_hidden = true;
    show(PAGE_PERSON);
    assert_true(press("Show it again"));
    assert_true(stand->out.home.on);
    scene.people[0].trend.hidden_by = HOME_THEM;
    show(PAGE_PERSON);
    assert_null(stand_find(stand, "Show it again"));
}

static void the_next_hour_is_set_once_or_every_week(void **state)
{
    (void)state;
    home_scene_one(&scene);
    stand->desk.home.person = 1;
    show(PAGE_PERSON);
    assert_true(press("Set the next hour"));
    desk_write(&stand->desk, FIELD_SLOT, "Thu 16:00");
    audit_all(PAGE_PERSON);
    assert_true(press("Save"));
    expect(HOME_NEXT, 1);
    assert_int_equal(stand->out.home.number, 1);
    assert_string_equal(stand->out.texts[0], "Thu 16:00");
    assert_true(press("Set the next hour"));
    assert_true(press("Every week at this time"));
    assert_true(take(TREE_ENTER, FIELD_SLOT));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* nothing is written */
    show(PAGE_PERSON);
    assert_true(press("Set the next hour"));
    assert_true(press("Every week at this time"));
    desk_write(&stand->desk, FIELD_SLOT, "2026-12-03 16:00");
    assert_true(take(TREE_ENTER, FIELD_SLOT));
    expect(HOME_NEXT, 1);
    assert_int_equal(stand->out.home.number, 0);
}

static void a_name_is_changed_and_a_line_of_the_card_written(void **state)
{
    (void)state;
    home_scene_one(&scene);
    stand->desk.home.person = 1;
    show(PAGE_PERSON);
    assert_true(press("Change the name"));
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_RENAME]), "Ben");
    desk_write(&stand->desk, FIELD_RENAME, "Benjamin");
    assert_true(take(TREE_ENTER, FIELD_RENAME));
    expect(HOME_RENAME, 1);
    assert_string_equal(stand->out.texts[0], "Benjamin");
    show(PAGE_PERSON);
    assert_true(press("Where you are now"));
    assert_true(take(TREE_EDITED, FIELD_CARD));
    desk_write(&stand->desk, FIELD_CARD, "At Mara’s");
    assert_true(take(TREE_LEFT, FIELD_CARD));
    expect(HOME_SAFETY, 1);
    assert_int_equal(stand->out.home.field, SAFETY_PLACE);
    assert_string_equal(stand->out.texts[0], "At Mara’s");
    assert_true(take(TREE_LEFT, FIELD_CARD));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* told already */
}

static void blocking_is_asked_once_and_forgetting_twice(void **state)
{
    (void)state;
    home_scene_one(&scene);
    stand->desk.home.person = 1;
    show(PAGE_PERSON);
    assert_true(press("Block this person"));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    assert_true(tree_has_dialog(stand->tree));
    assert_true(press("Cancel"));
    assert_false(tree_has_dialog(stand->tree));
    assert_true(press("Block this person"));
    assert_true(press(words_deck(DECK_BLOCK_YES)));
    expect(HOME_BLOCK, 1);
    assert_true(press("Forget this person"));
    assert_true(press("Erase"));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    assert_true(press("Yes, erase it"));
    expect(HOME_FORGET, 1);
    assert_int_equal(stand->desk.page, PAGE_HOME);
}

static void another_computer_in_a_name_is_not_called(void **state)
{
    (void)state;
    home_scene_one(&scene);
    scene.people[0].key_changed = true;
    stand->desk.home.person = 1;
    show(PAGE_PERSON);
    assert_null(stand_find(stand, "Meet now"));
    scene.people[0].is_blocked = true;
    show(PAGE_PERSON);
    assert_true(press("Let them reach you again"));
    expect(HOME_UNBLOCK, 1);
    show(PAGE_HOME);
    assert_null(stand_find(stand, "Meet now"));
    audit_all(PAGE_PERSON);
}

/* ---- letters ---- */

static void words_between_sessions_have_a_lane_of_their_own(void **state)
{
    (void)state;
    home_scene_one(&scene);
    show(PAGE_HOME);
    assert_true(press("New words: 1"));
    assert_int_equal(stand->desk.page, PAGE_LETTERS);
    show(PAGE_LETTERS);
    assert_true(stand_says(stand, "Shall we begin with that on Thursday?"));
    assert_true(stand_says(stand, "Written. It leaves when you are both online."));
    assert_true(stand_says(stand, "It has left this computer."));
    struct screen_hand hand = stand_hand(stand);
    assert_true(home_due(&hand));
    expect(HOME_READ, 1);
    hand = stand_hand(stand);
    assert_false(home_due(&hand)); /* told already */
    assert_true(press("Send"));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* nothing is written */
    desk_write(&stand->desk, FIELD_LETTER, "See you.\nSoon.");
    assert_true(take(TREE_ENTER, FIELD_LETTER));
    expect(HOME_WRITE, 1);
    assert_string_equal(stand->out.texts[0], "See you.\nSoon.");
    audit_all(PAGE_LETTERS);
    scene.people[0].word_count = 0;
    show(PAGE_LETTERS);
    assert_true(stand_says(stand, "No words yet."));
}

static void what_was_begun_for_one_is_not_shown_to_another(void **state)
{
    (void)state;
    home_scene_many(&scene, 2);
    stand->desk.home.person = 1;
    desk_write(&stand->desk, FIELD_LETTER, "For Ben");
    desk_write(&stand->desk, FIELD_GOAL_NOTE, "Of Ben");
    stand->desk.goals.open = home_code(scene.goals[0].thing.id);
    stand->desk.goals.editing = true;
    show(PAGE_HOME);
    assert_true(press(scene.names[1]));
    assert_true(desk_is_blank(&stand->desk, FIELD_LETTER));
    assert_true(desk_is_blank(&stand->desk, FIELD_GOAL_NOTE));
    assert_int_equal(stand->desk.goals.open, 0); /* their own may have the same number */
    assert_false(stand->desk.goals.editing);
    scene.model.person_count = 1; /* they are gone */
    show(PAGE_PERSON);
    assert_true(stand_says(stand, "Only on this computer"));
}

static void very_long_words_stay_inside(void **state)
{
    (void)state;
    static char long_words[10001];
    static char long_name[300];
    memset(long_words, 'w', 10000);
    memset(long_name, 'n', 299);
    struct home_words words[] = {{.text = long_words, .state = HOME_WORDS_LOST}};
    home_scene_one(&scene);
    scene.people[0].name = long_name;
    scene.people[0].words = words;
    scene.people[0].word_count = 1;
    stand->desk.home.person = 1;
    audit_all(PAGE_HOME);
    audit_all(PAGE_PERSON);
    audit_all(PAGE_LETTERS);
}

static void days_are_told_as_people_do(void **state)
{
    (void)state;
    char out[WORDS_SENTENCE_MAX];
    static const struct {
        uint32_t day;
        const char *told;
    } rows[] = {{20785, "today"},       {20786, "tomorrow"},    {20784, "yesterday"},
                {20787, "Monday"},      {20791, "Friday"},      {20792, "5 December"},
                {20779, "Sunday"},      {20778, "21 November"}, {20878, "1 March"},
                {20877, "28 February"}, {20820, "2 January"},   {21244, "1 March 2028"},
                {20513, "1 March"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(home_day(out, rows[i].day, HOME_SCENE_TODAY), rows[i].told);
    /* Half past nine in the evening of Saturday by UTC is Sunday already, or not yet. */
    struct home_next next = {.minute = 20785 * 1440 + 1290, .weekday = 6, .minute_of_day = 30};
    assert_int_equal(home_next_day(&next), 20786);
    next.weekday = 5;
    assert_int_equal(home_next_day(&next), 20785);
}

static void a_letter_that_was_begun_waits_for_its_person(void **state)
{
    (void)state;
    home_scene_many(&scene, 2);
    struct screen_hand hand = stand_hand(stand);
    static const struct tree_event to_one = {TREE_ACT, {HOME_ACT_LETTERS, 0}, 0};
    static const struct tree_event to_two = {TREE_ACT, {HOME_ACT_LETTERS, 1}, 0};
    assert_true(home_take(&hand, &to_one));
    desk_write(&stand->desk, FIELD_LETTER, "Dear");
    assert_true(home_take(&hand, &to_two));
    assert_true(desk_is_blank(&stand->desk, FIELD_LETTER));
    assert_true(home_take(&hand, &to_one));
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_LETTER]), "Dear");
}

static void home_looks_as_it_was_agreed(void **state)
{
    (void)state;
    home_scene_one(&scene);
    stand->desk.home.person = 1;
    stand_golden(stand, home_screen, "home-one");
    home_scene_many(&scene, 12);
    stand_golden(stand, home_screen, "home-many");
    stand->desk.page = PAGE_LETTERS;
    stand_golden(stand, home_screen, "letters");
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, begin, stand_end)

static const struct CMUnitTest tests[] = {
    ROW(at_the_first_start_there_is_one_thing_to_do),
    ROW(for_the_only_person_the_next_hour_comes_first),
    ROW(an_hour_of_today_is_prepared_and_one_of_now_is_met),
    ROW(a_practice_of_today_is_ticked_at_home),
    ROW(what_is_new_is_told_until_it_was_seen),
    ROW(many_people_are_sorted_by_what_is_due_and_found_by_name),
    ROW(a_letter_that_was_begun_waits_for_its_person),
    ROW(the_corners_lead_elsewhere),
    ROW(an_invite_is_copied_when_its_link_comes),
    ROW(keys_press_what_their_buttons_tell),
    ROW(an_invite_is_taken_back_and_another_made_for_somebody),
    ROW(an_answer_to_an_invite_is_pasted_below_it),
    ROW(a_link_joins_and_what_is_none_is_told_with_what_to_do),
    ROW(a_person_has_one_page_with_all_that_there_is),
    ROW(what_is_agreed_on_is_signed_and_taken_back),
    ROW(the_next_hour_is_set_once_or_every_week),
    ROW(a_name_is_changed_and_a_line_of_the_card_written),
    ROW(blocking_is_asked_once_and_forgetting_twice),
    ROW(another_computer_in_a_name_is_not_called),
    ROW(words_between_sessions_have_a_lane_of_their_own),
    ROW(what_was_begun_for_one_is_not_shown_to_another),
    ROW(very_long_words_stay_inside),
    ROW(days_are_told_as_people_do),
    ROW(home_looks_as_it_was_agreed),
};

TEST_GROUP(home_screen, tests)
