/* Words, the check-in, nods, and what is switched on and off. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"
#include "session/session.h"
#include "session/session_actions.h"

#define AROUND_BYTES (BODY_DISTRACTIONS_MAX * (BODY_DISTRACTION_BYTES_MAX + 2) + 1)

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
    return session_write_line(session, &line, &body);
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

bool session_fill_check_in(const struct session_arrival *arrival, struct body *body)
{
    const char *distractions = arrival->distractions != NULL ? arrival->distractions : "";
    const char *stressors = arrival->stressors != NULL ? arrival->stressors : "";
    body->check_in.feeling = body_string_from(arrival->feeling);
    body->check_in.stressors = body_string_from(stressors);
    body->check_in.rating = arrival->rated ? arrival->rating : BODY_RATING_NONE;
    body->check_in.now = arrival->now;
    if (!utf8_is_valid(distractions, strlen(distractions)))
        return false;
    split_distractions(distractions, body);
    size_t words =
        body->check_in.feeling.size + strlen(distractions) + body->check_in.stressors.size;
    return strlen(distractions) < AROUND_BYTES && (arrival->rated || words > 0) &&
           (!arrival->rated || arrival->rating <= BODY_RATING_MAX);
}

bool session_check_in(struct session *session, const struct session_arrival *arrival,
                      uint64_t now_ms)
{
    char text[BODY_FEELING_BYTES_MAX + 1];
    char around[AROUND_BYTES];
    char outside[BODY_STRESSORS_BYTES_MAX + 1];
    struct body body = {.kind = BODY_CHECK_IN, .written_at_ms = now_ms};
    if (!session_fill_check_in(arrival, &body) || body.check_in.feeling.size >= sizeof text ||
        body.check_in.stressors.size >= sizeof outside)
        return false;
    snprintf(text, sizeof text, "%s", arrival->feeling);
    snprintf(around, sizeof around, "%s", arrival->distractions ? arrival->distractions : "");
    snprintf(outside, sizeof outside, "%s", arrival->stressors ? arrival->stressors : "");
    const struct line line = {.kind = LINE_CHECK_IN,
                              .now = arrival->now,
                              .rated = arrival->rated,
                              .rating = arrival->rating,
                              .written_at_ms = now_ms,
                              .text = text,
                              .distractions = around,
                              .stressors = outside};
    if (!session_write_line(session, &line, &body))
        return false;
    session->me.checked_in = true;
    session_skip_check_in(session);
    return true;
}

void session_skip_check_in(struct session *session)
{
    session->check_in_open = false;
    session->answered = true;
    lane_uncover(&session->lane);
}

void session_tell_state(struct session *session, enum signal_kind kind, bool on, uint8_t *order)
{
    (*order)++;
    if (session->linked)
        session_add_signal(session, &(struct signal_note){.kind = kind, .on = on, .order = *order});
}

void session_tell_states(struct session *session)
{
    struct session_side *me = &session->me;
    if (!me->words) {
        session_tell_state(session, SIGNAL_MICROPHONE, me->microphone_on, &me->microphone_order);
        session_tell_state(session, SIGNAL_CAMERA, me->camera_on, &me->camera_order);
    }
    session_tell_state(session, SIGNAL_HIDDEN, me->hidden, &me->hidden_order);
    if (me->reads || me->reads_order != 0)
        session_tell_state(session, SIGNAL_READING, me->reads, &me->reads_order);
    session_tell_presence(session);
    session_tell_words(session);
}

void session_tell_words(struct session *session)
{
    if (session->me.words)
        session_tell_state(session, SIGNAL_WORDS, true, &session->me.words_order);
}

void session_set_words(struct session *session)
{
    ALCOVE_ASSERT(!session->linked);
    session->me.words = true;
    session->typing.on = true;
    session->me.microphone_on = session->me.camera_on = false;
}

void session_set_microphone(struct session *session, bool on)
{
    session->me.microphone_on = on;
    if (session->me.away != SIGNAL_HERE)
        session->microphone_was_on = on;
    session_tell_state(session, SIGNAL_MICROPHONE, on, &session->me.microphone_order);
}

void session_set_camera(struct session *session, bool on)
{
    session->me.camera_on = on;
    if (session->me.away != SIGNAL_HERE)
        session->camera_was_on = on;
    session_tell_state(session, SIGNAL_CAMERA, on, &session->me.camera_order);
}

void session_set_hidden(struct session *session, bool hidden)
{
    session->me.hidden = hidden;
    session_tell_state(session, SIGNAL_HIDDEN, hidden, &session->me.hidden_order);
}
