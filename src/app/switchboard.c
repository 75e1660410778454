#include "app/switchboard.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/finding.h"
#include "app/switchboard_room.h"
#include "base/assert.h"
#include "net/clock.h"
#include "session/format_feedback.h"

#define SECOND_US 1000000

static void on_link_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct slot *slot = owner;
    ALCOVE_ASSERT(slot->link == link);
    if (slot->kind == SLOT_PERSON)
        conversation_on_event(slot, event);
    else
        pairing_on_event(slot, event);
    /* The bell, not settle: the pump is at work, and the link of the event is its own. */
    uv_async_send(&slot->board->bell);
}

/* Those of the board itself; the finder's and the pump's close on their own. */
static void close_handles(struct switchboard *board)
{
    uv_close((uv_handle_t *)&board->bell, NULL);
    uv_close((uv_handle_t *)&board->timer, NULL);
    uv_close((uv_handle_t *)&board->prepare, NULL);
}

void board_end(struct switchboard *board, enum exit_code exit, const struct told *told)
{
    if (board->ended)
        return;
    board->ended = true;
    board->report.exit = exit;
    if (told != NULL)
        told_say(board_listener(board), told, board->report.error);
    board->changed = true;
    uv_async_send(&board->bell);
}

/* What of it the options leave out. */
static void leave_out(const struct switchboard *board, struct session *session)
{
    const struct options *options = board->options.options;
    if (options->text)
        session_set_words(session);
    else if (options->voice)
        session_set_camera(session, false);
}

void board_renew(struct switchboard *board, bool calls)
{
    struct session fresh;
    if (!session_init(&fresh, calls, false)) {
        board_end(board, EXIT_FAILED, &(struct told){.what = DECK_NOTES_NO_MEMORY});
        return;
    }
    session_set_microphone(&fresh, board->session.me.microphone_on);
    session_set_camera(&fresh, board->session.me.camera_on);
    session_set_hidden(&fresh, board->session.me.hidden);
    leave_out(board, &fresh);
    session_clear(&board->session);
    conversation_drop_held(board);
    board->session = fresh;
    board->told = (struct milestones){0};
    board->conversation++;
    board->status = CALL_STATUS_TOGETHER;
    pacing_init(&board->pacing);
    board->keeper = (struct keeper){0};
    board->delay_ms = 0;
    board->changed = true;
    conversation_begin_anew(board);
}

enum exit_code board_conclude(struct switchboard *board, struct told *told)
{
    const struct session *session = &board->session;
    size_t unarrived = session_count_unarrived(session) + (board->held != NULL ? 1 : 0);
    *told = (struct told){0};
    if (session->end == SESSION_END_DECLINED) {
        *told = (struct told){.what = DECK_NOTES_DECLINED, .to_do = DECK_NOTES_DECLINED_DO};
        return EXIT_DECLINED;
    }
    if (session->end == SESSION_END_LEFT && unarrived == 0)
        return EXIT_OK;
    if (session->end == SESSION_END_LEFT)
        *told = (struct told){.what = DECK_NOTES_UNARRIVED, .to_do = DECK_NOTES_UNARRIVED_DO};
    else if (session->together_at_us != 0)
        *told = (struct told){.what = DECK_NOTES_LINE_GONE, .to_do = DECK_NOTES_LINE_GONE_DO};
    else
        *told = doctor_tell(doctor_conclude(board));
    return EXIT_UNREACHABLE;
}

static void end_call(struct switchboard *board)
{
    struct told told;
    board->report.end = board->session.end;
    board->report.ended_at_us = net_now_us();
    if (board->session.end == SESSION_END_NONE)
        return;
    enum exit_code exit = board_conclude(board, &told);
    board_end(board, exit, &told);
}

/* Whoever sent the invite may be away, or somebody else has used it: that looks the same from here,
 * unless something of our own stands in the way. */
