#include "devices/qr_reader.h"

#include <string.h>

#include "harness.h"

#define SIDE   21 /* squares of a code of version 1 */
#define SQUARE 8  /* pixels */

/* `ALCOVE:AB`, by libqrencode. */
static const char *const code[SIDE] = {
    "#######.###.#.#######", "#.....#.##..#.#.....#", "#.###.#..####.#.###.#",
    "#.###.#.#...#.#.###.#", "#.###.#..#.#..#.###.#", "#.....#..#.##.#.....#",
    "#######.#.#.#.#######", "........##.##........", "#.##.###.#.##.#..#.##",
    "#.#.....##.#####.####", "..###.#..###.....#.##", "##.##..#.###..#.##...",
    "##..###.....#..#...##", "........#.##..#.#####", "#######.#..##..###.##",
    "#.....#.#........##..", "#.###.#.....###..####", "#.###.#.####..##...#.",
    "#.###.#.#...#.##..#..", "#.....#..#...#..#....", "#######.#....#.#.###.",
};

static struct picture_pool *pool;
static struct picture *picture;
static struct qr_reader *reader;
static char text[64];

static int begin(void **state)
{
    (void)state;
    pool = picture_pool_create(1);
    picture = picture_take(pool, 320, 240);
    reader = qr_reader_open();
    assert_non_null(picture);
    assert_non_null(reader);
    for (int y = 0; y < picture->height; y++)
        memset(picture->plane[0] + y * picture->stride[0], 220, (size_t)picture->width);
    memcpy(text, "untouched", sizeof "untouched");
    return 0;
}

static int end(void **state)
{
    (void)state;
    qr_reader_close(reader);
    picture_release(picture);
    picture_pool_destroy(pool);
    return 0;
}

static void draw(int left, int top)
{
    for (int y = 0; y < SIDE * SQUARE; y++) {
        uint8_t *row = picture->plane[0] + (top + y) * picture->stride[0] + left;
        for (int x = 0; x < SIDE * SQUARE; x++)
            row[x] = code[y / SQUARE][x / SQUARE] == '#' ? 30 : 220;
    }
}

static void a_code_is_read_wherever_it_is_held(void **state)
{
    (void)state;
    for (int left = 30; left <= 120; left += 45) {
        draw(left, 36);
        assert_true(qr_reader_read(reader, picture, "alcove:", text, sizeof text));
        assert_string_equal(text, "ALCOVE:AB");
        end(NULL);
        begin(NULL);
    }
}

static void without_a_code_nothing_is_read(void **state)
{
    (void)state;
    assert_false(qr_reader_read(reader, picture, "alcove:", text, sizeof text));
    assert_string_equal(text, "untouched");
}

static void a_code_that_says_something_else_is_passed_over(void **state)
{
    (void)state;
    draw(60, 36);
    assert_false(qr_reader_read(reader, picture, "https:", text, sizeof text));
    assert_string_equal(text, "untouched");
}

static void a_text_too_long_for_who_asks_is_passed_over(void **state)
{
    (void)state;
    draw(60, 36);
    assert_false(qr_reader_read(reader, picture, "alcove:", text, 9));
    assert_string_equal(text, "untouched");
    assert_true(qr_reader_read(reader, picture, "alcove:", text, 10));
}

#define READER_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    READER_TEST(a_code_is_read_wherever_it_is_held),
    READER_TEST(without_a_code_nothing_is_read),
    READER_TEST(a_code_that_says_something_else_is_passed_over),
    READER_TEST(a_text_too_long_for_who_asks_is_passed_over),
};
TEST_GROUP(qr_reader, tests)
