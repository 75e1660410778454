/* Every sentence that the interface says, in one table. Views hold none of their own. What belongs
 * to the hour that two people have comes from their deck (session/deck.h).
 *
 * Tone: at most twelve words a line, present tense, no jargon, nobody is blamed, one next action.
 * In a sentence {name}, {time}, {delay}, {minutes}, {end}, {words} and {place}
 * stand for facts of the moment. */
#ifndef ALCOVE_UI_WORDS_H
#define ALCOVE_UI_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "session/deck.h"
#include "ui/call_model.h"

#define WORDS_SENTENCE_MAX 640 /* bytes with its NUL; longer facts are cut at a letter */

enum word {
    WORD_NOBODY_YET, /* stands for a name that is not known */
    WORD_YOU,
    WORD_NAME_ALONE,
    WORD_WORDS_ALONE,
    WORD_NAME_SAYS, /* "{name}: {words}" */

    WORD_INVITE_TITLE,
    WORD_INVITE_HINT,
    WORD_INVITE_ENDS,
    WORD_INVITE_COPY,
    WORD_INVITE_COPIED,
    WORD_CHECK_TITLE,
    WORD_CHECK_HINT,
    WORD_CHECK_SAME,
    WORD_CHECK_DIFFER,
    WORD_CHECK_LATER,
    WORD_CHECK_OPEN,
    WORD_CHECK_OPEN_NAME,
    WORD_KEY_TITLE,
    WORD_KEY_HINT,
    WORD_KEY_SINCE,
    WORD_KEY_NEXT,
    WORD_KEY_ACCEPT,
    WORD_KEY_REFUSE,
    WORD_WAITING_TITLE,
    WORD_WAITING_HINT,
    WORD_KNOCKING_TITLE,
    WORD_KNOCKING_HINT,
    WORD_DOOR_TITLE,
    WORD_DOOR_HINT,
    WORD_DOOR_OPEN,
    WORD_DOOR_WAIT,
    WORD_DOOR_LATER,
    WORD_CONNECTING_TITLE,
    WORD_CONNECTING_HINT,
    WORD_LOOKING_TITLE,
    /* The sentence of each call_hindrance, in its order, and behind it what to do. */
    WORD_WHY_OFFLINE,
    WORD_DO_OFFLINE,
    WORD_WHY_NO_NETWORK,
    WORD_DO_NO_NETWORK,
    WORD_WHY_BLOCKED,
    WORD_DO_BLOCKED,
    WORD_WHY_RESTRICTED,
    WORD_DO_RESTRICTED,
    WORD_WHY_CLOCK,
    WORD_DO_CLOCK,
    WORD_WHY_VERSIONS,
    WORD_DO_VERSIONS,
    WORD_WHY_INVITE_OVER,
    WORD_DO_INVITE_OVER,
    WORD_WHY_WRONG_KEY,
    WORD_DO_WRONG_KEY,
    WORD_WHY_STILL_TRYING,
    WORD_DO_STILL_TRYING,
    WORD_ENDED_TITLE,
    WORD_ENDED_MINUTES,
    WORD_ENDED_HINT,
    WORD_FAILED_TITLE,
    WORD_FAILED_HINT,
    WORD_CLOSE,
    WORD_LOCKED_TITLE,
    WORD_LOCKED_HINT,
    WORD_LOCKED_TRYING,
    WORD_LOCKED_WRONG,
    WORD_LOCKED_FIELD,
    WORD_LOCKED_OPEN,

    WORD_STATUS_TOGETHER,
    WORD_STATUS_DELAY,
    WORD_STATUS_LINE_WEAK,
    WORD_STATUS_PICTURE_PAUSED,
    WORD_STATUS_WORDS_ONLY,
    WORD_STATUS_QUIET_LINE,
    WORD_STATUS_RECONNECTING,

    WORD_PICTURE_COMING,
    WORD_CAMERA_OFF_THEIRS,
    WORD_PICTURE_OLD,
    WORD_MICROPHONE_OFF_THEIRS,
    WORD_NOD_THEIRS,
    WORD_OWN_CAMERA_OFF,

    WORD_MICROPHONE_ON,
    WORD_MICROPHONE_OFF,
    WORD_MICROPHONE_TURN_ON,
    WORD_MICROPHONE_TURN_OFF,
    WORD_CAMERA_ON,
    WORD_CAMERA_OFF,
    WORD_CAMERA_TURN_ON,
    WORD_CAMERA_TURN_OFF,
    WORD_NOD,
    WORD_NODDED,
    WORD_NOD_NAME,
    WORD_LEAVE,
    WORD_LEAVE_NAME,
    WORD_OWN_PICTURE_HIDE,
    WORD_OWN_PICTURE_SHOW,

    WORD_LANE_TITLE,
    WORD_LANE_EMPTY,
    WORD_LANE_WRITE,
    WORD_LANE_WRITE_NAME,
    WORD_LANE_SEND,
    WORD_LANE_WRITTEN,
    WORD_LANE_LEFT,
    WORD_LANE_ARRIVED,

    WORD_CHECK_IN_FEELING,
    WORD_CHECK_IN_FEELING_HINT,
    WORD_CHECK_IN_AROUND,
    WORD_CHECK_IN_AROUND_HINT,
    WORD_CHECK_IN_MINE,
    WORD_CHECK_IN_THEIRS,
    WORD_CHECK_IN_AROUND_WAS,
    WORD_CHECK_IN_EMPTY,

    WORD_HIDDEN_TITLE,
    WORD_HIDDEN_BACK,

    WORD_NO_DISPLAY,
    WORD_NO_FONT,
    WORD_NO_WINDOW,

    WORD_COUNT,
};

struct word_facts {
    const char *name;       /* NULL or "" reads as WORD_NOBODY_YET */
    const char *words;      /* NULL reads as nothing */
    uint32_t delay_ms;      /* told in tenths of a second */
    uint16_t minute_of_day; /* told as 14:02 */
    uint16_t end_min;       /* the same: {end} */
    uint16_t minutes;
};

/* Why they are not there yet, and what to do about it; not for CALL_HINDRANCE_NONE. */
enum word words_why(enum call_hindrance hindrance);
enum word words_to_do(enum call_hindrance hindrance);

/* Called once, before the first word; `whole` outlives all of them. */
void words_use(const struct deck *whole);
/* The same of a text of the deck, and its lists. */
const char *words_deck(enum deck_key key);
const char *words_fill(char out[WORDS_SENTENCE_MAX], enum deck_key key,
                       const struct word_facts *facts);
const struct deck_item *words_list(enum deck_list list, size_t *count);
/* NUL-terminated; static, or of the deck. */
const char *words_plain(enum word word);
/* The sentence with its facts, NUL-terminated in `out`, which is returned. */
const char *words_say(char out[WORDS_SENTENCE_MAX], enum word word, const struct word_facts *facts);

#endif
