#include "net/random.h"

#include <sodium.h>

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

const struct alcove_random net_random = {.fill = fill};
