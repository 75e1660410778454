#include "session/hour.h"

#include "base/assert.h"

#define MINUTE_MS     60000
#define BREATH_IN_MS  4000
#define BREATH_OUT_MS 6000
#define CUE_AGAIN_MS  MINUTE_MS /* an end that moves by less repeats no cue */

const char *stage_name(enum session_stage stage)
{
    static const char *const names[] = {"arriving", "ready",   "threshold", "warm-up", "agenda",
                                        "work",     "closing", "recap",     "closed"};
    ALCOVE_ASSERT(stage <= STAGE_CLOSED);
    return names[stage];
}

static const struct board_value *value(const struct board *board, enum card_hour_field field,
                                       unsigned side)
{
    return board_value(board, CARD_HOUR, 0, field, side);
}

static uint64_t number(const struct board *board, enum card_hour_field field)
{
    return value(board, field, 0)->number;
}

enum session_stage hour_stage(const struct hour *hour, const struct board *board, bool together)
{
    if (!together)
        return hour->own;
    uint64_t stage = number(board, HOUR_CARD_STAGE);
    return stage < STAGE_WARM_UP ? STAGE_WARM_UP : (enum session_stage)stage;
}

enum stage_trace hour_trace(const struct hour *hour, const struct board *board,
                            enum session_stage stage)
{
    uint64_t skipped = hour->skipped;
    for (unsigned side = 0; side < 2; side++)
        skipped |= value(board, HOUR_CARD_SKIPPED, side)->number;
    if (stage > hour->reached)
        return STAGE_NOT_REACHED;
    return (skipped >> stage & 1) != 0 ? STAGE_SKIPPED : STAGE_DONE;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

struct hour_times hour_times(const struct board *board)
{
    const struct board_value *began = value(board, HOUR_CARD_BEGAN, 0);
    const struct board_value *minutes = value(board, HOUR_CARD_MINUTES, 0);
    struct hour_times times = {
        .began = began->is_set,
        .began_ms = began->number,
        .minutes = minutes->is_set ? (uint32_t)minutes->number : HOUR_MINUTES_USUAL,
        .more = (uint32_t)smaller(value(board, HOUR_CARD_MORE, 0)->number,
                                  value(board, HOUR_CARD_MORE, 1)->number),
        .taken_ms = larger(value(board, HOUR_CARD_TAKEN, 0)->number,
                           value(board, HOUR_CARD_TAKEN, 1)->number),
        .gives_back = number(board, HOUR_CARD_GIVE_BACK) != 0,
        .next_minute = number(board, HOUR_CARD_NEXT),
    };
    if (times.began)
        times.ends_ms = times.began_ms + (uint64_t)(times.minutes + times.more) * MINUTE_MS +
                        (times.gives_back ? times.taken_ms : 0);
    return times;
}

/* When a cue is due; UINT64_MAX: never in this hour. */
static uint64_t cue_due(const struct hour_times *times, enum hour_cue cue)
{
    static const uint64_t before_end_ms[] = {
        [CUE_TEN] = UINT64_C(10) * MINUTE_MS,
        [CUE_FIVE] = UINT64_C(5) * MINUTE_MS,
        [CUE_END] = 0,
    };
    ALCOVE_ASSERT(cue > CUE_NONE && cue <= CUE_END);
    if (!times->began)
        return UINT64_MAX;
    if (cue == CUE_START)
        return times->began_ms;
    bool fits = times->began_ms + before_end_ms[cue] < times->ends_ms;
    return fits ? times->ends_ms - before_end_ms[cue] : UINT64_MAX;
}

enum hour_cue hour_cue(const struct board *board, uint64_t shared_ms)
{
    const struct hour_times times = hour_times(board);
    for (enum hour_cue cue = CUE_END; cue > CUE_NONE; cue--) {
        if (cue_due(&times, cue) <= shared_ms)
            return cue;
    }
    return CUE_NONE;
}

uint64_t hour_next_cue(const struct board *board, uint64_t shared_ms)
{
    const struct hour_times times = hour_times(board);
    uint64_t next = UINT64_MAX;
    for (enum hour_cue cue = CUE_START; cue <= CUE_END; cue++) {
        uint64_t due = cue_due(&times, cue);
        if (due > shared_ms)
            next = smaller(next, due);
    }
    return next;
}

enum hour_cue hour_take_cue(struct hour_cues *cues, const struct board *board, uint64_t shared_ms)
{
    const struct hour_times times = hour_times(board);
    enum hour_cue cue = hour_cue(board, shared_ms);
    if (cue < cues->told && times.ends_ms >= cues->ends_ms + CUE_AGAIN_MS) {
        cues->told = cue; /* the end moved away, and with it what is still to be told */
        cues->ends_ms = times.ends_ms;
    }
    if (cue <= cues->told)
        return CUE_NONE;
    *cues = (struct hour_cues){.told = cue, .ends_ms = times.ends_ms};
    return cue;
}

/* From 0 to 1 and slow at both ends. */
static double ease(double part)
{
    return part * part * (3 - 2 * part);
}

struct breath breath_at(uint64_t began_ms, uint64_t now_ms)
{
    struct breath breath = {0};
    bool ahead = now_ms < began_ms; /* by a little: clocks differ */
    uint64_t at_ms = ahead ? 0 : now_ms - began_ms;
    if (began_ms == 0 || at_ms >= HOUR_SETTLE_MS)
        return breath;
    uint64_t in_cycle = at_ms % (BREATH_IN_MS + BREATH_OUT_MS);
    breath.on = true;
    breath.in = in_cycle < BREATH_IN_MS;
    breath.seconds_left = (unsigned)((HOUR_SETTLE_MS - at_ms + 999) / 1000);
    if (breath.in)
        breath.fullness = ease((double)in_cycle / BREATH_IN_MS);
    else
        breath.fullness = 1 - ease((double)(in_cycle - BREATH_IN_MS) / BREATH_OUT_MS);
    return breath;
}
