/* Hands on a tree: the pointer, the keys, where the focus goes, and what a screen reader asks. */
#include <SDL2/SDL_keycode.h>
#include <stdlib.h>
#include <string.h>

#include "widgets/tree_parts.h"

/* Nodes lie as from left to right; the window may be turned around. */
static int turned(const struct tree *tree, int x)
{
    return tree->frame.right_to_left ? tree->frame.width - 1 - x : x;
}

static bool can_be_used(const struct tree *tree, int node)
{
    return tree->dialog == NO_NODE || node_is_within(tree, node, tree->dialog);
}

/* What lies on top there and takes a hand; later ones lie over earlier ones. */
static int node_at(const struct tree *tree, int x, int y)
{
    for (int i = tree->count - 1; i > 0; i--) {
        const struct node *node = &tree->nodes[i];
        if (node_takes_focus(node) && can_be_used(tree, i) &&
            rectangle_contains(rectangle_intersection(node->at, node->clip), x, y))
            return i;
    }
    return NO_NODE;
}

void tree_leave_field(struct tree *tree)
{
    if (tree->edited != 0)
        tree_tell(tree, TREE_LEFT, tree->edited_act, 0);
    tree->edited = 0;
}

static void give_focus(struct tree *tree, uint64_t id, bool ringed)
{
    if (tree->focus != id)
        tree_leave_field(tree);
    tree->focus = id;
    tree->focus_ringed = ringed;
    tree->into_view = true;
}

void tree_unfocus(struct tree *tree)
{
    give_focus(tree, 0, false);
    tree->wished = (struct act){0};
}

int node_with_act(const struct tree *tree, struct act act)
{
    for (int i = 0; act.kind != 0 && i < tree->count; i++) {
        const struct node *node = &tree->nodes[i];
        if (node->act.kind == act.kind && node->act.about == act.about && node_takes_focus(node) &&
            can_be_used(tree, i))
            return i;
    }
    return NO_NODE;
}

bool tree_focus(struct tree *tree, struct act act, bool ringed)
{
    int of = node_with_act(tree, act);
    tree->wished = of == NO_NODE ? act : (struct act){0};
    if (of != NO_NODE)
        give_focus(tree, tree->nodes[of].id, ringed);
    return of != NO_NODE;
}

void focus_wished(struct tree *tree)
{
    (void)tree_focus(tree, tree->wished, true);
    tree->wished = (struct act){0};
}

static void press(struct tree *tree, int of)
{
    tree_tell(tree, TREE_ACT, tree->nodes[of].act, 0);
}

bool tree_press_act(struct tree *tree, struct act act)
{
    int of = node_with_act(tree, act);
    if (of == NO_NODE || !node_is_pressed(&tree->nodes[of]))
        return false;
    press(tree, of);
    return true;
}

/* ---- pointer ---- */

static void slide_to(struct tree *tree, const struct node *node, int x)
{
    const struct slider *slider = &node->as.slider;
    int side = units(tree, 22);
    int room = node->at.width - side;
    double part = room > 0 ? (double)(x - node->at.x - side / 2) / room : 0;
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    double steps = part * (slider->max - slider->min) / slider->step;
    tree_tell(tree, TREE_VALUE, node->act, slider->min + slider->step * (int)(steps + 0.5));
}

bool tree_pointer(struct tree *tree, int x, int y)
{
    x = turned(tree, x);
    int focus = node_of(tree, tree->focus);
    if (tree->selecting && focus != NO_NODE) {
        const struct node *node = &tree->nodes[focus];
        text_edit_drag(node->as.field.edit, field_byte_at(tree, node, x, y));
        return true;
    }
    if (tree->dragging && focus != NO_NODE) {
        slide_to(tree, &tree->nodes[focus], x);
        return true;
    }
    int over = node_at(tree, x, y);
    uint64_t id = over != NO_NODE ? tree->nodes[over].id : 0;
    if (id == tree->hover)
        return false;
    tree->hover = id;
    tree->hover_since_us = tree->frame.now_us;
    return true;
}

static bool is_beside_dialog(const struct tree *tree, int x, int y)
{
    return tree->dialog != NO_NODE && !rectangle_contains(tree->nodes[tree->dialog].at, x, y);
}

bool tree_button_down(struct tree *tree, int x, int y, int clicks, bool extend)
{
    x = turned(tree, x);
    if (is_beside_dialog(tree, x, y)) {
        tree_tell(tree, TREE_CLOSE, tree->nodes[tree->dialog].act, 0);
        return true;
    }
    int over = node_at(tree, x, y);
    if (over == NO_NODE) {
        give_focus(tree, 0, false);
        return true;
    }
    const struct node *node = &tree->nodes[over];
    tree->pressed = node->id;
    give_focus(tree, node->id, false);
    tree->selecting = node->kind == NODE_FIELD;
    tree->dragging = node->kind == NODE_SLIDER;
    if (tree->selecting)
        text_edit_press(node->as.field.edit, field_byte_at(tree, node, x, y), clicks, extend);
    if (tree->dragging)
        slide_to(tree, node, x);
    return true;
}

