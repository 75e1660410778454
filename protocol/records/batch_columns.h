/* The operations of a batch as columns: what is alike stands together, so that little is written
 * and deflate finds more. The inside of records/batch.c, which calls it; SPEC.md section 8.8.
 *
 * Columns have one form: operations stand by object and field, integers are shortest, nothing
 * follows. All memory is the caller's. */
#ifndef ALCOVE_RECORDS_BATCH_COLUMNS_H
#define ALCOVE_RECORDS_BATCH_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "records/batch.h"

/* No columns of this batch are larger. */
size_t columns_room(const struct batch *batch);
/* Writes them; the promises of batch_encode are asserted. */
void columns_write(const struct batch *batch, struct byte_writer *w);

struct columns {
    const uint8_t *bytes;
    size_t size;
    uint8_t device;  /* the author's */
    uint32_t minute; /* of the batch: days are told from it */
    size_t operation_count, run_count;
    /* Room for so many, given by the caller after columns_measure. */
    struct operation *operations;
    struct text_run *runs;
};

/* Finds out the counts of `bytes`, which are bounded by `size`; false if it is malformed. */
bool columns_measure(struct columns *columns);
/* Reads all; values and runs borrow `bytes`. */
enum batch_outcome columns_read(struct columns *columns);

#endif
