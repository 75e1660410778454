/* The tree of widgets: what a screen is made of, kept from one refresh to the next.
 *
 * A screen is a pure function that says its whole tree anew at each refresh, between tree_begin and
 * tree_end; no screen remembers anything. What a person does with a node is kept by the tree under
 * the node's id: focus, scrolling, what moves, and the caret of what is written. An id is made of
 * the keys from the root down, so the same thing has the same id as long as its keys stay.
 *
 * tree_end finds the place of every node (pure: sizes go up, places go down, height follows width;
 * what does not fit in a row goes into the next, and what does not fit at all is scrolled to), and
 * then paints a draw list and fills an access_tree. Screens are said from left to right; for a
 * language written from right to left all of it is turned around at once.
 *
 * All lengths that a screen gives are units: pixels at 100 %. Strings are copied. One thread. */
#ifndef ALCOVE_WIDGETS_TREE_H
#define ALCOVE_WIDGETS_TREE_H

#include "widgets/access.h"
#include "widgets/draw_list.h"
#include "widgets/text.h"
#include "widgets/text_edit.h"
#include "widgets/theme.h"

#define TREE_NODES_MAX   ACCESS_NODES_MAX
#define TREE_TEXT_MAX    (128 * 1024) /* bytes of all strings of one refresh */
#define TREE_EVENTS_MAX  16
#define TREE_TARGET_MIN  36 /* pixels at any scale; WCAG 2.5.8 asks 24 */
#define TREE_EVENT_BYTES 64
#define TREE_NO_ICON     ICON_COUNT

struct tree;

/* What a refresh goes by. */
struct tree_frame {
    int width, height; /* pixels, above 0 */
    int scale_percent; /* THEME_SCALE_MIN to THEME_SCALE_MAX */
    enum theme_kind theme;
    bool right_to_left;
    bool reduced_motion; /* nothing slides or fades */
    bool calm;           /* nothing is drawn under the pointer or around the focus */
    bool active;         /* the window has the keyboard */
    const char *title;   /* what a screen reader calls the window; NULL: nothing. Borrowed */
    uint64_t now_us;     /* monotonic; what moves, moves by it */
    struct text_engine *text;
};

/* What an act means is the screen's; 0 is none. It comes back when the node is used. */
struct act {
    uint16_t kind;
    uint32_t about; /* e.g. which row */
};

enum tree_event_kind {
    TREE_ACT,    /* a button was pressed, a row chosen */
    TREE_VALUE,  /* a slider stands at `value` */
    TREE_EDITED, /* what is written in a field is another */
    TREE_ENTER,  /* Enter in a field of one line; Ctrl+Enter in an area */
    TREE_LEFT,   /* the focus left a field that was edited, or the field is not there any more */
    TREE_CLOSE,  /* Esc, or a hand beside it, wants a dialog away */
};

struct tree_event {
    enum tree_event_kind kind;
    struct act act;
    double value;
};

/* ---- what every node may say ---- */

enum tree_align {
    ALIGN_START,
    ALIGN_CENTRE,
    ALIGN_END,
    ALIGN_FILL,    /* across: as wide or high as there is room */
    ALIGN_BETWEEN, /* along: the room between the first and the last */
};

/* Where it stands and how large; zeroed: as large as it needs. */
struct fit {
    int width;     /* units; 0: as it needs */
    int width_max; /* units; 0: none */
    int height;    /* units, at least; 0: as it needs */
    int grow;      /* its share of what is left along its parent; 0: none */
    bool own_align;
    enum tree_align align; /* with own_align: across its parent, whatever that says */
};

/* ---- boxes ---- */

enum ground {
    GROUND_NONE,
    GROUND_PANEL,  /* a quiet area */
    GROUND_CARD,   /* a thing of its own */
    GROUND_OWN,    /* what I wrote */
    GROUND_WINDOW, /* over what lies beneath */
};

struct box {
    const char *key; /* NULL: its place among its siblings */
    uint32_t number; /* with the key: which of several */
    struct fit fit;
    int gap;               /* between children */
    int pad, pad_x, pad_y; /* inside its edge; `pad` where the other is 0 */
    enum tree_align main, cross;
    enum ground ground;
    int radius;
    enum access_role role; /* ACCESS_FRAME: none, its children are its parent's */
    const char *name;
    bool pane;      /* F6 jumps to it */
    bool arrows;    /* the arrow keys go from one child to the next */
    bool stick_end; /* a scroll: stays at its end as it grows */
    bool grid;      /* a flow: all children are as wide as the widest */
    struct act act; /* a dialog: what wants it away (TREE_CLOSE) */
};

