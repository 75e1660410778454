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
    PANEL_GOALS,
    PANEL_TABS,
};

/* What is folded until it is wanted. */
enum panel_part {
    PART_TIME,
    PART_PHRASES,
    PART_NUDGE,
    PART_NEXT,
    PART_FEEL,
    PART_FORMAT,
    PART_SUM,
    PART_CROP,
    PART_NOISE,
    PART_EASIER,
    PANEL_PARTS,
};

#define PANEL_FELT 4 /* heard, pace, topics, over all */

struct panel_desk {
    enum panel_tab tab;
    unsigned first;           /* row of a list that is too long for one page */
    unsigned starter;         /* which beginning of a reflection comes next */
    unsigned phrases_first;   /* the first phrase of the deck that is shown */
    bool open[PANEL_PARTS];   /* unfolded */
    bool recap_came;          /* by itself, in this closing */
    bool blocking;            /* asked whether to end and block */
    bool blocked;             /* and so it was done */
    bool agrees;              /* once what was written of the recap is told */
    bool seated;              /* of the last model */
    uint8_t felt[PANEL_FELT]; /* a number and one; 0: not touched */
    unsigned days_first;      /* the first day that is offered for the next hour, from tomorrow */
    bool next_weekly;
    uint32_t next_day; /* chosen; since 1970, 0: none */
};

#endif
