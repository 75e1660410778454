/* What the hour leaves, while it is held: the link thread's part of app/keeping.h. Each time the
 * board or the space changed, a step is taken, and what it drafted published; app/sharing.c stores
 * it, then sends it. The farewell waits a little, so that all of it goes before. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/calendar.h"
#include "app/due.h"
#include "app/hour_paper.h"
#include "app/keeping.h"
#include "app/log.h"
#include "app/switchboard_room.h"
#include "net/clock.h"
#include "session/heap.h"
#include "session/recap.h"
#include "session/session_cards.h"
#include "session/session_hour.h"

#define MINUTE_US 60000000
/* The longest that a farewell waits: within what the session gives it. */
#define HOLD_US       2000000
#define HOLD_WORDS_US 20000000
/* And once the other holds all of ours: for their part of it. */
#define HOLD_FOR_THEM_US 1000000
/* The longest that the agenda waits for what the other wrote between hours: on a thin line it
 * begins with what is here, and goes on when theirs has come. */
#define AGENDA_WAIT_US 5000000

static bool leaves(const struct session *session)
{
    return session->phase == SESSION_LEAVING ||
           (session->phase == SESSION_CLOSED && session->end == SESSION_END_LEFT);
}

/* Nobody knows whether a line that was lost comes back: what there is then is kept, and if the hour
 * goes on after all, it is the same session. */
static bool is_over(const struct session *session)
{
    const struct board *board = &session->board;
    bool lost = session->phase == SESSION_CLOSED && session->end == SESSION_END_LOST;
    return leaves(session) || lost || (recap_is_agreed(board, 0) && recap_is_agreed(board, 1));
}

/* The shared clock has no date: who opened the door says it, once. An hour that began in the minute
 * of another has the next one, so that each is found. */
static void say_minute(struct session *session, const struct space *space)
{
    const struct board *board = &session->board;
    struct object_id other;
    if (board_value(board, CARD_HOUR, 0, HOUR_CARD_MINUTE, 0)->is_set)
        return;
    uint32_t minute =
        calendar_minute_now() - (uint32_t)((net_now_us() - session->begun_us) / MINUTE_US);
    while (hour_paper_find(space, minute, (uint8_t)board->side, &other))
        minute++;
    (void)session_set_minute(session, minute);
}

static void count_hours(struct switchboard *board, const struct space *space)
{
    const struct board *cards = &board->session.board;
    const struct board_value *began = board_value(cards, CARD_HOUR, 0, HOUR_CARD_MINUTE, 0);
    struct object_id this_one;
    if (board->keeper.hour != 0 || !began->is_set)
        return;
    bool is_there =
        hour_paper_find(space, (uint32_t)began->number, (uint8_t)began->side, &this_one);
    board->keeper.hour = (uint32_t)space_count(space, KIND_SESSION) + (is_there ? 0 : 1);
}

static enum session_mode mode_of(const struct session *session)
{
    if (session->me.words || session->they.words)
        return SESSION_TEXT;
    return session->me.camera_on || session->they.camera_on ? SESSION_VIDEO : SESSION_VOICE;
}

/* Once, by who opened the door, when the two first come to what matters today. */
static void begin_agenda(struct switchboard *board, const struct sharing *sharing)
{
    struct session *session = &board->session;
    struct keeper *keeper = &board->keeper;
    const struct due due = {sharing->book.space, &session->board, board->options.deck,
                            calendar_today()};
    struct due_point points[DUE_POINTS_MAX];
    if (due.deck == NULL || keeper->agenda_begun || !session_is_opener(session) ||
        session_stage(session) != STAGE_AGENDA)
        return;
    if (keeper->agenda_from_us == 0)
        keeper->agenda_from_us = net_now_us() + AGENDA_WAIT_US;
    bool both = sharing->account.even_us != 0; /* what was written between hours is here */
    if (!both && net_now_us() < keeper->agenda_from_us)
        return;
    size_t count = due_points(&due, points);
    size_t laid = 0;
    while (laid < count && session_add_point(session, points[laid].text, NULL))
        laid++;
    /* Else there is no room yet, or theirs is on its way. */
    keeper->agenda_begun = laid == count && both;
    sodium_memzero(points, sizeof points);
}

/* ---- lines that somebody wants to keep ---- */

static void print_lines(const struct switchboard *board, FILE *file)
{
    const struct lane *lane = &board->session.lane;
    const char *own_name = board->settings.name;
    for (size_t i = 0; i < lane->count; i++) {
        const struct line *line = &lane->lines[i];
        bool mine = line->author == LINE_MINE;
        if (line->kind == LINE_TEXT && !line->covered)
            fprintf(file, "%s%s: %s", i > 0 ? "\n" : "", mine ? own_name : board->their_name,
                    line->text);
    }
}

/* NULL where nothing is to be kept, or memory is short. */
static char *gather_lines(const struct switchboard *board, size_t *size)
{
    char *text = NULL;
    *size = 0;
    if (!board->keeper.keeps_lines || !leaves(&board->session))
        return NULL;
    FILE *file = open_memstream(&text, size);
    if (file == NULL)
        return NULL;
    print_lines(board, file);
    if (fclose(file) == 0)
        return text;
    free(text);
    return NULL;
}

/* ---- a step ---- */

static uint64_t count_batches(const struct space *space)
{
    uint32_t vector[SPACE_DEVICES_MAX];
    uint64_t sum = 0;
    space_vector(space, vector);
    for (size_t i = 0; i < space_config(space)->device_count; i++)
        sum += vector[i];
    return sum;
}

/* What a step was taken of last is what there is. */
static bool is_looked_at(struct keeper *keeper, const struct keeper_look *look)
{
    bool same = keeper->look.stamp == look->stamp && keeper->look.batches == look->batches &&
                keeper->look.over == look->over && keeper->look.leaves == look->leaves;
    keeper->look = *look;
    return same;
}

