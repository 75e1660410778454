#include "session/pacing.h"

#include <string.h>

#include "base/assert.h"

#define SMOOTH_US 1000000

void pacing_init(struct pacing *pacing)
{
    memset(pacing, 0, sizeof *pacing);
}

/* ---- the line ---- */

static void smooth(struct pacing_delay *delay, uint32_t one_way_us, uint64_t now_us)
{
    if (delay->measured_at_us == 0) {
        delay->one_way_us = one_way_us;
    } else {
        int64_t since_us = (int64_t)(now_us - delay->measured_at_us);
        int64_t off_us = (int64_t)one_way_us - (int64_t)delay->one_way_us;
        int64_t step_us = off_us * since_us / (since_us + SMOOTH_US);
        delay->one_way_us = (uint64_t)((int64_t)delay->one_way_us + step_us);
    }
    delay->measured_at_us = now_us;
}

void pacing_on_line(struct pacing *pacing, uint32_t one_way_us, uint32_t round_trip_us,
                    uint64_t now_us)
{
    struct pacing_delay *delay = &pacing->delay;
    ALCOVE_ASSERT(now_us >= delay->measured_at_us && now_us > 0);
    smooth(delay, one_way_us, now_us);
    pacing->round_trip_us = round_trip_us;
    if (delay->one_way_us <= PACING_DELAY_ON_US)
        delay->over_since_us = 0;
    else if (delay->over_since_us == 0)
        delay->over_since_us = now_us;
    if (delay->over_since_us != 0 && now_us - delay->over_since_us >= PACING_DELAY_FOR_US)
        delay->told = true;
    if (delay->one_way_us < PACING_DELAY_OFF_US)
        delay->told = false;
}

uint32_t pacing_delay_to_tell_ms(const struct pacing *pacing)
{
    return pacing->delay.told ? (uint32_t)(pacing->delay.one_way_us / 1000) : 0;
}

static bool may_advise(const struct pacing *pacing)
{
    return pacing->delay.one_way_us >= PACING_ADVICE_DELAY_US;
}

/* ---- both voices, on one line of time ---- */

static bool both_speak(const struct pacing *pacing)
{
    return pacing->voices[PACING_ME].speaking && pacing->voices[PACING_THEM].speaking;
}

static bool nobody_speaks(const struct pacing *pacing)
{
    return !pacing->voices[PACING_ME].speaking && !pacing->voices[PACING_THEM].speaking;
}

/* The voices stay as they are until `until_us`; `found_us` is the moment at which we learn it. */
static void count_until(struct pacing *pacing, uint64_t until_us, uint64_t found_us)
{
    ALCOVE_ASSERT(until_us >= pacing->counted_us);
    for (int side = 0; side < PACING_SIDES; side++) {
        struct pacing_voice *voice = &pacing->voices[side];
        if (voice->speaking)
            voice->talked_us += until_us - pacing->counted_us;
    }
    pacing->counted_us = until_us;
    if (!both_speak(pacing) || pacing->overlap_is_counted ||
        until_us - pacing->both_since_us <= PACING_OVERLAP_US)
        return;
    pacing->overlap_is_counted = true;
    pacing->overlaps++;
    pacing->overlap_found_us = found_us;
}

static void change_voice(struct pacing *pacing, struct pacing_voice *voice, bool speaking,
                         uint64_t at_us)
{
    bool both = both_speak(pacing);
    voice->speaking = speaking;
    if (both)
        pacing->both_ended_us = at_us;
    if (both_speak(pacing)) {
        pacing->both_since_us = at_us;
        if (at_us - pacing->both_ended_us >= PACING_OVERLAP_APART_US)
            pacing->overlap_is_counted = false;
    }
    if (nobody_speaks(pacing)) {
        pacing->quiet_since_us = at_us;
    } else if (pacing->quiet_since_us != 0) {
        uint64_t pause_us = at_us - pacing->quiet_since_us;
        if (pause_us > pacing->longest_pause_us)
            pacing->longest_pause_us = pause_us;
        pacing->quiet_since_us = 0;
    }
}

/* The voice with the earliest change not counted yet, at most at `until_us`; NULL if there is
 * none. */
static struct pacing_voice *next_to_change(struct pacing *pacing, uint64_t until_us)
{
    struct pacing_voice *next = NULL;
    for (int side = 0; side < PACING_SIDES; side++) {
        struct pacing_voice *voice = &pacing->voices[side];
        if (voice->count == 0 || voice->changes[voice->first].at_us > until_us)
            continue;
        if (next == NULL || voice->changes[voice->first].at_us < next->changes[next->first].at_us)
            next = voice;
    }
    return next;
}

