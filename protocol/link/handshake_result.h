/* What a completed handshake leaves behind: the keys of a generation, and what leaves the link.
 * Called by handshake.c and keying.c. The taker of either wipes it. */
#ifndef ALCOVE_LINK_HANDSHAKE_RESULT_H
#define ALCOVE_LINK_HANDSHAKE_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "link/link.h"
#include "link/noise.h"

struct handshake_result {
    bool initiator;
    bool thin;
    uint8_t key_send[32]; /* Noise's Split, ordered for our direction */
    uint8_t key_receive[32];
    uint8_t hash[64];          /* h, the channel binding */
    uint8_t export_secret[64]; /* bound to ck and h; base of every exporter label */
    uint8_t remote_static[32];
    uint8_t envelope_root[32]; /* PAIRING: new, from export_secret; CONTACT: the config's */
    struct alcove_psk psk;     /* CONTACT: the one both used; PAIRING: not present */
    uint64_t started_at_us;    /* first datagram of this attempt, sent or received */
};

/* Splits a finished `noise`, which is wiped. The psk and the time are the caller's to add. */
void handshake_result_take(const struct alcove_link_config *config, struct noise *noise,
                           struct handshake_result *result);
/* What leaves the link, derived from a result. */
void handshake_result_export(const struct handshake_result *result, struct alcove_exports *exports);

#endif
