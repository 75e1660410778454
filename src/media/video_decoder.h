/* VP8 frames in, pictures out, for one line in one direction.
 *
 * It keeps count of which references are whole (libvpx does not) and never hands out a picture
 * predicted from a lost one: after a gap it hides everything up to a key frame or a repair, and
 * says so. Frames must come in order of id; older ones than the newest seen are refused.
 * Hostile bytes end as one of the outcomes below. Used from one thread at a time. */
#ifndef ALCOVE_MEDIA_VIDEO_DECODER_H
#define ALCOVE_MEDIA_VIDEO_DECODER_H

#include <stdbool.h>
#include <stdint.h>

#include "media/frame.h"
#include "media/picture.h"
#include "media/video_frame_header.h"

/* The id before the first: older than any frame, so that no golden frame counts as held. */
#define VIDEO_NOTHING_WHOLE UINT32_MAX

enum video_decoded {
    VIDEO_DECODED,       /* a whole picture came out */
    VIDEO_HIDDEN,        /* predicted from a frame that never came: needs repair */
    VIDEO_STALE,         /* as old as the newest frame seen, or older: ignored */
    VIDEO_MALFORMED,     /* not a frame of ours: ignored; needs repair */
    VIDEO_NO_PICTURE,    /* decoded, but the pool had no picture left to show it in */
    VIDEO_DECODER_FAILED /* memory is short: this decoder is dead, make another */
};

struct video_decoder;

/* NULL when memory is short. */
struct video_decoder *video_decoder_create(void);
void video_decoder_destroy(struct video_decoder *decoder); /* NULL is allowed */

/* Decodes a frame as it arrived: id, captured_at_us, bytes and size are read, the rest is not.
 * On VIDEO_DECODED `*out` is a picture from `pool` with one reference, owned by the caller, with
 * the frame's captured_at_us and the sender's number; otherwise `*out` is NULL. */
enum video_decoded video_decoder_decode(struct video_decoder *decoder, const struct frame *frame,
                                        struct picture_pool *pool, struct picture **out);

/* True while pictures are hidden, and before the first key frame once anything was seen. Ask the
 * other side (video_encoder_repair there) with `*last_whole_id`, and again about each round trip
 * until this is false: it is the newest frame decoded whole, VIDEO_NOTHING_WHOLE if none is. */
bool video_decoder_needs_repair(const struct video_decoder *decoder, uint32_t *last_whole_id);

#endif
