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
/* Says again that this side has words alone, if it has. */
void session_tell_words(struct session *session);
/* False when the ring is full or `body` breaks a bound; nothing is added then. */
bool session_add_record(struct session *session, const struct body *body);

#endif
