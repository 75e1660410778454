#include "reach/reply.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/link_text.h"

#define MAC_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define KEY_BYTES   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define FIXED_BYTES (LINK_TEXT_AROUND_BYTES + 1 + REPLY_TAG_BYTES + NONCE_BYTES)
#define PLAIN_MAX   (REPLY_SEALED_MAX - MAC_BYTES)
#define PLAIN_FIXED 3 /* count 1, families 2 */

/* The version and kind of the link and the tag are bound to what is sealed. */
#define BOUND_BYTES (2 + REPLY_TAG_BYTES)

_Static_assert(REPLY_TEXT_BYTES_MAX == LINK_TEXT_BYTES_MAX, "a reply is a link");
_Static_assert(REPLY_INPUT_BYTES_MAX == LINK_TEXT_INPUT_BYTES_MAX, "a reply is a link");
_Static_assert(FIXED_BYTES + REPLY_SEALED_MAX <= LINK_TEXT_PACKED_MAX, "the longest reply fits");
_Static_assert(PLAIN_MAX - PLAIN_FIXED >= 4 * 18 + 2 * 6, "as the header promises");

static void derive(uint8_t *out, size_t size, const char *label,
                   const uint8_t secret[INVITE_SECRET_BYTES])
{
    ALCOVE_ASSERT(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX);
    int failed = crypto_generichash(out, size, (const uint8_t *)label, strlen(label), secret,
                                    INVITE_SECRET_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

static void tag_derive(uint8_t out[REPLY_TAG_BYTES], const uint8_t secret[INVITE_SECRET_BYTES])
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    ALCOVE_ASSERT(sizeof hash >= REPLY_TAG_BYTES);
    derive(hash, sizeof hash, "alcove.reply.tag", secret);
    memcpy(out, hash, REPLY_TAG_BYTES);
}

static void bound_fill(uint8_t out[BOUND_BYTES], const uint8_t tag[REPLY_TAG_BYTES])
{
    ALCOVE_ASSERT(out != NULL && tag != NULL);
    out[0] = LINK_TEXT_VERSION;
    out[1] = LINK_TEXT_REPLY;
    memcpy(out + 2, tag, REPLY_TAG_BYTES);
}

static size_t plain_write(const struct reply *reply, uint8_t plain[PLAIN_MAX])
{
    ALCOVE_ASSERT(reply->candidate_count >= 1 && reply->candidate_count <= REPLY_CANDIDATES_MAX);
    struct alcove_address list[REPLY_CANDIDATES_MAX];
    size_t count = 0;
    size_t room = PLAIN_MAX - PLAIN_FIXED;
    for (size_t i = 0; i < reply->candidate_count; i++) {
        size_t bytes = link_text_address_bytes(&reply->candidates[i]);
        if (bytes > room)
            continue;
        room -= bytes;
        list[count++] = reply->candidates[i];
    }
    struct byte_writer w = byte_writer_over(plain, PLAIN_MAX);
    byte_write_u8(&w, (uint8_t)count);
    link_text_write_addresses(&w, list, count);
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}

size_t reply_encode(const struct reply *reply, const uint8_t secret[INVITE_SECRET_BYTES],
                    const struct alcove_random *random, char out[REPLY_TEXT_BYTES_MAX])
{
    ALCOVE_ASSERT(random != NULL && random->fill != NULL);
    struct reply_sealed sealed;
    uint8_t plain[PLAIN_MAX];
    uint8_t bound[BOUND_BYTES];
    uint8_t key[KEY_BYTES];
    size_t plain_size = plain_write(reply, plain);
    tag_derive(sealed.tag, secret);
    bound_fill(bound, sealed.tag);
    derive(key, sizeof key, "alcove.reply.key", secret);
    random->fill(random->context, sealed.nonce, sizeof sealed.nonce);
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.bytes, &size, plain, plain_size, bound,
                                               sizeof bound, NULL, sealed.nonce, key);
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_writer w = link_text_begin(packed, LINK_TEXT_REPLY);
    byte_write_bytes(&w, sealed.tag, sizeof sealed.tag);
    byte_write_bytes(&w, sealed.nonce, sizeof sealed.nonce);
    byte_write_bytes(&w, sealed.bytes, (size_t)size);
    sodium_memzero(key, sizeof key);
    sodium_memzero(plain, sizeof plain);
    return link_text_finish(&w, out);
}

