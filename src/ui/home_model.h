/* All that the screens outside of a session show, as plain data: the people, what is shared with
 * each, the words between hours, the invites.
 *
 * The app fills it (app/home_face.h); screens turn it into words and shapes, and fill in what the
 * person wants as a home_wish. Every pointer is borrowed with the model that it is in; texts are
 * never NULL unless it says so, and are UTF-8 from anywhere. Days and minutes are since 1970; days
 * are those of this computer's clock, minutes are UTC. A zeroed model is valid. */
#ifndef ALCOVE_UI_HOME_MODEL_H
#define ALCOVE_UI_HOME_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/object_id.h"
#include "ui/invite_code.h"

#define HOME_TICK_DAYS   42
#define HOME_RECAP_LINES 3
#define HOME_NO_NUMBER   255 /* where a number from 0 to 10 was not said */

/* Whose something is: an index, too. */
enum home_side { HOME_ME, HOME_THEM };
#define HOME_SIDES 2

/* A value that stands beside the shown one: "also: …". */
struct home_value {
    const char *text;
    enum home_side by;
    uint32_t day;
};

#define HOME_YES "yes" /* what is in the field of a yes or no, as are */
#define HOME_NO  "no"

/* What is in one field, as a home_wish takes it back. */
struct home_field {
    const char *text;  /* "": nothing */
    enum home_side by; /* who set it, if it is set, and on which day */
    uint32_t day;
    const struct home_value *also; /* number 2 and on for HOME_CHOOSE */
    size_t also_count;
};

/* A goal, a practice, a card, a consent: its fields by the numbers of records/schema.h. */
struct home_thing {
    struct object_id id;
    enum home_side by;
    uint32_t made_day, changed_day; /* changed: 0 where nothing was set */
    enum home_side changed_by;
    const struct home_field *fields;
    size_t field_count;
};

struct home_goal {
    struct home_thing thing;
    uint8_t status; /* enum goal_status */
    bool review_is_due;
    uint8_t confidence, importance; /* 0 to 10, or HOME_NO_NUMBER */
    uint8_t level;                  /* 0 to 4, or HOME_NO_NUMBER */
    const char *notes;
};

enum home_tick { HOME_TICK_NONE, HOME_TICK_NOT_DONE, HOME_TICK_PARTLY, HOME_TICK_DONE };

struct home_practice {
    struct home_thing thing;
    bool is_active; /* and its goal is not laid aside */
    /* enum home_tick by day, oldest first; the last is today. */
    uint8_t ticks[HOME_SIDES][HOME_TICK_DAYS];
    uint8_t done[HOME_SIDES]; /* this week, from Monday */
    uint8_t wanted;           /* a week, as the cadence says; 0: it does not */
};

struct home_check_in {
    struct object_id id, practice; /* practice OBJECT_SPACE: of a mood */
    enum home_side by;
    uint32_t day;
    uint8_t mood; /* 0 to 10, or HOME_NO_NUMBER */
    const char *note;
};

/* How an hour was: 0 to 10, or HOME_NO_NUMBER. */
struct home_feel {
    uint32_t minute; /* when it began */
    uint8_t overall, heard, pace, topics;
};

struct home_trend {
    bool is_hidden;
    enum home_side hidden_by;
    const struct home_feel *points[HOME_SIDES]; /* from two on, else none */
    size_t count[HOME_SIDES];
};

/* enum signature_state of records/signature.h. */
struct home_signed {
    uint8_t state[HOME_SIDES];
};

struct home_recap {
    struct object_id session; /* the newest; OBJECT_SPACE: none was held */
    uint32_t minute;          /* when it began */
    const char *lines[HOME_RECAP_LINES];
    size_t line_count;
    struct home_signed signatures;
};

struct home_consent {
    struct home_thing thing;
    struct home_signed signatures;
};

struct home_change {
    struct object_id id;
    uint8_t kind; /* enum object_kind */
    uint32_t day;
    const char *sentence;
};

/* How far words of ours have come. */
enum home_words_state { HOME_WORDS_WRITTEN, HOME_WORDS_LEFT, HOME_WORDS_ARRIVED, HOME_WORDS_LOST };

struct home_words {
    struct object_id id; /* OBJECT_SPACE: they came as a letter alone */
    enum home_side by;
    uint64_t written_at_s;
    bool is_new;                 /* theirs: not read yet */
    enum home_words_state state; /* ours */
    const char *text;            /* "": this version cannot show it */
    uint32_t day;                /* when they were written, by the clock here */
};

struct home_next {
    bool is_known;
    bool is_once;        /* named by the last session, apart from any rhythm */
    uint8_t every_weeks; /* 0: once */
    uint8_t weekday;     /* 0: Monday, by the clock here, as the next */
    uint16_t minute_of_day;
    uint32_t minute;
    uint16_t length_min;
};

struct home_person {
    uint32_t id;
    const char *name;
    bool is_verified;
    bool is_blocked;
    bool key_changed; /* another computer came in their name: they are not called or answered */
    bool is_online;   /* a link to them stands */
    bool is_open;     /* what is shared was read: else all below is empty */
    uint32_t last_hour_day; /* 0: none was held */
    size_t new_words;
    struct home_next next;
    const struct home_goal *goals; /* in their order */
    size_t goal_count;
    const struct home_practice *practices; /* likewise */
    size_t practice_count;
    const struct home_check_in *check_ins; /* newest first */
    size_t check_in_count;
    struct home_trend trend;
    struct home_recap recap;
    const struct home_change *changes; /* that the other made, newest first, not seen yet */
    size_t change_count;
    const struct home_words *words; /* oldest first */
    size_t word_count;
    const struct home_thing *safety[HOME_SIDES]; /* NULL: no card */
    const struct home_consent *consents;         /* oldest first */
    size_t consent_count;
};

struct home_invite {
    uint32_t id;
    const char *for_name; /* "": nobody named */
    const char *link;     /* NULL: it is being made */
    bool wants_reply;     /* who joins hands a reply link back, for HOME_REPLY */
    bool has_reply;       /* it came */
    uint64_t ends_at_s;   /* Unix time */
    uint32_t ends_day;    /* the same, by the clock here */
    struct invite_code code;
};

#define HOME_HELPERS_MAX        4
#define HOME_HELPER_ADDRESS_MAX 48 /* with its NUL */

/* A computer of one's own that is always on (SPEC 9.8). */
struct home_helper {
    uint32_t id;
    char address[HOME_HELPER_ADDRESS_MAX]; /* the first of its addresses, in digits */
};

/* Numbers as in home_wish.h. */
struct home_settings {
    const char *name; /* "": none was chosen */
    bool has_passphrase;
    bool contacts_only;
    uint8_t noise, headphones;
    uint16_t auto_lock_min;
    struct home_helper helpers[HOME_HELPERS_MAX]; /* in the order in which they are asked */
    size_t helper_count;
};

enum home_meeting {
    HOME_ALONE,
    HOME_CALLING, /* knocking at `calling` */
    HOME_JOINING, /* using an invite */
};

struct home_model {
    enum home_meeting meeting;
    uint32_t calling; /* a home_person.id; 0: nobody */
    const char
        *reply; /* JOINING: a link to send back to who made the invite; NULL: none is asked */
    uint32_t today;
    uint32_t now;                     /* minutes; 0: not known, and no hour is told to be now */
    const struct home_person *people; /* in the order of adding */
    size_t person_count;
    const struct home_invite *invites;
    size_t invite_count;
    struct home_settings settings;
};

#endif