static void give_up_joining(struct switchboard *board)
{
    enum diagnosis diagnosis = doctor_conclude(board);
    const struct told why = doctor_tell_joining(diagnosis);
    board_end(board, EXIT_UNREACHABLE, &why);
}

/* Nobody answers. After a pairing they may just not be back: then we wait for them instead. */
static void give_up(struct switchboard *board, uint64_t now_us)
{
    board->give_up_at_us = UINT64_MAX;
    if (board->options.task == TASK_JOIN || board->options.task == TASK_JOIN_AND_CALL) {
        give_up_joining(board);
        return;
    }
    if (board->options.task == TASK_SYNC) {
        sharing_give_up(board);
        return;
    }
    if (board->options.task == TASK_WAIT) {
        calling_give_up(board);
        return;
    }
    if (!board->waits_if_unanswered) {
        session_on_closed(&board->session, now_us, false);
        return;
    }
    board->options.task = TASK_WAIT;
    for (size_t i = 0; i < board->slot_count; i++)
        board->slots[i]->over = true; /* swept, and opened again to be knocked at */
    board_renew(board, false);
}

/* A call that never came to be, and a farewell that was asked for from outside. */
static void watch_clock(struct switchboard *board, uint64_t now_us)
{
    struct session *session = &board->session;
    if (session_next_deadline(session) <= now_us)
        session_on_timeout(session, now_us);
    if (now_us >= board->give_up_at_us)
        give_up(board, now_us);
    doctor_watch(board, now_us);
    for (size_t i = 0; i < board->slot_count; i++)
        pairing_watch(board->slots[i], now_us);
    if (!atomic_load(&board->stop) || board->ended)
        return;
    if (board->leave_by_us == UINT64_MAX) {
        board->leave_by_us = now_us + SESSION_FAREWELL_US + SECOND_US;
        session_leave(session, now_us);
    }
    bool idle = board->talking == NULL || session->phase == SESSION_CLOSED;
    if (idle || now_us >= board->leave_by_us)
        board_end(board, EXIT_OK, NULL);
}

static bool is_over(const struct switchboard *board)
{
    if (board->session.phase != SESSION_CLOSED || session_peek_action(&board->session) != NULL)
        return false;
    return board->talking == NULL || board->talking->over;
}

static bool wants_sum(const struct board *cards, unsigned side)
{
    return board_value(cards, CARD_HOUR, 0, HOUR_CARD_SUM, side)->number != 0;
}

/* What is asked or told at the end of the hour. */
static void fill_sum(const struct switchboard *board, struct hour_face *hour)
{
    const struct board *cards = &board->session.board;
    uint32_t number = board->keeper.hour != 0 ? board->keeper.hour : 1;
    hour->asks_format = format_feedback_next(number, 0) == number;
    hour->summed =
        pacing_sum_up(&board->pacing, wants_sum(cards, 0), wants_sum(cards, 1), &hour->sum);
}

static void publish_face(struct switchboard *board)
{
    if (!board->changed)
        return;
    milestones_tell(&board->told, board->options.stats, &board->session, net_now_us());
    struct face *face = face_create(&board->session, net_now_us());
    if (face == NULL)
        return;
    board->changed = false;
    memcpy(face->their_name, board->their_name, sizeof face->their_name);
    memcpy(face->error, board->report.error, sizeof board->report.error);
    face->model.status = board->status;
    face->model.delay_ms = board->delay_ms;
    face->beat = board->pacing.beat;
    fill_sum(board, &face->hour);
    face->both_started_until_us = pacing_both_started_until_us(&board->pacing);
    face->model.hindrance = board->hindrance;
    face->diagnosis = board->report.doctor.diagnosis;
    memcpy(face->said, board->said, sizeof face->said);
    face->notes = board->notes;
    face->conversation = board->conversation;
    face->model.question = board->asking.question;
    memcpy(face->asked_name, board->asking.name, sizeof face->asked_name);
    memcpy(face->check_words, board->asking.words, sizeof face->check_words);
    face->key_since_s = board->asking.key_since_s;
    face->finished = board->ended;
    if (board->ended && board->report.exit != EXIT_OK)
        face->model.phase = CALL_FAILED;
    face_free(mailbox_put(&board->face, face));
    board->options.ring_main(board->options.main_context);
}