static enum reply_outcome outcome_of(enum packed_outcome outcome)
{
    static const enum reply_outcome outcomes[] = {
        [PACKED_OK] = REPLY_OK,
        [PACKED_NOT_ONE] = REPLY_NOT_A_REPLY,
        [PACKED_TRUNCATED] = REPLY_TRUNCATED,
        [PACKED_MISTYPED] = REPLY_MISTYPED,
        [PACKED_NEWER_VERSION] = REPLY_NEWER_VERSION,
    };
    ALCOVE_ASSERT((size_t)outcome < sizeof outcomes / sizeof outcomes[0]);
    return outcomes[outcome];
}

static bool sealed_read(struct byte_reader *r, struct reply_sealed *out)
{
    ALCOVE_ASSERT(r != NULL && out != NULL);
    byte_read_copy(r, out->tag, sizeof out->tag);
    byte_read_copy(r, out->nonce, sizeof out->nonce);
    size_t left = byte_reader_left(r);
    if (r->failed || left < PLAIN_FIXED + MAC_BYTES || left > sizeof out->bytes)
        return false;
    byte_read_copy(r, out->bytes, left);
    out->size = left;
    return true;
}

enum reply_outcome reply_decode(const char *text, size_t size, struct reply_sealed *out)
{
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader body;
    uint8_t kind = 0;
    struct reply_sealed found = {0};
    enum reply_outcome outcome = outcome_of(link_text_read(text, size, packed, &kind, &body));
    if (outcome == REPLY_OK && kind == LINK_TEXT_INVITE)
        outcome = REPLY_IS_INVITE;
    else if (outcome == REPLY_OK && (kind != LINK_TEXT_REPLY || !sealed_read(&body, &found)))
        outcome = REPLY_MISTYPED;
    if (outcome == REPLY_OK)
        *out = found;
    /* It may have been an invite, with its secret. */
    sodium_memzero(packed, sizeof packed);
    return outcome;
}

bool reply_belongs(const struct reply_sealed *sealed, const uint8_t secret[INVITE_SECRET_BYTES])
{
    ALCOVE_ASSERT(sealed != NULL && secret != NULL);
    uint8_t tag[REPLY_TAG_BYTES];
    tag_derive(tag, secret);
    return sodium_memcmp(tag, sealed->tag, sizeof tag) == 0;
}

static bool plain_read(const uint8_t *plain, size_t size, struct reply *out)
{
    ALCOVE_ASSERT(plain != NULL && out != NULL);
    struct byte_reader r = byte_reader_over(plain, size);
    size_t count = byte_read_u8(&r);
    if (count == 0 || count > REPLY_CANDIDATES_MAX)
        return false;
    link_text_read_addresses(&r, out->candidates, count);
    out->candidate_count = count;
    return !r.failed && byte_reader_left(&r) == 0;
}

bool reply_open(const struct reply_sealed *sealed, const uint8_t secret[INVITE_SECRET_BYTES],
                struct reply *out)
{
    ALCOVE_ASSERT(sealed->size <= sizeof sealed->bytes);
    uint8_t plain[PLAIN_MAX];
    uint8_t bound[BOUND_BYTES];
    uint8_t key[KEY_BYTES];
    unsigned long long size = 0;
    memset(out, 0, sizeof *out);
    bound_fill(bound, sealed->tag);
    derive(key, sizeof key, "alcove.reply.key", secret);
    bool good =
        reply_belongs(sealed, secret) && sealed->size >= MAC_BYTES &&
        crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &size, NULL, sealed->bytes, sealed->size,
                                                   bound, sizeof bound, sealed->nonce, key) == 0 &&
        plain_read(plain, (size_t)size, out);
    if (!good)
        memset(out, 0, sizeof *out);
    sodium_memzero(key, sizeof key);
    sodium_memzero(plain, sizeof plain);
    return good;
}
