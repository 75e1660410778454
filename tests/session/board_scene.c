#include "session/board_scene.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

static void *resize_wiped(void *context, void *old, size_t old_size, size_t size)
{
    (void)context;
    assert_true(old == NULL || size == 0); /* moving would leave words behind */
    uint8_t left = 0;
    for (size_t i = 0; i < old_size; i++)
        left |= ((const uint8_t *)old)[i];
    assert_int_equal(left, 0);
    return test_memory.memory.resize(test_memory.memory.context, old, old_size, size);
}

static const struct alcove_memory wiped_memory = {resize_wiped, NULL};

void scene_begin(struct board *board, unsigned side)
{
    board_init(board, side);
    board->memory = &wiped_memory;
}

void scene_free(uint8_t *bytes, size_t size)
{
    memset(bytes, 0, size);
    wiped_memory.resize(NULL, bytes, size, 0);
}

void scene_assert_same(const struct board *a, const struct board *b)
{
    size_t a_size = 0;
    size_t b_size = 0;
    uint8_t *a_bytes = board_encode(a, &a_size);
    uint8_t *b_bytes = board_encode(b, &b_size);
    assert_non_null(a_bytes);
    assert_non_null(b_bytes);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a_bytes, b_bytes, a_size);
    scene_free(a_bytes, a_size);
    scene_free(b_bytes, b_size);
}

struct card_edit scene_number(enum card_kind kind, uint32_t id, unsigned field, uint64_t value)
{
    return (struct card_edit){.kind = kind, .field = (uint8_t)field, .id = id, .number = value};
}

struct card_edit scene_text(enum card_kind kind, uint32_t id, unsigned field, const char *words)
{
    struct card_edit edit = {.kind = kind, .field = (uint8_t)field, .id = id, .text = words};
    edit.size = strlen(words);
    return edit;
}

void scene_tell(struct board *from, struct board *to, struct card_edit edit)
{
    assert_true(board_set(from, &edit));
    assert_int_equal(board_take(to, &edit), BOARD_TAKEN);
}
