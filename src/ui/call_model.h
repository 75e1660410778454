/* All that the window shows of a call, as plain data.
 *
 * The app fills it and hands it to window_refresh; the views turn it into words and shapes. It
 * holds no words of the interface itself (those are in words.c), no time zone and no clock: times
 * of day come in as minutes since local midnight. Every pointer is borrowed for the length of the
 * call that it is passed to and may be NULL unless it says otherwise. Text is UTF-8 from anywhere:
 * the views make it safe. A zeroed model is valid: nobody is known yet and nothing is on. */
#ifndef ALCOVE_UI_CALL_MODEL_H
#define ALCOVE_UI_CALL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/picture.h"
#include "ui/hour_model.h"
#include "ui/invite_code.h"

/* Where the two people are. */
enum call_phase {
    CALL_WAITING,      /* nobody is there yet; shows the invite when there is one */
    CALL_KNOCKING,     /* we knocked and they have not opened yet */
    CALL_AT_DOOR,      /* they knocked; we open the door or not */
    CALL_CONNECTING,   /* the door is open, the line is being made */
    CALL_IN_CALL,      /* together */
    CALL_RECONNECTING, /* we were together and are finding them again */
    CALL_ENDED,        /* it is over, as meant */
    CALL_FAILED,       /* it could not be; `error` says why and what to do */
    CALL_LOCKED,       /* a passphrase is needed before anything else */
};

/* LOCKED: what came of what was typed. */
enum call_unlock {
    CALL_UNLOCK_ASKED,  /* nothing was typed yet */
    CALL_UNLOCK_TRYING, /* it takes half a second */
    CALL_UNLOCK_WRONG,
};

/* What the status line says during a call; the app applies the hysteresis. */
enum call_status {
    CALL_STATUS_TOGETHER,       /* since `together_since_min` */
    CALL_STATUS_DELAY,          /* `delay_ms` one way is long enough to talk over each other */
    CALL_STATUS_LINE_WEAK,      /* fewer and smaller pictures so that the voice is whole */
    CALL_STATUS_PICTURE_PAUSED, /* no pictures at all for now; voice goes on */
    CALL_STATUS_WORDS_ONLY,     /* not even voice; written words still arrive */
    CALL_STATUS_QUIET_LINE,     /* nothing has come for a moment; we are still trying */
};

/* CONNECTING: why they are not there yet, as far as is known; each has a sentence and one thing to
 * do. The app judges (reach/diagnosis.h). */
enum call_hindrance {
    CALL_HINDRANCE_NONE,
    CALL_HINDRANCE_OFFLINE,
    CALL_HINDRANCE_NO_NETWORK,
    CALL_HINDRANCE_BLOCKED, /* by our network */
    CALL_HINDRANCE_RESTRICTED,
    CALL_HINDRANCE_CLOCK,
    CALL_HINDRANCE_VERSIONS,
    CALL_HINDRANCE_INVITE_OVER,
    CALL_HINDRANCE_WRONG_KEY,
    CALL_HINDRANCE_STILL_TRYING,
};
#define CALL_HINDRANCES 10

enum lane_author {
    LANE_ME,
    LANE_THEM,
    LANE_APP, /* a neutral note, e.g. that someone came or left */
};

enum lane_kind {
    LANE_TEXT,
    LANE_CHECK_IN, /* `text` how it is, `distractions` what is around; either may be empty */
    LANE_NOTE,     /* by the app; `text` is a finished sentence */
};

/* How far something that I wrote has come. */
enum lane_state {
    LANE_WRITTEN, /* kept on this computer */
    LANE_LEFT,    /* sent, not yet confirmed */
    LANE_ARRIVED, /* stored on their side */
};

struct lane_entry {
    enum lane_author author;
    enum lane_kind kind;
    enum lane_state state;    /* of LANE_ME only */
    uint16_t minute_of_day;   /* 0 to 1439 */
    const char *text;         /* not NULL */
    const char *distractions; /* LANE_CHECK_IN only, as the next two */
    const char *stressors;    /* what weighs on them from outside */
    bool rated;
    uint8_t rating; /* 0 to 10 */
};

/* What is still to be found out about somebody. */
enum call_question {
    CALL_ASKS_NOTHING,
    CALL_ASKS_WORDS, /* whether `check_words` are the same on both sides; at any time, or later */
    CALL_ASKS_KEY,   /* whether `asked_name` has a new computer, or somebody else came */
};

#define CALL_WORDS 4

struct call_model {
    enum call_phase phase;
    enum call_status status;
    enum call_question question;
    enum call_hindrance hindrance;
    enum call_unlock unlocking;
    const char *own_name;     /* NULL or "": nothing was chosen */
    const char *their_name;   /* NULL or "": not known yet */
    const char *invite;       /* WAITING: a link to hand on */
    uint32_t invite_ends_day; /* until when it works, by the clock here; 0: not told */
    uint16_t invite_ends_minute;
    uint32_t today;
    struct invite_code code; /* the same link */
    const char *finding;     /* with a hindrance: what was found, as a word for who helps */
    const char *error;       /* FAILED: one sentence that says what to do */
    const char *note;        /* the newest that the app itself said, in the lane too; NULL: none */
    unsigned notes;          /* so many there were */

    const char *asked_name;              /* with a question: about whom */
    const char *check_words[CALL_WORDS]; /* ASKS_WORDS: none is NULL */
    uint32_t key_since_day;              /* ASKS_KEY: since when they were known; 0: not told */

    uint16_t together_since_min; /* minute of the day */
    uint16_t together_for_min;   /* ENDED: how long the session was; 0: say nothing */
    uint32_t delay_ms;           /* one way */

    bool microphone_on;
    bool camera_on;
    bool their_microphone_on;
    bool their_camera_on;

    const struct picture *their_picture; /* the last one; kept while reconnecting */
    const struct picture *own_picture;   /* not mirrored; the view does it */
    bool their_picture_is_old;           /* still the last one, but no longer them now */

    uint64_t nod_received_at_us; /* on the clock of window_refresh; 0: never */
    uint64_t nod_sent_at_us;     /* 0: never */

    bool check_in_open; /* the warm-up question is on the table */

    const struct lane_entry *lane; /* oldest first */
    size_t lane_count;

    struct hour_model hour;
};

/* They are in a call, even while the line is lost and being found again. */
bool call_is_together(enum call_phase phase);

#endif
