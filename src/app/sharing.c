/* What the switchboard's people share: their spaces come from the store, and while a link stands
 * each side says what it holds and sends what the other lacks. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/log.h"
#include "app/switchboard_room.h"
#include "base/assert.h"
#include "net/clock.h"
#include "session/heap.h"

/* How often batches are offered to a disk that refused them. */
#define KEEP_AGAIN_US 10000000
/* What is under way at once fills the line for so long: words of a session wait behind it. */
#define AHEAD_US 500000
/* A record of up to 128 bytes rides beside the voice (SPEC.md section 8.4); the body takes six. */
#define PART_BYTES_MIN       122
#define PART_BYTES_MAX       1000
#define THIN_BITS_PER_SECOND 64000

struct sharing *sharing_find(const struct switchboard *board, const uint8_t remote_static[32])
{
    for (size_t i = 0; i < board->sharing_count; i++) {
        if (memcmp(board->sharings[i]->remote_static, remote_static, 32) == 0)
            return board->sharings[i];
    }
    return NULL;
}

static bool shares(const struct switchboard *board)
{
    enum switchboard_task task = board->options.task;
    bool talks =
        task == TASK_CALL || task == TASK_ANSWER || task == TASK_WAIT || task == TASK_JOIN_AND_CALL;
    return board->options.vault != NULL && (talks || task == TASK_SYNC);
}

/* ---- the book comes ---- */

static struct sharing *add(struct switchboard *board, const struct person *person)
{
    struct sharing *sharing = calloc(1, sizeof *sharing);
    struct store_job *job = store_job_create(STORE_OPEN_BOOK);
    bool room = board->sharing_count < NET_LINKS_MAX;
    if (job != NULL)
        job->person = *person;
    if (sharing == NULL || job == NULL || !room || !store_thread_submit(&board->store, job)) {
        free(sharing);
        store_job_free(job);
        return NULL;
    }
    sharing->board = board;
    sharing->person_id = person->id;
    memcpy(sharing->remote_static, person->remote_static, 32);
    board->sharings[board->sharing_count++] = sharing;
    return sharing;
}

static void on_change(void *context, const struct space *space, const struct space_change *change)
{
    struct sharing *sharing = context;
    const struct space_listener *list = changes_listener(sharing->book.changes);
    enum object_kind kind;
    list->changed(list->context, space, change);
    bool words = space_find(space, change->object, &kind) && kind == KIND_WORDS;
    bool known = correspondence_knows(sharing->board, sharing->person_id, change->object);
    sharing->board->home.changed = true;
    sharing->news += !words;
    sharing->new_words += words && change->kind == CHANGE_MADE && !known;
}

static void hold_early(struct sharing *sharing, const uint8_t *part, size_t size)
{
    size_t wanted = sharing->early_size + 2 + size;
    uint8_t *bytes = wanted <= SHARING_EARLY_MAX ? realloc(sharing->early, wanted) : NULL;
    if (bytes == NULL) { /* it begins anew with the next link */
        alcove_link_close(sharing->met->link, net_now_us(), ALCOVE_CLOSE_LEFT);
        return;
    }
    bytes[sharing->early_size] = (uint8_t)(size >> 8);
    bytes[sharing->early_size + 1] = (uint8_t)size;
    memcpy(bytes + sharing->early_size + 2, part, size);
    sharing->early = bytes;
    sharing->early_size = wanted;
}

static void refuse(struct sharing *sharing, const struct told *why)
{
    log_event(LOG_ERROR, "what was to be shared was refused; number in the list of people",
              sharing->person_id);
    board_tell(sharing->board, why);
    sync_end(sharing->sync);
    sharing->sync = NULL;
    sharing->refused = true;
}

static void take(struct sharing *sharing, const uint8_t *part, size_t size)
{
    bool good = sync_take(sharing->sync, net_now_us(), part, size);
    sharing->whole_is_due = sharing->whole_is_due || sync_is_replaced(sharing->sync);
    if (!good)
        refuse(sharing, &(struct told){.what = DECK_NOTES_SENT_WRONG});
}

static void drop_early(struct sharing *sharing)
{
    if (sharing->early != NULL)
        sodium_memzero(sharing->early, sharing->early_size);
    free(sharing->early);
    sharing->early = NULL;
    sharing->early_size = 0;
}

