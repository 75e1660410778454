#include "widgets/text.h"

#include <SDL2/SDL.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "widgets/utf8.h"

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

static struct text_extent extent_of(const char *words, int width)
{
    struct text_block block = block_of(words, width);
    return text_measure(engine, &block);
}

/* Pixels that are not the ground, and a hash of them. */
static uint64_t ink_of(const char *words)
{
    struct text_block block = block_of(words, 400);
    block.style.colour = (struct colour){255, 255, 255, 255};
    SDL_Surface *surface = text_paint(engine, &block);
    if (surface == NULL)
        return 0;
    uint64_t hash = 1469598103934665603u;
    for (int y = 0; y < surface->h; y++) {
        const uint8_t *row = (const uint8_t *)surface->pixels + (ptrdiff_t)y * surface->pitch;
        for (int x = 0; x < 4 * surface->w; x++)
            hash = (hash ^ row[x]) * 1099511628211u;
    }
    SDL_FreeSurface(surface);
    return hash;
}

static void words_that_fit_stay_on_one_line(void **state)
{
    (void)state;
    struct text_extent extent = extent_of("Take your time", 400);
    assert_int_equal(extent.lines, 1);
    assert_int_equal(extent.height, 22);
    assert_in_range(extent.width, 80, 130);
}

static void lines_break_between_words_and_stay_within_their_width(void **state)
{
    (void)state;
    struct text_extent extent = extent_of("It was the walk on Tuesday that changed the week", 120);
    assert_in_range(extent.lines, 3, 5);
    assert_in_range(extent.width, 60, 121);
}

static void a_word_longer_than_the_line_is_broken(void **state)
{
    (void)state;
    char word[301];
    memset(word, 'w', 300);
    word[300] = '\0';
    struct text_extent extent = extent_of(word, 100);
    assert_true(extent.lines > 10);
    assert_true(extent.width <= 101);
}

static void newlines_begin_new_lines_and_no_text_is_one_line(void **state)
{
    (void)state;
    assert_int_equal(extent_of("a\nb\n\nc", 400).lines, 4);
    assert_int_equal(extent_of("a\n", 400).lines, 2);
    assert_int_equal(extent_of("", 400).lines, 1);
    assert_int_equal(extent_of("", 400).width, 0);
}

static void what_does_not_fit_ends_in_an_ellipsis(void **state)
{
    (void)state;
    struct text_block block = block_of("one two three four five six seven eight", 100);
    block.style.lines_max = 2;
    struct text_extent extent = text_measure(engine, &block);
    assert_int_equal(extent.lines, 2);
    assert_true(extent.width <= 101);
    block.style.lines_max = 1;
    block.width_max = 5;
    assert_int_equal(text_measure(engine, &block).lines, 1);
}

static void arabic_letters_join_and_numbers_keep_their_order(void **state)
{
    (void)state;
    int together = extent_of("سلام", 400).width;
    int apart = extent_of("س", 400).width + extent_of("ل", 400).width + extent_of("ا", 400).width +
                extent_of("م", 400).width;
    assert_true(together > 0);
    assert_true(together < apart);
    assert_true(extent_of("سلام 12:30", 400).right_to_left);
    /* Reversed digits would look like this. */
    assert_true(ink_of("سلام 12:30") != ink_of("سلام 03:21"));
}

static void the_first_letter_with_a_direction_decides(void **state)
{
    (void)state;
    assert_false(extent_of("Ben שלום", 400).right_to_left);
    assert_true(extent_of("שלום Ben", 400).right_to_left);
    assert_true(extent_of("... שלום", 400).right_to_left);
    assert_false(extent_of("123", 400).right_to_left);
}

static void what_was_measured_fits_into_what_it_measured(void **state)
{
    (void)state;
    static const char *const phrases[] = {"someone near", "شخص قريب", "إظهار إجابتي الآن",
                                          "صدى الكلام", "שלום Ben"};
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        int width = extent_of(phrases[i], 1000).width;
        assert_int_equal(extent_of(phrases[i], width).lines, 1);
    }
}

static void scripts_of_other_fonts_are_drawn_not_boxed(void **state)
{
    (void)state;
    uint64_t box = ink_of("\xee\x80\x80"); /* U+E000: nobody's */
    static const char *const words[] = {"ш", "λ", "ש", "س", "द", "ไ"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_true(ink_of(words[i]) != 0);
        if (ink_of(words[i]) == box)
            fail_msg("%s is drawn as a box", words[i]);
    }
}

static void colour_emoji_are_as_large_as_the_letters_beside_them(void **state)
{
    (void)state;
    assert_in_range(extent_of("🙂", 400).width, 14, 24);
    assert_in_range(extent_of("👩\u200d👧\u200d👦", 400).width, 14, 24);
    assert_int_equal(extent_of("so 🙂 glad", 400).height, 22);
}