static struct slot *find_slot(struct switchboard *board, uint64_t serial)
{
    for (size_t i = 0; i < board->slot_count; i++) {
        if (board->slots[i]->serial == serial)
            return board->slots[i];
    }
    return NULL;
}

static void note_person(struct switchboard *board, const struct store_job *job)
{
    if (job->kind == STORE_ADD_PERSON || job->kind == STORE_JUDGE_PERSON ||
        job->kind == STORE_NAME_PERSON)
        home_on_person(board, &job->person);
}

/* Of what is shared and copies of it, of letters and settings; false for all else. */
static bool take_shared(struct switchboard *board, struct store_job *job)
{
    if (job->kind == STORE_LETTERS)
        correspondence_on_kept(board, job);
    else if (job->kind == STORE_OPEN_BOOK)
        sharing_on_opened(board, job);
    else if (job->kind == STORE_BATCHES)
        sharing_on_kept(board, job);
    else if (job->kind == STORE_WHOLE)
        sharing_on_whole(board, job);
    else if (job->kind == STORE_HOUR)
        resuming_on_kept(board, job);
    else if (job->kind == STORE_SETTING)
        home_on_set(board, job);
    else if (job->kind == STORE_COPY)
        home_on_copied(board, job);
    else
        return false;
    return true;
}

static void take_job(struct switchboard *board, struct store_job *job)
{
    struct slot *slot = find_slot(board, job->tag);
    if (job->kept)
        note_person(board, job);
    if (take_shared(board, job))
        return;
    if (job->kind == STORE_UPDATE_PERSON)
        conversation_on_kept(board, slot, job);
    else if (job->kind == STORE_JUDGE_PERSON)
        acquaintance_on_judged(board, job);
    else if (job->kind == STORE_MAKE_INVITE)
        inviting_on_made(board, job);
    else if (job->kind == STORE_ADD_PERSON && slot != NULL && !slot->over)
        pairing_on_kept(slot, job);
    else if (job->kind == STORE_TAKE_REPLY)
        inviting_on_reply(board, job);
    else if (job->kind == STORE_FORGET_PERSON)
        home_on_forgotten(board, job);
    else if (job->kind == STORE_NAME_PERSON && !job->kept)
        board_tell_store(board, 0, &job->error);
    else if (job->kind == STORE_CONSUME_INVITE)
        inviting_on_consumed(board, job);
}

static void take_jobs(struct switchboard *board)
{
    struct store_job *job;
    while ((job = store_thread_take(&board->store)) != NULL) {
        take_job(board, job);
        store_job_free(job);
    }
}

static void settle(struct switchboard *board);

static void on_timer(uv_timer_t *timer)
{
    settle(timer->data);
}

static void arm_timer(struct switchboard *board, uint64_t now_us)
{
    uint64_t due_us = session_next_deadline(&board->session);
    uint64_t others[] = {
        script_next_us(&board->script), board->give_up_at_us, board->leave_by_us,
        board->second_due_us,           board->doctor_due_us, sharing_next_us(board),
        keeper_next_us(board),          home_next_us(board)};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i] < due_us)
            due_us = others[i];
    }
    uint64_t wait_us = due_us > now_us ? due_us - now_us : 0;
    uv_timer_start(&board->timer, on_timer, (wait_us + 999) / 1000, 0);
}

/* Nothing is sent or received any more; only the bell stays, until the main thread asks to stop. */
static void rest(struct switchboard *board)
{
    if (board->talking != NULL)
        board->report.link = alcove_link_get_statistics(board->talking->link);
    for (size_t i = 0; i < board->slot_count; i++)
        conversation_keep_again(board->slots[i], UINT64_MAX);
    lobby_close(board);
    finding_close(board);
    net_pump_close(board->pump, NULL, NULL);
    board->pump = NULL;
    uv_timer_stop(&board->timer);
}

