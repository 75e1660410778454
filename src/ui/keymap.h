/* The single keys of the stage: they may be turned off, or another letter may stand for one (WCAG
 * 2.1.4). Plain data; the settings keep it, the window asks it. */
#ifndef ALCOVE_UI_KEYMAP_H
#define ALCOVE_UI_KEYMAP_H

#include <stdbool.h>

#define KEYMAP_LETTERS 26

struct keymap {
    bool off;
    /* By what is usual, from 'a': the letter that stands for it now; 0: the usual one. */
    char now[KEYMAP_LETTERS];
};

/* What the pressed letter or number stands for; '\0': nothing. Numbers stay as they are. */
char keymap_usual(const struct keymap *map, char pressed);
/* The letter that is to be pressed for the usual one; never '\0'. */
char keymap_pressed(const struct keymap *map, char usual);
/* False: the letter stands for another one already, and nothing changed. */
bool keymap_set(struct keymap *map, char usual, char pressed);

#endif
