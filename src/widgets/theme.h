/* Colours, type and spacing: everything about the face that is taste, in one place.
 *
 * Colours are by role, never by hue; a state is always told by word and shape too. Lengths are in
 * units of 1/100 of the interface scale: at 100 % a unit is a pixel. Palette and contrast as
 * measured for WCAG 2.2 AA: every text colour has at least 4.5:1 on every ground it may stand on;
 * a test checks it over all that is drawn. */
#ifndef ALCOVE_WIDGETS_THEME_H
#define ALCOVE_WIDGETS_THEME_H

#include "widgets/draw_list.h"

#define THEME_SCALE_MIN 75
#define THEME_SCALE_MAX 300

enum theme_kind {
    THEME_DARK,
    THEME_LIGHT,
};

struct theme {
    struct colour ground;      /* the window */
    struct colour panel;       /* a quiet area on the ground: lane, stage without a picture */
    struct colour raised;      /* something to press or write in */
    struct colour raised_over; /* the same under the pointer */
    struct colour line;        /* hairlines and edges of fields; 3:1 where it marks a control */
    struct colour text;
    struct colour muted;     /* secondary words */
    struct colour accent;    /* the one thing to do; focus */
    struct colour on_accent; /* words on the accent */
    struct colour own_words; /* ground of what I wrote */
    struct colour warn;      /* words about the line */
    struct colour bad;       /* words about an end or an error */
};

enum type_role {
    TYPE_SMALL,  /* times, hints */
    TYPE_BODY,   /* what people write, status */
    TYPE_STRONG, /* buttons, names */
    TYPE_TITLE,  /* a question */
    TYPE_HERO,   /* the one sentence of a page */
};

struct type_style {
    int pixels;      /* em */
    int line_pixels; /* from baseline to baseline */
    enum text_weight weight;
};

const struct theme *theme_of(enum theme_kind kind);
struct type_style theme_type(enum type_role role, int scale_percent);
/* Units at 100 % to pixels at this scale, rounded; at least 1 for anything above 0. */
int theme_pixels(int units, int scale_percent);
/* WCAG 2.x contrast of two opaque colours times 100: 450 is 4.5:1. */
int theme_contrast_percent(struct colour a, struct colour b);

#endif