static void settle(struct switchboard *board)
{
    uint64_t now_us = net_now_us();
    take_jobs(board);
    conversation_take_parcels(board);
    script_step(&board->script, &board->session, now_us);
    watch_clock(board, now_us);
    conversation_watch(board, now_us);
    keeper_step(board);
    resuming_step(board);
    conversation_perform(board);
    conversation_say_held(board);
    if (now_us >= board->second_due_us) {
        conversation_second(board, now_us);
        lobby_expire(board);
        inviting_second(board, now_us);
        correspondence_second(board, now_us);
        sharing_second(board);
        for (size_t i = 0; i < board->slot_count; i++)
            conversation_keep_again(board->slots[i], now_us);
        board->second_due_us = now_us + SECOND_US;
    }
    if (is_over(board) && !board->ended && !resuming_waits(board)) {
        if (board->options.task != TASK_WAIT)
            end_call(board);
        else if (board->session.together_at_us == 0 && board->session.caller)
            calling_failed(board);
        else if (board->session.together_at_us == 0) /* nobody came in: the door is as it was */
            board_renew(board, false);
    }
    calling_step(board);
    home_step(board);
    correspondence_keep(board);
    sharing_step(board);
    lobby_sweep(board);
    publish_face(board);
    if (board->ended)
        rest(board);
    else
        arm_timer(board, now_us);
}

/* Before the loop sleeps: whatever it just did may have made room on the line. */
static void on_prepare(uv_prepare_t *prepare)
{
    conversation_share_budget(prepare->data);
}

static void on_bell(uv_async_t *bell)
{
    struct switchboard *board = bell->data;
    if (board->pump != NULL) {
        orders_take(board);
        settle(board);
    }
    bool closing = uv_is_closing((uv_handle_t *)&board->timer);
    if (board->pump != NULL || !atomic_load(&board->stop) || closing)
        return;
    store_thread_stop(&board->store); /* it rings the bell: it must end first */
    take_jobs(board);
    close_handles(board);
}

static void *board_main(void *argument)
{
    struct switchboard *board = argument;
    settle(board);
    uv_run(&board->loop, UV_RUN_DEFAULT);
    return NULL;
}

static bool open_loop(struct switchboard *board)
{
    struct net_error error = {0};
    if (uv_loop_init(&board->loop) != 0)
        return false;
    board->looped = true;
    uv_async_init(&board->loop, &board->bell, on_bell);
    uv_timer_init(&board->loop, &board->timer);
    uv_prepare_init(&board->loop, &board->prepare);
    uv_prepare_start(&board->prepare, on_prepare);
    board->bell.data = board;
    board->timer.data = board;
    board->prepare.data = board;
    board->pump = net_pump_open(&board->loop, &board->options.listen, on_link_event, &error);
    if (board->pump != NULL) {
        board->port = net_pump_local_port(board->pump);
        return finding_open(board);
    }
    snprintf(board->report.error, sizeof board->report.error, "%s", error.text);
    return false;
}

static void free_board(struct switchboard *board)
{
    struct order *order;
    struct store_job *job;
    store_thread_stop(&board->store);
    while ((job = store_thread_take(&board->store)) != NULL)
        store_job_free(job);
    while ((order = queue_pop(&board->orders)) != NULL)
        order_free(order);
    conversation_drop_held(board);
    correspondence_forget(board);
    sharing_close(board);
    resuming_close(board);
    home_close(board);
    face_free(mailbox_take(&board->face));
    session_clear(&board->session);
    if (board->looped)
        uv_loop_close(&board->loop);
    sodium_memzero(board, sizeof *board);
    free(board);
}

