/* Orders on their way from the main thread to who carries them out: a queue, and in front of it a
 * list of the main thread's own for those that it has no room for. None of them is lost. */
#include "app/switchboard_room.h"

/* ---- the main thread ---- */

/* In their order, as far as there is room; true: some of them. */
static bool push_late(struct switchboard *board)
{
    bool pushed = false;
    while (board->late != NULL) {
        struct order *order = board->late;
        struct order *next = order->next;
        if (!queue_push(&board->orders, order))
            break;
        board->late = next;
        pushed = true;
    }
    return pushed;
}

void orders_push_late(struct switchboard *board)
{
    if (push_late(board))
        switchboard_ring(board);
}

bool switchboard_order(struct switchboard *board, struct order *order)
{
    if (order == NULL)
        return false;
    if (board->late == NULL)
        board->late_end = &board->late;
    order->next = NULL;
    *board->late_end = order;
    board->late_end = &order->next;
    (void)push_late(board);
    switchboard_ring(board);
    return true;
}

/* ---- the link thread ---- */

void orders_take(struct switchboard *board)
{
    struct order *order;
    while ((order = queue_pop(&board->orders)) != NULL) {
        if (acquaintance_take_order(board, order) || keeper_take_order(board, order) ||
            calling_take_order(board, order) || inviting_take_order(board, order))
            order_free(order);
        else if (order->kind == ORDER_HOME)
            home_take_order(board, order);
        else
            conversation_take_order(board, order);
    }
}

/* ---- once that has ended ---- */

/* The oldest that nobody took; NULL: there is none. */
static struct order *next_order(struct switchboard *board)
{
    struct order *order = queue_pop(&board->orders);
    if (order != NULL || board->late == NULL)
        return order;
    order = board->late;
    board->late = order->next;
    return order;
}

void orders_take_last(struct switchboard *board)
{
    struct order *order;
    while ((order = next_order(board)) != NULL) {
        if (order->kind == ORDER_HOME)
            home_take_order(board, order);
        else
            order_free(order);
    }
}
