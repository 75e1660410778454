/* rooms: papers */
/* Backups of anyone. The fuzzer cannot guess the header's sum: with 's' in front its bytes become a
 * header whose sum is right. Whatever comes, nothing of it is given out but what was sealed. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "fuzz/fuzz.h"
#include "papers/backup.h"

#define SUMMED_BYTES 82 /* of the header, before the sum */
#define SUM_BYTES    16
#define PASSES_AT    9

static const struct backup_passphrase passphrase = {"a quiet room", 12};

static void open_it(const uint8_t *bytes, size_t size)
{
    struct backup_bytes out;
    enum backup_outcome outcome = backup_open(bytes, size, &passphrase, &out);
    require(outcome != BACKUP_OK && out.bytes == NULL && out.size == 0);
    require(backup_outcome_text(outcome)[0] != '\0');
}

/* A try at the least cost, so that the fuzzer is not slow: other costs are refused or too dear. */
static void sum_header(uint8_t *bytes)
{
    struct byte_writer w = byte_writer_over(bytes + PASSES_AT, 8);
    if (bytes[PASSES_AT] == 0) {
        byte_write_u32(&w, BACKUP_PASSES_MIN);
        byte_write_u32(&w, BACKUP_MEMORY_KIB_MIN);
    }
    crypto_generichash(bytes + SUMMED_BYTES, SUM_BYTES, bytes, SUMMED_BYTES, NULL, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || sodium_init() < 0)
        return 0;
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *exact = malloc(size - 1 + (size == 1));
    require(exact != NULL);
    memcpy(exact, data + 1, size - 1);
    if (data[0] == 's' && size - 1 >= SUMMED_BYTES + SUM_BYTES)
        sum_header(exact);
    open_it(exact, size - 1);
    free(exact);
    return 0;
}
