/* What every fuzzer has: libFuzzer's entry, and a promise that stops it when it is broken. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool promise)
{
    if (!promise)
        abort();
}

#endif
