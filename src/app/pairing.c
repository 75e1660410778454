/* Two devices that met through an invite: each introduces itself, and stores the other before it
 * acknowledges the introduction. The joining side closes when both is done. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/log.h"
#include "app/switchboard_room.h"
#include "net/clock.h"
#include "records/body.h"

static const char *own_name(const struct switchboard *board)
{
    const char *name = board->options.profile->name;
    return name[0] != '\0' ? name : "Someone";
}

static void introduce(struct slot *slot)
{
    struct body body = {.kind = BODY_INTRODUCTION};
    uint8_t bytes[BODY_BYTES_MAX];
    body.introduction.name = body_string_from(own_name(slot->board));
    body.introduction.endpoint_count =
        lobby_endpoints(slot->board, body.introduction.endpoints, BODY_ENDPOINTS_MAX);
    size_t size = body_encode(&body, bytes);
    struct pairing *pairing = &slot->pairing;
    pairing->mine_sent = size > 0 && alcove_link_send_record(slot->link, net_now_us(), bytes, size,
                                                             &pairing->mine_id) == ALCOVE_OK;
    if (!pairing->mine_sent)
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
}

static void on_established(struct slot *slot, const struct alcove_event *event)
{
    struct person *person = &slot->person;
    slot->pairing.established = true;
    slot->board->report.link = alcove_link_get_statistics(slot->link);
    memcpy(person->remote_static, event->remote_static, 32);
    memcpy(person->envelope_root, event->exports.envelope_root, 32);
    person->psk = event->exports.psk_next;
    person_add_endpoint(person, &event->address);
    introduce(slot);
}

/* What the other side says of itself. The name given with the invite is ours and stays. */
static bool take_introduction(struct slot *slot, const struct alcove_event *event)
{
    struct body body;
    if (body_decode(event->bytes, event->size, &body) != BODY_OK || body.kind != BODY_INTRODUCTION)
        return false;
    struct person *person = &slot->person;
    if (person->name[0] == '\0') {
        memcpy(person->name, body.introduction.name.bytes, body.introduction.name.size);
        person->name[body.introduction.name.size] = '\0';
    }
    for (size_t i = body.introduction.endpoint_count; i > 0; i--)
        person_add_endpoint(person, &body.introduction.endpoints[i - 1]);
    person->added_at_s = (uint64_t)time(NULL);
    return true;
}

static void on_record(struct slot *slot, const struct alcove_event *event)
{
    struct pairing *pairing = &slot->pairing;
    struct store_job *job;
    if (pairing->theirs_seen)
        return;
    if (!take_introduction(slot, event) || (job = store_job_create(STORE_ADD_PERSON)) == NULL) {
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
        return;
    }
    pairing->theirs_seen = true;
    pairing->theirs_id = event->id;
    job->person = slot->person;
    job->tag = (uint64_t)(uintptr_t)slot;
    if (!store_thread_submit(&slot->board->store, job))
        store_job_free(job);
}

static void finish(struct slot *slot)
{
    struct switchboard *board = slot->board;
    log_event(LOG_INFO, "paired; number in the list of people", slot->person.id);
    board->report.paired_id = slot->person.id;
    if (slot->kind == SLOT_INVITE) {
        struct store_job *job = store_job_create(STORE_CONSUME_INVITE);
        if (job != NULL) {
            job->invite_id = slot->invite_id;
            if (!store_thread_submit(&board->store, job))
                store_job_free(job);
        }
    }
    if (board->options.task == TASK_WAIT)
        lobby_add_person(board, &slot->person);
    else
        board_end(board, EXIT_OK, NULL);
}

/* The joining side leaves when it has stored them and they have stored it. */
static void leave_when_done(struct slot *slot)
{
    struct pairing *pairing = &slot->pairing;
    if (slot->kind == SLOT_JOIN && pairing->theirs_kept && pairing->mine_arrived)
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_LEFT);
}

void pairing_on_kept(struct slot *slot, const struct store_job *job)
{
    if (!job->kept) {
        alcove_link_close(slot->link, net_now_us(), ALCOVE_CLOSE_REJECTED);
        board_end(slot->board, EXIT_LOCKED, job->error.text);
        return;
    }
    slot->person.id = job->person.id;
    memcpy(slot->person.name, job->person.name, sizeof slot->person.name);
    slot->pairing.theirs_kept = true;
    alcove_link_acknowledge_record(slot->link, net_now_us(), slot->pairing.theirs_id);
    leave_when_done(slot);
    net_pump_flush(slot->board->pump, slot->link);
}

/* A close that says LEFT comes only after the other side has stored us. */
static void on_closed(struct slot *slot, const struct alcove_event *event)
{
    struct switchboard *board = slot->board;
    slot->over = true;
    if (slot->pairing.theirs_kept && event->reason == ALCOVE_CLOSE_LEFT) {
        finish(slot);
        return;
    }
    if (slot->kind == SLOT_JOIN)
        board_end(board, EXIT_UNREACHABLE,
                  "Nobody answered this invite. Ask whether their Alcove is open, and whether the "
                  "invite was used already.");
    else if (board->options.task == TASK_INVITE)
        board_end(board, EXIT_FAILED,
                  "The line broke while you two were being introduced. Ask them to try the link "
                  "again.");
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
        if (event->id == slot->pairing.mine_id)
            slot->pairing.mine_arrived = true;
        leave_when_done(slot);
        break;
    case ALCOVE_EVENT_CLOSED:
        on_closed(slot, event);
        break;
    default: /* frames, signals and the like have no place in a pairing */
        break;
    }
}
