#include "records/schema.h"

#include "base/assert.h"
#include "records/order_key.h"
#include "records/utf8.h"

#define RATING_MAX         10
#define NOTE_LINES_MAX     1024 /* bytes of what one adds to a check-in */
#define ANSWERS_MAX        64   /* items of a measure */
#define SCORE_MAX          65535
#define VERSION_MAX        65535
#define RETENTION_DAYS_MAX 3650
#define ROLES_MAX          4095 /* two bits for each of six members */
#define LEVEL_MAX          4
#define HOUR_MINUTES_MAX   1440
#define HASH_BYTES         32
#define KEY_BYTES          32
#define SIGNATURE_SIZE     64
#define CALL_AFTER_MAX     240 /* minutes */
#define WEEKS_MAX          8
#define COLOUR_MAX         15
/* To the end of the last day. */
#define MINUTE_MAX ((uint64_t)SCHEMA_DAY_MAX * 1440 + 1439)

#define NUMBER(who, name, max)                                                                     \
    {                                                                                              \
        name, FIELD_NUMBER, who, max, KIND_COUNT                                                   \
    }
#define LINE(who, name)                                                                            \
    {                                                                                              \
        name, FIELD_LINE, who, SCHEMA_LINE_BYTES_MAX, KIND_COUNT                                   \
    }
#define STRING(who, name, max)                                                                     \
    {                                                                                              \
        name, FIELD_STRING, who, max, KIND_COUNT                                                   \
    }
#define BYTES(who, name, max)                                                                      \
    {                                                                                              \
        name, FIELD_BYTES, who, max, KIND_COUNT                                                    \
    }
#define ORDER(who, name)                                                                           \
    {                                                                                              \
        name, FIELD_ORDER, who, SCHEMA_ORDER_BYTES_MAX, KIND_COUNT                                 \
    }
#define OBJECT(who, name, of)                                                                      \
    {                                                                                              \
        name, FIELD_OBJECT, who, 0, of                                                             \
    }
#define NOTE(who, name)                                                                            \
    {                                                                                              \
        name, FIELD_NOTE, who, SCHEMA_NOTE_BYTES_MAX, KIND_COUNT                                   \
    }
#define ROLES(number)  NUMBER(WRITER_SLOT, "roles_by_" number, ROLES_MAX)
#define KEY(number)    BYTES(WRITER_SLOT, "sign_key_by_" number, KEY_BYTES)
#define HIDDEN(number) NUMBER(WRITER_SLOT, "trend_hidden_by_" number, 1)
#define LEVEL(number)  LINE(WRITER_ALL, "level_" number)
#define NAME(number)   LINE(WRITER_ALL, "name_of_" number)
#define ALL            WRITER_ALL
#define AUTHOR         WRITER_AUTHOR
#define ONCE           WRITER_ONCE
#define REPLY          WRITER_REPLY

static const struct schema_field space_fields[] = {
    [SPACE_TITLE] = LINE(ALL, "title"),
    [SPACE_RETENTION_DAYS] = NUMBER(ALL, "retention_days", RETENTION_DAYS_MAX),
    [SPACE_ROLES_BY_0] = ROLES("0"),
    [SPACE_ROLES_BY_0 + 1] = ROLES("1"),
    [SPACE_ROLES_BY_0 + 2] = ROLES("2"),
    [SPACE_ROLES_BY_0 + 3] = ROLES("3"),
    [SPACE_ROLES_BY_0 + 4] = ROLES("4"),
    [SPACE_ROLES_BY_0 + 5] = ROLES("5"),
    [SPACE_SIGN_KEY_BY_0] = KEY("0"),
    [SPACE_SIGN_KEY_BY_0 + 1] = KEY("1"),
    [SPACE_SIGN_KEY_BY_0 + 2] = KEY("2"),
    [SPACE_SIGN_KEY_BY_0 + 3] = KEY("3"),
    [SPACE_SIGN_KEY_BY_0 + 4] = KEY("4"),
    [SPACE_SIGN_KEY_BY_0 + 5] = KEY("5"),
    [SPACE_TREND_HIDDEN_BY_0] = HIDDEN("0"),
    [SPACE_TREND_HIDDEN_BY_0 + 1] = HIDDEN("1"),
    [SPACE_TREND_HIDDEN_BY_0 + 2] = HIDDEN("2"),
    [SPACE_TREND_HIDDEN_BY_0 + 3] = HIDDEN("3"),
    [SPACE_TREND_HIDDEN_BY_0 + 4] = HIDDEN("4"),
    [SPACE_TREND_HIDDEN_BY_0 + 5] = HIDDEN("5"),
};

