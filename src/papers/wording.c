#include "papers/wording.h"

#include "base/assert.h"
#include "papers/civil.h"

enum form {
    SILENT, /* not told */
    TEXT,
    OBJECT,
    NUMBER,
    OF_TEN,
    DAY,
    MINUTE,
    DAYS,
    YES_NO,
    DONE,
    STATUS,
    LEVEL,
    STATE,
    ANSWER,
    MODE,
    CALLER,
    ASK,
    WEEKS,
    WALL, /* a minute that a clock on the wall shows, wherever that is */
    MINUTES,
    ROLES,
};

struct told {
    const char *noun;
    enum form form;
};

static const struct told told[KIND_COUNT][SCHEMA_FIELDS_MAX] = {
    [KIND_SPACE] = {[SPACE_TITLE] = {"title", TEXT},
                    [SPACE_RETENTION_DAYS] = {"time that old values are kept", DAYS},
                    [SPACE_ROLES_BY_0] = {"roles", ROLES},
                    [SPACE_ROLES_BY_0 + 1] = {"roles", ROLES},
                    [SPACE_ROLES_BY_0 + 2] = {"roles", ROLES},
                    [SPACE_ROLES_BY_0 + 3] = {"roles", ROLES},
                    [SPACE_ROLES_BY_0 + 4] = {"roles", ROLES},
                    [SPACE_ROLES_BY_0 + 5] = {"roles", ROLES},
                    [SPACE_TREND_HIDDEN_BY_0] = {"wish to hide the trend", YES_NO},
                    [SPACE_TREND_HIDDEN_BY_0 + 1] = {"wish to hide the trend", YES_NO},
                    [SPACE_TREND_HIDDEN_BY_0 + 2] = {"wish to hide the trend", YES_NO},
                    [SPACE_TREND_HIDDEN_BY_0 + 3] = {"wish to hide the trend", YES_NO},
                    [SPACE_TREND_HIDDEN_BY_0 + 4] = {"wish to hide the trend", YES_NO},
                    [SPACE_TREND_HIDDEN_BY_0 + 5] = {"wish to hide the trend", YES_NO}},
    [KIND_GOAL] = {[GOAL_TITLE] = {"title", TEXT},
                   [GOAL_WHY] = {"reason", TEXT},
                   [GOAL_MEASURE] = {"sign of success", TEXT},
                   [GOAL_TARGET_DAY] = {"target day", DAY},
                   [GOAL_STATUS] = {"status", STATUS},
                   [GOAL_CONFIDENCE] = {"confidence", OF_TEN},
                   [GOAL_IMPORTANCE] = {"importance", OF_TEN},
                   [GOAL_AREA] = {"area", TEXT},
                   [GOAL_LEVEL_FIRST] = {"level \"much less than hoped for\"", TEXT},
                   [GOAL_LEVEL_FIRST + 1] = {"level \"less than hoped for\"", TEXT},
                   [GOAL_LEVEL_FIRST + 2] = {"level \"as hoped for\"", TEXT},
                   [GOAL_LEVEL_FIRST + 3] = {"level \"more than hoped for\"", TEXT},
                   [GOAL_LEVEL_FIRST + 4] = {"level \"much more than hoped for\"", TEXT},
                   [GOAL_LEVEL_NOW] = {"present level", LEVEL},
                   [GOAL_NOTES] = {"notes", TEXT},
                   [GOAL_REVIEW_DAY] = {"review day", DAY}},
    [KIND_PRACTICE] = {[PRACTICE_GOAL] = {"goal", OBJECT},
                       [PRACTICE_TEXT] = {"text", TEXT},
                       [PRACTICE_CADENCE] = {"rhythm", TEXT},
                       [PRACTICE_PLANNED] = {"time and place", TEXT},
                       [PRACTICE_ACTIVE] = {"active", YES_NO}},
    [KIND_CHECK_IN] = {[CHECK_IN_PRACTICE] = {"practice", OBJECT},
                       [CHECK_IN_DAY] = {"day", DAY},
                       [CHECK_IN_DONE] = {"answer", DONE},
                       [CHECK_IN_HOW_WELL] = {"how well it went", OF_TEN},
                       [CHECK_IN_MASTERY] = {"sense of mastery", OF_TEN},
                       [CHECK_IN_PLEASURE] = {"pleasure", OF_TEN},
                       [CHECK_IN_PREDICTED] = {"prediction", OF_TEN},
                       [CHECK_IN_NOTE] = {"note", TEXT},
                       [CHECK_IN_MOOD] = {"mood", OF_TEN}},
    [KIND_REFLECTION] = {[REFLECTION_PROMPT] = {"prompt", TEXT},
                         [REFLECTION_TEXT] = {"text", TEXT},
                         [REFLECTION_DAY] = {"day", DAY},
                         [REFLECTION_SESSION] = {"session", OBJECT},
                         [REFLECTION_ANSWER] = {"answer", ANSWER},
                         [REFLECTION_EDITED] = {"words in answer", TEXT}},
    [KIND_SESSION] = {[SESSION_BEGAN] = {"beginning", MINUTE},
                      [SESSION_TITLE] = {"title", TEXT},
                      [SESSION_RECAP] = {"recap", TEXT},
                      [SESSION_NEXT] = {"next appointment", MINUTE},
                      [SESSION_MINUTES] = {"length", MINUTES},
                      [SESSION_MODE] = {"way to meet", MODE}},
    [KIND_AGENDA] = {[AGENDA_SESSION] = {"session", OBJECT},
                     [AGENDA_TEXT] = {"text", TEXT},
                     [AGENDA_DONE] = {"done", YES_NO}},
    [KIND_RATING] = {[RATING_SESSION] = {"session", OBJECT},
                     [RATING_NUMBER] = {"number", OF_TEN},
                     [RATING_LINE] = {"line", TEXT},
                     [RATING_HEARD] = {"sense of being heard", OF_TEN},
                     [RATING_PACE] = {"pace", OF_TEN},
                     [RATING_TOPICS] = {"topics", OF_TEN}},
    [KIND_COMMENT] = {[COMMENT_TARGET] = {NULL, SILENT}, [COMMENT_TEXT] = {"text", TEXT}},
    [KIND_MEASURE] = {[MEASURE_PACK] = {"questionnaire", TEXT},
                      [MEASURE_VERSION] = {NULL, SILENT},
                      [MEASURE_SCORE] = {"sum", NUMBER},
                      [MEASURE_DAY] = {"day", DAY}},
    [KIND_PROPOSAL] = {[PROPOSAL_STATE] = {"answer", STATE}},
    [KIND_WORDS] = {[WORDS_TEXT] = {"text", TEXT}},
    [KIND_FORMAT] = {[FORMAT_SESSION] = {"session", OBJECT},
                     [FORMAT_FEELS] = {"word on how online feels", TEXT},
                     [FORMAT_EASIER] = {"wish for what is easier", TEXT},
                     [FORMAT_OTHER] = {"line", TEXT}},
    /* Who sees a list over a shoulder need not see the code word. */
    [KIND_SAFETY] = {[SAFETY_PLACE] = {"place", TEXT},
                     [SAFETY_CONTACT] = {"emergency contact", TEXT},
                     [SAFETY_CONTACT_PHONE] = {"contact's phone", TEXT},
                     [SAFETY_MAY_CALL] = {"consent to call the contact", YES_NO},
                     [SAFETY_LOCAL_NUMBER] = {"local emergency number", TEXT},
                     [SAFETY_HOSPITAL] = {"nearest hospital", TEXT},
                     [SAFETY_PHONE] = {"phone", TEXT},
                     [SAFETY_CALLER] = {"rule of who calls whom", CALLER},
                     [SAFETY_AFTER_MINUTES] = {"wait before calling", MINUTES},
                     [SAFETY_ASK] = {"rule of how often to ask", ASK}},
    [KIND_CONSENT] = {[CONSENT_TEXT] = {"text", TEXT},
                      [CONSENT_VERSION] = {"version", NUMBER},
                      [CONSENT_GUARDIAN] = {"guardian", TEXT}},
    [KIND_SIGNATURE] = {[SIGNATURE_REVOKED] = {"end", MINUTE}},
    [KIND_SLOT] = {[SLOT_FIRST] = {"first hour", WALL},
                   [SLOT_EVERY_WEEKS] = {"rhythm", WEEKS},
                   [SLOT_ZONE] = {"time zone", TEXT},
                   [SLOT_MINUTES] = {"length", MINUTES}},
    [KIND_LOOK] = {[LOOK_COLOUR] = {"colour", NUMBER},
                   [LOOK_OPENING] = {"opening words", TEXT},
                   [LOOK_NAME_OF_0] = {"chosen name of the first", TEXT},
                   [LOOK_NAME_OF_0 + 1] = {"chosen name of the second", TEXT},
                   [LOOK_NAME_OF_0 + 2] = {"chosen name of the third", TEXT},
                   [LOOK_NAME_OF_0 + 3] = {"chosen name of the fourth", TEXT},
                   [LOOK_NAME_OF_0 + 4] = {"chosen name of the fifth", TEXT},
                   [LOOK_NAME_OF_0 + 5] = {"chosen name of the sixth", TEXT}},
};

