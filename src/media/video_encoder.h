/* Pictures in, VP8 frames out, for one line in one direction; realtime, no lag, one thread.
 *
 * There is one key frame: the first. After that only a change of size, or a repair asked by a
 * decoder that holds no golden frame of ours, makes another. Every half second a frame is kept as
 * golden; a lost frame is repaired by predicting the next one from a golden frame the other side
 * says it holds (1.3 to 1.7 ordinary frames in size, where a key frame costs 4.7 and 7 dB).
 *
 * Used from one thread at a time. It knows no clock: time is the pictures' captured_at_us. */
#ifndef ALCOVE_MEDIA_VIDEO_ENCODER_H
#define ALCOVE_MEDIA_VIDEO_ENCODER_H

#include <stdbool.h>
#include <stdint.h>

#include "media/frame.h"
#include "media/picture.h"
#include "media/picture_scale.h"
#include "media/video_frame_header.h"

#define VIDEO_REPAIR_REPEAT_US 250000
#define VIDEO_SPEED_DEFAULT    7 /* libvpx cpu-used -7: 1.05 ms a 360p picture */

/* What the line can carry now; may differ at every picture. */
struct video_target {
    struct picture_size box;  /* the picture is shrunk to fit, never enlarged */
    int pictures_per_second;  /* 1 to 60; a hint for the rate control */
    uint32_t bits_per_second; /* of coded video, headers of packets not counted */
};

struct video_encoder;

/* `speed` is 0 (slow, sharp) to 16. NULL when memory is short. */
struct video_encoder *video_encoder_create(int speed);
void video_encoder_destroy(struct video_encoder *encoder); /* NULL is allowed */

/* Codes one picture; the caller keeps its reference. On success `out` is the frame to send: its
 * bytes (a video_frame_header, then VP8) are the encoder's and live until the next encode or
 * destroy. False, with `out` untouched, when libvpx or memory failed: the picture is lost, and the
 * next one starts with a key frame. */
bool video_encoder_encode(struct video_encoder *encoder, const struct picture *picture,
                          const struct video_target *target, struct frame *out);

/* The other side has this whole frame, or it was given up. The encoder keeps the newest arrived
 * golden frame while it sends the next; frames that are not golden are ignored, so every
 * acknowledgement may come. */
void video_encoder_on_arrived(struct video_encoder *encoder, uint32_t frame_id);
void video_encoder_on_lost(struct video_encoder *encoder, uint32_t frame_id);

/* The other side's decoder is stuck; what video_decoder_needs_repair said there. The next frame
 * refers only to a golden frame it holds, or is a key frame when it holds none of those we kept.
 * While a repair is on its way (younger than VIDEO_REPAIR_REPEAT_US by the pictures' clock, and
 * not known as lost) a request changes nothing, so repeating it is harmless. */
void video_encoder_repair(struct video_encoder *encoder, uint32_t last_whole_id);

#endif
