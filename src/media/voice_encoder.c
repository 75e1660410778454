#include "media/voice_encoder.h"

#include <stdlib.h>
#include <string.h>

#include <opus/opus.h>

#include "base/assert.h"

/* The same STOI as 8 and 10 for half their time. */
#define COMPLEXITY 5

/* An Opus packet already sent, kept to be sent again as a copy. */
struct sent_packet {
    uint8_t bytes[VOICE_OPUS_BYTES_MAX];
    size_t size; /* 0: none */
};

struct voice_encoder {
    OpusEncoder *opus;
    struct voice_setting setting;
    struct voice_setting wanted; /* becomes `setting` at the next frame */
    uint32_t next_id;

    int16_t samples[VOICE_FRAME_SAMPLES_MAX + VOICE_BLOCK_SAMPLES_MAX];
    size_t count;
    uint64_t captured_at_us; /* of samples[0] */

    struct sent_packet sent[VOICE_COPIES_MAX]; /* at id modulo VOICE_COPIES_MAX */
    uint8_t payload[VOICE_PACKET_BYTES_MAX];
};

static bool setting_is_ours(const struct voice_setting *setting)
{
    bool duration = setting->frame_ms >= 20 && setting->frame_ms <= VOICE_FRAME_MS_MAX &&
                    setting->frame_ms % 20 == 0;
    return duration && setting->bits_per_second >= 6000 && setting->bits_per_second <= 64000 &&
           setting->copies >= 0 && setting->copies <= VOICE_COPIES_MAX;
}

static bool opus_configure(OpusEncoder *opus)
{
    return opus_encoder_ctl(opus, OPUS_SET_VBR(0)) == OPUS_OK &&
           opus_encoder_ctl(opus, OPUS_SET_DTX(0)) == OPUS_OK &&
           opus_encoder_ctl(opus, OPUS_SET_INBAND_FEC(0)) == OPUS_OK &&
           opus_encoder_ctl(opus, OPUS_SET_COMPLEXITY(COMPLEXITY)) == OPUS_OK &&
           opus_encoder_ctl(opus, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)) == OPUS_OK;
}

struct voice_encoder *voice_encoder_create(const struct voice_setting *setting)
{
    ALCOVE_ASSERT(setting_is_ours(setting));
    struct voice_encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL)
        return NULL;
    int error = OPUS_OK;
    encoder->opus = opus_encoder_create(VOICE_RATE_HZ, 1, OPUS_APPLICATION_VOIP, &error);
    if (encoder->opus == NULL || error != OPUS_OK || !opus_configure(encoder->opus)) {
        voice_encoder_destroy(encoder);
        return NULL;
    }
    encoder->wanted = *setting;
    return encoder;
}

void voice_encoder_destroy(struct voice_encoder *encoder)
{
    if (encoder == NULL)
        return;
    if (encoder->opus != NULL)
        opus_encoder_destroy(encoder->opus);
    free(encoder);
}

void voice_encoder_set(struct voice_encoder *encoder, const struct voice_setting *setting)
{
    ALCOVE_ASSERT(setting_is_ours(setting));
    encoder->wanted = *setting;
}

/* Constant-rate bytes of one frame, rounded down. */
static opus_int32 packet_bytes(const struct voice_setting *setting)
{
    uint32_t bytes = setting->bits_per_second * (uint32_t)setting->frame_ms / 8000;
    return bytes > VOICE_OPUS_BYTES_MAX ? VOICE_OPUS_BYTES_MAX : (opus_int32)bytes;
}

static size_t write_payload(struct voice_encoder *encoder, const struct sent_packet *own)
{
    struct voice_packet packet = {.own = {.distance = 0, .bytes = own->bytes, .size = own->size}};
    for (uint32_t d = 1; d <= (uint32_t)encoder->setting.copies && d <= encoder->next_id; d++) {
        const struct sent_packet *old = &encoder->sent[(encoder->next_id - d) % VOICE_COPIES_MAX];
        if (old->size == 0)
            continue;
        packet.copies[packet.copy_count++] =
            (struct voice_part){.distance = (uint8_t)d, .bytes = old->bytes, .size = old->size};
    }
    return voice_packet_write(&packet, encoder->payload, sizeof encoder->payload);
}

static bool encode_frame(struct voice_encoder *encoder, int frame_samples, struct frame *out)
{
    struct sent_packet own;
    opus_int32 bytes = packet_bytes(&encoder->setting);
    if (opus_encoder_ctl(encoder->opus,
                         OPUS_SET_BITRATE((opus_int32)encoder->setting.bits_per_second)) != OPUS_OK)
        return false;
    opus_int32 size = opus_encode(encoder->opus, encoder->samples, frame_samples, own.bytes, bytes);
    if (size <= 0)
        return false;
    own.size = (size_t)size;
    size_t payload_bytes = write_payload(encoder, &own);
    ALCOVE_ASSERT(payload_bytes > 0);
    encoder->sent[encoder->next_id % VOICE_COPIES_MAX] = own;
    *out = (struct frame){
        .kind = FRAME_VOICE,
        .id = encoder->next_id++,
        .captured_at_us = encoder->captured_at_us,
        .bytes = encoder->payload,
        .size = payload_bytes,
    };
    return true;
}

enum voice_encoded voice_encoder_add(struct voice_encoder *encoder, const int16_t *samples,
                                     size_t count, uint64_t captured_at_us, struct frame *out)
{
    ALCOVE_ASSERT(count > 0 && count <= VOICE_BLOCK_SAMPLES_MAX);
    if (encoder->count == 0)
        encoder->setting = encoder->wanted;
    /* Each block's time is the newest word about the microphone's clock. */
    encoder->captured_at_us = captured_at_us - encoder->count * 1000 / VOICE_SAMPLES_PER_MS;
    memcpy(encoder->samples + encoder->count, samples, count * sizeof *samples);
    encoder->count += count;
    size_t frame_samples = (size_t)encoder->setting.frame_ms * VOICE_SAMPLES_PER_MS;
    if (encoder->count < frame_samples)
        return VOICE_WAITING;
    bool coded = encode_frame(encoder, (int)frame_samples, out);
    encoder->count -= frame_samples;
    memmove(encoder->samples, encoder->samples + frame_samples,
            encoder->count * sizeof *encoder->samples);
    encoder->setting = encoder->wanted;
    return coded ? VOICE_ENCODED : VOICE_FAILED;
}
