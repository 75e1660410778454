/* Two windows that wait at home, in one process: each has a profile on the disk and a link thread
 * of its own, and all that they do is asked for as a window asks. */
#ifndef TESTS_APP_TWO_HOMES_H
#define TESTS_APP_TWO_HOMES_H

#include <stdatomic.h>
#include <stdbool.h>

#include "app/commands.h"
#include "app/switchboard_room.h"
#include "app/wake.h"

struct side {
    char *path;
    bool has_window; /* with a deck: it is told what windows are */
    struct household *household;
    struct switchboard *board;
    struct switchboard_report report;
    struct face *face;      /* the newest */
    struct home_face *home; /* likewise */
};

extern struct side anna, ben;
extern struct deck deck;         /* of who has a window; closed with the two */
extern atomic_bool disk_is_full; /* of both; not that of their vaults */
/* The same disk is slow until this board is to stop; NULL: it is not. */
extern struct switchboard *_Atomic disk_waits_for;

/* cmocka's set-up and tear-down. */
int two_homes_begin(void **state);
int two_homes_end(void **state);
/* Once it is stopped, it can be started again; `report` has all that it said. */
void start_board(struct side *side);
void stop_board(struct side *side);
/* Takes what both show until it is so. */
void await(bool (*is_so)(void));
/* What they were told last; something was. */
const struct face_note *newest_note(const struct side *side);
void want(struct side *side, const struct home_wish *wish);
void do_in_session(struct side *side, enum order_kind kind, const struct wish *wish);

/* For await: of Anna, or of both. */
bool has_link(void); /* her one invite */
bool has_no_invite(void);
bool knocks(void); /* Ben at hers */
bool they_know_each_other(void);
bool annas_are_open(void);
bool anna_is_told(void);
/* Anna invites Ben, who knocks. */
void pair(void);

#endif
