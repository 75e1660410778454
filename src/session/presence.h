/* How the other is here: one line, true in every mode, that says so in words.
 *
 * A line that falls silent is said within five seconds, and said to be back only once it stays; all
 * else holds as long as what it was taken from, or a few seconds longer. Nobody is asked whether
 * they are still there before five minutes without a sign of either. Pure; owned by a session. */
#ifndef ALCOVE_SESSION_PRESENCE_H
#define ALCOVE_SESSION_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

#define PRESENCE_SILENT_US  4500000  /* without a sign of life: one comes each three seconds */
#define PRESENCE_SLOW_US    20000000 /* at most, where signs come seldom */
#define PRESENCE_BACK_US    3000000  /* two signs within it: the line is back */
#define PRESENCE_TYPES_US   3000000  /* since they last typed */
#define PRESENCE_LISTENS_US 8000000  /* since one last spoke or typed oneself */
#define PRESENCE_IDLE_US    300000000
#define PRESENCE_NEVER      UINT64_MAX

enum presence {
    PRESENCE_HERE,
    PRESENCE_LISTENING,
    PRESENCE_TYPING,
    PRESENCE_SOMEONE_CAME_IN,
    PRESENCE_BACK_SOON,
    PRESENCE_COVERED,
    PRESENCE_SILENT,
};

/* "here", "listening" … "silent": for logs and JSON. */
const char *presence_name(enum presence presence);

/* Whether the line is silent. */
struct presence_line {
    bool silent;
    uint64_t heard_us; /* the last sign of life; 0: none yet */
    uint64_t usual_us; /* from one to the next, as it was lately */
};

void presence_heard(struct presence_line *line, uint64_t now_us);
/* When the line falls silent, if nothing is heard before; UINT64_MAX: it is, or never spoke. */
uint64_t presence_next(const struct presence_line *line);
void presence_pass(struct presence_line *line, uint64_t now_us);

/* What is known of the other; times of own clock, PRESENCE_NEVER where it never was. */
struct presence_facts {
    bool silent, someone_came_in, back_soon, covered;
    uint64_t typed_us; /* they */
    uint64_t spoke_us; /* oneself, aloud or in words */
};

enum presence presence_of(const struct presence_facts *facts, uint64_t now_us);

#endif
