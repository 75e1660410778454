/* The hour two people hold: its stages, and its clock, over the board that both see.
 *
 * Nothing moves by itself: a stage is left because somebody goes on, back, or skips, and no time
 * that is over ends anything. All of it is a pure function of the board and the shared clock
 * (shared_clock.h), so both sides see the same; the first three stages alone are each side's own,
 * before there is a board. What is shown of it, and to whom, is decided elsewhere. */
#ifndef ALCOVE_SESSION_HOUR_H
#define ALCOVE_SESSION_HOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/board.h"

#define HOUR_MINUTES_USUAL 50
#define HOUR_SETTLE_MS     60000

/* Those of HOUR_CARD_STAGE. The door leads into the warm-up, and the farewell to CLOSED, which is
 * on no board. */
enum session_stage {
    STAGE_ARRIVING,
    STAGE_READY, /* each by themselves: light, sound, a private place */
    STAGE_THRESHOLD,
    STAGE_WARM_UP,
    STAGE_AGENDA,
    STAGE_WORK,
    STAGE_CLOSING,
    STAGE_RECAP,
    STAGE_CLOSED,
};

/* "arriving", "ready" … "closed": for logs and JSON. */
const char *stage_name(enum session_stage stage);

struct hour {
    enum session_stage own;     /* before the door is open */
    enum session_stage reached; /* the furthest so far */
    uint8_t skipped;            /* own bits, by stage: as HOUR_CARD_SKIPPED */
};

/* Where the two are; `together` from the moment the door opened. */
enum session_stage hour_stage(const struct hour *hour, const struct board *board, bool together);

enum stage_trace { STAGE_NOT_REACHED, STAGE_DONE, STAGE_SKIPPED };
/* Of a stage before or at the furthest one reached: skipped if either of the two skipped it. */
enum stage_trace hour_trace(const struct hour *hour, const struct board *board,
                            enum session_stage stage);

/* ---- the clock; times in ms of the shared clock ---- */

struct hour_times {
    bool began;
    uint64_t began_ms, ends_ms;
    uint32_t minutes;  /* agreed, without what was added */
    uint32_t more;     /* minutes that both would add */
    uint64_t taken_ms; /* what the line and pauses took so far, by the side that saw more of it */
    bool gives_back;   /* that is added at the end */
    uint64_t next_minute; /* of the next hour, since 1970; 0: none is agreed on */
};

/* ends_ms is 0 before it began. */
struct hour_times hour_times(const struct board *board);

/* In this order; each holds until the next. */
enum hour_cue { CUE_NONE, CUE_START, CUE_TEN, CUE_FIVE, CUE_END };
/* The latest that is due. Ten and five are minutes before the end, in an hour that is longer. */
enum hour_cue hour_cue(const struct board *board, uint64_t shared_ms);
/* When the next one is due; UINT64_MAX: none is left. */
uint64_t hour_next_cue(const struct board *board, uint64_t shared_ms);

/* What was told already. */
struct hour_cues {
    enum hour_cue told;
    uint64_t ends_ms; /* the end it was told for */
};
/* A cue the first time that it holds, then CUE_NONE. An end that moves away by a minute or more
 * brings its cues again. */
enum hour_cue hour_take_cue(struct hour_cues *cues, const struct board *board, uint64_t shared_ms);

/* ---- settling: a minute of the same breath on both sides ---- */

struct breath {
    bool on;
    double fullness;       /* 0 breathed out, 1 breathed in */
    bool in;               /* it is being breathed in */
    unsigned seconds_left; /* of the minute, 60 to 1 */
};

/* Of a minute that began at `began_ms` (0: none), on the same clock as `now_ms`: in for four
 * seconds, out for six. For one who is alone yet, on any clock. */
struct breath breath_at(uint64_t began_ms, uint64_t now_ms);

#endif
