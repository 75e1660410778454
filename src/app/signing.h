/* Signatures on the command line: signs what both agreed on, takes that back, and says who signed.
 * Each takes a desk of space_desk_run. Called by command_session.c and command_consent.c. */
#ifndef ALCOVE_APP_SIGNING_H
#define ALCOVE_APP_SIGNING_H

#include "app/space_desk.h"

/* Signs `target` as it is now, keeps that, and shows all signatures under it; nothing new where we
 * have signed these very words. Complains itself. */
enum exit_code signing_sign(struct space_desk *desk, struct object_id target);
/* Takes our signature back, and keeps that. Complains itself. */
enum exit_code signing_revoke(struct space_desk *desk, struct object_id target);
/* A line for each member. Complains itself. */
enum exit_code signing_show(struct space_desk *desk, struct object_id target);

#endif
