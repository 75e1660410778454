#include "ui/words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

static const char *const english[WORD_COUNT] = {
    [WORD_NOBODY_YET] = "your guest",
    [WORD_NAME_ALONE] = "{name}",
    [WORD_WORDS_ALONE] = "{words}",
    [WORD_NAME_SAYS] = "{name}: {words}",

    [WORD_INVITE_TITLE] = "Invite one person",
    [WORD_INVITE_HINT] = "Send them this link by any way you already use.",
    [WORD_INVITE_ENDS] = "It works once, until {words}.",
    [WORD_INVITE_COPY] = "Copy the link",
    [WORD_INVITE_COPIED] = "Copied",
    [WORD_CHECK_TITLE] = "Read these four words to each other",
    [WORD_CHECK_HINT] = "{name} has the same words when nobody is between you.",
    [WORD_CHECK_SAME] = "Yes, they match",
    [WORD_CHECK_DIFFER] = "Not the same",
    [WORD_CHECK_LATER] = "Later",
    [WORD_CHECK_OPEN_NAME] = "Read four words with {name}",
    [WORD_KEY_TITLE] = "Is this really {name}?",
    [WORD_KEY_HINT] = "It may be a new computer, or it may be somebody else.",
    [WORD_KEY_SINCE] = "The computer you know is theirs since {words}.",
    [WORD_KEY_NEXT] = "Ask {name} by another way first. Nobody comes in until then.",
    [WORD_KEY_ACCEPT] = "Yes, it is them",
    [WORD_KEY_REFUSE] = "No, somebody else",
    [WORD_LOOKING_TITLE] = "Looking for {name}…",
    [WORD_WHY_OFFLINE] = "The other person is not online now.",
    [WORD_DO_OFFLINE] = "Wait here, or leave them a message.",
    [WORD_WHY_NO_NETWORK] = "This computer is not connected to the Internet.",
    [WORD_DO_NO_NETWORK] = "Check the Wi-Fi or the cable.",
    [WORD_WHY_BLOCKED] = "Your Internet connection does not let calls through.",
    [WORD_DO_BLOCKED] = "Try another Wi-Fi or a phone hotspot.",
    [WORD_WHY_RESTRICTED] =
        "Your two Internet connections do not let you reach each other directly.",
    [WORD_DO_RESTRICTED] = "One of you: try another Wi-Fi or a phone hotspot.",
    [WORD_WHY_CLOCK] = "One of your two computers has the wrong date or time.",
    [WORD_DO_CLOCK] = "Check the date and time of this computer.",
    [WORD_WHY_VERSIONS] = "Your versions of Alcove do not fit together.",
    [WORD_DO_VERSIONS] = "Update Alcove on both computers.",
    [WORD_WHY_INVITE_OVER] = "This invite is over or was already used.",
    [WORD_DO_INVITE_OVER] = "Ask for a new invite.",
    [WORD_WHY_WRONG_KEY] = "Their device has changed, or one of you has blocked the other.",
    [WORD_DO_WRONG_KEY] = "Ask them by phone, then pair again with an invite.",
    [WORD_WHY_STILL_TRYING] = "Still trying to connect.",
    [WORD_DO_STILL_TRYING] = "Keep this window open.",
    [WORD_FAILED_TITLE] = "This did not work yet",
    [WORD_FAILED_HINT] = "Please try again in a moment.",
    [WORD_LOCKED_TITLE] = "Locked",
    [WORD_LOCKED_HINT] = "Everything is kept. Type your passphrase to go on.",
    [WORD_LOCKED_TRYING] = "One moment…",
    [WORD_LOCKED_WRONG] = "That is not the passphrase. Nothing is lost; try again.",
    [WORD_LOCKED_FIELD] = "Passphrase",
    [WORD_LOCKED_OPEN] = "Open",

    [WORD_NO_DISPLAY] = "no display to open a window on; use --no-window or start a desktop",
    [WORD_NO_FONT] = "no font to write with; install the package fonts-inter or fonts-noto-core",
    [WORD_NO_WINDOW] = "the window could not be opened: {words}",
};

