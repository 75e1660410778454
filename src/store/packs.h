/* Packs of questionnaires that the person brought along (papers/measure.h), in memory and in the
 * file `measures`; what they say is not looked at here. Called by the command line. Every change is
 * on the disk before it is in memory; after an error both are as before. */
#ifndef ALCOVE_STORE_PACKS_H
#define ALCOVE_STORE_PACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/store_error.h"

#define PACKS_MAX      16
#define PACK_BYTES_MAX 65536

struct pack {
    uint8_t *bytes;
    size_t size; /* 1 to PACK_BYTES_MAX */
};

struct packs {
    const struct folder *folder; /* of the open profile; outlives this */
    struct pack list[PACKS_MAX]; /* in the order of adding */
    size_t count;
};

/* No file yet means no packs. After false none is in it, and nothing may be changed. */
bool packs_open(struct packs *packs, const struct folder *folder, struct store_error *error);
void packs_close(struct packs *packs);
/* A copy of `bytes` in the place `at`, or behind all others (`at` is the count). FULL when there
 * are PACKS_MAX. */
bool packs_put(struct packs *packs, size_t at, const uint8_t *bytes, size_t size,
               struct store_error *error);

#endif