static const struct schema_field goal_fields[] = {
    [GOAL_TITLE] = LINE(ALL, "title"),
    [GOAL_WHY] = LINE(ALL, "why"),
    [GOAL_MEASURE] = LINE(ALL, "measure"),
    [GOAL_TARGET_DAY] = NUMBER(ALL, "target_day", SCHEMA_DAY_MAX),
    [GOAL_STATUS] = NUMBER(ALL, "status", GOAL_ARCHIVED),
    [GOAL_CONFIDENCE] = NUMBER(ALL, "confidence", RATING_MAX),
    [GOAL_IMPORTANCE] = NUMBER(ALL, "importance", RATING_MAX),
    [GOAL_AREA] = LINE(ALL, "area"),
    [GOAL_LEVEL_FIRST] = LEVEL("much_less"),
    [GOAL_LEVEL_FIRST + 1] = LEVEL("less"),
    [GOAL_LEVEL_FIRST + 2] = LEVEL("expected"),
    [GOAL_LEVEL_FIRST + 3] = LEVEL("more"),
    [GOAL_LEVEL_FIRST + 4] = LEVEL("much_more"),
    [GOAL_LEVEL_NOW] = NUMBER(ALL, "level_now", LEVEL_MAX),
    [GOAL_ORDER] = ORDER(ALL, "order"),
    [GOAL_NOTES] = NOTE(ALL, "notes"),
    [GOAL_REVIEW_DAY] = NUMBER(ALL, "review_day", SCHEMA_DAY_MAX),
};

static const struct schema_field practice_fields[] = {
    [PRACTICE_GOAL] = OBJECT(ALL, "goal", KIND_GOAL), [PRACTICE_TEXT] = LINE(ALL, "text"),
    [PRACTICE_CADENCE] = LINE(ALL, "cadence"),        [PRACTICE_PLANNED] = LINE(ALL, "planned"),
    [PRACTICE_ACTIVE] = NUMBER(ALL, "active", 1),     [PRACTICE_ORDER] = ORDER(ALL, "order"),
};

static const struct schema_field check_in_fields[] = {
    [CHECK_IN_PRACTICE] = OBJECT(AUTHOR, "practice", KIND_PRACTICE),
    [CHECK_IN_DAY] = NUMBER(AUTHOR, "day", SCHEMA_DAY_MAX),
    [CHECK_IN_DONE] = NUMBER(AUTHOR, "done", 2),
    [CHECK_IN_HOW_WELL] = NUMBER(AUTHOR, "how_well", RATING_MAX),
    [CHECK_IN_MASTERY] = NUMBER(AUTHOR, "mastery", RATING_MAX),
    [CHECK_IN_PLEASURE] = NUMBER(AUTHOR, "pleasure", RATING_MAX),
    [CHECK_IN_PREDICTED] = NUMBER(AUTHOR, "predicted", RATING_MAX),
    [CHECK_IN_NOTE] = STRING(AUTHOR, "note", NOTE_LINES_MAX),
    [CHECK_IN_MOOD] = NUMBER(AUTHOR, "mood", RATING_MAX),
};

static const struct schema_field reflection_fields[] = {
    [REFLECTION_PROMPT] = LINE(AUTHOR, "prompt"),
    [REFLECTION_TEXT] = STRING(AUTHOR, "text", SCHEMA_STRING_BYTES_MAX),
    [REFLECTION_DAY] = NUMBER(AUTHOR, "day", SCHEMA_DAY_MAX),
    [REFLECTION_SESSION] = OBJECT(AUTHOR, "session", KIND_SESSION),
    [REFLECTION_ANSWER] = NUMBER(REPLY, "answer", REFLECTION_NOT_QUITE),
    [REFLECTION_EDITED] = STRING(REPLY, "edited", SCHEMA_STRING_BYTES_MAX),
};

static const struct schema_field session_fields[] = {
    [SESSION_BEGAN] = NUMBER(ALL, "began", MINUTE_MAX),
    [SESSION_TITLE] = LINE(ALL, "title"),
    [SESSION_RECAP] = NOTE(ALL, "recap"),
    [SESSION_NEXT] = NUMBER(ALL, "next", MINUTE_MAX),
    [SESSION_MINUTES] = NUMBER(ALL, "minutes", HOUR_MINUTES_MAX),
    [SESSION_MODE] = NUMBER(ALL, "mode", SESSION_TEXT),
};

static const struct schema_field agenda_fields[] = {
    [AGENDA_SESSION] = OBJECT(ALL, "session", KIND_SESSION),
    [AGENDA_TEXT] = LINE(ALL, "text"),
    [AGENDA_ORDER] = ORDER(ALL, "order"),
    [AGENDA_DONE] = NUMBER(ALL, "done", 1),
};

