#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "records/space_parts.h"

_Static_assert(SPACE_SIGN_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SPACE_SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(BATCH_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");

static const char label[] = "alcove batch";

#define SIGNED_AROUND (sizeof label - 1 + SPACE_ID_BYTES + SPACE_CHAIN_BYTES)

/* ---- Signatures ---- */

/* What is signed: the label, the space, the chain before the batch, and the batch. One block of
 * SIGNED_AROUND + size bytes for the caller to release; NULL without memory. */
static uint8_t *signed_bytes(const struct space *space, const uint8_t chain[SPACE_CHAIN_BYTES],
                             const uint8_t *bytes, size_t size)
{
    uint8_t *block = space_allocate(space, SIGNED_AROUND + size);
    if (block == NULL)
        return NULL;
    struct byte_writer w = byte_writer_over(block, SIGNED_AROUND + size);
    byte_write_bytes(&w, (const uint8_t *)label, sizeof label - 1);
    byte_write_bytes(&w, space->config.id, SPACE_ID_BYTES);
    byte_write_bytes(&w, chain, SPACE_CHAIN_BYTES);
    byte_write_bytes(&w, bytes, size);
    ALCOVE_ASSERT(!w.failed && byte_writer_left(&w) == 0);
    return block;
}

bool space_sign(const struct space *space, const uint8_t *secret, uint8_t *bytes, size_t size)
{
    uint8_t own = space->config.own_device;
    uint8_t chain[SPACE_CHAIN_BYTES];
    bool has_chain = space_chain(space, own, space->devices[own].held, chain);
    ALCOVE_ASSERT(has_chain && space->config.is_signed && secret != NULL);
    uint8_t *block = signed_bytes(space, chain, bytes, size);
    if (block == NULL)
        return false;
    crypto_sign_detached(bytes + size, NULL, block, SIGNED_AROUND + size, secret);
    space_release(space, block, SIGNED_AROUND + size);
    return true;
}

/* SPACE_APPLIED if it is signed by its device, as the batch after `chain`. */
static enum space_taken verify(const struct space *space, uint8_t device,
                               const uint8_t chain[SPACE_CHAIN_BYTES], const uint8_t *bytes,
                               size_t size)
{
    if (!space->config.is_signed)
        return SPACE_APPLIED;
    if (size <= BATCH_SIGNATURE_BYTES)
        return SPACE_FORGED;
    ALCOVE_ASSERT(device < space->config.device_count);
    size -= BATCH_SIGNATURE_BYTES;
    uint8_t *block = signed_bytes(space, chain, bytes, size);
    if (block == NULL)
        return SPACE_OUT_OF_MEMORY;
    int failed = crypto_sign_verify_detached(bytes + size, block, SIGNED_AROUND + size,
                                             space->config.sign_public[device]);
    space_release(space, block, SIGNED_AROUND + size);
    return failed == 0 ? SPACE_APPLIED : SPACE_FORGED;
}

/* ---- Whose and which ---- */

struct sender {
    uint8_t device;  /* whose batch it says it is */
    uint8_t culprit; /* who is to blame if there is anything wrong with it */
    uint32_t sequence;
};

static enum space_taken blame(struct space *space, uint8_t device, enum space_doubt doubt)
{
    ALCOVE_ASSERT(device < space->config.device_count && doubt != SPACE_TRUSTED);
    space->devices[device].doubt = doubt;
    return doubt == SPACE_SENT_FORK ? SPACE_FORKED : SPACE_MALFORMED;
}

/* Nothing unsigned tells our own batches from what somebody else made in our name: they are taken
 * from others only while what was lost with a restore comes back. */
static bool is_in_our_name(const struct space *space, uint8_t from, const struct sender *sender)
{
    uint8_t own = space->config.own_device;
    ALCOVE_ASSERT(own < space->config.device_count);
    return !space->config.is_signed && !space->is_restored && sender->device == own &&
           from != own && sender->sequence > space->devices[own].held;
}

/* Finds out the sender. Where nothing is signed, whoever is on the link answers for it. */
static enum space_taken find_sender(struct space *space, uint8_t from, const uint8_t *bytes,
                                    size_t size, struct sender *out)
{
    size_t most = BATCH_BYTES_MAX + (space->config.is_signed ? BATCH_SIGNATURE_BYTES : 0);
    ALCOVE_ASSERT(from < space->config.device_count);
    if (size > most || !batch_peek(bytes, size, &out->device, &out->sequence) ||
        out->device >= space->config.device_count || out->sequence == 0)
        return blame(space, from, SPACE_SENT_MALFORMED);
    out->culprit = space->config.is_signed ? out->device : from;
    if (is_in_our_name(space, from, out))
        return blame(space, out->device, SPACE_SENT_FORK);
    if (!space->config.is_signed && out->device != from && out->device != space->config.own_device)
        return blame(space, from, SPACE_SENT_MALFORMED);
    switch (space->devices[out->culprit].doubt) {
    case SPACE_TRUSTED:
        return SPACE_APPLIED;
    case SPACE_SENT_MALFORMED:
        return SPACE_MALFORMED;
    case SPACE_SENT_FORK:
        break;
    }
    return SPACE_FORKED;
}

/* One whose number is held already: the same, or a fork. What is settled is the same everywhere. */
static enum space_taken compare(struct space *space, const struct sender *sender,
                                const uint8_t *bytes, size_t size)
{
    const struct held_batch *held = space_held_batch(space, sender->device, sender->sequence);
    uint8_t chain[SPACE_CHAIN_BYTES];
    if (held == NULL || (held->size == size && memcmp(held->bytes, bytes, size) == 0))
        return SPACE_DUPLICATE;
    bool has_chain = space_chain(space, sender->device, sender->sequence - 1, chain);
    ALCOVE_ASSERT(has_chain);
    enum space_taken taken = verify(space, sender->device, chain, bytes, size);
    return taken != SPACE_APPLIED ? taken : blame(space, sender->culprit, SPACE_SENT_FORK);
}

/* ---- Taking ---- */

static enum space_taken read_and_apply(struct space *space, uint8_t device, const uint8_t *bytes,
                                       size_t size, bool is_own)
{
    struct batch_read read;
    const struct batch_source source = {
        .bytes = bytes, .size = size, .is_signed = space->config.is_signed};
    ALCOVE_ASSERT(device < space->config.device_count);
    switch (batch_decode(&source, space->devices[device].known, space->memory, &read)) {
    case BATCH_OK:
        break;
    case BATCH_MALFORMED:
        return SPACE_MALFORMED;
    case BATCH_NEWER:
        return SPACE_NEWER;
    case BATCH_NO_MEMORY:
        return SPACE_OUT_OF_MEMORY;
    }
    enum space_taken taken = space_apply_batch(space, &read.batch, bytes, size, is_own);
    batch_free(&read, space->memory);
    return taken;
}

enum space_taken space_take(struct space *space, uint8_t from, const uint8_t *bytes, size_t size)
{
    struct sender sender;
    uint8_t chain[SPACE_CHAIN_BYTES];
    enum space_taken taken = find_sender(space, from, bytes, size, &sender);
    if (taken != SPACE_APPLIED)
        return taken;
    const struct space_device *device = &space->devices[sender.device];
    if (sender.sequence <= device->held)
        return compare(space, &sender, bytes, size);
    if (sender.sequence > device->held + 1)
        return SPACE_WAITING;
    /* What we make now might have the names of what comes back. */
    if (sender.device == space->config.own_device && space_has_draft(space))
        return SPACE_TOO_MUCH;
    bool has_chain = space_chain(space, sender.device, device->held, chain);
    ALCOVE_ASSERT(has_chain);
    taken = verify(space, sender.device, chain, bytes, size);
    if (taken == SPACE_APPLIED)
        taken = read_and_apply(space, sender.device, bytes, size, false);
    return taken == SPACE_MALFORMED ? blame(space, sender.culprit, SPACE_SENT_MALFORMED) : taken;
}

enum space_taken space_take_own(struct space *space, const uint8_t *bytes, size_t size)
{
    enum space_taken taken = read_and_apply(space, space->config.own_device, bytes, size, true);
    ALCOVE_ASSERT(taken == SPACE_APPLIED || taken == SPACE_TOO_MUCH ||
                  taken == SPACE_OUT_OF_MEMORY);
    return taken;
}

enum space_taken space_apply(struct space *space, uint8_t from, const uint8_t *bytes, size_t size)
{
    enum space_taken taken = space_take(space, from, bytes, size);
    ALCOVE_ASSERT(size != 0 || taken == SPACE_MALFORMED);
    if (taken == SPACE_WAITING)
        taken = space_waiting_add(space, from, bytes, size);
    /* When another one comes to wait too: what could not be taken for want of memory can be now. */
    if (taken == SPACE_APPLIED || taken == SPACE_WAITING)
        space_waiting_release(space);
    return taken;
}
