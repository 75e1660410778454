#include "watched.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static bool holds(const struct watched_block *block, const char *words)
{
    return block->bytes != NULL && memmem(block->bytes, block->size, words, strlen(words)) != NULL;
}

static struct watched_block *block_of(struct watched *w, const void *bytes)
{
    for (size_t i = 0; i < WATCHED_BLOCKS; i++) {
        if (w->blocks[i].bytes == bytes)
            return &w->blocks[i];
    }
    fail_msg("a block that nobody has, or too many of them");
    return NULL;
}

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    struct watched *w = context;
    struct watched_block *block = block_of(w, old);
    if (old != NULL) {
        assert_int_equal(block->size, old_size);
        assert_false(w->secret != NULL && holds(block, w->secret));
    }
    void *bytes = NULL;
    if (size > 0) {
        bytes = calloc(size, 1);
        assert_non_null(bytes);
    }
    if (old != NULL && bytes != NULL)
        memcpy(bytes, old, old_size < size ? old_size : size);
    free(old);
    *block = (struct watched_block){bytes, size};
    return bytes;
}

void watched_begin(struct watched *w)
{
    memset(w, 0, sizeof *w);
    w->memory = (struct alcove_memory){resize, w};
}

void watched_end(const struct watched *w)
{
    for (size_t i = 0; i < WATCHED_BLOCKS; i++)
        assert_null(w->blocks[i].bytes);
}

bool watched_holds(const struct watched *w, const char *words)
{
    for (size_t i = 0; i < WATCHED_BLOCKS; i++) {
        if (holds(&w->blocks[i], words))
            return true;
    }
    return false;
}