/* Those that are texts of the deck. */
static const enum deck_key from_deck[WORD_COUNT] = {
    [WORD_DOOR_TITLE] = DECK_DOOR_AT_DOOR,
    [WORD_DOOR_OPEN] = DECK_DOOR_OPEN,
    [WORD_DOOR_WAIT] = DECK_DOOR_WAIT,
    [WORD_ENDED_HINT] = DECK_CLOSING_BYE,
    [WORD_STATUS_DELAY] = DECK_LINE_DELAY,
    [WORD_STATUS_LINE_WEAK] = DECK_LINE_WEAK,
    [WORD_OWN_PICTURE_HIDE] = DECK_COMFORT_HIDE_SELF,
    [WORD_CHECK_IN_FEELING] = DECK_WARM_UP_FEELING,
    [WORD_CHECK_IN_FEELING_HINT] = DECK_WARM_UP_FEELING_HINT,
    [WORD_CHECK_IN_AROUND] = DECK_WARM_UP_AROUND,
    [WORD_CHECK_IN_AROUND_HINT] = DECK_WARM_UP_AROUND_HINT,
    [WORD_CHECK_IN_MINE] = DECK_WARM_UP_MINE,
    [WORD_CHECK_IN_THEIRS] = DECK_WARM_UP_THEIRS,
    [WORD_CHECK_IN_AROUND_WAS] = DECK_WARM_UP_AROUND_WAS,
    [WORD_CHECK_IN_EMPTY] = DECK_WARM_UP_EMPTY,
    [WORD_HIDDEN_TITLE] = DECK_HIDE_TITLE,
    [WORD_HIDDEN_BACK] = DECK_HIDE_BACK,
    [WORD_WAITING_TITLE] = DECK_WINDOW_WAITING,
    [WORD_WAITING_HINT] = DECK_WINDOW_WAITING_HINT,
    [WORD_KNOCKING_TITLE] = DECK_WINDOW_KNOCKING,
    [WORD_KNOCKING_HINT] = DECK_WINDOW_KNOCKING_HINT,
    [WORD_DOOR_HINT] = DECK_WINDOW_DOOR_HINT,
    [WORD_DOOR_LATER] = DECK_WINDOW_DOOR_LATER,
    [WORD_CONNECTING_TITLE] = DECK_WINDOW_CONNECTING,
    [WORD_CONNECTING_HINT] = DECK_WINDOW_CONNECTING_HINT,
    [WORD_ENDED_TITLE] = DECK_WINDOW_ENDED,
    [WORD_ENDED_MINUTES] = DECK_WINDOW_ENDED_MINUTES,
    [WORD_STATUS_TOGETHER] = DECK_WINDOW_TOGETHER,
    [WORD_STATUS_PICTURE_PAUSED] = DECK_WINDOW_PICTURE_PAUSED,
    [WORD_STATUS_WORDS_ONLY] = DECK_WINDOW_WORDS_ONLY,
    [WORD_STATUS_QUIET_LINE] = DECK_WINDOW_QUIET_LINE,
    [WORD_STATUS_RECONNECTING] = DECK_WINDOW_FINDING,
    [WORD_CAMERA_OFF_THEIRS] = DECK_WINDOW_CAMERA_OFF,
    [WORD_MICROPHONE_OFF_THEIRS] = DECK_WINDOW_MICROPHONE_OFF,
    [WORD_LANE_EMPTY] = DECK_WINDOW_LANE_EMPTY,
    [WORD_NOD_THEIRS] = DECK_SIGNALS_NODDED,
    [WORD_MICROPHONE_ON] = DECK_WINDOW_MIC_ON,
    [WORD_MICROPHONE_OFF] = DECK_WINDOW_MIC_OFF,
    [WORD_MICROPHONE_TURN_ON] = DECK_WINDOW_MIC_TURN_ON,
    [WORD_MICROPHONE_TURN_OFF] = DECK_WINDOW_MIC_TURN_OFF,
    [WORD_CAMERA_ON] = DECK_WINDOW_CAMERA_ON,
    [WORD_CAMERA_OFF] = DECK_WINDOW_CAMERA_IS_OFF,
    [WORD_CAMERA_TURN_ON] = DECK_WINDOW_CAMERA_TURN_ON,
    [WORD_CAMERA_TURN_OFF] = DECK_WINDOW_CAMERA_TURN_OFF,
    [WORD_NODDED] = DECK_WINDOW_NOD_SENT,
    [WORD_NOD_NAME] = DECK_WINDOW_NOD_TO,
    [WORD_LEAVE] = DECK_WINDOW_LEAVE,
    [WORD_LEAVE_NAME] = DECK_WINDOW_LEAVE_SESSION,
    [WORD_OWN_PICTURE_SHOW] = DECK_WINDOW_PICTURE_SHOW,
    [WORD_OWN_CAMERA_OFF] = DECK_WINDOW_OWN_CAMERA_OFF,
    [WORD_PICTURE_COMING] = DECK_WINDOW_PICTURE_COMING,
    [WORD_PICTURE_OLD] = DECK_WINDOW_PICTURE_OLD,
    [WORD_LANE_TITLE] = DECK_WINDOW_LANE_TITLE,
    [WORD_LANE_WRITE] = DECK_WINDOW_LANE_WRITE,
    [WORD_LANE_WRITE_NAME] = DECK_WINDOW_LANE_WRITE_TO,
    [WORD_LANE_WRITTEN] = DECK_WINDOW_LANE_WRITTEN,
    [WORD_LANE_LEFT] = DECK_WINDOW_LANE_LEFT,
    [WORD_LANE_ARRIVED] = DECK_WINDOW_LANE_ARRIVED,
    [WORD_CLOSE] = DECK_WINDOW_CLOSE,
    [WORD_CHECK_OPEN] = DECK_WINDOW_WORDS_OPEN,
    [WORD_NOD] = DECK_SIGNALS_NOD,
    [WORD_LANE_SEND] = DECK_WARM_UP_SEND,
    [WORD_YOU] = DECK_YOU,
};

