#include "papers/backup.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

/* magic 8, version 1, passes 4, KiB 4, salt 16, contents' size 8, stream header 24, proof 17 */
#define PROOF_BYTES  crypto_secretstream_xchacha20poly1305_ABYTES
#define STREAM_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define PLAIN_BYTES  (8 + 1 + 4 + 4 + crypto_pwhash_SALTBYTES + 8 + STREAM_BYTES)
#define SUM_BYTES    16
#define HEADER_BYTES (PLAIN_BYTES + PROOF_BYTES + SUM_BYTES)
#define VERSION      1

#define PIECE_SEALED_BYTES (BACKUP_PIECE_BYTES + PROOF_BYTES)

typedef crypto_secretstream_xchacha20poly1305_state stream;

static const uint8_t magic[8] = {'A', 'L', 'C', 'B', 0x0d, 0x0a, 0x1a, 0xfe};

const struct backup_cost backup_cost_usual = {3, 262144};

struct header {
    struct backup_cost cost;
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint64_t contents_size;
    const uint8_t *stream_header, *proof;
};

static bool cost_is_bounded(const struct backup_cost *cost)
{
    return cost->passes >= BACKUP_PASSES_MIN && cost->passes <= BACKUP_PASSES_MAX &&
           cost->memory_kib >= BACKUP_MEMORY_KIB_MIN && cost->memory_kib <= BACKUP_MEMORY_KIB_MAX;
}

