/* Invites that are made and taken back while the app waits at home: the store makes them, the lobby
 * opens a door for each, and its link is told once the finder knows where this device is. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "app/calendar.h"
#include "app/finding.h"
#include "app/pairing_link.h"
#include "app/scout.h"
#include "app/switchboard_room.h"
#include "net/clock.h"
#include "reach/address_scope.h"

static bool has_invites(const struct switchboard *board)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        if (board->slots[i]->kind == SLOT_INVITE)
            return true;
    }
    return false;
}

void inviting_begin(struct switchboard *board, uint64_t now_us)
{
    board->inviting.ready_at_us = now_us + SCOUT_FOR_MS * UINT64_C(1000);
}

void inviting_second(struct switchboard *board, uint64_t now_us)
{
    struct inviting *inviting = &board->inviting;
    bool waits = inviting->ready_at_us != UINT64_MAX && board->options.task == TASK_WAIT;
    if (!waits || !(now_us >= inviting->ready_at_us || finder_is_settled(board->finder)))
        return;
    inviting->ready_at_us = UINT64_MAX;
    board->changed = board->changed || has_invites(board);
}

/* Neither a public address nor a port of the router, and nobody who carries word of us. */
static bool wants_reply(const struct switchboard *board)
{
    return !finder_can_be_found(board->finder) &&
           address_scope(&board->options.listen) != ADDRESS_SCOPE_LOOPBACK;
}

struct home_invite inviting_show(const struct slot *slot, char link[INVITE_TEXT_BYTES_MAX])
{
    const struct switchboard *board = slot->board;
    struct finder *finder = board->finder;
    struct home_invite shown = {
        .id = slot->invite.id,
        .for_name = slot->invite.for_name,
        .has_reply = slot->invite.reply.candidate_count > 0,
        .ends_at_s = slot->invite.expires_at_s,
        .ends_day = calendar_day_of(slot->invite.expires_at_s * 1000),
    };
    if (board->inviting.ready_at_us != UINT64_MAX || finder == NULL)
        return shown;
    struct invite invite = {.expires_at_s = slot->invite.expires_at_s};
    memcpy(invite.secret, slot->invite.secret, sizeof invite.secret);
    invite.reply_wanted = wants_reply(board);
    invite.candidate_count = finder_candidates(finder, invite.candidates, INVITE_CANDIDATES_MAX);
    invite.node_count = finder_pick_nodes(finder, invite.nodes, INVITE_NODES_MAX);
    invite_encode(&invite, link);
    shown.link = link;
    shown.wants_reply = invite.reply_wanted;
    sodium_memzero(&invite, sizeof invite);
    return shown;
}

static void make(struct switchboard *board, const char *for_name)
{
    struct store_job *job = store_job_create(STORE_MAKE_INVITE);
    bool fits = for_name == NULL || strlen(for_name) < sizeof job->person.name;
    if (job != NULL && fits) {
        snprintf(job->person.name, sizeof job->person.name, "%s", for_name != NULL ? for_name : "");
        job->port = board->port;
        finder_gather(board->finder);
        if (store_thread_submit(&board->store, job))
            return;
    }
    store_job_free(job);
    board_tell(board, &(struct told){.what = fits ? DECK_NOTES_NO_INVITE : DECK_NOTES_NAME_LONG});
}

void inviting_on_made(struct switchboard *board, const struct store_job *job)
{
    if (!job->kept)
        board_tell_store(board, 0, &job->error);
    else if (lobby_add_invite(board, &job->invite) == NULL)
        board_tell(board, &(struct told){.what = DECK_NOTES_TOO_MANY});
    inviting_begin(board, net_now_us());
    board->changed = true;
}

static void take_reply(struct switchboard *board, const char *text)
{
    struct store_job *job = store_job_create(STORE_TAKE_REPLY);
    struct told why = {0};
    if (job != NULL) {
        why = pairing_link_decode_reply(&job->reply, text, strlen(text));
        if (why.words == NULL && store_thread_submit(&board->store, job))
            return;
    }
    store_job_free(job);
    if (why.words == NULL)
        why.what = DECK_NOTES_NOT_NOW;
    board_tell(board, &why);
}

/* The door opens anew, and the way to where they said they are. */
void inviting_on_reply(struct switchboard *board, const struct store_job *job)
{
    if (!job->kept)
        board_tell_store(board, 0, &job->error);
    for (size_t i = 0; job->kept && i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind != SLOT_INVITE || slot->invite.id != job->invite.id)
            continue;
        slot->invite.reply = job->invite.reply;
        slot->over = slot->over || slot->pairing.leave_at_us == 0; /* unless they are here */
    }
    board->changed = true;
}

/* NULL: it was used, or taken back. */
static struct slot *find_open(const struct switchboard *board, uint64_t id)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        struct slot *slot = board->slots[i];
        if (slot->kind == SLOT_INVITE && slot->invite.id == id && !slot->pairing.finished)
            return slot;
    }
    return NULL;
}

/* The door shuts at once. It opens again if the disk does not let the invite go. */
static void cancel(struct switchboard *board, uint64_t id)
{
    struct slot *slot = find_open(board, id);
    if (slot == NULL)
        return;
    struct store_job *job = store_job_create(STORE_CONSUME_INVITE);
    if (job != NULL) {
        job->invite_id = slot->invite.id;
        job->invite = slot->invite;
    }
    if (job == NULL || !store_thread_submit(&board->store, job)) {
        store_job_free(job);
        board_tell(board, &(struct told){.what = DECK_NOTES_NOT_NOW});
        return;
    }
    slot->over = true;
    slot->pairing.finished = true; /* so it does not open again by itself */
    board->changed = true;
}

void inviting_on_consumed(struct switchboard *board, const struct store_job *job)
{
    bool cancelled = job->invite.id != 0;
    bool shown = board->options.task == TASK_WAIT && board->pump != NULL;
    if (job->kept || job->error.kind == STORE_ERROR_INVALID) /* or there is none any more */
        return;
    if (!cancelled || !shown)
        board_note_unkept(board, DECK_NOTES_INVITE_STANDS, &job->error);
    if (!shown)
        return;
    board_tell_store(board, DECK_NOTES_INVITE_STANDS, &job->error);
    if (cancelled)
        (void)lobby_add_invite(board, &job->invite);
}

bool inviting_take_order(struct switchboard *board, const struct order *order)
{
    const struct home_wish *wish = &order->home;
    bool ours =
        order->kind == ORDER_HOME &&
        (wish->kind == HOME_INVITE || wish->kind == HOME_INVITE_CANCEL || wish->kind == HOME_REPLY);
    if (!ours)
        return false;
    if (board->options.task != TASK_WAIT)
        return true;
    if (wish->kind == HOME_INVITE)
        make(board, wish->texts[0]);
    else if (wish->kind == HOME_REPLY)
        take_reply(board, wish->texts[0] != NULL ? wish->texts[0] : "");
    else
        cancel(board, wish->number);
    return true;
}
