/* rooms: records */
/* Batches from a hostile member: the bytes as a batch, and as the columns of one, which have one
 * form: what is accepted is written again as the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "records/batch.h"
#include "records/batch_columns.h"
#include "records/schema.h"

/* What zlib itself takes to inflate. */
#define INFLATE_ROOM 65536

static const uint32_t before[SPACE_DEVICES_MAX] = {6, 3, 0, 1};

static void require_operations(const struct batch *batch)
{
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        const struct schema_field *field = schema_field(operation->made, operation->field);
        require(operation->object.device < SPACE_DEVICES_MAX && operation->made < KIND_COUNT);
        if (operation->kind == OPERATION_SET)
            require(field != NULL && schema_accepts(field, &operation->value));
        if (operation->kind == OPERATION_NOTE)
            require(field->type == FIELD_NOTE && operation->run_count >= 1);
    }
}

static void read_batch(const uint8_t *bytes, size_t size, bool is_signed)
{
    struct batch_source source = {bytes, size, is_signed};
    struct batch_read read;
    held_max = 0;
    if (batch_decode(&source, before, &memory, &read) != BATCH_OK) {
        require(held == 0 && read.room == NULL);
        return;
    }
    require(held == read.room_size && held_max <= size * BATCH_ROOM_RATIO_MAX + INFLATE_ROOM);
    require_operations(&read.batch);
    uint8_t *again = malloc(BATCH_BYTES_MAX);
    require(again != NULL);
    size_t written = batch_encode(&read.batch, before, &memory, again, BATCH_BYTES_MAX);
    struct batch_source other = {again, written, false};
    struct batch_read same;
    if (written != 0) {
        require(batch_decode(&other, before, &memory, &same) == BATCH_OK);
        require(same.batch.operation_count == read.batch.operation_count);
        batch_free(&same, &memory);
    }
    free(again);
    batch_free(&read, &memory);
    require(held == 0);
}

static void read_columns(const uint8_t *bytes, size_t size)
{
    struct columns columns = {.bytes = bytes, .size = size, .device = 1};
    if (!columns_measure(&columns))
        return;
    require(columns.operation_count <= size && columns.run_count <= size / 2);
    columns.operations = calloc(columns.operation_count, sizeof *columns.operations);
    columns.runs = calloc(columns.run_count + 1, sizeof *columns.runs);
    require(columns.operations != NULL && columns.runs != NULL);
    if (columns_read(&columns) == BATCH_OK) {
        struct batch batch = {.head.device = 1,
                              .operations = columns.operations,
                              .operation_count = columns.operation_count};
        require_operations(&batch);
        size_t room = columns_room(&batch);
        uint8_t *again = malloc(room);
        require(again != NULL);
        struct byte_writer w = byte_writer_over(again, room);
        columns_write(&batch, &w);
        require(!w.failed && w.size == size && memcmp(again, bytes, size) == 0);
        free(again);
    }
    free(columns.operations);
    free(columns.runs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size + (size == 0));
    require(bytes != NULL);
    if (size > 0)
        memcpy(bytes, data, size);
    read_batch(bytes, size, false);
    read_batch(bytes, size, true);
    read_columns(bytes, size);
    uint8_t device;
    uint32_t sequence;
    if (batch_peek(bytes, size, &device, &sequence))
        require(device < SPACE_DEVICES_MAX && sequence >= 1);
    free(bytes);
    return 0;
}