static const struct schema_field rating_fields[] = {
    [RATING_SESSION] = OBJECT(AUTHOR, "session", KIND_SESSION),
    [RATING_NUMBER] = NUMBER(AUTHOR, "number", RATING_MAX),
    [RATING_LINE] = LINE(AUTHOR, "line"),
    [RATING_HEARD] = NUMBER(AUTHOR, "heard", RATING_MAX),
    [RATING_PACE] = NUMBER(AUTHOR, "pace", RATING_MAX),
    [RATING_TOPICS] = NUMBER(AUTHOR, "topics", RATING_MAX),
};

static const struct schema_field comment_fields[] = {
    [COMMENT_TARGET] = OBJECT(ONCE, "target", KIND_COUNT),
    [COMMENT_TEXT] = STRING(ONCE, "text", SCHEMA_STRING_BYTES_MAX),
};

static const struct schema_field measure_fields[] = {
    [MEASURE_PACK] = LINE(ONCE, "pack"),
    [MEASURE_VERSION] = NUMBER(ONCE, "version", VERSION_MAX),
    [MEASURE_ANSWERS] = BYTES(ONCE, "answers", ANSWERS_MAX),
    [MEASURE_SCORE] = NUMBER(ONCE, "score", SCORE_MAX),
    [MEASURE_DAY] = NUMBER(ONCE, "day", SCHEMA_DAY_MAX),
};

static const struct schema_field proposal_fields[] = {
    [PROPOSAL_TARGET] = OBJECT(ONCE, "target", KIND_COUNT),
    [PROPOSAL_FIELD] = NUMBER(ONCE, "field", SCHEMA_FIELDS_MAX - 1),
    [PROPOSAL_NUMBER] = NUMBER(ONCE, "number", MINUTE_MAX),
    [PROPOSAL_STRING] = STRING(ONCE, "string", SCHEMA_STRING_BYTES_MAX),
    [PROPOSAL_STATE] = NUMBER(WRITER_OTHERS, "state", 3),
};

static const struct schema_field words_fields[] = {
    [WORDS_TEXT] = STRING(ONCE, "text", SCHEMA_STRING_BYTES_MAX),
};

static const struct schema_field format_fields[] = {
    [FORMAT_SESSION] = OBJECT(AUTHOR, "session", KIND_SESSION),
    [FORMAT_FEELS] = LINE(AUTHOR, "feels"),
    [FORMAT_EASIER] = LINE(AUTHOR, "easier"),
    [FORMAT_OTHER] = LINE(AUTHOR, "other"),
};

static const struct schema_field safety_fields[] = {
    [SAFETY_PLACE] = LINE(AUTHOR, "place"),
    [SAFETY_CONTACT] = LINE(AUTHOR, "contact"),
    [SAFETY_CONTACT_PHONE] = LINE(AUTHOR, "contact_phone"),
    [SAFETY_MAY_CALL] = NUMBER(AUTHOR, "may_call", 1),
    [SAFETY_LOCAL_NUMBER] = LINE(ALL, "local_number"),
    [SAFETY_HOSPITAL] = LINE(ALL, "hospital"),
    [SAFETY_PHONE] = LINE(AUTHOR, "phone"),
    [SAFETY_CALLER] = NUMBER(ALL, "caller", SAFETY_OWNER_CALLS),
    [SAFETY_AFTER_MINUTES] = NUMBER(ALL, "after_minutes", CALL_AFTER_MAX),
    [SAFETY_ASK] = NUMBER(ALL, "ask", SAFETY_NEVER),
    [SAFETY_CODE_WORD] = LINE(AUTHOR, "code_word"),
};

static const struct schema_field consent_fields[] = {
    [CONSENT_TEXT] = STRING(ONCE, "text", SCHEMA_TEXT_BYTES_MAX),
    [CONSENT_VERSION] = NUMBER(ONCE, "version", VERSION_MAX),
    [CONSENT_GUARDIAN] = LINE(ONCE, "guardian"),
};

static const struct schema_field signature_fields[] = {
    [SIGNATURE_TARGET] = OBJECT(ONCE, "target", KIND_COUNT),
    [SIGNATURE_HASH] = BYTES(ONCE, "hash", HASH_BYTES),
    [SIGNATURE_BYTES] = BYTES(ONCE, "signature", SIGNATURE_SIZE),
    [SIGNATURE_MINUTE] = NUMBER(ONCE, "minute", MINUTE_MAX),
    [SIGNATURE_REVOKED] = NUMBER(AUTHOR, "revoked", MINUTE_MAX),
};

static const struct schema_field slot_fields[] = {
    [SLOT_FIRST] = NUMBER(ALL, "first", MINUTE_MAX),
    [SLOT_EVERY_WEEKS] = NUMBER(ALL, "every_weeks", WEEKS_MAX),
    [SLOT_ZONE] = LINE(ALL, "zone"),
    [SLOT_MINUTES] = NUMBER(ALL, "minutes", HOUR_MINUTES_MAX),
};

