/* rooms: records session */
/* A session with a hostile other side, a line that comes and goes, and what a device kept of it:
 * steps of one byte that says what happens, one of size, and so many bytes that came. No promise of
 * ours is broken, time never stands still, and what is kept can be read. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "session/session_cards.h"
#include "session/session_hour.h"
#include "session/session_presence.h"
#include "session/session_resume.h"

#define UNIX_MS UINT64_C(1800000000000)

enum step {
    STEP_RECORD,
    STEP_SIGNAL,
    STEP_RESTS,
    STEP_IS_BACK,
    STEP_IS_LOST,
    STEP_OPEN,
    STEP_AWAY,
    STEP_TYPE,
    STEP_LAY,
    STEP_GO_ON,
    STEP_LEAVE,
    STEPS,
};

struct world {
    struct session session;
    uint64_t now_us;
    uint64_t records;
    unsigned side;
};

static void line_changes(struct world *world, enum step step)
{
    struct session *session = &world->session;
    if (step == STEP_RESTS)
        session_on_resting(session);
    else if (step == STEP_IS_BACK)
        session_on_resumed(session);
    else
        session_on_closed(session, world->now_us, false);
    if (session->phase == SESSION_CLOSED && session_resume(session, world->now_us % 2 == 0))
        session_on_linked(session, world->now_us, world->side);
}

static void person_does(struct world *world, enum step step, const uint8_t *bytes, size_t size)
{
    struct session *session = &world->session;
    char text[256] = "";
    memcpy(text, bytes, size);
    if (step == STEP_OPEN)
        session_open_door(session, world->now_us);
    else if (step == STEP_AWAY)
        session_set_away(session, world->now_us, (enum signal_away)(size % 3));
    else if (step == STEP_TYPE && session_type(session, text, world->now_us) && size % 2 == 0)
        session_say_typed(session, size);
    else if (step == STEP_LAY)
        session_reflect(session, world->now_us, text, NULL);
    else if (step == STEP_GO_ON)
        session_go_to(session, session_stage(session) + 1);
    else if (step == STEP_LEAVE)
        session_leave(session, world->now_us);
}

static void time_passes(struct world *world)
{
    struct session *session = &world->session;
    const struct session_action *action;
    if (session_next_deadline(session) <= world->now_us)
        session_on_timeout(session, world->now_us);
    require(session_next_deadline(session) > world->now_us);
    while ((action = session_peek_action(session)) != NULL) {
        if (action->kind == SESSION_SEND_RECORD) {
            session_on_record_left(session, world->records);
            session_on_record_arrived(session, world->records++);
        }
        session_drop_action(session, action);
    }
    session_presence(session, world->now_us);
    session_take_cue(session, world->now_us);
}

static void take_step(struct world *world, uint8_t what, const uint8_t *bytes, size_t size)
{
    enum step step = (enum step)(what % STEPS);
    world->now_us += UINT64_C(100000) * (what / STEPS) * (what / STEPS);
    if (step == STEP_RECORD)
        require(session_on_record(&world->session, world->now_us, bytes, size));
    else if (step == STEP_SIGNAL)
        session_on_signal(&world->session, world->now_us, bytes, size);
    else if (step <= STEP_IS_LOST)
        line_changes(world, step);
    else
        person_does(world, step, bytes, size);
    time_passes(world);
}

static void require_kept(const struct world *world)
{
    struct session again;
    size_t size;
    uint8_t *kept = session_encode(&world->session, world->now_us, UNIX_MS, &size);
    require(session_init(&again, true, false));
    if (kept != NULL)
        require(session_decode(&again, kept, size, world->now_us, UNIX_MS));
    session_clear(&again);
    free(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct world world = {.now_us = 1000000, .side = size & 1};
    if (size < 2)
        return 0;
    require(session_init(&world.session, data[0] % 2 == 0, data[0] % 3 == 0));
    if (session_decode(&world.session, data + 1, size - 1, world.now_us, UNIX_MS))
        world.side = world.session.board.side;
    session_on_linked(&world.session, world.now_us, world.side);
    for (size_t at = 1; at + 1 < size && data[at + 1] <= size - at - 2; at += 2U + data[at + 1])
        take_step(&world, data[at], data + at + 2, data[at + 1]);
    require_kept(&world);
    session_clear(&world.session);
    return 0;
}
