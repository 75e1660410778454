/* The handshake of a link: Noise messages inside envelopes, cut into fragments, repeated until
 * answered. It is not the transport: when it completes it hands out secrets and forgets its own.
 * Called by link.c alone, which embeds the struct.
 *
 *   CONTACT  IKhfs+psk2   -> e, es, e1, s, ss      <- e, ee, ekem1, se, psk
 *     thin   KKpsk2       -> e, es, ss             <- e, ee, se, psk
 *   PAIRING  XXhfs+psk0   -> psk, e, e1            <- e, ee, ekem1, s, es      -> s, se
 *
 *   prologue  = ALCOVE_APP_ID 16 | ALCOVE_WIRE_VERSION 1 | purpose 1
 *   payload   = ALCOVE_HANDSHAKE_PAYLOAD_BYTES in every message, see handshake_payload.h
 *
 * An idle handshake answers initiations. They name the newest psk of their sender and the one
 * before; the responder takes the first of them that it holds, and drops what names none. Both
 * sides may start at once: both then act on the attempt of the smaller static public key, whose
 * owner repeats it to where the other's came from (PAIRING: only the joining side starts).
 *
 * A thin handshake is for lines on which a full one takes ten seconds. It has no ML-KEM exchange of
 * its own, so both sides use and answer it only with a psk that descends from one. The full one
 * follows in the background, see keying.c. Where nothing is known of the line a thin message may
 * sound it: its answer is thrown away, and the full one begins, if it shows that the line is good.
 *
 * The initiator completes when it has read the answer (PAIRING: when it made message 3), the
 * responder when it made its answer (PAIRING: when it read message 3). That the initiator is really
 * there is shown only by the first transport packet that opens: an initiation can be replayed. So
 * keying.c keeps what a responder's COMPLETE gave as a candidate only, beside the keys it has,
 * sends nothing under it before a packet opens under it, and drops it when a newer one comes or
 * after ALCOVE_HANDSHAKE_GIVE_UP_US. Then a rekey inside a link (handshake_start again) and a
 * replayed initiation disturb nothing. An initiator whose result is not confirmed by a packet in
 * twice ALCOVE_HANDSHAKE_CONFIRM_US (thin: ALCOVE_HANDSHAKE_THIN_CONFIRM_US) starts anew.
 * Whoever does not know the envelope key gets no answer, ever. */
#ifndef ALCOVE_LINK_HANDSHAKE_H
#define ALCOVE_LINK_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/envelope.h"
#include "link/handshake_pace.h"
#include "link/handshake_result.h"
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

/* Initiations that were answered once are remembered, so that a replay of them does nothing. */
#define HANDSHAKE_ANSWERED_MAX 16

/* How to go about an attempt of our own, where there is a choice. */
enum handshake_manner {
    HANDSHAKE_FULL_FIRST, /* thin when nothing answers for some repetitions */
    HANDSHAKE_THIN,       /* the line is believed to be thin */
    HANDSHAKE_SOUND,      /* thin, and full when the answer shows that the line is not thin */
    HANDSHAKE_FULL_ONLY,
};

/* A message of ours, kept for repetition. */
struct handshake_message {
    enum envelope_type type;
    bool thin;
    uint8_t attempt[ENVELOPE_ATTEMPT_BYTES];
    uint8_t number;        /* of the try, in a thin answer */
    uint8_t fragments_due; /* bit 0: fragment 0, bit 1: fragment 1 */
    size_t size;           /* 0: none */
    uint8_t bytes[ALCOVE_HANDSHAKE_MESSAGE_MAX];
};

/* The fields belong to handshake.c. About 13 kB; all zero but for handshake_init is not usable. */
struct handshake {
    struct alcove_link_config config;
    uint8_t key_send[ENVELOPE_KEY_BYTES];
    uint8_t key_receive[ENVELOPE_KEY_BYTES];
    struct envelope_assembly assembly;
    /* As initiator. */
    enum handshake_state own_state;
    struct noise own_noise;
    struct handshake_message own;
    enum handshake_manner manner;
    bool own_to_source; /* `own` goes to where the last taken datagram came from */
    uint64_t own_started_us;
    uint64_t retry_at_us;
    uint32_t repetitions; /* of the message as it is */
    struct handshake_tries tries;
    /* As responder. */
    bool answered;             /* `answer` may be repeated */
    bool awaits_message_3;     /* PAIRING */
    struct noise answer_noise; /* PAIRING, until message 3 */
    struct handshake_message answer;
    uint8_t answer_to[32]; /* digest of the initiation it answers */
    uint64_t answer_started_us;
    uint64_t answered_at_us;
    uint8_t seen[HANDSHAKE_ANSWERED_MAX][ENVELOPE_ATTEMPT_BYTES];
    uint32_t seen_count;
    uint64_t rate_since_us;
    uint32_t rate_count;
};

void handshake_init(struct handshake *handshake, const struct alcove_link_config *config);
enum handshake_state handshake_get_state(const struct handshake *handshake);

/* Whether an attempt of ours may be thin: the newest psk allows it. */
bool handshake_may_be_thin(const struct handshake *handshake);
/* For the attempts to come, and for the repetitions of one that runs; at first FULL_FIRST. */
void handshake_prefer(struct handshake *handshake, enum handshake_manner manner);
/* Begins an attempt as initiator; also used for a full rekey inside a link. False if one runs. If
 * an answer of ours is not yet confirmed, the first initiation waits until it has had its time. */
bool handshake_start(struct handshake *handshake, uint64_t now_us);
/* The other side was just seen: says again what waits for an answer. No repetition for the psk. */
void handshake_hurry(struct handshake *handshake);
/* Gives up whatever runs and forgets its secrets. */
void handshake_abandon(struct handshake *handshake);
/* The other side has proved that it finished (a packet opened under the result): nothing needs
 * repeating any more, and an attempt of our own that still runs is forgotten. */
void handshake_confirmed(struct handshake *handshake);
/* From now on this is a handshake between contacts with this static key, envelope root, and
 * psk_next as the newest psk, psk as the one before: call it with each confirmed result, so that
 * the next rekey goes by it (a PAIRING becomes a CONTACT here). Forgets what runs. */
void handshake_adopt(struct handshake *handshake, const struct alcove_exports *exports,
                     const uint8_t remote_static[static 32]);

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
