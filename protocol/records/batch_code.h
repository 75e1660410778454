/* What writing and reading of columns share: codes of operations, and what an operation may hold.
 * Called by records/batch_columns.c and records/batch_columns_read.c. Nothing is owned. */
#ifndef ALCOVE_RECORDS_BATCH_CODE_H
#define ALCOVE_RECORDS_BATCH_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/batch.h"

/* A code is one byte: bits 5 and 6 say what, bits 0 to 4 the field, or the kind that is made. */
#define CODE_SET     0x00
#define CODE_CLEAR   0x20
#define CODE_NOTE    0x40
#define CODE_MAKE    0x60
#define CODE_ERASE   0x7f
#define CODE_FIELD   0x1f
#define CODE_ANOTHER 0x80 /* on another object than the operation before; not with MAKE */

uint8_t operation_code(const struct operation *operation);
/* The operation of a code without CODE_ANOTHER; an object that is made is not yet said. */
struct operation operation_of_code(uint8_t code);
/* The place among the operations of one object. */
unsigned operation_rank(const struct operation *operation);
/* The type of the value that a SET writes; VALUE_NONE for all others, and for one that clears. */
enum value_type operation_holds(const struct operation *operation);
/* Kind and field are known and may be made, set, noted or erased so, and the value fits. Runs are
 * judged by run_is_allowed. */
bool operation_is_allowed(const struct operation *operation);

/* The day from which the days of a batch are told. */
uint32_t batch_day(uint32_t minute);

bool run_is_allowed(const struct text_run *run);
/* How many characters the text of an insert has; false if it is no text, or too much. */
bool run_text_count(const uint8_t *text, size_t size, uint32_t *count);
/* Where the next run most often begins. */
uint32_t run_end(const struct text_run *run);

/* From `from` to `to` as a number that is small when they are near. */
uint64_t zigzag(uint32_t from, uint32_t to);
/* False if it leads out of 32 bits. */
bool zigzag_back(uint32_t from, uint64_t way, uint32_t *to);

#endif
