/* What a hand in the practice room means. */
#include <string.h>

#include "ui/hands.h"
#include "ui/room_screen.h"

/* The echo says it back. */
static bool send(const struct screen_hand *hand)
{
    char cut[WORDS_SENTENCE_MAX];
    struct room_desk *room = &hand->desk->room;
    _Static_assert(sizeof cut == sizeof room->said, "as long as a sentence");
    if (desk_is_blank(hand->desk, FIELD_REHEARSE))
        return true;
    (void)words_copy(cut, text_edit_bytes(&hand->desk->fields[FIELD_REHEARSE]));
    memcpy(room->said, cut, sizeof cut);
    desk_clear(hand->desk, FIELD_REHEARSE);
    return true;
}

static bool rehearse(const struct screen_hand *hand, bool on)
{
    hand->out->wish.on = on;
    return hand_acts(hand, WINDOW_REHEARSE);
}

bool room_due(const struct screen_hand *hand)
{
    if (hand->desk->page == PAGE_PRACTICE_ROOM)
        return false;
    if (!desk_is_blank(hand->desk, FIELD_REHEARSE))
        desk_clear(hand->desk, FIELD_REHEARSE);
    memset(&hand->desk->room, 0, sizeof hand->desk->room);
    return hand->room != NULL && hand->room->hears && rehearse(hand, false);
}

bool room_take(const struct screen_hand *hand, const struct tree_event *event)
{
    struct room_desk *room = &hand->desk->room;
    if (hand_field_of(event) == FIELD_REHEARSE)
        return event->kind != TREE_ENTER || send(hand);
    if (event->kind != TREE_ACT)
        return false;
    switch (event->act.kind) {
    case ROOM_HEAR:
        return rehearse(hand, hand->room != NULL && !hand->room->hears);
    case ROOM_NOD:
        room->nodded_at_us = hand->now_us;
        return true;
    case ROOM_SEND:
        return send(hand);
    case ROOM_YES:
    case ROOM_NOT_QUITE:
        room->answer = event->act.kind == ROOM_YES ? 1 : 2;
        return true;
    case ROOM_DONE:
        hand->desk->page = PAGE_HOME;
        return true;
    default:
        return false;
    }
}
