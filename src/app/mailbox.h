/* The latest value, from one thread to one other: what is put in replaces what was not yet taken,
 * since a picture that missed its time is dropped, never queued. */
#ifndef ALCOVE_APP_MAILBOX_H
#define ALCOVE_APP_MAILBOX_H

#include <stdatomic.h>

struct mailbox {
    _Atomic(void *) value;
};

/* Puts `value` (may be NULL) in; returns what nobody took, which is the caller's to release. */
void *mailbox_put(struct mailbox *mailbox, void *value);
/* Takes the value out; NULL when there is nothing new. It is the caller's. */
void *mailbox_take(struct mailbox *mailbox);

#endif
