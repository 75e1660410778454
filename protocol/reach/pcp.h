/* The Port Control Protocol (RFC 6887), as far as a client needs it: MAP requests and their
 * answers, the pauses between repetitions and the epoch that shows a router's restart. It opens a
 * port of the router for as long as it is renewed. Called by net/port_mapping_pcp.c.
 *
 * Answers come from the router, or from whoever sits in the same network: nothing counts without
 * the nonce, the protocol and the inner port of the request. */
#ifndef ALCOVE_REACH_PCP_H
#define ALCOVE_REACH_PCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define PCP_PORT               5351 /* of the router; NAT-PMP's too */
#define PCP_NONCE_BYTES        12
#define PCP_MAP_BYTES          60 /* a MAP request or answer without options */
#define PCP_DATAGRAM_BYTES_MAX 1100
#define PCP_RETRY_FIRST_US     UINT64_C(3000000)
#define PCP_RETRY_MAX_US       UINT64_C(1024000000)

enum pcp_protocol { PCP_TCP = 6, PCP_UDP = 17 };

/* Section 7.4, those that we tell apart. */
enum pcp_result {
    PCP_SUCCESS = 0,
    PCP_UNSUPPORTED_VERSION = 1,
    PCP_NETWORK_FAILURE = 7, /* the router has no outer address yet */
    /* No port, or no outer address that is worth one: routers behind a carrier's NAT say this. */
    PCP_NO_RESOURCES = 8,
    PCP_ADDRESS_MISMATCH = 12, /* another NAT stands between us and the router asked */
};

struct pcp_map {
    uint8_t nonce[PCP_NONCE_BYTES]; /* from a CSPRNG, the same for all that concerns this mapping */
    enum pcp_protocol protocol;
    uint16_t internal_port; /* not 0 */
    uint32_t lifetime_s;    /* 0 deletes */
    /* Wished, then granted. In a request ::ffff:0:0 or ::, port 0: any. */
    struct alcove_address external;
};

/* `client` is the address this machine sends from to the router; its port does not matter. */
void pcp_encode_map(const struct pcp_map *map, const struct alcove_address *client,
                    uint8_t out[PCP_MAP_BYTES]);

enum pcp_outcome {
    PCP_NOT_THE_ANSWER,
    PCP_OTHER_VERSION, /* the router speaks NAT-PMP, or a later PCP: section 9 and its appendix A */
    PCP_ANSWER,
};

struct pcp_answer {
    uint8_t result; /* enum pcp_result, or another */
    uint32_t epoch_s;
    uint32_t lifetime_s;            /* granted; of an error: do not ask again before */
    struct alcove_address external; /* only on PCP_SUCCESS; may be any address at all */
};

/* `asked` is the request it may answer. `out` is zeroed unless the outcome is PCP_ANSWER. */
enum pcp_outcome pcp_decode_map(const uint8_t *bytes, size_t size, const struct pcp_map *asked,
                                struct pcp_answer *out);

/* Section 8.1.1: the pause after one of `last_us`, 0 at first. `random` is a uniform byte and makes
 * it up to a tenth longer or shorter. */
uint64_t pcp_retry_after(uint64_t last_us, uint8_t random);

/* Section 8.5. Zeroed memory has heard nothing. */
struct pcp_epoch {
    bool is_known;
    uint64_t heard_s;
    uint32_t epoch_s;
};

/* False if the router has lost its state since the last answer: all mappings must be made anew.
 * `now_s` comes from any clock that only rises. */
bool pcp_epoch_check(struct pcp_epoch *epoch, uint64_t now_s, uint32_t epoch_s);

#endif
