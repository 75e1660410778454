/* What was said in words during a session, oldest first: lines of text and check-ins. It is in
 * memory only. */
#ifndef ALCOVE_SESSION_LANE_H
#define ALCOVE_SESSION_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LANE_MAX 1000 /* more than an hour of fast typing; then the oldest arrived ones go */

enum line_author {
    LINE_MINE,
    LINE_THEIRS,
};

enum line_kind {
    LINE_TEXT,
    LINE_CHECK_IN, /* `text` is the feeling, `distractions` what is around */
};

/* How far a line of mine has come. Lines of theirs are ARRIVED. */
enum line_state {
    LINE_WRITTEN, /* here only */
    LINE_LEFT,    /* handed to the link, which repeats it until it arrives */
    LINE_ARRIVED, /* the other side has stored it */
};

struct line {
    enum line_author author;
    enum line_kind kind;
    enum line_state state;
    bool again;   /* of mine: to be handed to the link once more, which is another one */
    bool covered; /* of theirs: not to be shown yet */
    bool now;     /* CHECK_IN: not to be covered */
    bool rated;   /* CHECK_IN: there is a rating, 0 to 10 */
    uint8_t rating;
    uint64_t number;        /* from 1, in the order of coming here; given by the lane */
    uint64_t written_at_ms; /* Unix time on the writer's clock */
    uint64_t record_id;     /* of the link, once it left */
    char *text;             /* UTF-8, NUL-terminated, never NULL; owned by the lane */
    char *distractions;     /* CHECK_IN: joined by ", ", may be empty; else NULL */
    char *stressors;        /* the same: what weighs on one from outside */
};

struct lane {
    struct line *lines; /* owned; borrowed by readers until the next change */
    size_t count;
    size_t capacity;
    uint64_t numbers; /* given so far */
};

/* Memory is wiped. */
void lane_clear(struct lane *lane);
/* Wipes the texts of a line and gives them back; any may be NULL. */
void lane_wipe_line(struct line *line);
/* Appends a copy under a number of its own; NULL when memory is short, with the lane unchanged. The
 * result is good until the next append. `distractions` and `stressors` may be NULL. */
struct line *lane_append(struct lane *lane, const struct line *line);
/* Takes the newest line back; the lane has one (asserted). */
void lane_drop_last(struct lane *lane);
/* The line of mine that the link carries under this id; NULL if there is none. */
struct line *lane_find_record(struct lane *lane, uint64_t record_id);
/* NULL if there is none of this number. */
struct line *lane_find_number(struct lane *lane, uint64_t number);
/* Covered lines are the newest ones now, and may be shown. */
void lane_uncover(struct lane *lane);

#endif
