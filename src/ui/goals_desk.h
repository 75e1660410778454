/* What a person has open and chosen on the pages of ui/goals_screen.h; a part of the desk. */
#ifndef ALCOVE_UI_GOALS_DESK_H
#define ALCOVE_UI_GOALS_DESK_H

#include <stdbool.h>
#include <stdint.h>

struct goals_desk {
    uint32_t open;       /* the goal or practice that is unfolded, by home_code; 0: none */
    bool editing;        /* its fields are written in */
    uint8_t asked;       /* how often one was asked whether to erase it; 0: not */
    uint64_t changed_us; /* when something was changed here: it can be undone; 0: not */
};

#endif
