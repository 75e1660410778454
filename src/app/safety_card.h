/* The safety cards in a space: one a member, read without any line. Called by `alcove safety`, and
 * by whoever shows it while an hour runs or after its line is lost. */
#ifndef ALCOVE_APP_SAFETY_CARD_H
#define ALCOVE_APP_SAFETY_CARD_H

#include <stdbool.h>

#include "records/space.h"

/* The card that we made, or that the other one made; false if there is none. */
bool safety_card_find(const struct space *space, bool own, struct object_id *out);
/* Whether one is asked where one is before an hour: each time, at the first one (`is_first`: no
 * hour was held before), or never, as one's card says; without a card one is. */
bool safety_card_asks(const struct space *space, bool own, bool is_first);

#endif
