#include "session/session_cards.h"

#include <string.h>

#include "couple.h"
#include "harness.h"
#include "memory.h"
#include "session/session_presence.h"
#include "session/wish.h"

/* What a field says on both sides, which is the same. */
static const char *text(const struct couple *c, enum card_kind kind, uint32_t id, unsigned field)
{
    const char *one = board_value(&c->client.board, kind, id, field, 0)->text;
    const char *other = board_value(&c->therapist.board, kind, id, field, 0)->text;
    assert_true((one == NULL) == (other == NULL));
    if (one != NULL)
        assert_string_equal(one, other);
    return one;
}

static uint64_t number(const struct couple *c, enum card_kind kind, uint32_t id, unsigned field)
{
    uint64_t one = board_value(&c->client.board, kind, id, field, 0)->number;
    assert_int_equal(one, board_value(&c->therapist.board, kind, id, field, 0)->number);
    return one;
}

static void points_are_added_done_and_removed_by_either(void **state)
{
    (void)state;
    struct couple c;
    uint32_t sleep, work;
    couple_begin(&c);
    assert_true(session_add_point(&c.client, "sleep", &sleep));
    assert_true(session_add_point(&c.therapist, "work", &work));
    couple_settle(&c);
    assert_string_equal(text(&c, CARD_AGENDA, sleep, AGENDA_CARD_TEXT), "sleep");
    assert_true(session_set_point_done(&c.therapist, sleep, true));
    assert_true(session_remove_point(&c.client, work));
    couple_settle(&c);
    assert_int_equal(number(&c, CARD_AGENDA, sleep, AGENDA_CARD_DONE), 1);
    assert_int_equal(number(&c, CARD_AGENDA, work, AGENDA_CARD_GONE), 1);
    assert_false(session_set_point_done(&c.client, work, true));
    assert_false(session_set_point_done(&c.client, 999, true));
    assert_false(session_add_point(&c.client, "", NULL));
    assert_int_equal(c.client.refused + c.therapist.refused, 0);
    couple_part(&c);
}

static void a_reflection_is_confirmed_not_quite_or_said_again_and_both_versions_stay(void **state)
{
    (void)state;
    struct couple c;
    uint32_t id;
    couple_begin(&c);
    assert_true(session_reflect(&c.therapist, c.now_us, "work felt heavy", &id));
    couple_settle(&c);
    assert_false(session_answer(&c.therapist, id, CARD_ANSWER_YES)); /* one's own */
    assert_false(session_reword(&c.therapist, id, "it is mine"));
    assert_true(session_answer(&c.client, id, CARD_ANSWER_NOT_QUITE));
    assert_true(session_reword(&c.client, id, "work felt pointless"));
    couple_settle(&c);
    assert_int_equal(number(&c, CARD_REFLECTION, id, REFLECTION_CARD_ANSWER),
                     CARD_ANSWER_NOT_QUITE);
    assert_string_equal(text(&c, CARD_REFLECTION, id, REFLECTION_CARD_TEXT), "work felt heavy");
    assert_string_equal(text(&c, CARD_REFLECTION, id, REFLECTION_CARD_EDITED),
                        "work felt pointless");
    assert_true(session_answer(&c.client, id, CARD_ANSWER_YES));
    couple_settle(&c);
    assert_int_equal(number(&c, CARD_REFLECTION, id, REFLECTION_CARD_ANSWER), CARD_ANSWER_YES);
    couple_part(&c);
}

static void a_reflection_is_taken_back_by_who_made_it_and_answered_no_more(void **state)
{
    (void)state;
    struct couple c;
    uint32_t id;
    couple_begin(&c);
    assert_true(session_reflect(&c.client, c.now_us, "you seem tired", &id));
    couple_settle(&c);
    assert_false(session_take_back(&c.therapist, id));
    assert_true(session_take_back(&c.client, id));
    couple_settle(&c);
    assert_int_equal(number(&c, CARD_REFLECTION, id, REFLECTION_CARD_GONE), 1);
    assert_false(session_answer(&c.therapist, id, CARD_ANSWER_YES));
    couple_part(&c);
}

static void a_phrase_is_dismissed_by_whom_it_is_for(void **state)
{
    (void)state;
    struct couple c;
    uint32_t id;
    couple_begin(&c);
    assert_true(session_offer_phrase(&c.therapist, "I am here.", &id));
    couple_settle(&c);
    assert_string_equal(text(&c, CARD_PHRASE, id, PHRASE_CARD_TEXT), "I am here.");
    assert_false(session_dismiss_phrase(&c.therapist, id));
    assert_true(session_dismiss_phrase(&c.client, id));
    assert_false(session_dismiss_phrase(&c.client, id));
    couple_settle(&c);
    assert_int_equal(number(&c, CARD_PHRASE, id, PHRASE_CARD_DISMISSED), 1);
    couple_part(&c);
}