static void count_both(struct pacing *pacing, uint64_t until_us, uint64_t found_us)
{
    struct pacing_voice *voice;
    if (pacing->counted_us == 0)
        pacing->counted_us = until_us;
    while ((voice = next_to_change(pacing, until_us)) != NULL) {
        struct pacing_change change = voice->changes[voice->first];
        voice->first = (voice->first + 1) % PACING_CHANGES_MAX;
        voice->count--;
        if (change.at_us < pacing->counted_us)
            change.at_us = pacing->counted_us;
        count_until(pacing, change.at_us, found_us);
        change_voice(pacing, voice, change.speaking, change.at_us);
    }
    if (until_us > pacing->counted_us)
        count_until(pacing, until_us, found_us);
}

/* What was counted stays; of what went on meanwhile nobody knows, so it is no pause of theirs. */
static void begin_again(struct pacing *pacing)
{
    for (int side = 0; side < PACING_SIDES; side++) {
        struct pacing_voice *voice = &pacing->voices[side];
        voice->speaking = voice->newest = false;
        voice->known_us = 0;
        voice->first = voice->count = 0;
    }
    pacing->counted_us = 0;
    pacing->both_ended_us = 0;
    pacing->quiet_since_us = 0;
    pacing->overlap_is_counted = false;
    pacing->beat = (struct pacing_beat){0, 0};
}

static void turn_beat(struct pacing *pacing, enum pacing_side side, bool speaking, uint64_t at_us)
{
    bool they_stopped = side == PACING_THEM && !speaking;
    if (they_stopped && may_advise(pacing) && !pacing->voices[PACING_ME].newest)
        pacing->beat = (struct pacing_beat){at_us, at_us + pacing->round_trip_us + PACING_TURN_US};
    else if (speaking)
        pacing->beat = (struct pacing_beat){0, 0};
}

void pacing_on_voice(struct pacing *pacing, enum pacing_side side, bool speaking, uint64_t at_us)
{
    struct pacing_voice *voice = &pacing->voices[side];
    uint64_t spoken_us = at_us;
    if (side == PACING_THEM && spoken_us > pacing->delay.one_way_us)
        spoken_us -= pacing->delay.one_way_us;
    if (voice->known_us != 0 && spoken_us > voice->known_us + PACING_GAP_US)
        begin_again(pacing);
    if (spoken_us > voice->known_us)
        voice->known_us = spoken_us;
    if (speaking != voice->newest) {
        ALCOVE_ASSERT(voice->count < PACING_CHANGES_MAX);
        size_t last = (voice->first + voice->count++) % PACING_CHANGES_MAX;
        voice->changes[last] = (struct pacing_change){voice->known_us, speaking};
        voice->newest = speaking;
        turn_beat(pacing, side, speaking, at_us);
    }
    uint64_t mine_us = pacing->voices[PACING_ME].known_us;
    uint64_t theirs_us = pacing->voices[PACING_THEM].known_us;
    uint64_t both_known_us = mine_us < theirs_us ? mine_us : theirs_us;
    if (voice->count == PACING_CHANGES_MAX)
        both_known_us = voice->known_us;
    if (both_known_us != 0)
        count_both(pacing, both_known_us, at_us);
}

/* ---- what is said of it ---- */

uint64_t pacing_both_started_until_us(const struct pacing *pacing)
{
    if (pacing->overlap_found_us == 0 || !may_advise(pacing))
        return 0;
    return pacing->overlap_found_us + PACING_ADVICE_US;
}

float pacing_beat_left(const struct pacing_beat *beat, uint64_t now_us)
{
    if (now_us >= beat->until_us)
        return 0;
    if (now_us <= beat->from_us)
        return 1;
    return (float)(beat->until_us - now_us) / (float)(beat->until_us - beat->from_us);
}

bool pacing_sum_up(const struct pacing *pacing, bool i_want, bool they_want,
                   struct pacing_summary *out)
{
    uint64_t mine_us = pacing->voices[PACING_ME].talked_us;
    uint64_t all_us = mine_us + pacing->voices[PACING_THEM].talked_us;
    if (!i_want || !they_want || all_us == 0)
        return false;
    *out = (struct pacing_summary){
        .my_share_percent = (unsigned)((mine_us * 100 + all_us / 2) / all_us),
        .overlaps = pacing->overlaps,
        .longest_pause_ms = (uint32_t)(pacing->longest_pause_us / 1000),
    };
    return true;
}
