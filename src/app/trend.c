#include "app/trend.h"

#include <string.h>

#include "base/assert.h"

static uint8_t number_of(const struct space *space, struct object_id rating, uint8_t field)
{
    struct value value = space_value(space, rating, field);
    return value.type == VALUE_NUMBER ? (uint8_t)value.number : TREND_NOTHING;
}

/* In its place by time; of too many the oldest goes. */
static void put(struct trend *trend, const struct trend_point *point)
{
    size_t at = trend->count;
    while (at > 0 && trend->points[at - 1].began > point->began)
        at--;
    if (trend->count == TREND_POINTS_MAX) {
        if (at == 0)
            return;
        memmove(trend->points, trend->points + 1, (at - 1) * sizeof *point);
        trend->points[at - 1] = *point;
        return;
    }
    memmove(trend->points + at + 1, trend->points + at, (trend->count - at) * sizeof *point);
    trend->points[at] = *point;
    trend->count++;
}

void trend_read(const struct space *space, uint8_t member, struct trend *out)
{
    const uint8_t *member_of = space_config(space)->member_of;
    struct object_id rating = OBJECT_SPACE;
    out->count = 0;
    ALCOVE_ASSERT(member < space_config(space)->member_count);
    while (space_next(space, KIND_RATING, &rating)) {
        struct value session = space_value(space, rating, RATING_SESSION);
        if (member_of[space_author(space, rating)] != member || session.type != VALUE_OBJECT ||
            !space_find(space, session.object, NULL))
            continue;
        const struct trend_point point = {
            .began = (uint32_t)space_value(space, session.object, SESSION_BEGAN).number,
            .overall = number_of(space, rating, RATING_NUMBER),
            .heard = number_of(space, rating, RATING_HEARD),
            .pace = number_of(space, rating, RATING_PACE),
            .topics = number_of(space, rating, RATING_TOPICS),
        };
        put(out, &point);
    }
}

bool trend_is_hidden(const struct space *space, uint8_t *member)
{
    uint8_t count = space_config(space)->member_count;
    for (*member = 0; *member < count; (*member)++) {
        uint8_t field = (uint8_t)(SPACE_TREND_HIDDEN_BY_0 + *member);
        if (space_value(space, OBJECT_SPACE, field).number == 1)
            return true;
    }
    return false;
}

enum space_write trend_hide(struct space *space, bool hide)
{
    const struct space_config *config = space_config(space);
    const struct value wish = value_number(hide ? 1 : 0);
    uint8_t member = config->member_of[config->own_device];
    return space_set(space, OBJECT_SPACE, (uint8_t)(SPACE_TREND_HIDDEN_BY_0 + member), &wish);
}