static void take_early(struct sharing *sharing)
{
    size_t at = 0;
    while (at < sharing->early_size && sharing->sync != NULL) {
        size_t size = (size_t)sharing->early[at] << 8 | sharing->early[at + 1];
        take(sharing, sharing->early + at + 2, size);
        at += 2 + size;
    }
    drop_early(sharing);
}

/* All that the space holds is on the disk. */
static void begin(struct sharing *sharing)
{
    const struct slot *slot = sharing->met;
    struct alcove_link_budget budget = alcove_link_get_budget(slot->link, net_now_us());
    bool thin = budget.rate_bits_per_second < THIN_BITS_PER_SECOND;
    const struct sync_config config = {
        .space = sharing->book.space,
        .peer = space_config(sharing->book.space)->own_device == 0 ? 1 : 0,
        .part_bytes = thin ? PART_BYTES_MIN : PART_BYTES_MAX,
        .day = calendar_today(),
        .memory = &heap_memory,
    };
    sharing->sync = sync_begin(&config, &sharing->book.sync);
    if (sharing->sync == NULL)
        refuse(sharing, &(struct told){.what = DECK_NOTES_NO_MEMORY});
    take_early(sharing);
}

void sharing_serve(struct slot *slot)
{
    struct switchboard *board = slot->board;
    bool confirmed = slot->person.verified;
    /* At home one prepares for somebody who is not confirmed yet; nothing of it is exchanged. */
    if (!shares(board) || !(confirmed || board->options.task == TASK_WAIT))
        return;
    struct sharing *sharing = sharing_find(board, slot->person.remote_static);
    if (sharing == NULL)
        sharing = add(board, &slot->person);
    slot->sharing = confirmed ? sharing : NULL;
    if (slot->stands)
        sharing_on_met(slot);
}

void sharing_on_opened(struct switchboard *board, struct store_job *job)
{
    struct sharing *sharing = sharing_find(board, job->person.remote_static);
    ALCOVE_ASSERT(sharing != NULL && !sharing->open);
    board->home.changed = true;
    sharing->refused = !job->kept;
    if (!job->kept) {
        board_tell_store(board, 0, &job->error);
    } else {
        sharing->book = job->book;
        memset(&job->book, 0, sizeof job->book);
        sharing->listener = (struct space_listener){on_change, sharing};
        space_listen(sharing->book.space, &sharing->listener);
        sharing->open = true;
    }
}

/* ---- what became of it ---- */

static void on_even(struct sharing *sharing, const struct sync_event *event)
{
    struct sharing_account *account = &sharing->account;
    if (!account->even)
        account->even_us = net_now_us() - sharing->met_at_us;
    account->even = true;
    account->changes_sent += event->went;
    account->changes_received += event->came;
}

static void on_event(struct sharing *sharing, const struct sync_event *event)
{
    struct switchboard *board = sharing->board;
    uint8_t own = space_config(sharing->book.space)->own_device;
    const struct told *hindrance = sharing_hindrance(event, own);
    if (event->kind == SYNC_SYNCED) {
        on_even(sharing, event);
    } else if (event->kind == SYNC_RESTORED) {
        board_tell(board, &(struct told){.what = DECK_NOTES_CHANGES_BACK});
    } else if (event->kind == SYNC_ASKS && board->options.options->allow) {
        sync_allow(sharing->sync);
    } else if (hindrance != NULL) {
        sharing->account.hindrance = hindrance->words;
        board_tell(board, hindrance);
    }
}

static void take_events(struct sharing *sharing)
{
    struct sync_event event;
    while (sharing->open && sharing->sync != NULL && sync_next_event(sharing->sync, &event))
        on_event(sharing, &event);
}

/* ---- a link comes and goes ---- */

void sharing_on_met(struct slot *slot)
{
    struct sharing *sharing = slot->sharing;
    slot->stands = true;
    slot->board->home.changed = true;
    if (sharing == NULL || sharing->met != NULL)
        return;
    sharing->met = slot;
    sharing->met_at_us = net_now_us();
    sharing->account = (struct sharing_account){.person_id = slot->person.id, .met = true};
}

static void stop(struct sharing *sharing)
{
    if (sharing->sync != NULL) {
        sharing->book.sync = *sync_remembered(sharing->sync);
        sharing->book.wants_folding = true;
    }
    sync_end(sharing->sync);
    sharing->sync = NULL;
    drop_early(sharing);
    sharing->held_size = 0;
}

