#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "session/session_actions.h"
#include "session/session_presence.h"

bool session_init(struct session *session, bool caller, bool unlocked)
{
    memset(session, 0, sizeof *session);
    session->records.actions = calloc(SESSION_ACTIONS_MAX, sizeof *session->records.actions);
    session->others.actions = calloc(SESSION_ACTIONS_MAX, sizeof *session->others.actions);
    if (session->records.actions == NULL || session->others.actions == NULL) {
        session_clear(session);
        return false;
    }
    session->caller = caller;
    session->unlocked = unlocked;
    session->deadline_us = UINT64_MAX;
    session->tell_cursor = SIZE_MAX;
    session->spoke_us = session->typed_us = PRESENCE_NEVER;
    board_init(&session->board, 0);
    session->me.microphone_on = true;
    session->me.camera_on = true;
    session->they.microphone_on = true;
    session->they.camera_on = true;
    return true;
}

static void ring_free(struct session_ring *ring)
{
    if (ring->actions != NULL)
        explicit_bzero(ring->actions, SESSION_ACTIONS_MAX * sizeof *ring->actions);
    free(ring->actions);
}

void session_clear(struct session *session)
{
    lane_clear(&session->lane);
    board_clear(&session->board);
    ring_free(&session->records);
    ring_free(&session->others);
    explicit_bzero(session, sizeof *session);
}

static void end(struct session *session, enum session_end how, uint64_t now_us)
{
    if (session->phase == SESSION_CLOSED)
        return;
    if (session->together_at_us != 0)
        session_add_action(session, SESSION_CLOSE_MEDIA);
    session->phase = SESSION_CLOSED;
    session->end = how;
    session->ended_at_us = now_us;
    session->deadline_us = UINT64_MAX;
    session->linked = false;
    session->check_in_open = false;
    session->me.feeling_on = session->they.feeling_on = false;
    session->me.feeling = session->they.feeling = 0;
}

bool session_is_open(const struct session *session)
{
    return session->phase != SESSION_LEAVING && session->phase != SESSION_CLOSED;
}

static void close_link(struct session *session, enum session_end how, uint64_t now_us)
{
    end(session, how, now_us);
    struct session_action *action = session_add_action(session, SESSION_CLOSE_LINK);
    if (action != NULL)
        action->declined = how == SESSION_END_DECLINED;
}

void session_break_off(struct session *session, uint64_t now_us)
{
    if (session->phase == SESSION_CLOSED)
        return;
    close_link(session, SESSION_END_DECLINED, now_us);
    session->end = SESSION_END_LEFT; /* by this side, as meant */
}

static void knock(struct session *session, uint64_t now_us)
{
    session_tell_words(session); /* before any voice of theirs can come */
    session_add_signal(session, &(struct signal_note){.kind = SIGNAL_KNOCK});
    session->deadline_us = now_us + SESSION_KNOCK_AGAIN_US;
}

static void take_seat(struct session *session, unsigned side)
{
    ALCOVE_ASSERT(!session->seated || session->board.side == side);
    if (session->seated)
        return;
    session->seated = true;
    board_init(&session->board, side);
    shared_clock_init(&session->clock, side);
}

void session_on_linked(struct session *session, uint64_t now_us, unsigned side)
{
    if (session->phase != SESSION_ARRIVING)
        return;
    take_seat(session, side);
    session->linked = true;
    session_tell_again(session);
    session_on_heard(session, now_us);
    if (!session->caller)
        return;
    session->phase = SESSION_KNOCKING;
    knock(session, now_us);
}

void session_on_heard(struct session *session, uint64_t now_us)
{
    bool silent = session->line.silent;
    presence_heard(&session->line, now_us);
    if (silent && !session->line.silent)
        session_pass_time(session, now_us);
}

void session_on_resting(struct session *session)
{
    session->resting = true;
    if (session->phase == SESSION_TOGETHER)
        session->phase = SESSION_APART;
}

void session_on_resumed(struct session *session)
{
    session->resting = false;
    session_tell_states(session); /* what was said into the silence is lost */
    if (session->phase == SESSION_APART)
        session->phase = SESSION_TOGETHER;
}

void session_on_closed(struct session *session, uint64_t now_us, bool declined)
{
    enum session_end how = SESSION_END_LOST;
    if (session->phase == SESSION_LEAVING || session->they.farewell)
        how = SESSION_END_LEFT;
    else if (declined)
        how = SESSION_END_DECLINED;
    end(session, how, now_us);
}

static void come_together(struct session *session, uint64_t now_us)
{
    session->phase = SESSION_TOGETHER;
    session->deadline_us = UINT64_MAX;
    session->check_in_open = !session->answered;
    session_add_action(session, SESSION_OPEN_MEDIA);
    session_tell_states(session);
    session_begin_hour(session, now_us);
}

static void admit(struct session *session, uint64_t now_us)
{
    session_add_signal(session, &(struct signal_note){.kind = SIGNAL_ADMITTED});
    if (session->phase == SESSION_TOGETHER) {
        session_tell_words(session);
        return;
    }
    if (session->together_at_us == 0)
        session->opened = true;
    come_together(session, now_us);
}

bool session_open_door(struct session *session, uint64_t now_us)
{
    if (session->phase != SESSION_AT_DOOR)
        return false;
    admit(session, now_us);
    return true;
}

bool session_decline(struct session *session, uint64_t now_us)
{
    if (session->phase != SESSION_AT_DOOR)
        return false;
    close_link(session, SESSION_END_DECLINED, now_us);
    return true;
}

