#include "session/session_actions.h"

#include <string.h>

#include "base/assert.h"

/* A line that takes no more signals must not keep the media open, nor the link. */
#define ACTIONS_KEPT_FREE 8

static const struct session_action *ring_top(const struct session_ring *ring)
{
    return ring->count == 0 ? NULL : &ring->actions[ring->first];
}

const struct session_action *session_peek_record(const struct session *session)
{
    return ring_top(&session->records);
}

const struct session_action *session_peek_action(const struct session *session)
{
    const struct session_action *other = ring_top(&session->others);
    return other != NULL ? other : ring_top(&session->records);
}

void session_drop_action(struct session *session, const struct session_action *action)
{
    struct session_ring *ring =
        action->kind == SESSION_SEND_RECORD ? &session->records : &session->others;
    ALCOVE_ASSERT(action == ring_top(ring));
    explicit_bzero(ring->actions[ring->first].bytes, action->size);
    ring->first = (ring->first + 1) % SESSION_ACTIONS_MAX;
    ring->count--;
    session_tell_again(session);
}

struct session_action *session_add_action(struct session *session, enum session_action_kind kind)
{
    struct session_ring *ring = kind == SESSION_SEND_RECORD ? &session->records : &session->others;
    if (ring->count == SESSION_ACTIONS_MAX)
        return NULL;
    size_t at = (ring->first + ring->count) % SESSION_ACTIONS_MAX;
    ring->count++;
    struct session_action *action = &ring->actions[at];
    action->kind = kind;
    action->declined = false;
    action->line = 0;
    action->size = 0;
    return action;
}

bool session_add_signal(struct session *session, const struct signal_note *note)
{
    if (session->others.count >= SESSION_ACTIONS_MAX - ACTIONS_KEPT_FREE)
        return false;
    struct session_action *action = session_add_action(session, SESSION_SEND_SIGNAL);
    if (action == NULL)
        return false;
    action->size = signal_encode(note, action->bytes);
    return true;
}

struct session_action *session_add_record(struct session *session, const struct body *body)
{
    struct session_action *action = session_add_action(session, SESSION_SEND_RECORD);
    if (action == NULL)
        return NULL;
    action->size = body_encode(body, action->bytes);
    if (action->size != 0)
        return action;
    session->records.count--; /* a bound was broken: take the action back */
    return NULL;
}
