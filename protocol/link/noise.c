#include "link/noise.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define NONCE_BYTES     12
#define BLOCK_BYTES_MAX 128
#define DH_BYTES        32

/* ---- the hash and the patterns of the product ---- */

static void blake2b_hash(const struct noise_span *parts, size_t count, uint8_t *out)
{
    crypto_generichash_blake2b_state state;
    ALCOVE_ASSERT(count > 0);
    crypto_generichash_blake2b_init(&state, NULL, 0, 64);
    for (size_t i = 0; i < count; i++)
        crypto_generichash_blake2b_update(&state, parts[i].bytes, parts[i].size);
    crypto_generichash_blake2b_final(&state, out, 64);
    sodium_memzero(&state, sizeof state);
}

const struct noise_hash noise_blake2b = {
    .hash_bytes = 64,
    .block_bytes = 128,
    .hash = blake2b_hash,
};

const struct noise_protocol noise_contact = {
    .name = "Noise_IKhfs+psk2_25519+MLKEM768_ChaChaPoly_BLAKE2b",
    .hash = &noise_blake2b,
    .responder_static_known = true,
    .messages = 2,
    .tokens = {{NOISE_E, NOISE_ES, NOISE_E1, NOISE_S, NOISE_SS},
               {NOISE_E, NOISE_EE, NOISE_EKEM1, NOISE_SE, NOISE_PSK}},
};

const struct noise_protocol noise_thin = {
    .name = "Noise_KKpsk2_25519_ChaChaPoly_BLAKE2b",
    .hash = &noise_blake2b,
    .initiator_static_known = true,
    .responder_static_known = true,
    .messages = 2,
    .tokens = {{NOISE_E, NOISE_ES, NOISE_SS}, {NOISE_E, NOISE_EE, NOISE_SE, NOISE_PSK}},
};

const struct noise_protocol noise_pairing = {
    .name = "Noise_XXhfs+psk0_25519+MLKEM768_ChaChaPoly_BLAKE2b",
    .hash = &noise_blake2b,
    .messages = 3,
    .tokens = {{NOISE_PSK, NOISE_E, NOISE_E1},
               {NOISE_E, NOISE_EE, NOISE_EKEM1, NOISE_S, NOISE_ES},
               {NOISE_S, NOISE_SE}},
};

/* ---- HMAC and HKDF (RFC 2104; Noise section 4.3) ---- */

