#include "app/hour_print.h"

#include <string.h>

#include "app/ledger.h"
#include "harness.h"
#include "meeting.h"
#include "session/deck_shipped.h"
#include "session/heap.h"
#include "session/session_cards.h"

static struct deck deck;
static struct session session;
static struct hour_printer printer;
static struct hour_face before;
static bool printed_before;
static char out[4096];

static int begin(void **state)
{
    (void)state;
    size_t english = 0;
    while (strcmp(deck_shipped_language(english), "en") != 0)
        english++;
    if (deck_open_shipped(english, &heap_memory, &deck) != DECK_OK)
        return -1;
    printer = (struct hour_printer){.deck = &deck, .their_name = "Ben"};
    printed_before = false;
    meet(&session);
    return 0;
}

static int end(void **state)
{
    (void)state;
    session_clear(&session);
    if (printed_before)
        hour_face_clear(&before);
    deck_close(&deck);
    return 0;
}

/* What is new since the last time. */
static const char *print(void)
{
    struct hour_face face;
    struct printed printed;
    assert_true(hour_face_fill(&face, &session, 1000));
    printed_begin(&printed);
    hour_print(&printer, printed_before ? &before : NULL, &face);
    printed_end(&printed, out, sizeof out);
    if (printed_before)
        hour_face_clear(&before);
    before = face;
    printed_before = true;
    return out;
}

/* What the other side lays on the table. */
static void they_set(enum card_kind kind, uint32_t id, unsigned field, const char *text,
                     uint64_t number)
{
    struct card_edit edit = {.kind = kind,
                             .id = id,
                             .field = (uint8_t)field,
                             .stamp = session.board.stamp + 1,
                             .number = number,
                             .text = text,
                             .size = text != NULL ? strlen(text) : 0};
    assert_int_equal(board_take(&session.board, &edit), BOARD_TAKEN);
}

static void the_stage_asks_its_question_once(void **state)
{
    (void)state;
    assert_non_null(strstr(print(), "How are you feeling as we start today?"));
    assert_string_equal(print(), "");
}

static void what_they_lay_on_the_table_is_told_in_sentences(void **state)
{
    (void)state;
    uint32_t mine;
    print();
    they_set(CARD_AGENDA, 3, AGENDA_CARD_TEXT, "my sister", 0);
    assert_string_equal(print(), "[What matters today] Ben, 3: my sister\n");
    assert_true(session_reflect(&session, 1, "it hurts", &mine));
    print();
    they_set(CARD_REFLECTION, mine, REFLECTION_CARD_ANSWER, NULL, CARD_ANSWER_NOT_QUITE);
    they_set(CARD_REFLECTION, mine, REFLECTION_CARD_EDITED, "it is over", 0);
    assert_string_equal(print(), "Ben says: not quite. Ask once more.\n"
                                 "Ben put it in other words.\nBen, 2: it is over\n");
    they_set(CARD_HOUR, 0, HOUR_CARD_MORE, NULL, 10);
    assert_string_equal(print(), "Ben asks for 10 more min.\n");
}

static void more_time_that_both_want_is_told_once_with_its_end(void **state)
{
    (void)state;
    session.begun = true;
    they_set(CARD_HOUR, 0, HOUR_CARD_BEGAN, NULL, 5000);
    shared_clock_resume(&session.clock, 1000, 5000);
    print();
    they_set(CARD_HOUR, 0, HOUR_CARD_MORE, NULL, 10);
    assert_string_equal(print(), "Ben asks for 10 more min.\n");
    assert_true(session_set_more(&session, 5));
    const char *told = strstr(print(), "You both agreed. The end is now ");
    assert_non_null(told);
    assert_null(strstr(told + 1, "You both agreed."));
    they_set(CARD_HOUR, 0, HOUR_CARD_MORE, NULL, 0);
    assert_string_equal(print(), "");
}

static void a_text_of_several_lines_never_looks_like_a_line_of_ours(void **state)
{
    (void)state;
    print();
    they_set(CARD_REFLECTION, 3, REFLECTION_CARD_TEXT, "one\nBen has left the room.", 0);
    assert_non_null(strstr(print(), "Ben, 3: one\n    Ben has left the room.\n"));
}

static void what_the_other_feels_and_wishes_is_told_in_words_of_the_deck(void **state)
{
    (void)state;
    print();
    they_set(CARD_FEEL, 0, FEEL_CARD_HEARD, NULL, 8);
    assert_string_equal(print(), "Ben, understood: 8\n");
    they_set(CARD_FORMAT, 0, FORMAT_CARD_EASIER, "no-clock,of-my-own", 0);
    assert_string_equal(print(), "Ben, wishes: no clock, of-my-own\n");
    they_set(CARD_PLACE, 0, PLACE_CARD_TODAY, "at home", 0);
    assert_string_equal(print(), "Ben, Place today: at home\n");
}

