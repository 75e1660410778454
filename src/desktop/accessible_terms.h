/* Our roles and states in the numbers and names of AT-SPI 2. Pure. */
#ifndef ALCOVE_DESKTOP_ACCESSIBLE_TERMS_H
#define ALCOVE_DESKTOP_ACCESSIBLE_TERMS_H

#include "widgets/access.h"

/* AtspiStateType: bits of accessible_states. */
enum accessible_state {
    ACCESSIBLE_ACTIVE = 1,
    ACCESSIBLE_CHECKED = 4,
    ACCESSIBLE_DEFUNCT = 6,
    ACCESSIBLE_EDITABLE = 7,
    ACCESSIBLE_ENABLED = 8,
    ACCESSIBLE_FOCUSABLE = 11,
    ACCESSIBLE_FOCUSED = 12,
    ACCESSIBLE_HORIZONTAL = 14,
    ACCESSIBLE_MODAL = 16,
    ACCESSIBLE_MULTI_LINE = 17,
    ACCESSIBLE_PRESSED = 20,
    ACCESSIBLE_SELECTABLE = 22,
    ACCESSIBLE_SELECTED = 23,
    ACCESSIBLE_SENSITIVE = 24,
    ACCESSIBLE_SHOWING = 25,
    ACCESSIBLE_SINGLE_LINE = 26,
    ACCESSIBLE_VISIBLE = 30,
    ACCESSIBLE_SELECTABLE_TEXT = 38,
    ACCESSIBLE_CHECKABLE = 41,
};

struct accessible_role {
    uint32_t number; /* AtspiRole */
    const char *name;
};

/* NULL: of the application. */
struct accessible_role accessible_role(const struct access_node *node);
uint64_t accessible_states(const struct access_node *node);
/* "focused"; NULL for bits we never set. */
const char *accessible_state_name(int bit);

#endif
