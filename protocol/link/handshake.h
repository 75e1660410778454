/* The handshake of a link: Noise messages inside envelopes, cut into fragments, repeated until
 * answered. It is not the transport: when it completes it hands out secrets and forgets its own.
 * Called by link.c alone, which embeds the struct.
 *
 *   CONTACT  IKhfs+psk2   -> e, es, e1, s, ss      <- e, ee, ekem1, se, psk
 *   PAIRING  XXhfs+psk0   -> psk, e, e1            <- e, ee, ekem1, s, es      -> s, se
 *
 * An idle handshake answers initiations. Both sides may start at once: both then act on the attempt
 * of the smaller static public key (PAIRING: only the joining side starts). The initiator completes
 * when it has read the answer (PAIRING: when it made message 3), the responder when it made its
 * answer (PAIRING: when it read message 3). That the initiator is really there is shown only by the
 * first transport packet that opens: link.c waits for it before it says ESTABLISHED.
 * Whoever does not know the envelope key gets no answer, ever. */
#ifndef ALCOVE_LINK_HANDSHAKE_H
#define ALCOVE_LINK_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/link.h"
#include "link/noise.h"

enum handshake_outcome {
    HANDSHAKE_NOT_MINE, /* does not open under our envelope key, or fits nothing; nothing changed */
    HANDSHAKE_TAKEN,    /* part of an attempt; poll for what to send */
    HANDSHAKE_COMPLETE, /* `result` is filled; poll for the last answer, if any */
};

enum handshake_state {
    HANDSHAKE_IDLE,              /* answers initiations */
    HANDSHAKE_SENT_INITIATION,   /* waits for the response, repeating its initiation */
    HANDSHAKE_SENT_RESPONSE,     /* repeats its answer to a repeated initiation; PAIRING: waits for
                                    message 3 */
    HANDSHAKE_SENT_CONFIRMATION, /* PAIRING initiator: repeats message 3 until told it arrived */
};

/* What a completed handshake leaves behind. The taker wipes it. */
struct handshake_result {
    bool initiator;
    uint8_t key_send[32]; /* Noise's Split, ordered for our direction */
    uint8_t key_receive[32];
    uint8_t hash[64];          /* h, the channel binding */
    uint8_t export_secret[64]; /* bound to ck and h; base of every exporter label */
    uint8_t remote_static[32];
    struct alcove_psk psk;  /* CONTACT: the one both used */
    uint64_t started_at_us; /* first datagram of this attempt, sent or received */
};

/* The fields belong to handshake.c. The implementer fills this struct; at most 6 kB. */
struct handshake;

void handshake_init(struct handshake *handshake, const struct alcove_link_config *config);
void handshake_wipe(struct handshake *handshake);
enum handshake_state handshake_get_state(const struct handshake *handshake);

/* Begins an attempt as initiator; also used for a full rekey inside a link. False if one runs. */
bool handshake_start(struct handshake *handshake, uint64_t now_us);
/* Gives up whatever runs and forgets its secrets. */
void handshake_abandon(struct handshake *handshake);
/* The other side has proved that it finished: nothing needs repeating any more. */
void handshake_confirmed(struct handshake *handshake);

enum handshake_outcome handshake_receive(struct handshake *handshake, uint64_t now_us,
                                         const uint8_t *datagram, size_t size,
                                         struct handshake_result *result);
/* One datagram to send now, at most ALCOVE_ENVELOPE_BYTES_MAX; 0 when there is none. `*answer` is
 * true when it goes to where the last taken datagram came from, false when to all candidates. */
size_t handshake_poll_transmit(struct handshake *handshake, uint64_t now_us, uint8_t *out,
                               bool *answer);
/* When handshake_on_timeout wants to be called; UINT64_MAX for never. */
uint64_t handshake_next_deadline(const struct handshake *handshake);
/* False when the attempt is given up after ALCOVE_HANDSHAKE_GIVE_UP_US; it is IDLE then. */
bool handshake_on_timeout(struct handshake *handshake, uint64_t now_us);

#endif