/* `key` is as long as the hash, which is never longer than its block. */
static void hmac(const struct noise_hash *hash, const uint8_t *key, const struct noise_span *data,
                 uint8_t *out)
{
    uint8_t pad[BLOCK_BYTES_MAX] = {0};
    uint8_t inner[NOISE_HASH_BYTES_MAX];
    ALCOVE_ASSERT(hash->block_bytes <= sizeof pad && hash->hash_bytes <= sizeof inner);
    memcpy(pad, key, hash->hash_bytes);
    for (size_t i = 0; i < hash->block_bytes; i++)
        pad[i] ^= 0x36;
    hash->hash((const struct noise_span[]){{pad, hash->block_bytes}, *data}, 2, inner);
    for (size_t i = 0; i < hash->block_bytes; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    hash->hash((const struct noise_span[]){{pad, hash->block_bytes}, {inner, hash->hash_bytes}}, 2,
               out);
    sodium_memzero(pad, sizeof pad);
    sodium_memzero(inner, sizeof inner);
}

/* Fills `count` outputs (2 or 3), keyed with the chaining key. */
static void hkdf(const struct noise *noise, struct noise_span input, size_t count,
                 uint8_t out[][NOISE_HASH_BYTES_MAX])
{
    const struct noise_hash *hash = noise->protocol->hash;
    uint8_t temporary[NOISE_HASH_BYTES_MAX];
    uint8_t block[NOISE_HASH_BYTES_MAX + 1];
    ALCOVE_ASSERT(count == 2 || count == 3);
    hmac(hash, noise->chaining, &input, temporary);
    for (size_t i = 0; i < count; i++) {
        size_t before = i == 0 ? 0 : hash->hash_bytes;
        if (i > 0)
            memcpy(block, out[i - 1], before);
        block[before] = (uint8_t)(i + 1);
        hmac(hash, temporary, &(struct noise_span){block, before + 1}, out[i]);
    }
    sodium_memzero(temporary, sizeof temporary);
    sodium_memzero(block, sizeof block);
}

/* ---- the symmetric state (Noise section 5.2) ---- */

static void mix_hash(struct noise *noise, const uint8_t *bytes, size_t size)
{
    const struct noise_hash *hash = noise->protocol->hash;
    uint8_t digest[NOISE_HASH_BYTES_MAX];
    ALCOVE_ASSERT(hash->hash_bytes <= sizeof digest);
    hash->hash((const struct noise_span[]){{noise->hash, hash->hash_bytes}, {bytes, size}}, 2,
               digest);
    memcpy(noise->hash, digest, hash->hash_bytes);
}

static void set_key(struct noise *noise, const uint8_t *key)
{
    ALCOVE_ASSERT(key != noise->key);
    memcpy(noise->key, key, NOISE_KEY_BYTES);
    noise->has_key = true;
    noise->counter = 0;
}

static void mix_key(struct noise *noise, const uint8_t *input, size_t size)
{
    uint8_t out[2][NOISE_HASH_BYTES_MAX];
    ALCOVE_ASSERT(size == DH_BYTES);
    hkdf(noise, (struct noise_span){input, size}, 2, out);
    memcpy(noise->chaining, out[0], noise->protocol->hash->hash_bytes);
    set_key(noise, out[1]);
    sodium_memzero(out, sizeof out);
}

static void mix_psk(struct noise *noise)
{
    uint8_t out[3][NOISE_HASH_BYTES_MAX];
    ALCOVE_ASSERT(noise->psks_used < NOISE_PSKS_MAX);
    hkdf(noise, (struct noise_span){noise->psk[noise->psks_used++], NOISE_KEY_BYTES}, 3, out);
    memcpy(noise->chaining, out[0], noise->protocol->hash->hash_bytes);
    mix_hash(noise, out[1], noise->protocol->hash->hash_bytes);
    set_key(noise, out[2]);
    sodium_memzero(out, sizeof out);
}

static void next_nonce(struct noise *noise, uint8_t nonce[NONCE_BYTES])
{
    ALCOVE_ASSERT(noise->counter < UINT32_MAX);
    memset(nonce, 0, NONCE_BYTES);
    for (size_t i = 0; i < 8; i++)
        nonce[4 + i] = (uint8_t)(noise->counter >> 8 * i);
    noise->counter++;
}

/* EncryptAndHash; the writer fails when there is no room. */
static void write_sealed(struct noise *noise, struct byte_writer *w, struct noise_span plain)
{
    uint8_t nonce[NONCE_BYTES];
    size_t size = plain.size + (noise->has_key ? NOISE_TAG_BYTES : 0);
    uint8_t *at = w->bytes + w->size;
    ALCOVE_ASSERT(plain.bytes != NULL || plain.size == 0);
    if (byte_writer_left(w) < size) {
        w->failed = true;
        return;
    }
    if (!noise->has_key) {
        byte_write_bytes(w, plain.bytes, plain.size);
    } else {
        next_nonce(noise, nonce);
        crypto_aead_chacha20poly1305_ietf_encrypt(at, NULL, plain.bytes, plain.size, noise->hash,
                                                  noise->protocol->hash->hash_bytes, NULL, nonce,
                                                  noise->key);
        w->size += size;
    }
    mix_hash(noise, at, size);
}

/* DecryptAndHash of what seals `size` bytes. */
static bool read_sealed(struct noise *noise, struct byte_reader *r, uint8_t *plain, size_t size)
{
    uint8_t nonce[NONCE_BYTES];
    size_t sealed_size = size + (noise->has_key ? NOISE_TAG_BYTES : 0);
    ALCOVE_ASSERT(size <= NOISE_MESSAGE_BYTES_MAX);
    const uint8_t *sealed = byte_read_span(r, sealed_size);
    if (sealed == NULL)
        return false;
    if (!noise->has_key) {
        if (size > 0)
            memcpy(plain, sealed, size);
    } else {
        next_nonce(noise, nonce);
        if (crypto_aead_chacha20poly1305_ietf_decrypt(
                plain, NULL, NULL, sealed, sealed_size, noise->hash,
                noise->protocol->hash->hash_bytes, nonce, noise->key) != 0)
            return false;
    }
    mix_hash(noise, sealed, sealed_size);
    return true;
}

/* ---- tokens (Noise section 5.3) ---- */

static bool has_psk(const struct noise_protocol *protocol)
{
    ALCOVE_ASSERT(protocol->messages <= NOISE_MESSAGES_MAX);
    for (size_t m = 0; m < protocol->messages; m++) {
        for (size_t t = 0; t < NOISE_TOKENS_MAX; t++) {
            if (protocol->tokens[m][t] == NOISE_PSK)
                return true;
        }
    }
    return false;
}

/* Section 9.2: where a psk is used, an ephemeral key is mixed into the key too. */
static void mix_ephemeral(struct noise *noise, const uint8_t *public_key)
{
    mix_hash(noise, public_key, DH_BYTES);
    if (has_psk(noise->protocol))
        mix_key(noise, public_key, DH_BYTES);
}

/* False for a public key of small order: the shared secret would be no secret. */
static bool mix_dh(struct noise *noise, const uint8_t *secret, const uint8_t *public_key)
{
    uint8_t shared[DH_BYTES];
    ALCOVE_ASSERT(secret != public_key);
    bool good = crypto_scalarmult(shared, secret, public_key) == 0;
    if (good)
        mix_key(noise, shared, sizeof shared);
    sodium_memzero(shared, sizeof shared);
    return good;
}

/* The tokens that both sides do alike. */
static bool mix_token(struct noise *noise, enum noise_token token)
{
    bool first = noise->initiator;
    switch (token) {
    case NOISE_EE:
        return mix_dh(noise, noise->ephemeral_secret, noise->remote_ephemeral);
    case NOISE_SS:
        return mix_dh(noise, noise->static_secret, noise->remote_static);
    case NOISE_ES:
        return first ? mix_dh(noise, noise->ephemeral_secret, noise->remote_static)
                     : mix_dh(noise, noise->static_secret, noise->remote_ephemeral);
    case NOISE_SE:
        return first ? mix_dh(noise, noise->static_secret, noise->remote_ephemeral)
                     : mix_dh(noise, noise->ephemeral_secret, noise->remote_static);
    default:
        ALCOVE_ASSERT(token == NOISE_PSK);
        mix_psk(noise);
        return true;
    }
}

static void write_ephemeral(struct noise *noise, struct byte_writer *w)
{
    ALCOVE_ASSERT(noise->random.fill != NULL);
    noise->random.fill(noise->random.context, noise->ephemeral_secret, DH_BYTES);
    crypto_scalarmult_base(noise->ephemeral_public, noise->ephemeral_secret);
    byte_write_bytes(w, noise->ephemeral_public, DH_BYTES);
    mix_ephemeral(noise, noise->ephemeral_public);
}

static void write_kem_public(struct noise *noise, struct byte_writer *w)
{
    uint8_t public_key[MLKEM_PUBLIC_BYTES];
    ALCOVE_ASSERT(noise->initiator);
    noise->random.fill(noise->random.context, noise->kem_seed, sizeof noise->kem_seed);
    mlkem_keygen(noise->kem_seed, public_key);
    write_sealed(noise, w, (struct noise_span){public_key, sizeof public_key});
}

static bool write_kem_ciphertext(struct noise *noise, struct byte_writer *w)
{
    uint8_t random[MLKEM_RANDOM_BYTES], secret[MLKEM_SECRET_BYTES];
    uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES];
    ALCOVE_ASSERT(!noise->initiator);
    noise->random.fill(noise->random.context, random, sizeof random);
    bool good = mlkem_encapsulate(noise->kem_public, random, ciphertext, secret);
    if (good) {
        write_sealed(noise, w, (struct noise_span){ciphertext, sizeof ciphertext});
        mix_key(noise, secret, sizeof secret);
    }
    sodium_memzero(random, sizeof random);
    sodium_memzero(secret, sizeof secret);
    return good;
}

