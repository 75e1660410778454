#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "session/board.h"
#include "session/board_scene.h"

/* Whatever is read as a board is written as the same bytes. */
static void assert_refused_or_the_same(const uint8_t *bytes, size_t size)
{
    struct board board;
    uint8_t *copy = malloc(size + (size == 0)); /* exact, so that a read past it is seen */
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    scene_begin(&board, 0);
    if (!board_decode(&board, copy, size)) {
        assert_int_equal(board.count, 0);
    } else {
        size_t again_size = 0;
        uint8_t *again = board_encode(&board, &again_size);
        assert_int_equal(again_size, size);
        assert_memory_equal(again, copy, size);
        scene_free(again, again_size);
    }
    free(copy);
    board_clear(&board);
}

static void every_changed_byte_of_what_was_kept_is_refused_or_a_board(void **state)
{
    (void)state;
    struct board a;
    struct board b;
    scene_begin(&a, 0);
    scene_begin(&b, 1);
    scene_tell(&a, &b, scene_text(CARD_AGENDA, 2, AGENDA_CARD_TEXT, "sleep"));
    scene_tell(&b, &a, scene_number(CARD_AGENDA, 2, AGENDA_CARD_DONE, 1));
    scene_tell(&b, &a, scene_text(CARD_PHRASE, 3, PHRASE_CARD_TEXT, "a moment, please"));
    scene_tell(&a, &b, scene_number(CARD_HOUR, 0, HOUR_CARD_MORE, 10));
    scene_tell(&b, &a, scene_number(CARD_HOUR, 0, HOUR_CARD_MORE, 5));
    size_t size = 0;
    uint8_t *bytes = board_encode(&a, &size);
    for (size_t cut = 0; cut <= size; cut++)
        assert_refused_or_the_same(bytes, cut);
    for (size_t at = 0; at < size; at++) {
        uint8_t right = bytes[at];
        for (unsigned value = 0; value < 256; value++) {
            bytes[at] = (uint8_t)value;
            assert_refused_or_the_same(bytes, size);
        }
        bytes[at] = right;
    }
    scene_free(bytes, size);
    board_clear(&a);
    board_clear(&b);
}

static void what_is_no_board_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        bool good;
    } rows[] = {
        {"", false},
        {"01", true}, /* an empty table */
        {"02", false},
        {"01010100000000020000000100000000000000", false},   /* cut */
        {"0101010000000002000000010000000000000001", true},  /* done */
        {"0101010000000002000000010000000000000002", false}, /* twice so */
        {"0101010200000002000000010000000000000001", false}, /* side 2 */
        {"0101030000000002000000010000000000000001", false}, /* field 3 */
        {"0109000000000002000000010000000000000001", false}, /* kind 9 */
        {"0100000000000002000000010000000000000001", false}, /* kind 0 */
        {"0102010000000002000000010000000000000001", false}, /* own answer */
        {"0102010100000002000000010000000000000001", true},  /* the other's */
        {"0101000000000002000000010003616263", true},        /* a text */
        {"0101000000000002000000010004616263", false},       /* and its end */
        {"010102000000000200000001000000000000000101010000000002000000010000000000000001", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[64];
        size_t size = from_hex(rows[i].hex, bytes, sizeof bytes);
        struct board board;
        scene_begin(&board, 0);
        if (board_decode(&board, bytes, size) != rows[i].good)
            fail_msg("row %zu", i);
        board_clear(&board);
    }
}

static const struct CMUnitTest tests[] = {
    BOARD_TEST(every_changed_byte_of_what_was_kept_is_refused_or_a_board),
    BOARD_TEST(what_is_no_board_is_refused),
};
TEST_GROUP(board_hostile, tests)