static const struct schema_field look_fields[] = {
    [LOOK_COLOUR] = NUMBER(ALL, "colour", COLOUR_MAX),
    [LOOK_OPENING] = LINE(ALL, "opening"),
    [LOOK_NAME_OF_0] = NAME("0"),
    [LOOK_NAME_OF_0 + 1] = NAME("1"),
    [LOOK_NAME_OF_0 + 2] = NAME("2"),
    [LOOK_NAME_OF_0 + 3] = NAME("3"),
    [LOOK_NAME_OF_0 + 4] = NAME("4"),
    [LOOK_NAME_OF_0 + 5] = NAME("5"),
};

#define KIND(name, fields, author_erases)                                                          \
    {                                                                                              \
        name, fields, sizeof(fields) / sizeof(fields)[0], author_erases                            \
    }

static const struct schema_kind kinds[KIND_COUNT] = {
    [KIND_SPACE] = KIND("space", space_fields, true),
    [KIND_GOAL] = KIND("goal", goal_fields, false),
    [KIND_PRACTICE] = KIND("practice", practice_fields, false),
    [KIND_CHECK_IN] = KIND("check_in", check_in_fields, true),
    [KIND_REFLECTION] = KIND("reflection", reflection_fields, true),
    [KIND_SESSION] = KIND("session", session_fields, false),
    [KIND_AGENDA] = KIND("agenda", agenda_fields, false),
    [KIND_RATING] = KIND("rating", rating_fields, true),
    [KIND_COMMENT] = KIND("comment", comment_fields, true),
    [KIND_MEASURE] = KIND("measure", measure_fields, true),
    [KIND_PROPOSAL] = KIND("proposal", proposal_fields, true),
    [KIND_WORDS] = KIND("words", words_fields, true),
    [KIND_FORMAT] = KIND("format", format_fields, true),
    [KIND_SAFETY] = KIND("safety", safety_fields, true),
    [KIND_CONSENT] = KIND("consent", consent_fields, true),
    [KIND_SIGNATURE] = KIND("signature", signature_fields, true),
    [KIND_SLOT] = KIND("slot", slot_fields, false),
    [KIND_LOOK] = KIND("look", look_fields, false),
};

const struct schema_kind *schema_kind(unsigned kind)
{
    if (kind >= KIND_COUNT)
        return NULL;
    ALCOVE_ASSERT(kinds[kind].field_count <= SCHEMA_FIELDS_MAX);
    return &kinds[kind];
}

const struct schema_field *schema_field(unsigned kind, unsigned field)
{
    const struct schema_kind *found = schema_kind(kind);
    if (found == NULL || field >= found->field_count)
        return NULL;
    ALCOVE_ASSERT(found->fields[field].type != FIELD_ABSENT);
    return &found->fields[field];
}

enum value_type schema_holds(const struct schema_field *field)
{
    static const enum value_type types[] = {
        [FIELD_ABSENT] = VALUE_NONE,   [FIELD_NUMBER] = VALUE_NUMBER, [FIELD_LINE] = VALUE_STRING,
        [FIELD_STRING] = VALUE_STRING, [FIELD_BYTES] = VALUE_BYTES,   [FIELD_ORDER] = VALUE_BYTES,
        [FIELD_OBJECT] = VALUE_OBJECT, [FIELD_NOTE] = VALUE_NONE,
    };
    ALCOVE_ASSERT(field->type <= FIELD_NOTE);
    return types[field->type];
}

static bool object_is_good(struct object_id object)
{
    ALCOVE_ASSERT(OBJECT_SPACE.counter == 0);
    if (object.counter == 0)
        return object.device == 0;
    return object.device < SPACE_DEVICES_MAX;
}

bool schema_accepts(const struct schema_field *field, const struct value *value)
{
    ALCOVE_ASSERT(value->bytes != NULL || value->size == 0);
    const char *text = (const char *)value->bytes;
    if (value->type == VALUE_NONE)
        return field->type != FIELD_NOTE;
    if (value->type != schema_holds(field))
        return false;
    switch (field->type) {
    case FIELD_NUMBER:
        return value->number <= field->max;
    case FIELD_LINE:
        return value->size <= field->max && utf8_is_line(text, value->size);
    case FIELD_STRING:
        return value->size <= field->max && utf8_is_text(text, value->size);
    case FIELD_BYTES:
        return value->size <= field->max;
    case FIELD_ORDER:
        return order_key_is_valid(value->bytes, value->size);
    case FIELD_OBJECT:
        return object_is_good(value->object);
    case FIELD_ABSENT:
    case FIELD_NOTE:
        break;
    }
    return false;
}
