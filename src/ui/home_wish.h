/* What a person asks for outside of a session, at home: one plain value, which a screen fills in
 * and the app carries out. It borrows its texts.
 *
 * Texts of fields are given as the command line takes them and home_model.h shows them: a day as
 * "2027-05-01", a choice by its word, an empty text clears. What cannot be done is told as a note,
 * and nothing changed. */
#ifndef ALCOVE_UI_HOME_WISH_H
#define ALCOVE_UI_HOME_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "records/object_id.h"

#define HOME_WISH_TEXTS 2

enum home_wish_kind {
    /* meeting */
    HOME_CALL,    /* `person`: knock at their door */
    HOME_JOIN,    /* text 0: a link that was pasted; then whoever made it is called */
    HOME_GO_HOME, /* leave the page of a session that is over, or give up calling or joining */
    HOME_INVITE,  /* text 0: for whom; NULL or "": nobody named */
    HOME_INVITE_CANCEL, /* number: the invite */
    HOME_REPLY,         /* text 0: a reply link that came back for one of the invites */
    /* people: `person` */
    HOME_RENAME, /* text 0 */
    HOME_BLOCK,
    HOME_UNBLOCK,
    HOME_FORGET, /* for good, with all that is shared; the screen asked twice */
    /* what is shared with `person`; `object` names a thing of it */
    HOME_GOAL_ADD,     /* text 0: the title */
    HOME_PRACTICE_ADD, /* text 0 */
    HOME_SET,          /* `field` of a goal or a practice: text 0 */
    HOME_NOTE,         /* the notes of a goal: text 0 */
    HOME_FINISH,       /* of a goal: it is reached */
    HOME_CHOOSE,       /* of values that stand beside each other in `field`: number, from 1 */
    HOME_MOVE,         /* a goal or a practice: before `other`, OBJECT_SPACE: behind all */
    HOME_ERASE,        /* for good, on both sides; the screen asked twice */
    HOME_UNDO,         /* `object`, or OBJECT_SPACE: what one did last */
    HOME_TICK,         /* a practice on `day`: on, or not done */
    HOME_CHECK_IN,     /* number: the mood, 0 to 10, or HOME_NOTHING; text 0: a note, or NULL;
                          `object`: the practice that it is of, or OBJECT_SPACE; `day` */
    HOME_RECAP,        /* `object` a session, or OBJECT_SPACE, the newest: text 0 */
    HOME_SIGN,         /* a consent or a session */
    HOME_REVOKE,       /* a consent: takes one's signature back */
    HOME_NEXT,         /* text 0: "Thu 15:00" or a day and a time; number: every so many weeks,
                          0 to 2, or HOME_NOTHING: as it was */
    HOME_SAFETY,       /* `field` of one's safety card: text 0; on: of theirs */
    HOME_TREND,        /* on: shown, as far as it is up to us */
    HOME_LOOKED,       /* the changes were seen */
    HOME_EXPORT,       /* in the clear, of `person`: text 0 a file, of Markdown a folder; number:
                          enum home_form */
    /* words between sessions, with `person` */
    HOME_WRITE, /* text 0 */
    HOME_READ,  /* all that came was seen */
    /* settings, kept in the profile */
    HOME_NAME,       /* text 0: how others are told one is called, from the next pairing on */
    HOME_PASSPHRASE, /* text 0: the new one, asked twice; NULL or "": there is none any more.
                        text 1: the one that there is, if any */
    HOME_BACKUP,     /* all of the profile, sealed: text 0 the file, text 1 its passphrase */
    HOME_AUTO_LOCK,  /* number: minutes without a hand on the window; 0: never */
    HOME_NOISE,      /* number: 0 off, 1 gentle, 2 strong; from the next start, as the next two */
    HOME_HEADPHONES, /* number: 0 ask, 1 yes, 2 no */
    HOME_CONTACTS_ONLY, /* on: nobody but one's own people and router is asked */
    HOME_HELPER_ADD,    /* text 0: the link that it printed; from the next start, as the next */
    HOME_HELPER_REMOVE, /* number: the helper */
    HOME_WISH_KINDS,
};

enum home_form { HOME_FORM_JSON, HOME_FORM_MARKDOWN, HOME_FORM_PDF, HOME_FORM_CSV, HOME_FORM_ICS };

#define HOME_NOTHING UINT64_MAX /* a number that was left out */

struct home_wish {
    enum home_wish_kind kind;
    bool on;
    uint8_t field;   /* records/schema.h, of the object's kind */
    uint32_t person; /* by home_person.id */
    uint32_t day;    /* since 1970; 0: today */
    uint64_t number;
    struct object_id object, other;
    const char *texts[HOME_WISH_TEXTS]; /* UTF-8; NULL: none */
};

#endif
