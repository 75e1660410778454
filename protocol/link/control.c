#include "link/control.h"

#include "base/assert.h"

void control_wish_for(struct control_wish *wish, uint32_t number)
{
    ALCOVE_ASSERT(number <= CHUNK_ID_MAX);
    *wish = (struct control_wish){.due = true, .unsettled = true, .number = number};
}

void control_wish_on_sent(struct control_wish *wish)
{
    ALCOVE_ASSERT(wish->unsettled);
    wish->due = false;
}

void control_wish_on_arrived(struct control_wish *wish, uint32_t number)
{
    ALCOVE_ASSERT(!wish->due || wish->unsettled);
    if (wish->number != number)
        return;
    wish->due = false;
    wish->unsettled = false;
}

void control_wish_on_lost(struct control_wish *wish, uint32_t number)
{
    ALCOVE_ASSERT(!wish->due || wish->unsettled);
    if (wish->number == number && wish->unsettled)
        wish->due = true;
}

bool control_is_due(const struct control *control)
{
    ALCOVE_ASSERT(!control->stored.due || control->stored.unsettled);
    return control->ping || control->done.due || control->stored.due || control->repair.due ||
           control->same.due;
}
