/* rooms: records */
/* A peer that says anything: its bytes are parts for a sync of a space that has something, each
 * behind its size. Whatever comes, the space goes on and all memory comes back; a message that is
 * accepted is written again as the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "records/sync.h"

static struct space *begin_space(void)
{
    struct space_config config = {
        .member_count = 2, .device_count = 2, .member_of = {0, 1}, .own_device = 0};
    struct space *space = space_create(&config, &memory);
    struct space_publication publication = {.minute = 29549000};
    struct value text = value_text("a line");
    require(space != NULL);
    for (int i = 0; i < 3; i++) {
        struct object_id object;
        const uint8_t *bytes;
        size_t size;
        require(space_make(space, KIND_WORDS, &object) == SPACE_WRITTEN);
        require(space_set(space, object, WORDS_TEXT, &text) == SPACE_WRITTEN);
        require(space_publish(space, &publication, &bytes, &size) == SPACE_WRITTEN);
    }
    return space;
}

static void read_message(const uint8_t *bytes, size_t size)
{
    const struct sync_shape shape = {.device_count = 2, .chained = 3};
    struct sync_message message;
    if (!sync_message_read(bytes, size, shape, &message))
        return;
    uint8_t *again = malloc(SYNC_HEAD_BYTES_MAX + size);
    require(again != NULL);
    struct byte_writer w = byte_writer_over(again, SYNC_HEAD_BYTES_MAX + size);
    sync_message_write(&message, &w);
    size_t at = 0, length = 0;
    const uint8_t *batch;
    while ((message.sections & SYNC_BATCHES) != 0 &&
           (batch = sync_message_batch(&message, &at, &length)) != NULL)
        sync_message_add(batch, length, &w);
    if (message.whole != NULL)
        byte_write_bytes(&w, message.whole, message.whole_size);
    require(!w.failed && w.size == size && memcmp(again, bytes, size) == 0);
    free(again);
}

static void answer(struct space *space, struct sync *sync, uint64_t now_us)
{
    uint8_t part[256];
    size_t parts = 0, size;
    struct sync_event event;
    while (space_next_to_keep(space, &size) != NULL)
        ;
    sync_stored(sync);
    while ((size = sync_next(sync, now_us, part)) != 0)
        require(size <= sizeof part && ++parts < 1000);
    while (sync_next_event(sync, &event))
        require(event.kind != SYNC_NO_EVENT && event.device < 2);
}

static void talk(const uint8_t *data, size_t size, bool is_restored)
{
    struct space *space = begin_space();
    if (is_restored)
        space_restore(space);
    struct sync_memory remembered = {0};
    struct sync_config config = {.space = space, .peer = 1, .part_bytes = 256, .memory = &memory};
    struct sync *sync = sync_begin(&config, &remembered);
    require(sync != NULL);
    for (uint64_t now_us = 0; size > 0; now_us += 1000) {
        size_t length = data[0] < size ? data[0] : size - 1;
        uint8_t *part = malloc(length + (length == 0));
        require(part != NULL);
        memcpy(part, data + 1, length);
        read_message(part, length);
        sync_take(sync, now_us, part, length);
        if ((data[0] & 1) != 0)
            answer(space, sync, now_us);
        free(part);
        data += length + 1;
        size -= length + 1;
    }
    sync_end(sync);
    space_free(space);
    require(held == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sync_memory remembered;
    read_message(data, size);
    talk(data, size, false);
    talk(data, size, true);
    if (sync_memory_decode(data, size, &remembered)) {
        uint8_t again[SYNC_MEMORY_BYTES];
        sync_memory_encode(&remembered, again);
        require(memcmp(again, data, size) == 0);
    }
    return 0;
}
