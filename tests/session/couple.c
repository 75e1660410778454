#include "couple.h"

#include <string.h>

#include "harness.h"

void couple_meet(struct couple *c, bool unlocked)
{
    memset(c, 0, sizeof *c);
    c->now_us = 1000000;
    assert_true(session_init(&c->client, true, false));
    assert_true(session_init(&c->therapist, false, unlocked));
}

void couple_part(struct couple *c)
{
    session_clear(&c->client);
    session_clear(&c->therapist);
}

static bool do_action(struct couple *c, int who, const struct session_action *action)
{
    struct session *mine = who == 0 ? &c->client : &c->therapist;
    struct session *theirs = who == 0 ? &c->therapist : &c->client;
    switch (action->kind) {
    case SESSION_SEND_RECORD:
        if (c->line_holds_records || c->line_is_dead)
            return false;
        session_on_record_left(mine, c->next_record_id[who]);
        assert_true(session_on_record(theirs, c->now_us, action->bytes, action->size));
        session_on_record_arrived(mine, c->next_record_id[who]++);
        return true;
    case SESSION_SEND_SIGNAL:
        if (c->line_is_dead)
            return true;
        session_on_signal(theirs, c->now_us, action->bytes, action->size);
        return true;
    case SESSION_OPEN_MEDIA:
        c->media_open[who] = true;
        return true;
    case SESSION_CLOSE_MEDIA:
        c->media_open[who] = false;
        return true;
    case SESSION_CLOSE_LINK:
        c->link_closed[who] = true;
        c->declined[who] = action->declined;
        session_on_closed(theirs, c->now_us, action->declined);
        return true;
    }
    return true;
}

bool couple_settle_one(struct couple *c, int who)
{
    struct session *session = who == 0 ? &c->client : &c->therapist;
    if (session_next_deadline(session) <= c->now_us)
        session_on_timeout(session, c->now_us);
    const struct session_action *top = session_peek_action(session);
    if (top == NULL)
        return false;
    if (!do_action(c, who, top))
        return false;
    session_drop_action(session, top);
    return true;
}

void couple_settle(struct couple *c)
{
    bool moved = true;
    while (moved) {
        moved = couple_settle_one(c, 0);
        moved = couple_settle_one(c, 1) || moved;
    }
}

void couple_link(struct couple *c)
{
    session_on_linked(&c->client, c->now_us, 0);
    session_on_linked(&c->therapist, c->now_us, 1);
    couple_settle(c);
}

void couple_begin(struct couple *c)
{
    couple_meet(c, true);
    couple_link(c);
}

/* As much at once as a timer of the app would take. */
void couple_pass(struct couple *c, uint64_t span_us)
{
    for (uint64_t end_us = c->now_us + span_us; c->now_us < end_us;) {
        uint64_t next_us = c->now_us + 100000;
        c->now_us = next_us < end_us ? next_us : end_us;
        couple_settle(c);
    }
}
