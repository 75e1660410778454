/* The helpers this device may use because their owner holds this profile, in memory and in the file
 * `helpers`. Every change is on the disk before it is in memory; after an error both are as before.
 * Tickets for people are derived from these secrets (reach/helper_link.h) and not kept. */
#ifndef ALCOVE_STORE_HELPERS_H
#define ALCOVE_STORE_HELPERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reach/helper_link.h"
#include "store/folder.h"
#include "store/store_error.h"

#define HELPERS_MAX 4

struct known_helper {
    uint32_t id; /* of this profile, from 1, never used twice */
    struct helper_link link;
};

struct helpers {
    const struct folder *folder; /* of the open profile; outlives this */
    uint32_t next_id;
    size_t count;
    struct known_helper list[HELPERS_MAX]; /* in the order of adding: the first is used first */
};

bool helpers_open(struct helpers *helpers, const struct folder *folder, struct store_error *error);
/* Wipes the secrets. */
void helpers_close(struct helpers *helpers);

/* A helper that is known by its secret only gets its new addresses. `*id` is its number. FULL when
 * HELPERS_MAX are known. */
bool helpers_add(struct helpers *helpers, const struct helper_link *link, uint32_t *id,
                 struct store_error *error);
/* INVALID if there is none. */
bool helpers_remove(struct helpers *helpers, uint32_t id, struct store_error *error);

#endif
