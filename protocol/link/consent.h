/* Whether the other side is still there, and still wants to hear us (RFC 7675): something genuine
 * must be heard every ALCOVE_CONSENT_US, else the link rests; a link that rests too long is over.
 * While nothing else is sent, a keep-alive holds NAT mappings open: the initiator's, whose answer
 * serves the other direction. */
#ifndef ALCOVE_LINK_CONSENT_H
#define ALCOVE_LINK_CONSENT_H

#include <stdbool.h>
#include <stdint.h>

enum consent_state {
    CONSENT_NONE,    /* not established yet: no timer runs */
    CONSENT_GIVEN,   /* heard within ALCOVE_CONSENT_US */
    CONSENT_EXPIRED, /* nothing heard: probes only */
    CONSENT_OVER,    /* for too long */
};

/* Zeroed memory is CONSENT_NONE. */
struct consent {
    enum consent_state state;
    uint64_t heard_us;
    uint64_t sent_us;
    uint64_t asked_us;     /* since then an answer is due; 0: none is */
    uint64_t keepalive_us; /* how long after sent_us */
};

void consent_begin(struct consent *consent, uint64_t now_us, bool initiator);
/* True when that ends CONSENT_EXPIRED; `*silence_us` is how long nothing was heard. */
bool consent_on_heard(struct consent *consent, uint64_t now_us, uint64_t *silence_us);
/* `asks`: the packet is one that the other side answers. */
void consent_on_sent(struct consent *consent, uint64_t now_us, bool asks);
/* How long an answer has been due. */
uint64_t consent_silence(const struct consent *consent, uint64_t now_us);
/* True when the state changed. */
bool consent_on_timeout(struct consent *consent, uint64_t now_us);
bool consent_wants_keepalive(const struct consent *consent, uint64_t now_us);
uint64_t consent_next_deadline(const struct consent *consent);

#endif
