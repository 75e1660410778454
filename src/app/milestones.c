#include "app/milestones.h"

#include "session/session_hour.h"
#include "session/session_presence.h"

static size_t count_check_ins(const struct session *session, enum line_author author)
{
    size_t count = 0;
    for (size_t i = 0; i < session->lane.count; i++) {
        const struct line *line = &session->lane.lines[i];
        count += line->kind == LINE_CHECK_IN && line->author == author && !line->covered &&
                 line->state == LINE_ARRIVED;
    }
    return count;
}

static void tell_check_ins(struct milestones *told, struct stats *stats,
                           const struct session *session, uint64_t now_us)
{
    static const char *const names[] = {"check_in_arrived", "check_in_seen"};
    const size_t counts[] = {count_check_ins(session, LINE_MINE),
                             count_check_ins(session, LINE_THEIRS)};
    for (size_t i = 0; i < 2; i++) {
        if (counts[i] > told->check_ins[i])
            stats_event(stats, now_us, names[i], counts[i]);
        told->check_ins[i] = counts[i];
    }
}

/* Both sides' times of it are of one clock where both are on one machine. */
static void tell_settling(struct milestones *told, struct stats *stats,
                          const struct session *session)
{
    uint64_t began_ms =
        board_value(&session->board, CARD_HOUR, 0, HOUR_CARD_SETTLE, session->board.side)->number;
    if (began_ms == told->settle_ms || !shared_clock_is_known(&session->clock))
        return;
    told->settle_ms = began_ms;
    if (began_ms != 0)
        stats_event(stats, shared_clock_own_time(&session->clock, began_ms), "settle", 0);
}

void milestones_tell(struct milestones *told, struct stats *stats, const struct session *session,
                     uint64_t now_us)
{
    const struct milestones now = {
        .stage = session_stage(session),
        .cue = session->cues.told,
        .presence = session_presence(session, now_us),
        .expressed = session->me.expressions,
        .expressions = session->they.expressions,
    };
    const struct {
        const char *name;
        uint64_t before, after;
    } rows[] = {
        {"stage", told->stage, now.stage},
        {"cue", told->cue, now.cue},
        {"presence", told->presence, now.presence},
        {"expression_sent", told->expressed, now.expressed},
        {"expression_seen", told->expressions, now.expressions},
    };
    if (stats == NULL)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].before != rows[i].after)
            stats_event(stats, now_us, rows[i].name, rows[i].after);
    }
    told->stage = now.stage;
    told->cue = now.cue;
    told->presence = now.presence;
    told->expressed = now.expressed;
    told->expressions = now.expressions;
    tell_check_ins(told, stats, session, now_us);
    if (session->seated)
        tell_settling(told, stats, session);
}
