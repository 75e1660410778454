#include "link/envelope.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define HEADER_BYTES                                                                               \
    (1 + ENVELOPE_ATTEMPT_BYTES + 1 + ENVELOPE_COOKIE_BYTES + 2) /* before the chunk */
#define THIN_HEADER_BYTES   (1 + ENVELOPE_ATTEMPT_BYTES + 1)
#define TAG_BYTES           16
#define OVERHEAD_BYTES      (ALCOVE_ENVELOPE_NONCE_BYTES + TAG_BYTES)
#define PLAINTEXT_BYTES_MAX (ALCOVE_ENVELOPE_BYTES_MAX - OVERHEAD_BYTES)

_Static_assert(OVERHEAD_BYTES + HEADER_BYTES + ALCOVE_ENVELOPE_FRAGMENT_MAX <=
                   ALCOVE_ENVELOPE_BYTES_MIN,
               "the size of a datagram must not tell the size of its chunk");
_Static_assert(OVERHEAD_BYTES + THIN_HEADER_BYTES + ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES ==
                   ALCOVE_ENVELOPE_THIN_BYTES_MIN,
               "a thin message is always whole");
_Static_assert(ALCOVE_ENVELOPE_THIN_BYTES_MAX < ALCOVE_ENVELOPE_BYTES_MIN, "the sizes are apart");
_Static_assert(2 * ALCOVE_ENVELOPE_FRAGMENT_MAX == ALCOVE_HANDSHAKE_MESSAGE_MAX,
               "two fragments carry the longest message");
_Static_assert(ALCOVE_HANDSHAKE_FRAGMENTS == 2, "a message has two halves");
_Static_assert(ALCOVE_FRAGMENT_WAIT_US > ALCOVE_HANDSHAKE_RETRY_MAX_US / 5 * 6,
               "halves of two repetitions meet");

void envelope_key(const uint8_t root[static ENVELOPE_KEY_BYTES], enum envelope_direction direction,
                  uint8_t key[static ENVELOPE_KEY_BYTES])
{
    const uint8_t label[] = {'e', 'n', 'v', (uint8_t)direction};
    int failed =
        crypto_generichash(key, ENVELOPE_KEY_BYTES, label, sizeof label, root, ENVELOPE_KEY_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

void envelope_cut(const uint8_t *message, size_t size, struct envelope_fragment *fragment)
{
    ALCOVE_ASSERT(size >= ALCOVE_HANDSHAKE_FRAGMENTS && size <= ALCOVE_HANDSHAKE_MESSAGE_MAX);
    ALCOVE_ASSERT(fragment->index < (fragment->thin ? 1 : ALCOVE_HANDSHAKE_FRAGMENTS));
    ALCOVE_ASSERT(!fragment->thin || size == ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES);
    size_t first = fragment->thin ? size : size - size / 2;
    fragment->size = fragment->index == 0 ? first : size - first;
    memcpy(fragment->chunk, message + (fragment->index == 0 ? 0 : first), fragment->size);
}

static size_t draw_size(const struct alcove_random *random, bool thin)
{
    uint8_t drawn[2];
    size_t least = thin ? ALCOVE_ENVELOPE_THIN_BYTES_MIN : ALCOVE_ENVELOPE_BYTES_MIN;
    size_t most = thin ? ALCOVE_ENVELOPE_THIN_BYTES_MAX : ALCOVE_ENVELOPE_BYTES_MAX;
    ALCOVE_ASSERT(random->fill != NULL);
    random->fill(random->context, drawn, sizeof drawn);
    return least + (size_t)(drawn[0] << 8 | drawn[1]) % (most - least + 1);
}

/* How a fragment says which one of how many it is; a thin one, which repetition. */
static uint8_t numbering(const struct envelope_fragment *fragment)
{
    ALCOVE_ASSERT(!fragment->thin || fragment->index == 0);
    if (fragment->thin)
        return fragment->number;
    return (uint8_t)(fragment->index << 4 | ALCOVE_HANDSHAKE_FRAGMENTS);
}

size_t envelope_seal(const uint8_t key[static ENVELOPE_KEY_BYTES],
                     const struct envelope_fragment *fragment, const struct alcove_random *random,
                     uint8_t *out)
{
    static const uint8_t no_cookie[ENVELOPE_COOKIE_BYTES];
    uint8_t plaintext[PLAINTEXT_BYTES_MAX] = {0};
    size_t size = draw_size(random, fragment->thin);
    struct byte_writer w = byte_writer_over(plaintext, sizeof plaintext);
    byte_write_u8(&w, (uint8_t)fragment->type);
    byte_write_bytes(&w, fragment->attempt, sizeof fragment->attempt);
    byte_write_u8(&w, numbering(fragment));
    if (!fragment->thin) {
        byte_write_bytes(&w, no_cookie, sizeof no_cookie);
        byte_write_u16(&w, (uint16_t)fragment->size);
    }
    byte_write_bytes(&w, fragment->chunk, fragment->size);
    ALCOVE_ASSERT(!w.failed && w.size <= size - OVERHEAD_BYTES);
    random->fill(random->context, out, ALCOVE_ENVELOPE_NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + ALCOVE_ENVELOPE_NONCE_BYTES, NULL, plaintext,
                                               size - OVERHEAD_BYTES, NULL, 0, NULL, out, key);
    return size;
}

/* What is inside came from one who holds the key, and is checked all the same. `fragment->thin` is
 * told by the size of the datagram. */
static bool parse(const uint8_t *plaintext, size_t size, struct envelope_fragment *fragment)
{
    struct byte_reader r = byte_reader_over(plaintext, size);
    ALCOVE_ASSERT(size <= PLAINTEXT_BYTES_MAX);
    uint8_t type = byte_read_u8(&r);
    byte_read_copy(&r, fragment->attempt, sizeof fragment->attempt);
    uint8_t number = byte_read_u8(&r);
    fragment->number = fragment->thin ? number : 0;
    fragment->index = fragment->thin ? 0 : number >> 4;
    fragment->size = ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES;
    if (!fragment->thin) {
        byte_read_span(&r, ENVELOPE_COOKIE_BYTES);
        fragment->size = byte_read_u16(&r);
    }
    if (type < ENVELOPE_INITIATION || type > ENVELOPE_CONFIRMATION ||
        fragment->index >= ALCOVE_HANDSHAKE_FRAGMENTS || number != numbering(fragment) ||
        fragment->size == 0 || fragment->size > ALCOVE_ENVELOPE_FRAGMENT_MAX)
        return false;
    fragment->type = (enum envelope_type)type;
    byte_read_copy(&r, fragment->chunk, fragment->size);
    return !r.failed;
}

bool envelope_open(const uint8_t key[static ENVELOPE_KEY_BYTES], const uint8_t *datagram,
                   size_t size, struct envelope_fragment *fragment)
{
    uint8_t plaintext[PLAINTEXT_BYTES_MAX];
    struct envelope_fragment parsed = {0};
    ALCOVE_ASSERT(fragment != NULL);
    parsed.thin = size >= ALCOVE_ENVELOPE_THIN_BYTES_MIN && size <= ALCOVE_ENVELOPE_THIN_BYTES_MAX;
    if (!parsed.thin && (size < ALCOVE_ENVELOPE_BYTES_MIN || size > ALCOVE_ENVELOPE_BYTES_MAX))
        return false;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            plaintext, NULL, NULL, datagram + ALCOVE_ENVELOPE_NONCE_BYTES,
            size - ALCOVE_ENVELOPE_NONCE_BYTES, NULL, 0, datagram, key) != 0)
        return false;
    if (!parse(plaintext, size - OVERHEAD_BYTES, &parsed))
        return false;
    *fragment = parsed;
    return true;
}

