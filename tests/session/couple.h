/* Two sessions and a perfect line between them: what one wants done happens to the other. */
#ifndef TESTS_SESSION_COUPLE_H
#define TESTS_SESSION_COUPLE_H

#include "session/session.h"

struct couple {
    struct session client;    /* knocks; side 0 */
    struct session therapist; /* opens; side 1 */
    uint64_t now_us;
    uint64_t next_record_id[2];
    bool line_holds_records; /* records wait, as on a dead line */
    bool line_is_dead;       /* signals are lost, too */
    bool media_open[2], link_closed[2], declined[2];
};

void couple_meet(struct couple *c, bool unlocked);
void couple_part(struct couple *c);
/* Link, knock and, where the door is unlocked, open. */
void couple_link(struct couple *c);
/* Meets, unlocked, and links. */
void couple_begin(struct couple *c);
/* All that is to be done now, on both sides; of one side one thing, false where it has none. */
void couple_settle(struct couple *c);
bool couple_settle_one(struct couple *c, int who);
/* Time goes by, and what is due then is done. */
void couple_pass(struct couple *c, uint64_t span_us);

#endif