void tree_open_column(struct tree *tree, const struct box *box);
void tree_open_row(struct tree *tree, const struct box *box);    /* wraps only where it must */
void tree_open_flow(struct tree *tree, const struct box *box);   /* wraps where it is full */
void tree_open_stack(struct tree *tree, const struct box *box);  /* one over the other */
void tree_open_scroll(struct tree *tree, const struct box *box); /* a column that may be longer */
/* Children lie where tree_place said, in pixels from its upper left corner. */
void tree_open_free(struct tree *tree, const struct box *box);
/* Over everything, behind a veil; until it closes nothing else can be used. */
void tree_open_dialog(struct tree *tree, const struct box *box);
/* Over everything, at the bottom, without a veil: told by a screen reader at once. The next one
 * lies above it. */
void tree_open_toast(struct tree *tree, const struct box *box);
void tree_close(struct tree *tree);
/* Of the next node in a free box. */
void tree_place(struct tree *tree, struct rectangle at);

/* ---- leaves ---- */

enum tone {
    TONE_TEXT,
    TONE_MUTED,
    TONE_ACCENT,
    TONE_WARN,
    TONE_BAD,
};

struct label {
    const char *words;
    enum type_role role;
    enum tone tone;
    enum text_align align; /* TEXT_LEFT: where the language begins */
    int lines_max;         /* 0: all */
    bool heading;
    struct fit fit;
};

void tree_label(struct tree *tree, const struct label *label);

enum button_kind {
    BUTTON_PUSH,
    BUTTON_TOGGLE, /* stays pressed */
    BUTTON_CHECK,  /* a box to tick, its words beside it */
    BUTTON_SWITCH, /* words, and a switch at the end of the line */
    BUTTON_CHIP,   /* one of many, small; stays pressed */
    BUTTON_RADIO,  /* one of several, small; one is pressed */
    BUTTON_TAB,
    BUTTON_ROW, /* a line of a list that can be opened, as wide as the list */
};

enum button_tone {
    BUTTON_QUIET,   /* one of several */
    BUTTON_PRIMARY, /* the one thing to do here */
    BUTTON_PLAIN,   /* words alone */
    BUTTON_OFF,     /* something is switched off: said by icon and word, repeated by colour */
    BUTTON_DANGER,  /* cannot be taken back */
};

struct press {
    const char *key; /* NULL: made of its act */
    uint32_t number;
    enum button_kind kind;
    enum button_tone tone;
    enum icon icon; /* TREE_NO_ICON or ICON_MICROPHONE (0) alone with `has_icon` */
    bool has_icon;
    const char *words;    /* NULL: only the icon; "": three dots, so that it can be found */
    const char *more;     /* a row: its second line, muted */
    const char *name;     /* NULL: the words */
    const char *hint;     /* what a screen reader tells besides; NULL: none */
    const char *shortcut; /* shown with the tip; NULL: none */
    bool on;
    bool disabled;
    bool small;
    bool wants_focus; /* takes it whenever it appears */
    struct act act;
    struct fit fit;
};

void tree_press(struct tree *tree, const struct press *press);

struct entry {
    const char *key;
    uint32_t number;
    struct text_edit *edit; /* not NULL; outlives the refresh */
    const char *name;
    const char *hint;     /* shown while it is empty */
    const char *shortcut; /* NULL: none */
    int lines, lines_max; /* 0, 0: one line. An area is so high, and grows to so many */
    bool password;
    bool wants_focus;
    bool disabled;
    struct act act;
    struct fit fit;
};

void tree_entry(struct tree *tree, const struct entry *field);

struct slider {
    const char *key;
    uint32_t number;
    const char *name;
    const char *words; /* what its value means; NULL: the number */
    double value, min, max, step;
    struct act act;
    struct fit fit;
};

void tree_slider(struct tree *tree, const struct slider *slider);

struct meter {
    const char *key;
    const char *name;
    double value; /* 0 to 1 */
    enum tone tone;
    struct fit fit;
};

void tree_meter(struct tree *tree, const struct meter *meter);

struct image {
    const char *key;
    uint32_t number;
    const char *name;              /* "": it says nothing that is not said beside it */
    const struct picture *picture; /* borrowed until the next tree_begin; NULL: only its ground */
    int slot;                      /* as of draw_picture */
    bool crop, mirrored, dimmed;
    int radius;
    struct act act; /* kind 0: cannot be pressed */
    struct fit fit;
};

void tree_image(struct tree *tree, const struct image *image);

