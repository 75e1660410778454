#include "reach/clock_doubt.h"

#include <stdbool.h>

#include "base/assert.h"

/* Far beyond any clock; keeps sums of what others say within 64 bits. */
#define SECONDS_MAX (UINT64_C(1) << 40)

void clock_doubt_floor(struct clock_doubt *doubt, uint64_t passed_s)
{
    ALCOVE_ASSERT(doubt->count <= CLOCK_WITNESSES_MAX);
    if (passed_s > doubt->floor_s && passed_s <= SECONDS_MAX)
        doubt->floor_s = passed_s;
}

static struct clock_witness *place_for(struct clock_doubt *doubt, uint64_t person)
{
    struct clock_witness *oldest = &doubt->witnesses[0];
    ALCOVE_ASSERT(doubt->count <= CLOCK_WITNESSES_MAX);
    for (size_t i = 0; i < doubt->count; i++) {
        if (doubt->witnesses[i].person == person)
            return &doubt->witnesses[i];
        if (doubt->witnesses[i].heard_us < oldest->heard_us)
            oldest = &doubt->witnesses[i];
    }
    return doubt->count < CLOCK_WITNESSES_MAX ? &doubt->witnesses[doubt->count++] : oldest;
}

void clock_doubt_heard(struct clock_doubt *doubt, const struct clock_witness *witness)
{
    ALCOVE_ASSERT(witness != NULL);
    if (witness->their_s > SECONDS_MAX)
        return;
    struct clock_witness *place = place_for(doubt, witness->person);
    *place = *witness;
    if (place->age_max_s > SECONDS_MAX)
        place->age_max_s = SECONDS_MAX;
}

/* How far our clock is ahead of this one at least; 0 if it may agree. */
static int64_t ahead_of(const struct clock_witness *witness, uint64_t now_us, uint64_t now_s)
{
    ALCOVE_ASSERT(now_us >= witness->heard_us && now_s <= SECONDS_MAX);
    uint64_t since_s = (now_us - witness->heard_us) / 1000000;
    uint64_t earliest_s = witness->their_s + since_s;
    uint64_t latest_s = earliest_s + witness->age_max_s;
    if (now_s > latest_s + CLOCK_TOLERANCE_S)
        return (int64_t)(now_s - latest_s);
    if (now_s + CLOCK_TOLERANCE_S < earliest_s)
        return -(int64_t)(earliest_s - now_s);
    return 0;
}

/* Whether two people's clocks say about the same of ours. */
static bool agree(int64_t a, int64_t b)
{
    ALCOVE_ASSERT(a != 0 && b != 0);
    int64_t apart = a > b ? a - b : b - a;
    return (a > 0) == (b > 0) && apart <= 2 * CLOCK_TOLERANCE_S;
}

enum clock_verdict clock_doubt_judge(const struct clock_doubt *doubt, uint64_t now_us,
                                     uint64_t now_s, int64_t *offset_s)
{
    int64_t against[CLOCK_WITNESSES_MAX] = {0};
    size_t count = 0;
    bool two = false;
    ALCOVE_ASSERT(doubt->count <= CLOCK_WITNESSES_MAX);
    *offset_s = 0;
    if (now_s > SECONDS_MAX)
        now_s = SECONDS_MAX;
    if (now_s + CLOCK_TOLERANCE_S < doubt->floor_s) {
        *offset_s = -(int64_t)(doubt->floor_s - now_s);
        return CLOCK_OURS_IS_WRONG;
    }
    for (size_t i = 0; i < doubt->count; i++) {
        int64_t ahead_s = ahead_of(&doubt->witnesses[i], now_us, now_s);
        if (ahead_s == 0)
            continue;
        for (size_t k = 0; k < count; k++)
            two = two || agree(against[k], ahead_s);
        against[count++] = ahead_s;
    }
    if (count == 0)
        return CLOCK_FINE;
    *offset_s = against[0];
    /* With somebody on our side, or all of different minds, nothing is sure. */
    return two && count == doubt->count ? CLOCK_OURS_IS_WRONG : CLOCK_ONE_OF_TWO_IS_WRONG;
}
