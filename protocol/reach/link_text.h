/* The text in which people hand a few bytes to each other outside the app, by mail or by camera: a
 * packed text (reach/packed_text.h) that begins with `alcove:`, of
 *
 *     kind 1 | body
 *
 * at most 240 characters, which a QR code of version 9 holds. Called by reach/invite.c and
 * reach/reply.c, which fill it. */
#ifndef ALCOVE_REACH_LINK_TEXT_H
#define ALCOVE_REACH_LINK_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/bytes.h"
#include "reach/packed_text.h"

#define LINK_TEXT_VERSION      2
#define LINK_TEXT_BYTES_MAX    241 /* 240 characters and a NUL */
#define LINK_TEXT_AROUND_BYTES 6   /* version, size and checksum of a packed text */
#define LINK_TEXT_PACKED_MAX   145 /* what fits into them: 7 characters and 232 of base32 */
/* Read at most so much of what was pasted: room for the breaks and spaces mail programs add. */
#define LINK_TEXT_INPUT_BYTES_MAX 1024
#define LINK_TEXT_ADDRESSES_MAX   16

enum link_text_kind {
    LINK_TEXT_INVITE = 1,
    LINK_TEXT_REPLY = 2,
};

/* A writer over `packed` in which the kind stands already; the caller appends the body, of at most
 * LINK_TEXT_PACKED_MAX bytes with all that is around it. */
struct byte_writer link_text_begin(uint8_t packed[PACKED_BYTES_MAX], enum link_text_kind kind);
/* Writes the text, NUL-terminated, and returns its length. `packed` is wiped. */
size_t link_text_finish(struct byte_writer *w, char out[LINK_TEXT_BYTES_MAX]);

/* Reads `size` characters of `text` as packed_text_read does. At PACKED_OK `*kind` is its kind (any
 * number), and `body` reads what is behind it. The caller wipes `packed` in every case. */
enum packed_outcome link_text_read(const char *text, size_t size, uint8_t packed[PACKED_BYTES_MAX],
                                   uint8_t *kind, struct byte_reader *body);

/* Addresses as links carry them: families 2 | ip 4 or 16, port 2 | …; bit 15 - i of `families` is
 * set when address i is IPv6. `count` is known from elsewhere, at most LINK_TEXT_ADDRESSES_MAX. */
size_t link_text_address_bytes(const struct alcove_address *address);
/* Ports are not 0: the caller's promise. */
void link_text_write_addresses(struct byte_writer *w, const struct alcove_address *list,
                               size_t count);
/* Fails the reader at a port of 0, an IPv4 address in the long form, or a bit of no address. */
void link_text_read_addresses(struct byte_reader *r, struct alcove_address *list, size_t count);

#endif