static bool derive(const struct header *header, const struct backup_passphrase *passphrase,
                   uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES])
{
    ALCOVE_ASSERT(cost_is_bounded(&header->cost));
    return crypto_pwhash(key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase->bytes,
                         passphrase->size, header->salt, header->cost.passes,
                         (size_t)header->cost.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* Not against anybody: it tells a damaged header from a wrong passphrase. */
static void sum_header(const uint8_t *bytes, uint8_t out[SUM_BYTES])
{
    int failed = crypto_generichash(out, SUM_BYTES, bytes, HEADER_BYTES - SUM_BYTES, NULL, 0);
    ALCOVE_ASSERT(failed == 0);
}

/* ---- sealing ---- */

/* The proof is a piece without contents over the header: whether the key is right, before
 * anything else is looked at. */
static bool begin_seal(stream *state, struct header *header,
                       const struct backup_passphrase *passphrase, uint8_t out[HEADER_BYTES])
{
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    struct byte_writer w = byte_writer_over(out, HEADER_BYTES);
    randombytes_buf(header->salt, sizeof header->salt);
    if (!derive(header, passphrase, key))
        return false;
    byte_write_bytes(&w, magic, sizeof magic);
    byte_write_u8(&w, VERSION);
    byte_write_u32(&w, header->cost.passes);
    byte_write_u32(&w, header->cost.memory_kib);
    byte_write_bytes(&w, header->salt, sizeof header->salt);
    byte_write_u64(&w, header->contents_size);
    ALCOVE_ASSERT(w.size == PLAIN_BYTES - STREAM_BYTES);
    crypto_secretstream_xchacha20poly1305_init_push(state, out + w.size, key);
    sodium_memzero(key, sizeof key);
    crypto_secretstream_xchacha20poly1305_push(state, out + PLAIN_BYTES, NULL, NULL, 0, out,
                                               PLAIN_BYTES, 0);
    sum_header(out, out + HEADER_BYTES - SUM_BYTES);
    return true;
}

static bool seal_pieces(stream *state, const struct backup_bytes *contents, struct paper_sink *sink)
{
    uint8_t *sealed = malloc(PIECE_SEALED_BYTES);
    if (sealed == NULL)
        return false;
    size_t at = 0;
    bool is_last = false;
    while (!is_last) {
        size_t left = contents->size - at;
        size_t size = left < BACKUP_PIECE_BYTES ? left : BACKUP_PIECE_BYTES;
        is_last = size == left;
        crypto_secretstream_xchacha20poly1305_push(
            state, sealed, NULL, size == 0 ? NULL : contents->bytes + at, size, NULL, 0,
            is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
        paper_put(sink, sealed, size + PROOF_BYTES);
        at += size;
    }
    free(sealed);
    return true;
}

enum backup_outcome backup_seal(const struct backup_bytes *contents,
                                const struct backup_passphrase *passphrase,
                                const struct backup_cost *cost, struct paper_sink *sink)
{
    struct header header = {.cost = *cost, .contents_size = contents->size};
    uint8_t bytes[HEADER_BYTES];
    stream state;
    ALCOVE_ASSERT(cost_is_bounded(cost));
    ALCOVE_ASSERT(passphrase->size > 0);
    if (contents->size > BACKUP_BYTES_MAX)
        return BACKUP_TOO_LARGE;
    if (!begin_seal(&state, &header, passphrase, bytes))
        return BACKUP_NO_MEMORY;
    paper_put(sink, bytes, sizeof bytes);
    bool done = seal_pieces(&state, contents, sink);
    sodium_memzero(&state, sizeof state);
    if (!done)
        return BACKUP_NO_MEMORY;
    return sink->failed ? BACKUP_NOT_WRITTEN : BACKUP_OK;
}

/* ---- opening ---- */

static enum backup_outcome read_header(const uint8_t *file, size_t size, struct header *out)
{
    struct byte_reader r = byte_reader_over(file, size);
    uint8_t sum[SUM_BYTES];
    size_t seen = size < sizeof magic ? size : sizeof magic;
    if (size == 0 || memcmp(file, magic, seen) != 0)
        return BACKUP_NOT_ONE;
    if (size > sizeof magic && file[sizeof magic] > VERSION)
        return BACKUP_NEWER;
    if (size < HEADER_BYTES)
        return BACKUP_CUT_SHORT;
    sum_header(file, sum);
    if (memcmp(sum, file + HEADER_BYTES - SUM_BYTES, SUM_BYTES) != 0)
        return BACKUP_DAMAGED;
    byte_read_span(&r, sizeof magic);
    uint8_t version = byte_read_u8(&r);
    out->cost.passes = byte_read_u32(&r);
    out->cost.memory_kib = byte_read_u32(&r);
    byte_read_copy(&r, out->salt, sizeof out->salt);
    out->contents_size = byte_read_u64(&r);
    out->stream_header = byte_read_span(&r, STREAM_BYTES);
    out->proof = byte_read_span(&r, PROOF_BYTES);
    ALCOVE_ASSERT(!r.failed);
    if (version != VERSION || !cost_is_bounded(&out->cost))
        return BACKUP_DAMAGED;
    return out->contents_size > BACKUP_BYTES_MAX ? BACKUP_TOO_LARGE : BACKUP_OK;
}

/* A file has one piece at least, be it empty. */
static size_t sealed_size(size_t contents_size)
{
    size_t pieces = contents_size == 0 ? 1 : (contents_size - 1) / BACKUP_PIECE_BYTES + 1;
    return HEADER_BYTES + contents_size + pieces * PROOF_BYTES;
}

static bool begin_open(stream *state, const struct header *header, const uint8_t *file,
                       const uint8_t *key)
{
    uint8_t tag;
    crypto_secretstream_xchacha20poly1305_init_pull(state, header->stream_header, key);
    return crypto_secretstream_xchacha20poly1305_pull(state, NULL, NULL, &tag, header->proof,
                                                      PROOF_BYTES, file, PLAIN_BYTES) == 0;
}

static bool open_pieces(stream *state, const uint8_t *sealed, struct backup_bytes *out)
{
    size_t at = 0;
    bool is_last = false;
    while (!is_last) {
        uint8_t tag;
        size_t left = out->size - at;
        size_t size = left < BACKUP_PIECE_BYTES ? left : BACKUP_PIECE_BYTES;
        is_last = size == left;
        if (crypto_secretstream_xchacha20poly1305_pull(state, size == 0 ? NULL : out->bytes + at,
                                                       NULL, &tag, sealed, size + PROOF_BYTES, NULL,
                                                       0) != 0 ||
            is_last != (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL))
            return false;
        sealed += size + PROOF_BYTES;
        at += size;
    }
    return true;
}

/* The passphrase is right. */
static enum backup_outcome open_contents(stream *state, const struct header *header,
                                         const uint8_t *file, size_t size, struct backup_bytes *out)
{
    size_t wanted = sealed_size((size_t)header->contents_size);
    if (size != wanted)
        return size < wanted ? BACKUP_CUT_SHORT : BACKUP_DAMAGED;
    out->size = (size_t)header->contents_size;
    if (out->size > 0) {
        out->bytes = malloc(out->size);
        if (out->bytes == NULL) {
            out->size = 0;
            return BACKUP_NO_MEMORY;
        }
    }
    if (open_pieces(state, file + HEADER_BYTES, out))
        return BACKUP_OK;
    backup_free(out);
    return BACKUP_DAMAGED;
}

bool backup_is_one(const uint8_t *file, size_t size)
{
    return size >= sizeof magic && memcmp(file, magic, sizeof magic) == 0;
}

enum backup_outcome backup_open(const uint8_t *file, size_t size,
                                const struct backup_passphrase *passphrase,
                                struct backup_bytes *out)
{
    struct header header = {0};
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    stream state;
    *out = (struct backup_bytes){0};
    enum backup_outcome outcome = read_header(file, size, &header);
    if (outcome != BACKUP_OK)
        return outcome;
    if (!derive(&header, passphrase, key))
        return BACKUP_NO_MEMORY;
    outcome = begin_open(&state, &header, file, key)
                  ? open_contents(&state, &header, file, size, out)
                  : BACKUP_WRONG_PASSPHRASE;
    sodium_memzero(key, sizeof key);
    sodium_memzero(&state, sizeof state);
    return outcome;
}

void backup_free(struct backup_bytes *bytes)
{
    if (bytes->bytes != NULL)
        sodium_memzero(bytes->bytes, bytes->size);
    free(bytes->bytes);
    *bytes = (struct backup_bytes){0};
}

const char *backup_outcome_text(enum backup_outcome outcome)
{
    static const char *const texts[] = {
        [BACKUP_OK] = "All of it is there.",
        [BACKUP_NOT_ONE] = "This file is no backup of Alcove.",
        [BACKUP_NEWER] = "A newer Alcove made this backup. Update, then try again.",
        [BACKUP_CUT_SHORT] = "The end of this backup is missing. Copy the file again.",
        [BACKUP_DAMAGED] = "This backup is damaged. Use another copy of it.",
        [BACKUP_WRONG_PASSPHRASE] = "This is not the passphrase of this backup.",
        [BACKUP_NOT_WRITTEN] = "The backup could not be written. Is the disk full?",
        [BACKUP_TOO_LARGE] = "This is more than a backup may hold.",
        [BACKUP_NO_MEMORY] = "There is not enough memory for this. Close something, try again.",
    };
    ALCOVE_ASSERT((size_t)outcome < sizeof texts / sizeof texts[0]);
    return texts[outcome];
}
