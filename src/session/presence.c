#include "session/presence.h"

#include "base/assert.h"

const char *presence_name(enum presence presence)
{
    static const char *const names[] = {"here",      "listening", "typing", "interrupted",
                                        "back-soon", "covered",   "silent"};
    ALCOVE_ASSERT(presence <= PRESENCE_SILENT);
    return names[presence];
}

/* Half as much again as it usually takes. */
static uint64_t patience(const struct presence_line *line)
{
    uint64_t patience_us = line->usual_us + line->usual_us / 2;
    if (patience_us < PRESENCE_SILENT_US)
        return PRESENCE_SILENT_US;
    return patience_us < PRESENCE_SLOW_US ? patience_us : PRESENCE_SLOW_US;
}

void presence_heard(struct presence_line *line, uint64_t now_us)
{
    if (line->heard_us == 0)
        line->heard_us = now_us;
    if (now_us <= line->heard_us)
        return;
    uint64_t gap_us = now_us - line->heard_us;
    uint64_t faded_us = line->usual_us - line->usual_us / 4;
    if (gap_us <= PRESENCE_BACK_US || gap_us <= line->usual_us)
        line->silent = false;
    if (gap_us <= PRESENCE_SLOW_US)
        line->usual_us = gap_us > faded_us ? gap_us : faded_us;
    line->heard_us = now_us;
}

uint64_t presence_next(const struct presence_line *line)
{
    bool waits = line->heard_us != 0 && !line->silent;
    return waits ? line->heard_us + patience(line) : UINT64_MAX;
}

void presence_pass(struct presence_line *line, uint64_t now_us)
{
    if (line->heard_us != 0 && now_us >= line->heard_us + patience(line))
        line->silent = true;
}

static bool is_within(uint64_t since_us, uint64_t span_us, uint64_t now_us)
{
    return since_us != PRESENCE_NEVER && now_us < since_us + span_us;
}

enum presence presence_of(const struct presence_facts *facts, uint64_t now_us)
{
    if (facts->silent)
        return PRESENCE_SILENT;
    if (facts->someone_came_in)
        return PRESENCE_SOMEONE_CAME_IN;
    if (facts->back_soon)
        return PRESENCE_BACK_SOON;
    if (facts->covered)
        return PRESENCE_COVERED;
    if (is_within(facts->typed_us, PRESENCE_TYPES_US, now_us))
        return PRESENCE_TYPING;
    if (is_within(facts->spoke_us, PRESENCE_LISTENS_US, now_us))
        return PRESENCE_LISTENING;
    return PRESENCE_HERE;
}
