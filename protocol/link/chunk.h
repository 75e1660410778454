/* Chunks: the typed parts of a packet's plaintext, and their codec. A packet is a row of chunks to
 * its end; PADDING takes all that is left. `v` is a varint of RFC 9000 section 16, numbers are
 * big-endian.
 *
 *   PADDING    00 | anything
 *   PING       01
 *   ACK        02 | class 1 bit, generation 7 bits | largest v | held v | arrived 4 | more v
 *                 | first v | more times { gap v | length v }
 *   CHALLENGE  03 | token 8
 *   RESPONSE   04 | token 8
 *   CLOSE      05 | reason 1
 *   SIGNAL     06 | id v | size 1 | bytes
 *   REPAIR     07 | last frame id v
 *   RECORD     08 | id v | offset v | total v | size v | bytes
 *   STORED     09 | count v                    records 0 to count-1 are stored at the far side
 *   DONE       0a                              the responder holds the initiator's proof
 *   CONTINUES  0b | token 8                    this rekeys the link whose h begins so
 *   VOICE      10 | id v | captured 4 | size v | bytes
 *   VIDEO      11 plus 02 if key, plus 04 if golden
 *                 | id v | offset v | total v | captured 4 | size v | bytes
 *
 * ACK: `largest` is the highest counter that arrived in that class and generation, `arrived` the
 * low 32 bits of the receiver's clock in microseconds at that moment, `held` how long ago that was
 * in units of 32 us. `first` counts the packets below largest that arrived without a gap; then each
 * `gap` (>= 1) counts missing ones and `length` (>= 1) arrived ones, downwards.
 *
 * Reading is bounded and total: any bytes give either a chunk that is valid in itself or a refusal.
 * Called by packet.c (writing) and intake.c (reading). */
#ifndef ALCOVE_LINK_CHUNK_H
#define ALCOVE_LINK_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "link/ranges.h"

enum chunk_kind {
    CHUNK_PADDING = 0x00,
    CHUNK_PING = 0x01, /* nothing but: please acknowledge */
    CHUNK_ACK = 0x02,
    CHUNK_CHALLENGE = 0x03,
    CHUNK_RESPONSE = 0x04,
    CHUNK_CLOSE = 0x05,
    CHUNK_SIGNAL = 0x06,
    CHUNK_REPAIR = 0x07,
    CHUNK_RECORD = 0x08,
    CHUNK_STORED = 0x09,
    CHUNK_DONE = 0x0a,
    CHUNK_CONTINUES = 0x0b,
    CHUNK_VOICE = 0x10,
    CHUNK_VIDEO = 0x11,
};

#define CHUNK_TOKEN_BYTES 8
/* A holding time that means: so long, or longer. */
#define CHUNK_HELD_US_MAX 524256
/* ACK: kind, class, largest 4, held 2, arrived 4, more 1, first 2. */
#define CHUNK_ACK_BYTES_TYPICAL 15
/* The longest header of a voice chunk: kind, id 4, captured 4, size 2. */
#define CHUNK_VOICE_HEADER_BYTES 11
/* Of a video chunk: kind, id 4, offset 4, total 4, captured 4, size 2. */
#define CHUNK_VIDEO_HEADER_BYTES 19
/* Of a record chunk with an id below 2^30: kind, id 4, offset 4, total 4, size 2. */
#define CHUNK_RECORD_HEADER_BYTES 15
/* Ids travel as varints of at most four bytes. */
#define CHUNK_ID_MAX ((UINT32_C(1) << 30) - 1)
/* In REPAIR: nothing is whole, only a key frame helps. */
#define CHUNK_REPAIR_NONE CHUNK_ID_MAX

struct chunk_ack {
    uint8_t class;      /* 0 RT, 1 BULK */
    uint8_t generation; /* low 7 bits */
    uint32_t held_us;
    uint32_t arrived_us;   /* low 32 bits of the receiver's clock */
    struct ranges arrived; /* counters, not empty; the last range ends at largest + 1 */
};

/* A part of a record or of a frame; `bytes` borrowed from the packet. */
struct chunk_part {
    uint32_t id;
    uint32_t offset;
    uint32_t total;
    uint32_t captured_us; /* frames: low 32 bits of the sender's clock */
    bool key;
    bool golden;
    const uint8_t *bytes;
    uint32_t size;
};

struct chunk {
    enum chunk_kind kind;
    union {
        struct chunk_ack ack;
        struct chunk_part part;           /* VOICE, VIDEO, RECORD */
        struct {                          /* SIGNAL */
            uint32_t id;                  /* counts up by one a signal */
            const uint8_t *bytes;         /* borrowed from the packet */
            uint8_t size;                 /* 1 to ALCOVE_SIGNAL_BYTES_MAX */
        } signal;                         /* */
        uint8_t token[CHUNK_TOKEN_BYTES]; /* CHALLENGE, RESPONSE, CONTINUES */
        uint8_t reason;                   /* CLOSE */
        uint32_t number;                  /* REPAIR, STORED */
    };
};

/* The next chunk. False, with the reader failed, when the bytes are none. */
bool chunk_read(struct byte_reader *r, struct chunk *out);
/* Whether a whole plaintext is a row of valid chunks; `*eliciting` when one of them wants an
 * acknowledgement (all but PADDING, ACK and CLOSE do). */
bool chunk_check_all(const uint8_t *plaintext, size_t size, bool *eliciting);

/* Each writes a whole chunk or nothing, and says which. */
bool chunk_write_bare(struct byte_writer *w, enum chunk_kind kind); /* PING, DONE */
bool chunk_write_number(struct byte_writer *w, enum chunk_kind kind, uint32_t number);
bool chunk_write_token(struct byte_writer *w, enum chunk_kind kind, const uint8_t *token);
bool chunk_write_close(struct byte_writer *w, uint8_t reason);
/* As many ranges from the top as fit; the newest one always. */
bool chunk_write_ack(struct byte_writer *w, const struct chunk_ack *ack);
bool chunk_write_signal(struct byte_writer *w, uint32_t id, const uint8_t *bytes, size_t size);
/* VOICE, VIDEO, RECORD. */
bool chunk_write_part(struct byte_writer *w, enum chunk_kind kind, const struct chunk_part *part);
/* Fills what is left. */
void chunk_write_padding(struct byte_writer *w);

#endif