static void scripts_get_every_field_that_changed(void **state)
{
    (void)state;
    printer.json = true;
    print();
    they_set(CARD_FEEL, 0, FEEL_CARD_HEARD, NULL, 8);
    assert_string_equal(print(),
                        "{\"event\":\"card\",\"card\":\"feel\",\"id\":0,\"field\":\"heard\","
                        "\"by\":\"them\",\"value\":8}\n");
    they_set(CARD_AGENDA, 3, AGENDA_CARD_TEXT, "a \"b\"", 0);
    assert_non_null(strstr(print(), "\"value\":\"a \\\"b\\\"\"}"));
    assert_string_equal(print(), "");
}

static void the_sum_of_the_talk_is_told_once_as_the_hour_ends(void **state)
{
    (void)state;
    struct hour_face during, ended;
    struct printed printed;
    assert_true(hour_face_fill(&during, &session, 1000));
    assert_true(hour_face_fill(&ended, &session, 1000));
    ended.summed = during.summed = true;
    ended.sum = during.sum = (struct pacing_summary){40, 2, 12000};
    ended.stage = STAGE_CLOSING;
    printed_begin(&printed);
    hour_print(&printer, &during, &ended);
    hour_print(&printer, &ended, &ended);
    printed_end(&printed, out, sizeof out);
    assert_non_null(strstr(out, "You spoke 40 % of the time.\nBoth spoke at once: 2 times.\n"
                                "Longest pause: 12 s.\n"));
    assert_null(strstr(strstr(out, "Longest pause") + 1, "Longest pause"));
    hour_face_clear(&during);
    hour_face_clear(&ended);
}

static void online_is_asked_about_where_its_turn_is(void **state)
{
    (void)state;
    struct hour_face face;
    struct printed printed;
    assert_true(hour_face_fill(&face, &session, 1000));
    for (int asks = 0; asks < 2; asks++) {
        face.stage = STAGE_RECAP;
        face.asks_format = asks == 1;
        printed_begin(&printed);
        hour_print(&printer, NULL, &face);
        printed_end(&printed, out, sizeof out);
        assert_int_equal(strstr(out, "How does online therapy feel for you?") != NULL, asks);
    }
    hour_face_clear(&face);
}

static const char *shown(void (*show)(const struct hour_printer *, const struct hour_face *))
{
    struct printed printed;
    printed_begin(&printed);
    show(&printer, &before);
    printed_end(&printed, out, sizeof out);
    return out;
}

static void what_there_is_is_shown_when_asked_for(void **state)
{
    (void)state;
    print();
    assert_string_equal(shown(hour_print_agenda), "No list today. You can just talk.\n");
    assert_non_null(strstr(shown(hour_print_places), "Not told for today"));
    they_set(CARD_AGENDA, 3, AGENDA_CARD_TEXT, "my sister", 0);
    they_set(CARD_AGENDA, 3, AGENDA_CARD_DONE, NULL, 1);
    they_set(CARD_PLACE, 0, PLACE_CARD_TODAY, "home", 0);
    they_set(CARD_REFLECTION, 5, REFLECTION_CARD_TEXT, "you sound calm", 0);
    print();
    assert_string_equal(shown(hour_print_agenda), "   3  [x] my sister\n");
    assert_non_null(strstr(shown(hour_print_places), "Place today: home\n"));
    assert_string_equal(shown(hour_print_cards), "   5  Ben: you sound calm\n");
}

/* How they are here changes from one to the other. */
static const char *turns(enum presence from, enum presence to)
{
    struct printed printed;
    struct hour_face old = {.together = true, .stage = STAGE_WORK, .presence = from};
    struct hour_face now = {.together = true, .stage = STAGE_WORK, .presence = to};
    printed_begin(&printed);
    hour_print(&printer, &old, &now);
    printed_end(&printed, out, sizeof out);
    return out;
}

static void who_never_went_is_not_told_to_be_here(void **state)
{
    (void)state;
    assert_string_equal(turns(PRESENCE_HERE, PRESENCE_TYPING), "Ben is writing.\n");
    assert_string_equal(turns(PRESENCE_TYPING, PRESENCE_LISTENING), "");
    assert_string_equal(turns(PRESENCE_LISTENING, PRESENCE_HERE), "");
    assert_string_equal(turns(PRESENCE_HERE, PRESENCE_BACK_SOON), "Ben is back in a minute.\n");
    assert_string_equal(turns(PRESENCE_BACK_SOON, PRESENCE_HERE), "Ben is here.\n");
    printer.json = true;
    assert_non_null(strstr(turns(PRESENCE_TYPING, PRESENCE_HERE), "\"here\""));
}

#define HOUR_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    HOUR_TEST(the_stage_asks_its_question_once),
    HOUR_TEST(what_they_lay_on_the_table_is_told_in_sentences),
    HOUR_TEST(more_time_that_both_want_is_told_once_with_its_end),
    HOUR_TEST(a_text_of_several_lines_never_looks_like_a_line_of_ours),
    HOUR_TEST(what_the_other_feels_and_wishes_is_told_in_words_of_the_deck),
    HOUR_TEST(scripts_get_every_field_that_changed),
    HOUR_TEST(who_never_went_is_not_told_to_be_here),
    HOUR_TEST(the_sum_of_the_talk_is_told_once_as_the_hour_ends),
    HOUR_TEST(online_is_asked_about_where_its_turn_is),
    HOUR_TEST(what_there_is_is_shown_when_asked_for),
};
TEST_GROUP(hour_print, tests)
