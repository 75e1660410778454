/* What the two people of the demo share: they compare their words, have one goal, and each edits it
 * alone; in the call it is merged. All of it by commands of the program, a process each. Called by
 * command_demo.c. */
#ifndef ALCOVE_APP_DEMO_GOALS_H
#define ALCOVE_APP_DEMO_GOALS_H

#include "app/demo_person.h"

#define DEMO_GOALS_TOLD_MAX   12
#define DEMO_GOALS_TEXT_BYTES 320
#define DEMO_GOALS_ID_BYTES   16

/* As one of the two has it after the call. */
struct demo_goals_side {
    char told[DEMO_GOALS_TOLD_MAX]
             [DEMO_GOALS_TEXT_BYTES]; /* what the other changed, in sentences */
    size_t told_count;
    char title[DEMO_GOALS_TEXT_BYTES], beside[DEMO_GOALS_TEXT_BYTES];
    char notes[DEMO_GOALS_TEXT_BYTES];
};

struct demo_goals {
    const char *program;
    const char *folder;                  /* for copies; removed with the demo */
    const struct demo_person *people[2]; /* therapist, client */
    char words[2][DEMO_GOALS_TEXT_BYTES];
    char goal[DEMO_GOALS_ID_BYTES], practice[DEMO_GOALS_ID_BYTES];
    struct demo_goals_side sides[2];
    bool equal; /* the copies, byte for byte */
    size_t copy_bytes;
    struct child children[2];
};

/* Up to the call. False when a command failed. */
bool demo_goals_prepare(struct demo_goals *goals);
/* After it: what each has now. */
bool demo_goals_look(struct demo_goals *goals);
void demo_goals_print(const struct demo_goals *goals);
/* False when something did not happen; says what on stderr. */
bool demo_goals_check(const struct demo_goals *goals);

#endif
