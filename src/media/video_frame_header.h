/* What precedes the VP8 bytes in a video frame's payload: which frame it was predicted from and
 * which reference it leaves behind. libvpx decodes a frame whose reference was lost without
 * complaint and shows rubbish, so the dependency travels here and both ends keep count of it.
 *
 *   byte 0     bit 0 key · bit 1 repair · bits 2-3 keeps (enum video_keep) · bits 4-7 zero
 *   bytes 1-2  distance: frame id minus the id of the frame it was predicted from; 0 for a key
 *   bytes 3-6  number of the picture
 */
#ifndef ALCOVE_MEDIA_VIDEO_FRAME_HEADER_H
#define ALCOVE_MEDIA_VIDEO_FRAME_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIDEO_FRAME_HEADER_BYTES (1 + 2 + 4)

/* VP8 has two long-lived references. They take turns as golden, so that a fresh golden which is
 * still on its way never displaces the one known to have arrived. */
enum video_keep {
    VIDEO_KEEP_NONE = 0,   /* only the "last" reference changes */
    VIDEO_KEEP_GOLDEN = 1, /* also kept as VP8's golden reference */
    VIDEO_KEEP_ALTREF = 2, /* also kept as VP8's alternate reference */
};

struct video_frame_header {
    bool key;             /* predicted from nothing; fills every reference */
    bool repair;          /* predicted only from a kept reference, not from the last frame */
    enum video_keep keep; /* KEEP_NONE for a key */
    uint16_t distance;    /* 0 exactly for a key */
    uint32_t number;      /* struct picture's */
};

/* Writes VIDEO_FRAME_HEADER_BYTES. */
void video_frame_header_write(const struct video_frame_header *header,
                              uint8_t out[VIDEO_FRAME_HEADER_BYTES]);

/* False, with `out` untouched, when the bytes are too few or not a header. */
bool video_frame_header_read(const uint8_t *bytes, size_t size, struct video_frame_header *out);

#endif
