/* The beginning of most tests of a session in the app. */
#ifndef TESTS_APP_MEETING_H
#define TESTS_APP_MEETING_H

#include "session/session.h"

/* Ben, of side 1, knocks at our door, which opens without asking: the two are together. The caller
 * ends it with session_clear. */
void meet(struct session *session);

#endif