void sharing_on_parted(struct slot *slot)
{
    struct switchboard *board = slot->board;
    struct sharing *sharing = slot->sharing;
    slot->stands = false;
    board->home.changed = true;
    if (sharing == NULL || sharing->met != slot)
        return;
    take_events(sharing); /* they may have left the moment that both held everything */
    stop(sharing);
    board->report.shared = sharing->account;
    if (board->options.on_shared != NULL)
        board->options.on_shared(board->options.shared_context, &sharing->account);
    sharing->part_count = 0;
    sharing->met = NULL;
}

/* ---- what comes ---- */

static void tell_to_wait(struct slot *slot)
{
    uint8_t bytes[BODY_BYTES_MAX];
    uint64_t id;
    const struct body body = {.kind = BODY_SYNC};
    size_t size = body_encode(&body, bytes);
    if (!slot->told_to_wait)
        slot->told_to_wait =
            alcove_link_send_record(slot->link, net_now_us(), bytes, size, &id) == ALCOVE_OK;
}

/* Documents wait on their side, until a part of theirs says that they do no longer. */
static void on_they_wait(struct sharing *sharing)
{
    sharing->account.waits_there = true;
    stop(sharing);
    if (sharing->board->options.task == TASK_SYNC)
        alcove_link_close(sharing->met->link, net_now_us(), ALCOVE_CLOSE_LEFT);
}

static void on_part(struct slot *slot, const struct body *body)
{
    struct sharing *sharing = slot->sharing;
    if (sharing == NULL || sharing->refused || sharing->met != slot) {
        if (body->sync.size > 0)
            tell_to_wait(slot);
        return;
    }
    if (body->sync.size == 0) {
        on_they_wait(sharing);
        return;
    }
    sharing->account.bytes_received += body->sync.size;
    sharing->account.waits_there = false;
    if (sharing->sync == NULL || !sharing->open)
        hold_early(sharing, body->sync.bytes, body->sync.size);
    else
        take(sharing, body->sync.bytes, body->sync.size);
}

static bool on_arrived(struct sharing *sharing, uint64_t id)
{
    for (size_t i = 0; sharing != NULL && i < sharing->part_count; i++) {
        if (sharing->parts[i].id != id)
            continue;
        sharing->parts[i] = sharing->parts[--sharing->part_count];
        return true;
    }
    return false;
}

bool sharing_takes(struct slot *slot, const struct alcove_event *event)
{
    struct body body;
    if (event->kind == ALCOVE_EVENT_RECORD_ARRIVED)
        return on_arrived(slot->sharing, event->id);
    if (event->kind != ALCOVE_EVENT_RECORD ||
        body_decode(event->bytes, event->size, &body) != BODY_OK || body.kind != BODY_SYNC)
        return false;
    /* Of what is on the disk the two speak on their own; a link that ends begins anew. So a part
     * need not be stored. */
    alcove_link_acknowledge_record(slot->link, net_now_us(), event->id);
    on_part(slot, &body);
    return true;
}

/* ---- what is kept ---- */

static bool keep(struct switchboard *board, struct sharing *sharing)
{
    struct store_job *job = store_job_create(STORE_BATCHES);
    if (job == NULL)
        return false;
    memcpy(job->person.remote_static, sharing->remote_static, 32);
    job->batches = sharing->unkept;
    if (!store_thread_submit(&board->store, job)) {
        job->batches = (struct ledger_batches){0};
        store_job_free(job);
        return false;
    }
    sharing->unkept = (struct ledger_batches){0};
    sharing->keeping++;
    sharing->account.even = false;
    return true;
}

void sharing_on_kept(struct switchboard *board, struct store_job *job)
{
    struct sharing *sharing = sharing_find(board, job->person.remote_static);
    ALCOVE_ASSERT(sharing != NULL && sharing->keeping > 0);
    sharing->keeping--;
    if (job->kept) {
        (void)ledger_note_kept(&sharing->book, &job->batches);
        if (sharing->keeping == 0 && sharing->sync != NULL && !sharing->whole_is_due)
            sync_stored(sharing->sync);
        return;
    }
    log_event(LOG_ERROR, "batches could not be stored; how many", job->batches.count);
    board_note_unkept(board, DECK_NOTES_SHARED_NOT_KEPT, &job->error);
    board_tell_store(board, DECK_NOTES_SHARED_NOT_KEPT, &job->error);
    sharing->unkept = job->batches;
    job->batches = (struct ledger_batches){0};
    sharing->keep_again_at_us = net_now_us() + KEEP_AGAIN_US;
}

