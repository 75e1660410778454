#include "app/script.h"

#include <string.h>

#include "app/calendar.h"
#include "session/session_presence.h"

#define FIRST_STEP_US 500000
#define SECOND_US     1000000

void script_init(struct script *script, const struct options *options)
{
    memset(script, 0, sizeof *script);
    script->options = options;
    script->next_us = UINT64_MAX;
    script->leave_at_us = UINT64_MAX;
}

uint64_t script_next_us(const struct script *script)
{
    return script->next_us < script->leave_at_us ? script->next_us : script->leave_at_us;
}

/* Step 0 is the check-in, 1 the nod, from 2 on the lines. False when a step has nothing to do. */
static bool take_step(const struct options *options, int step, struct session *session,
                      uint64_t now_us)
{
    const struct session_arrival arrival = {
        .feeling = options->check_in, .distractions = options->distractions, .now = true};
    if (step == 0 && options->check_in != NULL)
        return session_check_in(session, &arrival, calendar_unix_ms());
    if (step == 1 && options->nod)
        return session_nod(session, now_us);
    if (step >= 2 && step - 2 < options->say_count)
        return session_say(session, options->says[step - 2], calendar_unix_ms());
    return false;
}

static void start(struct script *script, uint64_t now_us)
{
    script->started_at_us = now_us;
    script->next_us = now_us + FIRST_STEP_US;
    if (script->options->seconds > 0)
        script->leave_at_us = now_us + script->options->seconds * 1000000;
}

void script_step(struct script *script, struct session *session, uint64_t now_us)
{
    if (script->started_at_us == 0) {
        if (session->phase != SESSION_TOGETHER)
            return;
        start(script, now_us);
    }
    if (now_us >= script->leave_at_us) {
        script->leave_at_us = UINT64_MAX;
        script->next_us = UINT64_MAX;
        session_leave(session, now_us);
        return;
    }
    if (now_us < script->next_us)
        return;
    /* A check-in or a nod that was not asked for takes no time; a line waits until it is taken. */
    int last = 2 + script->options->say_count;
    while (script->step < 2 && !take_step(script->options, script->step, session, now_us))
        script->step++;
    if (script->step < 2 || take_step(script->options, script->step, session, now_us))
        script->step++;
    uint64_t every_us = script->options->say_every_s * SECOND_US;
    script->next_us =
        script->step < last ? now_us + (every_us > 0 ? every_us : SECOND_US) : UINT64_MAX;
}
