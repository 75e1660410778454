/* The same hour over another link: after the line was lost for good, or this app ended.
 *
 * Both sides tell their part of the board again, and lines of which nobody knows whether they
 * arrived; what the other has already changes nothing there. The door of an hour that had begun
 * opens without asking: the caller of these functions sees to it that it is the same person. */
#ifndef ALCOVE_SESSION_SESSION_RESUME_H
#define ALCOVE_SESSION_SESSION_RESUME_H

#include "session/session.h"

/* A session that ended because the line was lost waits for a link again, and `caller` knocks. False
 * where it ended otherwise, or not. */
bool session_resume(struct session *session, bool caller);

/* What a device keeps of the hour, to be written before a record leaves and before one that came is
 * acknowledged, sealed, and erased when the session is over: its stage, its clock, the board.
 * `unix_ms` bridges the time until it is read. A block of `*size` bytes from malloc, for the caller
 * to wipe and free; NULL without memory, or before the first link. */
uint8_t *session_encode(const struct session *session, uint64_t now_us, uint64_t unix_ms,
                        size_t *size);
/* Into a session that was just begun (session_init). Of hostile bytes: false, and it is as it was,
 * where they are no hour, or memory is short. */
bool session_decode(struct session *session, const uint8_t *bytes, size_t size, uint64_t now_us,
                    uint64_t unix_ms);

#endif