bool tree_button_up(struct tree *tree, int x, int y)
{
    int over = node_at(tree, turned(tree, x), y);
    bool same = over != NO_NODE && tree->nodes[over].id == tree->pressed;
    tree->pressed = 0;
    tree->selecting = false;
    tree->dragging = false;
    if (same && node_is_pressed(&tree->nodes[over]))
        press(tree, over);
    return true;
}

static bool scroll_by(struct tree *tree, int of, int pixels)
{
    struct node *node = &tree->nodes[of];
    struct kept *kept = kept_of(tree, node->id, true);
    int offset = kept->offset + pixels;
    offset = offset < 0 ? 0 : offset > node->scroll_max ? node->scroll_max : offset;
    if (offset == kept->offset)
        return false;
    kept->offset = offset;
    kept->at_end = offset == node->scroll_max;
    return true;
}

/* The innermost there that can still be scrolled that way. */
bool tree_wheel(struct tree *tree, int x, int y, int pixels)
{
    x = turned(tree, x);
    for (int i = tree->count - 1; i > 0; i--) {
        const struct node *node = &tree->nodes[i];
        if (!rectangle_contains(rectangle_intersection(node->at, node->clip), x, y) ||
            !can_be_used(tree, i))
            continue;
        if (node->kind == NODE_FIELD && node->as.field.lines_max > 1 &&
            field_scroll(tree, node, pixels))
            return true;
        if (node->kind == NODE_BOX && node->layout == LAYOUT_SCROLL && scroll_by(tree, i, pixels))
            return true;
    }
    return false;
}

/* ---- where the focus goes ---- */

static int step_focus(const struct tree *tree, int from, int step)
{
    for (int i = 0, at = from; i < tree->count; i++) {
        at += step;
        at = at < 0 ? tree->count - 1 : at >= tree->count ? 0 : at;
        if (node_takes_focus(&tree->nodes[at]) && can_be_used(tree, at))
            return at;
    }
    return NO_NODE;
}

static bool move_focus(struct tree *tree, int step)
{
    int from = node_of(tree, tree->focus);
    int to = step_focus(tree, from == NO_NODE ? (step > 0 ? 0 : tree->count) : from, step);
    if (to != NO_NODE)
        give_focus(tree, tree->nodes[to].id, true);
    return true;
}

static int pane_of(const struct tree *tree, int node)
{
    while (node != NO_NODE &&
           !(tree->nodes[node].kind == NODE_BOX && tree->nodes[node].as.box.pane))
        node = tree->nodes[node].parent;
    return node;
}

/* To the first that takes the focus in the next part of the screen. */
static bool move_pane(struct tree *tree, int step)
{
    int from = node_of(tree, tree->focus);
    int own = pane_of(tree, from);
    int at = own != NO_NODE ? own : 0;
    for (int i = 0; i < tree->count; i++) {
        at += step;
        at = at < 0 ? tree->count - 1 : at >= tree->count ? 0 : at;
        const struct node *node = &tree->nodes[at];
        if (node->kind != NODE_BOX || !node->as.box.pane || !can_be_used(tree, at))
            continue;
        int first = step_focus(tree, at, 1);
        if (first == NO_NODE || !node_is_within(tree, first, at))
            continue;
        give_focus(tree, tree->nodes[first].id, true);
        return true;
    }
    return true;
}

/* Which way an arrow goes in a box whose children lie beside or below each other; 0: none. */
static int arrow_step(const struct tree *tree, const struct node *box, int32_t key)
{
    bool across = box->layout == LAYOUT_ROW || box->layout == LAYOUT_FLOW;
    if (!across && (key == SDLK_UP || key == SDLK_DOWN))
        return key == SDLK_DOWN ? 1 : -1;
    if (across && (key == SDLK_LEFT || key == SDLK_RIGHT))
        return (key == SDLK_RIGHT) != tree->frame.right_to_left ? 1 : -1;
    return 0;
}

