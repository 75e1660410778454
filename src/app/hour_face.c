#include "app/hour_face.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static bool copy_board(struct board *copy, const struct board *board)
{
    size_t size;
    board_init(copy, board->side);
    if (board->count == 0)
        return true;
    uint8_t *bytes = board_encode(board, &size);
    bool copied = bytes != NULL && board_decode(copy, bytes, size);
    if (bytes != NULL)
        sodium_memzero(bytes, size);
    free(bytes);
    return copied;
}

static void fill_presence(struct hour_face *face, const struct session *session, uint64_t now_us)
{
    const struct session_side *client = session->opened ? &session->they : &session->me;
    face->presence = session_presence(session, now_us);
    face->quiet = session_is_quiet(session, now_us);
    face->away = session->me.away;
    face->their_away = session->they.away;
    face->feeling_on = client->feeling_on;
    face->feeling = client->feeling;
    face->their_expression = session->they.expression;
    face->my_expression = session->me.expression;
    face->they_expressed_at_us = session->they.expressed_at_us;
    face->i_expressed_at_us = session->me.expressed_at_us;
    face->their_expressions = session->they.expressions;
    face->my_expressions = session->me.expressions;
    face->wait_minutes = session->wait_minutes;
    face->live = session->typing.on;
    face->they_show_typing = session->they.reads;
    face->nudges = nudge_is_due(&session->nudge);
    face->nudge_minutes = nudge_minutes(&session->nudge);
    face->nudge_after = session->nudge.after_minutes;
}

bool hour_face_fill(struct hour_face *face, const struct session *session, uint64_t now_us)
{
    *face = (struct hour_face){
        .seated = session->seated,
        .opener = session->opened,
        .caller = session->caller,
        .together = session->phase == SESSION_TOGETHER || session->phase == SESSION_APART,
    };
    if (!copy_board(&face->board, &session->board))
        return false;
    face->stage = session_stage(session);
    for (unsigned stage = 0; stage <= STAGE_CLOSED; stage++)
        face->traces[stage] = session_trace(session, (enum session_stage)stage);
    face->times = hour_times(&session->board);
    face->clock = session->clock;
    face->clock_known = shared_clock_is_known(&session->clock);
    face->cue = session->cues.told;
    fill_presence(face, session, now_us);
    if (session->typing.theirs.size == 0)
        return true;
    face->their_typing = strdup(session->typing.theirs.text);
    if (face->their_typing != NULL)
        return true;
    hour_face_clear(face);
    return false;
}

void hour_face_clear(struct hour_face *face)
{
    board_clear(&face->board);
    if (face->their_typing != NULL)
        sodium_memzero(face->their_typing, strlen(face->their_typing));
    free(face->their_typing);
    *face = (struct hour_face){0};
}
