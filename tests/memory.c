#include "memory.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    struct counted_memory *counted = context;
    assert_true((old == NULL) == (old_size == 0));
    assert_true(old_size <= counted->bytes);
    if (size > old_size) {
        counted->requests++;
        bool due = counted->fail_at != 0 &&
                   (counted->keep_failing ? counted->requests >= counted->fail_at
                                          : counted->requests == counted->fail_at);
        if (due)
            return NULL;
    }
    counted->bytes += size - old_size;
    if (counted->bytes > counted->bytes_peak)
        counted->bytes_peak = counted->bytes;
    if (size == 0) {
        free(old);
        return NULL;
    }
    void *moved = realloc(old, size);
    assert_non_null(moved);
    return moved;
}

void counted_memory_begin(struct counted_memory *counted)
{
    memset(counted, 0, sizeof *counted);
    counted->memory.resize = resize;
    counted->memory.context = counted;
}

void counted_memory_end(const struct counted_memory *counted)
{
    assert_int_equal(counted->bytes, 0);
}

struct counted_memory test_memory;

int test_memory_begin(void **state)
{
    (void)state;
    counted_memory_begin(&test_memory);
    return 0;
}

int test_memory_end(void **state)
{
    (void)state;
    counted_memory_end(&test_memory);
    return 0;
}
