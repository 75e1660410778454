/* What the person in front of the window, or the command line, wants of the link thread. */
#ifndef ALCOVE_APP_ORDER_H
#define ALCOVE_APP_ORDER_H

#include <stdbool.h>

#include "session/wish.h"
#include "ui/home_wish.h"

enum order_kind {
    ORDER_WISH,  /* of the session */
    ORDER_WORDS, /* wish.on: they were the same */
    ORDER_KEY,   /* wish.on: the newcomer is who they say */
    ORDER_BLOCK, /* who one talks with: the link ends, and they are never answered again */
    ORDER_KEEP,  /* wish.on: what both write stays after the hour */
    ORDER_HOME,  /* `home` */
};

struct order {
    enum order_kind kind;
    struct wish wish;      /* its texts are the order's own */
    struct home_wish home; /* likewise; `wish` is empty then */
    struct order *next;    /* of those that wait; whose thread has it */
};

/* Copies the texts; NULL when memory is short. Whoever takes it out of the queue frees it. */
struct order *order_create(enum order_kind kind, const struct wish *wish);
/* The same for a wish of home. */
struct order *order_create_home(const struct home_wish *home);
/* Wipes the texts. NULL is allowed. */
void order_free(struct order *order);

#endif
