/* A frame: one coded picture (VP8) or one coded stretch of voice (Opus). */
#ifndef ALCOVE_MEDIA_FRAME_H
#define ALCOVE_MEDIA_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum frame_kind {
    FRAME_VOICE, /* one Opus packet */
    FRAME_VIDEO, /* one VP8 frame */
};

struct frame {
    enum frame_kind kind;
    uint32_t id;             /* counts up by one a frame of this kind; from 0 */
    uint64_t captured_at_us; /* on the sender's clock */
    bool key;                /* VIDEO: decodable without any other frame */
    bool golden;             /* VIDEO: refreshes the golden reference */
    const uint8_t *bytes;    /* borrowed; see the function that gave the frame */
    size_t size;             /* bytes */
};

#endif
