#include "reach/relay_wire.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define NONCE_BYTES  24
#define TAG_BYTES    16
#define EXPIRY_BYTES 4

#define REQUEST_OVERHEAD_BYTES (RELAY_ID_BYTES + NONCE_BYTES + TAG_BYTES)
#define REQUEST_INNER_BYTES    (1 + 1 + RELAY_TRANSACTION_BYTES + RELAY_COOKIE_BYTES)
#define ANSWER_OVERHEAD_BYTES  (NONCE_BYTES + TAG_BYTES)
#define ANSWER_INNER_BYTES                                                                         \
    (1 + 1 + RELAY_TRANSACTION_BYTES + 18 + RELAY_CHANNEL_BYTES + RELAY_COOKIE_BYTES + 2 + 4)
#define FLAG_OTHER_HERE 1

_Static_assert(REQUEST_OVERHEAD_BYTES + REQUEST_INNER_BYTES <= RELAY_REQUEST_BYTES_MIN,
               "the size of a request must not tell what is inside");
_Static_assert(ANSWER_OVERHEAD_BYTES + ANSWER_INNER_BYTES <= RELAY_ANSWER_BYTES_MIN,
               "the size of an answer must not tell what is inside");
_Static_assert(RELAY_ANSWER_BYTES_MAX <= RELAY_REQUEST_BYTES_MIN,
               "no answer is longer than what asked for it");
_Static_assert(RELAY_CHANNEL_BYTES + RELAY_PAYLOAD_BYTES_MAX == RELAY_DATAGRAM_BYTES_MAX,
               "the longest datagram of a link can be relayed");

enum direction { DIRECTION_REQUEST = 1, DIRECTION_ANSWER = 2 };

/* ---- tickets ---- */

static void keyed_hash(const uint8_t *secret, const char *label, const uint8_t *bytes, size_t size,
                       struct byte_writer *out)
{
    uint8_t hash[RELAY_KEY_BYTES];
    uint8_t input[8 + 32 + EXPIRY_BYTES];
    struct byte_writer w = byte_writer_over(input, sizeof input);
    byte_write_bytes(&w, (const uint8_t *)label, strlen(label));
    byte_write_bytes(&w, bytes, size);
    ALCOVE_ASSERT(!w.failed && out->capacity <= sizeof hash);
    size_t length =
        out->capacity < crypto_generichash_BYTES_MIN ? crypto_generichash_BYTES_MIN : out->capacity;
    int failed = crypto_generichash(hash, length, input, w.size, secret, RELAY_SECRET_BYTES);
    ALCOVE_ASSERT(failed == 0);
    byte_write_bytes(out, hash, out->capacity);
    sodium_memzero(hash, sizeof hash);
}

static uint32_t expiry_mask(const uint8_t *secret, const uint8_t id[RELAY_ID_BYTES])
{
    uint8_t mask[EXPIRY_BYTES];
    struct byte_writer w = byte_writer_over(mask, sizeof mask);
    keyed_hash(secret, "expiry", id + EXPIRY_BYTES, RELAY_ID_BYTES - EXPIRY_BYTES, &w);
    struct byte_reader r = byte_reader_over(mask, sizeof mask);
    ALCOVE_ASSERT(w.size == sizeof mask);
    return byte_read_u32(&r);
}

static void derive_key(const uint8_t *secret, struct relay_pass *pass)
{
    struct byte_writer w = byte_writer_over(pass->key, sizeof pass->key);
    keyed_hash(secret, "ticket", pass->id, sizeof pass->id, &w);
    ALCOVE_ASSERT(w.size == sizeof pass->key);
}

/* With the last 12 bytes of the id already there. */
static void complete_ticket(const uint8_t *secret, uint64_t expires_at_s, struct relay_pass *out)
{
    ALCOVE_ASSERT(expires_at_s <= UINT32_MAX);
    struct byte_writer w = byte_writer_over(out->id, EXPIRY_BYTES);
    byte_write_u32(&w, (uint32_t)expires_at_s ^ expiry_mask(secret, out->id));
    derive_key(secret, out);
}

void relay_ticket_mint(const uint8_t secret[RELAY_SECRET_BYTES], uint64_t expires_at_s,
                       const struct alcove_random *random, struct relay_pass *out)
{
    ALCOVE_ASSERT(random->fill != NULL);
    random->fill(random->context, out->id, sizeof out->id);
    complete_ticket(secret, expires_at_s, out);
}