static void a_phrase_is_taken_back_by_who_made_it(void **state)
{
    (void)state;
    struct couple c;
    uint32_t id;
    couple_begin(&c);
    assert_true(session_offer_phrase(&c.therapist, "I am here.", &id));
    couple_settle(&c);
    assert_false(session_take_back_phrase(&c.client, id));
    assert_false(session_take_back_phrase(&c.therapist, id + 2));
    const struct wish wish = {.kind = WISH_REFLECT_REMOVE, .card = id};
    assert_int_equal(session_do(&c.therapist, &wish, c.now_us, 1), WISH_DONE);
    couple_settle(&c);
    assert_string_equal(text(&c, CARD_PHRASE, id, PHRASE_CARD_TEXT), "");
    assert_false(session_take_back_phrase(&c.therapist, id));
    couple_part(&c);
}

static bool both_agree(const struct session *session)
{
    return recap_is_agreed(&session->board, 0) && recap_is_agreed(&session->board, 1);
}

static void a_recap_stands_once_both_agree_to_the_same_words(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_false(session_agree_recap(&c.client, true)); /* to nothing */
    assert_true(session_write_recap(&c.client, RECAP_CARD_DID, "spoke of sleep"));
    assert_true(session_write_recap(&c.therapist, RECAP_CARD_NEXT, "a walk"));
    couple_settle(&c);
    assert_true(session_agree_recap(&c.client, true));
    couple_settle(&c);
    assert_false(both_agree(&c.client));
    assert_true(session_agree_recap(&c.therapist, true));
    couple_settle(&c);
    assert_true(both_agree(&c.client) && both_agree(&c.therapist));
    assert_true(session_write_recap(&c.client, RECAP_CARD_NEXT, "two walks"));
    couple_settle(&c);
    assert_false(both_agree(&c.client) || both_agree(&c.therapist));
    couple_part(&c);
}

/* One agrees while the other is still writing: that is no agreement. */
static void who_agreed_to_other_words_did_not_agree(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_write_recap(&c.client, RECAP_CARD_DID, "spoke of sleep"));
    couple_settle(&c);
    assert_true(session_agree_recap(&c.client, true));
    assert_true(session_write_recap(&c.therapist, RECAP_CARD_DID, "spoke of work"));
    couple_settle(&c);
    assert_true(session_agree_recap(&c.therapist, true));
    couple_settle(&c);
    assert_string_equal(text(&c, CARD_RECAP, 0, RECAP_CARD_DID), "spoke of work");
    assert_false(both_agree(&c.client) || both_agree(&c.therapist));
    assert_true(session_agree_recap(&c.therapist, false));
    couple_part(&c);
}

/* Both write at the same time, and one agrees to their own before that of the other comes. */
static void who_agreed_to_what_lost_did_not_agree(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_write_recap(&c.client, RECAP_CARD_DID, "spoke of sleep"));
    assert_true(session_agree_recap(&c.client, true));
    assert_true(session_write_recap(&c.therapist, RECAP_CARD_DID, "spoke of work"));
    couple_settle(&c);
    assert_string_equal(text(&c, CARD_RECAP, 0, RECAP_CARD_DID), "spoke of work");
    assert_false(recap_is_agreed(&c.therapist.board, 0));
    couple_part(&c);
}

static void each_says_how_it_was_in_their_own_place(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_rate(&c.client, FEEL_CARD_HEARD, 8));
    assert_true(session_rate(&c.therapist, FEEL_CARD_HEARD, 6));
    assert_false(session_rate(&c.client, FEEL_CARD_PACE, 11));
    assert_true(session_write_own(&c.client, CARD_FEEL, FEEL_CARD_LINE, "slower, please"));
    assert_true(session_write_own(&c.client, CARD_FORMAT, FORMAT_CARD_EASIER, "bigger-text"));
    assert_true(session_write_own(&c.client, CARD_PLACE, PLACE_CARD_TODAY, "at home"));
    assert_false(session_write_own(&c.client, CARD_FEEL, FEEL_CARD_HEARD, "eight"));
    assert_false(session_write_own(&c.client, CARD_AGENDA, AGENDA_CARD_TEXT, "sleep"));
    couple_settle(&c);
    const struct board *board = &c.therapist.board;
    assert_int_equal(board_value(board, CARD_FEEL, 0, FEEL_CARD_HEARD, 0)->number, 8);
    assert_int_equal(board_value(board, CARD_FEEL, 0, FEEL_CARD_HEARD, 1)->number, 6);
    assert_string_equal(board_value(board, CARD_PLACE, 0, PLACE_CARD_TODAY, 0)->text, "at home");
    assert_false(board_value(board, CARD_PLACE, 0, PLACE_CARD_TODAY, 1)->is_set);
    couple_part(&c);
}

