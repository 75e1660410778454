/* The text in which people hand a few bytes to each other outside the app, by mail or by camera.
 * Called by reach/invite.c and reach/reply.c, which fill it.
 *
 * `alcove:` and upper-case base32 (RFC 4648 section 6, without padding) of
 *
 *     version 1 | size 1 | kind 1 | body | checksum 4
 *
 * `size` counts everything from version to checksum; the checksum is keyed BLAKE2b over all before
 * it, cut to four bytes. These two rules hold for every later version, so that a mistyped link is
 * told from one of a newer app. The checksum finds mistakes, not forgeries. At most 240 characters,
 * which a QR code of version 9 holds. */
#ifndef ALCOVE_REACH_LINK_TEXT_H
#define ALCOVE_REACH_LINK_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/bytes.h"

#define LINK_TEXT_VERSION     2
#define LINK_TEXT_BYTES_MAX   241 /* 240 characters and a NUL */
#define LINK_TEXT_PACKED_MAX  145 /* what fits into them: 7 characters and 232 of base32 */
#define LINK_TEXT_HEAD_BYTES  3
#define LINK_TEXT_CHECK_BYTES 4
/* Read at most so much of what was pasted: room for the breaks and spaces mail programs add. */
#define LINK_TEXT_INPUT_BYTES_MAX 1024
#define LINK_TEXT_ADDRESSES_MAX   16

enum link_text_kind {
    LINK_TEXT_INVITE = 1,
    LINK_TEXT_REPLY = 2,
};

enum link_text_outcome {
    LINK_TEXT_OK,
    LINK_TEXT_NO_LINK,   /* does not begin with `alcove:` */
    LINK_TEXT_TRUNCATED, /* its end is missing */
    LINK_TEXT_MISTYPED,  /* a character is wrong */
    LINK_TEXT_NEWER,     /* whole, but made by a newer app */
};

/* A writer over `packed` in which the head stands already; the caller appends the body. */
struct byte_writer link_text_begin(uint8_t packed[LINK_TEXT_PACKED_MAX], enum link_text_kind kind);
/* Puts size and checksum in and writes the text, NUL-terminated; returns its length. The body must
 * leave LINK_TEXT_CHECK_BYTES. `packed` is wiped. */
size_t link_text_finish(struct byte_writer *w, char out[LINK_TEXT_BYTES_MAX]);

/* Reads `size` characters of `text` (need not be NUL-terminated). Lower case, white space and
 * hyphens anywhere are accepted. At LINK_TEXT_OK `packed` holds the whole link, `*kind` its kind
 * (any number), and `body` reads what is between the head and the checksum. The caller wipes
 * `packed` in every case. */
enum link_text_outcome link_text_read(const char *text, size_t size,
                                      uint8_t packed[LINK_TEXT_PACKED_MAX], uint8_t *kind,
                                      struct byte_reader *body);

/* Addresses as links carry them: families 2 | ip 4 or 16, port 2 | …; bit 15 - i of `families` is
 * set when address i is IPv6. `count` is known from elsewhere, at most LINK_TEXT_ADDRESSES_MAX. */
size_t link_text_address_bytes(const struct alcove_address *address);
/* Ports are not 0: the caller's promise. */
void link_text_write_addresses(struct byte_writer *w, const struct alcove_address *list,
                               size_t count);
/* Fails the reader at a port of 0, an IPv4 address in the long form, or a bit of no address. */
void link_text_read_addresses(struct byte_reader *r, struct alcove_address *list, size_t count);

#endif
