/* Two devices that met through an invite: each introduces itself, they agree on words that people
 * can compare, and each stores the other before it acknowledges anything. The joining side closes
 * when both is done. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/finding.h"
#include "app/log.h"
#include "app/switchboard_room.h"
#include "net/clock.h"
#include "records/body.h"

/* A pairing that takes longer has lost its other side. */
#define PAIRING_FOR_US 30000000
/* The joining side's goodbye was lost, or waits for an acknowledgement of ours. */
#define PAIRING_LINGER_US 2000000

static const char *own_name(const struct switchboard *board)
{
    const char *name = board->settings.name;
    return name[0] != '\0' ? name : "Someone";
}

/* Closes the link where it cannot be sent. */
static bool send_body(struct slot *slot, const struct body *body)
{
    uint8_t bytes[BODY_BYTES_MAX];
    uint64_t id;
    size_t size = body_encode(body, bytes);
    bool sent = size > 0 &&
                alcove_link_send_record(slot->link, net_now_us(), bytes, size, &id) == ALCOVE_OK;
    if (sent)
        slot->pairing.mine_sent++;
    else
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
    return sent;
}

static bool send_number(struct slot *slot, enum body_kind kind, const uint8_t number[32])
{
    struct body body = {.kind = kind};
    memcpy(body.number, number, sizeof body.number);
    return send_body(slot, &body);
}

static bool introduce(struct slot *slot)
{
    struct body body = {.kind = BODY_INTRODUCTION};
    body.introduction.name = body_string_from(own_name(slot->board));
    body.introduction.endpoint_count =
        lobby_endpoints(slot->board, body.introduction.endpoints, BODY_ENDPOINTS_MAX);
    return send_body(slot, &body);
}

/* Who invited is bound to its number from here on; the other's comes later. */
static void begin_words(struct slot *slot, const struct alcove_event *event)
{
    struct words_pairing *words = &slot->pairing.words;
    memcpy(words->channel_binding, event->exports.channel_binding, sizeof words->channel_binding);
    memcpy(words->statics[0], slot->board->options.profile->static_public, 32);
    memcpy(words->statics[1], event->remote_static, 32);
    if (slot->kind == SLOT_JOIN) {
        randombytes_buf(words->joiner_number, sizeof words->joiner_number);
        return;
    }
    uint8_t commitment[WORDS_NUMBER_BYTES];
    randombytes_buf(words->inviter_number, sizeof words->inviter_number);
    words_commit(words->channel_binding, words->inviter_number, commitment);
    send_number(slot, BODY_COMMITMENT, commitment);
}

static void on_established(struct slot *slot, const struct alcove_event *event)
{
    struct person *person = &slot->person;
    slot->pairing.leave_at_us = net_now_us() + PAIRING_FOR_US;
    finding_met(slot);
    if (slot->kind == SLOT_JOIN)
        slot->board->give_up_at_us = UINT64_MAX;
    if (slot->kind == SLOT_INVITE && slot->invite.expires_at_s <= (uint64_t)time(NULL)) {
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
        return;
    }
    slot->board->report.link = alcove_link_get_statistics(slot->link);
    memcpy(person->remote_static, event->remote_static, 32);
    memcpy(person->envelope_root, event->exports.envelope_root, 32);
    person->psk = event->exports.psk_next;
    person_add_endpoint(person, &event->address);
    if (introduce(slot))
        begin_words(slot, event);
}

/* What the other side says of itself. The name given with the invite is ours and stays. */
static bool take_introduction(struct slot *slot, const struct body *body)
{
    struct person *person = &slot->person;
    if (slot->pairing.introduced)
        return false;
    slot->pairing.introduced = true;
    if (person->name[0] == '\0') {
        memcpy(person->name, body->introduction.name.bytes, body->introduction.name.size);
        person->name[body->introduction.name.size] = '\0';
    }
    for (size_t i = body->introduction.endpoint_count; i > 0; i--)
        person_add_endpoint(person, &body->introduction.endpoints[i - 1]);
    struct alcove_address here = alcove_link_path(slot->link); /* where they surely are */
    if (here.port != 0)
        person_add_endpoint(person, &here);
    person->added_at_s = (uint64_t)time(NULL);
    person->key_since_s = person->added_at_s;
    return true;
}

