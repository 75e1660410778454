/* Everything that is pressed: buttons, toggles, boxes to tick, chips, tabs and rows. */
#include <string.h>

#include "widgets/tree_parts.h"

#define SWITCH_WIDTH  44
#define SWITCH_HEIGHT 26
#define CHECK_SIDE    22

struct face {
    int icon, gap, pad; /* pixels */
    enum type_role role;
    int target;
};

static bool is_small(const struct press *press)
{
    return press->small || press->kind == BUTTON_CHIP || press->kind == BUTTON_RADIO;
}

static bool has_icon(const struct press *press)
{
    return press->has_icon || (press->icon != (enum icon)0 && press->icon != TREE_NO_ICON);
}

/* What is chosen says so by a mark, not by colour alone. */
static bool has_mark(const struct press *press)
{
    bool stays =
        press->kind == BUTTON_CHIP || press->kind == BUTTON_RADIO || press->kind == BUTTON_TOGGLE;
    return stays && press->on && !has_icon(press);
}

/* Of a line: its words begin it, in the letters of a text. */
static bool is_line(const struct press *press)
{
    return press->kind == BUTTON_CHECK || press->kind == BUTTON_SWITCH || press->kind == BUTTON_ROW;
}

static int icon_side(const struct tree *tree, const struct press *press)
{
    if (press->kind == BUTTON_CHECK)
        return units(tree, CHECK_SIDE);
    bool shown = has_icon(press) || has_mark(press);
    return shown ? units(tree, is_small(press) ? 15 : 20) : 0;
}

static struct face face_of(const struct tree *tree, const struct press *press)
{
    bool small = is_small(press);
    bool line = is_line(press);
    struct face face = {
        .icon = icon_side(tree, press),
        .pad = units(tree, line && press->kind != BUTTON_ROW ? 4
                           : small                           ? 12
                                                             : 18),
        .role = line    ? TYPE_BODY
                : small ? TYPE_SMALL
                        : TYPE_STRONG,
        .target = units(tree, small ? TREE_TARGET_MIN : 44),
    };
    if (face.target < TREE_TARGET_MIN)
        face.target = TREE_TARGET_MIN;
    if (press->words == NULL)
        face.pad = 0;
    else if (face.icon > 0)
        face.gap = units(tree, small ? 6 : 8);
    return face;
}

static int words_width(const struct tree *tree, const struct press *press, const struct face *face)
{
    return press->words != NULL ? tree_extent(tree, face->role, press->words, INT16_MAX).width : 0;
}

int press_natural(struct tree *tree, const struct node *node)
{
    const struct press *press = &node->as.press;
    struct face face = face_of(tree, press);
    int words = words_width(tree, press, &face);
    int width = 2 * face.pad + face.icon + face.gap + words;
    if (press->kind == BUTTON_SWITCH)
        width += units(tree, SWITCH_WIDTH + 12);
    if (press->kind == BUTTON_ROW && press->more != NULL) {
        int more = tree_extent(tree, TYPE_SMALL, press->more, INT16_MAX).width + 2 * face.pad;
        more += face.icon + face.gap;
        width = more > width ? more : width;
    }
    return width < face.target ? face.target : width;
}

/* The room for its words when it is so wide. */
static int words_room(const struct tree *tree, const struct press *press, const struct face *face,
                      int width)
{
    int room = width - 2 * face->pad - face->icon - face->gap;
    if (press->kind == BUTTON_SWITCH)
        room -= units(tree, SWITCH_WIDTH + 12);
    return room > 1 ? room : 1;
}

int press_height(struct tree *tree, const struct node *node, int width)
{
    const struct press *press = &node->as.press;
    struct face face = face_of(tree, press);
    if (press->words == NULL)
        return face.target;
    int room = words_room(tree, press, &face, width);
    int height = tree_extent(tree, face.role, press->words, room).height;
    if (press->kind == BUTTON_ROW && press->more != NULL)
        height += tree_extent(tree, TYPE_SMALL, press->more, room).height;
    height += units(tree, press->kind == BUTTON_ROW ? 20 : 14);
    return height < face.target ? face.target : height;
}

struct look {
    struct colour fill, words, border;
    int border_width;
};

static bool is_bare(const struct press *press)
{
    return press->tone == BUTTON_PLAIN || press->kind == BUTTON_CHECK ||
           press->kind == BUTTON_SWITCH || press->kind == BUTTON_TAB || press->kind == BUTTON_ROW;
}

/* In high contrast that is white: the hairline and the edge of a theme are one there. */
static bool has_edge(const struct theme *theme, const struct press *press)
{
    if (press->kind == BUTTON_CHECK || press->kind == BUTTON_SWITCH) /* these have one inside */
        return false;
    return theme->edge.alpha > 0 || !is_bare(press);
}

static struct look look_of(const struct tree *tree, const struct node *node)
{
    const struct press *press = &node->as.press;
    const struct theme *theme = tree->theme;
    bool over = tree->hover == node->id && !press->disabled && !tree->frame.calm;
    struct look look = {over ? theme->raised_over : theme->raised, theme->text, theme->hairline, 0};
    if (is_bare(press) && !over)
        look.fill.alpha = 0;
    if (has_edge(theme, press))
        look.border_width = units(tree, 1);
    if (press->tone == BUTTON_PRIMARY) {
        look.fill = theme->accent;
        look.border = theme->accent;
        look.words = theme->on_accent;
    }
    if (press->tone == BUTTON_OFF)
        look.words = theme->warn;
    if (press->tone == BUTTON_DANGER)
        look.words = theme->bad;
    if (press->on && !is_bare(press)) {
        look.border = theme->accent;
        look.border_width = units(tree, 2);
    }
    if (press->disabled) {
        look.words = theme->muted;
        look.fill.alpha = 0;
        look.border = theme->line;
        look.border_width = units(tree, 1);
    }
    if (press->kind == BUTTON_TAB && press->on)
        look.words = theme->accent;
    return look;
}