/* From one to the next in a box whose children belong together. */
static bool move_within(struct tree *tree, int32_t key)
{
    int of = node_of(tree, tree->focus);
    int box = of != NO_NODE ? tree->nodes[of].parent : NO_NODE;
    if (box == NO_NODE || !tree->nodes[box].as.box.arrows)
        return false;
    int step = arrow_step(tree, &tree->nodes[box], key);
    int to = step != 0 ? step_focus(tree, of, step) : NO_NODE;
    if (to != NO_NODE && tree->nodes[to].parent == box)
        give_focus(tree, tree->nodes[to].id, true);
    return step != 0;
}

/* ---- keys ---- */

static bool slide_by(struct tree *tree, const struct node *node, int32_t key)
{
    const struct slider *slider = &node->as.slider;
    double value = slider->value;
    bool on = (key == SDLK_RIGHT) != tree->frame.right_to_left;
    if (key == SDLK_HOME)
        value = slider->min;
    else if (key == SDLK_END)
        value = slider->max;
    else if (key == SDLK_UP || key == SDLK_DOWN)
        value += key == SDLK_UP ? slider->step : -slider->step;
    else if (key == SDLK_LEFT || key == SDLK_RIGHT)
        value += on ? slider->step : -slider->step;
    else
        return false;
    value = value < slider->min ? slider->min : value > slider->max ? slider->max : value;
    tree_tell(tree, TREE_VALUE, node->act, value);
    return true;
}

static bool scroll_key(struct tree *tree, int32_t key)
{
    int of = node_of(tree, tree->focus);
    if (key != SDLK_PAGEUP && key != SDLK_PAGEDOWN)
        return false;
    for (int i = of; i != NO_NODE; i = tree->nodes[i].parent) {
        const struct node *node = &tree->nodes[i];
        int page = node->at.height * 9 / 10;
        if (node->kind == NODE_BOX && node->layout == LAYOUT_SCROLL)
            return scroll_by(tree, i, key == SDLK_PAGEDOWN ? page : -page);
    }
    for (int i = 1; of == NO_NODE && i < tree->count; i++) { /* else the first there is */
        int page = tree->nodes[i].at.height * 9 / 10;
        if (tree->nodes[i].kind == NODE_BOX && tree->nodes[i].layout == LAYOUT_SCROLL)
            return scroll_by(tree, i, key == SDLK_PAGEDOWN ? page : -page);
    }
    return false;
}

static bool key_on_node(struct tree *tree, const struct node *node, int32_t key, unsigned modifiers)
{
    bool plain = (modifiers & (KMOD_CTRL | KMOD_ALT)) == 0;
    if (node->kind == NODE_FIELD)
        return write_key(tree, node, key, modifiers);
    if (!plain)
        return false;
    if (node->kind == NODE_SLIDER)
        return slide_by(tree, node, key);
    if (node_is_pressed(node) &&
        (key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_SPACE)) {
        press(tree, (int)(node - tree->nodes));
        return true;
    }
    return false;
}

bool tree_key(struct tree *tree, int32_t key, unsigned modifiers)
{
    int focus = node_of(tree, tree->focus);
    bool shift = (modifiers & KMOD_SHIFT) != 0;
    if (key == SDLK_TAB && (modifiers & (KMOD_CTRL | KMOD_ALT)) == 0)
        return move_focus(tree, shift ? -1 : 1);
    if (key == SDLK_F6)
        return move_pane(tree, shift ? -1 : 1);
    if (key == SDLK_ESCAPE && tree->dialog != NO_NODE) {
        tree_tell(tree, TREE_CLOSE, tree->nodes[tree->dialog].act, 0);
        return true;
    }
    if (focus != NO_NODE && key_on_node(tree, &tree->nodes[focus], key, modifiers))
        return true;
    if ((modifiers & (KMOD_CTRL | KMOD_ALT)) != 0)
        return false;
    return move_within(tree, key) || scroll_key(tree, key);
}

/* ---- a screen reader ---- */

bool tree_request(struct tree *tree, const struct access_request *request)
{
    int of = node_of(tree, request->id);
    if (of == NO_NODE || !node_takes_focus(&tree->nodes[of]) || !can_be_used(tree, of))
        return false;
    const struct node *node = &tree->nodes[of];
    /* As by the mouse: who presses has left the field they wrote in. */
    give_focus(tree, node->id, true);
    if (request->ask == ACCESS_FOCUS)
        return true;
    if (node->kind == NODE_FIELD)
        return write_request(tree, node, request);
    if (request->ask == ACCESS_PRESS && node_is_pressed(node)) {
        press(tree, of);
        return true;
    }
    if (request->ask == ACCESS_SET_VALUE && node->kind == NODE_SLIDER) {
        const struct slider *slider = &node->as.slider;
        bool inside = request->value >= slider->min && request->value <= slider->max;
        if (inside)
            tree_tell(tree, TREE_VALUE, node->act, request->value);
        return inside;
    }
    return false;
}