static bool take_commitment(struct slot *slot, const struct body *body)
{
    struct pairing *pairing = &slot->pairing;
    if (slot->kind != SLOT_JOIN || !pairing->introduced || pairing->committed)
        return false;
    pairing->committed = true;
    memcpy(pairing->commitment, body->number, sizeof pairing->commitment);
    return send_number(slot, BODY_NUMBER, pairing->words.joiner_number);
}

static bool take_number(struct slot *slot, const struct body *body)
{
    struct pairing *pairing = &slot->pairing;
    struct words_pairing *words = &pairing->words;
    if (!pairing->introduced || pairing->counted)
        return false;
    if (slot->kind == SLOT_JOIN) {
        if (!pairing->committed ||
            !words_commitment_holds(pairing->commitment, words->channel_binding, body->number))
            return false;
        memcpy(words->inviter_number, body->number, sizeof words->inviter_number);
    } else {
        memcpy(words->joiner_number, body->number, sizeof words->joiner_number);
        slot->invite.tries++;
        if (!send_number(slot, BODY_NUMBER, words->inviter_number))
            return false;
    }
    pairing->counted = true;
    words_derive(words, slot->person.check_words);
    slot->person.words_present = true;
    sodium_memzero(words, sizeof *words);
    return true;
}

static bool take_record(struct slot *slot, const struct alcove_event *event)
{
    struct body body;
    if (body_decode(event->bytes, event->size, &body) != BODY_OK)
        return false;
    switch (body.kind) {
    case BODY_INTRODUCTION:
        return take_introduction(slot, &body);
    case BODY_COMMITMENT:
        return take_commitment(slot, &body);
    case BODY_NUMBER:
        return take_number(slot, &body);
    default: /* words of a session have no place in a pairing */
        return false;
    }
}

static bool keep_person(struct slot *slot)
{
    struct store_job *job = store_job_create(STORE_ADD_PERSON);
    if (job == NULL)
        return false;
    job->person = slot->person;
    job->tag = slot->serial;
    if (store_thread_submit(&slot->board->store, job))
        return true;
    store_job_free(job);
    return false;
}

static void on_record(struct slot *slot, const struct alcove_event *event)
{
    struct pairing *pairing = &slot->pairing;
    if (pairing->counted)
        return;
    bool taken = pairing->theirs_count < PAIRING_RECORDS && take_record(slot, event);
    if (taken) {
        pairing->theirs_ids[pairing->theirs_count++] = event->id;
        taken = !pairing->counted || keep_person(slot);
    }
    if (!taken)
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
}

void pairing_knock_next(struct switchboard *board, const struct person *person)
{
    board->options.task = TASK_CALL;
    board->waits_if_unanswered = true;
    board->give_up_at_us = net_now_us() + BOARD_CONNECT_FOR_US;
    if (!lobby_connect(lobby_add_person(board, person)))
        board->give_up_at_us = 0;
}

static void consume_invite(struct slot *slot)
{
    struct switchboard *board = slot->board;
    struct store_job *job = store_job_create(STORE_CONSUME_INVITE);
    if (job == NULL)
        return;
    job->invite_id = slot->invite.id;
    if (!store_thread_submit(&board->store, job))
        store_job_free(job);
}

static void finish(struct slot *slot)
{
    struct switchboard *board = slot->board;
    log_event(LOG_INFO, "paired; number in the list of people", slot->person.id);
    slot->pairing.finished = true;
    board->report.paired_id = slot->person.id;
    if (slot->kind == SLOT_INVITE)
        consume_invite(slot);
    board->changed = true;
    if (slot->pairing.question) {
        acquaintance_question(board, &slot->person);
        return;
    }
    memcpy(board->their_name, slot->person.name, sizeof board->their_name);
    acquaintance_ask(board, &slot->person);
    if (board->options.task == TASK_WAIT) {
        lobby_welcome(board, &slot->person);
        if (slot->kind == SLOT_JOIN)
            calling_knock_next(board, slot->person.id);
    } else if (board->options.task == TASK_JOIN_AND_CALL) {
        pairing_knock_next(board, &slot->person);
    } else {
        board_end(board, EXIT_OK, NULL);
    }
}