/* A sequence is one picture: as wide as its first one, not as all of them. */
static void emoji_that_are_joined_are_one_picture(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"👍🏽", "👍"}, {"👩\u200d💻", "👩"},         {"🏳\ufe0f\u200d🌈", "🙂"},
        {"🇩🇪", "🙂"},    {"1\ufe0f\u20e3", "🙂"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int width = extent_of(rows[i][0], 400).width;
        int one = extent_of(rows[i][1], 400).width;
        if (abs(width - one) > 2)
            fail_msg("%s is %d wide, not %d", rows[i][0], width, one);
    }
    assert_true(ink_of("👍🏽") != ink_of("👍"));
    assert_true(ink_of("🇩🇪") != ink_of("🇫🇷"));
}

static void a_name_of_emoji_alone_has_a_width_and_a_direction(void **state)
{
    (void)state;
    struct text_extent extent = extent_of("🙂👩\u200d👧\u200d👦🇩🇪", 400);
    assert_int_equal(extent.lines, 1);
    assert_false(extent.right_to_left);
    assert_in_range(extent.width, 3 * 14, 3 * 26);
}

static void devanagari_signs_join_their_letters(void **state)
{
    (void)state;
    int apart = extent_of("क", 400).width + extent_of("ष", 400).width;
    assert_true(extent_of("क्ष", 400).width < apart);
    assert_true(ink_of("कि") != ink_of("क"));
}

/* UAX 9: a bracket stands where it is read, mirrored; digits keep their order. */
static void brackets_and_digits_stand_right_in_hebrew_and_arabic(void **state)
{
    (void)state;
    static const char *const texts[] = {"שלום (12)", "سلام (12)"};
    for (size_t i = 0; i < 2; i++) {
        struct text_block block = block_of(texts[i], 400);
        size_t open = strcspn(texts[i], "(");
        int bracket = text_caret(engine, &block, open).x;
        int one = text_caret(engine, &block, open + 1).x;
        int two = text_caret(engine, &block, open + 2).x;
        int close = text_caret(engine, &block, open + 3).x;
        assert_true(one < two);
        assert_true(two < bracket);
        assert_true(close < one + 1);
    }
}

/* Trojan-source style controls: with and without them the reading is the same. */
static void controls_that_turn_text_around_have_no_effect(void **state)
{
    (void)state;
    assert_true(ink_of("ab\u202ecd\u202c") == ink_of("abcd"));
    assert_true(ink_of("\u2067ab\u2069 c") == ink_of("ab c"));
    assert_true(ink_of("\u200fab") == ink_of("ab"));
    assert_false(extent_of("\u202eabc", 400).right_to_left);
}

static void broken_bytes_show_as_replacements(void **state)
{
    (void)state;
    assert_true(ink_of("a\xff"
                       "b") == ink_of("a\ufffd"
                                      "b"));
    assert_true(ink_of("\xc3") == ink_of("\ufffd"));
    assert_true(ink_of("a\x01"
                       "b") == ink_of("a\ufffd"
                                      "b"));
}

static void towers_of_accents_stay_in_their_line(void **state)
{
    (void)state;
    char tower[801] = "a";
    for (int i = 0; i < 390; i++)
        memcpy(tower + 1 + 2 * i, "\xcc\x81", 2);
    tower[781] = '\0';
    assert_true(ink_of(tower) == ink_of("a\u0301\u0301\u0301\u0301"));
}

static void any_bytes_at_all_are_measured_and_painted(void **state)
{
    (void)state;
    uint32_t random = 0x2545f491;
    char bytes[160];
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525 + 1013904223;
            bytes[i] = (char)(random >> 24);
        }
        struct text_block block = block_of("", 50 + round);
        block.bytes = bytes;
        block.size = (size_t)round % sizeof bytes;
        block.style.lines_max = round % 4;
        struct text_extent extent = text_measure(engine, &block);
        assert_true(extent.lines >= 1);
        SDL_FreeSurface(text_paint(engine, &block));
        struct text_caret caret = text_caret(engine, &block, block.size / 2);
        assert_in_range(caret.line, 0, extent.lines - 1);
        assert_true(text_byte_at(engine, &block, round, 0) <= block.size);
    }
}

static void very_long_text_is_cut_not_lost(void **state)
{
    (void)state;
    size_t size = 64 * 1024;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    struct text_block block = {
        .bytes = bytes, .size = size, .width_max = 300, .style = {.pixels = 15, .line_pixels = 22}};
    assert_true(text_measure(engine, &block).lines > 50);
    free(bytes);
}

