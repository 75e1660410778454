/* What a hand on a screen makes of an event, for all screens alike: it fills in what the app must
 * do, which happens once the hand returns. Called by the X_take functions (ui/screen.h). */
#ifndef ALCOVE_UI_HANDS_H
#define ALCOVE_UI_HANDS_H

#include "ui/screen.h"
#include "ui/window.h"

/* All return true, for `return hand_…`. */
bool hand_acts(const struct screen_hand *hand, enum window_action_kind kind);
bool hand_wish(const struct screen_hand *hand, enum wish_kind kind);
bool hand_number(const struct screen_hand *hand, enum wish_kind kind, uint64_t number);
bool hand_switch(const struct screen_hand *hand, enum wish_kind kind, bool on);
bool hand_card(const struct screen_hand *hand, enum wish_kind kind, uint32_t card);
/* Of home, about the person of whom a page lies open. */
bool hand_home(const struct screen_hand *hand, enum home_wish_kind kind);
/* The next text of the action. */
bool hand_text(const struct screen_hand *hand, const char *words);
/* The same, of what is written in a field, which is empty afterwards. */
bool hand_take_field(const struct screen_hand *hand, enum desk_field field);
/* With what is written in the field, if it is more than spaces; else nothing happens. */
bool hand_send_field(const struct screen_hand *hand, enum desk_field field, enum wish_kind kind);

/* The event is that something was written in a field: which; DESK_FIELDS: it is another event. */
enum desk_field hand_field_of(const struct tree_event *event);

#endif
