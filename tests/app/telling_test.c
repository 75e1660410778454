/* What the person is told of something that came to nothing. */
#include <string.h>

#include "app/switchboard_room.h"
#include "harness.h"

static struct switchboard board;

static int begin(void **state)
{
    (void)state;
    memset(&board, 0, sizeof board);
    return session_init(&board.session, false, false) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    session_clear(&board.session);
    return 0;
}

static void words_are_told_back_as_far_as_there_is_room(void **state)
{
    (void)state;
    char long_one[2 * TOLD_AGAIN_BYTES];
    char out[TOLD_AGAIN_BYTES];
    assert_true(board_say_again("Sleep", out));
    assert_string_equal(out, "Sleep");
    for (size_t i = 0; i + 2 < sizeof long_one; i += 2)
        memcpy(long_one + i, "\xc3\xbc", 3);
    assert_true(board_say_again(long_one, out));
    assert_int_equal(strlen(out), TOLD_AGAIN_BYTES - 1);
    assert_false(board_say_again("\x1b[2J", out));
    assert_string_equal(out, "");
}

/* Its field is empty, and there is no hour to put it into. */
static void what_no_session_takes_is_told_back(void **state)
{
    (void)state;
    const struct wish wish = {.kind = WISH_AGENDA_ADD, .texts = {"Sleep"}};
    struct order *order = order_create(ORDER_WISH, &wish);
    assert_non_null(order);
    conversation_take_order(&board, order);
    assert_non_null(strstr(board.said[0].text, "Nothing changed"));
    assert_non_null(strstr(board.said[0].text, "\"Sleep\""));
}

/* The store takes no more: who decided believes in nothing that is not so. */
static void a_decision_that_cannot_be_kept_is_told(void **state)
{
    (void)state;
    board.store.submitted = QUEUE_CAPACITY;
    board.asking = (struct asking){.question = CALL_ASKS_WORDS, .person_id = 1};
    struct order *order = order_create(ORDER_WORDS, &(struct wish){.on = true});
    assert_non_null(order);
    assert_true(acquaintance_take_order(&board, order));
    order_free(order);
    assert_non_null(strstr(board.said[0].text, "could not be done just now"));
}

static void what_is_told_in_one_moment_is_told_whole(void **state)
{
    (void)state;
    board_tell(&board, &(struct told){.words = "One."});
    board_tell(&board, &(struct told){.words = "Two."});
    board_keep_private(&board);
    assert_int_equal(board.notes, 2);
    assert_string_equal(board.said[0].text, "One.");
    assert_false(board.said[0].is_private);
    assert_string_equal(board.said[1].text, "Two.");
    assert_true(board.said[1].is_private);
    for (int i = 0; i < FACE_NOTES - 1; i++)
        board_tell(&board, &(struct told){.words = "More."});
    assert_string_equal(board.said[0].text, "More."); /* the oldest went */
    assert_string_equal(board.said[1].text, "Two.");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_are_told_back_as_far_as_there_is_room),
    cmocka_unit_test_setup_teardown(what_no_session_takes_is_told_back, begin, end),
    cmocka_unit_test_setup_teardown(what_is_told_in_one_moment_is_told_whole, begin, end),
    cmocka_unit_test_setup_teardown(a_decision_that_cannot_be_kept_is_told, begin, end),
};
TEST_GROUP(telling, tests)