enum plot_kind {
    PLOT_LINE,   /* values over time, from `min` to `max`; NaN is none */
    PLOT_DAYS,   /* whole weeks of days, oldest first: 0 nothing, 1 done, 2 rested, -1 to come */
    PLOT_LEVELS, /* `value_count` steps, of which values[0] are reached */
};

struct plot {
    const char *key;
    uint32_t number;
    enum plot_kind kind;
    const char *name;     /* says all that it shows */
    const double *values; /* copied */
    int value_count;
    double min, max;
    struct fit fit;
};

#define PLOT_VALUES_MAX 128

void tree_plot(struct tree *tree, const struct plot *plot);

void tree_icon(struct tree *tree, enum icon icon, enum tone tone, int units);
void tree_space(struct tree *tree, struct fit fit);
void tree_rule(struct tree *tree); /* a hairline across */

/* Something that no other widget draws: `draw` is called by tree_end with its place in pixels. */
struct canvas {
    const char *key;
    const char *name; /* "": it says nothing that is not said beside it */
    void (*draw)(void *context, struct draw_list *list, struct rectangle at,
                 const struct tree_frame *frame);
    void *context; /* outlives tree_end */
    struct fit fit;
};

void tree_canvas(struct tree *tree, const struct canvas *canvas);

/* ---- what moves ---- */

/* From 0 to 1 within `during_us` after `on` became true, and back; remembered under the key below
 * the box that is open. At once where motion is reduced. */
double tree_ease(struct tree *tree, const char *key, bool on, uint64_t during_us);
/* It will look different then; the soonest counts. */
void tree_change_at(struct tree *tree, uint64_t at_us);

/* ---- a refresh ---- */

struct tree *tree_create(void); /* NULL when memory is short */
void tree_destroy(struct tree *tree);
void tree_begin(struct tree *tree, const struct tree_frame *frame);
void tree_end(struct tree *tree);

const struct tree_frame *tree_frame_of(const struct tree *tree);
int tree_pixels(const struct tree *tree, int units);
/* How the words would stand, in pixels. */
struct text_extent tree_extent(const struct tree *tree, enum type_role role, const char *words,
                               int width);
/* Valid until the next tree_begin. */
const struct draw_list *tree_draw_list(const struct tree *tree);
const struct access_tree *tree_access(const struct tree *tree);
uint64_t tree_changes_at(const struct tree *tree); /* 0: never by itself */
/* Where the caret stands, for the desktop's input method; empty when nothing is written in. */
struct rectangle tree_caret(const struct tree *tree);
struct text_edit *tree_focused_edit(const struct tree *tree); /* NULL: none */
bool tree_has_dialog(const struct tree *tree);
/* The whole place of the node with this act, in pixels; empty when there is none. */
struct rectangle tree_place_of(const struct tree *tree, struct act act);

/* ---- hands (tree_hands.c) ---- */

/* True: something looks different now, and a refresh is due. What it did is in the events. */
bool tree_pointer(struct tree *tree, int x, int y);
/* `clicks`: 2 chooses a word, 3 a paragraph. */
bool tree_button_down(struct tree *tree, int x, int y, int clicks, bool extend);
bool tree_button_up(struct tree *tree, int x, int y);
bool tree_wheel(struct tree *tree, int x, int y, int pixels);
/* `key` is an SDL_Keycode, `modifiers` SDL's. False: nobody wanted it. */
bool tree_key(struct tree *tree, int32_t key, unsigned modifiers);
bool tree_text(struct tree *tree, const char *bytes);
/* What an input method composes; "" ends it. The selection is of code points. */
bool tree_preedit(struct tree *tree, const char *bytes, int from, int count);
/* As a screen reader asks; what is asked of has the focus then. */
bool tree_request(struct tree *tree, const struct access_request *request);
/* Gives the focus to the node with this act, with a ring or without. False: it is not there; it has
 * the focus if the next refresh says it. */
bool tree_focus(struct tree *tree, struct act act, bool ringed);
void tree_unfocus(struct tree *tree);
/* Tells so of the field that was edited (TREE_LEFT), if there is one; it keeps the focus, and need
 * not be there any more. */
void tree_leave_field(struct tree *tree);
bool tree_writes(const struct tree *tree); /* the focus is in a field */
/* Presses the button with this act, as by hand; false: it is not there. */
bool tree_press_act(struct tree *tree, struct act act);
/* A hover of this node lasted long enough, or none does: when to look again. */
bool tree_take_event(struct tree *tree, struct tree_event *out);

#endif
