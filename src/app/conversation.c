/* A session over a person's link: events in, actions out, frames both ways. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "app/calendar.h"
#include "app/finding.h"
#include "app/log.h"
#include "app/parcel.h"
#include "app/switchboard_room.h"
#include "net/clock.h"
#include "records/utf8.h"
#include "session/session_hour.h"
#include "session/session_presence.h"

/* A lost part of a picture is repeated for so long; later it would miss its playout. */
#define VIDEO_LIFETIME_US 200000
/* Playout, capture and screen add about this to half a round trip. */
#define DELAY_DEVICES_US          60000
#define WEAK_LINE_BITS_PER_SECOND 250000
/* How often keys are offered to a disk that refused them. */
#define KEEP_AGAIN_US 10000000

void conversation_keep(struct slot *slot)
{
    struct store_job *job = store_job_create(STORE_UPDATE_PERSON);
    if (job != NULL) {
        job->person = slot->person;
        job->tag = slot->serial;
        if (store_thread_submit(&slot->board->store, job))
            return;
        store_job_free(job);
    }
    slot->keep_again_at_us = net_now_us() + KEEP_AGAIN_US;
}

static void keep_keys(struct slot *slot, const struct alcove_event *event)
{
    struct person *person = &slot->person;
    person->psk = event->exports.psk_next;
    person->psk_older = event->exports.psk;
    if (event->address.port != 0)
        person_add_endpoint(person, &event->address);
    conversation_keep(slot);
}

void conversation_keep_again(struct slot *slot, uint64_t now_us)
{
    if (slot->keep_again_at_us == 0 || now_us < slot->keep_again_at_us)
        return;
    slot->keep_again_at_us = 0;
    conversation_keep(slot);
}

/* The link goes on with the new keys: the other side keeps the last two, so that one which never
 * reached our disk locks nobody out. Until they are kept it is tried again, and the person told. */
void conversation_on_kept(struct switchboard *board, struct slot *slot, const struct store_job *job)
{
    bool told = board->report.unkept[0] != '\0';
    if (job->kept) {
        board->report.unkept[0] = '\0';
        return;
    }
    board_note_unkept(board, DECK_NOTES_KEYS_NOT_KEPT, &job->error);
    if (!told)
        board_tell_store(board, DECK_NOTES_KEYS_NOT_KEPT, &job->error);
    if (slot != NULL)
        slot->keep_again_at_us = net_now_us() + KEEP_AGAIN_US;
}

/* Ours, of the two: 0 for whose key is smaller, as ledger_configure has it. */
static unsigned side_of(const struct slot *slot)
{
    const uint8_t *own_public = slot->board->options.profile->static_public;
    return memcmp(own_public, slot->person.remote_static, 32) < 0 ? 0 : 1;
}

bool conversation_begin(struct slot *slot)
{
    struct switchboard *board = slot->board;
    bool taken = board->talking != NULL && board->talking != slot;
    if (taken || board->options.task == TASK_SYNC) {
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
        return false;
    }
    resuming_begin(slot);
    board->calling.person_id = 0;
    board->talking = slot;
    board->give_up_at_us = UINT64_MAX;
    board->report.linked = true;
    board->report.linked_at_us = net_now_us();
    memcpy(board->their_name, slot->person.name, sizeof board->their_name);
    acquaintance_ask(board, &slot->person);
    uint64_t handshake_us = alcove_link_get_statistics(slot->link).handshake_us;
    stats_event(board->options.stats, net_now_us(), "linked", handshake_us);
    log_event(LOG_INFO, "linked; the handshake took so many microseconds", handshake_us);
    session_on_linked(&board->session, net_now_us(), side_of(slot));
    board->changed = true;
    return true;
}

/* A link may stand only to exchange what is owed: who is called talks once they are knocked at. */
static void on_established(struct slot *slot, const struct alcove_event *event)
{
    enum switchboard_task task = slot->board->options.task;
    bool calls = task == TASK_CALL || task == TASK_JOIN_AND_CALL || calling_seeks_slot(slot);
    keep_keys(slot, event);
    finding_met(slot);
    sharing_on_met(slot);
    if (calls)
        (void)conversation_begin(slot);
}

