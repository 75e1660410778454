#include "link/receipt.h"

#include <string.h>

#include "base/assert.h"

static struct receipt_slot *slot_at(struct receipt *receipt, uint32_t id)
{
    return &receipt->slots[id % RECEIPT_WINDOW];
}

bool receipt_on_part(struct receipt *receipt, const struct chunk_part *part, bool *repeated)
{
    ALCOVE_ASSERT(part->size > 0 && part->total <= ALCOVE_RECORD_BYTES_MAX);
    ALCOVE_ASSERT(part->offset <= part->total - part->size);
    *repeated = part->id < receipt->stored;
    if (part->id < receipt->handed)
        return true;
    if (part->id - receipt->stored >= RECEIPT_WINDOW)
        return false;
    struct receipt_slot *slot = slot_at(receipt, part->id);
    if (slot->total != 0 && slot->total != part->total)
        return false;
    if (ranges_contain(&slot->arrived, part->offset, part->offset + part->size))
        return true;
    if (!ranges_add(&slot->arrived, part->offset, part->offset + part->size))
        return false;
    slot->total = part->total;
    memcpy(receipt->bytes[part->id % RECEIPT_WINDOW] + part->offset, part->bytes, part->size);
    return true;
}

bool receipt_poll(struct receipt *receipt, uint32_t *id, const uint8_t **bytes, size_t *size)
{
    if (receipt->handed - receipt->stored >= RECEIPT_WINDOW)
        return false;
    const struct receipt_slot *slot = slot_at(receipt, receipt->handed);
    if (slot->total == 0 || !ranges_contain(&slot->arrived, 0, slot->total))
        return false;
    ALCOVE_ASSERT(!slot->stored);
    *id = receipt->handed;
    *bytes = receipt->bytes[receipt->handed % RECEIPT_WINDOW];
    *size = slot->total;
    receipt->handed++;
    return true;
}

bool receipt_acknowledge(struct receipt *receipt, uint64_t id)
{
    ALCOVE_ASSERT(receipt->stored <= receipt->handed);
    if (id < receipt->stored || id >= receipt->handed)
        return false;
    slot_at(receipt, (uint32_t)id)->stored = true;
    uint32_t before = receipt->stored;
    while (receipt->stored < receipt->handed && slot_at(receipt, receipt->stored)->stored) {
        *slot_at(receipt, receipt->stored) = (struct receipt_slot){0};
        receipt->stored++;
    }
    return receipt->stored != before;
}