static const struct deck *deck;

void words_use(const struct deck *whole)
{
    deck = whole;
}

const char *words_plain(enum word word)
{
    ALCOVE_ASSERT(word < WORD_COUNT);
    if (english[word] == NULL)
        return deck_text(deck, from_deck[word]);
    return english[word];
}

enum word words_why(enum call_hindrance hindrance)
{
    ALCOVE_ASSERT(hindrance > CALL_HINDRANCE_NONE && hindrance < CALL_HINDRANCES);
    return (enum word)(WORD_WHY_OFFLINE + 2 * (hindrance - CALL_HINDRANCE_OFFLINE));
}

enum word words_to_do(enum call_hindrance hindrance)
{
    return (enum word)(words_why(hindrance) + 1);
}

struct sentence {
    char *bytes;
    size_t size;
};

/* Cuts between code points, never inside of one. */
static void append(struct sentence *s, const char *bytes, size_t size)
{
    size_t left = WORDS_SENTENCE_MAX - 1 - s->size;
    size_t fits = 0;
    while (fits < size && utf8_after(bytes, size, fits) <= left)
        fits = utf8_after(bytes, size, fits);
    memcpy(s->bytes + s->size, bytes, fits);
    s->size += fits;
}

struct fact {
    const char *name;
    size_t size;
};

static bool is_fact(const struct fact *fact, const char *name)
{
    return fact->size == strlen(name) && memcmp(fact->name, name, fact->size) == 0;
}

static void say_time(char told[24], uint16_t minute)
{
    snprintf(told, 24, "%u:%02u", minute / 60u % 24, minute % 60u);
}

static void append_fact(struct sentence *s, const struct fact *fact, const struct word_facts *facts)
{
    char told[24] = "";
    const char *words = told;
    if (is_fact(fact, "name"))
        words = facts->name == NULL || facts->name[0] == '\0' ? words_plain(WORD_NOBODY_YET)
                                                              : facts->name;
    else if (is_fact(fact, "words") || is_fact(fact, "place"))
        words = facts->words == NULL ? "" : facts->words;
    else if (is_fact(fact, "time"))
        say_time(told, facts->minute_of_day);
    else if (is_fact(fact, "end"))
        say_time(told, facts->end_min);
    else if (is_fact(fact, "delay"))
        snprintf(told, sizeof told, "%u.%u", (facts->delay_ms + 50) / 1000,
                 (facts->delay_ms + 50) / 100 % 10);
    else if (is_fact(fact, "minutes"))
        snprintf(told, sizeof told, "%u", facts->minutes);
    else
        ALCOVE_ASSERT(false);
    append(s, words, strlen(words));
}

static const char *fill(char out[WORDS_SENTENCE_MAX], const char *at,
                        const struct word_facts *facts)
{
    struct sentence s = {out, 0};
    while (*at != '\0') {
        size_t plain = strcspn(at, "{");
        append(&s, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        const char *end = strchr(at, '}');
        ALCOVE_ASSERT(end != NULL);
        append_fact(&s, &(struct fact){at + 1, (size_t)(end - at - 1)}, facts);
        at = end + 1;
    }
    out[s.size] = '\0';
    return out;
}

const char *words_say(char out[WORDS_SENTENCE_MAX], enum word word, const struct word_facts *facts)
{
    return fill(out, words_plain(word), facts);
}

const char *words_deck(enum deck_key key)
{
    return deck_text(deck, key);
}

const char *words_fill(char out[WORDS_SENTENCE_MAX], enum deck_key key,
                       const struct word_facts *facts)
{
    return fill(out, words_deck(key), facts);
}

const struct deck_item *words_list(enum deck_list list, size_t *count)
{
    return deck_list(deck, list, count);
}