static const char *const kind_nouns[KIND_COUNT] = {
    "title",
    "goal",
    "practice",
    "check-in",
    "reflection",
    "session",
    "agenda point",
    "rating",
    "comment",
    "measure",
    "proposal",
    "letter",
    "word on meeting online",
    "safety card",
    "consent",
    "signature",
    "time to meet",
    "look",
};

static const char *word_of(enum form form, uint64_t number)
{
    static const char *const yes_no[] = {"no", "yes"};
    static const char *const done[] = {"not done", "done", "partly done"};
    static const char *const status[] = {"open", "reached", "paused", "archived"};
    static const char *const level[] = {"much less than hoped for", "less than hoped for",
                                        "as hoped for", "more than hoped for",
                                        "much more than hoped for"};
    static const char *const state[] = {"open", "accepted", "declined", "taken back"};
    static const char *const answer[] = {"open", "yes", "not quite"};
    static const char *const mode[] = {"video", "voice", "text"};
    static const char *const caller[] = {"the others call", "whose card it is calls"};
    static const char *const ask[] = {"every time", "the first time", "never"};
    static const struct {
        const char *const *words;
        size_t count;
    } lists[] = {
        [YES_NO] = {yes_no, 2}, [DONE] = {done, 3},     [STATUS] = {status, 4},
        [LEVEL] = {level, 5},   [STATE] = {state, 4},   [ANSWER] = {answer, 3},
        [MODE] = {mode, 3},     [CALLER] = {caller, 2}, [ASK] = {ask, 3},
    };
    ALCOVE_ASSERT(form < sizeof lists / sizeof lists[0] && number < lists[form].count);
    return lists[form].words[number];
}

