/* The inside of a tree, shared by its files: the nodes of a refresh, and what is kept of them. */
#ifndef ALCOVE_WIDGETS_TREE_PARTS_H
#define ALCOVE_WIDGETS_TREE_PARTS_H

#include "widgets/edit_lines.h"
#include "widgets/tree.h"

#define NO_NODE           (-1)
#define TREE_DEPTH_MAX    48
#define TREE_KEPT_MAX     512
#define TREE_PLOTS_MAX    2048 /* values of all plots */
#define TREE_TIP_AFTER_US UINT64_C(500000)
#define TREE_UNKNOWN      (-1)

enum node_kind {
    NODE_BOX,
    NODE_LABEL,
    NODE_PRESS,
    NODE_FIELD,
    NODE_SLIDER,
    NODE_METER,
    NODE_IMAGE,
    NODE_PLOT,
    NODE_ICON,
    NODE_SPACE,
    NODE_RULE,
    NODE_CANVAS,
};

enum layout {
    LAYOUT_COLUMN,
    LAYOUT_ROW,
    LAYOUT_FLOW,
    LAYOUT_STACK,
    LAYOUT_SCROLL,
    LAYOUT_FREE,
};

enum layer {
    LAYER_SCREEN,
    LAYER_DIALOG,
    LAYER_TOAST,
};

struct node {
    uint64_t id;
    int parent, first, last, next; /* places; NO_NODE */
    int count;                     /* children */
    enum node_kind kind;
    enum layout layout;
    enum layer layer; /* of the root's own children alone another than LAYER_SCREEN */
    struct fit fit;
    struct act act;
    struct rectangle placed; /* in a free box */
    struct rectangle at;     /* the result */
    struct rectangle clip;   /* what can be seen lies within */
    int natural, least;      /* widths; TREE_UNKNOWN */
    int known_width, known_height;
    int scrolled, scroll_max; /* of a scroll, pixels */
    union {
        struct box box;
        struct label label;
        struct press press;
        struct entry field;
        struct slider slider;
        struct meter meter;
        struct image image;
        struct plot plot;
        struct canvas canvas;
        struct {
            enum icon icon;
            enum tone tone;
            int units;
        } icon;
    } as;
};

/* What is kept of an id from one refresh to the next. */
struct kept {
    uint64_t id;   /* 0: free */
    uint64_t seen; /* the refresh that knew it last */
    bool is_node;  /* else something that moves */
    int offset;    /* of a scroll, pixels; of a field, how far its text is moved up */
    bool at_end;   /* the scroll stood at its end */
    double from;   /* what moves: where it was at `since_us` */
    uint64_t since_us;
    bool on;
};

struct tree {
    struct tree_frame frame;
    const struct theme *theme;
    uint64_t refresh;
    struct node nodes[TREE_NODES_MAX];
    int count;
    int open[TREE_DEPTH_MAX];
    int depth;
    struct rectangle place_next;
    char text[TREE_TEXT_MAX];
    size_t text_size;
    double values[TREE_PLOTS_MAX];
    int value_count;

    struct kept kept[TREE_KEPT_MAX];
    uint64_t focus, hover, pressed; /* ids; 0: none */
    uint64_t focus_after;           /* what takes the focus once it is there */
    struct act focus_act;           /* of what had it at the last refresh */
    bool was_writing;               /* something stood in the field with the focus, at the last */
    bool focus_ringed;
    struct act
        wished;     /* was to have the focus before it was there; it may be in the next refresh */
    bool into_view; /* the focus moved: scroll to it */
    uint64_t hover_since_us;
    bool selecting; /* the pointer is down in a field */
    bool dragging;  /* or on a slider */
    int dialog;     /* node; NO_NODE */
    uint64_t dialog_id, focus_before_dialog;
    uint64_t edited; /* the field that was edited since it has the focus */
    struct act edited_act;

    struct tree_event events[TREE_EVENTS_MAX];
    int event_count;
    uint64_t changes_at_us;
    struct rectangle caret; /* from left to right */
    struct draw_list list;
    struct access_tree access;
    bool overflow; /* something found no room in the tables; said once in the log of the app */
};

/* tree_write.c: of the field `node`, which has the focus. */
bool write_key(struct tree *tree, const struct node *node, int32_t key, unsigned modifiers);
bool write_request(struct tree *tree, const struct node *node,
                   const struct access_request *request);

/* tree_hands.c */
void focus_wished(struct tree *tree);

/* tree_node.c */
bool node_takes_focus(const struct node *node);
bool node_is_pressed(const struct node *node); /* a pointer can press it */
const char *node_name(const struct node *node);

/* tree.c */
struct kept *kept_of(struct tree *tree, uint64_t id, bool is_node); /* makes it */
const struct kept *kept_find(const struct tree *tree, uint64_t id); /* or NULL */
int node_of(const struct tree *tree, uint64_t id);                  /* or NO_NODE */
bool node_is_within(const struct tree *tree, int node, int of);
int units(const struct tree *tree, int of); /* pixels */
/* What can be used and does this; NO_NODE: nothing. */
int node_with_act(const struct tree *tree, struct act act);
void tree_tell(struct tree *tree, enum tree_event_kind kind, struct act act, double value);

/* tree_measure.c: what a node needs. */
int natural_width(struct tree *tree, int node);
int least_width(struct tree *tree, int node);
int height_for(struct tree *tree, int node, int width);
int pad_x_of(const struct tree *tree, const struct node *node);
int pad_y_of(const struct tree *tree, const struct node *node);
int gap_of(const struct tree *tree, const struct node *node);
enum tree_align cross_of(const struct node *box, const struct node *child);
/* Of a column that is so wide inside. */
int child_width(struct tree *tree, const struct node *box, int child, int width);

/* tree_layout.c: what it gets. */
void tree_lay_out(struct tree *tree);
/* The widths that the children of a row get; false: they do not stand beside each other. */
bool row_widths(struct tree *tree, int row, int width, int *widths);
/* The children from `child` on that stand in one line of a flow: how many, and how wide each. */
int flow_line(struct tree *tree, int flow, int child, int width, int *each);

/* tree_leaf.c: labels, buttons and what is like them. */
int leaf_natural(struct tree *tree, int node);
int leaf_least(struct tree *tree, int node);
int leaf_height(struct tree *tree, int node, int width);
struct text_block words_block(const struct tree *tree, enum type_role role, const char *words,
                              int width);

/* tree_paint.c */
void tree_paint(struct tree *tree);
struct colour tone_colour(const struct theme *theme, enum tone tone);
void paint_words(struct tree *tree, struct rectangle box, const struct label *how);
void paint_ring(struct tree *tree, const struct node *node, int radius);
void paint_press(struct tree *tree, const struct node *node); /* tree_press.c */
int press_natural(struct tree *tree, const struct node *node);
int press_height(struct tree *tree, const struct node *node, int width);
void paint_field(struct tree *tree, const struct node *node); /* tree_field.c */
int field_height(struct tree *tree, const struct node *node, int width);
struct edit_view field_view(struct tree *tree, const struct node *node);
bool field_scroll(struct tree *tree, const struct node *node, int pixels);
size_t field_byte_at(struct tree *tree, const struct node *node, int x, int y);
void paint_plot(struct tree *tree, const struct node *node); /* tree_plot.c */
int plot_natural(struct tree *tree, const struct node *node);
int plot_height(struct tree *tree, const struct node *node, int width);
void paint_slider(struct tree *tree, const struct node *node);
void paint_meter(struct tree *tree, const struct node *node);
void paint_tip(struct tree *tree);

/* tree_access.c */
void tree_fill_access(struct tree *tree);

#endif
