/* The invites this device has given out and nobody has used yet, in memory and in the file
 * `invites`. Each is used once: it is consumed, on the disk, as soon as its pairing has succeeded.
 * Every change is on the disk before it is in memory; after an error both are as before. */
#ifndef ALCOVE_STORE_INVITES_H
#define ALCOVE_STORE_INVITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reach/invite.h"
#include "reach/reply.h"
#include "store/folder.h"
#include "store/store_error.h"

#define INVITES_MAX                32
#define INVITES_FOR_NAME_BYTES_MAX 65 /* 64 bytes of UTF-8 and a NUL */

struct pending_invite {
    uint32_t id; /* of this profile, from 1, never used twice */
    uint8_t secret[INVITE_SECRET_BYTES];
    char for_name[INVITES_FOR_NAME_BYTES_MAX]; /* how the inviter calls the invited; may be empty */
    uint64_t expires_at_s;
    struct reply reply; /* where the invited said they are; no candidates: nothing came yet */
    unsigned tries;     /* pairings that came as far as the words; in memory only, the app's */
};

struct invites {
    const struct folder *folder; /* of the open profile; outlives this */
    uint32_t next_id;
    size_t count;
    struct pending_invite list[INVITES_MAX]; /* in the order of making */
};

/* What a new invite is made of. */
struct invite_wish {
    const char *for_name; /* NULL or empty: nobody named */
    uint64_t now_s;       /* Unix time */
    uint32_t lifetime_s;  /* 1 to INVITE_LIFETIME_S_MAX, else INVALID */
};

bool invites_open(struct invites *invites, const struct folder *folder, struct store_error *error);
/* Wipes the secrets. */
void invites_close(struct invites *invites);

/* Makes an invite with a fresh secret, dropping the expired ones first; `*out` is borrowed until
 * the next change. FULL when INVITES_MAX are pending. */
bool invites_create(struct invites *invites, const struct invite_wish *wish,
                    const struct pending_invite **out, struct store_error *error);
/* Takes an invite out, because it was used or taken back; its link opens nothing any more.
 * INVALID if there is none. */
bool invites_consume(struct invites *invites, uint32_t id, struct store_error *error);
bool invites_cancel(struct invites *invites, uint32_t id, struct store_error *error);
/* Keeps with an invite what its reply link says, in the place of an earlier one; `*id` says with
 * which. INVALID if it belongs to none that waits. */
bool invites_take_reply(struct invites *invites, const struct reply_sealed *sealed, uint32_t *id,
                        struct store_error *error);

const struct pending_invite *invites_find(const struct invites *invites, uint32_t id);

#endif
