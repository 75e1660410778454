/* A line while it is typed, from the field to the lane. */
#include <string.h>

#include "session/session.h"
#include "session/session_actions.h"

/* A text of the greatest size, told at once, and the end of it. */
#define TELLINGS_MAX (BODY_TEXT_BYTES_MAX / (BODY_TYPED_BYTES_MAX - 3) + 2)

/* False where there is no room. */
static bool tell(struct session *session, uint64_t now_us)
{
    const struct typing_change change = typing_change(&session->typing);
    const struct body body = {.kind = BODY_TYPING,
                              .typing = {.taken = change.taken, .typed = change.typed}};
    if (session_add_record(session, &body) == NULL)
        return false;
    typing_told(&session->typing, now_us);
    return true;
}

void session_pass_typing(struct session *session, uint64_t now_us)
{
    if (typing_due(&session->typing) > now_us)
        return;
    if (!session->linked || !session_is_open(session) || !tell(session, now_us))
        typing_later(&session->typing, now_us);
}

bool session_type(struct session *session, const char *text, uint64_t now_us)
{
    if (!session_is_open(session) || !typing_set(&session->typing, text))
        return false;
    session->spoke_us = session->sign_us = now_us;
    session_pass_typing(session, now_us);
    return true;
}

/* Whether the next change says all that stands in the field. */
static bool is_last(const struct typing *typing)
{
    const struct body_string typed = typing_change(typing).typed;
    return typed.bytes + typed.size == typing->mine.text + typing->mine.size;
}

/* They have some of it, or all: what is missing, and that it is a line now. */
static bool say_told(struct session *session, uint64_t now_ms)
{
    struct typing *typing = &session->typing;
    if (SESSION_ACTIONS_MAX - session->records.count < TELLINGS_MAX)
        return false;
    while (!is_last(typing))
        tell(session, typing->next_us);
    const struct typing_change change = typing_change(typing);
    const struct line line = {
        .kind = LINE_TEXT, .written_at_ms = now_ms, .text = typing->mine.text};
    const struct body body = {
        .kind = BODY_TYPING,
        .written_at_ms = now_ms,
        .typing = {.taken = change.taken, .typed = change.typed, .done = true},
    };
    return session_write_line(session, &line, &body);
}

bool session_say_typed(struct session *session, uint64_t now_ms)
{
    struct typing *typing = &session->typing;
    if (typing->mine.size == 0 || !session_is_open(session))
        return false;
    bool said = typing->told.size > 0 ? say_told(session, now_ms)
                                      : session_say(session, typing->mine.text, now_ms);
    if (said)
        typing_done(typing);
    return said;
}

void session_set_typing(struct session *session, bool on)
{
    struct typing *typing = &session->typing;
    struct typed field = typing->mine;
    typing->on = on;
    if (on || typing->told.size == 0 || !typing_set(typing, ""))
        return;
    tell(session, typing->next_us); /* what they saw of it is taken back */
    typing->mine = field;
    explicit_bzero(&field, sizeof field);
}

void session_set_reading(struct session *session, bool on)
{
    session->me.reads = on;
    session_tell_state(session, SIGNAL_READING, on, &session->me.reads_order);
}
