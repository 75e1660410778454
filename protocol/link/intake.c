#include "link/intake.h"

#include <string.h>

#include "base/assert.h"

void intake_inspect(const uint8_t *plaintext, size_t size, struct intake *out)
{
    bool eliciting;
    memset(out, 0, sizeof *out);
    if (!chunk_check_all(plaintext, size, &eliciting)) {
        out->malformed = true;
        return;
    }
    struct byte_reader r = byte_reader_over(plaintext, size);
    struct chunk chunk;
    while (byte_reader_left(&r) > 0) {
        bool valid = chunk_read(&r, &chunk);
        ALCOVE_ASSERT(valid);
        if (chunk.kind == CHUNK_CHALLENGE) {
            out->challenged = true;
            memcpy(out->challenge, chunk.token, sizeof out->challenge);
        } else if (chunk.kind == CHUNK_RESPONSE) {
            out->responded = true;
            memcpy(out->response, chunk.token, sizeof out->response);
        } else if (chunk.kind == CHUNK_CONTINUES) {
            out->continues = true;
            memcpy(out->former, chunk.token, sizeof out->former);
        } else if (chunk.kind == CHUNK_CLOSE) {
            out->closed = true;
            out->reason = chunk.reason;
        }
    }
}

static bool take_record(struct traffic *traffic, const struct chunk_part *part)
{
    bool repeated = false;
    ALCOVE_ASSERT(part->size > 0);
    if (!receipt_on_part(&traffic->receipt, part, &repeated))
        return false;
    traffic->statistics.record_bytes_received += part->size;
    if (repeated && !traffic->control.stored.due)
        control_wish_for(&traffic->control.stored, traffic->receipt.stored);
    return true;
}

static bool take_frame(struct traffic *traffic, uint64_t now_us, const struct chunk *chunk)
{
    bool voice = chunk->kind == CHUNK_VOICE;
    ALCOVE_ASSERT(voice || chunk->kind == CHUNK_VIDEO);
    bool taken = voice ? reassembly_on_voice(&traffic->reassembly, now_us, &chunk->part)
                       : reassembly_on_video(&traffic->reassembly, now_us, &chunk->part);
    if (taken && voice)
        traffic->statistics.voice_bytes_received += chunk->part.size;
    if (taken && !voice)
        traffic->statistics.video_bytes_received += chunk->part.size;
    return taken;
}

/* What never fails to find its place. */
static void take_word(struct traffic *traffic, uint64_t now_us, const struct chunk *chunk)
{
    bool sense = true;
    if (chunk->kind == CHUNK_ACK)
        sense = traffic_on_ack(traffic, now_us, &chunk->ack);
    if (chunk->kind == CHUNK_STORED)
        sense = delivery_on_stored(&traffic->delivery, chunk->number);
    if (chunk->kind == CHUNK_REPAIR) {
        traffic->control.repair_asked = true;
        traffic->control.repair_asked_id = chunk->number;
    }
    ALCOVE_ASSERT(chunk->kind != CHUNK_RECORD);
    if (!sense)
        traffic->statistics.refused_malformed++;
}

/* Whether the chunk found its place. */
static bool take(struct traffic *traffic, uint64_t now_us, const struct chunk *chunk)
{
    ALCOVE_ASSERT(chunk->kind <= CHUNK_VIDEO);
    switch (chunk->kind) {
    case CHUNK_SIGNAL:
        return signals_receive(&traffic->signals, chunk->signal.id, chunk->signal.bytes,
                               chunk->signal.size);
    case CHUNK_RECORD:
        return take_record(traffic, &chunk->part);
    case CHUNK_VOICE:
    case CHUNK_VIDEO:
        return take_frame(traffic, now_us, chunk);
    default:
        take_word(traffic, now_us, chunk);
        return true;
    }
}

void intake_apply(struct traffic *traffic, uint64_t now_us, size_t generation,
                  const struct seal_opened *opened)
{
    bool eliciting = false;
    bool valid = chunk_check_all(opened->plaintext, opened->size, &eliciting);
    ALCOVE_ASSERT(valid && generation < GENERATIONS_MAX);
    struct byte_reader r = byte_reader_over(opened->plaintext, opened->size);
    struct chunk chunk;
    bool taken = true;
    traffic_on_heard(traffic, now_us);
    while (byte_reader_left(&r) > 0) {
        valid = chunk_read(&r, &chunk);
        ALCOVE_ASSERT(valid);
        taken = take(traffic, now_us, &chunk) && taken;
    }
    if (taken)
        ack_on_packet(&traffic->generations[generation].acks[opened->class], now_us,
                      opened->counter, eliciting);
}
