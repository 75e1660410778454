#include "widgets/theme.h"

#include <math.h>

#include "base/assert.h"

#define TINT(hex, alpha)                                                                           \
    {                                                                                              \
        (uint8_t)((hex) >> 16), (uint8_t)((hex) >> 8 & 0xff), (uint8_t)((hex)&0xff), alpha         \
    }

#define RGB(hex) TINT(hex, 255)

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
    .ok = RGB(0x6cc3f5),
    .disabled = RGB(0x8a959b),
    .card = RGB(0x1e2428),
    .hairline = RGB(0x2d353b),
    .edge = TINT(0, 0),
    .chosen = RGB(0x21423d),
    .scrim = TINT(0x0a0c0e, 176),
    .shadow = TINT(0x000000, 112),
    .plots = {RGB(0x7fb8f5), RGB(0xf0a35e), RGB(0xf3efc6)},
    .avatars = {RGB(0x35566a), RGB(0x4c5a3c), RGB(0x6b4754), RGB(0x574d78), RGB(0x6c5030),
                RGB(0x2d5c54)},
    .on_avatar = RGB(0xffffff),
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
    .ok = RGB(0x0b5fa5),
    .disabled = RGB(0x787268),
    .card = RGB(0xfcfaf6),
    .hairline = RGB(0xe0dbd1),
    .edge = TINT(0, 0),
    .chosen = RGB(0xd3e8e1),
    .scrim = TINT(0x2b2721, 120),
    .shadow = TINT(0x5a4f3f, 56),
    .plots = {RGB(0x2f7fc4), RGB(0xb35a00), RGB(0x2b2340)},
    .avatars = {RGB(0xcfe0ea), RGB(0xd9e3c8), RGB(0xecd5da), RGB(0xddd6ee), RGB(0xeedfc6),
                RGB(0xcde5df)},
    .on_avatar = RGB(0x1c2326),
};

static const struct theme high_contrast = {
    .ground = RGB(0x000000),
    .panel = RGB(0x000000),
    .raised = RGB(0x000000),
    .raised_over = RGB(0x1f1f1f),
    .line = RGB(0xffffff),
    .text = RGB(0xffffff),
    .muted = RGB(0xe6e6e6),
    .accent = RGB(0xffe14d),
    .on_accent = RGB(0x000000),
    .own_words = RGB(0x00204a),
    .warn = RGB(0xffc37a),
    .bad = RGB(0xffa8a0),
    .ok = RGB(0x8fd8ff),
    .disabled = RGB(0xa8a8a8),
    .card = RGB(0x000000),
    .hairline = RGB(0xffffff),
    .edge = RGB(0xffffff),
    .chosen = RGB(0x332c00),
    .scrim = TINT(0x000000, 224),
    .shadow = TINT(0, 0),
    .plots = {RGB(0x66b8ff), RGB(0xff9d42), RGB(0xffffff)},
    .avatars = {RGB(0x00344f), RGB(0x2b3a12), RGB(0x4f1830), RGB(0x33246b), RGB(0x4a3000),
                RGB(0x003d35)},
    .on_avatar = RGB(0xffffff),
};

struct type_row {
    int pixels;
    int line_pixels;
    enum text_weight weight;
};

static const struct type_row type_rows[] = {
    [TYPE_SMALL] = {13, 19, TEXT_REGULAR},   [TYPE_BODY] = {16, 24, TEXT_REGULAR},
    [TYPE_STRONG] = {15, 22, TEXT_SEMIBOLD}, [TYPE_HEADING] = {17, 24, TEXT_SEMIBOLD},
    [TYPE_TITLE] = {22, 30, TEXT_SEMIBOLD},  [TYPE_HERO] = {30, 38, TEXT_SEMIBOLD},
};

const struct theme *theme_of(enum theme_kind kind)
{
    static const struct theme *const themes[THEME_COUNT] = {&dark, &light, &high_contrast};
    ALCOVE_ASSERT(kind < THEME_COUNT);
    return themes[kind];
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
