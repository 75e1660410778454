/* A helper link: what `alcove helper` prints for its owner, whose app then mints tickets for it.
 * Where the helper can be reached, and its secret. Whoever has the text can use the helper and give
 * it to others; it is no key to anything that is said. Called by the app, and by store/helpers.c
 * for the same bytes.
 *
 * The text is `alcove-helper:` and, by the rules of reach/packed_text.h, version 1, of
 *
 *     secret 32 | tcp_port 2 | count 1 | addresses
 *     address: 4 | ip 4 | port 2    or    6 | ip 16 | port 2
 *
 * A port of an address is one of UDP; tcp_port 0 is none. */
#ifndef ALCOVE_REACH_HELPER_LINK_H
#define ALCOVE_REACH_HELPER_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/bytes.h"
#include "reach/endpoint_record.h"
#include "reach/packed_text.h"
#include "reach/relay_wire.h"

#define HELPER_ADDRESSES_MAX       4
#define HELPER_LINK_TEXT_BYTES_MAX 241 /* 240 characters and a NUL */
/* Read at most so much of what was pasted. */
#define HELPER_LINK_INPUT_BYTES_MAX 1024

struct helper_link {
    uint8_t secret[RELAY_SECRET_BYTES];
    uint16_t tcp_port;
    struct alcove_address addresses[HELPER_ADDRESSES_MAX]; /* the best first; ports are not 0 */
    size_t address_count;                                  /* 1 to HELPER_ADDRESSES_MAX */
};

/* Writes the text, NUL-terminated, and returns its length. */
size_t helper_link_encode(const struct helper_link *link, char out[HELPER_LINK_TEXT_BYTES_MAX]);
/* `out` is zeroed unless the outcome is OK. */
enum packed_outcome helper_link_decode(const char *text, size_t size, struct helper_link *out);

/* The ticket of one person (32 bytes of the owner's choice that name them, such as a static key) on
 * this helper until `expires_at_s`: for the owner and, sealed, for that person. The same arguments
 * give the same ticket. Its address is the first of the link. */
void helper_link_ticket(const struct helper_link *link, const uint8_t person[32],
                        uint64_t expires_at_s, struct relay_ticket *out);

/* What is between header and checksum: 42 to 111 bytes. */
void helper_link_write(const struct helper_link *link, struct byte_writer *w);
/* False for anything that helper_link_write does not write. */
bool helper_link_read(struct byte_reader *r, struct helper_link *out);

#endif
