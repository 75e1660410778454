/* An invite: what one person hands to another, outside the app, so that the two devices can pair.
 * A one-time secret, where the inviting device may be reached, a few good nodes of the public DHT
 * by which to look for it, and until when; no key and no name, which travel sealed in the pairing
 * itself. Called by the app to print and to read a link.
 *
 * A link of kind 1 (reach/link_text.h) with the body
 *
 *     expires_at_s 5 | secret 32 | flags 1 | counts 1 | addresses
 *
 * `flags` bit 0: a reply link is wanted; the others are 0. `counts`: candidates in the upper four
 * bits, nodes in the lower four; the addresses are the candidates, then the nodes, packed as
 * link_text.h says. Whoever holds the text holds the secret: it is secret until it is used; wipe
 * every copy. */
#ifndef ALCOVE_REACH_INVITE_H
#define ALCOVE_REACH_INVITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define INVITE_SECRET_BYTES    32
#define INVITE_CANDIDATES_MAX  8
#define INVITE_NODES_MAX       8
#define INVITE_LIFETIME_S_MAX  172800 /* 48 hours from the making */
#define INVITE_TEXT_BYTES_MAX  241    /* 240 characters and a NUL */
#define INVITE_INPUT_BYTES_MAX 1024   /* read at most so much of what was pasted */

struct invite {
    uint8_t secret[INVITE_SECRET_BYTES];
    uint64_t expires_at_s; /* Unix time */
    struct alcove_address candidates[INVITE_CANDIDATES_MAX];
    size_t candidate_count; /* 0 to INVITE_CANDIDATES_MAX */
    struct alcove_address nodes[INVITE_NODES_MAX];
    size_t node_count; /* 0 to INVITE_NODES_MAX */
    bool reply_wanted; /* without a reply link there is no way from one to the other */
};

enum invite_outcome {
    INVITE_OK,
    INVITE_NOT_AN_INVITE, /* does not begin with `alcove:` */
    INVITE_TRUNCATED,     /* its end is missing: copy the whole link */
    INVITE_MISTYPED,      /* a character is wrong: copy it again */
    INVITE_NEWER_VERSION, /* whole, but made by a newer app: update this one */
    INVITE_IS_REPLY,      /* whole, but a reply link: it goes to who made the invite */
    INVITE_EXPIRED,       /* whole, but its time is over: ask for a new one; `out` is filled */
};

/* Writes the text, NUL-terminated, and returns its length. The counts, the ports (not 0) and an
 * expiry below 2^40 are the caller's promise. Four IPv6 and two IPv4 addresses always fit. When
 * not all do, some are left out, each the last of its sort: first the candidates that only the
 * inviter's own network knows, beyond two; then nodes; then the other candidates. What stays keeps
 * its order. */
size_t invite_encode(const struct invite *invite, char out[INVITE_TEXT_BYTES_MAX]);

/* Reads `size` characters of `text` (need not be NUL-terminated; NULs count as characters). Lower
 * case, white space and hyphens anywhere are accepted. `out` is zeroed unless the outcome is OK or
 * EXPIRED. `now_s` is Unix time; an invite is expired from its last second on. */
enum invite_outcome invite_decode(const char *text, size_t size, uint64_t now_s,
                                  struct invite *out);

#endif
