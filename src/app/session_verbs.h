/* What one does about an hour when it is over: say how it was, look at how that went on, agree on
 * the next, and put it into a calendar. Each is a space_work; its operands are VERB PERSON [ID or
 * what]. Used by command_session.c. */
#ifndef ALCOVE_APP_SESSION_VERBS_H
#define ALCOVE_APP_SESSION_VERBS_H

#include "app/space_desk.h"

/* The session that the third operand names, if `is_named`; else the newest. Complains itself. */
enum exit_code session_verb_find(const struct space_desk *desk, bool is_named,
                                 struct object_id *out);

enum exit_code session_verb_feel(struct space_desk *desk);
enum exit_code session_verb_format(struct space_desk *desk);
enum exit_code session_verb_trend(struct space_desk *desk);
enum exit_code session_verb_next(struct space_desk *desk);
enum exit_code session_verb_ics(struct space_desk *desk);
/* How the two made their room theirs; with options it changes that, for both. */
enum exit_code session_verb_look(struct space_desk *desk);

#endif
