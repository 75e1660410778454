#include "widgets/theme.h"

#include <math.h>

#include "harness.h"

/* WCAG 2.2 1.4.3 and 1.4.6: 4.5:1 for words, 7:1 for whoever needs more. */
static int words_percent(enum theme_kind kind)
{
    return kind == THEME_HIGH_CONTRAST ? 700 : 450;
}

static void every_word_colour_reads_on_every_ground(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *t = theme_of((enum theme_kind)kind);
        const struct colour grounds[] = {t->ground,    t->panel, t->raised, t->raised_over,
                                         t->own_words, t->card,  t->chosen};
        const struct colour words[] = {t->text, t->muted, t->accent, t->warn, t->bad, t->ok};
        for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++) {
            for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
                int contrast = theme_contrast_percent(grounds[g], words[w]);
                if (contrast < words_percent((enum theme_kind)kind))
                    fail_msg("theme %d: word %zu on ground %zu has %d:100", kind, w, g, contrast);
            }
            assert_true(theme_contrast_percent(grounds[g], t->disabled) >= 300);
        }
        assert_true(theme_contrast_percent(t->accent, t->on_accent) >=
                    words_percent((enum theme_kind)kind));
    }
}

/* WCAG 2.2 AA 1.4.11: 3:1 for the edge of a control and for a line of a plot. */
static void edges_and_plots_are_seen_on_every_ground(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *t = theme_of((enum theme_kind)kind);
        const struct colour grounds[] = {t->ground, t->panel, t->raised, t->card};
        for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++) {
            assert_true(theme_contrast_percent(grounds[g], t->line) >= 300);
            for (int p = 0; p < THEME_PLOTS; p++)
                assert_true(theme_contrast_percent(grounds[g], t->plots[p]) >= 300);
        }
    }
    const struct theme *high = theme_of(THEME_HIGH_CONTRAST);
    assert_int_equal(high->edge.alpha, 255);
    assert_true(theme_contrast_percent(high->edge, high->raised_over) >= 700);
    assert_int_equal(theme_contrast_percent(high->text, high->ground), 2100);
}

static void a_letter_reads_on_every_avatar(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *t = theme_of((enum theme_kind)kind);
        for (int a = 0; a < THEME_AVATARS; a++)
            assert_true(theme_contrast_percent(t->avatars[a], t->on_avatar) >= 700);
    }
}

static double linear(uint8_t value)
{
    double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* As deuteranopes see it (Machado, Oliveira and Fernandes 2009, severity 1), in CIE L*a*b*. */
static void deuteranope(struct colour c, double lab[3])
{
    static const double seen[3][3] = {{0.367322, 0.860646, -0.227968},
                                      {0.280085, 0.672501, 0.047413},
                                      {-0.011820, 0.042940, 0.968881}};
    static const double xyz[3][3] = {{0.4339, 0.3762, 0.1899},
                                     {0.2126, 0.7152, 0.0722},
                                     {0.0177, 0.1095, 0.8728}}; /* over those of white */
    const double rgb[3] = {linear(c.red), linear(c.green), linear(c.blue)};
    double f[3];
    for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (int j = 0; j < 3; j++) {
            double channel = 0;
            for (int k = 0; k < 3; k++)
                channel += seen[j][k] * rgb[k];
            sum += xyz[i][j] * fmin(1, fmax(0, channel));
        }
        f[i] = sum > 0.008856 ? cbrt(sum) : 7.787 * sum + 16.0 / 116;
    }
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}

static void deuteranopes_tell_the_lines_of_a_plot_apart(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *t = theme_of((enum theme_kind)kind);
        for (int p = 0; p < THEME_PLOTS; p++) {
            double a[3];
            double b[3];
            deuteranope(t->plots[p], a);
            deuteranope(t->plots[(p + 1) % THEME_PLOTS], b);
            double apart = hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
            if (apart < 30)
                fail_msg("theme %d: plots %d and the next are %.0f apart", kind, p, apart);
        }
    }
}

static void type_grows_from_role_to_role(void **state)
{
    (void)state;
    static const enum type_role roles[] = {TYPE_SMALL, TYPE_BODY, TYPE_HEADING, TYPE_TITLE,
                                           TYPE_HERO};
    for (size_t i = 1; i < sizeof roles / sizeof roles[0]; i++) {
        struct type_style below = theme_type(roles[i - 1], 100);
        struct type_style above = theme_type(roles[i], 100);
        assert_true(above.pixels > below.pixels);
        assert_true(above.line_pixels >= below.line_pixels);
        assert_true(above.line_pixels > above.pixels);
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
    assert_int_equal(theme_type(TYPE_BODY, 200).pixels, 32);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_word_colour_reads_on_every_ground),
    cmocka_unit_test(edges_and_plots_are_seen_on_every_ground),
    cmocka_unit_test(a_letter_reads_on_every_avatar),
    cmocka_unit_test(deuteranopes_tell_the_lines_of_a_plot_apart),
    cmocka_unit_test(type_grows_from_role_to_role),
    cmocka_unit_test(contrast_is_that_of_wcag),
    cmocka_unit_test(lengths_scale_and_never_vanish),
};
TEST_GROUP(theme, tests)
