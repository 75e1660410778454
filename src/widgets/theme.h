/* Colours, type and spacing: everything about the face that is taste, in one place.
 *
 * Colours are by role, never by hue; a state is always told by word and shape too. Lengths are in
 * units of 1/100 of the interface scale: at 100 % a unit is a pixel. Palette and contrast as
 * measured for WCAG 2.2 AA: every text colour has at least 4.5:1 on every ground it may stand on,
 * in high contrast 7:1; words that cannot be chosen now have 3:1. A test checks it over all that is
 * drawn. */
#ifndef ALCOVE_WIDGETS_THEME_H
#define ALCOVE_WIDGETS_THEME_H

#include "widgets/draw_list.h"

#define THEME_SCALE_MIN 75
#define THEME_SCALE_MAX 300

enum theme_kind {
    THEME_DARK,
    THEME_LIGHT,
    THEME_HIGH_CONTRAST, /* black, white and yellow; every control has an edge */
    THEME_COUNT,
};

#define THEME_PLOTS   3
#define THEME_AVATARS 6

/* Distances; everything stands on a grid of 4. */
#define SPACE_HAIR    4  /* an icon and its word */
#define SPACE_SMALL   8  /* words that belong together */
#define SPACE_MEDIUM  12 /* a control and its neighbour */
#define SPACE_LARGE   16 /* inside of a card */
#define SPACE_SECTION 24 /* one matter and the next */
#define SPACE_PAGE    32 /* the window's margin */

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
    struct colour ok;        /* words about what went well */
    struct colour disabled;  /* words and icons that cannot be chosen now */
    struct colour card;      /* ground of a card: slightly raised, with a hairline around */
    struct colour hairline;  /* parts matters; never the only mark of a control */
    struct colour edge;      /* around every control; clear where its ground is mark enough */
    struct colour chosen;    /* ground of the one that is chosen of several */
    struct colour scrim;     /* over all that lies behind a question; not opaque */
    struct colour shadow;    /* under a card; not opaque */
    /* Told apart by deuteranopes too; each line has a shape of its own besides. */
    struct colour plots[THEME_PLOTS];
    struct colour avatars[THEME_AVATARS]; /* grounds behind a person's first letter */
    struct colour on_avatar;
};

enum type_role {
    TYPE_SMALL,   /* times, hints */
    TYPE_BODY,    /* what people write, status */
    TYPE_STRONG,  /* buttons, names */
    TYPE_HEADING, /* over a card or a part of a page */
    TYPE_TITLE,   /* a question */
    TYPE_HERO,    /* the one sentence of a page */
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
