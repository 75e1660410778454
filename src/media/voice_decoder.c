#include "media/voice_decoder.h"

#include <stdlib.h>
#include <string.h>

#include <opus/opus.h>

#include "base/assert.h"

#define SAMPLES_MIN  (10 * VOICE_SAMPLES_PER_MS)
#define CONCEAL_STEP (5 * VOICE_SAMPLES_PER_MS / 2)

struct voice_decoder {
    OpusDecoder *opus;
};

struct voice_decoder *voice_decoder_create(void)
{
    struct voice_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        return NULL;
    int error = OPUS_OK;
    decoder->opus = opus_decoder_create(VOICE_RATE_HZ, 1, &error);
    if (decoder->opus == NULL || error != OPUS_OK) {
        free(decoder);
        return NULL;
    }
    return decoder;
}

void voice_decoder_destroy(struct voice_decoder *decoder)
{
    if (decoder == NULL)
        return;
    opus_decoder_destroy(decoder->opus);
    free(decoder);
}

size_t voice_packet_samples(const uint8_t *opus, size_t size)
{
    if (size == 0 || size > VOICE_OPUS_BYTES_MAX)
        return 0;
    int samples = opus_packet_get_nb_samples(opus, (opus_int32)size, VOICE_RATE_HZ);
    bool ours = samples >= SAMPLES_MIN && samples <= VOICE_FRAME_SAMPLES_MAX;
    return ours ? (size_t)samples : 0;
}

size_t voice_decoder_decode(struct voice_decoder *decoder, const uint8_t *opus, size_t size,
                            int16_t *out)
{
    if (voice_packet_samples(opus, size) == 0)
        return 0;
    int samples =
        opus_decode(decoder->opus, opus, (opus_int32)size, out, VOICE_FRAME_SAMPLES_MAX, 0);
    return samples > 0 ? (size_t)samples : 0;
}

void voice_decoder_conceal(struct voice_decoder *decoder, size_t count, int16_t *out)
{
    ALCOVE_ASSERT(count > 0 && count <= VOICE_FRAME_SAMPLES_MAX && count % CONCEAL_STEP == 0);
    int samples = opus_decode(decoder->opus, NULL, 0, out, (int)count, 0);
    size_t made = samples > 0 ? (size_t)samples : 0;
    memset(out + made, 0, (count - made) * sizeof *out);
}