void relay_ticket_derive(const uint8_t secret[RELAY_SECRET_BYTES], const uint8_t person[32],
                         uint64_t expires_at_s, struct relay_pass *out)
{
    uint8_t input[32 + EXPIRY_BYTES];
    ALCOVE_ASSERT(expires_at_s <= UINT32_MAX);
    struct byte_writer w = byte_writer_over(input, sizeof input);
    byte_write_bytes(&w, person, 32);
    byte_write_u32(&w, (uint32_t)expires_at_s);
    struct byte_writer rest =
        byte_writer_over(out->id + EXPIRY_BYTES, RELAY_ID_BYTES - EXPIRY_BYTES);
    keyed_hash(secret, "person", input, w.size, &rest);
    complete_ticket(secret, expires_at_s, out);
}

uint32_t relay_ticket_read(const uint8_t secret[RELAY_SECRET_BYTES], uint64_t now_s,
                           struct relay_pass *pass)
{
    ALCOVE_ASSERT(pass != NULL);
    struct byte_reader r = byte_reader_over(pass->id, sizeof pass->id);
    uint64_t expires_at_s = byte_read_u32(&r) ^ expiry_mask(secret, pass->id);
    if (expires_at_s <= now_s)
        return 0;
    derive_key(secret, pass);
    return (uint32_t)(expires_at_s - now_s);
}

/* ---- sealing ---- */

static size_t draw_size(const struct alcove_random *random, size_t min, size_t max)
{
    uint8_t drawn;
    ALCOVE_ASSERT(min <= max && max - min < 256);
    random->fill(random->context, &drawn, sizeof drawn);
    return min + drawn % (max - min + 1);
}

struct additional {
    uint8_t bytes[1 + RELAY_ID_BYTES];
};

static struct additional additional_data(enum direction direction, const struct relay_pass *pass)
{
    struct additional additional;
    ALCOVE_ASSERT(direction == DIRECTION_REQUEST || direction == DIRECTION_ANSWER);
    additional.bytes[0] = (uint8_t)direction;
    memcpy(additional.bytes + 1, pass->id, RELAY_ID_BYTES);
    return additional;
}

/* Nonce and sealed bytes, `size` of them in all, at `out`. */
static void seal(const struct relay_pass *pass, enum direction direction,
                 const struct alcove_random *random, const struct byte_writer *plain,
                 struct byte_writer *out)
{
    struct additional additional = additional_data(direction, pass);
    ALCOVE_ASSERT(!plain->failed && out->capacity == plain->capacity + NONCE_BYTES + TAG_BYTES);
    random->fill(random->context, out->bytes, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out->bytes + NONCE_BYTES, NULL, plain->bytes, plain->capacity, additional.bytes,
        sizeof additional.bytes, NULL, out->bytes, pass->key);
}

static bool unseal(const struct relay_pass *pass, enum direction direction,
                   const struct byte_reader *sealed, uint8_t *plain)
{
    struct additional additional = additional_data(direction, pass);
    ALCOVE_ASSERT(sealed->size >= NONCE_BYTES + TAG_BYTES);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               plain, NULL, NULL, sealed->bytes + NONCE_BYTES, sealed->size - NONCE_BYTES,
               additional.bytes, sizeof additional.bytes, sealed->bytes, pass->key) == 0;
}

/* ---- requests ---- */

size_t relay_request_seal(const struct relay_pass *pass, const struct relay_request *request,
                          const struct alcove_random *random, uint8_t out[RELAY_REQUEST_BYTES_MAX])
{
    uint8_t plain[RELAY_REQUEST_BYTES_MAX] = {0};
    size_t size = draw_size(random, RELAY_REQUEST_BYTES_MIN, RELAY_REQUEST_BYTES_MAX);
    ALCOVE_ASSERT(request->side <= 1);
    struct byte_writer w = byte_writer_over(plain, size - REQUEST_OVERHEAD_BYTES);
    byte_write_u8(&w, (uint8_t)request->kind);
    byte_write_u8(&w, request->side);
    byte_write_bytes(&w, request->transaction, sizeof request->transaction);
    byte_write_bytes(&w, request->cookie, sizeof request->cookie);
    memcpy(out, pass->id, sizeof pass->id);
    struct byte_writer sealed = byte_writer_over(out + RELAY_ID_BYTES, size - RELAY_ID_BYTES);
    seal(pass, DIRECTION_REQUEST, random, &w, &sealed);
    return size;
}