static void close_loop(struct switchboard *board)
{
    if (!board->looped)
        return;
    lobby_close(board);
    finding_close(board);
    if (board->pump != NULL)
        net_pump_close(board->pump, NULL, NULL);
    board->pump = NULL;
    close_handles(board);
    uv_run(&board->loop, UV_RUN_DEFAULT);
}

static void init_board(struct switchboard *board, const struct switchboard_options *options)
{
    uint64_t now_us = net_now_us();
    board->options = *options;
    board->report.exit = EXIT_FAILED;
    board->leave_by_us = UINT64_MAX;
    board->give_up_at_us = UINT64_MAX;
    board->doctor_due_us = UINT64_MAX;
    inviting_begin(board, now_us);
    if (options->task == TASK_CALL)
        board->give_up_at_us =
            now_us + (options->options->text ? BOARD_CONNECT_WORDS_FOR_US : BOARD_CONNECT_FOR_US);
    if (options->task == TASK_SYNC && options->options->seconds > 0)
        board->give_up_at_us = now_us + options->options->seconds * 1000000;
    else if (options->task == TASK_SYNC)
        board->give_up_at_us = now_us + BOARD_CONNECT_FOR_US;
    if (options->task == TASK_JOIN || options->task == TASK_JOIN_AND_CALL)
        board->give_up_at_us = now_us + BOARD_JOIN_FOR_US;
    board->second_due_us = now_us + SECOND_US;
    board->changed = true;
    script_init(&board->script, options->options);
}

static bool is_caller(enum switchboard_task task)
{
    return task == TASK_CALL || task == TASK_JOIN_AND_CALL;
}

struct switchboard *switchboard_start(const struct switchboard_options *options,
                                      struct switchboard_report *report)
{
    struct switchboard *board = calloc(1, sizeof *board);
    memset(report, 0, sizeof *report);
    report->exit = EXIT_FAILED;
    snprintf(report->error, sizeof report->error, "There is not enough memory to start.");
    if (board == NULL)
        return NULL;
    init_board(board, options);
    bool unlocked = options->task == TASK_ANSWER && !options->asks_at_door;
    bool ready =
        session_init(&board->session, is_caller(options->task), unlocked) && open_loop(board);
    if (ready) {
        leave_out(board, &board->session);
        resuming_open(board);
        snprintf(board->report.error, sizeof board->report.error, "%s", report->error);
        const struct store_thread_options store = {
            .people = options->people,
            .invites = options->invites,
            .profile = options->profile,
            .vault = options->vault,
            .own_public = options->profile->static_public,
            .ring = switchboard_ring,
            .context = board,
        };
        ready = home_open(board) && store_thread_start(&board->store, &store) &&
                lobby_open(board) && pthread_create(&board->thread, NULL, board_main, board) == 0;
    }
    if (ready)
        return board;
    *report = board->report;
    close_loop(board);
    free_board(board);
    return NULL;
}

uint16_t switchboard_port(const struct switchboard *board)
{
    return board->port;
}

struct face *switchboard_take_face(struct switchboard *board)
{
    orders_push_late(board);
    return mailbox_take(&board->face);
}

struct home_face *switchboard_take_home(struct switchboard *board)
{
    return mailbox_take(&board->home.face);
}

void switchboard_ring(void *board)
{
    struct switchboard *self = board;
    uv_async_send(&self->bell);
}

/* The link thread has ended, and the store thread: what was asked for at home and waits yet, for
 * something to be read or for room, is done here. */
static void finish_orders(struct switchboard *board)
{
    orders_take_last(board);
    do {
        take_jobs(board);
        correspondence_keep(board);
    } while (home_do_held(board));
}

void switchboard_stop(struct switchboard *board, struct switchboard_report *report)
{
    orders_push_late(board);
    atomic_store(&board->stop, true);
    switchboard_ring(board);
    pthread_join(board->thread, NULL);
    finish_orders(board);
    sharing_close(board);
    *report = board->report;
    free_board(board);
}
