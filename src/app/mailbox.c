#include "app/mailbox.h"

#include <stddef.h>

void *mailbox_put(struct mailbox *mailbox, void *value)
{
    return atomic_exchange_explicit(&mailbox->value, value, memory_order_acq_rel);
}

void *mailbox_take(struct mailbox *mailbox)
{
    return atomic_exchange_explicit(&mailbox->value, NULL, memory_order_acq_rel);
}
