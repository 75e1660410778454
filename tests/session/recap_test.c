#include "session/recap.h"

#include <string.h>

#include "harness.h"

static uint32_t lay(struct board *board, enum card_kind kind, const char *text)
{
    struct card_edit edit = {
        .kind = kind, .id = board_new_id(board), .text = text, .size = strlen(text)};
    assert_true(board_set(board, &edit));
    return edit.id;
}

static void set(struct board *board, enum card_kind kind, uint32_t id, unsigned field,
                uint64_t number)
{
    struct card_edit edit = {.kind = kind, .id = id, .field = (uint8_t)field, .number = number};
    assert_true(board_set(board, &edit));
}

static void they_answer(struct board *board, uint32_t id, unsigned field, uint64_t number,
                        const char *text)
{
    const struct card_edit edit = {.kind = CARD_REFLECTION,
                                   .field = (uint8_t)field,
                                   .id = id,
                                   .stamp = board->stamp + 1,
                                   .number = number,
                                   .text = text,
                                   .size = text == NULL ? 0 : strlen(text)};
    assert_int_equal(board_take(board, &edit), BOARD_TAKEN);
}

static void what_we_did_begins_with_the_points_that_are_done(void **state)
{
    (void)state;
    struct board board;
    char text[RECAP_BYTES];
    board_init(&board, 0);
    recap_prefill(&board, RECAP_CARD_DID, text);
    assert_string_equal(text, "");
    uint32_t done = lay(&board, CARD_AGENDA, "sleep");
    lay(&board, CARD_AGENDA, "the holidays");
    uint32_t gone = lay(&board, CARD_AGENDA, "work");
    uint32_t also_done = lay(&board, CARD_AGENDA, "the letter");
    set(&board, CARD_AGENDA, done, AGENDA_CARD_DONE, 1);
    set(&board, CARD_AGENDA, also_done, AGENDA_CARD_DONE, 1);
    set(&board, CARD_AGENDA, gone, AGENDA_CARD_DONE, 1);
    set(&board, CARD_AGENDA, gone, AGENDA_CARD_GONE, 1);
    recap_prefill(&board, RECAP_CARD_DID, text);
    assert_string_equal(text, "sleep\nthe letter");
    recap_prefill(&board, RECAP_CARD_NEXT, text);
    assert_string_equal(text, "");
    board_clear(&board);
}

static void what_mattered_begins_with_what_was_confirmed_in_the_words_it_was_given(void **state)
{
    (void)state;
    struct board board;
    char text[RECAP_BYTES];
    board_init(&board, 0);
    uint32_t yes = lay(&board, CARD_REFLECTION, "work felt heavy");
    uint32_t not_quite = lay(&board, CARD_REFLECTION, "you are angry");
    uint32_t edited = lay(&board, CARD_REFLECTION, "you are sad");
    uint32_t gone = lay(&board, CARD_REFLECTION, "taken back");
    they_answer(&board, yes, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES, NULL);
    they_answer(&board, not_quite, REFLECTION_CARD_ANSWER, CARD_ANSWER_NOT_QUITE, NULL);
    they_answer(&board, edited, REFLECTION_CARD_EDITED, 0, "I am tired");
    they_answer(&board, gone, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES, NULL);
    set(&board, CARD_REFLECTION, gone, REFLECTION_CARD_GONE, 1);
    recap_prefill(&board, RECAP_CARD_MATTERED, text);
    assert_string_equal(text, "work felt heavy\nI am tired");
    board_clear(&board);
}

static void only_whole_points_are_put_in_and_no_more_than_fit(void **state)
{
    (void)state;
    struct board board;
    char text[RECAP_BYTES];
    char point[CARD_LINE_BYTES_MAX + 1] = "";
    board_init(&board, 0);
    memset(point, 'x', CARD_LINE_BYTES_MAX);
    for (int i = 0; i < 5; i++)
        set(&board, CARD_AGENDA, lay(&board, CARD_AGENDA, point), AGENDA_CARD_DONE, 1);
    recap_prefill(&board, RECAP_CARD_DID, text);
    assert_int_equal(strlen(text), 3 * CARD_LINE_BYTES_MAX + 2);
    board_clear(&board);
}

static void write(struct board *board, enum card_recap_field line, const char *text)
{
    struct card_edit edit = {
        .kind = CARD_RECAP, .field = (uint8_t)line, .text = text, .size = strlen(text)};
    assert_true(board_set(board, &edit));
}

static void one_agrees_to_the_lines_as_they_stand_and_a_change_ends_it(void **state)
{
    (void)state;
    struct board board;
    board_init(&board, 0);
    assert_int_equal(recap_sum(&board), 0);
    assert_false(recap_is_agreed(&board, 0));
    write(&board, RECAP_CARD_DID, "spoke of sleep");
    set(&board, CARD_RECAP, 0, RECAP_CARD_AGREED, recap_sum(&board));
    assert_true(recap_is_agreed(&board, 0));
    assert_false(recap_is_agreed(&board, 1));
    write(&board, RECAP_CARD_NEXT, "a walk");
    assert_false(recap_is_agreed(&board, 0));
    set(&board, CARD_RECAP, 0, RECAP_CARD_AGREED, recap_sum(&board));
    assert_true(recap_is_agreed(&board, 0));
    set(&board, CARD_RECAP, 0, RECAP_CARD_AGREED, 0);
    assert_false(recap_is_agreed(&board, 0));
    board_clear(&board);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_we_did_begins_with_the_points_that_are_done),
    cmocka_unit_test(what_mattered_begins_with_what_was_confirmed_in_the_words_it_was_given),
    cmocka_unit_test(only_whole_points_are_put_in_and_no_more_than_fit),
    cmocka_unit_test(one_agrees_to_the_lines_as_they_stand_and_a_change_ends_it),
};
TEST_GROUP(recap, tests)
