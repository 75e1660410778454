#include "session/session_hour.h"

#include "base/assert.h"
#include "session/session_actions.h"

#define TAKEN_MAX_MS  86400000
#define NUDGE_TICK_US 10000000 /* the microphone is switched without the time being said */

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

bool session_lay(struct session *session, struct card_edit edit)
{
    bool room = session->records.count < SESSION_ACTIONS_MAX;
    if (!session->seated || !session_is_open(session) || !room ||
        !board_set(&session->board, &edit))
        return false;
    const struct body body = {.kind = BODY_CARD, .card = edit};
    bool laid = session_add_record(session, &body) != NULL;
    ALCOVE_ASSERT(laid);
    return true;
}

static bool lay(struct session *session, enum card_hour_field field, uint64_t number)
{
    return session_lay(
        session, (struct card_edit){.kind = CARD_HOUR, .field = (uint8_t)field, .number = number});
}

static const struct board_value *laid(const struct session *session, enum card_hour_field field)
{
    return board_value(&session->board, CARD_HOUR, 0, field, session->board.side);
}

/* ---- stages ---- */

bool session_is_opener(const struct session *session)
{
    const struct board_value *began = laid(session, HOUR_CARD_BEGAN);
    return began->is_set ? began->side == session->board.side : session->opened;
}

enum session_stage session_stage(const struct session *session)
{
    if (!session_is_open(session))
        return STAGE_CLOSED;
    return hour_stage(&session->hour, &session->board, session->begun);
}

static void reach(struct session *session)
{
    enum session_stage stage = hour_stage(&session->hour, &session->board, session->begun);
    if (stage > session->hour.reached)
        session->hour.reached = stage;
}

enum stage_trace session_trace(const struct session *session, enum session_stage stage)
{
    if (stage == STAGE_CLOSED)
        return session->end == SESSION_END_LEFT ? STAGE_DONE : STAGE_NOT_REACHED;
    return hour_trace(&session->hour, &session->board, stage);
}

/* What the board does not say yet. Tried again with time where there is no room. */
static void say_hour(struct session *session)
{
    bool opener = session->begun && session_is_opener(session);
    uint64_t taken_ms = sooner(session->pause.taken_us / 1000, TAKEN_MAX_MS);
    if (!session->seated)
        return;
    if (session->hour.skipped != laid(session, HOUR_CARD_SKIPPED)->number)
        lay(session, HOUR_CARD_SKIPPED, session->hour.skipped);
    if (opener && !laid(session, HOUR_CARD_BEGAN)->is_set && shared_clock_is_known(&session->clock))
        lay(session, HOUR_CARD_BEGAN, shared_clock_now(&session->clock, session->begun_us));
    if (!session->pause.on && taken_ms > laid(session, HOUR_CARD_TAKEN)->number)
        lay(session, HOUR_CARD_TAKEN, taken_ms);
}

bool session_go_to(struct session *session, enum session_stage stage)
{
    enum session_stage from = session_stage(session);
    enum session_stage first = session->begun ? STAGE_WARM_UP : STAGE_ARRIVING;
    enum session_stage last = session->begun ? STAGE_RECAP : STAGE_THRESHOLD;
    bool next_to = stage == from + 1 || stage + 1 == from;
    if (!session_is_open(session) || !next_to || stage < first || stage > last)
        return false;
    if (session->begun && !lay(session, HOUR_CARD_STAGE, stage))
        return false;
    if (!session->begun)
        session->hour.own = stage;
    if (stage > from)
        session->hour.skipped &= (uint8_t) ~(1U << from);
    reach(session);
    say_hour(session);
    return true;
}

bool session_skip_stage(struct session *session, enum session_stage stage)
{
    if (stage != session_stage(session) || stage == STAGE_THRESHOLD || stage == STAGE_CLOSED)
        return false;
    if (stage != STAGE_RECAP && !session_go_to(session, stage + 1))
        return false;
    session->hour.skipped |= (uint8_t)(1U << stage);
    say_hour(session);
    return true;
}

void session_begin_hour(struct session *session, uint64_t now_us)
{
    session->together_at_us = session->sign_us = now_us;
    if (!session->begun) {
        session->begun = true;
        session->begun_us = now_us;
        if (session->hour.own < STAGE_READY)
            session->hour.skipped |= 1U << STAGE_READY;
    }
    reach(session);
    session_pass_time(session, now_us);
}

void session_on_card(struct session *session)
{
    reach(session);
}

/* ---- time ---- */

