/* The rings of what a session wants done; private to the room. Records wait for the link in a ring
 * of their own, so that a nod is never stuck behind a word. */
#ifndef ALCOVE_SESSION_SESSION_ACTIONS_H
#define ALCOVE_SESSION_SESSION_ACTIONS_H

#include "session/session.h"

/* The record that is to leave next; NULL when there is none. */
const struct session_action *session_peek_record(const struct session *session);
/* A cleared action at the end of the ring, or NULL when it is full. */
struct session_action *session_add_action(struct session *session, enum session_action_kind kind);
/* False when the ring is full, but for what a session needs to end. */
bool session_add_signal(struct session *session, const struct signal_note *note);
/* Says again what is switched on and off here, to one who may not know. */
void session_tell_states(struct session *session);
/* Says a state of ours, with a number that makes it newer than what was told before. */
void session_tell_state(struct session *session, enum signal_kind kind, bool on, uint8_t *order);
/* Says again whether one is away, and the feeling, where either was ever said. */
void session_tell_presence(struct session *session);
/* Says again that this side has words alone, if it has. */
void session_tell_words(struct session *session);
/* NULL when the ring is full or `body` breaks a bound; nothing is added then. */
struct session_action *session_add_record(struct session *session, const struct body *body);
/* A line of ours, in the lane and on its way; false, and nothing changed, where it cannot be. */
bool session_write_line(struct session *session, const struct line *line, const struct body *body);
/* What is sent of a check-in, borrowed; false where it is too long, or says nothing at all. */
bool session_fill_check_in(const struct session_arrival *arrival, struct body *body);
/* Fills free places with what another link has to be told again. */
void session_tell_again(struct session *session);

/* ---- what the files of the room say to each other ---- */

/* An edit of ours, on the board and on its way; false, and nothing changed, where it cannot be. */
bool session_lay(struct session *session, struct card_edit edit);
/* The other side has said everything. */
void session_on_farewell(struct session *session, uint64_t now_us);
/* The door is open, for the first time or again. */
void session_begin_hour(struct session *session, uint64_t now_us);
/* Does what time brings, and says of the hour what the board does not say yet. */
void session_pass_time(struct session *session, uint64_t now_us);
/* Tells what is being typed, where that is due. */
void session_pass_typing(struct session *session, uint64_t now_us);
/* When time brings something next; UINT64_MAX: never. */
uint64_t session_hour_deadline(const struct session *session);
/* An edit of the other side was taken in. */
void session_on_card(struct session *session);
/* What the other is and does, as signals say it. */
void session_on_presence(struct session *session, uint64_t now_us, const struct signal_note *note);
/* Sets `on` and takes the order over where the note is newer. */
void session_take_state(bool *on, uint8_t *order, const struct signal_note *note);
/* What can be said at all: neither leaving nor closed. */
bool session_is_open(const struct session *session);

#endif