static bool write_token(struct noise *noise, enum noise_token token, struct byte_writer *w)
{
    ALCOVE_ASSERT(token != NOISE_END);
    switch (token) {
    case NOISE_E:
        write_ephemeral(noise, w);
        return true;
    case NOISE_S:
        write_sealed(noise, w, (struct noise_span){noise->static_public, DH_BYTES});
        return true;
    case NOISE_E1:
        write_kem_public(noise, w);
        return true;
    case NOISE_EKEM1:
        return write_kem_ciphertext(noise, w);
    default:
        return mix_token(noise, token);
    }
}

static bool read_ephemeral(struct noise *noise, struct byte_reader *r)
{
    ALCOVE_ASSERT(noise->protocol != NULL);
    byte_read_copy(r, noise->remote_ephemeral, DH_BYTES);
    if (r->failed)
        return false;
    mix_ephemeral(noise, noise->remote_ephemeral);
    return true;
}

static bool read_kem_ciphertext(struct noise *noise, struct byte_reader *r)
{
    uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES], secret[MLKEM_SECRET_BYTES];
    ALCOVE_ASSERT(noise->initiator);
    if (!read_sealed(noise, r, ciphertext, sizeof ciphertext))
        return false;
    mlkem_decapsulate(noise->kem_seed, ciphertext, secret);
    mix_key(noise, secret, sizeof secret);
    sodium_memzero(secret, sizeof secret);
    return true;
}

