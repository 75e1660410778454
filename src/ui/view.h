/* What a view makes: a draw list and the nodes in it that someone can act on. And the pen, with
 * which views draw: theme, scale and fonts in one hand, so that a button looks the same anywhere.
 *
 * The same nodes serve the mouse, the keyboard, a screen reader and the tests: a node without a
 * name, or one that only one of them can reach, is a defect. */
#ifndef ALCOVE_UI_VIEW_H
#define ALCOVE_UI_VIEW_H

#include "widgets/draw_list.h"
#include "widgets/text.h"
#include "widgets/text_field.h"
#include "widgets/theme.h"

#define VIEW_NODES_MAX     96
#define VIEW_NODE_NAME_MAX 160
#define VIEW_TARGET_MIN    36 /* pixels at any scale; WCAG 2.5.8 asks 24 */
#define VIEW_NO_ICON       ICON_COUNT

/* Of a row of alike nodes so many are there at once. */
#define NODES_FEELINGS 12
#define NODES_AROUND   8
#define NODES_RATING   11
#define NODES_EXPRESS  5
#define NODES_TABS     5
#define NODES_WISHES   16
#define NODES_POINTS   12

/* In the order of the Tab key. A row of alike nodes has its first named. */
enum node_id {
    NODE_NONE,
    NODE_PASSPHRASE,
    NODE_UNLOCK,
    NODE_OPEN_DOOR,
    NODE_WAIT,
    NODE_DECLINE,
    NODE_READY,       /* opens the ready check */
    NODE_READY_GUIDE, /* how to sit, over one's own picture */
    NODE_READY_ALONE,
    NODE_READY_NEAR,
    NODE_READY_WRITE,
    NODE_READY_PHONE,
    NODE_KEY_ACCEPT,
    NODE_KEY_REFUSE,
    NODE_WORDS_SAME,
    NODE_WORDS_DIFFER,
    NODE_WORDS_LATER,
    NODE_COPY_INVITE,
    NODE_CHECK_IN_FEELING,
    NODE_FEELINGS,
    NODE_FEELINGS_MORE = NODE_FEELINGS + NODES_FEELINGS,
    NODE_RATING,
    NODE_CHECK_IN_AROUND = NODE_RATING + NODES_RATING,
    NODE_AROUND,
    NODE_WEIGHT = NODE_AROUND + NODES_AROUND,
    NODE_SHOW_NOW,
    NODE_CHECK_IN_SKIP,
    NODE_CHECK_IN_SEND,
    NODE_I_AM_BACK,
    NODE_REFLECTION_YES,
    NODE_REFLECTION_NOT_QUITE,
    NODE_REFLECTION_EDIT,
    NODE_ANSWER_FIELD,
    NODE_ANSWER_SEND,
    NODE_ANSWER_CANCEL,
    NODE_REFLECTION_READ,
    NODE_PHRASE,
    NODE_MORE_YES,
    NODE_MORE_NO,
    NODE_SETTLE,
    NODE_SETTLE_END,
    NODE_EXPRESS,
    NODE_GO_ON = NODE_EXPRESS + NODES_EXPRESS,
    NODE_SKIP_STAGE,
    NODE_CLOSE_GENTLY, /* what is left to do in the recap: leaves */
    NODE_TABS,
    NODE_PANEL_CLOSE = NODE_TABS + NODES_TABS,
    NODE_POINT_FIELD,
    NODE_POINT_ADD,
    NODE_POINTS_DONE,
    NODE_POINTS_REMOVE = NODE_POINTS_DONE + NODES_POINTS,
    NODE_HEAR_FIELD = NODE_POINTS_REMOVE + NODES_POINTS,
    NODE_STARTER,
    NODE_HEAR_SEND,
    NODE_RECAP_FIELDS,
    NODE_RECAP_FILL = NODE_RECAP_FIELDS + 3,
    NODE_AGREE,
    NODE_PLACE_FIELD,
    NODE_PHONE_FIELD,
    NODE_HIDE_SELF,
    NODE_STILL_HERE,
    NODE_SLOWER,
    NODE_BREAK,
    NODE_COVER,
    NODE_LIVE,
    NODE_CLOCK,
    NODE_DIAL,                              /* how strong it is, 0 to 10 */
    NODE_WISHES = NODE_DIAL + NODES_RATING, /* what should be easier */
    NODE_READY_SKIP = NODE_WISHES + NODES_WISHES,
    NODE_READY_GO,
    NODE_LANE_FIELD,
    NODE_LANE_SEND,
    NODE_MICROPHONE,
    NODE_CAMERA,
    NODE_NOD,
    NODE_SOMEONE,
    NODE_EXPRESSIONS, /* opens the row of them */
    NODE_PANEL,       /* opens it */
    NODE_WORDS,       /* opens the page of the words */
    NODE_OWN_PICTURE,
    NODE_LEAVE,
    NODE_BACK,
    NODE_COUNT,
};

