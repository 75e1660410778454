/* The people this device is paired with, and what a link to each starts from. In memory and in the
 * file `people`, which is written whole at every change: at most a few hundred people.
 *
 * Every change is on the disk before it is in memory; after an error both are as before. */
#ifndef ALCOVE_STORE_PEOPLE_H
#define ALCOVE_STORE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "link/link.h"
#include "store/folder.h"
#include "store/store_error.h"

#define PEOPLE_MAX            256
#define PERSON_NAME_BYTES_MAX 65 /* 64 bytes of UTF-8 and a NUL */
#define PERSON_ENDPOINTS_MAX  4

struct person {
    uint32_t id; /* of this profile, from 1, never used twice */
    char name[PERSON_NAME_BYTES_MAX];
    uint8_t remote_static[32];
    uint8_t envelope_root[32];
    struct alcove_psk psk;       /* the newest */
    struct alcove_psk psk_older; /* the one before, until a link used the newest */
    bool verified;               /* the words were read aloud and matched */
    struct alcove_address endpoints[PERSON_ENDPOINTS_MAX]; /* where it was last; newest first */
    size_t endpoint_count;
    uint64_t added_at_s; /* Unix time */
};

/* 100 kB: allocate it, do not put it on a stack. */
struct people {
    const struct folder *folder; /* of the open profile; outlives this */
    uint32_t next_id;
    size_t count;
    struct person list[PEOPLE_MAX]; /* in the order of adding */
};

/* No file yet means nobody yet. After false nobody is in it, and nothing may be changed. */
bool people_open(struct people *people, const struct folder *folder, struct store_error *error);
/* Wipes the keys. */
void people_close(struct people *people);

/* Adds a person (its id is ignored) and says the id it got. Someone with the same remote_static is
 * replaced and keeps id, name and added_at_s; `verified` is kept too. INVALID for a bad name. */
bool people_add(struct people *people, const struct person *person, uint32_t *id,
                struct store_error *error);
/* Replaces the person with this id; INVALID if there is none. */
bool people_update(struct people *people, const struct person *person, struct store_error *error);
bool people_remove(struct people *people, uint32_t id, struct store_error *error);

/* Borrowed until the next change; NULL if there is none. */
const struct person *people_find(const struct people *people, uint32_t id);
const struct person *people_find_key(const struct people *people, const uint8_t remote_static[32]);
/* By name, ASCII letters in either case; a text of digits alone is tried as an id when no name
 * fits. `*matches` says how many there are: the result is NULL unless it is 1. */
const struct person *people_find_text(const struct people *people, const char *text,
                                      size_t *matches);

/* Puts `address` first among the person's endpoints, in memory only; the caller then updates. */
void person_add_endpoint(struct person *person, const struct alcove_address *address);

#endif
