/* What one works on with one of one's people: goals, and practices between sessions. All of it can
 * be done offline, and undone. See ui/screen.h for what a screen is. Needs screen_input.home, and
 * the person of whom a page lies open (home_desk.person). */
#ifndef ALCOVE_UI_GOALS_SCREEN_H
#define ALCOVE_UI_GOALS_SCREEN_H

#include "ui/screen.h"

#define GOALS_UNDO_US 12000000 /* so long it is offered to undo a change */

enum goals_act {
    GOALS_ACT_OPEN = ACTS_GOALS, /* about: home_code; unfolds it, or folds it again */
    GOALS_ACT_ADD,
    GOALS_ACT_TICK,       /* about: which practice */
    GOALS_ACT_CONFIDENCE, /* about: which goal */
    GOALS_ACT_PRACTICE_ADD,
    GOALS_ACT_IDEA, /* about: which of the deck's practices */
    GOALS_ACT_UNDO,
    GOALS_ACT_MOOD, /* about: how it is today, 0 to 10 */
    GOALS_ACT_MOOD_NOTE,
    /* of the one that is unfolded */
    GOALS_ACT_EDIT,
    GOALS_ACT_EDITED,
    GOALS_ACT_LEVEL,  /* about: 1 to 5 */
    GOALS_ACT_STATUS, /* about: enum goal_status */
    GOALS_ACT_UP,
    GOALS_ACT_DOWN,
    GOALS_ACT_CHOOSE, /* about: the field times 256, and the number of the value */
    GOALS_ACT_BREAK,
    GOALS_ACT_ACTIVE, /* about: 0 or 1 */
    GOALS_ACT_NOTE,
    GOALS_ACT_ERASE, /* asks, asks again, and then does it */
    GOALS_ACT_KEEP,
};

void goals_screen(struct tree *tree, const struct screen_input *in);
/* goals_practices.c */
void goals_practices(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person);
/* goals_moods.c: how it has been, day by day, and how it is today. */
void goals_moods(struct tree *tree, const struct screen_input *in,
                 const struct home_person *person);
/* The newest that one said of that day; HOME_NO_NUMBER: nothing. */
uint8_t goals_mood_of(const struct home_person *person, enum home_side side, uint32_t day);

/* goals_hands.c; false: the event was not of this page. */
bool goals_take(const struct screen_hand *hand, const struct tree_event *event);
/* Before each refresh: the note of the goal that is unfolded follows what is so, as long as nobody
 * writes in it. */
void goals_follow(const struct screen_hand *hand);

/* Whether a note is short enough to be written in here. */
bool goals_note_fits(const struct home_goal *goal);

/* What goals and practices say alike. The line that unfolds; `more` may be NULL. */
void goals_row(struct tree *tree, const struct screen_input *in, const struct home_thing *thing,
               const char *title, const char *more);
/* Values that stand beside the shown one, each to be chosen by one press. */
void goals_also(struct tree *tree, const struct screen_input *in, const struct home_thing *thing);
/* By whom it was made and changed, and when. */
void goals_origin(struct tree *tree, const struct screen_input *in, const struct home_thing *thing);
void goals_moves(struct tree *tree, size_t place, size_t count);
/* The newest words on a practice; OBJECT_SPACE: on how it was. */
void goals_notes(struct tree *tree, const struct screen_input *in, const struct home_person *person,
                 struct object_id practice);
bool goals_is_open(const struct screen_input *in, const struct home_thing *thing);

#endif
