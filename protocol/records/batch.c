#include "records/batch.h"

#include <string.h>

#include <msgpack/pack.h>
#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "records/batch_columns.h"
#include "records/msgpack_reader.h"
#include "text/squeeze.h"

#define ELEMENTS          7 /* of the array */
#define ELEMENTS_SQUEEZED 8 /* the last says how many bytes the operations have when inflated */
#define ELEMENTS_MAX      15
#define KNOWN_MAX         ((size_t)2 * (SPACE_DEVICES_MAX - 1)) /* device and more, in turn */

/* The tables that stand behind what is inflated, or alone. */
static size_t room_of_tables(size_t operations, size_t runs)
{
    ALCOVE_ASSERT(operations <= BATCH_OPERATIONS_MAX);
    return operations * sizeof(struct operation) + runs * sizeof(struct text_run);
}

/* The most that a batch takes while it is read: what is inflated is there twice for a moment. */
static size_t room_for(size_t inflated, size_t tables)
{
    ALCOVE_ASSERT(inflated <= (size_t)BATCH_BYTES_MAX * SQUEEZE_RATIO_MAX);
    return 2 * inflated + tables;
}

/* Up to where a table may stand behind so many bytes. */
static size_t aligned(size_t size)
{
    size_t step = _Alignof(struct operation);
    ALCOVE_ASSERT(_Alignof(struct text_run) <= step);
    return (size + step - 1) / step * step;
}

/* ---- writing ---- */

static int writer_append(void *data, const char *bytes, size_t size)
{
    ALCOVE_ASSERT(data != NULL);
    byte_write_bytes(data, (const uint8_t *)bytes, size);
    return 0;
}

static void pack_known(msgpack_packer *p, const struct batch_head *head,
                       const uint32_t before[SPACE_DEVICES_MAX])
{
    size_t changed = 0;
    ALCOVE_ASSERT(head->known[head->device] == head->sequence - 1);
    for (uint8_t device = 0; device < SPACE_DEVICES_MAX; device++) {
        ALCOVE_ASSERT(device == head->device || head->known[device] >= before[device]);
        changed += device != head->device && head->known[device] != before[device];
    }
    msgpack_pack_array(p, 2 * changed);
    for (uint8_t device = 0; device < SPACE_DEVICES_MAX; device++) {
        if (device == head->device || head->known[device] == before[device])
            continue;
        msgpack_pack_uint8(p, device);
        msgpack_pack_uint32(p, head->known[device] - before[device]);
    }
}

/* Columns as they stand in the array: as they are, or deflated. */
struct packed {
    const uint8_t *bytes;
    size_t size;
    size_t inflated; /* 0: as they are */
};

static size_t pack(const struct batch_head *head, const uint32_t before[SPACE_DEVICES_MAX],
                   const struct packed *columns, struct byte_writer *w)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, w, writer_append);
    msgpack_pack_array(&packer, columns->inflated == 0 ? ELEMENTS : ELEMENTS_SQUEEZED);
    msgpack_pack_uint8(&packer, BATCH_VERSION);
    msgpack_pack_uint8(&packer, head->device);
    msgpack_pack_uint32(&packer, head->sequence);
    msgpack_pack_uint64(&packer, head->lamport);
    pack_known(&packer, head, before);
    msgpack_pack_uint32(&packer, head->minute);
    msgpack_pack_bin(&packer, columns->size);
    msgpack_pack_bin_body(&packer, columns->bytes, columns->size);
    if (columns->inflated != 0)
        msgpack_pack_uint64(&packer, columns->inflated);
    ALCOVE_ASSERT(w->size <= BATCH_BYTES_MAX);
    return w->failed ? 0 : w->size;
}

static size_t count_runs(const struct batch *batch)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        ALCOVE_ASSERT(operation->kind <= OPERATION_ERASE);
        count += operation->kind == OPERATION_NOTE ? operation->run_count : 0;
    }
    return count;
}

/* Deflates `plain` into the room behind it, if that is shorter and will be read in its bounds. */
static struct packed squeeze(const struct batch *batch, const struct alcove_memory *memory,
                             const uint8_t *plain, size_t size, uint8_t *out)
{
    struct packed packed = {plain, size, 0};
    if (size <= BATCH_SQUEEZE_FROM)
        return packed;
    size_t squeezed = squeeze_deflate(memory, plain, size, out, size - 1);
    size_t tables = room_of_tables(batch->operation_count, count_runs(batch));
    ALCOVE_ASSERT(squeezed < size);
    if (squeezed <= BATCH_BYTES_MAX && size <= squeezed * SQUEEZE_RATIO_MAX &&
        room_for(aligned(size), tables) <= squeezed * BATCH_ROOM_RATIO_MAX)
        packed = (struct packed){out, squeezed, size};
    return packed;
}