/* The book goes to the store, and comes back: parts that come meanwhile wait. */
static bool keep_whole(struct switchboard *board, struct sharing *sharing)
{
    struct store_job *job = store_job_create(STORE_WHOLE);
    if (job == NULL)
        return false;
    memcpy(job->person.remote_static, sharing->remote_static, 32);
    job->book = sharing->book;
    sharing->open = !store_thread_submit(&board->store, job);
    if (sharing->open) {
        memset(&job->book, 0, sizeof job->book);
        store_job_free(job);
        return false;
    }
    memset(&sharing->book, 0, sizeof sharing->book);
    ledger_batches_free(&sharing->unkept); /* of what was replaced */
    sharing->account.even = false;
    return true;
}

void sharing_on_whole(struct switchboard *board, struct store_job *job)
{
    struct sharing *sharing = sharing_find(board, job->person.remote_static);
    ALCOVE_ASSERT(sharing != NULL && !sharing->open && sharing->whole_is_due);
    board->home.changed = true;
    sharing->whole_is_due = false;
    if (!job->kept) {
        board_note_unkept(board, DECK_NOTES_BACK_NOT_KEPT, &job->error);
        const struct told why = told_store(DECK_NOTES_BACK_NOT_KEPT, &job->error);
        refuse(sharing, &why);
        return;
    }
    sharing->book = job->book;
    memset(&job->book, 0, sizeof job->book);
    sharing->open = true;
    if (sharing->sync == NULL)
        return;
    sync_stored(sharing->sync);
    take_early(sharing);
}

/* True when all that the space holds is on the disk. */
static bool keep_news(struct switchboard *board, struct sharing *sharing)
{
    uint64_t now_us = net_now_us();
    if (sharing->keeping > 0 || now_us < sharing->keep_again_at_us)
        return false;
    if (sharing->whole_is_due) {
        sharing->keep_again_at_us = keep_whole(board, sharing) ? 0 : now_us + KEEP_AGAIN_US;
        return false;
    }
    bool gathered = sharing->unkept.count > 0 || ledger_gather(&sharing->book, &sharing->unkept);
    if (gathered && sharing->unkept.count == 0) {
        ledger_batches_free(&sharing->unkept);
        return true;
    }
    sharing->keep_again_at_us = 0;
    if (!gathered || !keep(board, sharing))
        sharing->keep_again_at_us = now_us + KEEP_AGAIN_US;
    return false;
}

bool sharing_is_kept(struct switchboard *board, struct sharing *sharing)
{
    return sharing->open && keep_news(board, sharing);
}

bool sharing_waits_for_disk(const struct sharing *sharing)
{
    return net_now_us() < sharing->keep_again_at_us;
}

/* ---- what is sent ---- */

static bool has_room(const struct sharing *sharing)
{
    struct alcove_link_budget budget = alcove_link_get_budget(sharing->met->link, net_now_us());
    uint64_t ahead = (uint64_t)budget.rate_bits_per_second * AHEAD_US / 8000000;
    uint64_t under_way = 0;
    for (size_t i = 0; i < sharing->part_count; i++)
        under_way += sharing->parts[i].size;
    return sharing->part_count == 0 ||
           (sharing->part_count < SHARING_PARTS_MAX && under_way < ahead);
}

/* Puts the next part into `held`; false when there is none. */
static bool prepare(struct sharing *sharing)
{
    uint8_t part[BODY_SYNC_BYTES_MAX];
    struct body body = {.kind = BODY_SYNC, .sync = {.bytes = part}};
    if (sharing->held_size > 0)
        return true;
    body.sync.size = sync_next(sharing->sync, net_now_us(), part);
    if (body.sync.size == 0)
        return false;
    sharing->account.bytes_sent += body.sync.size;
    sharing->held_size = body_encode(&body, sharing->held);
    sodium_memzero(part, sizeof part);
    return true;
}

static bool send_part(struct sharing *sharing)
{
    struct sharing_part *part = &sharing->parts[sharing->part_count];
    if (!has_room(sharing) || !prepare(sharing) ||
        alcove_link_send_record(sharing->met->link, net_now_us(), sharing->held, sharing->held_size,
                                &part->id) != ALCOVE_OK)
        return false;
    part->size = sharing->held_size;
    sharing->part_count++;
    sharing->held_size = 0;
    return true;
}

