/* What comes and goes as records: lines, check-ins, what is being typed, cards, the farewell. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "session/session.h"
#include "session/session_actions.h"

static char *copy_string(const struct body_string *string)
{
    return strndup(string->bytes != NULL ? string->bytes : "", string->size);
}

/* "a, b, c"; NULL when memory is short. */
static char *join_distractions(const struct body *body)
{
    size_t size = 1;
    for (size_t i = 0; i < body->check_in.distraction_count; i++)
        size += body->check_in.distractions[i].size + 2;
    char *joined = calloc(1, size);
    char *at = joined;
    for (size_t i = 0; joined != NULL && i < body->check_in.distraction_count; i++) {
        const struct body_string *one = &body->check_in.distractions[i];
        if (i > 0)
            at = mempcpy(at, ", ", 2);
        at = mempcpy(at, one->bytes, one->size);
    }
    return joined;
}

/* It came over a link that is no more, which could not say so. */
static bool is_here_already(const struct session *session, const struct line *line)
{
    for (size_t i = 0; i < session->lane.count; i++) {
        const struct line *known = &session->lane.lines[i];
        if (known->author == LINE_THEIRS && known->number <= session->lines_before &&
            known->kind == line->kind && known->written_at_ms == line->written_at_ms &&
            strcmp(known->text, line->text) == 0)
            return true;
    }
    return false;
}

static bool keep_line(struct session *session, struct line *line)
{
    line->author = LINE_THEIRS;
    line->state = LINE_ARRIVED;
    bool whole = line->text != NULL && (line->kind == LINE_TEXT ||
                                        (line->distractions != NULL && line->stressors != NULL));
    bool kept = whole && (is_here_already(session, line) || lane_append(&session->lane, line));
    lane_wipe_line(line);
    return kept;
}

static bool keep_text(struct session *session, const struct body *body)
{
    struct line line = {
        .kind = LINE_TEXT,
        .written_at_ms = body->written_at_ms,
        .text = copy_string(&body->text),
    };
    return keep_line(session, &line);
}

/* Covered until one has said oneself how one is, unless they would rather be seen at once. */
static bool keep_check_in(struct session *session, const struct body *body)
{
    struct line line = {
        .kind = LINE_CHECK_IN,
        .now = body->check_in.now,
        .covered = !body->check_in.now && !session->answered,
        .rated = body->check_in.rating != BODY_RATING_NONE,
        .rating = body->check_in.rating,
        .written_at_ms = body->written_at_ms,
        .text = copy_string(&body->check_in.feeling),
        .distractions = join_distractions(body),
        .stressors = copy_string(&body->check_in.stressors),
    };
    if (!keep_line(session, &line))
        return false;
    session->they.checked_in = true;
    return true;
}

static bool take_typing(struct session *session, uint64_t now_us, const struct body *body)
{
    struct typing *typing = &session->typing;
    const struct typing_change change = {body->typing.taken, body->typing.typed};
    struct typed before = typing->theirs;
    bool taken = typing_take(typing, now_us, &change);
    if (!taken)
        session->refused++;
    else
        session->typed_us = now_us;
    if (!taken || !body->typing.done) {
        explicit_bzero(&before, sizeof before);
        return true;
    }
    struct line line = {
        .kind = LINE_TEXT,
        .written_at_ms = body->written_at_ms,
        .text = strdup(typing->theirs.text),
    };
    bool empty = typing->theirs.size == 0;
    bool kept = true;
    if (empty)
        free(line.text);
    else
        kept = keep_line(session, &line);
    if (kept)
        typing_forget_theirs(typing);
    else
        typing->theirs = before; /* the record comes again */
    explicit_bzero(&before, sizeof before);
    return kept;
}

static bool take_card(struct session *session, const struct card_edit *edit)
{
    if (!session->seated) {
        session->refused++;
        return true;
    }
    switch (board_take(&session->board, edit)) {
    case BOARD_TAKEN:
        session_on_card(session);
        break;
    case BOARD_OLD:
        break;
    case BOARD_REFUSED:
        session->refused++;
        break;
    case BOARD_NO_MEMORY:
        return false;
    }
    return true;
}

bool session_on_record(struct session *session, uint64_t now_us, const uint8_t *bytes, size_t size)
{
    struct body body;
    session_on_heard(session, now_us);
    session->sign_us = now_us;
    if (body_decode(bytes, size, &body) != BODY_OK) {
        session->refused++;
        return true;
    }
    switch (body.kind) {
    case BODY_TEXT:
        return keep_text(session, &body);
    case BODY_CHECK_IN:
        return keep_check_in(session, &body);
    case BODY_TYPING:
        return take_typing(session, now_us, &body);
    case BODY_CARD:
        return take_card(session, &body.card);
    case BODY_FAREWELL:
        session_on_farewell(session, now_us);
        return true;
    case BODY_INTRODUCTION: /* of a pairing, and so are the two that follow */
    case BODY_COMMITMENT:
    case BODY_NUMBER:
    case BODY_SYNC: /* of the spaces, which it never reaches */
        session->refused++;
        return true;
    }
    return true;
}

void session_on_record_left(struct session *session, uint64_t record_id)
{
    const struct session_action *action = session_peek_record(session);
    ALCOVE_ASSERT(action != NULL);
    struct body body;
    ALCOVE_ASSERT(body_decode(action->bytes, action->size, &body) == BODY_OK);
    if (body.kind == BODY_FAREWELL) {
        session->farewell_id = record_id;
        session->farewell_left = true;
    }
    if (body.kind == BODY_TYPING)
        typing_left(&session->typing);
    struct line *line = lane_find_number(&session->lane, action->line);
    if (line == NULL)
        return;
    line->state = LINE_LEFT;
    line->record_id = record_id;
}

void session_on_record_arrived(struct session *session, uint64_t record_id)
{
    struct line *line = lane_find_record(&session->lane, record_id);
    if (line != NULL)
        line->state = LINE_ARRIVED;
    if (session->farewell_left && record_id == session->farewell_id)
        session->me.farewell = true;
}

size_t session_count_unarrived(const struct session *session)
{
    size_t count = 0;
    for (size_t i = 0; i < session->lane.count; i++) {
        const struct line *line = &session->lane.lines[i];
        if (line->author == LINE_MINE && line->state != LINE_ARRIVED)
            count++;
    }
    return count;
}

bool session_write_line(struct session *session, const struct line *line, const struct body *body)
{
    if (!session_is_open(session))
        return false;
    const struct line *written = lane_append(&session->lane, line);
    if (written == NULL)
        return false;
    struct session_action *action = session_add_record(session, body);
    if (action == NULL) {
        lane_drop_last(&session->lane);
        return false;
    }
    action->line = written->number;
    return true;
}
