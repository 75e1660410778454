/* The session: the hour two people hold, as a pure state machine. Time is an argument; nothing is
 * sent, shown or stored here. What happens to it goes in through session_on_…, what the person does
 * through the verbs, and what is to be done comes out of session_peek_action.
 *
 * Here are its connection and its door, words and the check-in, microphone and camera, and the
 * farewell. What the two do in the hour are verbs of session_hour.h, session_cards.h and
 * session_presence.h; how it goes on after a link was lost is in session_resume.h. One thread owns
 * it, and its memory is wiped. */
#ifndef ALCOVE_SESSION_SESSION_H
#define ALCOVE_SESSION_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/body.h"
#include "records/signal.h"
#include "session/board.h"
#include "session/hour.h"
#include "session/lane.h"
#include "session/nudge.h"
#include "session/presence.h"
#include "session/shared_clock.h"
#include "session/typing.h"

/* How long a farewell waits for what was written to arrive, before the link is closed anyway. */
#define SESSION_FAREWELL_US       3000000
#define SESSION_FAREWELL_WORDS_US 30000000 /* while words wait on a line that is not silent */
/* A knock is repeated while nobody opens: a signal lives for two seconds only. */
#define SESSION_KNOCK_AGAIN_US 4000000
#define SESSION_ACTIONS_MAX    64

enum session_phase {
    SESSION_ARRIVING, /* no link yet: waiting for them, or being connected */
    SESSION_KNOCKING, /* we are at their door */
    SESSION_AT_DOOR,  /* they are at ours */
    SESSION_TOGETHER, /* the door is open */
    SESSION_APART,    /* were together; the line is silent and may come back */
    SESSION_LEAVING,  /* farewell under way */
    SESSION_CLOSED,   /* over; `end` says how */
};

enum session_end {
    SESSION_END_NONE,     /* it is not over */
    SESSION_END_LEFT,     /* one of the two left, as meant */
    SESSION_END_DECLINED, /* the door was not opened */
    SESSION_END_LOST,     /* the line was lost, or never came to be */
};

enum session_action_kind {
    SESSION_SEND_RECORD, /* bytes; answer with session_on_record_left once the link took it */
    SESSION_SEND_SIGNAL, /* bytes */
    SESSION_OPEN_MEDIA,  /* from now on voice and picture are sent and shown */
    SESSION_CLOSE_MEDIA,
    SESSION_CLOSE_LINK, /* the last one; `declined` says which reason to give */
};

struct session_action {
    enum session_action_kind kind;
    bool declined;
    uint64_t line; /* of a record: the line of the lane in it, by number; 0: none */
    size_t size;
    uint8_t bytes[BODY_BYTES_MAX];
};

struct session_ring {
    struct session_action *actions; /* SESSION_ACTIONS_MAX of them */
    size_t first, count;
};

struct session_side {
    bool microphone_on;
    bool camera_on;
    bool hidden;
    bool words; /* words alone: neither voice nor picture is sent or wanted */
    bool reads; /* what the other types is seen here while it is typed */
    enum signal_away away;
    bool feeling_on; /* of the client alone: how intense it is, 0 calm to 10 */
    uint8_t feeling;
    uint8_t microphone_order, camera_order, hidden_order, words_order;
    uint8_t reads_order, away_order, feeling_order;
    uint64_t nods;                     /* so far */
    uint64_t nodded_at_us;             /* our clock; 0: never */
    enum signal_expression expression; /* the last one */
    uint64_t expressions;              /* so far */
    uint64_t expressed_at_us;          /* our clock; 0: never */
    bool checked_in;
    bool farewell; /* said everything; for our side: its record arrived */
};

/* What stands still while nobody can go on: the time that the line and breaks take. */
struct session_pause {
    bool on;
    uint64_t since_us;
    uint64_t taken_us; /* by those that are over */
};

struct session {
    enum session_phase phase;
    enum session_end end;
    bool caller;   /* we knock */
    bool linked;   /* the link can carry records and signals */
    bool resting;  /* nothing was heard for a while */
    bool unlocked; /* we open to whoever knocks, without asking */
    bool opened;   /* we did open: the other is the client */
    bool seated;   /* linked once, so that the side is known: cards can be laid */
    bool begun;    /* the door of this hour was opened, be it over an earlier link */
    struct session_side me, they;
    bool check_in_open; /* the warm-up question waits for an answer of ours */
    struct lane lane;
    uint64_t lines_before; /* the last number of a line of a link that is no more */
    bool answered;         /* the warm-up question, or skipped it: theirs may be seen */
    struct board board;
    size_t tell_cursor; /* what of the board is still to be told again; SIZE_MAX: nothing */
    struct hour hour;
    struct hour_cues cues;
    struct shared_clock clock;
    struct typing typing;
    struct session_pause pause;
    struct nudge nudge;
    struct presence_line line;             /* whether theirs is silent */
    uint64_t spoke_us, typed_us;           /* we, they: PRESENCE_NEVER if never */
    uint64_t sign_us;                      /* of either, that somebody is there */
    bool microphone_was_on, camera_was_on; /* before we were away */
    uint8_t wait_minutes;                  /* asked for at the door, by whoever opens it; 0: none */
    uint64_t begun_us;                     /* when it was opened */
    uint64_t together_at_us;               /* when it was opened over this link */
    uint64_t passed_us;                    /* time went by up to here */
    uint64_t ended_at_us;
    uint64_t deadline_us; /* of the farewell, or of the next knock; UINT64_MAX: none */
    uint64_t farewell_at_us;
    uint64_t farewell_id; /* record of ours */
    bool farewell_left;
    uint64_t refused;            /* what came and did not fit: malformed, out of phase */
    struct session_ring records; /* wait until the link takes them */
    struct session_ring others;
};

