#include "session/session_resume.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "session/session_actions.h"
#include "session/session_hour.h"

#define KEPT_FORMAT     1
#define KEPT_HEAD_BYTES (7 + 4 * 8)
#define KEPT_OPENED     1
#define KEPT_BEGUN      2
#define KEPT_CLOCK      4
#define KEPT_ANSWERED   8
#define TIME_MAX        ((UINT64_C(1) << 48) - 1)
#define DAY_US          UINT64_C(86400000000)

static void ring_empty(struct session_ring *ring)
{
    explicit_bzero(ring->actions, SESSION_ACTIONS_MAX * sizeof *ring->actions);
    ring->first = ring->count = 0;
}

/* Orders count anew on both sides: who comes may know nothing of the earlier link. */
static void forget_orders(struct session_side *side)
{
    side->microphone_order = side->camera_order = side->hidden_order = side->words_order = 0;
    side->reads_order = side->away_order = side->feeling_order = 0;
    side->farewell = false;
}

static void take_lines_up(struct session *session)
{
    for (size_t i = 0; i < session->lane.count; i++) {
        struct line *line = &session->lane.lines[i];
        line->again = line->author == LINE_MINE && line->state != LINE_ARRIVED;
        if (line->again)
            line->state = LINE_WRITTEN;
        line->record_id = UINT64_MAX; /* that link is no more */
    }
    session->lines_before = session->lane.numbers;
}

bool session_resume(struct session *session, bool caller)
{
    if (session->phase != SESSION_CLOSED || session->end != SESSION_END_LOST || !session->seated)
        return false;
    ring_empty(&session->records);
    ring_empty(&session->others);
    forget_orders(&session->me);
    forget_orders(&session->they);
    take_lines_up(session);
    typing_forget_told(&session->typing);
    typing_forget_theirs(&session->typing);
    shared_clock_relink(&session->clock);
    session->line = (struct presence_line){0};
    if (session->begun && !session->pause.on)
        session->pause =
            (struct session_pause){true, session->ended_at_us, session->pause.taken_us};
    session->phase = SESSION_ARRIVING;
    session->end = SESSION_END_NONE;
    session->caller = caller;
    session->unlocked = session->unlocked || session->begun;
    session->resting = session->farewell_left = false;
    session->together_at_us = session->ended_at_us = 0;
    session->deadline_us = UINT64_MAX;
    session->tell_cursor = 0;
    return true;
}

static void tell_line(struct session *session, struct line *line)
{
    struct body body = {.kind = BODY_TEXT, .written_at_ms = line->written_at_ms};
    const struct session_arrival arrival = {
        .feeling = line->text,
        .distractions = line->distractions,
        .stressors = line->stressors,
        .now = line->now,
        .rated = line->rated,
        .rating = line->rating,
    };
    bool good = true;
    body.text = body_string_from(line->text);
    if (line->kind == LINE_CHECK_IN) {
        body = (struct body){.kind = BODY_CHECK_IN, .written_at_ms = line->written_at_ms};
        good = session_fill_check_in(&arrival, &body);
    }
    struct session_action *action = session_add_record(session, &body);
    ALCOVE_ASSERT(good && action != NULL); /* it was said once, and there is room */
    action->line = line->number;
    line->again = false;
}

void session_tell_again(struct session *session)
{
    struct session_ring *records = &session->records;
    struct card_edit edit;
    if (session->tell_cursor == SIZE_MAX || !session->linked || !session_is_open(session))
        return;
    for (size_t i = 0; i < session->lane.count && records->count < SESSION_ACTIONS_MAX / 2; i++) {
        if (session->lane.lines[i].again)
            tell_line(session, &session->lane.lines[i]);
    }
    while (records->count < SESSION_ACTIONS_MAX / 2) {
        if (!board_retell(&session->board, session->board.side, &session->tell_cursor, &edit)) {
            session->tell_cursor = SIZE_MAX;
            return;
        }
        session_add_record(session, &(struct body){.kind = BODY_CARD, .card = edit});
    }
}

static uint8_t flags_of(const struct session *session)
{
    return (uint8_t)((session->opened ? KEPT_OPENED : 0) | (session->begun ? KEPT_BEGUN : 0) |
                     (shared_clock_is_known(&session->clock) ? KEPT_CLOCK : 0) |
                     (session->answered ? KEPT_ANSWERED : 0));
}