static void on_closed(struct slot *slot, const struct alcove_event *event)
{
    struct switchboard *board = slot->board;
    slot->over = true;
    bool calling = board->options.task == TASK_CALL || calling_seeks_slot(slot);
    sharing_on_parted(slot);
    if (board->talking != slot && !calling)
        return;
    log_event(LOG_INFO, "the link is closed; reason", (uint64_t)event->reason);
    if (slot->link != NULL)
        board->report.link = alcove_link_get_statistics(slot->link);
    session_on_closed(&board->session, net_now_us(), event->reason == ALCOVE_CLOSE_REJECTED);
    board->changed = true;
}

static void hand_to_studio(struct switchboard *board, struct parcel *parcel)
{
    struct studio *studio = board->options.studio;
    if (parcel == NULL)
        return;
    if (studio == NULL || !queue_push(&studio->from_link, parcel)) {
        parcel_free(parcel);
        return;
    }
    wake_ring(&studio->wake);
}

void conversation_begin_anew(struct switchboard *board)
{
    hand_to_studio(board, parcel_create(PARCEL_ANEW, 0));
}

static void on_frame(struct switchboard *board, const struct alcove_frame *frame)
{
    /* Nobody is seen or heard in here before we open; where we knocked, they may be faster than
     * their word that the door is open. */
    if (board->session.together_at_us == 0 && !board->session.caller)
        return;
    session_on_heard(&board->session, net_now_us());
    const struct frame copy = {
        .kind = frame->kind == ALCOVE_FRAME_VOICE ? FRAME_VOICE : FRAME_VIDEO,
        .id = frame->id,
        .captured_at_us = frame->captured_at_us,
        .key = frame->key,
        .golden = frame->golden,
        .bytes = frame->bytes,
        .size = frame->size,
    };
    struct parcel *parcel = parcel_create_frame(&copy);
    if (parcel != NULL)
        parcel->received_at_us = frame->received_at_us;
    hand_to_studio(board, parcel);
}

/* What the other side says of a video frame, for the encoder. */
static bool on_frame_news(struct switchboard *board, const struct alcove_event *event)
{
    enum parcel_kind kind;
    if (event->kind == ALCOVE_EVENT_FRAME_ARRIVED)
        kind = PARCEL_ARRIVED;
    else if (event->kind == ALCOVE_EVENT_FRAME_LOST)
        kind = PARCEL_LOST;
    else if (event->kind == ALCOVE_EVENT_REPAIR_WANTED)
        kind = PARCEL_REPAIR;
    else
        return false;
    hand_to_studio(board, parcel_create(kind, (uint32_t)event->id));
    return true;
}

static void on_signal(struct switchboard *board, const struct alcove_event *event)
{
    struct session *session = &board->session;
    bool words = session->they.words;
    uint64_t nods = session->they.nods;
    uint64_t now_us = net_now_us();
    session_on_signal(session, now_us, event->bytes, event->size);
    if (session->they.nods > nods)
        stats_event(board->options.stats, now_us, "nod_seen", session->they.nods);
    if (session->they.words && !words && !session->me.words)
        board_tell(board, &(struct told){.what = DECK_NOTES_WORDS_ALONE});
}

/* An event of the link that the session talks over. */
static void on_talk(struct slot *slot, const struct alcove_event *event)
{
    struct switchboard *board = slot->board;
    struct session *session = &board->session;
    uint64_t now_us = net_now_us();
    if (event->kind == ALCOVE_EVENT_SIGNAL)
        on_signal(board, event);
    else if (event->kind == ALCOVE_EVENT_RECORD_ARRIVED)
        session_on_record_arrived(session, event->id);
    else if (event->kind == ALCOVE_EVENT_RESTING)
        session_on_resting(session);
    else if (event->kind == ALCOVE_EVENT_RESUMED)
        session_on_resumed(session);
    else if (event->kind == ALCOVE_EVENT_RECORD &&
             session_on_record(session, now_us, event->bytes, event->size))
        resuming_took(slot, event);
    /* Window and lines both show it; a thin line is not told before there is something to see. */
    if (session->typing.theirs.size > 0 && !session->me.reads)
        session_set_reading(session, true);
    board->changed = true;
}

