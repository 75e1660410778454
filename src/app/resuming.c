/* The same hour after a crash, or a line that was lost for good. What session_encode gives goes to
 * the store while it changes. An edit leaves, and one that came is acknowledged, once that is on
 * the disk: so both boards end alike whatever happens. Erased with the farewell. */
#include "session/session_resume.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/hour_shelf.h"
#include "app/log.h"
#include "app/switchboard_room.h"
#include "net/clock.h"

/* How often it is kept though nothing changed: the time that a crash took is told from it. */
#define KEEP_EVERY_US 10000000

/* ---- hours that go on ---- */

static struct kept_hour *find(const struct resuming *resuming, const uint8_t key[32])
{
    struct kept_hour *hour = resuming->hours;
    while (hour != NULL && memcmp(hour->remote_static, key, 32) != 0)
        hour = hour->next;
    return hour;
}

static void wipe(struct kept_hour *hour)
{
    if (hour->bytes != NULL)
        sodium_memzero(hour->bytes, hour->size);
    free(hour->bytes);
    hour->bytes = NULL;
    hour->size = 0;
}

/* Without memory there is none of them. */
static void remember(struct resuming *resuming, const uint8_t key[32], uint64_t unix_ms,
                     struct vault_span span)
{
    struct kept_hour *hour = find(resuming, key);
    if (hour == NULL) {
        hour = calloc(1, sizeof *hour);
        if (hour == NULL)
            return;
        memcpy(hour->remote_static, key, 32);
        hour->next = resuming->hours;
        resuming->hours = hour;
    }
    wipe(hour);
    hour->bytes = malloc(span.size);
    hour->unix_ms = unix_ms;
    if (hour->bytes == NULL)
        return;
    memcpy(hour->bytes, span.bytes, span.size);
    hour->size = span.size;
}

static void load_one(struct switchboard *board, const struct person *person)
{
    struct space_config config;
    struct hour_shelf_entry entry;
    struct vault_blob blob;
    ledger_configure(board->options.profile->static_public, person->remote_static, &config);
    if (!hour_shelf_get(board->options.vault, config.id, calendar_unix_ms(), &entry, &blob))
        return;
    remember(&board->resuming, person->remote_static, entry.unix_ms, entry.hour);
    vault_blob_free(&blob);
}

static bool is_kept(const struct switchboard *board)
{
    return board->options.vault != NULL && !board->options.options->leave_no_trace;
}

void resuming_open(struct switchboard *board)
{
    enum switchboard_task task = board->options.task;
    const struct people *people = board->options.people;
    bool talks = task == TASK_CALL || task == TASK_ANSWER || task == TASK_WAIT;
    for (size_t i = 0; is_kept(board) && talks && i < people->count; i++)
        load_one(board, &people->list[i]);
}

void resuming_close(struct switchboard *board)
{
    struct resuming *resuming = &board->resuming;
    while (resuming->hours != NULL) {
        struct kept_hour *hour = resuming->hours;
        resuming->hours = hour->next;
        wipe(hour);
        free(hour);
    }
}

/* The line of an hour was lost, a while ago at most. */
static bool is_lost(const struct switchboard *board)
{
    const struct session *session = &board->session;
    return session->phase == SESSION_CLOSED && session->end == SESSION_END_LOST && session->begun &&
           net_now_us() - session->ended_at_us < HOUR_SHELF_FOR_MS * UINT64_C(1000);
}

bool resuming_waits(struct switchboard *board)
{
    struct resuming *resuming = &board->resuming;
    bool waits =
        is_lost(board) && board->options.task == TASK_ANSWER && board->options.asks_at_door;
    if (waits && !resuming->told)
        board_tell(board, &(struct told){.what = DECK_NOTES_LINE_LOST});
    resuming->told = waits;
    return waits;
}

/* The line was lost while this app ran: what is on its way goes on, too. */
static bool go_on_here(struct switchboard *board, const uint8_t key[32])
{
    bool with_them = memcmp(board->resuming.remote_static, key, 32) == 0;
    return with_them && is_lost(board) && session_resume(&board->session, board->session.caller);
}

static bool go_on_anew(struct switchboard *board, const uint8_t key[32])
{
    struct resuming *resuming = &board->resuming;
    struct session *session = &board->session;
    const struct kept_hour *hour = find(resuming, key);
    uint64_t unix_ms = calendar_unix_ms();
    if (hour == NULL || session->phase != SESSION_ARRIVING || session->seated ||
        !hour_shelf_goes_on(hour->unix_ms, unix_ms) ||
        !session_decode(session, hour->bytes, hour->size, net_now_us(), unix_ms))
        return false;
    resuming->kept_stamp = session->board.stamp;
    resuming->kept_version = session->board.stamp;
    board->keeper.agenda_begun = session->hour.reached >= STAGE_AGENDA;
    return true;
}

void resuming_begin(struct slot *slot)
{
    struct switchboard *board = slot->board;
    struct resuming *resuming = &board->resuming;
    struct session *session = &board->session;
    const uint8_t *key = slot->person.remote_static;
    if (session->phase != SESSION_ARRIVING && session->phase != SESSION_CLOSED)
        return; /* it goes on over the same link */
    bool goes_on = go_on_here(board, key);
    if (board->options.task == TASK_WAIT && session->phase == SESSION_CLOSED)
        board_renew(board, false);
    memcpy(resuming->remote_static, key, 32);
    resuming->count = 0; /* of another link */
    if (!goes_on) {
        resuming->fails = false;
        resuming->came = resuming->kept_version = resuming->kept_stamp = 0;
        goes_on = go_on_anew(board, key);
    }
    if (goes_on)
        board_tell(board, &(struct told){.what = DECK_NOTES_GOES_ON});
}

