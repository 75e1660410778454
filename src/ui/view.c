#include "ui/view.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"

#define FIELD_PADDING 11 /* units; with a line of text it makes a target */
#define PILL_PADDING  10
#define BUTTON_SPARE  16 /* pixels that a button may lose without losing a letter */

static int between(int low, int value, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

void view_clear(struct view *view)
{
    draw_list_clear(&view->list);
    view->node_count = 0;
    view->lane_scroll_max = 0;
    view->resting = false;
    view->changes_at_us = 0;
    view->caret = (struct rectangle){0};
}

void view_change_at(struct view *view, uint64_t at_us)
{
    if (view->changes_at_us == 0 || at_us < view->changes_at_us)
        view->changes_at_us = at_us;
}

const struct view_node *view_node_of(const struct view *view, enum node_id id)
{
    for (int i = 0; i < view->node_count; i++) {
        if (view->nodes[i].id == id)
            return &view->nodes[i];
    }
    return NULL;
}

const struct view_node *view_node_at(const struct view *view, int x, int y)
{
    for (int i = view->node_count - 1; i >= 0; i--) {
        if (rectangle_contains(view->nodes[i].at, x, y))
            return &view->nodes[i];
    }
    return NULL;
}

static void rectangle_mirror(struct rectangle *r, int width)
{
    r->x = width - r->x - r->width;
}

void view_mirror(struct view *view, int width)
{
    draw_list_mirror(&view->list, width);
    rectangle_mirror(&view->caret, width);
    for (int i = 0; i < view->node_count; i++) {
        rectangle_mirror(&view->nodes[i].at, width);
        rectangle_mirror(&view->nodes[i].text_at, width);
    }
}

int pen_pixels(const struct pen *pen, int units)
{
    return theme_pixels(units, pen->scale_percent);
}

int pen_target(const struct pen *pen, int units)
{
    int pixels = pen_pixels(pen, units);
    return pixels < VIEW_TARGET_MIN ? VIEW_TARGET_MIN : pixels;
}

int pen_line(const struct pen *pen, enum type_role role)
{
    return theme_type(role, pen->scale_percent).line_pixels;
}

static struct draw_text style_of(const struct pen *pen, struct say how)
{
    struct type_style type = theme_type(how.role, pen->scale_percent);
    return (struct draw_text){
        .colour = how.colour,
        .weight = type.weight,
        .align = how.align,
        .pixels = type.pixels,
        .line_pixels = type.line_pixels,
        .lines_max = how.lines_max,
    };
}

struct text_extent pen_extent(const struct pen *pen, enum type_role role, const char *words,
                              int width)
{
    const struct text_block block = {
        .bytes = words,
        .size = strlen(words),
        .width_max = width,
        .style = style_of(pen, (struct say){.role = role}),
    };
    return text_measure(pen->text, &block);
}

void pen_say(struct pen *pen, struct rectangle box, struct say how, const char *words)
{
    if (!rectangle_is_empty(box) && words[0] != '\0')
        draw_text(&pen->view->list, box, style_of(pen, how), words, strlen(words));
}

void pen_fill(struct pen *pen, struct rectangle at, struct colour fill, int radius_units)
{
    const struct draw_rectangle what = {.fill = fill, .radius = pen_pixels(pen, radius_units)};
    draw_rectangle(&pen->view->list, at, what);
}

struct rectangle pen_pill(struct pen *pen, struct rectangle within, enum icon icon,
                          const char *words)
{
    int padding = pen_pixels(pen, PILL_PADDING);
    int height = pen_pixels(pen, 28);
    int line = pen_line(pen, TYPE_SMALL);
    int side = icon == VIEW_NO_ICON ? 0 : pen_pixels(pen, 15);
    int gap = icon == VIEW_NO_ICON ? 0 : pen_pixels(pen, 6);
    int room = within.width - 2 * padding - side - gap;
    if (room < line || within.height < height)
        return (struct rectangle){within.x, within.y, 0, 0};
    int width = pen_extent(pen, TYPE_SMALL, words, room).width;
    width = width > room ? room : width;
    struct rectangle at = {within.x, within.y, width + 2 * padding + side + gap, height};
    pen_fill(pen, at, pen->theme->ground, 14);
    if (side > 0)
        draw_icon(&pen->view->list,
                  (struct rectangle){at.x + padding, at.y + (height - side) / 2, side, side},
                  (struct draw_icon){.icon = icon, .colour = pen->theme->text});
    pen_say(
        pen,
        (struct rectangle){at.x + padding + side + gap, at.y + (height - line) / 2, width, line},
        (struct say){TYPE_SMALL, TEXT_LEFT, pen->theme->text, 1}, words);
    return at;
}

static struct view_node *node_add(struct pen *pen, enum node_id id, enum node_role role,
                                  const char *name)
{
    ALCOVE_ASSERT(pen->view->node_count < VIEW_NODES_MAX);
    struct view_node *node = &pen->view->nodes[pen->view->node_count++];
    *node = (struct view_node){.id = id, .role = role};
    snprintf(node->name, sizeof node->name, "%s", name);
    return node;
}

static void ring_draw(struct pen *pen, enum node_id id, struct rectangle at, int radius)
{
    if (pen->focus != id || !pen->focus_shown)
        return;
    int width = pen_pixels(pen, 2);
    int away = 2 * width;
    draw_rectangle(&pen->view->list, rectangle_inset(at, -away),
                   (struct draw_rectangle){.border = pen->theme->accent,
                                           .border_width = width,
                                           .radius = radius + away});
}

/* Icon and label side by side, the pair in the middle. */
struct button_inside {
    int icon_side;
    int gap;
    int label_width;
};

static enum type_role label_role(const struct button *button)
{
    return button->small ? TYPE_SMALL : TYPE_STRONG;
}

static struct button_inside inside_of(const struct pen *pen, const struct button *button)
{
    struct button_inside inside = {0};
    if (button->icon != VIEW_NO_ICON)
        inside.icon_side = pen_pixels(pen, button->small ? 15 : 20);
    if (button->label != NULL)
        inside.label_width = pen_extent(pen, label_role(button), button->label, INT16_MAX).width;
    if (inside.icon_side > 0 && inside.label_width > 0)
        inside.gap = pen_pixels(pen, 8);
    return inside;
}

int pen_button_width(const struct pen *pen, const struct button *button)
{
    struct button_inside inside = inside_of(pen, button);
    int target = pen_target(pen, button->small ? 36 : 44);
    if (button->label == NULL)
        return target;
    int width = inside.icon_side + inside.gap + inside.label_width +
                pen_pixels(pen, button->small ? 20 : 32);
    return width < target ? target : width;
}

struct button_colours {
    struct colour fill;
    struct colour words;
};

static struct button_colours colours_of(const struct pen *pen, const struct button *button)
{
    const struct theme *t = pen->theme;
    bool over = pen->hover == button->id;
    if (button->look == LOOK_PRIMARY)
        return (struct button_colours){t->accent, t->on_accent};
    return (struct button_colours){over ? t->raised_over : t->raised,
                                   button->look == LOOK_OFF ? t->warn : t->text};
}

static void button_node_add(struct pen *pen, const struct button *button)
{
    struct view_node *node = node_add(pen, button->id, button->role, button->name);
    node->at = button->at;
    node->shortcut = button->shortcut;
    node->on = button->on;
    node->about = button->about;
}

void pen_picture_button(struct pen *pen, const struct button *button)
{
    button_node_add(pen, button);
    ring_draw(pen, button->id, button->at, pen_pixels(pen, 12));
}

void pen_button(struct pen *pen, const struct button *button)
{
    button_node_add(pen, button);
    struct button_colours colours = colours_of(pen, button);
    struct rectangle at = button->at;
    int radius = at.height / 2;
    bool chosen = button->look == LOOK_CHOSEN;
    bool empty = button->icon == VIEW_NO_ICON && button->label == NULL;
    draw_rectangle(&pen->view->list, at,
                   (struct draw_rectangle){.fill = colours.fill,
                                           .border = chosen ? pen->theme->accent : pen->theme->line,
                                           .border_width = chosen  ? pen_pixels(pen, 2)
                                                           : empty ? pen_pixels(pen, 1)
                                                                   : 0,
                                           .radius = radius});
    ring_draw(pen, button->id, at, radius);
    struct button_inside inside = inside_of(pen, button);
    int room = at.width - pen_pixels(pen, button->small ? 8 : 16) - inside.icon_side - inside.gap;
    int label = inside.label_width > room ? room : inside.label_width;
    int x = at.x + (at.width - inside.icon_side - inside.gap - label) / 2;
    int line = pen_line(pen, label_role(button));
    if (inside.icon_side > 0)
        draw_icon(&pen->view->list,
                  (struct rectangle){x, at.y + (at.height - inside.icon_side) / 2, inside.icon_side,
                                     inside.icon_side},
                  (struct draw_icon){.icon = button->icon, .colour = colours.words});
    x += inside.icon_side + inside.gap;
    if (label > 0)
        pen_say(pen, (struct rectangle){x, at.y + (at.height - line) / 2, label, line},
                (struct say){label_role(button), TEXT_LEFT, colours.words, 1}, button->label);
}

int pen_flow(const struct pen *pen, struct button *buttons, int count, struct rectangle *at)
{
    int gap = pen_pixels(pen, 6);
    int height = pen_target(pen, 36);
    int x = 0;
    int y = 0;
    int placed = 0;
    while (placed < count) {
        int width = pen_button_width(pen, &buttons[placed]);
        width = width > at->width ? at->width : width;
        if (x > 0 && x + width > at->width) {
            x = 0;
            y += height + gap;
        }
        if (y + height > at->height)
            break;
        buttons[placed++].at = (struct rectangle){at->x + x, at->y + y, width, height};
        x += width + gap;
    }
    at->height = placed > 0 ? buttons[placed - 1].at.y + height - at->y : 0;
    return placed;
}

void pen_row(struct pen *pen, struct button *buttons, int count, struct rectangle at)
{
    int gap = pen_pixels(pen, 12);
    int room = at.width - gap * (count - 1);
    int widest = 0;
    int all = 0;
    for (int i = 0; i < count; i++) {
        int width = pen_button_width(pen, &buttons[i]);
        widest = width > widest ? width : widest;
        all += width;
    }
    bool alike = (widest - BUTTON_SPARE) * count <= room || all > room;
    int each = between(0, widest, room / count);
    if (each == widest)
        each = between(widest, pen_pixels(pen, 168), room / count);
    int x = at.x + (room - (alike ? each * count : all)) / 2;
    for (int i = 0; i < count; i++) {
        int width = alike ? each : pen_button_width(pen, &buttons[i]);
        buttons[i].at = (struct rectangle){x, at.y, width, at.height};
        pen_button(pen, &buttons[i]);
        x += width + gap;
    }
}

static struct text_block field_block(const struct pen *pen, const struct text_field *content,
                                     int width)
{
    return (struct text_block){
        .bytes = content->bytes,
        .size = content->size,
        .width_max = width - 2 * pen_pixels(pen, FIELD_PADDING + 2),
        .style = style_of(pen, (struct say){.role = TYPE_BODY, .colour = pen->theme->text}),
    };
}

int pen_field_height(const struct pen *pen, const struct text_field *content, int width,
                     int lines_max)
{
    const struct text_block block = field_block(pen, content, width);
    int lines = text_measure(pen->text, &block).lines;
    lines = lines > lines_max ? lines_max : lines;
    int height = lines * pen_line(pen, TYPE_BODY) + 2 * pen_pixels(pen, FIELD_PADDING);
    return height < VIEW_TARGET_MIN ? VIEW_TARGET_MIN : height;
}

/* Draws the caret so that it stands right after the view was turned around, too. */
static void caret_draw(struct pen *pen, struct rectangle text_at, struct text_caret caret,
                       bool empty)
{
    int side = pen_pixels(pen, 2);
    int line = pen_line(pen, TYPE_BODY);
    int inset = pen_pixels(pen, 2);
    int x = pen->mirrored ? text_at.x + text_at.width - caret.x - side : text_at.x + caret.x;
    if (empty) /* beside the hint, not over its first letter */
        x += pen->mirrored ? side + 1 : -side - 1;
    pen->view->caret =
        (struct rectangle){x, text_at.y + caret.line * line + inset, side, line - 2 * inset};
    draw_rectangle(&pen->view->list, pen->view->caret,
                   (struct draw_rectangle){.fill = pen->theme->accent});
}

/* The text is moved up so that the caret's line is inside the field. */
static void field_text_draw(struct pen *pen, const struct field *field, struct view_node *node)
{
    struct rectangle inner = rectangle_inset(field->at, pen_pixels(pen, FIELD_PADDING));
    int side = pen_pixels(pen, 2);
    int line = pen_line(pen, TYPE_BODY);
    inner.x += side;
    inner.width -= 2 * side;
    struct text_block block = field_block(pen, field->content, field->at.width);
    struct text_extent extent = text_measure(pen->text, &block);
    block.style.align = extent.right_to_left ? TEXT_RIGHT : TEXT_LEFT;
    struct text_caret caret = text_caret(pen->text, &block, field->content->caret);
    int lines = inner.height / line > 0 ? inner.height / line : 1;
    int up = caret.line >= lines ? (caret.line - lines + 1) * line : 0;
    if (extent.lines <= lines)
        inner.y += (inner.height - extent.lines * line) / 2;
    bool to_the_right = extent.right_to_left != pen->mirrored;
    node->text = block;
    node->text_at = (struct rectangle){inner.x, inner.y - up, extent.width, extent.height};
    if (to_the_right)
        node->text_at.x += inner.width - extent.width;
    block.style.align = to_the_right ? TEXT_RIGHT : TEXT_LEFT;
    draw_clip_push(&pen->view->list, rectangle_inset(field->at, side));
    if (block.size > 0)
        draw_text(&pen->view->list,
                  (struct rectangle){inner.x, inner.y - up, inner.width, extent.height},
                  block.style, block.bytes, block.size);
    if (pen->focus == field->id)
        caret_draw(pen, node->text_at, caret, field->content->size == 0);
    draw_clip_pop(&pen->view->list);
}

void pen_field(struct pen *pen, const struct field *field)
{
    struct view_node *node = node_add(pen, field->id, ROLE_TEXT_FIELD, field->name);
    node->at = field->at;
    node->shortcut = field->shortcut;
    bool focused = pen->focus == field->id;
    draw_rectangle(&pen->view->list, field->at,
                   (struct draw_rectangle){
                       .fill = pen->theme->raised,
                       .border = focused ? pen->theme->accent : pen->theme->line,
                       .border_width = pen_pixels(pen, focused ? 2 : 1),
                       .radius = pen_pixels(pen, 12),
                   });
    if (field->content->size == 0) {
        int line = pen_line(pen, TYPE_BODY);
        int padding = pen_pixels(pen, FIELD_PADDING + 2);
        pen_say(pen,
                (struct rectangle){field->at.x + padding,
                                   field->at.y + (field->at.height - line) / 2,
                                   field->at.width - 2 * padding, line},
                (struct say){TYPE_BODY, TEXT_LEFT, pen->theme->muted, 1}, field->hint);
    }
    field_text_draw(pen, field, node);
}

void pen_tip(struct pen *pen, int width, int height)
{
    enum node_id id = pen->hover != NODE_NONE && pen->tip_due ? pen->hover
                      : pen->focus_shown                      ? pen->focus
                                                              : NODE_NONE;
    const struct view_node *node = view_node_of(pen->view, id);
    if (node == NULL || node->role == ROLE_TEXT_FIELD || node->shortcut == NULL)
        return;
    char words[VIEW_NODE_NAME_MAX + 32];
    snprintf(words, sizeof words, "%s  ·  %s", node->name, node->shortcut);
    int padding = pen_pixels(pen, 12);
    int margin = pen_pixels(pen, 8);
    int line = pen_line(pen, TYPE_SMALL);
    int room = width - 2 * (margin + padding);
    int text_width = pen_extent(pen, TYPE_SMALL, words, room).width;
    struct rectangle at = {0, node->at.y - margin - line - padding, text_width + 2 * padding,
                           line + padding};
    at.x = between(margin, node->at.x + (node->at.width - at.width) / 2, width - margin - at.width);
    if (at.y < margin)
        at.y = between(0, node->at.y + node->at.height + margin, height - at.height);
    pen_fill(pen, at, pen->theme->text, 8);
    pen_say(pen, (struct rectangle){at.x + padding, at.y + padding / 2, text_width, line},
            (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->ground, 1}, words);
}
