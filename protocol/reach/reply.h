/* A reply link: what the invited hands back where no way leads from them to the inviter without
 * it. It tells only the inviter where the invited may be reached. Called by the app.
 *
 * A link of kind 2 (reach/link_text.h) with the body
 *
 *     tag 8 | nonce 24 | sealed (count 1 | addresses) | mac 16
 *
 * sealed with XChaCha20-Poly1305 under a key that only the invite's secret gives; head and tag are
 * bound to it. By the tag the inviter finds the invite without trying each; both are keyed BLAKE2b
 * of the secret. It says who nobody is: without the invite it is noise. It opens nothing: the
 * pairing still needs the secret. A second reply to an invite takes the place of the first. */
#ifndef ALCOVE_REACH_REPLY_H
#define ALCOVE_REACH_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/invite.h"

#define REPLY_CANDIDATES_MAX  8
#define REPLY_TAG_BYTES       8
#define REPLY_TEXT_BYTES_MAX  241  /* 240 characters and a NUL */
#define REPLY_INPUT_BYTES_MAX 1024 /* read at most so much of what was pasted */
#define REPLY_SEALED_MAX      106  /* bytes, with its mac */

struct reply {
    struct alcove_address candidates[REPLY_CANDIDATES_MAX];
    size_t candidate_count; /* 1 to REPLY_CANDIDATES_MAX */
};

/* A reply as it came, before it is known to which invite it belongs. */
struct reply_sealed {
    uint8_t tag[REPLY_TAG_BYTES];
    uint8_t nonce[24];
    uint8_t bytes[REPLY_SEALED_MAX];
    size_t size;
};

enum reply_outcome {
    REPLY_OK,
    REPLY_NOT_A_REPLY, /* does not begin with `alcove:` */
    REPLY_TRUNCATED,
    REPLY_MISTYPED,
    REPLY_NEWER_VERSION,
    REPLY_IS_INVITE, /* whole, but an invite: it is to be joined */
};

/* Writes the text, NUL-terminated, and returns its length. The count and the ports (not 0) are the
 * caller's promise. Four IPv6 and two IPv4 addresses always fit; of more the last that do
 * not fit are left out. */
size_t reply_encode(const struct reply *reply, const uint8_t secret[INVITE_SECRET_BYTES],
                    const struct alcove_random *random, char out[REPLY_TEXT_BYTES_MAX]);

/* Reads the text by the rules of invite_decode. `out` is zeroed unless the outcome is OK. */
enum reply_outcome reply_decode(const char *text, size_t size, struct reply_sealed *out);

/* Whether it claims to belong to the invite with this secret; what proves it is reply_open. */
bool reply_belongs(const struct reply_sealed *sealed, const uint8_t secret[INVITE_SECRET_BYTES]);

/* False, with `out` zeroed, if it was made for another invite, was changed, or holds nothing that
 * a reply may hold. */
bool reply_open(const struct reply_sealed *sealed, const uint8_t secret[INVITE_SECRET_BYTES],
                struct reply *out);

#endif
