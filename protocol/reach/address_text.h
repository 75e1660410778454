/* Addresses as people write them: `192.0.2.7:4242`, `[2001:db8::1]:4242`. Numbers only, no names
 * are resolved, no zones. Called by the command line and by whatever prints a candidate. */
#ifndef ALCOVE_REACH_ADDRESS_TEXT_H
#define ALCOVE_REACH_ADDRESS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"

/* `[` 39 `]:` 5 digits and a NUL. */
#define ADDRESS_TEXT_BYTES_MAX 48

/* Reads a NUL-terminated text whole; false, with `out` zeroed, if it is anything else. Port 0 is
 * read (a listener takes any port by it). IPv4 is mapped into IPv6; leading zeros are refused,
 * since some programs read them as octal. */
bool address_text_parse(const char *text, struct alcove_address *out);

/* Writes the canonical form (RFC 5952), NUL-terminated, and returns its length. */
size_t address_text_print(const struct alcove_address *address, char out[ADDRESS_TEXT_BYTES_MAX]);

/* ::ffff:0:0/96, RFC 4291 section 2.5.5.2. */
bool address_is_ipv4(const struct alcove_address *address);
/* `ip` in network order. */
struct alcove_address address_from_ipv4(const uint8_t ip[4], uint16_t port);

#endif