const char *wording_field(enum object_kind kind, uint8_t field)
{
    ALCOVE_ASSERT(kind < KIND_COUNT && field < SCHEMA_FIELDS_MAX);
    return told[kind][field].noun;
}

const char *wording_kind(enum object_kind kind)
{
    ALCOVE_ASSERT(kind < KIND_COUNT);
    return kind_nouns[kind];
}

/* "Dana therapist, Ben client" */
static void add_roles(struct paper_words *words, const struct paper *paper, uint64_t roles)
{
    static const char *const names[] = {NULL, "therapist", "client", "interpreter"};
    const char *between = "";
    for (uint8_t member = 0; member < space_config(paper->space)->member_count; member++) {
        const char *role = names[roles >> (2 * member) & 3];
        if (role == NULL)
            continue;
        words_print(words, "%s%s %s", between, paper_name(paper, member), role);
        between = ", ";
    }
    if (between[0] == '\0')
        words_add(words, "open");
}

static void add_weeks(struct paper_words *words, uint64_t weeks)
{
    if (weeks <= 1)
        words_add(words, weeks == 0 ? "once" : "every week");
    else
        words_print(words, "every %llu weeks", (unsigned long long)weeks);
}

static void add_number(struct paper_words *words, const struct paper *paper, enum form form,
                       uint64_t number)
{
    char text[CIVIL_TEXT_BYTES];
    switch (form) {
    case DAY:
        words_add(words, civil_print_long((uint32_t)number, text));
        break;
    case MINUTE:
        words_add(words, civil_print_time((uint32_t)number, paper->zone, text));
        break;
    case WALL:
        words_add(words, civil_print_time((uint32_t)number, 0, text));
        break;
    case MINUTES:
        words_print(words, "%llu %s", (unsigned long long)number,
                    number == 1 ? "minute" : "minutes");
        break;
    case WEEKS:
        add_weeks(words, number);
        break;
    case DAYS:
        words_print(words, "%llu days", (unsigned long long)number);
        break;
    case OF_TEN:
        words_print(words, "%llu of 10", (unsigned long long)number);
        break;
    case NUMBER:
        words_print(words, "%llu", (unsigned long long)number);
        break;
    case ROLES:
        add_roles(words, paper, number);
        break;
    default:
        words_add(words, word_of(form, number));
        break;
    }
}

static void add_value(struct paper_words *words, const struct paper *paper, struct told what,
                      const struct value *value, bool is_short)
{
    if (value->type == VALUE_NONE)
        words_add(words, "nothing");
    else if (value->type == VALUE_OBJECT)
        paper_add_label(words, paper, value->object);
    else if (value->type == VALUE_STRING && is_short)
        words_add_quoted(words, value->bytes, value->size);
    else if (value->type == VALUE_STRING)
        words_add_text(words, value->bytes, value->size);
    else if (value->type == VALUE_NUMBER)
        add_number(words, paper, what.form, value->number);
}

void wording_add_value(struct paper_words *words, const struct paper *paper, enum object_kind kind,
                       uint8_t field, const struct value *value)
{
    add_value(words, paper, told[kind][field], value, false);
}

void wording_add_short(struct paper_words *words, const struct paper *paper, enum object_kind kind,
                       uint8_t field, const struct value *value)
{
    add_value(words, paper, told[kind][field], value, true);
}

const char *wording_signature(enum signature_state state)
{
    static const char *const texts[] = {
        [SIGNATURE_NONE] = "has not signed this",
        [SIGNATURE_FALSE] = "gave a signature that does not fit",
        [SIGNATURE_KEYLESS] = "gave a signature that cannot be checked",
        [SIGNATURE_TAKEN_BACK] = "took the signature back",
        [SIGNATURE_EARLIER] = "signed an earlier version",
        [SIGNATURE_HOLDS] = "signed this",
    };
    ALCOVE_ASSERT((size_t)state < sizeof texts / sizeof texts[0]);
    return texts[state];
}