static bool read_token(struct noise *noise, enum noise_token token, struct byte_reader *r)
{
    ALCOVE_ASSERT(token != NOISE_END);
    switch (token) {
    case NOISE_E:
        return read_ephemeral(noise, r);
    case NOISE_S:
        return read_sealed(noise, r, noise->remote_static, DH_BYTES);
    case NOISE_E1:
        return read_sealed(noise, r, noise->kem_public, MLKEM_PUBLIC_BYTES);
    case NOISE_EKEM1:
        return read_kem_ciphertext(noise, r);
    default:
        return mix_token(noise, token);
    }
}

/* ---- the door ---- */

void noise_init(struct noise *noise, const struct noise_config *config)
{
    const struct noise_protocol *protocol = config->protocol;
    const struct noise_hash *hash = protocol->hash;
    size_t name_size = strlen(protocol->name);
    ALCOVE_ASSERT(config->random.fill != NULL);
    memset(noise, 0, sizeof *noise);
    noise->protocol = protocol;
    noise->random = config->random;
    noise->initiator = config->initiator;
    if (config->static_secret != NULL) {
        memcpy(noise->static_secret, config->static_secret, DH_BYTES);
        memcpy(noise->static_public, config->static_public, DH_BYTES);
    }
    if (config->remote_static != NULL)
        memcpy(noise->remote_static, config->remote_static, DH_BYTES);
    for (size_t i = 0; i < NOISE_PSKS_MAX; i++) {
        if (config->psk[i].size > 0)
            noise_set_psk(noise, i, config->psk[i].bytes);
    }
    if (name_size <= hash->hash_bytes)
        memcpy(noise->hash, protocol->name, name_size);
    else
        hash->hash(&(struct noise_span){(const uint8_t *)protocol->name, name_size}, 1,
                   noise->hash);
    memcpy(noise->chaining, noise->hash, hash->hash_bytes);
    mix_hash(noise, config->prologue.bytes, config->prologue.size);
    const uint8_t *initiator = noise->initiator ? noise->static_public : noise->remote_static;
    const uint8_t *responder = noise->initiator ? noise->remote_static : noise->static_public;
    if (protocol->initiator_static_known)
        mix_hash(noise, initiator, DH_BYTES);
    if (protocol->responder_static_known)
        mix_hash(noise, responder, DH_BYTES);
    ALCOVE_ASSERT(protocol->messages > 0 && protocol->messages <= NOISE_MESSAGES_MAX);
}

void noise_wipe(struct noise *noise)
{
    ALCOVE_ASSERT(noise != NULL);
    sodium_memzero(noise, sizeof *noise);
}

