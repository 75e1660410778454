#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "session/session_actions.h"

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
    session->me.microphone_on = true;
    session->me.camera_on = true;
    session->they.microphone_on = true;
    session->they.camera_on = true;
    return true;
}

void session_clear(struct session *session)
{
    lane_clear(&session->lane);
    free(session->records.actions);
    free(session->others.actions);
    memset(session, 0, sizeof *session);
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
}

static void close_link(struct session *session, enum session_end how, uint64_t now_us)
{
    end(session, how, now_us);
    struct session_action *action = session_add_action(session, SESSION_CLOSE_LINK);
    if (action != NULL)
        action->declined = how == SESSION_END_DECLINED;
}

static void knock(struct session *session, uint64_t now_us)
{
    session_tell_words(session); /* before any voice of theirs can come */
    session_add_signal(session, &(struct signal_note){.kind = SIGNAL_KNOCK});
    session->deadline_us = now_us + SESSION_KNOCK_AGAIN_US;
}

void session_on_linked(struct session *session, uint64_t now_us)
{
    if (session->phase != SESSION_ARRIVING)
        return;
    session->linked = true;
    if (!session->caller)
        return;
    session->phase = SESSION_KNOCKING;
    knock(session, now_us);
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
    session->together_at_us = now_us;
    session->deadline_us = UINT64_MAX;
    session->check_in_open = !session->me.checked_in;
    session_add_action(session, SESSION_OPEN_MEDIA);
    session_tell_states(session);
}

static void admit(struct session *session, uint64_t now_us)
{
    session_add_signal(session, &(struct signal_note){.kind = SIGNAL_ADMITTED});
    if (session->phase != SESSION_TOGETHER)
        come_together(session, now_us);
    else
        session_tell_words(session);
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
    if (session->unlocked)
        session_open_door(session, now_us);
}

static void on_state(bool *on, uint8_t *order, const struct signal_note *note)
{
    if (!signal_order_is_newer(note->order, *order))
        return;
    *order = note->order;
    *on = note->on;
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
    case SIGNAL_NOD:
        they->nods++;
        they->nodded_at_us = now_us;
        break;
    case SIGNAL_MICROPHONE:
        on_state(&they->microphone_on, &they->microphone_order, note);
        break;
    case SIGNAL_CAMERA:
        on_state(&they->camera_on, &they->camera_order, note);
        break;
    case SIGNAL_HIDDEN:
        on_state(&they->hidden, &they->hidden_order, note);
        break;
    case SIGNAL_WORDS:
        on_state(&they->words, &they->words_order, note);
        if (they->words)
            they->microphone_on = they->camera_on = false;
        break;
    default: /* of the hour */
        session->refused++;
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
    on_note(session, now_us, &note);
}

static char *copy_string(const struct body_string *string)
{
    return strndup(string->bytes != NULL ? string->bytes : "", string->size);
}

/* "a, b, c"; NULL when memory is short. */
static char *join_distractions(const struct body *body)
{
    size_t size = 1;
    for (size_t i = 0; i < body->check_in.distraction_count; i++)
        size += body->check_in.distractions[i].size + 2;
    char *joined = calloc(1, size);
    char *at = joined;
    for (size_t i = 0; joined != NULL && i < body->check_in.distraction_count; i++) {
        const struct body_string *one = &body->check_in.distractions[i];
        if (i > 0)
            at = mempcpy(at, ", ", 2);
        at = mempcpy(at, one->bytes, one->size);
    }
    return joined;
}

static bool keep_line(struct session *session, const struct body *body)
{
    bool check_in = body->kind == BODY_CHECK_IN;
    struct line line = {
        .author = LINE_THEIRS,
        .kind = check_in ? LINE_CHECK_IN : LINE_TEXT,
        .state = LINE_ARRIVED,
        .written_at_ms = body->written_at_ms,
        .text = copy_string(check_in ? &body->check_in.feeling : &body->text),
        .distractions = check_in ? join_distractions(body) : NULL,
    };
    bool kept = line.text != NULL && (!check_in || line.distractions != NULL) &&
                lane_append(&session->lane, &line) != NULL;
    free(line.text);
    free(line.distractions);
    return kept;
}

bool session_on_record(struct session *session, uint64_t now_us, const uint8_t *bytes, size_t size)
{
    struct body body;
    if (body_decode(bytes, size, &body) != BODY_OK) {
        session->refused++;
        return true;
    }
    switch (body.kind) {
    case BODY_TEXT:
        return keep_line(session, &body);
    case BODY_CHECK_IN:
        if (!keep_line(session, &body))
            return false;
        session->they.checked_in = true;
        return true;
    case BODY_FAREWELL:
        session->they.farewell = true;
        if (session->phase == SESSION_TOGETHER || session->phase == SESSION_APART)
            say_farewell(session, now_us);
        close_when_all_said(session, now_us);
        return true;
    case BODY_INTRODUCTION: /* of a pairing, and so are the two that follow */
    case BODY_COMMITMENT:
    case BODY_NUMBER:
    case BODY_SYNC: /* of the spaces, which it never reaches */
    case BODY_CARD:
    case BODY_TYPING:
        session->refused++;
        return true;
    }
    return true;
}

void session_on_record_left(struct session *session, uint64_t record_id)
{
    const struct session_action *action = session_peek_record(session);
    ALCOVE_ASSERT(action != NULL);
    struct body body;
    ALCOVE_ASSERT(body_decode(action->bytes, action->size, &body) == BODY_OK);
    if (body.kind == BODY_FAREWELL) {
        session->farewell_id = record_id;
        session->farewell_left = true;
        return;
    }
    for (size_t i = 0; i < session->lane.count; i++) {
        struct line *line = &session->lane.lines[i];
        if (line->author != LINE_MINE || line->state != LINE_WRITTEN)
            continue;
        line->state = LINE_LEFT;
        line->record_id = record_id;
        return;
    }
}

void session_on_record_arrived(struct session *session, uint64_t record_id)
{
    struct line *line = lane_find_record(&session->lane, record_id);
    if (line != NULL)
        line->state = LINE_ARRIVED;
    if (session->farewell_left && record_id == session->farewell_id)
        session->me.farewell = true;
}

uint64_t session_next_deadline(const struct session *session)
{
    bool all_said =
        session->phase == SESSION_LEAVING && session->me.farewell && session->they.farewell;
    return all_said ? 0 : session->deadline_us;
}

size_t session_count_unarrived(const struct session *session)
{
    size_t count = 0;
    for (size_t i = 0; i < session->lane.count; i++) {
        const struct line *line = &session->lane.lines[i];
        if (line->author == LINE_MINE && line->state != LINE_ARRIVED)
            count++;
    }
    return count;
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
