/* The same nodes, as a screen reader is told of them. Boxes without a role of their own are passed
 * over: their children belong to whoever is above. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/tree_parts.h"

static enum access_role role_of_press(const struct press *press)
{
    switch (press->kind) {
    case BUTTON_PUSH:
        return ACCESS_BUTTON;
    case BUTTON_TOGGLE:
    case BUTTON_CHIP:
        return ACCESS_TOGGLE;
    case BUTTON_CHECK:
    case BUTTON_SWITCH:
        return ACCESS_CHECK;
    case BUTTON_RADIO:
        return ACCESS_RADIO;
    case BUTTON_TAB:
        return ACCESS_TAB;
    case BUTTON_ROW:
        return ACCESS_LIST_ITEM;
    }
    return ACCESS_BUTTON;
}

static enum access_role role_of_box(const struct node *node)
{
    if (node->layer == LAYER_DIALOG)
        return ACCESS_DIALOG;
    if (node->layer == LAYER_TOAST)
        return ACCESS_ALERT;
    return node->as.box.role;
}

/* ACCESS_FRAME: there is nothing to tell of it. */
static enum access_role role_of(const struct node *node)
{
    static const enum access_role roles[] = {
        [NODE_LABEL] = ACCESS_LABEL,  [NODE_FIELD] = ACCESS_ENTRY, [NODE_SLIDER] = ACCESS_SLIDER,
        [NODE_METER] = ACCESS_METER,  [NODE_IMAGE] = ACCESS_IMAGE, [NODE_PLOT] = ACCESS_IMAGE,
        [NODE_CANVAS] = ACCESS_IMAGE, [NODE_RULE] = ACCESS_FRAME,
    };
    bool is_image =
        node->kind == NODE_IMAGE || node->kind == NODE_PLOT || node->kind == NODE_CANVAS;
    if (is_image && node_name(node)[0] == '\0')
        return ACCESS_FRAME;
    if (node->kind == NODE_BOX)
        return role_of_box(node);
    if (node->kind == NODE_PRESS)
        return role_of_press(&node->as.press);
    if (node->kind == NODE_LABEL)
        return node->as.label.heading ? ACCESS_HEADING : ACCESS_LABEL;
    if (node->kind == NODE_FIELD && node->as.field.password)
        return ACCESS_PASSWORD;
    if (node->kind == NODE_IMAGE && node->act.kind != 0)
        return ACCESS_BUTTON;
    return roles[node->kind]; /* of an icon, a space and a rule: ACCESS_FRAME */
}

/* Behind a dialog nothing can be used. */
static unsigned use_of(const struct tree *tree, const struct node *node)
{
    bool behind =
        tree->dialog != NO_NODE && !node_is_within(tree, (int)(node - tree->nodes), tree->dialog);
    bool disabled = (node->kind == NODE_FIELD && node->as.field.disabled) ||
                    (node->kind == NODE_PRESS && node->as.press.disabled);
    if (disabled || (behind && node_takes_focus(node)))
        return ACCESS_DISABLED;
    return node_takes_focus(node) ? ACCESS_FOCUSABLE : 0;
}

static unsigned states_of(const struct tree *tree, const struct node *node)
{
    unsigned states = use_of(tree, node);
    if (tree->focus == node->id)
        states |= ACCESS_FOCUSED;
    if (rectangle_is_empty(rectangle_intersection(node->at, node->clip)))
        states |= ACCESS_OFFSCREEN;
    if (node->layer == LAYER_DIALOG)
        states |= ACCESS_MODAL;
    if (node->kind == NODE_FIELD) {
        states |= ACCESS_EDITABLE;
        states |= node->as.field.lines > 0 ? ACCESS_MULTI_LINE : 0;
    }
    if (node->kind != NODE_PRESS)
        return states;
    const struct press *press = &node->as.press;
    bool selects = press->kind == BUTTON_TAB || press->kind == BUTTON_ROW;
    if (press->kind != BUTTON_PUSH && !selects)
        states |= ACCESS_CHECKABLE;
    if (press->on)
        states |= selects ? ACCESS_SELECTED : ACCESS_CHECKED;
    return states;
}

static void fill_field(struct access_node *out, const struct node *node)
{
    struct text_shown shown = text_edit_shown(node->as.field.edit);
    out->text = shown.bytes;
    out->caret = shown.caret;
    out->selection_from = shown.selected_from;
    out->selection_to = shown.selected_to;
    if (out->name[0] == '\0' && node->as.field.hint != NULL)
        out->name = node->as.field.hint;
    out->description = node->as.field.hint != NULL ? node->as.field.hint : "";
    out->shortcut = node->as.field.shortcut != NULL ? node->as.field.shortcut : "";
}

static void fill_press(struct access_node *out, const struct node *node)
{
    const struct press *press = &node->as.press;
    const char *more = press->hint != NULL ? press->hint : press->more;
    out->acts = !press->disabled;
    out->description = more != NULL ? more : "";
    out->shortcut = press->shortcut != NULL ? press->shortcut : "";
}

static void fill_value(struct access_node *out, const struct node *node)
{
    out->has_value = true;
    if (node->kind == NODE_METER) {
        out->value = node->as.meter.value;
        out->value_max = 1;
        return;
    }
    const struct slider *slider = &node->as.slider;
    out->value = slider->value;
    out->value_min = slider->min;
    out->value_max = slider->max;
    out->value_step = slider->step;
    out->description = slider->words != NULL ? slider->words : "";
}

static struct access_node access_of(const struct tree *tree, const struct node *node)
{
    struct access_node out = {
        .id = node->id,
        .states = states_of(tree, node),
        .at = node->at,
        .name = node_name(node),
        .description = "",
        .shortcut = "",
        .text = "",
        .acts = node->act.kind != 0 && node_is_pressed(node),
    };
    if (tree->frame.right_to_left)
        out.at.x = tree->frame.width - out.at.x - out.at.width;
    if (node->kind == NODE_FIELD)
        fill_field(&out, node);
    if (node->kind == NODE_PRESS)
        fill_press(&out, node);
    if (node->kind == NODE_SLIDER || node->kind == NODE_METER)
        fill_value(&out, node);
    return out;
}

void tree_fill_access(struct tree *tree)
{
    struct access_tree *access = &tree->access;
    int places[TREE_NODES_MAX]; /* of each node in the access tree, or of who is above it */
    access->count = 1;
    access->nodes[0] = (struct access_node){
        .id = tree->nodes[0].id,
        .parent = ACCESS_NO_PARENT,
        .role = ACCESS_FRAME,
        .states = tree->frame.active ? ACCESS_FOCUSED : 0,
        .at = tree->nodes[0].at,
        .name = tree->frame.title != NULL ? tree->frame.title : "",
        .description = "",
        .shortcut = "",
        .text = "",
    };
    places[0] = 0;
    for (int i = 1; i < tree->count; i++) {
        const struct node *node = &tree->nodes[i];
        enum access_role role = role_of(node);
        int above = places[node->parent];
        places[i] = above;
        if (role == ACCESS_FRAME)
            continue;
        ALCOVE_ASSERT(access->count < ACCESS_NODES_MAX);
        struct access_node *out = &access->nodes[access->count];
        *out = access_of(tree, node);
        out->role = role;
        out->parent = above;
        places[i] = access->count++;
    }
}
