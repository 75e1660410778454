#include "app/switchboard.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/switchboard_room.h"
#include "base/assert.h"
#include "net/clock.h"

#define SECOND_US 1000000
/* Without an answer for so long a call is given up; the person may try again. */
#define CONNECT_FOR_US 30000000

static void on_link_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct slot *slot = owner;
    ALCOVE_ASSERT(slot->link == link);
    if (slot->kind == SLOT_PERSON)
        conversation_on_event(slot, event);
    else
        pairing_on_event(slot, event);
    /* The bell, not board_settle: the pump is at work, and the link of the event is its own. */
    uv_async_send(&slot->board->bell);
}

static void close_handle(uv_handle_t *handle, void *context)
{
    (void)context;
    bool ours = handle->type == UV_ASYNC || handle->type == UV_TIMER || handle->type == UV_PREPARE;
    if (ours && !uv_is_closing(handle))
        uv_close(handle, NULL);
}

void board_end(struct switchboard *board, enum exit_code exit, const char *error)
{
    if (board->ended)
        return;
    board->ended = true;
    board->report.exit = exit;
    snprintf(board->report.error, sizeof board->report.error, "%s", error != NULL ? error : "");
    board->changed = true;
    uv_async_send(&board->bell);
}

static void end_call(struct switchboard *board)
{
    struct session *session = &board->session;
    board->report.end = session->end;
    board->report.ended_at_us = net_now_us();
    switch (session->end) {
    case SESSION_END_LEFT:
        board_end(board, EXIT_OK, NULL);
        break;
    case SESSION_END_DECLINED:
        board_end(board, EXIT_DECLINED, "They cannot talk right now. Try again later.");
        break;
    case SESSION_END_LOST:
        board_end(board, EXIT_UNREACHABLE,
                  session->together_at_us != 0
                      ? "The line was lost. What you wrote is still shown; call again."
                      : "They could not be reached. Ask whether their Alcove is open, and call "
                        "again.");
        break;
    case SESSION_END_NONE:
        break;
    }
}

