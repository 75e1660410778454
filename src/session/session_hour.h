/* What two people do with their hour: its stages, its clock, settling, and the next time. Facts as
 * they are; what is shown of them, and to whom, is decided elsewhere.
 *
 * Every verb says false where it cannot be done now, and then nothing changed: before the first
 * link, once the session is over, or while records find no room (session_is_full). */
#ifndef ALCOVE_SESSION_SESSION_HOUR_H
#define ALCOVE_SESSION_SESSION_HOUR_H

#include "session/session.h"

/* Where the two are. CLOSED once the farewell began. */
enum session_stage session_stage(const struct session *session);
/* On or back by one stage, to this one: where the other was faster, nothing happens. Only
 * session_open_door leads through the door, and session_leave out of the recap; before the door a
 * stage is one's own, and needs no link. */
bool session_go_to(struct session *session, enum session_stage stage);
/* The present stage is skipped, and the next one is there; the door and the recap stay. */
bool session_skip_stage(struct session *session, enum session_stage stage);
/* What became of a stage; the same on both sides once the door is open. */
enum stage_trace session_trace(const struct session *session, enum session_stage stage);
/* Whether this side opened the door; the other is the client. */
bool session_is_opener(const struct session *session);

/* False before the first answer of the other's clock. */
bool session_shared_now(const struct session *session, uint64_t now_us, uint64_t *shared_ms);
/* The next cue that nobody was told, or CUE_NONE: ask after session_on_timeout. */
enum hour_cue session_take_cue(struct session *session, uint64_t now_us);
/* What the line and breaks took so far, with the one that lasts, as seen here. */
uint64_t session_taken_us(const struct session *session, uint64_t now_us);

bool session_set_minutes(struct session *session, unsigned minutes); /* 5 to 180 */
bool session_set_more(struct session *session, unsigned minutes);    /* 0 to 60; takes both */
bool session_set_give_back(struct session *session, bool gives_back);
/* Whether this side wants the sum of the talk; both see it once both do. */
bool session_set_sum(struct session *session, bool wants);
bool session_set_next(struct session *session, uint64_t minute); /* since 1970; 0: none */
/* Of the one who opened: when it began, since 1970. */
bool session_set_minute(struct session *session, uint64_t minute);
/* A minute of settling begins for both, or ends. */
bool session_set_settling(struct session *session, uint64_t now_us, bool on);

/* Off where `minutes` is 0. */
void session_set_nudge(struct session *session, uint64_t now_us, unsigned minutes);

#endif