size_t batch_encode(const struct batch *batch, const uint32_t known_before[SPACE_DEVICES_MAX],
                    const struct alcove_memory *memory, uint8_t *out, size_t room)
{
    ALCOVE_ASSERT(batch->head.device < SPACE_DEVICES_MAX && batch->head.sequence >= 1);
    ALCOVE_ASSERT(batch->head.lamport >= 1 && batch->head.minute <= BATCH_MINUTE_MAX);
    size_t plain_room = columns_room(batch);
    uint8_t *scratch = memory->resize(memory->context, NULL, 0, 2 * plain_room);
    if (scratch == NULL)
        return 0;
    struct byte_writer columns = byte_writer_over(scratch, plain_room);
    columns_write(batch, &columns);
    ALCOVE_ASSERT(!columns.failed);
    struct packed packed = squeeze(batch, memory, scratch, columns.size, scratch + plain_room);
    struct byte_writer w = byte_writer_over(out, room < BATCH_BYTES_MAX ? room : BATCH_BYTES_MAX);
    size_t size = pack(&batch->head, known_before, &packed, &w);
    sodium_memzero(scratch, 2 * plain_room);
    memory->resize(memory->context, scratch, 2 * plain_room, 0);
    return size;
}

/* ---- reading ---- */

/* What stands around the columns. */
struct frame {
    struct batch_head head;
    size_t elements;
    uint64_t version;
};

static void read_begin(struct msgpack_reader *r, struct frame *out)
{
    memset(out, 0, sizeof *out);
    out->elements = msgpack_read_array(r, ELEMENTS_MAX);
    out->version = msgpack_read_unsigned(r, UINT32_MAX);
    if (out->elements == 0 || out->version == 0)
        msgpack_fail(r);
    ALCOVE_ASSERT(out->elements <= ELEMENTS_MAX);
}

static void read_author(struct msgpack_reader *r, struct batch_head *out)
{
    out->device = (uint8_t)msgpack_read_unsigned(r, SPACE_DEVICES_MAX - 1);
    out->sequence = (uint32_t)msgpack_read_unsigned(r, UINT32_MAX);
    ALCOVE_ASSERT(out->device < SPACE_DEVICES_MAX);
    if (out->sequence == 0)
        msgpack_fail(r);
}

static void read_known(struct msgpack_reader *r, const uint32_t before[SPACE_DEVICES_MAX],
                       struct batch_head *out)
{
    size_t count = msgpack_read_array(r, KNOWN_MAX);
    uint64_t least = 0; /* devices ascend */
    ALCOVE_ASSERT(count <= KNOWN_MAX);
    memcpy(out->known, before, sizeof out->known);
    if (count % 2 != 0)
        msgpack_fail(r);
    for (size_t i = 0; i < count && !msgpack_reader_failed(r); i += 2) {
        uint64_t device = msgpack_read_unsigned(r, SPACE_DEVICES_MAX - 1);
        uint64_t more = msgpack_read_unsigned(r, UINT32_MAX - before[device]);
        if (device < least || device == out->device || more == 0)
            msgpack_fail(r);
        out->known[device] += (uint32_t)more;
        least = device + 1;
    }
    if (!msgpack_reader_failed(r))
        out->known[out->device] = out->sequence - 1;
}

/* The head and the columns; `out` borrows `r`. */
static enum batch_outcome read_frame(struct msgpack_reader *r,
                                     const uint32_t before[SPACE_DEVICES_MAX],
                                     struct batch_head *head, struct packed *out)
{
    struct frame frame;
    read_begin(r, &frame);
    if (msgpack_reader_failed(r))
        return BATCH_MALFORMED;
    if (frame.version != BATCH_VERSION)
        return BATCH_NEWER;
    read_author(r, &frame.head);
    frame.head.lamport = msgpack_read_unsigned(r, UINT64_MAX);
    read_known(r, before, &frame.head);
    frame.head.minute = (uint32_t)msgpack_read_unsigned(r, BATCH_MINUTE_MAX);
    out->bytes = msgpack_read_binary(r, BATCH_BYTES_MAX, &out->size);
    out->inflated = 0;
    if (frame.elements == ELEMENTS_SQUEEZED) {
        out->inflated = (size_t)msgpack_read_unsigned(r, out->size * SQUEEZE_RATIO_MAX);
        if (out->inflated <= out->size || out->inflated <= BATCH_SQUEEZE_FROM)
            msgpack_fail(r);
    } else if (frame.elements != ELEMENTS) {
        msgpack_fail(r);
    }
    ALCOVE_ASSERT(out->inflated <= (size_t)BATCH_BYTES_MAX * SQUEEZE_RATIO_MAX);
    *head = frame.head;
    bool good = msgpack_reader_finished(r) && frame.head.lamport != 0;
    return good ? BATCH_OK : BATCH_MALFORMED;
}

