/* What there is in a space: the kinds of objects, their fields, what a field may hold and who may
 * write it. One table, which batches are judged by, states are kept by and exports are written by.
 * SPEC.md section 8.7 has the same table.
 *
 * Numbers of kinds and fields are on the wire and on disks: never reused, only added to. */
#ifndef ALCOVE_RECORDS_SCHEMA_H
#define ALCOVE_RECORDS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/value.h"

#define SCHEMA_LINE_BYTES_MAX   280   /* a title, a level, a place */
#define SCHEMA_STRING_BYTES_MAX 4096  /* a reflection, a comment, a line of words */
#define SCHEMA_TEXT_BYTES_MAX   16384 /* a consent: the most that a register holds */
#define SCHEMA_NOTE_BYTES_MAX   65536 /* of a text that several write */
#define SCHEMA_ORDER_BYTES_MAX  24    /* records/order_key.h */
#define SCHEMA_DAY_MAX          73048 /* days since 1970-01-01: to the end of 2169 */
#define SCHEMA_FIELDS_MAX       24    /* of one kind; field numbers are below it */

enum object_kind {
    KIND_SPACE = 0,
    KIND_GOAL = 1,
    KIND_PRACTICE = 2,
    KIND_CHECK_IN = 3,   /* of a practice, or of a mood when it names none */
    KIND_REFLECTION = 4, /* of its author alone; private ones are never in a shared space */
    KIND_SESSION = 5,
    KIND_AGENDA = 6, /* one point of a session's agenda */
    KIND_RATING = 7, /* what one member says of a session */
    KIND_COMMENT = 8,
    KIND_MEASURE = 9,   /* a filled-in measure: never changed */
    KIND_PROPOSAL = 10, /* what one would set a field to; accepting is an ordinary set by another */
    KIND_WORDS = 11,    /* a line written between sessions */
    KIND_FORMAT = 12,   /* how it is for one member to meet online, said of a session */
    KIND_SAFETY = 13,  /* where a member is, and who helps when the line or more than that breaks */
    KIND_CONSENT = 14, /* a text that both sign: never changed; a new version is another one */
    KIND_SIGNATURE = 15, /* of one member, under a consent or a recap: records/signature.h */
    KIND_SLOT = 16,      /* when one meets, by the clock on the wall */
    KIND_LOOK = 17,      /* how the two made their room theirs */
    KIND_COUNT = 18,
};

enum space_field {
    SPACE_TITLE = 0,
    SPACE_RETENTION_DAYS = 1, /* how long superseded values of the other are kept: 0 to 3650 */
    /* What member 0 … 5 says the roles are (enum space_role in two bits a member, member 0 lowest).
     * Each is written by that member alone; a role holds where all who wrote agree. */
    SPACE_ROLES_BY_0 = 2, /* … 7 */
    /* By that member alone, as roles: the Ed25519 key that it signs with, and 1 where it wants no
     * trend of the feel-checks shown: one is enough to hide it from all. */
    SPACE_SIGN_KEY_BY_0 = 8,      /* … 13 */
    SPACE_TREND_HIDDEN_BY_0 = 14, /* … 19 */
};
enum space_role { ROLE_OPEN = 0, ROLE_THERAPIST = 1, ROLE_CLIENT = 2, ROLE_INTERPRETER = 3 };

enum goal_field {
    GOAL_TITLE = 0,
    GOAL_WHY = 1,
    GOAL_MEASURE = 2,    /* by what one will see it */
    GOAL_TARGET_DAY = 3, /* days since 1970-01-01 */
    GOAL_STATUS = 4,     /* enum goal_status */
    GOAL_CONFIDENCE = 5, /* 0 to 10 */
    GOAL_IMPORTANCE = 6, /* 0 to 10 */
    GOAL_AREA = 7,
    /* Goal attainment, what much less … much more than hoped for would look like: -2 … +2. */
    GOAL_LEVEL_FIRST = 8, /* … 12 */
    GOAL_LEVEL_NOW = 13,  /* 0 to 4: the level at present */
    GOAL_ORDER = 14,
    GOAL_NOTES = 15,      /* a note that all write */
    GOAL_REVIEW_DAY = 16, /* when one looks at it again; days since 1970-01-01 */
};
enum goal_status { GOAL_OPEN = 0, GOAL_REACHED = 1, GOAL_PAUSED = 2, GOAL_ARCHIVED = 3 };

