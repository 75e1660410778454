#include "reach/seeking.h"

#include "base/assert.h"

static uint32_t draw(const struct alcove_random *random)
{
    uint8_t drawn[2];
    ALCOVE_ASSERT(random->fill != NULL);
    random->fill(random->context, drawn, sizeof drawn);
    return (uint32_t)(drawn[0] << 8 | drawn[1]);
}

/* Within SEEKING_JITTER_PERCENT of the interval. */
static uint64_t jittered(uint64_t interval_us, const struct alcove_random *random)
{
    uint64_t least_us = interval_us / 100 * (100 - SEEKING_JITTER_PERCENT);
    uint64_t span_us = interval_us / 100 * (2 * SEEKING_JITTER_PERCENT);
    ALCOVE_ASSERT(interval_us >= 100);
    return least_us + span_us * draw(random) / UINT16_MAX;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* A put wanted now, but not right after another. */
static uint64_t put_soon(const struct seeking *seeking, uint64_t now_us)
{
    if (seeking->put_us == SEEKING_NEVER)
        return now_us;
    ALCOVE_ASSERT(now_us >= seeking->put_us);
    return later(now_us, seeking->put_us + SEEKING_PUT_LEAST_US);
}

static void enter(struct seeking *seeking, uint64_t now_us, enum seeking_state state)
{
    ALCOVE_ASSERT(state != SEEKING_OFF);
    if (seeking->state == SEEKING_OFF)
        seeking->put_us = SEEKING_NEVER;
    seeking->state = state;
    seeking->since_us = now_us;
}

static void enter_idle(struct seeking *seeking, uint64_t now_us, const struct alcove_random *random)
{
    ALCOVE_ASSERT(seeking->state != SEEKING_OFF);
    enter(seeking, now_us, SEEKING_IDLE);
    /* What lies in the DHT says still that we seek. */
    seeking->next_put_us =
        earlier(seeking->next_put_us, now_us + jittered(SEEKING_IDLE_CHANGE_US, random));
    seeking->next_get_us = now_us + jittered(SEEKING_IDLE_GET_US, random);
}

void seeking_start(struct seeking *seeking, uint64_t now_us, const struct alcove_random *random)
{
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state != SEEKING_OFF)
        return;
    enter(seeking, now_us, SEEKING_IDLE);
    seeking->next_put_us = now_us + (uint64_t)SEEKING_START_US * draw(random) / UINT16_MAX;
    seeking->next_get_us = now_us + (uint64_t)SEEKING_START_US * draw(random) / UINT16_MAX;
}

void seeking_begin(struct seeking *seeking, uint64_t now_us, enum seeking_why why)
{
    ALCOVE_ASSERT(why <= SEEK_FOR_INVITE);
    /* Our record says since when we seek, so it is another one now. */
    bool again = seeking->state == SEEKING_ACTIVE && seeking->why == why;
    enter(seeking, now_us, SEEKING_ACTIVE);
    seeking->why = why;
    seeking->next_get_us = now_us;
    if (again)
        return;
    seeking->next_put_us = put_soon(seeking, now_us);
}

void seeking_roam(struct seeking *seeking, uint64_t now_us)
{
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state == SEEKING_OFF || seeking->state == SEEKING_ROAMING)
        return;
    enter(seeking, now_us, SEEKING_ROAMING);
    seeking->why = SEEK_FOR_CALL;
    seeking->next_get_us = now_us;
    seeking->next_put_us = put_soon(seeking, now_us);
}

void seeking_move(struct seeking *seeking, uint64_t now_us)
{
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state == SEEKING_OFF)
        return;
    if (seeking->state == SEEKING_IDLE)
        seeking->why = SEEK_FOR_CALL;
    enter(seeking, now_us, SEEKING_ROAMING);
    seeking->put_flies = seeking->get_flies = false;
    seeking->put_us = SEEKING_NEVER; /* what lies there is of where we were */
    seeking->next_put_us = seeking->next_get_us = now_us;
}