static void nothing_is_laid_without_a_link_without_room_or_after_the_end(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    assert_false(session_add_point(&c.client, "sleep", NULL));
    couple_link(&c);
    c.line_holds_records = true;
    while (session_add_point(&c.client, "again", NULL))
        assert_true(c.client.board.count < 2 * SESSION_ACTIONS_MAX);
    assert_true(session_is_full(&c.client));
    size_t count = c.client.board.count;
    assert_false(session_add_point(&c.client, "and again", NULL));
    assert_int_equal(c.client.board.count, count);
    c.line_holds_records = false;
    couple_settle(&c);
    assert_int_equal(c.therapist.board.count, count);
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    assert_false(session_add_point(&c.client, "too late", NULL));
    couple_part(&c);
}

/* Each request for memory fails in turn: the verb says so, and nothing is laid or sent. */
static void without_memory_nothing_is_laid_and_nothing_sent(void **state)
{
    (void)state;
    bool laid = false;
    for (size_t fail_at = 1; !laid; fail_at++) {
        struct counted_memory counted;
        struct couple c;
        counted_memory_begin(&counted);
        couple_begin(&c);
        board_clear(&c.client.board);
        c.client.board.memory = &counted.memory;
        counted.fail_at = fail_at;
        laid = session_add_point(&c.client, "sleep", NULL);
        assert_true(laid || counted.requests >= fail_at);
        assert_int_equal(c.client.records.count, laid ? 1 : 0);
        assert_int_equal(c.client.board.count, laid ? 1 : 0);
        couple_part(&c);
        counted_memory_end(&counted);
    }
}

static void deliver(struct session *session, const struct card_edit *edit)
{
    uint8_t bytes[BODY_BYTES_MAX];
    const struct body body = {.kind = BODY_CARD, .card = *edit};
    size_t size = body_encode(&body, bytes);
    assert_true(size > 0);
    assert_true(session_on_record(session, 2000000, bytes, size));
}

static void what_is_not_theirs_to_lay_is_counted_and_changes_nothing(void **state)
{
    (void)state;
    struct couple c;
    uint32_t id;
    couple_begin(&c);
    assert_true(session_reflect(&c.client, c.now_us, "you seem tired", &id));
    couple_settle(&c);
    const struct card_edit mine = {.kind = CARD_REFLECTION,
                                   .id = id,
                                   .field = REFLECTION_CARD_TEXT,
                                   .stamp = 99,
                                   .text = "you are",
                                   .size = 7};
    deliver(&c.client, &mine);
    const struct card_edit nobodys = {
        .kind = CARD_AGENDA, .id = 800, .field = AGENDA_CARD_DONE, .stamp = 99, .number = 1};
    deliver(&c.client, &nobodys);
    assert_int_equal(c.client.refused, 2);
    assert_string_equal(text(&c, CARD_REFLECTION, id, REFLECTION_CARD_TEXT), "you seem tired");
    couple_part(&c);
    /* And nobody lays anything before the two are linked. */
    couple_meet(&c, true);
    deliver(&c.client, &nobodys);
    assert_int_equal(c.client.refused, 1);
    couple_part(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(points_are_added_done_and_removed_by_either),
    cmocka_unit_test(a_reflection_is_confirmed_not_quite_or_said_again_and_both_versions_stay),
    cmocka_unit_test(a_reflection_is_taken_back_by_who_made_it_and_answered_no_more),
    cmocka_unit_test(a_phrase_is_dismissed_by_whom_it_is_for),
    cmocka_unit_test(a_phrase_is_taken_back_by_who_made_it),
    cmocka_unit_test(a_recap_stands_once_both_agree_to_the_same_words),
    cmocka_unit_test(who_agreed_to_other_words_did_not_agree),
    cmocka_unit_test(who_agreed_to_what_lost_did_not_agree),
    cmocka_unit_test(each_says_how_it_was_in_their_own_place),
    cmocka_unit_test(nothing_is_laid_without_a_link_without_room_or_after_the_end),
    cmocka_unit_test(without_memory_nothing_is_laid_and_nothing_sent),
    cmocka_unit_test(what_is_not_theirs_to_lay_is_counted_and_changes_nothing),
};
TEST_GROUP(session_cards, tests)
