/* The session of an hour in the space of two people, and what one of them said of it: finding it,
 * and making it where there is none. Everything goes into the draft: the caller publishes, or
 * discards after anything but SPACE_WRITTEN. Called by `alcove session` and app/keeping.c. */
#ifndef ALCOVE_APP_HOUR_PAPER_H
#define ALCOVE_APP_HOUR_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/space.h"

/* The session that began in that minute since 1970 and was written by this device; false if there
 * is none, or it has not come. */
bool hour_paper_find(const struct space *space, uint32_t began, uint8_t device,
                     struct object_id *session);

/* What a member said of the session: its rating (KIND_RATING), word on meeting online (KIND_FORMAT)
 * or comment (KIND_COMMENT); that with the least id. */
bool hour_paper_said(const struct space *space, struct object_id session, enum object_kind kind,
                     uint8_t member, struct object_id *out);
/* Our own: the one that is there, else a new one, whose fields the caller sets. */
enum space_write hour_paper_own(struct space *space, struct object_id session,
                                enum object_kind kind, struct object_id *out);

#endif