void seeking_own_changed(struct seeking *seeking, uint64_t now_us,
                         const struct alcove_random *random)
{
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state == SEEKING_OFF)
        return;
    uint64_t due_us = seeking->state == SEEKING_IDLE
                          ? now_us + jittered(SEEKING_IDLE_CHANGE_US, random)
                          : put_soon(seeking, now_us);
    seeking->next_put_us = earlier(seeking->next_put_us, due_us);
}

void seeking_other_heard(struct seeking *seeking, uint64_t now_us,
                         const struct alcove_random *random)
{
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state == SEEKING_ACTIVE || seeking->state == SEEKING_ROAMING)
        enter_idle(seeking, now_us, random);
    if (seeking->state == SEEKING_IDLE)
        seeking->next_get_us = now_us + jittered(SEEKING_IDLE_GET_US, random);
}

/* States that time alone ends. */
static void age(struct seeking *seeking, uint64_t now_us, const struct alcove_random *random)
{
    uint64_t age_us = now_us - seeking->since_us;
    ALCOVE_ASSERT(now_us >= seeking->since_us);
    if (seeking->state == SEEKING_ROAMING && age_us >= SEEKING_ROAM_US)
        enter(seeking, now_us, SEEKING_ACTIVE);
    else if (seeking->state == SEEKING_ACTIVE && seeking->why != SEEK_FOR_INVITE &&
             age_us >= SEEKING_LONG_US)
        enter_idle(seeking, now_us, random);
}

static uint64_t get_interval(const struct seeking *seeking, uint64_t now_us)
{
    uint64_t age_us = now_us - seeking->since_us;
    ALCOVE_ASSERT(seeking->state != SEEKING_OFF);
    if (seeking->state == SEEKING_IDLE)
        return SEEKING_IDLE_GET_US;
    if (seeking->state == SEEKING_ROAMING)
        return SEEKING_ROAM_GET_US;
    if (age_us < SEEKING_FIRST_US)
        return SEEKING_FIRST_GET_US;
    if (age_us < SEEKING_FAST_US)
        return SEEKING_FAST_GET_US;
    return age_us < SEEKING_LONG_US ? SEEKING_SLOW_GET_US : SEEKING_INVITE_GET_US;
}

void seeking_put_again(struct seeking *seeking, uint64_t now_us, const struct alcove_random *random)
{
    ALCOVE_ASSERT(!seeking->put_flies);
    if (seeking->state == SEEKING_OFF)
        return;
    uint64_t due_us = now_us + jittered(get_interval(seeking, now_us), random);
    seeking->next_put_us = earlier(seeking->next_put_us, later(due_us, put_soon(seeking, now_us)));
}

enum seeking_want seeking_poll(struct seeking *seeking, uint64_t now_us,
                               const struct alcove_random *random)
{
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state == SEEKING_OFF)
        return SEEK_NOTHING;
    age(seeking, now_us, random);
    if (!seeking->put_flies && now_us >= seeking->next_put_us) {
        uint64_t interval_us =
            seeking->state == SEEKING_IDLE ? SEEKING_IDLE_PUT_US : SEEKING_PUT_US;
        seeking->put_flies = true;
        seeking->put_us = now_us;
        seeking->next_put_us = now_us + jittered(interval_us, random);
        return SEEK_PUT;
    }
    if (!seeking->get_flies && now_us >= seeking->next_get_us) {
        seeking->get_flies = true;
        seeking->next_get_us = now_us + jittered(get_interval(seeking, now_us), random);
        return SEEK_GET;
    }
    return SEEK_NOTHING;
}

void seeking_on_done(struct seeking *seeking, enum seeking_want want)
{
    ALCOVE_ASSERT(want == SEEK_PUT ? seeking->put_flies : want == SEEK_GET && seeking->get_flies);
    if (want == SEEK_PUT)
        seeking->put_flies = false;
    else
        seeking->get_flies = false;
}

uint64_t seeking_next_timeout(const struct seeking *seeking)
{
    uint64_t next_us = SEEKING_NEVER;
    ALCOVE_ASSERT(seeking->state <= SEEKING_ROAMING);
    if (seeking->state == SEEKING_OFF)
        return SEEKING_NEVER;
    if (!seeking->put_flies)
        next_us = seeking->next_put_us;
    if (!seeking->get_flies)
        next_us = earlier(next_us, seeking->next_get_us);
    return next_us;
}