static bool is_done(const struct pairing *pairing)
{
    return pairing->theirs_kept && pairing->mine_arrived == pairing->mine_sent;
}

/* The joining side leaves when it has stored them and they have stored it. The other follows; it
 * stays a little if the word of that is lost, so that the joining side has its own. */
static void leave_when_done(struct slot *slot)
{
    if (!is_done(&slot->pairing))
        return;
    if (slot->kind == SLOT_JOIN)
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_LEFT);
    else
        slot->pairing.leave_at_us = net_now_us() + PAIRING_LINGER_US;
}

void pairing_watch(struct slot *slot, uint64_t now_us)
{
    bool due = slot->pairing.leave_at_us != 0 && now_us >= slot->pairing.leave_at_us;
    if (!due || slot->over)
        return;
    alcove_link_close(slot->link, now_us,
                      is_done(&slot->pairing) ? ALCOVE_CLOSE_LEFT : ALCOVE_CLOSE_TIMED_OUT);
    net_pump_flush(slot->board->pump, slot->link);
}

void pairing_on_kept(struct slot *slot, const struct store_job *job)
{
    if (!job->kept) {
        if (slot->board->options.task == TASK_WAIT)
            board_tell_store(slot->board, DECK_NOTES_STRANGER_NOT_KEPT, &job->error);
        else
            board_end(slot->board, EXIT_LOCKED, &(struct told){.words = job->error.text});
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
        net_pump_flush(slot->board->pump, slot->link);
        return;
    }
    slot->person = job->person;
    slot->pairing.question = job->question;
    if (job->question)
        lobby_shut(slot->board, &slot->person);
    slot->pairing.theirs_kept = true;
    for (unsigned i = 0; i < slot->pairing.theirs_count; i++)
        alcove_link_acknowledge_record(slot->link, net_now_us(), slot->pairing.theirs_ids[i]);
    leave_when_done(slot);
    net_pump_flush(slot->board->pump, slot->link);
}

/* A close that says LEFT comes only after the other side has stored us. An invite through which
 * nobody came stays open (lobby_sweep). */
static void on_closed(struct slot *slot, const struct alcove_event *event)
{
    struct switchboard *board = slot->board;
    slot->over = true;
    if (is_done(&slot->pairing) ||
        (slot->pairing.theirs_kept && event->reason == ALCOVE_CLOSE_LEFT)) {
        finish(slot);
        return;
    }
    if (slot->kind == SLOT_INVITE && slot->invite.tries >= PAIRING_TRIES_MAX) {
        consume_invite(slot);
        if (board->options.task == TASK_INVITE)
            board_end(board, EXIT_INVITE,
                      &(struct told){.what = DECK_NOTES_INVITE_BEGUN,
                                     .to_do = DECK_NOTES_INVITE_BEGUN_DO});
    }
    if (slot->kind != SLOT_JOIN)
        return;
    bool rejected = event->reason == ALCOVE_CLOSE_REJECTED;
    const struct told why =
        rejected
            ? (struct told){.what = DECK_NOTES_INVITE_CLOSED, .to_do = DECK_NOTES_INVITE_CLOSED_DO}
            : (struct told){.what = DECK_NOTES_UNANSWERED, .to_do = DECK_NOTES_UNANSWERED_DO};
    if (board->options.task == TASK_WAIT)
        board_tell(board, &why);
    else
        board_end(board, rejected ? EXIT_INVITE : EXIT_UNREACHABLE, &why);
}

void pairing_on_event(struct slot *slot, const struct alcove_event *event)
{
    switch (event->kind) {
    case ALCOVE_EVENT_ESTABLISHED:
        on_established(slot, event);
        break;
    case ALCOVE_EVENT_RECORD:
        on_record(slot, event);
        break;
    case ALCOVE_EVENT_RECORD_ARRIVED:
        slot->pairing.mine_arrived++;
        leave_when_done(slot);
        break;
    case ALCOVE_EVENT_CLOSED:
        on_closed(slot, event);
        break;
    default: /* frames, signals and the like have no place in a pairing */
        break;
    }
}
