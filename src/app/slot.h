/* When two people meet: an hour by the clock on the wall, once or every so many weeks, which stays
 * where it is when that clock changes. It lies in their space (KIND_SLOT). Called by the commands
 * of sessions, the calendar file, and whoever says when the next hour is. Wall minutes count from
 * 1970 as that clock shows them, others in UTC. */
#ifndef ALCOVE_APP_SLOT_H
#define ALCOVE_APP_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/zone.h"
#include "records/space.h"

#define SLOT_USUAL_MINUTES 50

struct slot {
    uint32_t first;      /* wall */
    uint8_t every_weeks; /* 0: once */
    char zone[ZONE_NAME_BYTES];
    uint16_t minutes;
};

/* The first slot of the space; OBJECT_SPACE if there is none. */
struct object_id slot_object(const struct space *space);
/* What the two agreed on; false if they have not, or it is not whole. */
bool slot_read(const struct space *space, struct slot *out);
/* Drafts it, in place of what was agreed before. After anything but WRITTEN the caller discards. */
enum space_write slot_write(struct space *space, const struct slot *slot, struct object_id *out);

/* The next hour from `now` on, in UTC; false if there is none, or nobody knows the zone here. */
bool slot_next(const struct slot *slot, uint32_t now, uint32_t *out);
/* The same of what the two agreed on, and how long it is; 0 and the usual length where there is
 * none. For a calendar file. */
uint32_t slot_next_of(const struct space *space, uint32_t now, uint16_t *minutes);
/* The hour that a session named when it ended, apart from any rhythm: the first from `now` on, in
 * UTC; 0 if there is none. */
uint32_t slot_once(const struct space *space, uint32_t now);
/* What is offered before anybody has said anything: the next hour that was agreed, else the
 * weekday and the time of the last session, a week later, by the clock of this computer's zone
 * `zone`. False where there was no session. */
bool slot_offer(const struct space *space, uint32_t now, const char *zone, struct slot *out);
/* "Thu 15:00", the next one from `now` on by the clock of slot->zone, or "2027-05-01 15:00": sets
 * `first`. False if it is neither. */
bool slot_parse(struct slot *slot, const char *text, uint32_t now);

#endif
