#include "app/qr_code.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static void a_link_becomes_squares_with_three_marked_corners(void **state)
{
    (void)state;
    struct qr_code code;
    assert_true(qr_code_make("alcove:AB", &code));
    assert_int_equal(code.side, 21);
    for (int i = 0; i < code.side * code.side; i++)
        assert_true(code.squares[i] <= 1);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(code.squares[i], 1);
        assert_int_equal(code.squares[code.side - 1 - i], 1);
        assert_int_equal(code.squares[(code.side - 1) * code.side + i], 1);
    }
    qr_code_free(&code);
    assert_null(code.squares);
    qr_code_free(&code);
}

static void small_and_large_letters_are_the_same_squares(void **state)
{
    (void)state;
    struct qr_code small, large;
    assert_true(qr_code_make("alcove:ab2", &small));
    assert_true(qr_code_make("ALCOVE:AB2", &large));
    assert_int_equal(small.side, large.side);
    assert_memory_equal(small.squares, large.squares, (size_t)(small.side * small.side));
    qr_code_free(&small);
    qr_code_free(&large);
}

static void what_no_code_can_hold_is_refused(void **state)
{
    (void)state;
    static char link[8000];
    struct qr_code code;
    memset(link, 'A', sizeof link - 1);
    assert_false(qr_code_make(link, &code));
    assert_null(code.squares);
    assert_int_equal(code.side, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_link_becomes_squares_with_three_marked_corners),
    cmocka_unit_test(small_and_large_letters_are_the_same_squares),
    cmocka_unit_test(what_no_code_can_hold_is_refused),
};
TEST_GROUP(qr_code, tests)
