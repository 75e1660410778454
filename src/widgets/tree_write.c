/* Hands in a field: what is typed, composed, copied and taken back, and what a screen reader asks
 * of it. */
#include <SDL2/SDL_clipboard.h>
#include <SDL2/SDL_keycode.h>
#include <string.h>

#include "widgets/tree_parts.h"

static bool was_edited(struct tree *tree, const struct node *node, enum text_edit_result result)
{
    if (result == TEXT_EDIT_NOTHING || result == TEXT_EDIT_NO_MEMORY)
        return true;
    tree->edited = node->id;
    tree->edited_act = node->act;
    tree_tell(tree, TREE_EDITED, node->act, 0);
    return true;
}

static const struct node *focused_field(const struct tree *tree)
{
    int focus = node_of(tree, tree->focus);
    bool writes = focus != NO_NODE && tree->nodes[focus].kind == NODE_FIELD;
    return writes ? &tree->nodes[focus] : NULL;
}

bool tree_text(struct tree *tree, const char *bytes)
{
    const struct node *node = focused_field(tree);
    if (node == NULL)
        return false;
    return was_edited(
        tree, node,
        text_edit_type(node->as.field.edit, bytes, strlen(bytes), (int64_t)tree->frame.now_us));
}

bool tree_preedit(struct tree *tree, const char *bytes, int from, int count)
{
    const struct node *node = focused_field(tree);
    if (node == NULL)
        return false;
    text_edit_compose(node->as.field.edit, bytes, strlen(bytes), from, count);
    return true;
}

static bool take_clipboard(struct tree *tree, const struct node *node, int32_t key)
{
    struct text_edit *edit = node->as.field.edit;
    if (key == SDLK_v) {
        char *bytes = SDL_GetClipboardText();
        bool done =
            bytes == NULL || was_edited(tree, node, text_edit_paste(edit, bytes, strlen(bytes)));
        SDL_free(bytes);
        return done;
    }
    const char *copied = key == SDLK_x ? text_edit_cut(edit) : text_edit_copy(edit);
    if (copied != NULL)
        (void)SDL_SetClipboardText(copied);
    return copied == NULL || key == SDLK_c || was_edited(tree, node, TEXT_EDIT_DONE);
}

static bool take_back(struct tree *tree, const struct node *node, bool again)
{
    struct text_edit *edit = node->as.field.edit;
    bool changed = again ? text_edit_redo(edit) : text_edit_undo(edit);
    return was_edited(tree, node, changed ? TEXT_EDIT_DONE : TEXT_EDIT_NOTHING);
}

/* By words, and to both ends; false: it is none of these keys. */
static bool move_far(struct tree *tree, const struct node *node, int32_t key, bool shift)
{
    bool back = (key == SDLK_LEFT) != tree->frame.right_to_left;
    enum text_edit_way way;
    if (key == SDLK_LEFT || key == SDLK_RIGHT)
        way = back ? TEXT_EDIT_WORD_BACK : TEXT_EDIT_WORD_ON;
    else if (key == SDLK_HOME || key == SDLK_END)
        way = key == SDLK_HOME ? TEXT_EDIT_START : TEXT_EDIT_END;
    else
        return false;
    text_edit_move(node->as.field.edit, way, shift);
    return true;
}

static bool edit_with_control(struct tree *tree, const struct node *node, int32_t key, bool shift)
{
    struct text_edit *edit = node->as.field.edit;
    int64_t now_us = (int64_t)tree->frame.now_us;
    switch (key) {
    case SDLK_a:
        text_edit_select_all(edit);
        return true;
    case SDLK_c:
    case SDLK_x:
    case SDLK_v:
        return take_clipboard(tree, node, key);
    case SDLK_z:
    case SDLK_y:
        return take_back(tree, node, key == SDLK_y || shift);
    case SDLK_BACKSPACE:
        return was_edited(tree, node, text_edit_delete(edit, TEXT_EDIT_WORD_BACK, now_us));
    case SDLK_DELETE:
        return was_edited(tree, node, text_edit_delete(edit, TEXT_EDIT_WORD_ON, now_us));
    default:
        return move_far(tree, node, key, shift);
    }
}

/* False: it does not move the caret. In a line up and down are for whoever else wants them. */
static bool move_caret(struct tree *tree, const struct node *node, int32_t key, bool shift)
{
    static const struct {
        int32_t key;
        enum edit_step_way way;
        bool area;
    } rows[] = {
        {SDLK_LEFT, EDIT_LEFT, false},
        {SDLK_RIGHT, EDIT_RIGHT, false},
        {SDLK_HOME, EDIT_LINE_START, false},
        {SDLK_END, EDIT_LINE_END, false},
        {SDLK_UP, EDIT_UP, true},
        {SDLK_DOWN, EDIT_DOWN, true},
        {SDLK_PAGEUP, EDIT_PAGE_UP, true},
        {SDLK_PAGEDOWN, EDIT_PAGE_DOWN, true},
    };
    bool area = node->as.field.lines > 0 || node->as.field.lines_max > 1;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].key != key || (rows[i].area && !area))
            continue;
        const struct edit_view view = field_view(tree, node);
        edit_lines_move(node->as.field.edit, &view, rows[i].way, shift);
        return true;
    }
    return false;
}

bool write_key(struct tree *tree, const struct node *node, int32_t key, unsigned modifiers)
{
    bool shift = (modifiers & KMOD_SHIFT) != 0;
    bool control = (modifiers & KMOD_CTRL) != 0;
    struct text_edit *edit = node->as.field.edit;
    int64_t now_us = (int64_t)tree->frame.now_us;
    if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
        if (node->as.field.lines == 0 || control) {
            tree_tell(tree, TREE_ENTER, node->act, 0);
            return true;
        }
        return was_edited(tree, node, text_edit_type(edit, "\n", 1, now_us));
    }
    if (control)
        return edit_with_control(tree, node, key, shift);
    if (key == SDLK_BACKSPACE)
        return was_edited(tree, node, text_edit_delete(edit, TEXT_EDIT_BACK, now_us));
    if (key == SDLK_DELETE)
        return was_edited(tree, node, text_edit_delete(edit, TEXT_EDIT_ON, now_us));
    return move_caret(tree, node, key, shift);
}

bool write_request(struct tree *tree, const struct node *node, const struct access_request *request)
{
    struct text_edit *edit = node->as.field.edit;
    const char *text = request->text != NULL ? request->text : "";
    switch (request->ask) {
    case ACCESS_SET_TEXT:
        text_edit_select_all(edit);
        if (text[0] == '\0')
            return was_edited(tree, node, text_edit_delete(edit, TEXT_EDIT_BACK, 0));
        return was_edited(tree, node, text_edit_paste(edit, text, strlen(text)));
    case ACCESS_INSERT:
        text_edit_place(edit, request->from, false);
        return was_edited(tree, node, text_edit_paste(edit, text, strlen(text)));
    case ACCESS_DELETE:
        text_edit_select(edit, request->from, request->to);
        return was_edited(tree, node, text_edit_delete(edit, TEXT_EDIT_BACK, 0));
    case ACCESS_SELECT:
        text_edit_select(edit, request->from, request->to);
        return true;
    case ACCESS_PRESS:
    case ACCESS_FOCUS:
    case ACCESS_SET_VALUE:
        break;
    }
    return false;
}
