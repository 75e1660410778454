#include "link/seal.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"

#define ID_BYTES      4
#define NONCE_BYTES   12
#define SAMPLE_BYTES  16
#define SECRET_BYTES  64
#define COUNTER_AT    ID_BYTES
#define CIPHERTEXT_AT ALCOVE_PACKET_HEADER_BYTES

static void derive(const uint8_t secret[SECRET_BYTES], const char *label, uint8_t *out, size_t size)
{
    int failed =
        crypto_generichash(out, size, (const uint8_t *)label, strlen(label), secret, SECRET_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

static void derive_id(const uint8_t secret[SECRET_BYTES], uint8_t id[ID_BYTES])
{
    uint8_t digest[crypto_generichash_BYTES_MIN];
    ALCOVE_ASSERT(sizeof digest >= ID_BYTES);
    derive(secret, "id", digest, sizeof digest);
    memcpy(id, digest, ID_BYTES);
}

static void derive_keys(const uint8_t secret[SECRET_BYTES], struct seal_keys *keys)
{
    derive(secret, "aead", keys->aead, sizeof keys->aead);
    derive(secret, "header", keys->header, sizeof keys->header);
    derive_id(secret, keys->id);
}

/* S_{e+1} in place of S_e. */
static void derive_next(uint8_t secret[SECRET_BYTES])
{
    uint8_t next[SECRET_BYTES];
    derive(secret, "next", next, sizeof next);
    memcpy(secret, next, sizeof next);
    sodium_memzero(next, sizeof next);
}

/* S_0 of one class of one direction. */
static void derive_first(const uint8_t key[32], const uint8_t hash[64], size_t class,
                         uint8_t secret[SECRET_BYTES])
{
    uint8_t input[5 + 1 + 64];
    memcpy(input, "epoch", 5);
    input[5] = (uint8_t) class;
    memcpy(input + 6, hash, 64);
    int failed = crypto_generichash(secret, SECRET_BYTES, input, sizeof input, key, 32);
    ALCOVE_ASSERT(failed == 0);
}

static uint8_t *id_ahead(struct seal_receiver *receiver, uint32_t epoch)
{
    return receiver->ids_ahead[epoch % ALCOVE_EPOCH_SKIP_MAX];
}

static void receiver_init(struct seal_receiver *receiver)
{
    ALCOVE_ASSERT(receiver->epoch == 0);
    derive_keys(receiver->secret, &receiver->keys);
    memcpy(receiver->horizon, receiver->secret, sizeof receiver->horizon);
    for (uint32_t epoch = 1; epoch <= ALCOVE_EPOCH_SKIP_MAX; epoch++) {
        derive_next(receiver->horizon);
        derive_id(receiver->horizon, id_ahead(receiver, epoch));
    }
}

void seal_init(struct seal *seal, const struct handshake_result *keys, uint64_t now_us)
{
    ALCOVE_ASSERT(seal != NULL && keys != NULL);
    memset(seal, 0, sizeof *seal);
    for (size_t i = 0; i < SEAL_CLASSES; i++) {
        struct seal_sender *sender = &seal->senders[i];
        struct seal_receiver *receiver = &seal->receivers[i];
        derive_first(keys->key_send, keys->hash, i, sender->secret);
        derive_keys(sender->secret, &sender->keys);
        sender->epoch_since_us = now_us;
        derive_first(keys->key_receive, keys->hash, i, receiver->secret);
        receiver_init(receiver);
    }
}

void seal_wipe(struct seal *seal)
{
    ALCOVE_ASSERT(seal != NULL);
    sodium_memzero(seal, sizeof *seal);
}

void seal_header_mask(const uint8_t key[static 32], const uint8_t sample[static 16],
                      uint8_t mask[static 4])
{
    static const uint8_t zero[4];
    uint32_t block = (uint32_t)sample[0] | (uint32_t)sample[1] << 8 | (uint32_t)sample[2] << 16 |
                     (uint32_t)sample[3] << 24;
    crypto_stream_chacha20_ietf_xor_ic(mask, zero, sizeof zero, sample + 4, block, key);
}

static void put_counter(uint8_t *out, uint32_t counter)
{
    out[0] = (uint8_t)(counter >> 24);
    out[1] = (uint8_t)(counter >> 16);
    out[2] = (uint8_t)(counter >> 8);
    out[3] = (uint8_t)counter;
}

static uint32_t get_counter(const uint8_t *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

static void xor_mask(uint8_t *counter, const struct seal_keys *keys, const uint8_t *sample)
{
    uint8_t mask[4];
    seal_header_mask(keys->header, sample, mask);
    for (size_t i = 0; i < sizeof mask; i++)
        counter[i] ^= mask[i];
}

/* Four zero bytes, then the counter as 64 bits, little-endian: as Noise section 12.3. */
static void make_nonce(uint32_t counter, uint8_t nonce[NONCE_BYTES])
{
    ALCOVE_ASSERT(counter <= ALCOVE_COUNTER_MAX);
    memset(nonce, 0, NONCE_BYTES);
    for (size_t i = 0; i < 4; i++)
        nonce[4 + i] = (uint8_t)(counter >> 8 * i);
}

static void step_sender(struct seal *seal, struct seal_sender *sender, uint64_t now_us)
{
    ALCOVE_ASSERT(sender->epoch < UINT32_MAX);
    derive_next(sender->secret);
    derive_keys(sender->secret, &sender->keys);
    sender->epoch++;
    sender->epoch_packets = 0;
    sender->epoch_since_us = now_us;
    seal->steps++;
}

struct seal_sealed seal_protect(struct seal *seal, enum seal_class class, uint64_t now_us,
                                uint8_t *datagram, size_t plaintext_size)
{
    ALCOVE_ASSERT(class < SEAL_CLASSES);
    ALCOVE_ASSERT(plaintext_size >= ALCOVE_PLAINTEXT_BYTES_MIN);
    ALCOVE_ASSERT(plaintext_size <= ALCOVE_PLAINTEXT_BYTES_MAX);
    struct seal_sender *sender = &seal->senders[class];
    if (sender->counter > ALCOVE_COUNTER_MAX)
        return (struct seal_sealed){0};
    if (now_us - sender->epoch_since_us >= ALCOVE_EPOCH_US ||
        sender->epoch_packets >= ALCOVE_EPOCH_PACKETS)
        step_sender(seal, sender, now_us);

    uint8_t nonce[NONCE_BYTES];
    uint8_t *body = datagram + CIPHERTEXT_AT;
    make_nonce(sender->counter, nonce);
    memcpy(datagram, sender->keys.id, ID_BYTES);
    put_counter(datagram + COUNTER_AT, sender->counter);
    crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, body, plaintext_size, datagram,
                                              ALCOVE_PACKET_HEADER_BYTES, NULL, nonce,
                                              sender->keys.aead);
    xor_mask(datagram + COUNTER_AT, &sender->keys, body);
    sender->epoch_packets++;
    return (struct seal_sealed){
        .size = plaintext_size + ALCOVE_PACKET_OVERHEAD_BYTES,
        .counter = sender->counter++,
    };
}

void seal_advance(struct seal *seal, uint64_t now_us)
{
    ALCOVE_ASSERT(seal != NULL);
    for (size_t i = 0; i < SEAL_CLASSES; i++)
        step_sender(seal, &seal->senders[i], now_us);
}

uint64_t seal_epochs(const struct seal *seal)
{
    ALCOVE_ASSERT(seal != NULL);
    return seal->steps;
}

/* ---- opening ---- */

/* A datagram from outside, and where its plaintext goes. */
struct attempt {
    const uint8_t *datagram;
    size_t size;
    uint8_t *plaintext;
    uint32_t counter; /* once unmasked */
    uint32_t epoch;   /* whose keys were tried */
};

/* Tries one set of keys; nothing changes but `attempt->plaintext` and `attempt->counter`. */
static enum seal_outcome open_under(const struct seal_keys *keys, const struct replay *replay,
                                    struct attempt *attempt)
{
    uint8_t header[ALCOVE_PACKET_HEADER_BYTES];
    uint8_t nonce[NONCE_BYTES];
    const uint8_t *body = attempt->datagram + CIPHERTEXT_AT;
    ALCOVE_ASSERT(attempt->size >= ALCOVE_PACKET_OVERHEAD_BYTES + ALCOVE_PLAINTEXT_BYTES_MIN);
    memcpy(header, attempt->datagram, sizeof header);
    xor_mask(header + COUNTER_AT, keys, body);
    attempt->counter = get_counter(header + COUNTER_AT);
    if (attempt->counter > ALCOVE_COUNTER_MAX)
        return SEAL_FORGED;
    if (!replay_is_fresh(replay, attempt->counter))
        return SEAL_REPLAYED;
    make_nonce(attempt->counter, nonce);
    int failed = crypto_aead_chacha20poly1305_ietf_decrypt(attempt->plaintext, NULL, NULL, body,
                                                           attempt->size - CIPHERTEXT_AT, header,
                                                           sizeof header, nonce, keys->aead);
    return failed == 0 ? SEAL_OPENED : SEAL_FORGED;
}

static void forget_previous(struct seal_receiver *receiver)
{
    ALCOVE_ASSERT(!receiver->has_previous || receiver->epoch > 0);
    sodium_memzero(&receiver->previous, sizeof receiver->previous);
    receiver->has_previous = false;
}

/* A packet opened in `epoch`, whose secret and keys are given: the receiver follows. */
static void follow_sender(struct seal_receiver *receiver, uint64_t now_us, uint32_t epoch,
                          const uint8_t secret[SECRET_BYTES], const struct seal_keys *keys)
{
    ALCOVE_ASSERT(epoch > receiver->epoch && epoch - receiver->epoch <= ALCOVE_EPOCH_SKIP_MAX);
    forget_previous(receiver);
    /* Only e - 1 is still welcome; what is skipped was never heard of. */
    if (epoch == receiver->epoch + 1) {
        receiver->previous = receiver->keys;
        receiver->has_previous = true;
        receiver->previous_until_us = now_us + ALCOVE_EPOCH_PREVIOUS_US;
    }
    for (uint32_t e = receiver->epoch + 1; e <= epoch; e++) {
        derive_next(receiver->horizon);
        derive_id(receiver->horizon, id_ahead(receiver, e + ALCOVE_EPOCH_SKIP_MAX));
    }
    memcpy(receiver->secret, secret, SECRET_BYTES);
    receiver->keys = *keys;
    receiver->epoch = epoch;
}

/* A datagram with the connection id of a later epoch: derives its keys aside, and moves there only
 * when it opens. */
static enum seal_outcome open_ahead(struct seal_receiver *receiver, uint64_t now_us,
                                    struct attempt *attempt)
{
    uint8_t secret[SECRET_BYTES];
    struct seal_keys keys;
    ALCOVE_ASSERT(attempt->epoch > receiver->epoch);
    memcpy(secret, receiver->secret, sizeof secret);
    for (uint32_t e = receiver->epoch; e < attempt->epoch; e++)
        derive_next(secret);
    derive_keys(secret, &keys);
    enum seal_outcome outcome = open_under(&keys, &receiver->replay, attempt);
    if (outcome == SEAL_OPENED)
        follow_sender(receiver, now_us, attempt->epoch, secret, &keys);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(&keys, sizeof keys);
    return outcome;
}

static bool id_matches(const uint8_t id[ID_BYTES], const uint8_t *datagram)
{
    return memcmp(id, datagram, ID_BYTES) == 0;
}

static enum seal_outcome open_by_receiver(struct seal_receiver *receiver, uint64_t now_us,
                                          struct attempt *attempt)
{
    enum seal_outcome outcome = SEAL_NOT_MINE;
    ALCOVE_ASSERT(!receiver->has_previous || receiver->epoch > 0);
    attempt->epoch = receiver->epoch;
    if (id_matches(receiver->keys.id, attempt->datagram))
        outcome = open_under(&receiver->keys, &receiver->replay, attempt);
    if (outcome == SEAL_OPENED)
        return outcome;
    if (receiver->has_previous && id_matches(receiver->previous.id, attempt->datagram)) {
        attempt->epoch = receiver->epoch - 1;
        return open_under(&receiver->previous, &receiver->replay, attempt);
    }
    if (receiver->epoch > ALCOVE_COUNTER_MAX) /* only one who skips on purpose comes so far */
        return outcome;
    for (uint32_t e = receiver->epoch + 1; e <= receiver->epoch + ALCOVE_EPOCH_SKIP_MAX; e++) {
        if (!id_matches(id_ahead(receiver, e), attempt->datagram))
            continue;
        attempt->epoch = e;
        return open_ahead(receiver, now_us, attempt);
    }
    return outcome;
}

enum seal_outcome seal_open(struct seal *seal, uint64_t now_us, const uint8_t *datagram,
                            size_t size, struct seal_opened *opened)
{
    ALCOVE_ASSERT(seal != NULL && opened != NULL);
    enum seal_outcome result = SEAL_NOT_MINE;
    if (size < ALCOVE_PACKET_OVERHEAD_BYTES + ALCOVE_PLAINTEXT_BYTES_MIN ||
        size > ALCOVE_DATAGRAM_BYTES_MAX)
        return SEAL_NOT_MINE;
    for (size_t i = 0; i < SEAL_CLASSES; i++) {
        struct seal_receiver *receiver = &seal->receivers[i];
        struct attempt attempt = {
            .datagram = datagram, .size = size, .plaintext = opened->plaintext};
        if (receiver->has_previous && now_us >= receiver->previous_until_us)
            forget_previous(receiver);
        enum seal_outcome outcome = open_by_receiver(receiver, now_us, &attempt);
        if (outcome == SEAL_OPENED) {
            opened->class = i == SEAL_RT ? SEAL_RT : SEAL_BULK;
            opened->counter = attempt.counter;
            opened->epoch = attempt.epoch;
            opened->newest = replay_is_newest(&receiver->replay, attempt.counter);
            opened->size = size - ALCOVE_PACKET_OVERHEAD_BYTES;
            replay_commit(&receiver->replay, attempt.counter);
            return SEAL_OPENED;
        }
        if (outcome != SEAL_NOT_MINE)
            result = outcome;
    }
    return result;
}