uint8_t *session_encode(const struct session *session, uint64_t now_us, uint64_t unix_ms,
                        size_t *size)
{
    size_t board_size = 0;
    uint64_t shared_ms = 0;
    uint8_t *board = session->seated ? board_encode(&session->board, &board_size) : NULL;
    *size = KEPT_HEAD_BYTES + board_size;
    uint8_t *bytes = board != NULL ? malloc(*size) : NULL;
    if (bytes != NULL) {
        struct byte_writer w = byte_writer_over(bytes, *size);
        session_shared_now(session, now_us, &shared_ms);
        byte_write_u8(&w, KEPT_FORMAT);
        byte_write_u8(&w, session->board.side);
        byte_write_u8(&w, flags_of(session));
        byte_write_u8(&w, (uint8_t)session->hour.own);
        byte_write_u8(&w, (uint8_t)session->hour.reached);
        byte_write_u8(&w, session->hour.skipped);
        byte_write_u8(&w, (uint8_t)session->cues.told);
        byte_write_u64(&w, session->cues.ends_ms);
        byte_write_u64(&w, session_taken_us(session, now_us));
        byte_write_u64(&w, shared_ms);
        byte_write_u64(&w, unix_ms);
        byte_write_bytes(&w, board, board_size);
        ALCOVE_ASSERT(!w.failed && w.size == *size);
    }
    if (board != NULL)
        explicit_bzero(board, board_size);
    free(board);
    return bytes;
}

struct kept {
    uint8_t format, side, flags;
    struct hour hour;
    struct hour_cues cues;
    uint64_t taken_us, shared_ms, unix_ms;
};

static bool read_kept(struct byte_reader *r, struct kept *kept)
{
    kept->format = byte_read_u8(r);
    kept->side = byte_read_u8(r);
    kept->flags = byte_read_u8(r);
    kept->hour.own = (enum session_stage)byte_read_u8(r);
    kept->hour.reached = (enum session_stage)byte_read_u8(r);
    kept->hour.skipped = byte_read_u8(r);
    kept->cues.told = (enum hour_cue)byte_read_u8(r);
    kept->cues.ends_ms = byte_read_u64(r);
    kept->taken_us = byte_read_u64(r);
    kept->shared_ms = byte_read_u64(r);
    kept->unix_ms = byte_read_u64(r);
    bool places = kept->side <= 1 && kept->flags < 2 * KEPT_ANSWERED &&
                  kept->hour.own <= STAGE_THRESHOLD && kept->hour.reached <= STAGE_RECAP &&
                  kept->cues.told <= CUE_END;
    bool times = kept->cues.ends_ms <= TIME_MAX && kept->taken_us <= DAY_US &&
                 kept->shared_ms <= TIME_MAX && kept->unix_ms <= TIME_MAX;
    return !r->failed && kept->format == KEPT_FORMAT && places && times;
}

bool session_decode(struct session *session, const uint8_t *bytes, size_t size, uint64_t now_us,
                    uint64_t unix_ms)
{
    struct kept kept;
    struct byte_reader r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(session->phase == SESSION_ARRIVING && !session->seated);
    if (!read_kept(&r, &kept))
        return false;
    board_init(&session->board, kept.side);
    if (!board_decode(&session->board, bytes + r.at, byte_reader_left(&r)))
        return false;
    /* A day is no longer the same hour; a clock that was set back is no time at all. */
    uint64_t gap_ms = unix_ms > kept.unix_ms ? unix_ms - kept.unix_ms : 0;
    gap_ms = gap_ms < DAY_US / 1000 ? gap_ms : DAY_US / 1000;
    shared_clock_init(&session->clock, kept.side);
    if ((kept.flags & KEPT_CLOCK) != 0)
        shared_clock_resume(&session->clock, now_us, kept.shared_ms + gap_ms);
    session->seated = true;
    session->opened = (kept.flags & KEPT_OPENED) != 0;
    session->begun = (kept.flags & KEPT_BEGUN) != 0;
    session->begun_us = now_us;
    session->answered = (kept.flags & KEPT_ANSWERED) != 0;
    session->unlocked = session->unlocked || session->begun;
    session->hour = kept.hour;
    session->cues = kept.cues;
    session->pause.taken_us = kept.taken_us + gap_ms * 1000;
    if (session->begun) {
        session->pause.on = true;
        session->pause.since_us = now_us;
    }
    session->tell_cursor = 0;
    return true;
}
