/* What a person does in a session: one plain value, from a key, a button or a line of a terminal,
 * on its way to session_do. It borrows its texts. */
#ifndef ALCOVE_SESSION_WISH_H
#define ALCOVE_SESSION_WISH_H

#include <stdbool.h>
#include <stdint.h>

#define WISH_TEXTS   4
#define WISH_NUMBERS 4
#define WISH_NOTHING UINT64_MAX /* a number that was left out */

enum wish_kind {
    /* words */
    WISH_SAY,        /* text 0 */
    WISH_TYPE,       /* text 0: the line as it is being typed */
    WISH_ARRIVE,     /* the check-in: text 0 feeling, 1 around, 2 on one's mind; number 0: 0 to 10
                        or NOTHING; on: they may see it before they have answered */
    WISH_NOT_ARRIVE, /* the check-in is left out */
    WISH_LIVE,       /* on: they see a line while it is typed */
    /* presence */
    WISH_NOD,
    WISH_EXPRESS, /* number 0: enum signal_expression */
    WISH_AWAY,    /* number 0: enum signal_away */
    WISH_FEELING, /* number 0: 0 to 10, or NOTHING: the dial is off */
    WISH_NUDGE,   /* number 0: minutes without a reflection, or NOTHING: off; for oneself alone */
    WISH_MICROPHONE,
    WISH_CAMERA,
    WISH_HIDDEN, /* these three: on */
    /* the door */
    WISH_OPEN_DOOR,
    WISH_WAIT, /* number 0: minutes until it opens */
    WISH_DECLINE,
    WISH_LEAVE,
    /* the hour */
    WISH_GO_ON,
    WISH_GO_BACK,
    WISH_SKIP,
    WISH_MINUTES,   /* number 0: how long it is */
    WISH_MORE,      /* number 0: minutes to add */
    WISH_GIVE_BACK, /* on */
    WISH_SUM,       /* on: the sum of the talk, for both or for neither */
    WISH_SETTLE,    /* on: a minute of settling begins */
    WISH_MEET,      /* number 0: minute since 1970 of the next one, 0 for none */
    /* cards: `card` names one */
    WISH_AGENDA_ADD,  /* text 0 */
    WISH_AGENDA_DONE, /* on */
    WISH_AGENDA_REMOVE,
    WISH_REFLECT,        /* text 0 */
    WISH_ANSWER,         /* number 0: enum card_answer; text 0: in one's own words, may be NULL */
    WISH_REFLECT_REMOVE, /* a reflection or a phrase of one's own */
    WISH_PHRASE,         /* text 0 */
    WISH_DISMISS,
    WISH_RECAP,      /* number 0: the line, 0 to 2; text 0 */
    WISH_RECAP_FILL, /* empty lines are filled from what was confirmed and done */
    WISH_AGREE,
    WISH_FELT,   /* numbers: heard, pace, topics, overall, each 0 to 10 or NOTHING; text 0 */
    WISH_FORMAT, /* text 0 how online feels, 1 what should be easier, 2 anything else; on: an empty
                    one takes back what was said */
    WISH_PLACE,  /* text 0 where one is today, 1 a telephone number */
    WISH_KINDS,
};

struct wish {
    enum wish_kind kind;
    bool on;
    uint32_t card;
    uint64_t numbers[WISH_NUMBERS];
    const char *texts[WISH_TEXTS]; /* UTF-8; NULL: none */
};

enum wish_outcome {
    WISH_DONE,
    WISH_LATER,   /* no room until some of what waits has left: wish it again then */
    WISH_REFUSED, /* not in this phase, or not so; nothing changed */
};

/* Whether it leaves as a record, and is done in the order of wishes; others wait for nothing. */
bool wish_waits_its_turn(enum wish_kind kind);

struct session;

/* `now_ms` is Unix time. */
enum wish_outcome session_do(struct session *session, const struct wish *wish, uint64_t now_us,
                             uint64_t now_ms);

#endif
