/* A profile: this device's identity and settings, and the lock that lets one instance at a time use
 * them. Opened first by the app and by every subcommand; people and invites live in the same
 * folder and need it open.
 *
 * The identity is an X25519 key, made silently at the first opening and kept in the file
 * `identity`, 0600 in a folder of 0700, in the clear: see store/folder.h. */
#ifndef ALCOVE_STORE_PROFILE_H
#define ALCOVE_STORE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/store_error.h"

#define PROFILE_NAME_BYTES_MAX 65 /* 64 bytes of UTF-8 and a NUL */

#define PROFILE_WAYS_BYTES_MAX 512

struct profile {
    struct folder folder;
    int lock_fd;
    uint8_t static_secret[32];
    uint8_t static_public[32];
    char name[PROFILE_NAME_BYTES_MAX]; /* own display name; empty until it is set */
    uint16_t listen_port;              /* of the last time; 0 = none yet */
    char ways[PROFILE_WAYS_BYTES_MAX]; /* by which people are found (app/ways.h); empty: default */
    bool created;                      /* this opening made the identity */
};

/* $XDG_DATA_HOME/alcove, or ~/.local/share/alcove (XDG base directory specification: a relative
 * value is ignored). MISSING if neither variable is of use. */
bool profile_default_directory(char out[FOLDER_PATH_BYTES_MAX], struct store_error *error);

/* Locks and reads the profile in `directory`, making both as needed. After false nothing is open,
 * no file that was there is changed, and profile_close need not be called (but may). BUSY when
 * another instance holds it. An identity that is missing beside other files is DAMAGED: a new one
 * would be a stranger to everybody this profile knows. */
bool profile_open(struct profile *profile, const char *directory, struct store_error *error);
/* Wipes the secret and lets the lock go. */
void profile_close(struct profile *profile);

/* Stored before the struct is changed. INVALID if the name is empty, too long or not plain text. */
bool profile_set_name(struct profile *profile, const char *name, struct store_error *error);
bool profile_set_listen_port(struct profile *profile, uint16_t port, struct store_error *error);
/* How people are found, as app/ways.h reads it; empty for the default. */
bool profile_set_ways(struct profile *profile, const char *ways, struct store_error *error);

#endif
