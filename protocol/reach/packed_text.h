/* Links as people copy them: a word with a colon, and upper-case base32 (RFC 4648 section 6,
 * without padding) of
 *
 *     version 1 | size 1 | what the kind of link says | checksum 4
 *
 * `size` counts everything from version to checksum; the checksum is keyed BLAKE2b over all before
 * it, cut to four bytes. Both rules hold for every later version, so that a mistyped link is told
 * from one of a newer app. The checksum finds mistakes, not forgeries. Called by reach/link_text.c
 * and reach/helper_link.c. */
#ifndef ALCOVE_REACH_PACKED_TEXT_H
#define ALCOVE_REACH_PACKED_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define PACKED_BYTES_MAX          255 /* what the size byte can say */
#define PACKED_PREFIX_BYTES_MAX   15
#define PACKED_CHECKSUM_BYTES     4
#define PACKED_CHECKSUM_KEY_BYTES 16

struct packed_kind {
    const char *prefix; /* lower case, with its colon */
    /* So that neither another kind's text nor another program's BLAKE2b passes for this one. */
    uint8_t checksum_key[PACKED_CHECKSUM_KEY_BYTES];
    uint8_t version;
};

enum packed_outcome {
    PACKED_OK,
    PACKED_NOT_ONE,       /* does not begin with the prefix */
    PACKED_TRUNCATED,     /* its end is missing */
    PACKED_MISTYPED,      /* a character is wrong */
    PACKED_NEWER_VERSION, /* whole, but made by a newer app */
};

/* Room for version and size is left at the beginning; write what the kind says behind it. */
struct byte_writer packed_text_begin(uint8_t packed[PACKED_BYTES_MAX]);
/* Completes what was begun, and writes the text, NUL-terminated: `capacity` characters hold the
 * prefix, BASE32_CHARACTERS of what was written and 4, and a NUL (asserted). Returns its length. */
size_t packed_text_finish(const struct packed_kind *kind, struct byte_writer *packed, char *out,
                          size_t capacity);

/* Reads `size` characters of `text` (need not be NUL-terminated). Lower case, white space and
 * hyphens anywhere are accepted. `*inside`, over `packed`, is what the kind says if the outcome is
 * OK. `packed` may hold a secret whatever the outcome: wipe it. */
enum packed_outcome packed_text_read(const struct packed_kind *kind, const char *text, size_t size,
                                     uint8_t packed[PACKED_BYTES_MAX], struct byte_reader *inside);

#endif