/* ---- keeping it ---- */

static bool is_held(const struct switchboard *board)
{
    const struct session *session = &board->session;
    return is_kept(board) && session->seated && session->begun &&
           session->phase != SESSION_LEAVING && session->phase != SESSION_CLOSED;
}

/* Grows with every change of the board. */
static uint64_t version_of(const struct switchboard *board)
{
    return board->resuming.came + board->session.board.stamp;
}

static struct store_job *create_job(const struct switchboard *board)
{
    struct store_job *job = store_job_create(STORE_HOUR);
    if (job != NULL) {
        memcpy(job->person.remote_static, board->resuming.remote_static, 32);
        job->unix_ms = calendar_unix_ms();
    }
    return job;
}

static bool submit(struct switchboard *board, struct store_job *job)
{
    if (job != NULL && store_thread_submit(&board->store, job))
        return true;
    store_job_free(job);
    return false;
}

static void keep(struct switchboard *board, uint64_t now_us)
{
    struct resuming *resuming = &board->resuming;
    struct store_job *job = create_job(board);
    if (job != NULL)
        job->hour = session_encode(&board->session, now_us, job->unix_ms, &job->hour_size);
    if (job != NULL && job->hour == NULL) {
        store_job_free(job);
        job = NULL;
    }
    if (job != NULL)
        remember(resuming, resuming->remote_static, job->unix_ms,
                 (struct vault_span){job->hour, job->hour_size});
    resuming->keep_again_at_us = now_us + KEEP_EVERY_US;
    resuming->under_way = submit(board, job);
    resuming->under_way_version = version_of(board);
    resuming->under_way_stamp = board->session.board.stamp;
    resuming->fails = !resuming->under_way;
}

static void acknowledge(struct switchboard *board, bool all)
{
    struct resuming *resuming = &board->resuming;
    struct slot *slot = board->talking;
    size_t left = 0;
    for (size_t i = 0; i < resuming->count; i++) {
        struct waiting_record *record = &resuming->records[i];
        if (!all && record->version > resuming->kept_version)
            resuming->records[left++] = *record;
        else if (slot != NULL && !slot->over)
            alcove_link_acknowledge_record(slot->link, net_now_us(), record->id);
    }
    resuming->count = left;
}

/* The two parted: what is left of it is in what they share, and nowhere else. What is on its way to
 * the store comes before. */
static void forget(struct switchboard *board)
{
    const struct session *session = &board->session;
    struct kept_hour *hour = find(&board->resuming, board->resuming.remote_static);
    bool parted = session->phase == SESSION_CLOSED && session->end != SESSION_END_LOST &&
                  session->together_at_us != 0;
    if (parted && hour != NULL && hour->bytes != NULL && submit(board, create_job(board)))
        wipe(hour);
}

void resuming_step(struct switchboard *board)
{
    struct resuming *resuming = &board->resuming;
    uint64_t now_us = net_now_us();
    bool held = is_held(board);
    if (!held || resuming->fails)
        acknowledge(board, true);
    forget(board);
    bool changed = !resuming->fails && version_of(board) != resuming->kept_version;
    if (held && !resuming->under_way && (changed || now_us >= resuming->keep_again_at_us))
        keep(board, now_us);
}

void resuming_on_kept(struct switchboard *board, const struct store_job *job)
{
    struct resuming *resuming = &board->resuming;
    if (job->hour_size == 0)
        return;
    resuming->under_way = false;
    resuming->fails = !job->kept;
    if (!job->kept) {
        log_event(LOG_ERROR, "the hour could not be kept for after a crash", 0);
        return;
    }
    resuming->kept_version = resuming->under_way_version;
    resuming->kept_stamp = resuming->under_way_stamp;
    acknowledge(board, false);
}

/* What a device forgot and the other knows could be said again under the same number. The hour's
 * own card has one number alone, and its newest state comes back from the other: so nothing waits
 * for the disk as the hour begins, and the check-in behind it does not either. */
bool resuming_holds(const struct switchboard *board, const struct session_action *action)
{
    struct body body;
    return is_held(board) && !board->resuming.fails &&
           body_decode(action->bytes, action->size, &body) == BODY_OK && body.kind == BODY_CARD &&
           body.card.kind != CARD_HOUR && body.card.stamp > board->resuming.kept_stamp;
}

void resuming_took(struct slot *slot, const struct alcove_event *event)
{
    struct switchboard *board = slot->board;
    struct resuming *resuming = &board->resuming;
    struct body body;
    if (body_decode(event->bytes, event->size, &body) == BODY_OK && body.kind == BODY_CARD)
        resuming->came++;
    bool waits = is_held(board) && !resuming->fails && resuming->count < RESUMING_RECORDS_MAX &&
                 version_of(board) > resuming->kept_version;
    if (waits)
        resuming->records[resuming->count++] =
            (struct waiting_record){event->id, version_of(board)};
    else
        alcove_link_acknowledge_record(slot->link, net_now_us(), event->id);
}
