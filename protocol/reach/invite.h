/* An invite: what one person hands to another, outside the app, so that the two devices can pair.
 * A one-time secret, where the inviting device may be reached, and until when; no key and no name,
 * which travel sealed in the pairing itself. Called by the app to print and to read a link.
 *
 * The text is `alcove:` and upper-case base32 (RFC 4648 section 6, without padding) of
 *
 *     version 1 | size 1 | expires_at_s 5 | secret 32 | count 1 | candidates | checksum 4
 *     candidate: 4 | ip 4 | port 2    or    6 | ip 16 | port 2
 *
 * `size` counts everything from version to checksum; the checksum is keyed BLAKE2b over all before
 * it, cut to four bytes. These two rules hold for every later version, so that a mistyped link is
 * told from one of a newer app. The checksum finds mistakes, not forgeries: whoever holds the text
 * holds the secret. An invite is secret until it is used; wipe every copy. */
#ifndef ALCOVE_REACH_INVITE_H
#define ALCOVE_REACH_INVITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define INVITE_SECRET_BYTES   32
#define INVITE_CANDIDATES_MAX 4
#define INVITE_LIFETIME_S_MAX 172800 /* 48 hours from the making */
#define INVITE_TEXT_BYTES_MAX 241    /* 240 characters and a NUL */
/* Read at most so much of what was pasted: room for the breaks and spaces mail programs add. */
#define INVITE_INPUT_BYTES_MAX 1024

struct invite {
    uint8_t secret[INVITE_SECRET_BYTES];
    uint64_t expires_at_s; /* Unix time */
    struct alcove_address candidates[INVITE_CANDIDATES_MAX];
    size_t candidate_count; /* 0 to INVITE_CANDIDATES_MAX */
};

enum invite_outcome {
    INVITE_OK,
    INVITE_NOT_AN_INVITE, /* does not begin with `alcove:` */
    INVITE_TRUNCATED,     /* its end is missing: copy the whole link */
    INVITE_MISTYPED,      /* a character is wrong: copy it again */
    INVITE_NEWER_VERSION, /* whole, but made by a newer app: update this one */
    INVITE_EXPIRED,       /* whole, but its time is over: ask for a new one; `out` is filled */
};

/* Writes the text, NUL-terminated, and returns its length. The count, the ports (not 0) and an
 * expiry below 2^40 are the caller's promise. */
size_t invite_encode(const struct invite *invite, char out[INVITE_TEXT_BYTES_MAX]);

/* Reads `size` characters of `text` (need not be NUL-terminated; NULs count as characters). Lower
 * case, white space and hyphens anywhere are accepted. `out` is zeroed unless the outcome is OK or
 * EXPIRED. `now_s` is Unix time; an invite is expired from its last second on. */
enum invite_outcome invite_decode(const char *text, size_t size, uint64_t now_s,
                                  struct invite *out);

#endif
