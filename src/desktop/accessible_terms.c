#include "desktop/accessible_terms.h"

struct accessible_role accessible_role(const struct access_node *node)
{
    static const struct accessible_role roles[] = {
        [ACCESS_FRAME] = {23, "frame"},
        [ACCESS_PANEL] = {39, "panel"},
        [ACCESS_LABEL] = {29, "label"},
        [ACCESS_HEADING] = {83, "heading"},
        [ACCESS_BUTTON] = {43, "push button"},
        [ACCESS_TOGGLE] = {62, "toggle button"},
        [ACCESS_CHECK] = {7, "check box"},
        [ACCESS_RADIO] = {44, "radio button"},
        [ACCESS_SLIDER] = {51, "slider"},
        [ACCESS_ENTRY] = {79, "entry"},
        [ACCESS_PASSWORD] = {40, "password text"},
        [ACCESS_LIST] = {31, "list"},
        [ACCESS_LIST_ITEM] = {32, "list item"},
        [ACCESS_DIALOG] = {16, "dialog"},
        /* What a screen reader says by itself when it shows; an alert it does not. */
        [ACCESS_ALERT] = {101, "notification"},
        [ACCESS_TAB_LIST] = {38, "page tab list"},
        [ACCESS_TAB] = {37, "page tab"},
        [ACCESS_IMAGE] = {27, "image"},
        [ACCESS_METER] = {103, "level bar"},
        [ACCESS_STATUS_BAR] = {54, "status bar"},
    };
    return node != NULL ? roles[node->role] : (struct accessible_role){75, "application"};
}

static uint64_t bit(int state)
{
    return UINT64_C(1) << state;
}

static uint64_t told_states(unsigned told)
{
    static const struct {
        unsigned ours;
        int theirs;
    } same[] = {
        {ACCESS_FOCUSABLE, ACCESSIBLE_FOCUSABLE}, {ACCESS_FOCUSED, ACCESSIBLE_FOCUSED},
        {ACCESS_CHECKABLE, ACCESSIBLE_CHECKABLE}, {ACCESS_CHECKED, ACCESSIBLE_CHECKED},
        {ACCESS_SELECTED, ACCESSIBLE_SELECTED},   {ACCESS_EDITABLE, ACCESSIBLE_EDITABLE},
        {ACCESS_MODAL, ACCESSIBLE_MODAL},
    };
    uint64_t states = bit(ACCESSIBLE_VISIBLE);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (told & same[i].ours)
            states |= bit(same[i].theirs);
    if (!(told & ACCESS_DISABLED))
        states |= bit(ACCESSIBLE_ENABLED) | bit(ACCESSIBLE_SENSITIVE);
    if (!(told & ACCESS_OFFSCREEN))
        states |= bit(ACCESSIBLE_SHOWING);
    return states;
}

uint64_t accessible_states(const struct access_node *node)
{
    uint64_t states = told_states(node != NULL ? node->states : 0);
    if (node == NULL)
        return states;
    switch (node->role) {
    case ACCESS_FRAME: /* the keyboard is in one of its nodes; that the window has it is "active" */
        states &= ~bit(ACCESSIBLE_FOCUSED);
        return states | (node->states & ACCESS_FOCUSED ? bit(ACCESSIBLE_ACTIVE) : 0);
    case ACCESS_TOGGLE:
        return states | (node->states & ACCESS_CHECKED ? bit(ACCESSIBLE_PRESSED) : 0);
    case ACCESS_ENTRY:
    case ACCESS_PASSWORD:
        states |= bit(ACCESSIBLE_SELECTABLE_TEXT);
        return states | bit(node->states & ACCESS_MULTI_LINE ? ACCESSIBLE_MULTI_LINE
                                                             : ACCESSIBLE_SINGLE_LINE);
    case ACCESS_TAB:
    case ACCESS_LIST_ITEM:
        return states | (node->acts ? bit(ACCESSIBLE_SELECTABLE) : 0);
    case ACCESS_SLIDER:
        return states | bit(ACCESSIBLE_HORIZONTAL);
    default:
        return states;
    }
}

const char *accessible_state_name(int state)
{
    static const char *const names[] = {
        [ACCESSIBLE_ACTIVE] = "active",       [ACCESSIBLE_CHECKED] = "checked",
        [ACCESSIBLE_DEFUNCT] = "defunct",     [ACCESSIBLE_EDITABLE] = "editable",
        [ACCESSIBLE_ENABLED] = "enabled",     [ACCESSIBLE_FOCUSABLE] = "focusable",
        [ACCESSIBLE_FOCUSED] = "focused",     [ACCESSIBLE_HORIZONTAL] = "horizontal",
        [ACCESSIBLE_MODAL] = "modal",         [ACCESSIBLE_MULTI_LINE] = "multi-line",
        [ACCESSIBLE_PRESSED] = "pressed",     [ACCESSIBLE_SELECTABLE] = "selectable",
        [ACCESSIBLE_SELECTED] = "selected",   [ACCESSIBLE_SENSITIVE] = "sensitive",
        [ACCESSIBLE_SHOWING] = "showing",     [ACCESSIBLE_SINGLE_LINE] = "single-line",
        [ACCESSIBLE_VISIBLE] = "visible",     [ACCESSIBLE_SELECTABLE_TEXT] = "selectable-text",
        [ACCESSIBLE_CHECKABLE] = "checkable",
    };
    bool known = state >= 0 && state < (int)(sizeof names / sizeof names[0]);
    return known ? names[state] : NULL;
}
