/* rooms: base link */
/* The plaintext of a packet as anyone may have written it who holds the keys. What is read is
 * within its bounds, is written again in no more bytes, and then reads the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "link/chunk.h"
#include "link/limits.h"

static bool is_part(enum chunk_kind kind)
{
    return kind == CHUNK_VOICE || kind == CHUNK_VIDEO || kind == CHUNK_RECORD;
}

static void check_part(const struct chunk *chunk, const uint8_t *from, const uint8_t *to)
{
    const struct chunk_part *part = &chunk->part;
    uint32_t total_max =
        chunk->kind == CHUNK_RECORD ? ALCOVE_RECORD_BYTES_MAX : ALCOVE_FRAME_BYTES_MAX;
    require(part->id <= CHUNK_ID_MAX && part->size > 0 && part->total <= total_max);
    require(part->offset <= part->total && part->size <= part->total - part->offset);
    require(part->bytes > from && part->bytes + part->size == to);
}

static void check_ack(const struct chunk_ack *ack)
{
    const struct ranges *arrived = &ack->arrived;
    require(ack->class <= 1 && ack->generation <= 0x7f);
    require(arrived->count > 0 && arrived->count <= RANGES_MAX);
    require(arrived->range[arrived->count - 1].end - 1 <= ALCOVE_COUNTER_MAX);
    for (size_t i = 0; i < arrived->count; i++) {
        require(arrived->range[i].start < arrived->range[i].end);
        require(i == 0 || arrived->range[i - 1].end < arrived->range[i].start);
    }
}

static void check_bounds(const struct chunk *chunk, const uint8_t *from, const uint8_t *to)
{
    if (is_part(chunk->kind))
        check_part(chunk, from, to);
    if (chunk->kind == CHUNK_ACK)
        check_ack(&chunk->ack);
    if (chunk->kind == CHUNK_REPAIR || chunk->kind == CHUNK_STORED)
        require(chunk->number <= CHUNK_ID_MAX);
    if (chunk->kind != CHUNK_SIGNAL)
        return;
    require(chunk->signal.id <= CHUNK_ID_MAX);
    require(chunk->signal.size > 0 && chunk->signal.size <= ALCOVE_SIGNAL_BYTES_MAX);
    require(chunk->signal.bytes > from && chunk->signal.bytes + chunk->signal.size == to);
}

static bool write_chunk(struct byte_writer *w, const struct chunk *chunk)
{
    switch (chunk->kind) {
    case CHUNK_PADDING:
        chunk_write_padding(w);
        return true;
    case CHUNK_PING:
    case CHUNK_DONE:
        return chunk_write_bare(w, chunk->kind);
    case CHUNK_ACK:
        return chunk_write_ack(w, &chunk->ack);
    case CHUNK_CHALLENGE:
    case CHUNK_RESPONSE:
    case CHUNK_CONTINUES:
        return chunk_write_token(w, chunk->kind, chunk->token);
    case CHUNK_CLOSE:
        return chunk_write_close(w, chunk->reason);
    case CHUNK_SIGNAL:
        return chunk_write_signal(w, chunk->signal.id, chunk->signal.bytes, chunk->signal.size);
    case CHUNK_REPAIR:
    case CHUNK_STORED:
        return chunk_write_number(w, chunk->kind, chunk->number);
    case CHUNK_RECORD:
    case CHUNK_VOICE:
    case CHUNK_VIDEO:
        return chunk_write_part(w, chunk->kind, &chunk->part);
    }
    return false;
}

static bool ack_equal(const struct chunk_ack *a, const struct chunk_ack *b)
{
    return a->class == b->class && a->generation == b->generation && a->held_us == b->held_us &&
           a->arrived_us == b->arrived_us && a->arrived.count == b->arrived.count &&
           memcmp(a->arrived.range, b->arrived.range, a->arrived.count * sizeof(struct range)) == 0;
}

static bool part_equal(const struct chunk_part *a, const struct chunk_part *b)
{
    return a->id == b->id && a->offset == b->offset && a->total == b->total &&
           a->captured_us == b->captured_us && a->key == b->key && a->golden == b->golden &&
           a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool chunk_equal(const struct chunk *a, const struct chunk *b)
{
    if (a->kind != b->kind)
        return false;
    if (is_part(a->kind))
        return part_equal(&a->part, &b->part);
    if (a->kind == CHUNK_ACK)
        return ack_equal(&a->ack, &b->ack);
    if (a->kind == CHUNK_SIGNAL)
        return a->signal.id == b->signal.id && a->signal.size == b->signal.size &&
               memcmp(a->signal.bytes, b->signal.bytes, a->signal.size) == 0;
    if (a->kind == CHUNK_REPAIR || a->kind == CHUNK_STORED)
        return a->number == b->number;
    if (a->kind == CHUNK_CLOSE)
        return a->reason == b->reason;
    return memcmp(a->token, b->token, sizeof a->token) == 0;
}

/* The reader may have seen numbers that were not in their shortest form: never more bytes. */
static void check_round_trip(const struct chunk *chunk, size_t taken)
{
    uint8_t bytes[ALCOVE_PLAINTEXT_BYTES_MAX];
    struct chunk again;
    struct byte_writer w = byte_writer_over(bytes, taken);
    require(write_chunk(&w, chunk) && w.size <= taken);
    struct byte_reader r = byte_reader_over(bytes, w.size);
    require(chunk_read(&r, &again) && byte_reader_left(&r) == 0);
    require(chunk_equal(chunk, &again));
    if (chunk->kind == CHUNK_ACK || chunk->kind == CHUNK_PADDING)
        return;
    struct byte_writer narrow = byte_writer_over(bytes, w.size - 1);
    require(!write_chunk(&narrow, chunk) && narrow.size == 0 && !narrow.failed);
}

static void read_packet(const uint8_t *plaintext, size_t size)
{
    struct byte_reader r = byte_reader_over(plaintext, size);
    bool eliciting;
    bool whole = size > 0;
    bool wanted = false;
    while (whole && byte_reader_left(&r) > 0) {
        struct chunk chunk;
        size_t before = r.at;
        whole = chunk_read(&r, &chunk);
        require(whole != r.failed);
        if (!whole)
            break;
        require(r.at > before && r.at <= size);
        check_bounds(&chunk, plaintext + before, plaintext + r.at);
        check_round_trip(&chunk, r.at - before);
        wanted = wanted || (chunk.kind != CHUNK_PADDING && chunk.kind != CHUNK_ACK &&
                            chunk.kind != CHUNK_CLOSE);
    }
    require(chunk_check_all(plaintext, size, &eliciting) == whole);
    require(!whole || eliciting == wanted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > ALCOVE_PLAINTEXT_BYTES_MAX)
        return 0;
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *plaintext = malloc(size > 0 ? size : 1);
    require(plaintext != NULL);
    if (size > 0)
        memcpy(plaintext, data, size);
    read_packet(plaintext, size);
    free(plaintext);
    return 0;
}
