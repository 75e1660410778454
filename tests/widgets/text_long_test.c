#include "widgets/text.h"

#include <SDL2/SDL.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

/* Long texts, and where places lie in them. */

static struct text_engine *engine;

static int open_engine(void **state)
{
    (void)state;
    engine = text_engine_create();
    return engine == NULL;
}

static int close_engine(void **state)
{
    (void)state;
    text_engine_destroy(engine);
    return 0;
}

static struct text_block block_of(const char *words, int width)
{
    return (struct text_block){.bytes = words,
                               .size = strlen(words),
                               .width_max = width,
                               .style = {.pixels = 15, .line_pixels = 22}};
}

/* `size` bytes of a piece over and over. The caller frees it. */
static char *many(const char *piece, size_t size)
{
    char *bytes = malloc(size + 1);
    assert_non_null(bytes);
    size_t length = strlen(piece);
    size_t at = 0;
    for (; at + length <= size; at += length)
        memcpy(bytes + at, piece, length);
    bytes[at] = '\0';
    return bytes;
}

static void nothing_of_a_long_text_is_lost(void **state)
{
    (void)state;
    char *bytes = many("ten words ", 65000);
    struct text_block block = block_of(bytes, 300);
    int lines = text_measure(engine, &block).lines;
    assert_true(lines > 1000);
    assert_int_equal(text_caret(engine, &block, block.size).line, lines - 1);
    assert_in_range(text_byte_at(engine, &block, 9999, lines - 1), block.size - 1, block.size);
    size_t end = 0;
    for (int i = 0; i < lines; i++) {
        struct text_line line = text_line(engine, &block, i);
        assert_in_range(line.shown.from, end, end + 1);
        assert_true(line.width <= 301);
        end = line.shown.to;
    }
    free(bytes);
}

static void hostile_lines_are_laid_out_like_any_other(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "x",      "wM.", "\u0301",       "\u200d", "👩\u200d👧",     "🇩",       "א",  "xא",
        "א1(",    " ",   "\n",           "\xff",   "\u0e01\u0e33", "a\u202e", "你", "क्षि",
        "\u200b", "-",   "\xee\x80\x80",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        char *bytes = many(pieces[i], 20000);
        struct text_block block = block_of(bytes, 200);
        struct text_extent extent = text_measure(engine, &block);
        assert_true(extent.lines >= 1);
        assert_true(extent.width <= 220);
        struct text_caret caret = text_caret(engine, &block, block.size / 2);
        assert_in_range(caret.line, 0, extent.lines - 1);
        size_t at = text_byte_at(engine, &block, caret.x, caret.line);
        assert_true(at <= block.size);
        assert_true(text_beside(engine, &block, at, i % 2 == 0) <= block.size);
        SDL_FreeSurface(text_paint(engine, &block));
        free(bytes);
    }
}

static void a_picture_of_text_has_a_bounded_height(void **state)
{
    (void)state;
    char *bytes = many("a\n", 4000);
    struct text_block block = block_of(bytes, 200);
    assert_int_equal(text_measure(engine, &block).lines, 2001);
    SDL_Surface *surface = text_paint(engine, &block);
    assert_non_null(surface);
    assert_int_equal(surface->h, TEXT_PAINTED_LINES_MAX * 22);
    SDL_FreeSurface(surface);
    free(bytes);
}

static void an_ellipsis_comes_where_lines_end_across_paragraphs(void **state)
{
    (void)state;
    struct text_block block = block_of("one\ntwo\nthree", 400);
    block.style.lines_max = 2;
    assert_int_equal(text_measure(engine, &block).lines, 2);
    struct text_block two = block_of("one\ntwo", 400);
    struct text_block dots = block_of("one\ntwo…", 400);
    assert_true(text_measure(engine, &block).width > text_measure(engine, &two).width);
    assert_int_equal(text_measure(engine, &block).width, text_measure(engine, &dots).width);
}

static void each_paragraph_runs_its_own_way(void **state)
{
    (void)state;
    struct text_block block = block_of("12\nשלום\nBen\n34", 400);
    assert_true(text_measure(engine, &block).right_to_left);
    static const bool ways[] = {true, true, false, true};
    for (int i = 0; i < 4; i++)
        assert_int_equal(text_line(engine, &block, i).right_to_left, ways[i]);
    block.style.base = TEXT_BASE_LEFT_TO_RIGHT;
    assert_false(text_line(engine, &block, 1).right_to_left);
    block.style.base = TEXT_BASE_RIGHT_TO_LEFT;
    assert_true(text_line(engine, &block, 2).right_to_left);
}

static void a_line_alone_is_painted_as_in_its_text(void **state)
{
    (void)state;
    static const char text[] = "The walk with שלום 12:30 (Ben) was\nlong, and then שוב home again";
    struct text_block block = block_of(text, 150);
    block.style.align = TEXT_RIGHT;
    int lines = text_measure(engine, &block).lines;
    assert_true(lines > 3);
    for (int i = 0; i < lines; i++) {
        struct text_line line = text_line(engine, &block, i);
        struct text_block alone = block_of("", 1000);
        alone.bytes = text + line.shown.from;
        alone.size = line.shown.to - line.shown.from;
        alone.style.base = line.right_to_left ? TEXT_BASE_RIGHT_TO_LEFT : TEXT_BASE_LEFT_TO_RIGHT;
        assert_int_equal(text_measure(engine, &alone).lines, 1);
        assert_int_equal(text_measure(engine, &alone).width, line.width);
        for (size_t at = line.shown.from; at < line.shown.to; at++)
            assert_int_equal(text_caret(engine, &block, at).x,
                             line.x + text_caret(engine, &alone, at - line.shown.from).x);
    }
}