/* SYNC: true when it has left, since both hold everything or never will. */
static bool leave(const struct sharing *sharing)
{
    const struct sharing_account *account = &sharing->account;
    bool over = account->even || account->hindrance != NULL;
    if (!over || sharing->part_count > 0 || sharing->held_size > 0 ||
        sharing->board->options.task != TASK_SYNC)
        return false;
    alcove_link_close(sharing->met->link, net_now_us(), ALCOVE_CLOSE_LEFT);
    return true;
}

static void step(struct sharing *sharing)
{
    struct switchboard *board = sharing->board;
    if (!sharing->open || !keep_news(board, sharing) || sharing->met == NULL ||
        sharing->met->over || sharing->refused)
        return;
    struct alcove_link *link = sharing->met->link;
    bool did = false;
    if (sharing->sync == NULL && (!sharing->account.waits_there || sharing->early_size > 0))
        begin(sharing);
    while (sharing->sync != NULL && send_part(sharing))
        did = true;
    take_events(sharing);
    if (leave(sharing) || did)
        net_pump_flush(board->pump, link);
}

bool sharing_knows(const struct switchboard *board, uint32_t person_id, struct object_id words)
{
    enum object_kind kind;
    for (size_t i = 0; i < board->sharing_count; i++) {
        const struct sharing *sharing = board->sharings[i];
        if (sharing->person_id == person_id && sharing->open)
            return space_find(sharing->book.space, words, &kind) && kind == KIND_WORDS;
    }
    return false;
}

uint64_t sharing_next_us(const struct switchboard *board)
{
    uint64_t next_us = UINT64_MAX;
    for (size_t i = 0; i < board->sharing_count; i++) {
        const struct sharing *sharing = board->sharings[i];
        uint64_t wake_us = sharing->sync != NULL ? sync_wake_us(sharing->sync) : UINT64_MAX;
        if (wake_us < next_us)
            next_us = wake_us;
    }
    return next_us;
}

/* ---- the task of exchanging, and the end ---- */

/* Everybody was met, or will not be. */
static void end_task(struct switchboard *board)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        if (!board->slots[i]->over)
            return;
    }
    board_end(board, EXIT_OK, NULL); /* what became of each the command was told */
}

void sharing_step(struct switchboard *board)
{
    for (size_t i = 0; i < board->sharing_count; i++)
        step(board->sharings[i]);
    if (board->options.task == TASK_SYNC)
        end_task(board);
}

void sharing_give_up(struct switchboard *board)
{
    const struct told why = doctor_tell(doctor_conclude(board));
    board_end(board, EXIT_UNREACHABLE, &why);
}

static bool keep_last(struct switchboard *board, struct sharing *sharing, struct store_error *error)
{
    struct vault *vault = board->options.vault;
    struct ledger_book *book = &sharing->book;
    struct ledger_batches *unkept = &sharing->unkept;
    if (sharing->whole_is_due)
        return ledger_replace(book, vault, error);
    /* What the disk refused before is older than what is yet to be kept. */
    return (unkept->count == 0 || ledger_append(unkept, vault, error)) &&
           ledger_keep(book, vault, error) && ledger_fold(book, vault, error);
}

bool sharing_is_quiet(const struct sharing *sharing)
{
    return (sharing->open || sharing->refused) && sharing->keeping == 0;
}

void sharing_drop(struct switchboard *board, struct sharing *sharing)
{
    size_t at = 0;
    while (board->sharings[at] != sharing)
        at++;
    board->sharings[at] = board->sharings[--board->sharing_count];
    stop(sharing);
    ledger_batches_free(&sharing->unkept);
    ledger_close(&sharing->book);
    sodium_memzero(sharing, sizeof *sharing);
    free(sharing);
}

void sharing_close(struct switchboard *board)
{
    struct store_error error;
    while (board->sharing_count > 0) {
        struct sharing *sharing = board->sharings[board->sharing_count - 1];
        stop(sharing);
        if (sharing->open && !keep_last(board, sharing, &error))
            board_note_unkept(board, DECK_NOTES_SHARED_NOT_KEPT, &error);
        sharing_drop(board, sharing);
    }
}