static void say_farewell(struct session *session, uint64_t now_us)
{
    if (session->phase == SESSION_LEAVING)
        return;
    session->phase = SESSION_LEAVING;
    session->farewell_at_us = now_us;
    session->deadline_us = now_us + SESSION_FAREWELL_US;
    session_add_action(session, SESSION_CLOSE_MEDIA);
    if (!session_add_record(session, &(struct body){.kind = BODY_FAREWELL}))
        session->me.farewell = true;
}

void session_leave(struct session *session, uint64_t now_us)
{
    if (session->phase == SESSION_TOGETHER || session->phase == SESSION_APART)
        say_farewell(session, now_us);
    else if (session->phase != SESSION_CLOSED && session->phase != SESSION_LEAVING)
        close_link(session, SESSION_END_LEFT, now_us);
}

/* Both have said everything, and both know that the other has it. */
static void close_when_all_said(struct session *session, uint64_t now_us)
{
    if (session->phase == SESSION_LEAVING && session->me.farewell && session->they.farewell)
        close_link(session, SESSION_END_LEFT, now_us);
}

void session_on_farewell(struct session *session, uint64_t now_us)
{
    session->they.farewell = true;
    if (session->phase == SESSION_TOGETHER || session->phase == SESSION_APART)
        say_farewell(session, now_us);
    close_when_all_said(session, now_us);
}

static void on_knock(struct session *session, uint64_t now_us)
{
    if (session->phase == SESSION_TOGETHER)
        admit(session, now_us); /* our answer was lost: say it again */
    else if (session->phase == SESSION_KNOCKING)
        admit(session, now_us); /* each knocks at the other's door: both want it */
    else if (session->caller)
        session->refused++;
    else if (session->phase == SESSION_ARRIVING)
        session->phase = SESSION_AT_DOOR;
    else if (session->wait_minutes != 0)
        session_ask_wait(session, session->wait_minutes); /* that was lost, or they are anew */
    if (session->unlocked)
        session_open_door(session, now_us);
}

void session_take_state(bool *on, uint8_t *order, const struct signal_note *note)
{
    if (!signal_order_is_newer(note->order, *order))
        return;
    *order = note->order;
    *on = note->on;
}

/* The clock is that of side 0. */
static void on_clock_ask(struct session *session, uint64_t now_us, const struct signal_note *note)
{
    if (!session->seated || session->clock.asks) {
        session->refused++;
        return;
    }
    session_add_signal(session,
                       &(struct signal_note){.kind = SIGNAL_CLOCK_TELL,

                                             .t1 = note->t1,
                                             .t2 = shared_clock_now(&session->clock, now_us)});
}

static void on_note(struct session *session, uint64_t now_us, const struct signal_note *note)
{
    struct session_side *they = &session->they;
    switch (note->kind) {
    case SIGNAL_KNOCK:
        on_knock(session, now_us);
        break;
    case SIGNAL_ADMITTED:
        if (session->phase == SESSION_KNOCKING)
            come_together(session, now_us);
        break;
    case SIGNAL_MICROPHONE:
        session_take_state(&they->microphone_on, &they->microphone_order, note);
        break;
    case SIGNAL_CAMERA:
        session_take_state(&they->camera_on, &they->camera_order, note);
        break;
    case SIGNAL_HIDDEN:
        session_take_state(&they->hidden, &they->hidden_order, note);
        break;
    case SIGNAL_WORDS:
        session_take_state(&they->words, &they->words_order, note);
        if (they->words)
            they->microphone_on = they->camera_on = false;
        break;
    case SIGNAL_READING:
        session_take_state(&they->reads, &they->reads_order, note);
        break;
    case SIGNAL_CLOCK_ASK:
        on_clock_ask(session, now_us, note);
        break;
    case SIGNAL_CLOCK_TELL: /* one that comes late is no news */
        shared_clock_told(&session->clock, now_us, note->t1, note->t2, session->line.silent);
        break;
    default:
        session_on_presence(session, now_us, note);
        break;
    }
}

void session_on_signal(struct session *session, uint64_t now_us, const uint8_t *bytes, size_t size)
{
    struct signal_note note;
    if (session->phase == SESSION_CLOSED || signal_decode(bytes, size, &note) != SIGNAL_OK) {
        session->refused++;
        return;
    }
    session_on_heard(session, now_us);
    if (note.kind != SIGNAL_CLOCK_ASK && note.kind != SIGNAL_CLOCK_TELL)
        session->sign_us = now_us;
    on_note(session, now_us, &note);
}

uint64_t session_next_deadline(const struct session *session)
{
    uint64_t hour_us = session_hour_deadline(session);
    bool all_said =
        session->phase == SESSION_LEAVING && session->me.farewell && session->they.farewell;
    if (all_said)
        return 0;
    return hour_us < session->deadline_us ? hour_us : session->deadline_us;
}

/* On a line that is thin, but alive, words are given the time they need; where there are words
 * alone, the farewell too. */
static bool words_wait(const struct session *session, uint64_t now_us)
{
    bool words = session->me.words || session->they.words;
    bool waits = session_count_unarrived(session) > 0 || (words && !session->me.farewell);
    return waits && !session->resting &&
           now_us < session->farewell_at_us + SESSION_FAREWELL_WORDS_US;
}

void session_on_timeout(struct session *session, uint64_t now_us)
{
    close_when_all_said(session, now_us);
    session_pass_time(session, now_us);
    if (now_us < session->deadline_us)
        return;
    session->deadline_us = UINT64_MAX;
    if (session->phase == SESSION_KNOCKING)
        knock(session, now_us);
    else if (session->phase == SESSION_LEAVING && words_wait(session, now_us))
        session->deadline_us = now_us + SESSION_FAREWELL_US;
    else if (session->phase == SESSION_LEAVING)
        close_link(session, SESSION_END_LEFT, now_us);
}
