/* The session: the hour two people hold, as a pure state machine. Time is an argument; nothing is
 * sent, shown or stored here. What happens to it goes in through session_on_…, what the person does
 * through the verbs, and what is to be done comes out of session_peek_action.
 *
 * This is its first form: the door (knock, open or not now), the warm-up check-in, words, nods,
 * microphone and camera, and a farewell that loses no word. One thread owns it. */
#ifndef ALCOVE_SESSION_SESSION_H
#define ALCOVE_SESSION_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/body.h"
#include "records/signal.h"
#include "session/lane.h"

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
    uint8_t microphone_order, camera_order, hidden_order, words_order;
    uint64_t nods;         /* so far */
    uint64_t nodded_at_us; /* our clock; 0: never */
    bool checked_in;
    bool farewell; /* said everything; for our side: its record arrived */
};

struct session {
    enum session_phase phase;
    enum session_end end;
    bool caller;   /* we knock */
    bool linked;   /* the link can carry records and signals */
    bool resting;  /* nothing was heard for a while */
    bool unlocked; /* we open to whoever knocks, without asking */
    struct session_side me, they;
    bool check_in_open; /* the warm-up question waits for an answer of ours */
    struct lane lane;
    uint64_t together_at_us;
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
void session_on_linked(struct session *session, uint64_t now_us);
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
/* `distractions` is a list separated by commas or NULL; either may be empty, not both. */
bool session_check_in(struct session *session, const char *feeling, const char *distractions,
                      uint64_t now_ms);
void session_skip_check_in(struct session *session);
bool session_nod(struct session *session, uint64_t now_us);
bool session_open_door(struct session *session, uint64_t now_us);
bool session_decline(struct session *session, uint64_t now_us);
void session_leave(struct session *session, uint64_t now_us);
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
