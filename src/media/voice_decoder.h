/* Opus packets in, samples out; a packet that never came is concealed. Called by playout_voice,
 * in order of frame id. Hostile bytes are refused and change nothing. */
#ifndef ALCOVE_MEDIA_VOICE_DECODER_H
#define ALCOVE_MEDIA_VOICE_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/voice_packet.h"

struct voice_decoder;

struct voice_decoder *voice_decoder_create(void);          /* NULL when memory is short */
void voice_decoder_destroy(struct voice_decoder *decoder); /* NULL is allowed */

/* Samples a packet holds, 0 when it is not a packet of 10 to 120 ms. Looks only at its head. */
size_t voice_packet_samples(const uint8_t *opus, size_t size);

/* One packet into `out`, at least VOICE_FRAME_SAMPLES_MAX long. Returns samples; 0 when the bytes
 * are not an Opus packet. */
size_t voice_decoder_decode(struct voice_decoder *decoder, const uint8_t *opus, size_t size,
                            int16_t *out);

/* `count` samples (a multiple of 2.5 ms, at most VOICE_FRAME_SAMPLES_MAX) that continue the sound
 * and fade. Always fills `out`. */
void voice_decoder_conceal(struct voice_decoder *decoder, size_t count, int16_t *out);

#endif
