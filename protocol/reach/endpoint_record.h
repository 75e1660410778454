/* An endpoint record: where one device can be reached now, how the network before it maps ports,
 * whether it is looking for the other, and a place on its helper. It says nothing of who it is of.
 * It travels sealed only: in the DHT (rendezvous.h), beside connectivity checks and in links.
 * Called by the agent, which fills its own and reads the other's. The bytes, big-endian:
 *
 *     version 1 | link version 1 | mapping 1 | seeking since 8 | punch nonce 8 | count 1
 *     count candidates | fields until the end
 *     candidate: family and kind 1 | ip 4 or 16 | port 2
 *     field:     type 1 | size 1 | bytes
 *
 * The high four bits of a candidate's first byte are 4 or 6, the low four are its kind. `mapping`
 * is enum nat_mapping, plus 128 behind a carrier's. Fields of unknown type are skipped, so that a
 * later app can add some; candidates of unknown kind are left out. */
#ifndef ALCOVE_REACH_ENDPOINT_RECORD_H
#define ALCOVE_REACH_ENDPOINT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define ENDPOINT_CANDIDATES_MAX   8
#define ENDPOINT_RECORD_BYTES_MAX 400 /* fits a sealed value; ours need at most 274 */
#define RELAY_ID_BYTES            16
#define RELAY_KEY_BYTES           32

/* RFC 8445 section 5.1.1, and one more. */
enum candidate_kind {
    CANDIDATE_HOST,
    CANDIDATE_MAPPED,    /* a router was asked for it */
    CANDIDATE_REFLEXIVE, /* seen by others */
    CANDIDATE_TCP,       /* a listener at that address and port */
};

struct candidate {
    struct alcove_address address;
    enum candidate_kind kind;
};

/* RFC 4787 section 4.1. DEPENDENT: address- or address-and-port-dependent. */
enum nat_mapping {
    NAT_UNKNOWN,
    NAT_NONE,
    NAT_INDEPENDENT,
    NAT_DEPENDENT,
    NAT_UDP_BLOCKED,
};

/* Where the next ports of a DEPENDENT mapping are expected; low 0: not known. */
struct port_range {
    uint16_t low;
    uint16_t high; /* included */
    uint16_t step; /* from one mapping to the next; 0: random within */
};

/* A place on a helper, made for these two people. address.port 0: none. */
struct relay_ticket {
    struct alcove_address address; /* UDP */
    uint16_t tcp_port;             /* at the same address; 0: no TCP */
    uint8_t id[RELAY_ID_BYTES];
    uint8_t key[RELAY_KEY_BYTES];
};

/* Zeroed memory is a record that knows nothing. */
struct endpoint_record {
    struct candidate candidates[ENDPOINT_CANDIDATES_MAX]; /* best first */
    size_t candidate_count;
    enum nat_mapping mapping;
    bool behind_carrier;
    struct port_range ports;
    uint32_t ports_ip4;        /* external IPv4 of the range, host order; 0: that of a candidate */
    uint64_t seeking_since_s;  /* Unix time; 0: not looking now */
    uint64_t punch_nonce;      /* changes with each attempt and each change of addresses */
    uint64_t heard_nonce;      /* the other's newest that we know: we have opened to it; 0: none */
    struct relay_ticket relay; /* on the sender's helper, for the other side to use */
    uint8_t link_version;      /* of the link's wire, so that "versions differ" can be told */
    uint64_t words_read;       /* the other's words were read up to here (mailbox.h); 0: none */
};

/* Returns the size. Equal records give equal bytes, so that a change can be seen by comparing.
 * Asserts counts and kinds, that ports.low is not above ports.high, and that every candidate is
 * reachable (endpoint_record_add sees to it) and the helper's address too, if it has a port. */
size_t endpoint_record_encode(const struct endpoint_record *record,
                              uint8_t out[static ENDPOINT_RECORD_BYTES_MAX]);

/* False, with `out` zeroed, for bytes that break the form above: another version, a count above
 * ENDPOINT_CANDIDATES_MAX, a cut or too long record, IPv4 in the long form, a known field twice or
 * of another size. What has the form but cannot be used is left out: addresses that
 * candidate_is_reachable refuses, a range or a ticket that makes no sense. */
bool endpoint_record_decode(const uint8_t *bytes, size_t size, struct endpoint_record *out);

/* False for what no datagram can reach: port 0, the unspecified address and 0.0.0.0/8, multicast,
 * 240.0.0.0/4 (broadcast with it), IPv6 link-local (an address here has no zone), and loopback
 * unless the candidate is HOST. */
bool candidate_is_reachable(const struct candidate *candidate);

/* Puts the candidate in its place: HOST of the local network first, then IPv6, MAPPED, REFLEXIVE,
 * TCP; in each group the earlier first. A known address only takes the better of the two kinds
 * (TCP stands apart). When all places are taken, the group with the most gives up its newest, so
 * that no group is starved by another. True if the address is in the record afterwards. */
bool endpoint_record_add(struct endpoint_record *record, const struct candidate *candidate);

#endif
