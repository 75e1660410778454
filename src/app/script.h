/* What the command line says for a person once the two are together: the check-in first, then each
 * --say a second after the other, or as --every has it, a nod between, and at the end the farewell.
 * Time is an argument. */
#ifndef ALCOVE_APP_SCRIPT_H
#define ALCOVE_APP_SCRIPT_H

#include <stdint.h>

#include "app/options.h"
#include "session/session.h"

struct script {
    const struct options *options; /* borrowed; outlives the script */
    uint64_t started_at_us;        /* 0: not yet together */
    uint64_t next_us;
    int step;
    uint64_t leave_at_us; /* UINT64_MAX: never by itself */
};

void script_init(struct script *script, const struct options *options);
/* Does what is due. Call whenever the session moved or script_next_us has come. */
void script_step(struct script *script, struct session *session, uint64_t now_us);
uint64_t script_next_us(const struct script *script);

#endif