static bool peek(const uint8_t *bytes, size_t size, struct batch_head *out)
{
    struct msgpack_reader r = msgpack_reader_over(bytes, size);
    struct frame frame;
    ALCOVE_ASSERT(out != NULL);
    read_begin(&r, &frame);
    read_author(&r, &frame.head);
    *out = frame.head;
    out->lamport = msgpack_read_unsigned(&r, UINT64_MAX);
    /* Behind a failure all is zero, and no batch has the sequence 0. */
    return out->sequence != 0;
}

bool batch_peek(const uint8_t *bytes, size_t size, uint8_t *device, uint32_t *sequence)
{
    struct batch_head head;
    bool good = peek(bytes, size, &head);
    ALCOVE_ASSERT(head.device < SPACE_DEVICES_MAX);
    *device = head.device;
    *sequence = head.sequence;
    return good;
}

bool batch_lamport(const uint8_t *bytes, size_t size, uint64_t *lamport)
{
    struct batch_head head;
    bool good = peek(bytes, size, &head);
    ALCOVE_ASSERT(lamport != NULL);
    *lamport = head.lamport;
    return good && head.lamport != 0;
}

/* Gives `read` room of `size` bytes in all. What is in it moves, and stays nowhere else. */
static bool grow(struct batch_read *read, size_t size, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(size >= read->room_size);
    if (size == read->room_size)
        return true;
    void *room = memory->resize(memory->context, NULL, 0, size);
    if (room == NULL)
        return false;
    if (read->room != NULL) {
        memcpy(room, read->room, read->room_size);
        sodium_memzero(read->room, read->room_size);
        memory->resize(memory->context, read->room, read->room_size, 0);
    }
    read->room = room;
    read->room_size = size;
    return true;
}

static enum batch_outcome inflate_columns(const struct packed *packed,
                                          const struct alcove_memory *memory, uint8_t *out)
{
    ALCOVE_ASSERT(packed->inflated != 0);
    switch (squeeze_inflate(memory, packed->bytes, packed->size, out, packed->inflated)) {
    case SQUEEZE_INFLATED:
        return BATCH_OK;
    case SQUEEZE_NO_MEMORY:
        return BATCH_NO_MEMORY;
    case SQUEEZE_MALFORMED:
        break;
    }
    return BATCH_MALFORMED;
}

/* Inflates, counts, asks for the room of the tables, and reads. */
static enum batch_outcome read_columns(const struct packed *packed, size_t room_max,
                                       const struct alcove_memory *memory, struct batch_read *read)
{
    struct columns columns = {
        .bytes = packed->bytes,
        .size = packed->inflated == 0 ? packed->size : packed->inflated,
        .device = read->batch.head.device,
        .minute = read->batch.head.minute,
    };
    size_t inflated = aligned(packed->inflated);
    if (!grow(read, inflated, memory))
        return BATCH_NO_MEMORY;
    if (inflated != 0) {
        enum batch_outcome outcome = inflate_columns(packed, memory, read->room);
        if (outcome != BATCH_OK)
            return outcome;
        columns.bytes = read->room;
    }
    if (!columns_measure(&columns))
        return BATCH_MALFORMED;
    size_t tables = room_of_tables(columns.operation_count, columns.run_count);
    if (room_for(inflated, tables) > room_max)
        return BATCH_MALFORMED;
    if (!grow(read, inflated + tables, memory))
        return BATCH_NO_MEMORY;
    uint8_t *start = (uint8_t *)read->room + inflated;
    columns.bytes = inflated != 0 ? read->room : columns.bytes;
    columns.operations = (void *)start;
    columns.runs = (void *)(start + columns.operation_count * sizeof(struct operation));
    read->batch.operations = columns.operations;
    read->batch.operation_count = columns.operation_count;
    return columns_read(&columns);
}

enum batch_outcome batch_decode(const struct batch_source *source,
                                const uint32_t known_before[SPACE_DEVICES_MAX],
                                const struct alcove_memory *memory, struct batch_read *out)
{
    ALCOVE_ASSERT(out != NULL && memory != NULL);
    memset(out, 0, sizeof *out);
    struct packed packed;
    size_t signature = source->is_signed ? BATCH_SIGNATURE_BYTES : 0;
    if (source->size < signature || source->size - signature > BATCH_BYTES_MAX)
        return BATCH_MALFORMED;
    size_t size = source->size - signature;
    struct msgpack_reader r = msgpack_reader_over(source->bytes, size);
    enum batch_outcome outcome = read_frame(&r, known_before, &out->batch.head, &packed);
    if (outcome == BATCH_OK)
        outcome = read_columns(&packed, size * BATCH_ROOM_RATIO_MAX, memory, out);
    out->batch.signature = source->is_signed ? source->bytes + size : NULL;
    if (outcome != BATCH_OK)
        batch_free(out, memory);
    return outcome;
}

void batch_free(struct batch_read *read, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT((read->room == NULL) == (read->room_size == 0));
    if (read->room != NULL) {
        sodium_memzero(read->room, read->room_size);
        memory->resize(memory->context, read->room, read->room_size, 0);
    }
    memset(read, 0, sizeof *read);
}
