#include "media/video_frame_header.h"

#include "base/assert.h"
#include "base/bytes.h"

#define FLAG_KEY     0x01
#define FLAG_REPAIR  0x02
#define KEEP_SHIFT   2
#define FLAGS_UNUSED 0xf0

static bool header_is_coherent(const struct video_frame_header *header)
{
    if (header->keep > VIDEO_KEEP_ALTREF)
        return false;
    if (header->key)
        return header->distance == 0 && !header->repair && header->keep == VIDEO_KEEP_NONE;
    return header->distance != 0;
}

void video_frame_header_write(const struct video_frame_header *header,
                              uint8_t out[VIDEO_FRAME_HEADER_BYTES])
{
    ALCOVE_ASSERT(header_is_coherent(header));
    struct byte_writer w = byte_writer_over(out, VIDEO_FRAME_HEADER_BYTES);
    unsigned flags = (header->key ? FLAG_KEY : 0u) | (header->repair ? FLAG_REPAIR : 0u);
    byte_write_u8(&w, (uint8_t)(flags | (unsigned)header->keep << KEEP_SHIFT));
    byte_write_u16(&w, header->distance);
    byte_write_u32(&w, header->number);
    ALCOVE_ASSERT(!w.failed && w.size == VIDEO_FRAME_HEADER_BYTES);
}

bool video_frame_header_read(const uint8_t *bytes, size_t size, struct video_frame_header *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    uint8_t flags = byte_read_u8(&r);
    struct video_frame_header header = {
        .key = (flags & FLAG_KEY) != 0,
        .repair = (flags & FLAG_REPAIR) != 0,
        .keep = (enum video_keep)((flags & ~FLAGS_UNUSED) >> KEEP_SHIFT),
        .distance = byte_read_u16(&r),
        .number = byte_read_u32(&r),
    };
    if (r.failed || (flags & FLAGS_UNUSED) != 0 || !header_is_coherent(&header))
        return false;
    *out = header;
    return true;
}
