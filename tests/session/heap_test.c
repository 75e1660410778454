#include "session/heap.h"

#include <string.h>

#include "harness.h"

static void a_block_keeps_what_is_in_it_as_it_grows_and_is_gone_at_no_size(void **state)
{
    (void)state;
    char *block = heap_memory.resize(heap_memory.context, NULL, 0, 4);
    assert_non_null(block);
    memcpy(block, "kept", 4);
    block = heap_memory.resize(heap_memory.context, block, 4, 4096);
    assert_non_null(block);
    assert_memory_equal(block, "kept", 4);
    assert_null(heap_memory.resize(heap_memory.context, block, 4096, 0));
    assert_null(heap_memory.resize(heap_memory.context, NULL, 0, 0));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_block_keeps_what_is_in_it_as_it_grows_and_is_gone_at_no_size),
};
TEST_GROUP(heap, tests)
