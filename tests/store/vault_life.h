/* The life of a vault on a torn disk: transactions of every kind, a fault at a chosen operation,
 * and the question whether everything that was acknowledged is there afterwards. For the tests of
 * the store and for the bench, so without cmocka. */
#ifndef TESTS_STORE_VAULT_LIFE_H
#define TESTS_STORE_VAULT_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "torn_disk.h"

struct life_plan {
    const char *folder; /* an existing one, in which an empty file is made */
    uint64_t seed;      /* what is written, and what a crash leaves */
    uint64_t fault_at;  /* the operation of the disk that goes wrong; 0: none */
    enum torn_disk_fault fault;
};

struct life_result {
    bool struck;           /* the fault has happened */
    uint64_t operations;   /* of the disk, until the fault or the end */
    uint64_t acknowledged; /* records, objects and values that were there when it did */
    const char *broken;    /* NULL, or which promise was broken */
};

struct life_result life_run(const struct life_plan *plan);

#endif