bool relay_request_open(const struct relay_pass *pass, const uint8_t *bytes, size_t size,
                        struct relay_request *out)
{
    uint8_t plain[RELAY_REQUEST_BYTES_MAX];
    struct relay_request request = {0};
    ALCOVE_ASSERT(out != NULL);
    if (size < RELAY_REQUEST_BYTES_MIN || size > RELAY_REQUEST_BYTES_MAX ||
        memcmp(bytes, pass->id, sizeof pass->id) != 0)
        return false;
    struct byte_reader sealed = byte_reader_over(bytes + RELAY_ID_BYTES, size - RELAY_ID_BYTES);
    if (!unseal(pass, DIRECTION_REQUEST, &sealed, plain))
        return false;
    struct byte_reader r = byte_reader_over(plain, size - REQUEST_OVERHEAD_BYTES);
    uint8_t kind = byte_read_u8(&r);
    request.kind = (enum relay_request_kind)kind;
    request.side = byte_read_u8(&r);
    byte_read_copy(&r, request.transaction, sizeof request.transaction);
    byte_read_copy(&r, request.cookie, sizeof request.cookie);
    if (kind < RELAY_BIND || kind > RELAY_REFLECT || request.side > 1)
        return false;
    *out = request;
    return !r.failed;
}

/* ---- answers ---- */

size_t relay_answer_seal(const struct relay_pass *pass, const struct relay_answer *answer,
                         const struct alcove_random *random, uint8_t out[RELAY_ANSWER_BYTES_MAX])
{
    uint8_t plain[RELAY_ANSWER_BYTES_MAX] = {0};
    size_t size = draw_size(random, RELAY_ANSWER_BYTES_MIN, RELAY_ANSWER_BYTES_MAX);
    ALCOVE_ASSERT(answer->kind >= RELAY_COOKIE && answer->kind <= RELAY_NOTICE);
    struct byte_writer w = byte_writer_over(plain, size - ANSWER_OVERHEAD_BYTES);
    byte_write_u8(&w, (uint8_t)answer->kind);
    byte_write_u8(&w, answer->other_here ? FLAG_OTHER_HERE : 0);
    byte_write_bytes(&w, answer->transaction, sizeof answer->transaction);
    byte_write_bytes(&w, answer->seen.ip, sizeof answer->seen.ip);
    byte_write_u16(&w, answer->seen.port);
    byte_write_u64(&w, answer->channel);
    byte_write_bytes(&w, answer->cookie, sizeof answer->cookie);
    byte_write_u16(&w, answer->lifetime_s);
    byte_write_u32(&w, answer->ticket_left_s);
    struct byte_writer sealed = byte_writer_over(out, size);
    seal(pass, DIRECTION_ANSWER, random, &w, &sealed);
    return size;
}

bool relay_answer_open(const struct relay_pass *pass, const uint8_t *bytes, size_t size,
                       struct relay_answer *out)
{
    uint8_t plain[RELAY_ANSWER_BYTES_MAX];
    struct relay_answer answer = {0};
    ALCOVE_ASSERT(out != NULL);
    if (size < RELAY_ANSWER_BYTES_MIN || size > RELAY_ANSWER_BYTES_MAX)
        return false;
    struct byte_reader sealed = byte_reader_over(bytes, size);
    if (!unseal(pass, DIRECTION_ANSWER, &sealed, plain))
        return false;
    struct byte_reader r = byte_reader_over(plain, size - ANSWER_OVERHEAD_BYTES);
    uint8_t kind = byte_read_u8(&r);
    answer.kind = (enum relay_answer_kind)kind;
    answer.other_here = (byte_read_u8(&r) & FLAG_OTHER_HERE) != 0;
    byte_read_copy(&r, answer.transaction, sizeof answer.transaction);
    byte_read_copy(&r, answer.seen.ip, sizeof answer.seen.ip);
    answer.seen.port = byte_read_u16(&r);
    answer.channel = byte_read_u64(&r);
    byte_read_copy(&r, answer.cookie, sizeof answer.cookie);
    answer.lifetime_s = byte_read_u16(&r);
    answer.ticket_left_s = byte_read_u32(&r);
    if (kind < RELAY_COOKIE || kind > RELAY_NOTICE)
        return false;
    *out = answer;
    return !r.failed;
}

/* ---- data ---- */

size_t relay_data_write(uint64_t channel, const uint8_t *payload, size_t size,
                        uint8_t out[RELAY_DATAGRAM_BYTES_MAX])
{
    ALCOVE_ASSERT(size > 0 && size <= RELAY_PAYLOAD_BYTES_MAX);
    struct byte_writer w = byte_writer_over(out, RELAY_DATAGRAM_BYTES_MAX);
    byte_write_u64(&w, channel);
    byte_write_bytes(&w, payload, size);
    return w.size;
}

bool relay_data_channel(const uint8_t *bytes, size_t size, uint64_t *channel)
{
    ALCOVE_ASSERT(channel != NULL);
    if (size <= RELAY_CHANNEL_BYTES || size > RELAY_DATAGRAM_BYTES_MAX)
        return false;
    struct byte_reader r = byte_reader_over(bytes, size);
    *channel = byte_read_u64(&r);
    return true;
}
