#include "ui/hands.h"

#include <string.h>

#include "base/assert.h"

bool hand_acts(const struct screen_hand *hand, enum window_action_kind kind)
{
    hand->out->kind = kind;
    return true;
}

bool hand_wish(const struct screen_hand *hand, enum wish_kind kind)
{
    hand->out->wish.kind = kind;
    hand->out->wish.numbers[0] = WISH_NOTHING;
    return hand_acts(hand, WINDOW_WISH);
}

bool hand_number(const struct screen_hand *hand, enum wish_kind kind, uint64_t number)
{
    (void)hand_wish(hand, kind);
    hand->out->wish.numbers[0] = number;
    return true;
}

bool hand_switch(const struct screen_hand *hand, enum wish_kind kind, bool on)
{
    (void)hand_wish(hand, kind);
    hand->out->wish.on = on;
    return true;
}

bool hand_card(const struct screen_hand *hand, enum wish_kind kind, uint32_t card)
{
    (void)hand_wish(hand, kind);
    hand->out->wish.card = card;
    return true;
}

bool hand_home(const struct screen_hand *hand, enum home_wish_kind kind)
{
    hand->out->home.kind = kind;
    hand->out->home.person = hand->desk->home.person;
    hand->out->home.number = HOME_NOTHING;
    return hand_acts(hand, WINDOW_HOME);
}

bool hand_text(const struct screen_hand *hand, const char *words)
{
    struct window_action *out = hand->out;
    size_t size = strlen(words);
    ALCOVE_ASSERT(out->text_count < WINDOW_TEXTS);
    size = size > WINDOW_TEXT_BYTES_MAX ? WINDOW_TEXT_BYTES_MAX : size;
    memcpy(out->texts[out->text_count], words, size);
    out->texts[out->text_count++][size] = '\0';
    return true;
}

bool hand_take_field(const struct screen_hand *hand, enum desk_field field)
{
    (void)hand_text(hand, text_edit_bytes(&hand->desk->fields[field]));
    desk_clear(hand->desk, field);
    hand->desk->edited[field] = false;
    return true;
}

bool hand_send_field(const struct screen_hand *hand, enum desk_field field, enum wish_kind kind)
{
    if (desk_is_blank(hand->desk, field))
        return true;
    (void)hand_take_field(hand, field);
    return hand_wish(hand, kind);
}

enum desk_field hand_field_of(const struct tree_event *event)
{
    int field = (int)event->act.kind - (int)ACTS_FIELDS;
    return field >= 0 && field < (int)DESK_FIELDS ? (enum desk_field)field : DESK_FIELDS;
}