static void paint_box_to_tick(struct tree *tree, struct rectangle at, bool on)
{
    const struct theme *theme = tree->theme;
    draw_rectangle(&tree->list, at,
                   (struct draw_rectangle){.fill = on ? theme->accent : theme->raised,
                                           .border = on ? theme->accent : theme->line,
                                           .border_width = units(tree, 2),
                                           .radius = units(tree, 6)});
    if (on)
        draw_icon(&tree->list, rectangle_inset(at, units(tree, 3)),
                  (struct draw_icon){.icon = ICON_CHECK, .colour = theme->on_accent});
}

static void paint_switch(struct tree *tree, const struct node *node)
{
    const struct theme *theme = tree->theme;
    bool on = node->as.press.on;
    int width = units(tree, SWITCH_WIDTH);
    int height = units(tree, SWITCH_HEIGHT);
    struct rectangle at = {node->at.x + node->at.width - width - units(tree, 4),
                           node->at.y + (node->at.height - height) / 2, width, height};
    int inset = units(tree, 4);
    int side = height - 2 * inset;
    struct rectangle knob = {on ? at.x + width - inset - side : at.x + inset, at.y + inset, side,
                             side};
    draw_rectangle(&tree->list, at,
                   (struct draw_rectangle){.fill = on ? theme->accent : theme->raised,
                                           .border = on ? theme->accent : theme->line,
                                           .border_width = units(tree, 2),
                                           .radius = height / 2});
    draw_rectangle(
        &tree->list, knob,
        (struct draw_rectangle){.fill = on ? theme->on_accent : theme->muted, .radius = side / 2});
}

static void paint_underline(struct tree *tree, const struct node *node)
{
    int high = units(tree, 3);
    struct rectangle at = node->at;
    draw_rectangle(&tree->list,
                   (struct rectangle){at.x + units(tree, 8), at.y + at.height - high,
                                      at.width - units(tree, 16), high},
                   (struct draw_rectangle){.fill = tree->theme->accent, .radius = high / 2});
}

static void paint_icon_of(struct tree *tree, const struct press *press, struct rectangle at,
                          struct colour colour)
{
    if (press->kind == BUTTON_CHECK) {
        paint_box_to_tick(tree, at, press->on);
        return;
    }
    enum icon icon = has_icon(press) ? press->icon : ICON_CHECK;
    draw_icon(&tree->list, at, (struct draw_icon){.icon = icon, .colour = colour});
}

/* The words of a button in its middle; those of a line at its beginning. */
static void paint_inside(struct tree *tree, const struct node *node, struct colour colour)
{
    const struct press *press = &node->as.press;
    struct face face = face_of(tree, press);
    bool line =
        press->kind == BUTTON_CHECK || press->kind == BUTTON_SWITCH || press->kind == BUTTON_ROW;
    int room = words_room(tree, press, &face, node->at.width);
    struct text_extent words = {0};
    if (press->words != NULL)
        words = tree_extent(tree, face.role, press->words, room);
    int more = press->kind == BUTTON_ROW && press->more != NULL
                   ? tree_extent(tree, TYPE_SMALL, press->more, room).height
                   : 0;
    int width = line ? room : words.width;
    int all = face.icon + face.gap + width;
    int x = node->at.x + (line ? face.pad : (node->at.width - all) / 2);
    int middle = node->at.y + node->at.height / 2;
    if (face.icon > 0)
        paint_icon_of(tree, press,
                      (struct rectangle){x, middle - face.icon / 2, face.icon, face.icon}, colour);
    if (press->words == NULL)
        return;
    x += face.icon + face.gap;
    struct draw_text style = words_block(tree, face.role, press->words, width).style;
    style.colour = colour;
    style.align = line ? TEXT_LEFT : TEXT_CENTRE;
    int y = middle - (words.height + more) / 2;
    draw_text(&tree->list, (struct rectangle){x, y, width, words.height}, style, press->words,
              strlen(press->words));
    if (more > 0)
        paint_words(tree, (struct rectangle){x, y + words.height, width, more},
                    &(struct label){.words = press->more, .role = TYPE_SMALL, .tone = TONE_MUTED});
}

static int radius_of(const struct tree *tree, const struct node *node)
{
    const struct press *press = &node->as.press;
    int most = units(tree, press->kind == BUTTON_ROW ? 12 : 22);
    return node->at.height / 2 < most ? node->at.height / 2 : most;
}

void paint_press(struct tree *tree, const struct node *node)
{
    const struct press *press = &node->as.press;
    struct look look = look_of(tree, node);
    int radius = radius_of(tree, node);
    if (look.fill.alpha > 0 || look.border_width > 0)
        draw_rectangle(&tree->list, node->at,
                       (struct draw_rectangle){.fill = look.fill,
                                               .border = look.border,
                                               .border_width = look.border_width,
                                               .radius = radius});
    paint_ring(tree, node, radius);
    paint_inside(tree, node, look.words);
    if (press->kind == BUTTON_SWITCH)
        paint_switch(tree, node);
    if (press->kind == BUTTON_TAB && press->on)
        paint_underline(tree, node);
}
