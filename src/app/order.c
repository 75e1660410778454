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

/* False when memory is short; what there is is in `out` all the same. */
static bool copy_texts(const char **out, const char *const *texts, size_t count)
{
    bool whole = true;
    for (size_t i = 0; i < count; i++) {
        out[i] = texts[i] != NULL ? strdup(texts[i]) : NULL;
        whole = whole && (out[i] != NULL) == (texts[i] != NULL);
    }
    return whole;
}

struct order *order_create(enum order_kind kind, const struct wish *wish)
{
    struct order *order = calloc(1, sizeof *order);
    if (order == NULL)
        return NULL;
    order->kind = kind;
    order->wish = *wish;
    if (copy_texts(order->wish.texts, wish->texts, WISH_TEXTS))
        return order;
    order_free(order);
    return NULL;
}

struct order *order_create_home(const struct home_wish *home)
{
    struct order *order = calloc(1, sizeof *order);
    if (order == NULL)
        return NULL;
    order->kind = ORDER_HOME;
    order->home = *home;
    if (copy_texts(order->home.texts, home->texts, HOME_WISH_TEXTS))
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
    for (size_t i = 0; i < HOME_WISH_TEXTS; i++)
        free_text(order->home.texts[i]);
    free(order);
}
