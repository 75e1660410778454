/* From home to somebody's door and back: the board waits for everybody, and meanwhile knocks at one
 * of them, or uses an invite and then knocks at whoever made it. One at a time. */
#include <string.h>

#include <sodium.h>

#include "app/log.h"
#include "app/pairing_link.h"
#include "app/switchboard_room.h"
#include "net/clock.h"
#include "net/random.h"
#include "reach/reply.h"

static struct slot *find_join(const struct switchboard *board)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        if (board->slots[i]->kind == SLOT_JOIN && !board->slots[i]->over)
            return board->slots[i];
    }
    return NULL;
}

/* Nobody is here, and nobody is sought. */
static bool is_free(const struct switchboard *board)
{
    enum session_phase phase = board->session.phase;
    bool alone = phase == SESSION_ARRIVING || phase == SESSION_CLOSED;
    return alone && board->talking == NULL && !calling_seeks(board);
}

bool calling_seeks(const struct switchboard *board)
{
    return board->calling.person_id != 0 ||
           (board->options.task == TASK_WAIT && find_join(board) != NULL);
}

bool calling_seeks_slot(const struct slot *slot)
{
    if (slot->board->options.task != TASK_WAIT)
        return false;
    return slot->kind == SLOT_JOIN ||
           (slot->kind == SLOT_PERSON && slot->person.id == slot->board->calling.person_id);
}

void calling_knock_next(struct switchboard *board, uint32_t person_id)
{
    board->calling = (struct calling){.person_id = person_id, .is_due = true};
}

static void call(struct switchboard *board, uint32_t person_id)
{
    if (!is_free(board))
        board_tell(board, &(struct told){.what = DECK_NOTES_ONE_AT_A_TIME});
    else if (lobby_find(board, person_id) == NULL)
        board_tell(board, &(struct told){.what = DECK_NOTES_CANNOT_CALL});
    else
        calling_knock_next(board, person_id);
}

/* The door we had open for them becomes one that we knock at. */
static bool seek(struct switchboard *board, struct slot *slot)
{
    if (slot->stands)
        return conversation_begin(slot);
    slot->over = true;
    lobby_sweep(board);
    slot = lobby_find(board, board->calling.person_id);
    return lobby_connect(slot);
}

void calling_step(struct switchboard *board)
{
    struct slot *slot = lobby_find(board, board->calling.person_id);
    bool words = board->options.options->text;
    if (!board->calling.is_due || board->ended)
        return;
    board->calling.is_due = false;
    if (slot == NULL || board->talking != NULL) { /* they came first */
        board->calling.person_id = 0;
        return;
    }
    log_event(LOG_INFO, "knocking; number in the list of people", slot->person.id);
    board_renew(board, true);
    memcpy(board->their_name, slot->person.name, sizeof board->their_name);
    board->give_up_at_us =
        net_now_us() + (words ? BOARD_CONNECT_WORDS_FOR_US : BOARD_CONNECT_FOR_US);
    if (!seek(board, slot))
        board->give_up_at_us = 0;
}

void calling_join(struct switchboard *board, const struct invite *invite)
{
    board->calling = (struct calling){0};
    board->give_up_at_us = net_now_us() + BOARD_JOIN_FOR_US;
    if (!lobby_connect(lobby_add_join(board, invite)))
        board->give_up_at_us = 0;
    board->changed = true;
}

/* Nobody can knock at their computer from outside: they have to be told where we are. */
static void tell_reply(struct switchboard *board, const struct invite *invite)
{
    char said[TOLD_BYTES];
    char line[REPLY_TEXT_BYTES_MAX + TOLD_BYTES];
    struct reply reply = {0};
    reply.candidate_count = lobby_endpoints(board, reply.candidates, REPLY_CANDIDATES_MAX);
    if (!invite->reply_wanted || reply.candidate_count == 0)
        return;
    reply_encode(&reply, invite->secret, &net_random, board->calling.reply);
    const struct told told = {.what = DECK_NOTES_SEND_BACK};
    snprintf(line, sizeof line, "%s %s", told_say(board_listener(board), &told, said),
             board->calling.reply);
    board_tell(board, &(struct told){.words = line});
    if (board->options.has_window)
        board_keep_private(board);
}

static void join(struct switchboard *board, const char *link)
{
    struct invite invite;
    if (!is_free(board)) {
        board_tell(board, &(struct told){.what = DECK_NOTES_ONE_AT_A_TIME});
        return;
    }
    const struct told why = pairing_link_decode(&invite, link, strlen(link));
    if (why.words != NULL) {
        board_tell(board, &why);
        return;
    }
    calling_join(board, &invite);
    tell_reply(board, &invite);
    sodium_memzero(&invite, sizeof invite);
}

/* As the door was before. */
static void shut(struct switchboard *board)
{
    struct slot *slot = lobby_find(board, board->calling.person_id);
    struct slot *joining = find_join(board);
    if (slot != NULL && slot != board->talking)
        slot->over = true; /* swept, and opened again to be knocked at */
    if (joining != NULL)
        joining->over = true;
    board->calling = (struct calling){0};
    board->give_up_at_us = UINT64_MAX;
}

void calling_give_up(struct switchboard *board)
{
    bool joins = find_join(board) != NULL;
    enum diagnosis diagnosis = doctor_conclude(board);
    const struct told why = joins ? doctor_tell_joining(diagnosis) : doctor_tell(diagnosis);
    shut(board);
    board_tell(board, &why);
    board_renew(board, false);
}

void calling_failed(struct switchboard *board)
{
    struct told why;
    (void)board_conclude(board, &why);
    shut(board);
    if (why.what != 0)
        board_tell(board, &why);
    board_renew(board, false);
}

static void go_home(struct switchboard *board)
{
    struct session *session = &board->session;
    if (session->phase == SESSION_KNOCKING && session->caller) {
        session_leave(session, net_now_us()); /* it is concluded once they know */
        return;
    }
    if (session->phase != SESSION_CLOSED && session->phase != SESSION_ARRIVING)
        return;
    shut(board);
    acquaintance_ask(board, NULL);
    board_renew(board, false);
}

bool calling_take_order(struct switchboard *board, const struct order *order)
{
    const struct home_wish *wish = &order->home;
    bool ours = order->kind == ORDER_HOME && wish->kind <= HOME_GO_HOME;
    if (!ours)
        return false;
    if (board->options.task != TASK_WAIT)
        return true;
    if (wish->kind == HOME_CALL)
        call(board, wish->person);
    else if (wish->kind == HOME_GO_HOME)
        go_home(board);
    else if (wish->texts[0] != NULL)
        join(board, wish->texts[0]);
    return true;
}
