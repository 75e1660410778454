/* What a person does in a session, beside the door. */
#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"
#include "session/session.h"
#include "session/session_actions.h"

static bool write_line(struct session *session, const struct line *line, const struct body *body)
{
    if (session->phase == SESSION_CLOSED || session->phase == SESSION_LEAVING)
        return false;
    if (lane_append(&session->lane, line) == NULL)
        return false;
    if (session_add_record(session, body))
        return true;
    lane_drop_last(&session->lane);
    return false;
}

bool session_is_full(const struct session *session)
{
    return session->records.count == SESSION_ACTIONS_MAX;
}

bool session_say(struct session *session, const char *text, uint64_t now_ms)
{
    char copy[BODY_TEXT_BYTES_MAX + 1];
    size_t size = strlen(text);
    if (size == 0 || size > BODY_TEXT_BYTES_MAX)
        return false;
    memcpy(copy, text, size + 1);
    const struct line line = {.kind = LINE_TEXT, .written_at_ms = now_ms, .text = copy};
    const struct body body = {
        .kind = BODY_TEXT, .written_at_ms = now_ms, .text = {.bytes = text, .size = size}};
    return write_line(session, &line, &body);
}

/* One of a list separated by commas: without the blanks around it, and not over its bound. */
static struct body_string trim(const char *start, size_t size)
{
    while (size > 0 && *start == ' ') {
        start++;
        size--;
    }
    while (size > 0 && start[size - 1] == ' ')
        size--;
    return (struct body_string){start, utf8_prefix(start, size, BODY_DISTRACTION_BYTES_MAX)};
}

static void split_distractions(const char *list, struct body *body)
{
    while (*list != '\0' && body->check_in.distraction_count < BODY_DISTRACTIONS_MAX) {
        size_t size = strcspn(list, ",");
        struct body_string one = trim(list, size);
        if (one.size > 0)
            body->check_in.distractions[body->check_in.distraction_count++] = one;
        list += size;
        if (*list == ',')
            list++;
    }
}

bool session_check_in(struct session *session, const char *feeling, const char *distractions,
                      uint64_t now_ms)
{
    char text[BODY_FEELING_BYTES_MAX + 1];
    char around[BODY_DISTRACTIONS_MAX * (BODY_DISTRACTION_BYTES_MAX + 2) + 1];
    if (distractions == NULL)
        distractions = "";
    size_t size = strlen(feeling);
    size_t around_size = strlen(distractions);
    if (size > BODY_FEELING_BYTES_MAX || around_size >= sizeof around || size + around_size == 0)
        return false;
    if (!utf8_is_valid(distractions, around_size))
        return false;
    memcpy(text, feeling, size + 1);
    memcpy(around, distractions, around_size + 1);
    struct body body = {.kind = BODY_CHECK_IN, .written_at_ms = now_ms};
    body.check_in.feeling = (struct body_string){feeling, size};
    body.check_in.rating = BODY_RATING_NONE;
    split_distractions(distractions, &body);
    const struct line line = {
        .kind = LINE_CHECK_IN, .written_at_ms = now_ms, .text = text, .distractions = around};
    if (!write_line(session, &line, &body))
        return false;
    session->me.checked_in = true;
    session->check_in_open = false;
    return true;
}

void session_skip_check_in(struct session *session)
{
    session->check_in_open = false;
}

bool session_nod(struct session *session, uint64_t now_us)
{
    if (session->phase != SESSION_TOGETHER ||
        !session_add_signal(session, &(struct signal_note){.kind = SIGNAL_NOD}))
        return false;
    session->me.nods++;
    session->me.nodded_at_us = now_us;
    return true;
}

/* A state of ours, with a number that makes it newer than what was told before. */
static void tell_state(struct session *session, enum signal_kind kind, bool on, uint8_t *order)
{
    (*order)++;
    if (session->linked)
        session_add_signal(session, &(struct signal_note){.kind = kind, .on = on, .order = *order});
}

void session_tell_states(struct session *session)
{
    struct session_side *me = &session->me;
    if (!me->words) {
        tell_state(session, SIGNAL_MICROPHONE, me->microphone_on, &me->microphone_order);
        tell_state(session, SIGNAL_CAMERA, me->camera_on, &me->camera_order);
    }
    tell_state(session, SIGNAL_HIDDEN, me->hidden, &me->hidden_order);
    session_tell_words(session);
}

void session_tell_words(struct session *session)
{
    if (session->me.words)
        tell_state(session, SIGNAL_WORDS, true, &session->me.words_order);
}

void session_set_words(struct session *session)
{
    ALCOVE_ASSERT(!session->linked);
    session->me.words = true;
    session->me.microphone_on = session->me.camera_on = false;
}

void session_set_microphone(struct session *session, bool on)
{
    session->me.microphone_on = on;
    tell_state(session, SIGNAL_MICROPHONE, on, &session->me.microphone_order);
}

void session_set_camera(struct session *session, bool on)
{
    session->me.camera_on = on;
    tell_state(session, SIGNAL_CAMERA, on, &session->me.camera_order);
}

void session_set_hidden(struct session *session, bool hidden)
{
    session->me.hidden = hidden;
    tell_state(session, SIGNAL_HIDDEN, hidden, &session->me.hidden_order);
}