static void tell_once(struct switchboard *board, enum deck_key what, enum deck_key to_do)
{
    if (!board->keeper.told)
        board_tell(board, &(struct told){.what = what, .to_do = to_do});
    board->keeper.told = true;
}

static enum space_write take_step(struct switchboard *board, struct space *space, bool over)
{
    struct keeper *keeper = &board->keeper;
    uint8_t secret[SPACE_SIGN_SECRET_BYTES];
    uint8_t public[SPACE_SIGN_KEY_BYTES];
    size_t size;
    char *lines = gather_lines(board, &size);
    signature_keys(board->options.profile->static_secret, public, secret);
    const struct signature_pen pen = {secret, public, calendar_minute_now(), &heap_memory};
    const struct keeping keeping = {
        .board = &board->session.board,
        .space = space,
        .pen = &pen,
        .day = calendar_today(),
        .mode = mode_of(&board->session),
        .is_over = over,
        .lines = lines,
    };
    enum space_write written = keeping_step(&keeping, &keeper->whole);
    sodium_memzero(secret, sizeof secret);
    if (lines != NULL)
        sodium_memzero(lines, size);
    free(lines);
    return written;
}

static void keep(struct switchboard *board, struct sharing *sharing, bool over)
{
    struct ledger_book *book = &sharing->book;
    const struct keeper_look look = {board->session.board.stamp, count_batches(book->space), over,
                                     leaves(&board->session)};
    if (is_looked_at(&board->keeper, &look))
        return;
    enum space_write written = take_step(board, book->space, over);
    if (written == SPACE_WRITTEN && space_has_draft(book->space)) {
        written = ledger_publish(book);
        sharing->account.even = false;
    }
    if (written == SPACE_WRITTEN)
        return;
    space_discard(book->space);
    log_event(LOG_ERROR, "what an hour leaves could not be written; why", written);
    if (written == SPACE_FULL)
        tell_once(board, DECK_NOTES_NO_ROOM, DECK_NOTES_NO_ROOM_DO);
    else
        tell_once(board, DECK_NOTES_NOT_KEPT_NOW, 0);
}

void keeper_step(struct switchboard *board)
{
    struct session *session = &board->session;
    struct slot *slot = board->talking;
    if (slot == NULL || !session->begun || !session->seated || board->options.vault == NULL ||
        board->options.options->leave_no_trace)
        return;
    bool over = is_over(session);
    struct sharing *sharing = slot->sharing;
    if (sharing == NULL || sharing->refused) {
        bool asked = over || session_stage(session) == STAGE_RECAP;
        if (asked && keeping_is_worth(&session->board, calendar_minute_now()))
            tell_once(
                board,
                slot->person.verified ? DECK_NOTES_NOT_KEPT_UNREAD : DECK_NOTES_NOT_KEPT_WORDS, 0);
    } else if (sharing->open) {
        say_minute(session, sharing->book.space);
        count_hours(board, sharing->book.space);
        begin_agenda(board, sharing);
        keep(board, sharing, over);
    }
}

/* ---- the farewell ---- */

static bool is_farewell(const struct session_action *action)
{
    struct body body;
    return action->kind == SESSION_SEND_RECORD &&
           body_decode(action->bytes, action->size, &body) == BODY_OK && body.kind == BODY_FAREWELL;
}

/* Both devices hold what this one has. */
static bool is_even(const struct sharing *sharing)
{
    return sharing->account.even && sharing->open && sharing->keeping == 0 &&
           sharing->unkept.count == 0 && sharing->part_count == 0 && sharing->held_size == 0;
}

static uint64_t hold_until(const struct switchboard *board)
{
    const struct session *session = &board->session;
    const struct sharing *sharing = board->talking->sharing;
    bool words = session->me.words || session->they.words;
    uint64_t until_us = session->farewell_at_us + (words ? HOLD_WORDS_US : HOLD_US);
    if (!is_even(sharing))
        return until_us;
    uint64_t them_us =
        board->keeper.even_since_us + HOLD_FOR_THEM_US +
        2 * (uint64_t)alcove_link_get_budget(board->talking->link, net_now_us()).rtt_us;
    return them_us < until_us ? them_us : until_us;
}

bool keeper_holds(struct switchboard *board, const struct session_action *action)
{
    struct keeper *keeper = &board->keeper;
    uint64_t now_us = net_now_us();
    const struct sharing *sharing = board->talking != NULL ? board->talking->sharing : NULL;
    keeper->hold_until_us = 0;
    if (sharing == NULL || sharing->sync == NULL || !is_farewell(action) || !keeper->look.over)
        return false;
    if (!is_even(sharing))
        keeper->even_since_us = now_us;
    if ((keeper->whole && is_even(sharing)) || now_us >= hold_until(board))
        return false;
    keeper->hold_until_us = hold_until(board);
    return true;
}

uint64_t keeper_next_us(const struct switchboard *board)
{
    const struct keeper *keeper = &board->keeper;
    uint64_t next_us = keeper->hold_until_us != 0 ? keeper->hold_until_us : UINT64_MAX;
    bool waits = !keeper->agenda_begun && keeper->agenda_from_us > net_now_us();
    return waits && keeper->agenda_from_us < next_us ? keeper->agenda_from_us : next_us;
}

bool keeper_take_order(struct switchboard *board, const struct order *order)
{
    if (order->kind != ORDER_KEEP)
        return false;
    board->keeper.keeps_lines = order->wish.on;
    board_tell(board, &(struct told){.what = order->wish.on ? DECK_NOTES_LANE_STAYS
                                                            : DECK_NOTES_LANE_GOES});
    return true;
}
