/* Composes packets: decides which of all that waits leaves now, in which class and at which size.
 *
 *   voice   RT    the frame, ALCOVE_VOICE_SLACK_BYTES of whatever else is small, padding: its size
 *                 follows from the frame's alone
 *   cell    RT    control, signals and words when no voice flows or cannot carry them: 128 or 512
 *   bulk    BULK  video and large records: 300, 600, 900 or 1,200
 *   probe   RT    a cell of one challenge or response, for another address than the current
 *
 * Order: feedback, voice, signals, words, repaired video, video. Sealing and addresses are link.c's
 * business. */
#ifndef ALCOVE_LINK_PACKET_H
#define ALCOVE_LINK_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "link/path.h"
#include "link/seal.h"
#include "link/sent.h"
#include "link/traffic.h"

/* A packet under construction. */
struct packet {
    enum seal_class class;
    size_t generation;         /* index of the one to seal it with */
    struct byte_writer writer; /* over the plaintext */
    bool eliciting;
    uint8_t item_count;
    struct sent_item items[SENT_ITEMS_MAX];
};

/* Composes the next packet for the current path into `plaintext` (ALCOVE_PLAINTEXT_BYTES_MAX).
 * False when nothing is to leave now. What it took is marked as sent: packet_on_sent must follow.
 */
bool packet_next(struct traffic *traffic, uint64_t now_us, uint8_t *plaintext, struct packet *out);
/* A probe of a path. */
void packet_probe(enum path_probe probe, const uint8_t *token, size_t datagram_size,
                  uint8_t *plaintext, struct packet *out);
/* A farewell. */
void packet_close(struct traffic *traffic, enum alcove_close_reason reason, uint8_t *plaintext,
                  struct packet *out);
/* It was sealed under this counter into so many bytes and is on its way. */
void packet_on_sent(struct traffic *traffic, uint64_t now_us, const struct packet *packet,
                    uint32_t counter, size_t datagram_size);
/* When packet_next may have something that it has not now. */
uint64_t packet_next_deadline(const struct traffic *traffic, uint64_t now_us);

#endif