/* What somebody sends who wants to talk; all else says nothing of that. */
static bool speaks(const struct alcove_event *event)
{
    return event->kind == ALCOVE_EVENT_SIGNAL || event->kind == ALCOVE_EVENT_RECORD;
}

void conversation_on_event(struct slot *slot, const struct alcove_event *event)
{
    struct switchboard *board = slot->board;
    if (event->kind == ALCOVE_EVENT_ESTABLISHED)
        on_established(slot, event);
    else if (event->kind == ALCOVE_EVENT_REKEYED)
        keep_keys(slot, event);
    else if (event->kind == ALCOVE_EVENT_CLOSED)
        on_closed(slot, event);
    else if (sharing_takes(slot, event))
        return;
    else if (board->talking != slot && !(speaks(event) && conversation_begin(slot)))
        return;
    else if (event->kind == ALCOVE_EVENT_FRAME)
        on_frame(board, &event->frame);
    else if (!on_frame_news(board, event))
        on_talk(slot, event);
}

static void tell_unsent(struct switchboard *board, const char *words)
{
    const struct session *session = &board->session;
    bool left = session->phase == SESSION_CLOSED || session->phase == SESSION_LEAVING;
    char said[TOLD_AGAIN_BYTES];
    bool plain = board_say_again(words, said);
    if (left)
        board_tell(board, &(struct told){.what = DECK_NOTES_UNSENT_OVER, .words = said});
    else if (plain)
        board_tell(board, &(struct told){.what = DECK_NOTES_UNSENT_LONG, .words = said});
    else
        board_tell(board,
                   &(struct told){.what = DECK_NOTES_ODD_SIGNS, .to_do = DECK_NOTES_ODD_SIGNS_DO});
    explicit_bzero(said, sizeof said);
}

/* True when it is done, or can never be. */
static bool obey(struct switchboard *board, const struct wish *wish)
{
    struct session *session = &board->session;
    enum wish_outcome outcome = session_do(session, wish, net_now_us(), calendar_unix_ms());
    if (outcome != WISH_REFUSED)
        return outcome == WISH_DONE;
    if (wish->kind != WISH_SAY && wish->kind != WISH_ARRIVE) {
        if (wish->kind >= WISH_OPEN_DOOR || wish->kind == WISH_FEELING)
            board_tell_unwritten(board, DECK_NOTES_NOTHING_CHANGED, NULL, wish->texts[0]);
        return true;
    }
    tell_unsent(board, wish->texts[0] != NULL ? wish->texts[0] : "");
    return true;
}

void conversation_say_held(struct switchboard *board)
{
    while (board->held != NULL && obey(board, &board->held->wish)) {
        struct order *said = board->held;
        board->held = said->next;
        order_free(said);
        board->changed = true;
    }
}

void conversation_drop_held(struct switchboard *board)
{
    while (board->held != NULL) {
        struct order *dropped = board->held;
        board->held = dropped->next;
        order_free(dropped);
    }
}

static void hold_back(struct switchboard *board, struct order *order)
{
    if (board->held == NULL)
        board->held_end = &board->held;
    *board->held_end = order;
    board->held_end = &order->next;
}

void conversation_take_order(struct switchboard *board, struct order *order)
{
    uint64_t nods = board->session.me.nods;
    bool behind = board->held != NULL && wish_waits_its_turn(order->wish.kind);
    board->changed = true;
    if (behind || !obey(board, &order->wish))
        hold_back(board, order);
    else
        order_free(order);
    if (board->session.me.nods > nods)
        stats_event(board->options.stats, net_now_us(), "nod_sent", board->session.me.nods);
}

