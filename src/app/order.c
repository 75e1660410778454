#include "app/order.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* The texts of an order are owned by it, and const only for those who look. */
static void free_text(const char *text)
{
    union {
        const char *shown;
        char *owned;
    } pointer = {.shown = text};
    if (text != NULL)
        sodium_memzero(pointer.owned, strlen(text));
    free(pointer.owned);
}

struct order *order_create(enum order_kind kind, const struct wish *wish)
{
    struct order *order = calloc(1, sizeof *order);
    if (order == NULL)
        return NULL;
    order->kind = kind;
    order->wish = *wish;
    bool whole = true;
    for (size_t i = 0; i < WISH_TEXTS; i++) {
        order->wish.texts[i] = wish->texts[i] != NULL ? strdup(wish->texts[i]) : NULL;
        whole = whole && (order->wish.texts[i] != NULL) == (wish->texts[i] != NULL);
    }
    if (whole)
        return order;
    order_free(order);
    return NULL;
}

void order_free(struct order *order)
{
    if (order == NULL)
        return;
    for (size_t i = 0; i < WISH_TEXTS; i++)
        free_text(order->wish.texts[i]);
    free(order);
}
