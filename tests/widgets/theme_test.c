#include "widgets/theme.h"

#include "harness.h"

/* WCAG 2.2 AA 1.4.3: 4.5:1 for words. 1.4.11: 3:1 for the edge of a control. */
static void every_word_colour_reads_on_every_ground(void **state)
{
    (void)state;
    for (int kind = THEME_DARK; kind <= THEME_LIGHT; kind++) {
        const struct theme *t = theme_of((enum theme_kind)kind);
        const struct colour grounds[] = {t->ground, t->panel, t->raised, t->raised_over,
                                         t->own_words};
        const struct colour words[] = {t->text, t->muted, t->accent, t->warn, t->bad};
        for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++) {
            for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
                int contrast = theme_contrast_percent(grounds[g], words[w]);
                if (contrast < 450)
                    fail_msg("theme %d: word %zu on ground %zu has %d:100", kind, w, g, contrast);
            }
        }
        assert_true(theme_contrast_percent(t->accent, t->on_accent) >= 450);
        assert_true(theme_contrast_percent(t->line, t->raised) >= 300);
        assert_true(theme_contrast_percent(t->line, t->ground) >= 300);
    }
}

static void contrast_is_that_of_wcag(void **state)
{
    (void)state;
    struct colour black = {0, 0, 0, 255};
    struct colour white = {255, 255, 255, 255};
    struct colour grey = {0x76, 0x76, 0x76, 255};
    assert_int_equal(theme_contrast_percent(black, white), 2100);
    assert_int_equal(theme_contrast_percent(white, black), 2100);
    assert_int_equal(theme_contrast_percent(white, white), 100);
    assert_int_equal(theme_contrast_percent(white, grey), 454);
}

static void lengths_scale_and_never_vanish(void **state)
{
    (void)state;
    assert_int_equal(theme_pixels(44, 100), 44);
    assert_int_equal(theme_pixels(44, 300), 132);
    assert_int_equal(theme_pixels(44, 75), 33);
    assert_int_equal(theme_pixels(1, 40), 1);
    assert_int_equal(theme_pixels(0, 100), 0);
    assert_int_equal(theme_type(TYPE_BODY, 200).pixels, 30);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_word_colour_reads_on_every_ground),
    cmocka_unit_test(contrast_is_that_of_wcag),
    cmocka_unit_test(lengths_scale_and_never_vanish),
};
TEST_GROUP(theme, tests)
