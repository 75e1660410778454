#include "app/safety_card.h"

#include "base/assert.h"

bool safety_card_find(const struct space *space, bool own, struct object_id *out)
{
    const struct space_config *config = space_config(space);
    *out = OBJECT_SPACE;
    while (space_next(space, KIND_SAFETY, out)) {
        uint8_t author = space_author(space, *out);
        ALCOVE_ASSERT(author < config->device_count);
        if ((config->member_of[author] == config->member_of[config->own_device]) == own)
            return true;
    }
    return false;
}

bool safety_card_asks(const struct space *space, bool own, bool is_first)
{
    struct object_id card;
    if (!safety_card_find(space, own, &card))
        return true;
    struct value ask = space_value(space, card, SAFETY_ASK);
    if (ask.type == VALUE_NONE || ask.number == SAFETY_EVERY_TIME)
        return true;
    return ask.number == SAFETY_FIRST_TIME && is_first;
}