static void the_caret_walks_with_the_letters(void **state)
{
    (void)state;
    struct text_block block = block_of("abc def", 400);
    int before = -1;
    for (size_t at = 0; at <= block.size; at++) {
        struct text_caret caret = text_caret(engine, &block, at);
        assert_true(caret.x > before);
        before = caret.x;
        assert_int_equal(text_byte_at(engine, &block, caret.x, 0), at);
    }
    assert_int_equal(before, text_measure(engine, &block).width);
}

static void the_caret_walks_left_in_hebrew(void **state)
{
    (void)state;
    struct text_block block = block_of("שלום", 400);
    block.style.align = TEXT_RIGHT;
    int width = text_measure(engine, &block).width;
    assert_int_equal(text_caret(engine, &block, 0).x, width);
    assert_int_equal(text_caret(engine, &block, 8).x, 0);
    assert_true(text_caret(engine, &block, 2).x > text_caret(engine, &block, 4).x);
}

static void the_caret_knows_its_line(void **state)
{
    (void)state;
    struct text_block block = block_of("one two three four five six seven", 80);
    int lines = text_measure(engine, &block).lines;
    assert_int_equal(text_caret(engine, &block, 0).line, 0);
    assert_int_equal(text_caret(engine, &block, block.size).line, lines - 1);
    assert_int_equal(text_caret(engine, &block, 10000).line, lines - 1);
}

/* RFC 3629, and Unicode 3.9 table 3-7: one replacement for each broken part. */
static void utf8_is_read_as_the_standard_says(void **state)
{
    (void)state;
    const struct {
        const char *bytes;
        uint32_t points[4];
        int count;
    } rows[] = {
        {"a", {'a'}, 1},
        {"\xc3\xa9", {0xe9}, 1},
        {"\xf0\x9f\x99\x82", {0x1f642}, 1},
        {"\xc0\xaf", {0xfffd, 0xfffd}, 2},
        {"\xed\xa0\x80", {0xfffd, 0xfffd, 0xfffd}, 3},
        {"\xf4\x90\x80\x80", {0xfffd, 0xfffd, 0xfffd, 0xfffd}, 4},
        {"\xe2\x82z", {0xfffd, 'z'}, 2},
        {"\x80", {0xfffd}, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t at = 0;
        int count = 0;
        size_t size = strlen(rows[i].bytes);
        while (at < size)
            assert_int_equal(utf8_next(rows[i].bytes, size, &at), rows[i].points[count++]);
        assert_int_equal(count, rows[i].count);
    }
}

static void utf8_put_and_next_are_inverse(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10ffff; point += point < 0x3000 ? 1 : 97) {
        if (point >= 0xd800 && point <= 0xdfff)
            continue;
        char coded[4];
        size_t size = utf8_put(point, coded);
        size_t at = 0;
        assert_int_equal(utf8_next(coded, size, &at), point);
        assert_int_equal(at, size);
        assert_int_equal(utf8_before(coded, size, size), 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_that_fit_stay_on_one_line),
    cmocka_unit_test(lines_break_between_words_and_stay_within_their_width),
    cmocka_unit_test(a_word_longer_than_the_line_is_broken),
    cmocka_unit_test(newlines_begin_new_lines_and_no_text_is_one_line),
    cmocka_unit_test(what_does_not_fit_ends_in_an_ellipsis),
    cmocka_unit_test(arabic_letters_join_and_numbers_keep_their_order),
    cmocka_unit_test(the_first_letter_with_a_direction_decides),
    cmocka_unit_test(what_was_measured_fits_into_what_it_measured),
    cmocka_unit_test(scripts_of_other_fonts_are_drawn_not_boxed),
    cmocka_unit_test(colour_emoji_are_as_large_as_the_letters_beside_them),
    cmocka_unit_test(emoji_that_are_joined_are_one_picture),
    cmocka_unit_test(a_name_of_emoji_alone_has_a_width_and_a_direction),
    cmocka_unit_test(devanagari_signs_join_their_letters),
    cmocka_unit_test(brackets_and_digits_stand_right_in_hebrew_and_arabic),
    cmocka_unit_test(controls_that_turn_text_around_have_no_effect),
    cmocka_unit_test(broken_bytes_show_as_replacements),
    cmocka_unit_test(towers_of_accents_stay_in_their_line),
    cmocka_unit_test(any_bytes_at_all_are_measured_and_painted),
    cmocka_unit_test(very_long_text_is_cut_not_lost),
    cmocka_unit_test(the_caret_walks_with_the_letters),
    cmocka_unit_test(the_caret_walks_left_in_hebrew),
    cmocka_unit_test(the_caret_knows_its_line),
    cmocka_unit_test(utf8_is_read_as_the_standard_says),
    cmocka_unit_test(utf8_put_and_next_are_inverse),
};
int text_test(void);
int text_test(void)
{
    return cmocka_run_group_tests_name("text", tests, open_engine, close_engine);
}