static void send_parcel(struct switchboard *board, const struct parcel *parcel)
{
    struct alcove_link *link = board->talking->link;
    uint64_t now_us = net_now_us();
    if (parcel->kind == PARCEL_REPAIR) {
        alcove_link_request_repair(link, now_us, parcel->frame.id);
        return;
    }
    bool voice = parcel->frame.kind == FRAME_VOICE;
    const struct alcove_frame frame = {
        .kind = voice ? ALCOVE_FRAME_VOICE : ALCOVE_FRAME_VIDEO,
        .id = parcel->frame.id,
        .captured_at_us = parcel->frame.captured_at_us,
        .key = parcel->frame.key,
        .golden = parcel->frame.golden,
        .bytes = parcel->frame.bytes,
        .size = parcel->frame.size,
        .lifetime_us = voice ? 0 : VIDEO_LIFETIME_US,
    };
    alcove_link_send_frame(link, now_us, &frame);
}

static void hear_voice(struct switchboard *board, const struct parcel_voice *voice)
{
    struct pacing *pacing = &board->pacing;
    unsigned overlaps = pacing->overlaps;
    uint64_t beat_until_us = pacing->beat.until_us;
    pacing_on_voice(pacing, voice->theirs ? PACING_THEM : PACING_ME, voice->speaking, voice->at_us);
    if (voice->speaking)
        session_on_voice(&board->session, net_now_us(), !voice->theirs);
    if (pacing->overlaps != overlaps)
        stats_event(board->options.stats, net_now_us(), "talk_over", pacing->overlaps);
    if (pacing->overlaps != overlaps || pacing->beat.until_us != beat_until_us)
        board->changed = true;
}

void conversation_take_parcels(struct switchboard *board)
{
    struct studio *studio = board->options.studio;
    struct parcel *parcel;
    if (studio == NULL)
        return;
    while ((parcel = queue_pop(&studio->to_link)) != NULL) {
        if (parcel->kind == PARCEL_VOICE) {
            hear_voice(board, &parcel->voice);
            parcel_free(parcel);
            continue;
        }
        /* What was coded before the farewell, or before they said that they want none, stays. */
        if (atomic_load(&studio->switches.live) && board->talking != NULL &&
            !board->talking->over && !board->session.they.words) {
            send_parcel(board, parcel);
            net_pump_flush(board->pump, board->talking->link);
        }
        parcel_free(parcel);
    }
}

static void set_live(struct switchboard *board, bool live)
{
    struct studio *studio = board->options.studio;
    if (live && board->report.together_at_us == 0)
        board->report.together_at_us = net_now_us();
    stats_event(board->options.stats, net_now_us(), live ? "together" : "apart", 0);
    if (studio == NULL)
        return;
    log_event(LOG_INFO, "voice and picture are on (1) or off (0)", live);
    atomic_store(&studio->switches.live, live);
    wake_ring(&studio->wake);
}

/* True when it is done; false when the link cannot take it yet. */
static bool perform(struct switchboard *board, const struct session_action *action)
{
    struct slot *slot = board->talking;
    uint64_t now_us = net_now_us();
    uint64_t id;
    bool has_link = slot != NULL && !slot->over;
    switch (action->kind) {
    case SESSION_SEND_RECORD:
        if (keeper_holds(board, action) || resuming_holds(board, action))
            return false;
        if (!has_link || alcove_link_send_record(slot->link, now_us, action->bytes, action->size,
                                                 &id) != ALCOVE_OK)
            return board->session.phase == SESSION_CLOSED;
        session_on_record_left(&board->session, id);
        return true;
    case SESSION_SEND_SIGNAL:
        return !has_link || alcove_link_send_signal(slot->link, now_us, action->bytes,
                                                    action->size) != ALCOVE_FULL;
    case SESSION_OPEN_MEDIA:
        set_live(board, true);
        return true;
    case SESSION_CLOSE_MEDIA:
        set_live(board, false);
        return true;
    case SESSION_CLOSE_LINK:
        if (has_link)
            alcove_link_close(slot->link, now_us,
                              action->declined ? ALCOVE_CLOSE_REJECTED : ALCOVE_CLOSE_LEFT);
        return true;
    }
    return true;
}

