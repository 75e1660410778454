/* Which text of a deck says where an hour is, and how the other is here: the same in the window and
 * in lines. Pure. */
#ifndef ALCOVE_SESSION_HOUR_WORDS_H
#define ALCOVE_SESSION_HOUR_WORDS_H

#include "records/signal.h"
#include "session/deck.h"
#include "session/hour.h"
#include "session/presence.h"

enum deck_key hour_words_of_stage(enum session_stage stage);
/* DECK_KEYS, which is none, before ten minutes are left. */
enum deck_key hour_words_of_cue(enum hour_cue cue);
enum deck_key hour_words_of_presence(enum presence presence);
enum deck_key hour_words_of_expression(enum signal_expression expression);

#endif
