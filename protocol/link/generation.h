/* One generation of a link's keys, with all that is counted by its packet counters: what arrived,
 * what was sent, what is lost. A link has up to two: the current one, and either the one before,
 * which still opens late packets, or one to come, which the other side has not yet used. */
#ifndef ALCOVE_LINK_GENERATION_H
#define ALCOVE_LINK_GENERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "link/ack.h"
#include "link/loss.h"
#include "link/seal.h"
#include "link/sent.h"

#define GENERATIONS_MAX 2

enum generation_state {
    GENERATION_NONE,     /* its keys are wiped or never were */
    GENERATION_UNPROVEN, /* we answered; the other side has not shown that it has the keys */
    GENERATION_CURRENT,  /* packets are sealed with it */
    GENERATION_RETIRING, /* opens late packets until retire_us */
};

/* Zeroed memory is GENERATION_NONE. */
struct generation {
    enum generation_state state;
    uint32_t number; /* counts the rekeys of the link */
    bool initiator;
    uint64_t since_us;
    uint64_t retire_us;
    struct seal seal;
    struct ack acks[SEAL_CLASSES];
    struct loss losses[SEAL_CLASSES];
    struct sent sent[SEAL_CLASSES];
};

void generation_start(struct generation *generation, uint64_t now_us,
                      const struct handshake_result *keys, uint32_t number);
/* Another generation took over; this one opens packets until then. May be told again. */
void generation_retire(struct generation *generation, uint64_t until_us);
/* Wipes the keys and forgets what was counted. What still flies must have been written off. */
void generation_end(struct generation *generation);
uint32_t generation_flying_bytes(const struct generation *generation);
uint32_t generation_flying_packets(const struct generation *generation);
/* Of its losses and its retirement; acknowledgements have their own (packet.h). */
uint64_t generation_next_deadline(const struct generation *generation);

#endif
