/* The packets of one class of one generation that were sent and whose fate is not settled, with
 * what each carried. A ring over the counter. Packets declared lost stay in it until their place is
 * needed, so that a late acknowledgement shows that they were only late. */
#ifndef ALCOVE_LINK_SENT_H
#define ALCOVE_LINK_SENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SENT_MAX       2048 /* packets; a power of two */
#define SENT_ITEMS_MAX 6    /* things with a fate in one packet */

enum sent_kind {
    SENT_VIDEO,  /* a part of frame `id` */
    SENT_RECORD, /* a part of record `id` */
    SENT_SIGNAL, /* signal `id` */
    SENT_STORED, /* "records below `id` are stored" */
    SENT_REPAIR, /* a repair wish, its number in `id` */
    SENT_SAME,   /* the word that these keys continue former ones */
    SENT_DONE,   /* the responder's word that it heard the initiator */
};

struct sent_item {
    uint8_t kind; /* enum sent_kind */
    uint32_t id;
    uint32_t offset; /* VIDEO, RECORD: bytes */
    uint32_t size;
};

enum sent_fate {
    SENT_NOT_TRACKED, /* nothing depends on its fate: ACK, CLOSE or a probe of a path inside */
    SENT_FLYING,      /* neither acknowledged nor lost yet */
    SENT_ACKED,       /* arrived */
    SENT_LOST,        /* declared lost; may still turn out to have been late */
};

struct sent_packet {
    uint32_t counter;
    uint32_t size; /* of the datagram, with IP and UDP headers */
    uint64_t at_us;
    uint8_t fate; /* enum sent_fate */
    uint8_t item_count;
    struct sent_item items[SENT_ITEMS_MAX];
};

/* Zeroed memory is an empty ring. */
struct sent {
    struct sent_packet ring[SENT_MAX];
    uint32_t oldest; /* lowest counter that may still be FLYING */
    uint32_t next;   /* counter of the packet to come */
    uint32_t flying_bytes;
    uint32_t flying_packets;
};

/* Whether the next packet would overwrite one that flies: then nothing may be sent. */
bool sent_is_full(const struct sent *sent);
/* Counters come one after the other, but a seal may skip some (never goes back; asserted). */
void sent_add(struct sent *sent, const struct sent_packet *packet);
/* NULL when that counter was never sent or its place was taken since. Lives until sent_add. */
struct sent_packet *sent_find(struct sent *sent, uint32_t counter);
/* Settles a FLYING packet. */
void sent_settle(struct sent *sent, struct sent_packet *packet, enum sent_fate fate);

#endif
