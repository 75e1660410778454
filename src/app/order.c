#include "app/order.h"

#include <stdlib.h>
#include <string.h>

struct order *order_create(enum order_kind kind, bool on, const char *text,
                           const char *distractions)
{
    struct order *order = calloc(1, sizeof *order);
    if (order == NULL)
        return NULL;
    order->kind = kind;
    order->on = on;
    order->text = text != NULL ? strdup(text) : NULL;
    order->distractions = distractions != NULL ? strdup(distractions) : NULL;
    if ((text == NULL || order->text != NULL) &&
        (distractions == NULL || order->distractions != NULL))
        return order;
    order_free(order);
    return NULL;
}

void order_free(struct order *order)
{
    if (order == NULL)
        return;
    free(order->text);
    free(order->distractions);
    free(order);
}
