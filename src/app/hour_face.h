/* What the link thread tells the main thread of the hour: a part of a face (app/face.h), which owns
 * all of it. Plain facts; who shows them decides what to say. */
#ifndef ALCOVE_APP_HOUR_FACE_H
#define ALCOVE_APP_HOUR_FACE_H

#include "session/pacing.h"
#include "session/session.h"
#include "session/session_hour.h"
#include "session/session_presence.h"

struct hour_face {
    struct board board; /* a copy; empty where nothing was laid yet */
    bool seated;        /* there is a board, and a side */
    bool opener;        /* this side opened the door */
    bool caller;        /* this side knocked */
    bool together;      /* the door is open, and nobody has left */
    enum session_stage stage;
    enum stage_trace traces[STAGE_CLOSED + 1];
    struct hour_times times;
    struct shared_clock clock;
    bool clock_known;
    enum hour_cue cue;      /* the newest that was told */
    enum presence presence; /* how the other is here */
    bool quiet;
    enum signal_away away, their_away;
    bool feeling_on;
    uint8_t feeling; /* of the client, whoever that is */
    enum signal_expression their_expression, my_expression;
    uint64_t they_expressed_at_us, i_expressed_at_us;
    uint64_t their_expressions, my_expressions;
    uint8_t wait_minutes; /* asked for at the door; 0: none */
    bool live;            /* they see what is typed here */
    bool they_show_typing;
    char *their_typing;     /* what stands in their field; NULL: nothing */
    bool nudges;            /* it is long since one said what one hears */
    unsigned nudge_minutes; /* since then */
    unsigned nudge_after;   /* of them, as one asked for; 0: never */
    bool asks_format;       /* in this hour the two are asked how it is to meet online */
    bool summed;            /* both want the sum of the talk, and somebody spoke */
    struct pacing_summary sum;
};

/* False when memory is short, and then nothing is held. */
bool hour_face_fill(struct hour_face *face, const struct session *session, uint64_t now_us);
void hour_face_clear(struct hour_face *face);

#endif
