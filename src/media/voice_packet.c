#include "media/voice_packet.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

static bool size_is_possible(size_t size)
{
    return size > 0 && size <= VOICE_OPUS_BYTES_MAX;
}

size_t voice_packet_write(const struct voice_packet *packet, uint8_t *out, size_t capacity)
{
    ALCOVE_ASSERT(packet->copy_count <= VOICE_COPIES_MAX);
    ALCOVE_ASSERT(size_is_possible(packet->own.size));
    struct byte_writer w = byte_writer_over(out, capacity);
    byte_write_u8(&w, (uint8_t)packet->copy_count);
    for (size_t i = 0; i < packet->copy_count; i++) {
        const struct voice_part *copy = &packet->copies[i];
        ALCOVE_ASSERT(copy->distance > 0 && size_is_possible(copy->size));
        byte_write_u8(&w, copy->distance);
        byte_write_u16(&w, (uint16_t)copy->size);
    }
    for (size_t i = 0; i < packet->copy_count; i++)
        byte_write_bytes(&w, packet->copies[i].bytes, packet->copies[i].size);
    byte_write_bytes(&w, packet->own.bytes, packet->own.size);
    return w.failed ? 0 : w.size;
}

static bool read_copy_heads(struct byte_reader *r, struct voice_packet *packet)
{
    packet->copy_count = byte_read_u8(r);
    if (packet->copy_count > VOICE_COPIES_MAX)
        return false;
    for (size_t i = 0; i < packet->copy_count; i++) {
        packet->copies[i].distance = byte_read_u8(r);
        packet->copies[i].size = byte_read_u16(r);
        if (packet->copies[i].distance == 0 || !size_is_possible(packet->copies[i].size))
            return false;
    }
    return !r->failed;
}

bool voice_packet_read(const uint8_t *bytes, size_t size, struct voice_packet *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    struct voice_packet packet;
    memset(&packet, 0, sizeof packet);
    if (!read_copy_heads(&r, &packet))
        return false;
    for (size_t i = 0; i < packet.copy_count; i++)
        packet.copies[i].bytes = byte_read_span(&r, packet.copies[i].size);
    packet.own.size = byte_reader_left(&r);
    packet.own.bytes = byte_read_span(&r, packet.own.size);
    if (r.failed || !size_is_possible(packet.own.size))
        return false;
    *out = packet;
    return true;
}
