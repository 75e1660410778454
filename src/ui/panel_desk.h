/* Which side panel lies open, and what is chosen in it (ui/panel_screen.h); a part of the desk. */
#ifndef ALCOVE_UI_PANEL_DESK_H
#define ALCOVE_UI_PANEL_DESK_H

#include <stdbool.h>
#include <stdint.h>

enum panel_tab {
    PANEL_CLOSED,
    PANEL_AGENDA,
    PANEL_REFLECTIONS,
    PANEL_RECAP,
    PANEL_SAFETY,
    PANEL_COMFORT,
    PANEL_TABS,
};

struct panel_desk {
    enum panel_tab tab;
    unsigned starter; /* which beginning of a reflection comes next */
};

#endif
