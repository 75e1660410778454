#include "widgets/theme.h"

#include <math.h>

#include "base/assert.h"

#define RGB(hex)                                                                                   \
    {                                                                                              \
        (uint8_t)((hex) >> 16), (uint8_t)((hex) >> 8 & 0xff), (uint8_t)((hex)&0xff), 255           \
    }

static const struct theme dark = {
    .ground = RGB(0x14181b),
    .panel = RGB(0x1a1f23),
    .raised = RGB(0x262d32),
    .raised_over = RGB(0x313a40),
    .line = RGB(0x6b787f),
    .text = RGB(0xeceff1),
    .muted = RGB(0xa9b4ba),
    .accent = RGB(0x7fd1c0),
    .on_accent = RGB(0x0c2a25),
    .own_words = RGB(0x203a38),
    .warn = RGB(0xf2c14e),
    .bad = RGB(0xff8a80),
};

static const struct theme light = {
    .ground = RGB(0xf7f5f1),
    .panel = RGB(0xefebe3),
    .raised = RGB(0xfffdf9),
    .raised_over = RGB(0xf6f1e7),
    .line = RGB(0x857f74),
    .text = RGB(0x1c2326),
    .muted = RGB(0x4d5a61),
    .accent = RGB(0x0b6b5e),
    .on_accent = RGB(0xffffff),
    .own_words = RGB(0xd9e9e3),
    .warn = RGB(0x7a5200),
    .bad = RGB(0xb3261e),
};

struct type_row {
    int pixels;
    int line_pixels;
    enum text_weight weight;
};

static const struct type_row type_rows[] = {
    [TYPE_SMALL] = {13, 18, TEXT_REGULAR}, [TYPE_BODY] = {15, 22, TEXT_REGULAR},
    [TYPE_STRONG] = {15, 22, TEXT_MEDIUM}, [TYPE_TITLE] = {18, 26, TEXT_SEMIBOLD},
    [TYPE_HERO] = {28, 38, TEXT_SEMIBOLD},
};

const struct theme *theme_of(enum theme_kind kind)
{
    return kind == THEME_LIGHT ? &light : &dark;
}

int theme_pixels(int units, int scale_percent)
{
    ALCOVE_ASSERT(scale_percent > 0);
    int pixels = (units * scale_percent + 50) / 100;
    return units > 0 && pixels < 1 ? 1 : pixels;
}

struct type_style theme_type(enum type_role role, int scale_percent)
{
    const struct type_row *row = &type_rows[role];
    return (struct type_style){
        .pixels = theme_pixels(row->pixels, scale_percent),
        .line_pixels = theme_pixels(row->line_pixels, scale_percent),
        .weight = row->weight,
    };
}

/* WCAG 2.2, "relative luminance". */
static double channel_luminance(uint8_t value)
{
    double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
    return 0.2126 * channel_luminance(c.red) + 0.7152 * channel_luminance(c.green) +
           0.0722 * channel_luminance(c.blue);
}

int theme_contrast_percent(struct colour a, struct colour b)
{
    double la = luminance(a) + 0.05;
    double lb = luminance(b) + 0.05;
    return (int)floor(100.0 * (la > lb ? la / lb : lb / la));
}