enum node_role {
    ROLE_BUTTON,
    ROLE_TOGGLE,
    ROLE_TEXT_FIELD,
};

struct view_node {
    enum node_id id;
    enum node_role role;
    struct rectangle at;
    char name[VIEW_NODE_NAME_MAX]; /* what activating it does, or what a field is for */
    const char *shortcut;          /* static; NULL for none */
    bool on;                       /* of a toggle */
    uint32_t about;                /* the card, the item of a list or the number it stands for */
    struct text_block text;        /* of a field: for placing the caret; `bytes` is borrowed */
    struct rectangle text_at;
};

struct view {
    struct draw_list list;
    struct view_node nodes[VIEW_NODES_MAX];
    int node_count;
    int lane_scroll_max; /* pixels that the lane can be scrolled back */
    bool resting; /* what can be acted on is fading or gone: the next hand only brings it back */
    uint64_t changes_at_us; /* when this view looks different by itself; 0: never */
    struct rectangle caret; /* of the focused field; empty when there is none */
};

struct pen {
    struct view *view;
    struct text_engine *text;
    const struct theme *theme;
    int scale_percent;
    bool mirrored; /* view_mirror will turn this view around */
    enum node_id focus;
    bool focus_shown; /* the keyboard was used last: draw a ring */
    enum node_id hover;
    bool tip_due; /* the pointer rests long enough on `hover` */
};

enum button_look {
    LOOK_QUIET,   /* one of several */
    LOOK_PRIMARY, /* the one thing to do here */
    LOOK_OFF,     /* a toggle that is off: said by icon and word, repeated by colour */
    LOOK_CHOSEN,  /* one of several that was chosen: with a mark and an edge */
};

struct button {
    enum node_id id;
    enum node_role role;
    enum button_look look;
    struct rectangle at;
    enum icon icon;    /* VIEW_NO_ICON for none */
    const char *label; /* NULL: only the icon */
    const char *name;
    const char *shortcut;
    bool on;
    bool small;     /* one of many: a word in small letters */
    uint32_t about; /* as of its node */
};

/* A paragraph of a view. */
struct say {
    enum type_role role;
    enum text_align align;
    struct colour colour;
    int lines_max;
};

struct field {
    enum node_id id;
    struct rectangle at;
    const struct text_field *content;
    const char *hint; /* shown while it is empty */
    const char *name;
    const char *shortcut;
};

void view_clear(struct view *view);
/* It will look different then; the soonest counts. */
void view_change_at(struct view *view, uint64_t at_us);
const struct view_node *view_node_of(const struct view *view, enum node_id id); /* or NULL */
const struct view_node *view_node_at(const struct view *view, int x, int y);    /* or NULL */
/* The whole view turned around for languages written from right to left. */
void view_mirror(struct view *view, int width);

int pen_pixels(const struct pen *pen, int units);
/* A length at least as long as a target must be. */
int pen_target(const struct pen *pen, int units);
int pen_line(const struct pen *pen, enum type_role role);
struct text_extent pen_extent(const struct pen *pen, enum type_role role, const char *words,
                              int width);
void pen_say(struct pen *pen, struct rectangle box, struct say how, const char *words);
void pen_fill(struct pen *pen, struct rectangle at, struct colour fill, int radius_units);
/* A small label with its own ground, `at` its top left; returns the space that it takes. */
struct rectangle pen_pill(struct pen *pen, struct rectangle within, enum icon icon,
                          const char *words);
int pen_button_width(const struct pen *pen, const struct button *button);
void pen_button(struct pen *pen, const struct button *button);
/* Only the node and its ring: the face of the button is drawn already. */
void pen_picture_button(struct pen *pen, const struct button *button);
/* Buttons of one line, as many to a row as fit; each gets its place, from the top left of `at`,
 * which is as high as they are afterwards. What does not fit is left out. How many were placed. */
int pen_flow(const struct pen *pen, struct button *buttons, int count, struct rectangle *at);
/* Buttons of one row, equally wide: none is made to look like the better choice by size. Only
 * where a word would be cut, and need not be, each is as wide as it needs. */
void pen_row(struct pen *pen, struct button *buttons, int count, struct rectangle at);
/* How high a field of this width stands with its text, up to `lines_max` lines. */
int pen_field_height(const struct pen *pen, const struct text_field *content, int width,
                     int lines_max);
void pen_field(struct pen *pen, const struct field *field);
/* The name and key of the node under the pointer or with the keyboard's focus. */
void pen_tip(struct pen *pen, int width, int height);

#endif