void noise_set_psk(struct noise *noise, size_t slot, const uint8_t psk[static NOISE_KEY_BYTES])
{
    ALCOVE_ASSERT(slot < NOISE_PSKS_MAX && slot >= noise->psks_used);
    memcpy(noise->psk[slot], psk, NOISE_KEY_BYTES);
}

bool noise_finished(const struct noise *noise)
{
    ALCOVE_ASSERT(noise->protocol != NULL);
    return noise->message == noise->protocol->messages;
}

bool noise_may_write(const struct noise *noise)
{
    return !noise_finished(noise) && (noise->message % 2 == 0) == noise->initiator;
}

static bool may_read(const struct noise *noise)
{
    return !noise_finished(noise) && !noise_may_write(noise);
}

size_t noise_write(struct noise *noise, struct noise_span payload, uint8_t *out, size_t capacity)
{
    ALCOVE_ASSERT(noise_may_write(noise));
    struct noise next = *noise;
    if (capacity > NOISE_MESSAGE_BYTES_MAX)
        capacity = NOISE_MESSAGE_BYTES_MAX;
    struct byte_writer w = byte_writer_over(out, capacity);
    const uint8_t *tokens = noise->protocol->tokens[noise->message];
    bool good = true;
    for (size_t i = 0; i < NOISE_TOKENS_MAX && tokens[i] != NOISE_END && good; i++)
        good = write_token(&next, (enum noise_token)tokens[i], &w);
    if (good)
        write_sealed(&next, &w, payload);
    good = good && !w.failed;
    next.message++;
    if (good)
        *noise = next;
    noise_wipe(&next);
    return good ? w.size : 0;
}

/* What remains of the message is its payload. */
static bool read_payload(struct noise *noise, struct byte_reader *r, struct byte_writer *payload)
{
    size_t tag = noise->has_key ? NOISE_TAG_BYTES : 0;
    size_t left = byte_reader_left(r);
    ALCOVE_ASSERT(payload->size == 0);
    if (r->failed || left < tag || left - tag > payload->capacity)
        return false;
    payload->size = left - tag;
    return read_sealed(noise, r, payload->bytes, payload->size);
}

bool noise_read(struct noise *noise, struct noise_span message, uint8_t *payload, size_t capacity,
                size_t *payload_size)
{
    ALCOVE_ASSERT(may_read(noise));
    if (message.size > NOISE_MESSAGE_BYTES_MAX)
        return false;
    struct noise next = *noise;
    struct byte_reader r = byte_reader_over(message.bytes, message.size);
    struct byte_writer w = byte_writer_over(payload, capacity);
    const uint8_t *tokens = noise->protocol->tokens[noise->message];
    bool good = true;
    for (size_t i = 0; i < NOISE_TOKENS_MAX && tokens[i] != NOISE_END && good; i++)
        good = read_token(&next, (enum noise_token)tokens[i], &r);
    good = good && read_payload(&next, &r, &w);
    next.message++;
    if (good) {
        *noise = next;
        *payload_size = w.size;
    }
    noise_wipe(&next);
    return good;
}

void noise_split(struct noise *noise, struct noise_secrets *out)
{
    static const char label[] = "export";
    size_t hash_bytes = noise->protocol->hash->hash_bytes;
    uint8_t keys[2][NOISE_HASH_BYTES_MAX];
    crypto_generichash_state state;
    ALCOVE_ASSERT(noise_finished(noise));
    memset(out, 0, sizeof *out);
    hkdf(noise, (struct noise_span){NULL, 0}, 2, keys);
    memcpy(out->initiator_key, keys[0], NOISE_KEY_BYTES);
    memcpy(out->responder_key, keys[1], NOISE_KEY_BYTES);
    memcpy(out->hash, noise->hash, hash_bytes);
    crypto_generichash_init(&state, noise->chaining, hash_bytes, sizeof out->export_secret);
    crypto_generichash_update(&state, (const uint8_t *)label, sizeof label - 1);
    crypto_generichash_update(&state, noise->hash, hash_bytes);
    crypto_generichash_final(&state, out->export_secret, sizeof out->export_secret);
    sodium_memzero(&state, sizeof state);
    sodium_memzero(keys, sizeof keys);
    noise_wipe(noise);
}
