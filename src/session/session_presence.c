#include "session/session_presence.h"

#include "session/session_actions.h"
#include "session/session_hour.h"

/* Whether one that was made at `last_us` (0: never) leaves room for another. */
static bool comes_too_soon(uint64_t last_us, uint64_t now_us)
{
    return last_us != 0 && now_us < last_us + SESSION_GESTURE_US;
}

bool session_nod(struct session *session, uint64_t now_us)
{
    struct session_side *me = &session->me;
    if (session->phase != SESSION_TOGETHER || comes_too_soon(me->nodded_at_us, now_us) ||
        !session_add_signal(session, &(struct signal_note){.kind = SIGNAL_NOD}))
        return false;
    me->nods++;
    me->nodded_at_us = session->sign_us = now_us;
    return true;
}

bool session_express(struct session *session, uint64_t now_us, enum signal_expression expression)
{
    struct session_side *me = &session->me;
    const struct signal_note note = {.kind = SIGNAL_EXPRESSION, .value = (uint8_t)expression};
    if (session->phase != SESSION_TOGETHER || comes_too_soon(me->expressed_at_us, now_us) ||
        !session_add_signal(session, &note))
        return false;
    me->expression = expression;
    me->expressions++;
    me->expressed_at_us = session->sign_us = now_us;
    return true;
}

static void tell_away(struct session *session)
{
    struct session_side *me = &session->me;
    const struct signal_note note = {
        .kind = SIGNAL_AWAY, .value = (uint8_t)me->away, .order = ++me->away_order};
    if (session->linked)
        session_add_signal(session, &note);
}

static void tell_feeling(struct session *session)
{
    struct session_side *me = &session->me;
    const struct signal_note note = {.kind = SIGNAL_FEELING,
                                     .value = me->feeling_on ? me->feeling : SIGNAL_FEELING_NONE,
                                     .order = ++me->feeling_order};
    if (session->linked)
        session_add_signal(session, &note);
}

void session_tell_presence(struct session *session)
{
    const struct session_side *me = &session->me;
    if (me->away != SIGNAL_HERE || me->away_order != 0)
        tell_away(session);
    if (me->feeling_on || me->feeling_order != 0)
        tell_feeling(session);
}

/* Their switches go off and back on with it, and are remembered meanwhile. */
static void switch_devices(struct session *session, bool away)
{
    struct session_side *me = &session->me;
    if (me->words)
        return;
    bool microphone_on = me->microphone_on;
    bool camera_on = me->camera_on;
    session_set_microphone(session, !away && session->microphone_was_on);
    session_set_camera(session, !away && session->camera_was_on);
    session->microphone_was_on = microphone_on;
    session->camera_was_on = camera_on;
}

void session_set_away(struct session *session, uint64_t now_us, enum signal_away away)
{
    enum signal_away before = session->me.away;
    if (away == before || !session_is_open(session))
        return;
    if (before == SIGNAL_HERE)
        switch_devices(session, true);
    session->me.away = away;
    tell_away(session);
    if (away == SIGNAL_HERE)
        switch_devices(session, false);
    session->sign_us = now_us;
    session_pass_time(session, now_us);
}

bool session_set_feeling(struct session *session, const uint8_t *feeling)
{
    struct session_side *me = &session->me;
    bool on = feeling != NULL;
    if (session_is_opener(session) || !session_is_open(session) || !session->begun ||
        (on && *feeling > SIGNAL_FEELING_MAX))
        return false;
    me->feeling_on = on;
    me->feeling = on ? *feeling : 0;
    tell_feeling(session);
    return true;
}

bool session_ask_wait(struct session *session, unsigned minutes)
{
    const struct signal_note note = {.kind = SIGNAL_WAIT, .value = (uint8_t)minutes};
    if (session->phase != SESSION_AT_DOOR || minutes == 0 || minutes > SIGNAL_WAIT_MAX ||
        !session_add_signal(session, &note))
        return false;
    session->wait_minutes = (uint8_t)minutes;
    return true;
}

static void on_feeling(struct session *session, const struct signal_note *note)
{
    struct session_side *they = &session->they;
    if (!session->begun || !session_is_opener(session)) {
        session->refused++;
        return;
    }
    if (!signal_order_is_newer(note->order, they->feeling_order))
        return;
    they->feeling_order = note->order;
    they->feeling_on = note->value != SIGNAL_FEELING_NONE;
    they->feeling = they->feeling_on ? note->value : 0;
}

static void on_away(struct session *session, uint64_t now_us, const struct signal_note *note)
{
    struct session_side *they = &session->they;
    if (!signal_order_is_newer(note->order, they->away_order))
        return;
    they->away_order = note->order;
    they->away = (enum signal_away)note->value;
    session_pass_time(session, now_us);
}

static void on_wait(struct session *session, const struct signal_note *note)
{
    if (session->phase == SESSION_KNOCKING)
        session->wait_minutes = note->value;
    else
        session->refused++;
}

void session_on_presence(struct session *session, uint64_t now_us, const struct signal_note *note)
{
    struct session_side *they = &session->they;
    if (note->kind == SIGNAL_NOD) {
        they->nods++;
        they->nodded_at_us = now_us;
    } else if (note->kind == SIGNAL_EXPRESSION) {
        they->expression = (enum signal_expression)note->value;
        they->expressions++;
        they->expressed_at_us = now_us;
    } else if (note->kind == SIGNAL_AWAY)
        on_away(session, now_us, note);
    else if (note->kind == SIGNAL_FEELING)
        on_feeling(session, note);
    else if (note->kind == SIGNAL_WAIT)
        on_wait(session, note);
}

void session_on_voice(struct session *session, uint64_t now_us, bool mine)
{
    session->sign_us = now_us;
    if (mine)
        session->spoke_us = now_us;
}

enum presence session_presence(const struct session *session, uint64_t now_us)
{
    const struct session_side *they = &session->they;
    const struct presence_facts facts = {
        .silent = !session->linked || session->resting || session->line.silent,
        .someone_came_in = they->away == SIGNAL_SOMEONE_CAME_IN,
        .back_soon = they->away == SIGNAL_BACK_SOON,
        .covered = they->hidden,
        .typed_us = session->typed_us,
        .spoke_us = session->spoke_us,
    };
    return presence_of(&facts, now_us);
}

bool session_is_quiet(const struct session *session, uint64_t now_us)
{
    bool away = session->me.away != SIGNAL_HERE || session->they.away != SIGNAL_HERE;
    return session->phase == SESSION_TOGETHER && !away &&
           now_us >= session->sign_us + PRESENCE_IDLE_US;
}
