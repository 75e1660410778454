#include "pump/allocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_uint_least64_t asked;

uint64_t allocations_so_far(void)
{
    return atomic_load(&asked);
}

#if ALLOCATIONS_COUNTED

/* The C library's own, by the names it keeps for programs that replace them. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    atomic_fetch_add(&asked, 1);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    atomic_fetch_add(&asked, 1);
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    atomic_fetch_add(&asked, 1);
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    atomic_fetch_add(&asked, 1);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *place = aligned_alloc(alignment, size);
    if (place == NULL)
        return ENOMEM;
    *out = place;
    return 0;
}

#endif
