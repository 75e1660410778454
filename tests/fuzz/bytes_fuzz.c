/* rooms: base */
/* Cursors under arbitrary programs of reads and writes: the first half of the input chooses the
 * operations, the second half is the bytes they work on. */
#include <string.h>

#include "base/bytes.h"
#include "fuzz/fuzz.h"

static void read_something(struct byte_reader *r, uint8_t operation)
{
    uint8_t copy[32];
    switch (operation % 7) {
    case 0:
        byte_read_u8(r);
        break;
    case 1:
        byte_read_u16(r);
        break;
    case 2:
        byte_read_u32(r);
        break;
    case 3:
        byte_read_u64(r);
        break;
    case 4:
        require(byte_read_varint(r) < (UINT64_C(1) << 62));
        break;
    case 5:
        byte_read_span(r, operation);
        break;
    default:
        byte_read_copy(r, copy, operation % sizeof copy);
        break;
    }
}

/* What was written comes back, and a writer that ran out wrote nothing more. */
static void write_and_read_back(uint64_t value, size_t room)
{
    uint8_t bytes[16];
    memset(bytes, 0xa5, sizeof bytes);
    value &= (UINT64_C(1) << 62) - 1;
    struct byte_writer w = byte_writer_over(bytes, room);
    byte_write_varint(&w, value);
    require(w.failed == (byte_varint_size(value) > room));
    for (size_t i = w.size; i < sizeof bytes; i++)
        require(bytes[i] == 0xa5);
    if (w.failed)
        return;
    struct byte_reader r = byte_reader_over(bytes, w.size);
    require(byte_read_varint(&r) == value && !r.failed && byte_reader_left(&r) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t half = size / 2;
    struct byte_reader r = byte_reader_over(data + half, size - half);
    for (size_t i = 0; i < half; i++) {
        bool had_failed = r.failed;
        read_something(&r, data[i]);
        require(r.at <= r.size);
        require(!had_failed || (r.failed && byte_reader_left(&r) == 0));
    }
    struct byte_reader number = byte_reader_over(data, size);
    write_and_read_back(byte_read_u64(&number), size % 10);
    return 0;
}
