/* Microphone samples in, Opus frames out: 48 kHz mono, VOIP, constant rate, no DTX, so that an
 * observer sees neither words nor pauses. Used from one thread at a time. */
#ifndef ALCOVE_MEDIA_VOICE_ENCODER_H
#define ALCOVE_MEDIA_VOICE_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/frame.h"
#include "media/voice_packet.h"

#define VOICE_BLOCK_SAMPLES_MAX (20 * VOICE_SAMPLES_PER_MS)

struct voice_setting {
    uint32_t bits_per_second; /* of one Opus packet stream, copies not counted; 6000 to 64000 */
    int frame_ms;             /* 20, 40, 60, 80, 100 or 120 */
    int copies;               /* whole copies of earlier frames in each payload; 0 to 4 */
};

enum voice_encoded {
    VOICE_WAITING, /* the samples are kept; the frame is not full yet */
    VOICE_ENCODED, /* `out` is a frame to send */
    VOICE_FAILED,  /* libopus refused; the frame's samples are lost */
};

struct voice_encoder;

/* NULL when memory is short. The setting can be changed at any time. */
struct voice_encoder *voice_encoder_create(const struct voice_setting *setting);
void voice_encoder_destroy(struct voice_encoder *encoder); /* NULL is allowed */

/* Holds from the next frame on. Asserts a setting in the ranges above. */
void voice_encoder_set(struct voice_encoder *encoder, const struct voice_setting *setting);

/* Adds 1 to VOICE_BLOCK_SAMPLES_MAX samples, the first of which was captured at captured_at_us.
 * The bytes of `out` (a voice_packet) are the encoder's and live until the next add or destroy. */
enum voice_encoded voice_encoder_add(struct voice_encoder *encoder, const int16_t *samples,
                                     size_t count, uint64_t captured_at_us, struct frame *out);

#endif
