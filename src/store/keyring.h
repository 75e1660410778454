/* The keys of a profile: one random master key, from which those of its files and its vault come.
 * It lies in the file `keys`, wrapped: by a key that Argon2id makes of the passphrase, or, where
 * there is none, by one that everybody can make. So all files are always sealed in one way, and a
 * passphrase that is set, changed or removed rewrites this small file alone.
 *
 * Without a passphrase that protects nothing from who reads the disk. A passphrase protects what is
 * sealed from then on and was before, but not from who kept an older copy of `keys`.
 *
 * Opened by store/profile.c; one owner, never copied. The master key lives in locked memory while
 * the ring is unlocked. */
#ifndef ALCOVE_STORE_KEYRING_H
#define ALCOVE_STORE_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/store_error.h"

#define KEYRING_KEY_BYTES            32
#define KEYRING_PASSPHRASE_BYTES_MAX 1024
#define KEYRING_SALT_BYTES           16
#define KEYRING_BOX_BYTES            (24 + KEYRING_KEY_BYTES + 16)

/* What trying one passphrase costs whoever guesses. */
struct keyring_cost {
    uint32_t operations; /* 1 to 16 */
    uint32_t memory_kib; /* 8 to 1,048,576 */
};

/* 3 passes over 256 MiB, half a second; over 64 MiB where the machine has less than 2 GiB. */
struct keyring_cost keyring_usual_cost(void);

struct keyring_passphrase {
    const uint8_t *bytes; /* borrowed; any bytes; NULL: none */
    size_t size;          /* 1 to KEYRING_PASSPHRASE_BYTES_MAX */
};

struct keyring {
    bool has_passphrase;
    struct keyring_cost cost; /* with a passphrase */
    uint8_t salt[KEYRING_SALT_BYTES];
    uint8_t box[KEYRING_BOX_BYTES];
    uint8_t *master; /* NULL while locked */
};

/* Reads the file; the ring is locked then. MISSING if there is none. */
bool keyring_open(struct keyring *ring, const struct folder *folder, struct store_error *error);
/* A new master key without a passphrase, on the disk and unlocked. */
bool keyring_make(struct keyring *ring, const struct folder *folder, struct store_error *error);
/* Wipes the master key; the ring can be unlocked again. */
void keyring_lock(struct keyring *ring);
/* The same for good. A closed ring is all noughts. */
void keyring_close(struct keyring *ring);

/* LOCKED if it is the wrong passphrase, or none and there is one: nothing is changed then. */
bool keyring_unlock(struct keyring *ring, struct keyring_passphrase passphrase,
                    struct store_error *error);
/* Instead of the one that there is, if any; none removes it. The ring is unlocked. The cost is at
 * least that of before. After false the old one counts, on the disk and here. */
bool keyring_set_passphrase(struct keyring *ring, const struct folder *folder,
                            struct keyring_passphrase passphrase, struct keyring_cost cost,
                            struct store_error *error);

enum keyring_use {
    KEYRING_FILES = 1, /* the files of the profile (store/folder.h) */
    KEYRING_VAULT = 2, /* store/vault.h */
};

/* The caller wipes `out`. The ring is unlocked. */
void keyring_derive(const struct keyring *ring, enum keyring_use use,
                    uint8_t out[KEYRING_KEY_BYTES]);

#endif
