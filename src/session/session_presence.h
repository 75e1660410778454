/* How one is here, and says so: nods and expressions that are meant, being away, the dial of
 * feeling, and "five more minutes" at the door. What the other does is in session->they. */
#ifndef ALCOVE_SESSION_SESSION_PRESENCE_H
#define ALCOVE_SESSION_SESSION_PRESENCE_H

#include "session/session.h"

/* One nod or expression in so long: what comes faster is not sent, and not kept for later. */
#define SESSION_GESTURE_US 300000

/* False, and nothing is sent, where one comes too soon, or the two are not together. */
bool session_nod(struct session *session, uint64_t now_us);
bool session_express(struct session *session, uint64_t now_us, enum signal_expression expression);

/* Somebody came in, or one is back in a minute: microphone and camera are off in the same step, and
 * the time is counted as a break. HERE: one is back, and both are as they were, unless they were
 * switched meanwhile. */
void session_set_away(struct session *session, uint64_t now_us, enum signal_away away);

/* How intense it is, 0 calm to 10; NULL switches it off, as it is at first. False for the side that
 * opened the door: nobody can ask for it. Nothing of it outlives the session. */
bool session_set_feeling(struct session *session, const uint8_t *feeling);

/* At the door, by who may open it: so many minutes more, 1 to 60; said again with each knock. */
bool session_ask_wait(struct session *session, unsigned minutes);

/* Somebody speaks, says the meter of voices. */
void session_on_voice(struct session *session, uint64_t now_us, bool mine);
/* How the other is here. */
enum presence session_presence(const struct session *session, uint64_t now_us);
/* Nothing was heard of either for five minutes, and nobody is away: not before may one be asked
 * whether they are still there. */
bool session_is_quiet(const struct session *session, uint64_t now_us);

#endif
