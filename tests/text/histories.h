/* The 1,000 random histories of eg-walker's reference (tests/vectors/README.md), one by one.
 *
 * There an author may not know his own earlier events. So each transaction gets an agent of its
 * own, numbered by author, then by his sequence: ties between two of them come out the same. */
#ifndef TESTS_TEXT_HISTORIES_H
#define TESTS_TEXT_HISTORIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text.h"

#define HISTORY_TXNS 64
#define HISTORY_RUNS 16

struct history {
    size_t txns;
    struct text_batch batches[HISTORY_TXNS]; /* in an order in which they can be merged */
    struct text_run runs[HISTORY_TXNS][HISTORY_RUNS];
    uint32_t parents[HISTORY_TXNS][HISTORY_TXNS];
    const char *end;
    size_t end_size;
};

struct histories;

struct histories *histories_open(void);
void histories_close(struct histories *histories);
/* The next one, valid until the next call; false after the last. */
bool histories_next(struct histories *histories, struct history *out);

#endif
