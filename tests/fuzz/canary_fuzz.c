/* rooms: base */
/* The canary: it holds a planted bug, and a run that does not find it is a failed run. A fuzzer
 * that is silent because nothing is wrong looks the same as one that is silent because it was
 * built without its sanitizer; this one tells them apart. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t song[] = {'s', 'i', 'n', 'g'};
    struct byte_reader r = byte_reader_over(data, size);
    for (size_t i = 0; i < sizeof song; i++) {
        if (byte_read_u8(&r) != song[i])
            return 0;
    }
    uint8_t *cage = malloc(size);
    if (cage == NULL)
        return 0;
    /* The planted bug: one byte past the end, which only AddressSanitizer sees. */
    volatile uint8_t *behind = cage;
    behind[size] = 1;
    free(cage);
    return 0;
}
