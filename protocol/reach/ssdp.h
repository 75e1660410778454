/* The search of UPnP (SSDP; UPnP Device Architecture 1.1 section 1.3): the question that is sent to
 * 239.255.255.250:1900, and where in an answer the description of the router is said to be. Only a
 * description on the router's own address is taken: everybody in the network may answer, and a
 * stranger's answer must not send us anywhere. Called by net/port_mapping_upnp.c. */
#ifndef ALCOVE_REACH_SSDP_H
#define ALCOVE_REACH_SSDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define SSDP_PORT             1900
#define SSDP_SEARCH_BYTES_MAX 192
#define SSDP_ANSWER_BYTES_MAX 1500
#define SSDP_URL_BYTES_MAX    128 /* with its NUL; the UPnP library's own limit */

extern const uint8_t ssdp_group[4];

/* Writes the question for Internet gateways and returns its length; it names no program. */
size_t ssdp_encode_search(char out[SSDP_SEARCH_BYTES_MAX]);

/* True, with `url` filled (NUL-terminated), if the datagram is an answer whose description is at
 * `http://` and the address `router` (IPv4; its port does not matter). */
bool ssdp_decode_answer(const uint8_t *bytes, size_t size, const struct alcove_address *router,
                        char url[SSDP_URL_BYTES_MAX]);

/* `http://`, the router's address in digits, then `:` or `/`: nothing else is asked. */
bool ssdp_url_is_at(const char *url, const struct alcove_address *router);

#endif
