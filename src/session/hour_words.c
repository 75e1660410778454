#include "session/hour_words.h"

#include "base/assert.h"

enum deck_key hour_words_of_stage(enum session_stage stage)
{
    static const enum deck_key keys[] = {
        [STAGE_ARRIVING] = DECK_STAGES_ARRIVING, [STAGE_READY] = DECK_STAGES_READY,
        [STAGE_THRESHOLD] = DECK_STAGES_DOOR,    [STAGE_WARM_UP] = DECK_STAGES_WARM_UP,
        [STAGE_AGENDA] = DECK_STAGES_AGENDA,     [STAGE_WORK] = DECK_STAGES_WORK,
        [STAGE_CLOSING] = DECK_STAGES_CLOSING,   [STAGE_RECAP] = DECK_STAGES_RECAP,
        [STAGE_CLOSED] = DECK_STAGES_CLOSED,
    };
    ALCOVE_ASSERT(stage <= STAGE_CLOSED);
    return keys[stage];
}

enum deck_key hour_words_of_cue(enum hour_cue cue)
{
    static const enum deck_key keys[] = {
        [CUE_NONE] = DECK_KEYS,      [CUE_START] = DECK_KEYS,    [CUE_TEN] = DECK_TIME_TEN,
        [CUE_FIVE] = DECK_TIME_FIVE, [CUE_END] = DECK_TIME_OVER,
    };
    ALCOVE_ASSERT(cue <= CUE_END);
    return keys[cue];
}

enum deck_key hour_words_of_presence(enum presence presence)
{
    static const enum deck_key keys[] = {
        [PRESENCE_HERE] = DECK_PRESENCE_HERE,
        [PRESENCE_LISTENING] = DECK_PRESENCE_LISTENING,
        [PRESENCE_TYPING] = DECK_PRESENCE_WRITING,
        [PRESENCE_SOMEONE_CAME_IN] = DECK_PRESENCE_MOMENT,
        [PRESENCE_BACK_SOON] = DECK_PRESENCE_MINUTE,
        [PRESENCE_COVERED] = DECK_PRESENCE_MOMENT,
        [PRESENCE_SILENT] = DECK_PRESENCE_LOOKING,
    };
    ALCOVE_ASSERT(presence <= PRESENCE_SILENT);
    return keys[presence];
}

enum deck_key hour_words_of_expression(enum signal_expression expression)
{
    static const enum deck_key keys[] = {
        [SIGNAL_WITH_YOU] = DECK_EXPRESSIONS_WITH_YOU,
        [SIGNAL_TAKE_YOUR_TIME] = DECK_EXPRESSIONS_TAKE_YOUR_TIME,
        [SIGNAL_PAUSE_PLEASE] = DECK_EXPRESSIONS_PAUSE_PLEASE,
        [SIGNAL_SAY_MORE] = DECK_EXPRESSIONS_SAY_MORE,
        [SIGNAL_THANK_YOU] = DECK_EXPRESSIONS_THANK_YOU,
    };
    ALCOVE_ASSERT(expression >= SIGNAL_WITH_YOU && expression <= SIGNAL_THANK_YOU);
    return keys[expression];
}
