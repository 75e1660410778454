/* A profile: this device's identity and settings, and the lock that lets one instance at a time use
 * them. Opened first by the app and by every subcommand; people and invites live in the same
 * folder and need it open.
 *
 * The identity is an X25519 key, made silently at the first opening and kept in the file
 * `identity`. All files are sealed (store/folder.h, store/keyring.h); a profile with a passphrase
 * opens locked, and profile_unlock is then the one thing to be done with it. */
#ifndef ALCOVE_STORE_PROFILE_H
#define ALCOVE_STORE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/keyring.h"
#include "store/store_error.h"
#include "store/vault.h"
#include "store/vault_repair.h"

#define PROFILE_NAME_BYTES_MAX 65 /* 64 bytes of UTF-8 and a NUL */

#define PROFILE_WAYS_BYTES_MAX  512
#define PROFILE_AUTO_LOCK_MAX   1440 /* minutes */
#define PROFILE_AUTO_LOCK_USUAL 10

/* How the person's sound is treated, as the app numbers it. */
struct profile_sound {
    uint8_t noise;      /* media/noise.h; 0 to PROFILE_NOISE_MAX */
    uint8_t headphones; /* devices/headphones.h; 0 to PROFILE_HEADPHONES_MAX */
};

#define PROFILE_NOISE_MAX      2
#define PROFILE_NOISE_USUAL    1 /* gentle */
#define PROFILE_HEADPHONES_MAX 2

/* What makes it easier for the person to meet: bits of `comfort`. */
enum profile_comfort {
    PROFILE_BIGGER_TEXT = 1,
    PROFILE_HIDES_SELF = 2, /* the own picture is not shown to oneself */
    PROFILE_NO_DELAY = 4,   /* nothing is said of the delay */
    PROFILE_NO_CLOCK = 8,   /* nor of how much time is left */
    PROFILE_LESS_MOTION = 16,
    PROFILE_LESS_DATA = 32,
};

#define PROFILE_COMFORT_ALL 63

/* Not to be copied: the folder borrows its key from here. */
struct profile {
    struct folder folder;
    struct keyring keyring;
    uint8_t *files_key; /* in locked memory; NULL while locked */
    int lock_fd;        /* -1: none is taken */
    uint8_t static_secret[32];
    uint8_t static_public[32];
    char name[PROFILE_NAME_BYTES_MAX]; /* own display name; empty until it is set */
    uint16_t listen_port;              /* of the last time; 0 = none yet */
    char ways[PROFILE_WAYS_BYTES_MAX]; /* by which people are found (app/ways.h); empty: default */
    uint16_t auto_lock_min;            /* with a passphrase, the window locks itself; 0: never */
    bool passphrase_offered;           /* the person was told what a passphrase is for */
    struct profile_sound sound;
    uint8_t comfort; /* bits of enum profile_comfort */
    bool created;    /* this opening made the identity */
};

/* $XDG_DATA_HOME/alcove, or ~/.local/share/alcove (XDG base directory specification: a relative
 * value is ignored). MISSING if neither variable is of use. */
bool profile_default_directory(char out[FOLDER_PATH_BYTES_MAX], struct store_error *error);

enum profile_trace {
    PROFILE_ON_DISK,
    PROFILE_WITHOUT_TRACE, /* read, or made in memory; nothing on the disk is changed */
};

/* Takes and reads the profile in `directory`, making both as needed. After false nothing is open,
 * no file that was there is changed, and profile_close need not be called (but may). BUSY when
 * another instance holds it. An identity that is missing beside other files is DAMAGED: a new one
 * would be a stranger to everybody this profile knows. */
bool profile_open(struct profile *profile, const char *directory, enum profile_trace trace,
                  struct store_error *error);
/* After an opening that was true: a passphrase is needed first. */
bool profile_is_locked(const struct profile *profile);
/* Reads what profile_open could not. LOCKED if the passphrase is wrong: it can be tried again. */
bool profile_unlock(struct profile *profile, struct keyring_passphrase passphrase,
                    struct store_error *error);
/* Whether it is the one that there is: LOCKED if not. Takes as long as unlocking. */
bool profile_check_passphrase(const struct profile *profile, struct keyring_passphrase passphrase,
                              struct store_error *error);
/* Sets, changes or, with none, removes the passphrase of an unlocked profile. */
bool profile_set_passphrase(struct profile *profile, struct keyring_passphrase passphrase,
                            struct keyring_cost cost, struct store_error *error);
/* Opens the vault of an unlocked profile, for vault_close before profile_close. Where the profile
 * leaves no trace, changes stay in memory. */
bool profile_open_vault(const struct profile *profile, struct vault **vault,
                        struct store_error *error);
/* A new vault that is to take the place of a harmed one, for vault_repair_end with the folder of
 * the profile; NULL with `error` set. Not where it leaves no trace. */
struct vault *profile_begin_repair(const struct profile *profile, struct store_error *error);
/* Wipes the secret and lets the lock go. */
void profile_close(struct profile *profile);

/* Whether `folder` holds an identity and, if any, settings that can be read: copies that are to be
 * put in the place of a profile's. `static_public` is whose they are. */
bool profile_check_copy(const struct folder *folder, uint8_t static_public[32],
                        struct store_error *error);

/* Stored before the struct is changed. INVALID if the name is empty, too long or not plain text. */
bool profile_set_name(struct profile *profile, const char *name, struct store_error *error);
bool profile_set_listen_port(struct profile *profile, uint16_t port, struct store_error *error);
bool profile_set_auto_lock(struct profile *profile, uint16_t minutes, struct store_error *error);
/* The offer is made once. */
bool profile_note_offer(struct profile *profile, struct store_error *error);
bool profile_set_sound(struct profile *profile, struct profile_sound sound,
                       struct store_error *error);
bool profile_set_comfort(struct profile *profile, uint8_t comfort, struct store_error *error);
/* How people are found, as app/ways.h reads it; empty for the default. */
bool profile_set_ways(struct profile *profile, const char *ways, struct store_error *error);

#endif
