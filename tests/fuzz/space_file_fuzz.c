/* rooms: records */
/* What is kept of a space, from hostile bytes: a whole, a draft over an empty space, what changed,
 * and what can be taken back. What is accepted is written again, and comes back as the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "records/changes.h"
#include "records/kept_parts.h"
#include "records/undo_parts.h"

/* Plainly in a box, so that the search need not find out how to deflate. */
static uint8_t *boxed(const uint8_t *bytes, size_t size)
{
    uint8_t *box = malloc(size + 2);
    require(box != NULL);
    box[0] = KEPT_VERSION;
    box[1] = 0;
    if (size > 0)
        memcpy(box + 2, bytes, size);
    return box;
}

static void read_whole(const uint8_t *bytes, size_t size)
{
    struct space *space;
    struct space *again;
    size_t whole_size;
    size_t again_size;
    if (space_decode_whole(&memory, bytes, size, NULL, &space) != SPACE_LOADED) {
        require(held == 0);
        return;
    }
    uint8_t *whole = space_encode_whole(space, &whole_size);
    require(whole != NULL);
    require(space_decode_whole(&memory, whole, whole_size, space, &again) == SPACE_LOADED);
    uint8_t *other = space_encode_whole(again, &again_size);
    require(other != NULL && again_size == whole_size);
    require(memcmp(whole, other, whole_size) == 0);
    heap_resize(NULL, whole, whole_size, 0);
    heap_resize(NULL, other, again_size, 0);
    space_free(again);
    space_free(space);
    require(held == 0);
}

static void read_draft(const uint8_t *bytes, size_t size)
{
    const struct space_config config = {
        .member_count = 2, .device_count = 2, .member_of = {0, 1}, .own_device = 0};
    struct space *space = space_create(&config, &memory);
    struct kept_block draft;
    require(space != NULL);
    if (kept_draft_read(space, bytes, size) == SPACE_LOADED) {
        require(kept_draft_write(space, &draft));
        space_discard(space);
        if (draft.bytes != NULL)
            require(kept_draft_read(space, draft.bytes, draft.size) == SPACE_LOADED);
        kept_block_free(&memory, &draft);
    } else {
        require(!space_has_draft(space));
    }
    space_free(space);
    require(held == 0);
}

static void read_changes(const uint8_t *bytes, size_t size)
{
    struct changes *changes;
    struct changes *again;
    size_t encoded_size;
    size_t twice_size;
    if (changes_decode(&memory, bytes, size, &changes) != SPACE_LOADED) {
        require(held == 0);
        return;
    }
    uint8_t *encoded = changes_encode(changes, &encoded_size);
    require(encoded != NULL);
    require(changes_decode(&memory, encoded, encoded_size, &again) == SPACE_LOADED);
    uint8_t *twice = changes_encode(again, &twice_size);
    require(twice != NULL && twice_size == encoded_size);
    require(memcmp(twice, encoded, encoded_size) == 0);
    changes_look(again, NULL, 7);
    heap_resize(NULL, twice, twice_size, 0);
    heap_resize(NULL, encoded, encoded_size, 0);
    changes_free(again);
    changes_free(changes);
    require(held == 0);
}

/* A goal of two devices with a note that was written twice; minutes do not count. */
static struct space *space_with_note(struct object_id *goal)
{
    const struct space_config config = {
        .member_count = 2, .device_count = 2, .member_of = {0, 1}, .own_device = 0};
    static const char *const texts[] = {"Walk to the lake.", "Run to the sea."};
    const struct space_publication publication = {0};
    struct space *space = space_create(&config, &memory);
    require(space != NULL && space_make(space, KIND_GOAL, goal) == SPACE_WRITTEN);
    for (size_t i = 0; i < 2; i++) {
        const uint8_t *bytes;
        size_t size;
        const struct value text = value_text(texts[i]);
        require(space_note_replace(space, *goal, GOAL_NOTES, text) == SPACE_WRITTEN);
        require(space_publish(space, &publication, &bytes, &size) == SPACE_WRITTEN);
    }
    const struct undo_step step = {.what = STEP_NOTE, .object = *goal, .field = GOAL_NOTES};
    text_forget_undo(undo_note_of(space, &step)->text, UINT32_MAX);
    return space;
}

static void read_undo(const uint8_t *bytes, size_t size)
{
    struct object_id goal;
    struct undo *undo;
    struct undo *again;
    struct space *spaces[2] = {space_with_note(&goal), space_with_note(&goal)};
    size_t sizes[2];
    if (undo_decode(spaces[0], bytes, size, &undo) == SPACE_LOADED) {
        uint8_t *encoded = undo_encode(undo, spaces[0], &sizes[0]);
        require(encoded != NULL);
        require(undo_decode(spaces[1], encoded, sizes[0], &again) == SPACE_LOADED);
        uint8_t *twice = undo_encode(again, spaces[1], &sizes[1]);
        require(twice != NULL && sizes[1] == sizes[0]);
        require(memcmp(twice, encoded, sizes[0]) == 0);
        heap_resize(NULL, twice, sizes[1], 0);
        heap_resize(NULL, encoded, sizes[0], 0);
        undo_free(again);
        for (struct object_id newest; undo_newest(undo, &newest);) {
            (void)undo_last(undo, spaces[0], newest);
            space_discard(spaces[0]);
        }
        undo_free(undo);
    }
    space_free(spaces[0]);
    space_free(spaces[1]);
    require(held == 0);
}

/* The first byte says what it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    uint8_t *box = boxed(data + 1, size - 1);
    switch (data[0] % 5) {
    case 0:
        read_whole(data + 1, size - 1);
        break;
    case 1:
        read_whole(box, size + 1);
        break;
    case 2:
        read_draft(data + 1, size - 1);
        break;
    case 3:
        read_changes(box, size + 1);
        break;
    default:
        read_undo(box, size + 1);
    }
    free(box);
    return 0;
}