bool session_shared_now(const struct session *session, uint64_t now_us, uint64_t *shared_ms)
{
    if (!session->seated || !shared_clock_is_known(&session->clock))
        return false;
    *shared_ms = shared_clock_now(&session->clock, now_us);
    return true;
}

enum hour_cue session_take_cue(struct session *session, uint64_t now_us)
{
    uint64_t shared_ms;
    if (!session_is_open(session) || !session_shared_now(session, now_us, &shared_ms))
        return CUE_NONE;
    return hour_take_cue(&session->cues, &session->board, shared_ms);
}

static bool stands_still(const struct session *session)
{
    bool apart = !session->linked || session->resting || session->line.silent;
    bool away = session->me.away != SIGNAL_HERE || session->they.away != SIGNAL_HERE;
    return session->begun && (apart || away);
}

uint64_t session_taken_us(const struct session *session, uint64_t now_us)
{
    const struct session_pause *pause = &session->pause;
    bool more = pause->on && now_us > pause->since_us;
    return pause->taken_us + (more ? now_us - pause->since_us : 0);
}

/* A line is found silent some seconds after it was. */
static void pass_pause(struct session *session, uint64_t now_us)
{
    struct session_pause *pause = &session->pause;
    bool stands = stands_still(session);
    if (stands == pause->on)
        return;
    uint64_t since_us = session->line.silent ? session->line.heard_us : now_us;
    if (stands && since_us > pause->since_us)
        pause->since_us = since_us;
    if (!stands) {
        pause->taken_us = session_taken_us(session, now_us);
        pause->since_us = now_us; /* what comes next began no earlier */
    }
    pause->on = stands;
}

void session_pass_time(struct session *session, uint64_t now_us)
{
    if (now_us < session->passed_us)
        now_us = session->passed_us; /* a caller that read the clock a little earlier */
    session->passed_us = now_us;
    if (!session_is_open(session))
        return;
    if (session->linked && !session->resting && shared_clock_next_ask(&session->clock) <= now_us) {
        uint32_t asked = shared_clock_ask(&session->clock, now_us);
        session_add_signal(session, &(struct signal_note){.kind = SIGNAL_CLOCK_ASK, .t1 = asked});
    }
    if (session->linked)
        presence_pass(&session->line, now_us);
    session_pass_typing(session, now_us);
    pass_pause(session, now_us);
    bool mute = !session->me.words && !session->me.microphone_on;
    nudge_pass(&session->nudge, now_us, session->begun && !session->pause.on && !mute);
    say_hour(session);
}

uint64_t session_hour_deadline(const struct session *session)
{
    if (!session->linked || !session_is_open(session))
        return UINT64_MAX;
    uint64_t next_us = sooner(typing_due(&session->typing), presence_next(&session->line));
    uint64_t shared_ms;
    if (!session->resting)
        next_us = sooner(next_us, shared_clock_next_ask(&session->clock));
    if (session->nudge.after_minutes != 0)
        next_us = sooner(next_us, session->passed_us + NUDGE_TICK_US);
    if (session_shared_now(session, session->passed_us, &shared_ms)) {
        uint64_t cue_ms = hour_next_cue(&session->board, shared_ms);
        next_us = sooner(next_us, shared_clock_own_time(&session->clock, cue_ms));
    }
    return next_us;
}

/* ---- what is agreed ---- */

bool session_set_minutes(struct session *session, unsigned minutes)
{
    return lay(session, HOUR_CARD_MINUTES, minutes);
}

bool session_set_more(struct session *session, unsigned minutes)
{
    return lay(session, HOUR_CARD_MORE, minutes);
}

bool session_set_give_back(struct session *session, bool gives_back)
{
    return lay(session, HOUR_CARD_GIVE_BACK, gives_back);
}

bool session_set_sum(struct session *session, bool wants)
{
    return lay(session, HOUR_CARD_SUM, wants);
}

bool session_set_next(struct session *session, uint64_t minute)
{
    return lay(session, HOUR_CARD_NEXT, minute);
}

bool session_set_minute(struct session *session, uint64_t minute)
{
    return session->begun && session_is_opener(session) && lay(session, HOUR_CARD_MINUTE, minute);
}

bool session_set_settling(struct session *session, uint64_t now_us, bool on)
{
    uint64_t shared_ms;
    if (!session_shared_now(session, now_us, &shared_ms))
        return false;
    return lay(session, HOUR_CARD_SETTLE, on ? shared_ms : 0);
}

void session_set_nudge(struct session *session, uint64_t now_us, unsigned minutes)
{
    nudge_set(&session->nudge, now_us, minutes);
}
