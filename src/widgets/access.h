/* What a screen reader, a switch or a test is told of the window, and what they ask of it.
 *
 * The tree fills an access_tree from its nodes after each refresh; who speaks to the desktop copies
 * it. It holds no layout and no colours: only what there is, what it is called and how it stands.
 * Names of roles and states are those of AT-SPI 2. All strings are UTF-8, never NULL, and belong to
 * the tree: they are valid until its next refresh. */
#ifndef ALCOVE_WIDGETS_ACCESS_H
#define ALCOVE_WIDGETS_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "widgets/draw_list.h"

#define ACCESS_NODES_MAX 1024
#define ACCESS_NO_PARENT (-1)

enum access_role {
    ACCESS_FRAME, /* the window: node 0 of every tree, and no other */
    ACCESS_PANEL, /* a part of a screen; named where it can be jumped to (F6) */
    ACCESS_LABEL,
    ACCESS_HEADING,
    ACCESS_BUTTON,
    ACCESS_TOGGLE, /* a button that stays pressed */
    ACCESS_CHECK,  /* a box to tick */
    ACCESS_RADIO,  /* one of several */
    ACCESS_SLIDER,
    ACCESS_ENTRY, /* a field to write in; MULTI_LINE says an area */
    ACCESS_PASSWORD,
    ACCESS_LIST,
    ACCESS_LIST_ITEM,
    ACCESS_DIALOG,
    ACCESS_ALERT, /* a toast */
    ACCESS_TAB_LIST,
    ACCESS_TAB,
    ACCESS_IMAGE, /* a picture or a plot; its name says what it shows */
    ACCESS_METER,
    ACCESS_STATUS_BAR,
};

/* Bits of access_node.states. */
enum access_state {
    ACCESS_FOCUSABLE = 1 << 0,
    ACCESS_FOCUSED = 1 << 1,
    ACCESS_CHECKABLE = 1 << 2,
    ACCESS_CHECKED = 1 << 3, /* of a toggle: pressed */
    ACCESS_SELECTED = 1 << 4,
    ACCESS_EDITABLE = 1 << 5,
    ACCESS_MULTI_LINE = 1 << 6,
    ACCESS_DISABLED = 1 << 7,
    ACCESS_MODAL = 1 << 8,
    ACCESS_OFFSCREEN = 1 << 9, /* scrolled away: there, but not showing */
};

struct access_node {
    uint64_t id; /* the same thing has the same id from one refresh to the next; never 0 */
    int parent;  /* place in the tree, before this one; ACCESS_NO_PARENT: the frame */
    enum access_role role;
    unsigned states;
    struct rectangle at; /* pixels of the window */
    const char *name;    /* "" only where nothing can be done with it */
    const char *description;
    const char *shortcut; /* "Ctrl+R"; "" for none */
    bool acts;            /* it has the one action, "press" */
    /* Of a slider or a meter. */
    bool has_value;
    double value, value_min, value_max, value_step;
    /* Of an entry; offsets are bytes. A password has a dot for each character. */
    const char *text;
    size_t caret, selection_from, selection_to;
};

struct access_tree {
    struct access_node nodes[ACCESS_NODES_MAX];
    int count; /* at least 1 */
};

/* What somebody asks of a node; the window does it as if by hand. */
enum access_ask {
    ACCESS_PRESS,
    ACCESS_FOCUS,
    ACCESS_SET_VALUE, /* `value` */
    ACCESS_SET_TEXT,  /* all of it becomes `text` */
    ACCESS_INSERT,    /* `text` before byte `from` */
    ACCESS_DELETE,    /* the bytes from..to */
    ACCESS_SELECT,    /* the bytes from..to; the caret stands at `to` */
};

/* A key on its way to the window, with the numbers of X whatever the window lies on: assistive
 * technology knows keys by them. */
struct access_key {
    bool pressed;       /* else it was let go */
    bool writes;        /* `letter` goes into what is written in */
    uint32_t at_ms;     /* when, by any clock; not 0, or nobody takes it for themselves */
    uint16_t code;      /* keycode; 0: it has none */
    uint32_t symbol;    /* keysym */
    uint32_t modifiers; /* bits: 1 Shift, 2 Caps Lock, 4 Ctrl, 8 Alt, 16 Num Lock, 64 Super */
    char letter[5];     /* what stands on it, UTF-8; "": it has a name alone, by its symbol */
};

struct access_request {
    uint64_t id;
    enum access_ask ask;
    double value;
    size_t from, to;
    char *text; /* owned by whoever holds the request; may be NULL */
};

#endif
