/* What the person in front of the window, or the command line, wants of the link thread. */
#ifndef ALCOVE_APP_ORDER_H
#define ALCOVE_APP_ORDER_H

#include <stdbool.h>

enum order_kind {
    ORDER_SAY,        /* text */
    ORDER_CHECK_IN,   /* text, distractions */
    ORDER_SKIP,       /* the check-in, for now */
    ORDER_NOD,        /* */
    ORDER_OPEN_DOOR,  /* */
    ORDER_DECLINE,    /* */
    ORDER_LEAVE,      /* */
    ORDER_MICROPHONE, /* on */
    ORDER_CAMERA,     /* on */
    ORDER_HIDDEN,     /* on */
    ORDER_WORDS,      /* on: they were the same */
    ORDER_KEY,        /* on: the newcomer is who they say */
};

struct order {
    enum order_kind kind;
    bool on;
    char *text;         /* owned by the order; NULL for none */
    char *distractions; /* likewise */
    struct order *next; /* of those that wait; the link thread's own */
};

/* Copies the strings; NULL when memory is short. Whoever takes it out of the queue frees it. */
struct order *order_create(enum order_kind kind, bool on, const char *text,
                           const char *distractions);
void order_free(struct order *order);

#endif
