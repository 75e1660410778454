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
#include "reach/endpoint_record.h"
#include "reach/words.h"
#include "store/folder.h"
#include "store/store_error.h"

#define PEOPLE_MAX 256
/* How somebody is called who gave no name; two of them are not taken for the same. */
#define PERSON_NAMELESS       "Someone"
#define PERSON_NAME_BYTES_MAX 65 /* 64 bytes of UTF-8 and a NUL */
#define PERSON_ENDPOINTS_MAX  4

/* Keys that came in a later pairing for somebody who is known by others, until it is decided whose
 * they are: they open nothing so far. */
struct person_newcomer {
    uint8_t remote_static[32];
    uint8_t envelope_root[32];
    struct alcove_psk psk;
    uint8_t check_words[WORDS_COUNT];
    bool words_present;
    struct alcove_address endpoints[PERSON_ENDPOINTS_MAX];
    size_t endpoint_count;
    uint64_t paired_at_s; /* Unix time */
};

struct person {
    uint32_t id; /* of this profile, from 1, never used twice */
    char name[PERSON_NAME_BYTES_MAX];
    uint8_t remote_static[32];
    uint8_t envelope_root[32];
    struct alcove_psk psk;       /* the newest */
    struct alcove_psk psk_older; /* the one before, until a link used the newest */
    bool verified;               /* the words were read aloud and matched */
    bool words_present;          /* check_words are those of the pairing */
    bool blocked;                /* gets no answer and is not called */
    bool refuted;                /* the words did not match: blocked until paired anew */
    bool key_question; /* newcomer holds other keys in their name: not called, no answer */
    uint8_t check_words[WORDS_COUNT];                      /* reach/words.h */
    struct alcove_address endpoints[PERSON_ENDPOINTS_MAX]; /* where it was last; newest first */
    size_t endpoint_count;
    uint64_t added_at_s;  /* Unix time */
    uint64_t key_since_s; /* Unix time: when remote_static became theirs */
    struct person_newcomer newcomer;
    /* What their device last said of how it is reached (reach/endpoint_record.h), for the time when
     * nobody else can tell; 0: nothing. */
    uint8_t record[ENDPOINT_RECORD_BYTES_MAX];
    size_t record_size;
};

/* 280 kB: allocate it, do not put it on a stack. */
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
 * replaced and keeps id, name, both times and what was decided; only words that did not match are
 * forgotten, since these are new ones. INVALID for a bad name. */
bool people_add(struct people *people, const struct person *person, uint32_t *id,
                struct store_error *error);
/* Replaces the person with this id; INVALID if there is none. */
bool people_update(struct people *people, const struct person *person, struct store_error *error);
bool people_remove(struct people *people, uint32_t id, struct store_error *error);

/* As people_add for somebody who was just paired: but where a person of this name is known by
 * another key, nothing is replaced: the keys become the newcomer of that one, whose id is given,
 * with `*question` true. Keys whose words did not match are replaced without a question. */
bool people_meet(struct people *people, const struct person *person, uint32_t *id, bool *question,
                 struct store_error *error);

enum people_judgement {
    PEOPLE_WORDS_MATCH,  /* confirmed; with a question, the newcomer is accepted too */
    PEOPLE_WORDS_DIFFER, /* refuted; with a question, the newcomer is refused instead */
    PEOPLE_ACCEPT_KEY,   /* the newcomer is this person, not yet confirmed */
    PEOPLE_REFUSE_KEY,   /* the newcomer is somebody else: forgotten */
    PEOPLE_BLOCK,
    PEOPLE_UNBLOCK,
};
/* What the person in front of the screen decided. INVALID where there is nothing to decide. */
bool people_judge(struct people *people, uint32_t id, enum people_judgement judgement,
                  struct store_error *error);

/* Whether they are called and answered: neither blocked nor in question. */
bool person_is_open(const struct person *person);
/* The words to compare now, with a question the newcomer's; NULL if there are none. */
const uint8_t *person_words(const struct person *person);

/* Borrowed until the next change; NULL if there is none. */
const struct person *people_find(const struct people *people, uint32_t id);
const struct person *people_find_key(const struct people *people, const uint8_t remote_static[32]);
/* The first whose name this is, ASCII letters in either case. */
const struct person *people_find_name(const struct people *people, const char *name);
/* By name, ASCII letters in either case; a text of digits alone is tried as an id when no name
 * fits. `*matches` says how many there are: the result is NULL unless it is 1. */
const struct person *people_find_text(const struct people *people, const char *text,
                                      size_t *matches);

/* Puts `address` first among the person's endpoints, in memory only; the caller then updates.
 * Virtual ones (reach/virtual_address.h) lead nowhere later and are left out. */
void person_add_endpoint(struct person *person, const struct alcove_address *address);

#endif