/* ---- halves ---- */

static bool is_waiting(const struct envelope_half *half, uint64_t now_us)
{
    return half->used && now_us - half->at_us < ALCOVE_FRAGMENT_WAIT_US;
}

static bool same_message(const struct envelope_fragment *a, const struct envelope_fragment *b)
{
    return a->type == b->type && memcmp(a->attempt, b->attempt, sizeof a->attempt) == 0;
}

/* A place that waits no longer, else the oldest. */
static struct envelope_half *free_half(struct envelope_assembly *assembly, uint64_t now_us)
{
    struct envelope_half *oldest = &assembly->halves[0];
    for (size_t i = 0; i < ENVELOPE_HALVES_MAX; i++) {
        struct envelope_half *half = &assembly->halves[i];
        if (!is_waiting(half, now_us))
            return half;
        if (half->at_us < oldest->at_us)
            oldest = half;
    }
    ALCOVE_ASSERT(oldest->used);
    return oldest;
}

static size_t join(const struct envelope_fragment *a, const struct envelope_fragment *b,
                   uint8_t *message)
{
    const struct envelope_fragment *first = a->index == 0 ? a : b;
    const struct envelope_fragment *second = a->index == 0 ? b : a;
    ALCOVE_ASSERT(first->index == 0 && second->index == 1);
    memcpy(message, first->chunk, first->size);
    memcpy(message + first->size, second->chunk, second->size);
    return first->size + second->size;
}

size_t envelope_assemble(struct envelope_assembly *assembly, uint64_t now_us,
                         const struct envelope_fragment *fragment, uint8_t *message)
{
    ALCOVE_ASSERT(fragment->index < ALCOVE_HANDSHAKE_FRAGMENTS);
    struct envelope_half *place = NULL;
    if (fragment->thin) {
        memcpy(message, fragment->chunk, fragment->size);
        return fragment->size;
    }
    for (size_t i = 0; i < ENVELOPE_HALVES_MAX; i++) {
        struct envelope_half *half = &assembly->halves[i];
        if (!is_waiting(half, now_us) || !same_message(&half->fragment, fragment))
            continue;
        if (half->fragment.index != fragment->index) {
            half->used = false;
            return join(&half->fragment, fragment, message);
        }
        place = half;
    }
    if (place == NULL)
        place = free_half(assembly, now_us);
    *place = (struct envelope_half){.used = true, .at_us = now_us, .fragment = *fragment};
    return 0;
}
