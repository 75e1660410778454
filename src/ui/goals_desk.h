/* What a person has open and chosen on the pages of ui/goals_screen.h; a part of the desk. */
#ifndef ALCOVE_UI_GOALS_DESK_H
#define ALCOVE_UI_GOALS_DESK_H

#include <stdbool.h>
#include <stdint.h>

struct goals_desk {
    uint64_t open; /* the row that is unfolded; 0: none */
};

#endif