void conversation_perform(struct switchboard *board)
{
    const struct session_action *action;
    bool did = false;
    while ((action = session_peek_action(&board->session)) != NULL && perform(board, action)) {
        session_drop_action(&board->session, action);
        did = true;
    }
    if (did)
        board->changed = true;
    if (did && board->talking != NULL && !board->talking->over)
        net_pump_flush(board->pump, board->talking->link);
}

void conversation_share_budget(struct switchboard *board)
{
    struct studio *studio = board->options.studio;
    if (studio == NULL || board->talking == NULL || board->talking->over)
        return;
    struct alcove_link_budget budget = alcove_link_get_budget(board->talking->link, net_now_us());
    struct studio_switches *switches = &studio->switches;
    atomic_store(&switches->rate_bits_per_second, budget.rate_bits_per_second);
    atomic_store(&switches->loss_per_mille, budget.loss_per_mille);
    atomic_store(&switches->rtt_us, budget.rtt_us);
    atomic_store(&switches->unwanted, board->session.they.words);
    if (budget.may_send_video && !atomic_exchange(&switches->may_send_video, true))
        wake_ring(&studio->wake);
}

static void judge_line(struct switchboard *board, const struct alcove_link_budget *budget,
                       uint64_t now_us)
{
    uint32_t one_way_us = budget->rtt_us / 2 + budget->queue_delay_us + DELAY_DEVICES_US;
    pacing_on_line(&board->pacing, one_way_us, budget->rtt_us, now_us);
    uint32_t delay_ms = pacing_delay_to_tell_ms(&board->pacing);
    enum call_status status = CALL_STATUS_TOGETHER;
    if (budget->rate_bits_per_second < WEAK_LINE_BITS_PER_SECOND)
        status = CALL_STATUS_LINE_WEAK;
    if (delay_ms != 0)
        status = CALL_STATUS_DELAY;
    if (status != board->status || delay_ms / 100 != board->delay_ms / 100)
        board->changed = true;
    board->status = status;
    board->delay_ms = delay_ms;
}

/* What changes by the clock alone. */
void conversation_watch(struct switchboard *board, uint64_t now_us)
{
    enum presence presence = session_presence(&board->session, now_us);
    if (session_take_cue(&board->session, now_us) != CUE_NONE || presence != board->presence)
        board->changed = true;
    board->presence = presence;
}

void conversation_second(struct switchboard *board, uint64_t now_us)
{
    if (board->talking == NULL || board->talking->over)
        return;
    struct alcove_link_statistics link = alcove_link_get_statistics(board->talking->link);
    struct alcove_link_budget budget = alcove_link_get_budget(board->talking->link, now_us);
    judge_line(board, &budget, now_us);
    log_event(LOG_DEBUG, "rate in bits a second", budget.rate_bits_per_second);
    log_event(LOG_DEBUG, "round trip in microseconds", budget.rtt_us);
    log_event(LOG_DEBUG, "loss in packets of a thousand", budget.loss_per_mille);
    const struct stats_field fields[] = {
        {"rate_bits_per_second", budget.rate_bits_per_second},
        {"queue_delay_us", budget.queue_delay_us},
        {"loss_per_mille", budget.loss_per_mille},
        {"rtt_us", budget.rtt_us},
        {"bytes_sent", (double)link.bytes_sent},
        {"bytes_received", (double)link.bytes_received},
        {"voice_bytes_sent", (double)link.voice_bytes_sent},
        {"video_bytes_sent", (double)link.video_bytes_sent},
        {"record_bytes_sent", (double)link.record_bytes_sent},
        {"packets_lost", (double)link.packets_lost},
        {"frames_given_up", (double)link.frames_given_up},
        {"frames_incomplete", (double)link.frames_incomplete},
    };
    stats_fields(board->options.stats, "link", now_us, fields, sizeof fields / sizeof fields[0]);
}