/* A call that never came to be, and a farewell that was asked for from outside. */
static void watch_clock(struct switchboard *board, uint64_t now_us)
{
    struct session *session = &board->session;
    if (session_next_deadline(session) <= now_us)
        session_on_timeout(session, now_us);
    if (board->options.task == TASK_CALL && now_us >= board->give_up_at_us) {
        board->give_up_at_us = UINT64_MAX;
        session_on_closed(session, now_us, false);
    }
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

static void publish_face(struct switchboard *board)
{
    if (!board->changed)
        return;
    struct face *face = face_create(&board->session);
    if (face == NULL)
        return;
    board->changed = false;
    memcpy(face->their_name, board->their_name, sizeof face->their_name);
    memcpy(face->error, board->report.error, sizeof board->report.error);
    face->model.status = board->status;
    face->model.delay_ms = board->delay_ms;
    face->finished = board->ended;
    face_free(mailbox_put(&board->face, face));
    board->options.ring_main(board->options.main_context);
}

static void take_jobs(struct switchboard *board)
{
    struct store_job *job;
    while ((job = store_thread_take(&board->store)) != NULL) {
        for (size_t i = 0; i < board->slot_count && job->kind == STORE_ADD_PERSON; i++) {
            struct slot *slot = board->slots[i];
            if ((uint64_t)(uintptr_t)slot == job->tag && !slot->over)
                pairing_on_kept(slot, job);
        }
        store_job_free(job);
    }
}

static void on_timer(uv_timer_t *timer)
{
    board_settle(timer->data);
}

static void arm_timer(struct switchboard *board, uint64_t now_us)
{
    uint64_t due_us = session_next_deadline(&board->session);
    uint64_t others[] = {script_next_us(&board->script), board->give_up_at_us, board->leave_by_us,
                         board->second_due_us};
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
    lobby_close(board);
    net_pump_close(board->pump, NULL, NULL);
    board->pump = NULL;
    uv_timer_stop(&board->timer);
}

void board_settle(struct switchboard *board)
{
    uint64_t now_us = net_now_us();
    take_jobs(board);
    conversation_take_parcels(board);
    script_step(&board->script, &board->session, now_us);
    watch_clock(board, now_us);
    conversation_perform(board);
    if (now_us >= board->second_due_us) {
        conversation_second(board, now_us);
        board->second_due_us = now_us + SECOND_US;
    }
    if (is_over(board) && !board->ended && board->options.task != TASK_WAIT)
        end_call(board);
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

static void take_orders(struct switchboard *board)
{
    struct order *order;
    while ((order = queue_pop(&board->orders)) != NULL) {
        conversation_take_order(board, order);
        order_free(order);
    }
}

static void on_bell(uv_async_t *bell)
{
    struct switchboard *board = bell->data;
    if (board->pump != NULL) {
        take_orders(board);
        board_settle(board);
    }
    if (board->pump != NULL || !atomic_load(&board->stop))
        return;
    store_thread_stop(&board->store); /* it rings the bell: it must end first */
    uv_walk(&board->loop, close_handle, NULL);
}

static void *board_main(void *argument)
{
    struct switchboard *board = argument;
    board_settle(board);
    uv_run(&board->loop, UV_RUN_DEFAULT);
    return NULL;
}

static bool open_loop(struct switchboard *board)
{
    struct net_error error = {0};
    if (uv_loop_init(&board->loop) != 0)
        return false;
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
        return true;
    }
    snprintf(board->report.error, sizeof board->report.error, "%s", error.text);
    return false;
}

static void free_board(struct switchboard *board)
{
    struct order *order;
    store_thread_stop(&board->store);
    while ((order = queue_pop(&board->orders)) != NULL)
        order_free(order);
    face_free(mailbox_take(&board->face));
    session_clear(&board->session);
    uv_loop_close(&board->loop);
    sodium_memzero(board, sizeof *board);
    free(board);
}

static void close_loop(struct switchboard *board)
{
    lobby_close(board);
    if (board->pump != NULL)
        net_pump_close(board->pump, NULL, NULL);
    board->pump = NULL;
    uv_walk(&board->loop, close_handle, NULL);
    uv_run(&board->loop, UV_RUN_DEFAULT);
}

static void init_board(struct switchboard *board, const struct switchboard_options *options)
{
    uint64_t now_us = net_now_us();
    board->options = *options;
    board->report.exit = EXIT_FAILED;
    board->leave_by_us = UINT64_MAX;
    board->give_up_at_us = options->task == TASK_CALL ? now_us + CONNECT_FOR_US : UINT64_MAX;
    board->second_due_us = now_us + SECOND_US;
    board->changed = true;
    script_init(&board->script, options->options);
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
    bool ready =
        session_init(&board->session, options->task == TASK_CALL, options->task == TASK_ANSWER) &&
        open_loop(board);
    if (ready) {
        snprintf(board->report.error, sizeof board->report.error, "%s", report->error);
        ready = store_thread_start(&board->store, options->people, options->invites,
                                   switchboard_ring, board) &&
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

bool switchboard_order(struct switchboard *board, struct order *order)
{
    if (order == NULL)
        return false;
    bool taken = queue_push(&board->orders, order);
    if (!taken)
        order_free(order);
    switchboard_ring(board);
    return taken;
}

struct face *switchboard_take_face(struct switchboard *board)
{
    return mailbox_take(&board->face);
}

void switchboard_ring(void *board)
{
    struct switchboard *self = board;
    uv_async_send(&self->bell);
}

void switchboard_stop(struct switchboard *board, struct switchboard_report *report)
{
    atomic_store(&board->stop, true);
    switchboard_ring(board);
    pthread_join(board->thread, NULL);
    *report = board->report;
    free_board(board);
}