enum practice_field {
    PRACTICE_GOAL = 0,
    PRACTICE_TEXT = 1,
    PRACTICE_CADENCE = 2, /* in words: "daily", "Mon, Thu" */
    PRACTICE_PLANNED = 3, /* time and place, in words */
    PRACTICE_ACTIVE = 4,  /* 0 or 1 */
    PRACTICE_ORDER = 5,
};

enum check_in_field {
    CHECK_IN_PRACTICE = 0,
    CHECK_IN_DAY = 1,
    CHECK_IN_DONE = 2,     /* 0 no, 1 yes, 2 partly */
    CHECK_IN_HOW_WELL = 3, /* 0 to 10, as the next three */
    CHECK_IN_MASTERY = 4,
    CHECK_IN_PLEASURE = 5,
    CHECK_IN_PREDICTED = 6,
    CHECK_IN_NOTE = 7, /* at most 1,024 bytes, several lines */
    CHECK_IN_MOOD = 8, /* 0 to 10, when it is of no practice */
};

enum reflection_field {
    REFLECTION_PROMPT = 0,
    REFLECTION_TEXT = 1,
    REFLECTION_DAY = 2,
    REFLECTION_SESSION = 3, /* in which it was said */
    REFLECTION_ANSWER = 4,  /* enum reflection_answer: of who was heard */
    REFLECTION_EDITED = 5,  /* in their words; the text stays beside it */
};
enum reflection_answer { REFLECTION_OPEN = 0, REFLECTION_YES = 1, REFLECTION_NOT_QUITE = 2 };

enum session_field {
    SESSION_BEGAN = 0, /* minutes since 1970 */
    SESSION_TITLE = 1,
    SESSION_RECAP = 2,   /* a note that all write */
    SESSION_NEXT = 3,    /* minutes since 1970: when one meets again */
    SESSION_MINUTES = 4, /* that were agreed */
    SESSION_MODE = 5,    /* enum session_mode */
};
enum session_mode { SESSION_VIDEO = 0, SESSION_VOICE = 1, SESSION_TEXT = 2 };

enum agenda_field { AGENDA_SESSION = 0, AGENDA_TEXT = 1, AGENDA_ORDER = 2, AGENDA_DONE = 3 };
enum rating_field {
    RATING_SESSION = 0,
    RATING_NUMBER = 1, /* over all; 0 to 10, as the last three */
    RATING_LINE = 2,
    RATING_HEARD = 3, /* felt heard */
    RATING_PACE = 4,
    RATING_TOPICS = 5,
};
enum comment_field { COMMENT_TARGET = 0, COMMENT_TEXT = 1 };

enum measure_field {
    MEASURE_PACK = 0,    /* the pack's name, for example "phq-9" */
    MEASURE_VERSION = 1, /* the pack's version */
    MEASURE_ANSWERS = 2, /* bytes: one an item, 255 for none */
    MEASURE_SCORE = 3,
    MEASURE_DAY = 4,
};

enum proposal_field {
    PROPOSAL_TARGET = 0,
    PROPOSAL_FIELD = 1,  /* of the target's kind */
    PROPOSAL_NUMBER = 2, /* what to set: one of these two */
    PROPOSAL_STRING = 3,
    PROPOSAL_STATE = 4, /* 0 open, 1 accepted, 2 declined, 3 taken back */
};

enum words_field { WORDS_TEXT = 0 }; /* several lines; never changed */

enum format_field {
    FORMAT_SESSION = 0,
    FORMAT_FEELS = 1,  /* "How does online feel for you?" */
    FORMAT_EASIER = 2, /* "What do you wish was easier?": names of wishes of the deck, by commas */
    FORMAT_OTHER = 3,
};

/* One a member, that with the least id. What is in a place is for whoever helps there, too; all
 * else is that member's own. */