/* False when memory is short. `caller` knocks; `unlocked` opens without asking. */
bool session_init(struct session *session, bool caller, bool unlocked);
void session_clear(struct session *session);

/* ---- what happens ---- */
/* `side` is 0 for whose static key is smaller, else 1; it stays the same for a session. */
void session_on_linked(struct session *session, uint64_t now_us, unsigned side);
/* A frame of theirs came: they are there. Not needed for signals and records. */
void session_on_heard(struct session *session, uint64_t now_us);
void session_on_resting(struct session *session);
void session_on_resumed(struct session *session);
/* The link is gone, for whatever reason; `declined` when the other side said so. */
void session_on_closed(struct session *session, uint64_t now_us, bool declined);
void session_on_signal(struct session *session, uint64_t now_us, const uint8_t *bytes, size_t size);
/* True: it is kept, or worth nothing to anyone: acknowledge it. False: memory is short; it will
 * come again when it is not acknowledged. */
bool session_on_record(struct session *session, uint64_t now_us, const uint8_t *bytes, size_t size);
/* The link took the oldest record, under this id; before it is dropped. */
void session_on_record_left(struct session *session, uint64_t record_id);
void session_on_record_arrived(struct session *session, uint64_t record_id);
/* Lines of ours of which nobody knows whether they arrived. */
size_t session_count_unarrived(const struct session *session);
/* UINT64_MAX when nothing waits for time. */
uint64_t session_next_deadline(const struct session *session);
void session_on_timeout(struct session *session, uint64_t now_us);

/* Words find no room until some of those that wait have left: try again then. */
bool session_is_full(const struct session *session);

/* ---- what the person does; false when it cannot be done now, and nothing changed ---- */
/* `text` is UTF-8 of 1 to BODY_TEXT_BYTES_MAX bytes; `now_ms` Unix time. */
bool session_say(struct session *session, const char *text, uint64_t now_ms);
struct session_arrival {
    const char *feeling;      /* may be empty, not both */
    const char *distractions; /* a list separated by commas, or NULL */
    const char *stressors;    /* what weighs on one from outside, or NULL */
    bool now;                 /* they may see it before they have answered */
    bool rated;
    uint8_t rating; /* 0 to 10; with `rated`, all else may be empty */
};
bool session_check_in(struct session *session, const struct session_arrival *arrival,
                      uint64_t now_ms);
/* Theirs is in the lane from now on, if it is here. */
void session_skip_check_in(struct session *session);
/* What stands in the field; false where it cannot be said. It is told where typing is on. */
bool session_type(struct session *session, const char *text, uint64_t now_us);
/* What stands in the field is a line now. */
bool session_say_typed(struct session *session, uint64_t now_ms);
/* Whether what is typed here is told. Off at first; on where words alone were chosen. */
void session_set_typing(struct session *session, bool on);
/* Whether what they type is shown here, so that they know. */
void session_set_reading(struct session *session, bool on);
bool session_open_door(struct session *session, uint64_t now_us);
bool session_decline(struct session *session, uint64_t now_us);
void session_leave(struct session *session, uint64_t now_us);
/* At once and without a farewell; the other is told what they would be told at a door. */
void session_break_off(struct session *session, uint64_t now_us);
void session_set_microphone(struct session *session, bool on);
void session_set_camera(struct session *session, bool on);
void session_set_hidden(struct session *session, bool hidden);
/* Before the session is linked, and for all of it: words alone, neither voice nor picture. */
void session_set_words(struct session *session);

/* ---- what to do: look at an action, do it, drop it ---- */
/* Signals and the like first; then the oldest record, which stays on top until the link takes it.
 * NULL when there is nothing to do. Borrowed until the next call that changes the session. */
const struct session_action *session_peek_action(const struct session *session);
/* `action` is what session_peek_action gave (asserted). */
void session_drop_action(struct session *session, const struct session_action *action);

#endif
