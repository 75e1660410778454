/* Signatures of members under what two people agreed on: the recap of a session, a consent. Each
 * says "this member had this very text before them", to whoever holds the space or a copy of it.
 * SPEC.md section 8.7.1.
 *
 * A signature is an object of the space (KIND_SIGNATURE), of its member alone. It is judged anew
 * whenever it is shown: it holds while what it is under is what was signed, and says so when that
 * was another version. The key of a member is in the space in a field that this member alone
 * writes; it came over a link that proved who it is. Called by the commands, the papers and the end
 * of an hour. Memory is for one note at a time, wiped and given back before each call returns. */
#ifndef ALCOVE_RECORDS_SIGNATURE_H
#define ALCOVE_RECORDS_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "records/space.h"

#define SIGNATURE_HASH_SIZE 32

/* From the worst to the best. */
enum signature_state {
    SIGNATURE_NONE,
    SIGNATURE_FALSE,   /* not by that member's key, not of this object, or no signature at all */
    SIGNATURE_KEYLESS, /* that member has not told its key here */
    SIGNATURE_TAKEN_BACK,
    SIGNATURE_EARLIER, /* of an earlier version of the text */
    SIGNATURE_HOLDS,
};

/* The keys that a device signs with: of its X25519 secret, by a way of its own, so that the secret
 * itself signs nothing. The caller wipes `secret`. */
void signature_keys(const uint8_t static_secret[32], uint8_t public[SPACE_SIGN_KEY_BYTES],
                    uint8_t secret[SPACE_SIGN_SECRET_BYTES]);

/* Whether such a thing can be signed. */
bool signature_is_for(enum object_kind kind);

struct signature_pen {
    const uint8_t *secret; /* SPACE_SIGN_SECRET_BYTES */
    const uint8_t *public; /* SPACE_SIGN_KEY_BYTES */
    uint32_t minute;       /* now, since 1970 */
    const struct alcove_memory *memory;
};

/* Drafts a signature under `target` as it is shown now, and the member's key if the space has it
 * not. NOT_SO for what cannot be signed. After anything but WRITTEN the caller discards. */
enum space_write signature_make(struct space *space, struct object_id target,
                                const struct signature_pen *pen, struct object_id *out);

/* What it is worth now. `signature` is one (asserted). False without memory. */
bool signature_judge(const struct space *space, struct object_id signature,
                     const struct alcove_memory *memory, enum signature_state *out);

struct signature_place {
    struct object_id target;
    uint8_t member;
};
struct signature_found {
    enum signature_state state;
    struct object_id object; /* OBJECT_SPACE for NONE */
};

/* The best that this member has under the target. False without memory. */
bool signature_find(const struct space *space, const struct signature_place *place,
                    const struct alcove_memory *memory, struct signature_found *out);

#endif