static void a_selection_in_one_direction_is_one_box_a_line(void **state)
{
    (void)state;
    struct rectangle boxes[8];
    struct text_block block = block_of("abc def\nghi", 400);
    assert_int_equal(text_selection(engine, &block, (struct text_range){1, 1}, boxes, 8), 0);
    assert_int_equal(text_selection(engine, &block, (struct text_range){1, 3}, boxes, 8), 1);
    assert_int_equal(boxes[0].x, text_caret(engine, &block, 1).x);
    assert_int_equal(boxes[0].x + boxes[0].width, text_caret(engine, &block, 3).x);
    assert_int_equal(boxes[0].height, 22);
    /* The newline is a narrow box, and the next line begins at the left. */
    assert_int_equal(text_selection(engine, &block, (struct text_range){4, 9}, boxes, 8), 3);
    assert_int_equal(boxes[1].width, 5);
    assert_int_equal(boxes[2].x, 0);
    assert_int_equal(boxes[2].y, 22);
    /* What has no room is counted and not written. */
    assert_int_equal(text_selection(engine, &block, (struct text_range){4, 9}, boxes, 1), 3);
}

static void a_selection_across_directions_is_several_boxes(void **state)
{
    (void)state;
    struct rectangle boxes[8];
    static const char text[] = "abc שלום def";
    struct text_block block = block_of(text, 400);
    /* From b to the second letter of the Hebrew word: that letter stands at its right end. */
    int count = text_selection(engine, &block, (struct text_range){1, 6}, boxes, 8);
    assert_int_equal(count, 2);
    assert_true(boxes[0].x + boxes[0].width < boxes[1].x);
    int covered = 0;
    count = text_selection(engine, &block, (struct text_range){0, strlen(text)}, boxes, 8);
    for (int i = 0; i < count; i++)
        covered += boxes[i].width;
    assert_int_equal(covered, text_measure(engine, &block).width);
}

static void left_and_right_are_those_of_the_screen(void **state)
{
    (void)state;
    static const char text[] = "ab שלום cd";
    struct text_block block = block_of(text, 400);
    size_t at = 0;
    int x = text_caret(engine, &block, 0).x;
    int steps = 0;
    for (; at != strlen(text); steps++) {
        at = text_beside(engine, &block, at, true);
        assert_true(text_caret(engine, &block, at).x > x);
        x = text_caret(engine, &block, at).x;
    }
    /* Before and behind the Hebrew word are one place on the screen. */
    assert_int_equal(steps, 9);
    assert_int_equal(text_beside(engine, &block, at, true), at);
    for (; at != 0; steps--) {
        at = text_beside(engine, &block, at, false);
        assert_true(text_caret(engine, &block, at).x < x);
        x = text_caret(engine, &block, at).x;
    }
    assert_int_equal(steps, 0);
    assert_int_equal(text_beside(engine, &block, 0, false), 0);
    assert_int_equal(text_beside(engine, &block, 5, true), 3);
    assert_int_equal(text_beside(engine, &block, 12, false), 11);
}

static void over_the_end_of_a_line_is_the_next_one(void **state)
{
    (void)state;
    struct text_block block = block_of("ab\ncd", 400);
    assert_int_equal(text_beside(engine, &block, 2, true), 3);
    assert_int_equal(text_beside(engine, &block, 3, false), 2);
    struct text_block hebrew = block_of("של\nום", 400);
    hebrew.style.align = TEXT_RIGHT;
    assert_int_equal(text_beside(engine, &hebrew, 4, false), 5);
    assert_int_equal(text_beside(engine, &hebrew, 5, true), 4);
}

static void the_caret_never_stands_within_a_character(void **state)
{
    (void)state;
    static const char text[] = "e\u0301👩\u200d👧\u200d👦🇩🇪x";
    struct text_block block = block_of(text, 400);
    int width = text_measure(engine, &block).width;
    static const size_t starts[] = {0, 3, 21, 29, 30};
    for (int x = -5; x < width + 5; x++) {
        size_t at = text_byte_at(engine, &block, x, 0);
        bool found = false;
        for (size_t i = 0; i < 5; i++)
            found = found || at == starts[i];
        assert_true(found);
    }
    /* Not even where a line is broken. */
    char *family = many("👩\u200d👧\u200d👦", 1800);
    block = block_of(family, 100);
    int lines = text_measure(engine, &block).lines;
    assert_true(lines > 10);
    for (int i = 0; i < lines; i++)
        assert_int_equal(text_line(engine, &block, i).shown.from % 18, 0);
    free(family);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_of_a_long_text_is_lost),
    cmocka_unit_test(hostile_lines_are_laid_out_like_any_other),
    cmocka_unit_test(a_picture_of_text_has_a_bounded_height),
    cmocka_unit_test(an_ellipsis_comes_where_lines_end_across_paragraphs),
    cmocka_unit_test(each_paragraph_runs_its_own_way),
    cmocka_unit_test(a_line_alone_is_painted_as_in_its_text),
    cmocka_unit_test(a_selection_in_one_direction_is_one_box_a_line),
    cmocka_unit_test(a_selection_across_directions_is_several_boxes),
    cmocka_unit_test(left_and_right_are_those_of_the_screen),
    cmocka_unit_test(over_the_end_of_a_line_is_the_next_one),
    cmocka_unit_test(the_caret_never_stands_within_a_character),
};
int text_long_test(void);
int text_long_test(void)
{
    return cmocka_run_group_tests_name("text_long", tests, open_engine, close_engine);
}