enum safety_field {
    SAFETY_PLACE = 0,
    SAFETY_CONTACT = 1, /* a name */
    SAFETY_CONTACT_PHONE = 2,
    SAFETY_MAY_CALL = 3,     /* 0 or 1: the contact may be called */
    SAFETY_LOCAL_NUMBER = 4, /* of the place's emergency services */
    SAFETY_HOSPITAL = 5,     /* the nearest */
    SAFETY_PHONE = 6,        /* of the member, when the line is gone */
    SAFETY_CALLER = 7,       /* enum safety_caller: who calls whom then */
    SAFETY_AFTER_MINUTES = 8,
    SAFETY_ASK = 9, /* enum safety_ask: how often the place is asked for */
    SAFETY_CODE_WORD = 10,
};
enum safety_caller { SAFETY_OTHERS_CALL = 0, SAFETY_OWNER_CALLS = 1 };
enum safety_ask { SAFETY_EVERY_TIME = 0, SAFETY_FIRST_TIME = 1, SAFETY_NEVER = 2 };

enum consent_field {
    CONSENT_TEXT = 0,
    CONSENT_VERSION = 1,
    CONSENT_GUARDIAN = 2, /* of a minor: the name of who signs with them */
};

enum signature_field {
    SIGNATURE_TARGET = 0,
    SIGNATURE_HASH = 1,
    SIGNATURE_BYTES = 2,
    SIGNATURE_MINUTE = 3,
    SIGNATURE_REVOKED = 4, /* the minute from which it holds no more */
};

/* One a space, that with the least id. */
enum slot_field {
    SLOT_FIRST = 0,       /* minutes since 1970 as the clock on the wall there says it */
    SLOT_EVERY_WEEKS = 1, /* 0: once */
    SLOT_ZONE = 2,        /* whose clock: "Europe/Berlin" */
    SLOT_MINUTES = 3,     /* how long */
};

/* One a space, that with the least id. */
enum look_field {
    LOOK_COLOUR = 0,    /* one of the palette */
    LOOK_OPENING = 1,   /* the words that one begins with */
    LOOK_NAME_OF_0 = 2, /* … 7: what member n is called here */
};

enum field_type {
    FIELD_ABSENT, /* no such field */
    FIELD_NUMBER,
    FIELD_LINE,   /* string of one line */
    FIELD_STRING, /* string of several lines: newline and tab allowed */
    FIELD_BYTES,
    FIELD_ORDER, /* bytes that records/order_key.h accepts */
    FIELD_OBJECT,
    FIELD_NOTE, /* a text of its own (text/text.h), no register */
};

enum field_writer {
    WRITER_ALL,    /* any member */
    WRITER_AUTHOR, /* devices of the member whose device made the object */
    WRITER_ONCE,   /* the author, in the batch that makes the object */
    WRITER_OTHERS, /* PROPOSAL_STATE: any value by others, "taken back" by the author */
    WRITER_REPLY,  /* members other than the author's */
    WRITER_SLOT,   /* SPACE_…_BY_n: member n */
};

struct schema_field {
    const char *name; /* stable, lower case with underscores: JSON keys */
    enum field_type type;
    enum field_writer writer;
    uint64_t max;            /* NUMBER: the greatest; else the most bytes */
    enum object_kind target; /* OBJECT: of this kind; KIND_COUNT: of any */
};

struct schema_kind {
    const char *name; /* as above */
    const struct schema_field *fields;
    size_t field_count;
    bool author_erases; /* only devices of the author's member may erase it; else all may */
};

/* NULL if there is no such kind or field. Static. */
const struct schema_kind *schema_kind(unsigned kind);
const struct schema_field *schema_field(unsigned kind, unsigned field);

/* A number that counts days since 1970. */
static inline bool schema_is_day(const struct schema_field *field)
{
    return field->type == FIELD_NUMBER && field->max == SCHEMA_DAY_MAX;
}

/* The type of the values in that field; VALUE_NONE of a note. */
enum value_type schema_holds(const struct schema_field *field);

/* Whether `value` may stand in that field: type, bounds, UTF-8, order key. VALUE_NONE always may,
 * but in a note nothing may: it is no register.
 * What an object value names is the space's to judge. */
bool schema_accepts(const struct schema_field *field, const struct value *value);

#endif
