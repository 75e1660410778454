/* Video frames on their way out: cut into parts as room in packets comes up, repeated where lost
 * while their lifetime lasts, and settled as arrived or lost, which is told once. It chooses no
 * departure times (pacer.h) and writes no packets (packet.c). */
#ifndef ALCOVE_LINK_FRAGMENT_H
#define ALCOVE_LINK_FRAGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/byte_ring.h"
#include "link/chunk.h"
#include "link/link.h"
#include "link/ranges.h"

#define FRAGMENT_FRAMES_MAX  64
#define FRAGMENT_WAITING_MAX 4 /* frames of which nothing has left yet */
#define FRAGMENT_BYTES_MAX   524288
#define FRAGMENT_NEWS_MAX    64

struct fragment_frame {
    uint32_t id;
    uint32_t size;
    uint32_t at; /* in `bytes` */
    uint32_t captured_us;
    bool key;
    bool golden;
    bool started; /* something of it has left */
    bool settled; /* arrived or given up */
    uint64_t given_us;
    uint64_t repeat_until_us;
    struct ranges unsent; /* to be sent, the first time or again */
    struct ranges arrived;
};

struct fragment_news {
    uint32_t id;
    bool arrived; /* else lost */
};

/* Zeroed memory is an empty one. */
struct fragment {
    struct fragment_frame frames[FRAGMENT_FRAMES_MAX]; /* ring, oldest first */
    uint32_t head;                                     /* counts up */
    uint32_t tail;
    struct byte_ring ring;
    struct fragment_news news[FRAGMENT_NEWS_MAX]; /* ring; when full the oldest is dropped */
    uint32_t news_head;
    uint32_t news_tail;
    uint64_t given_up;
    uint64_t repeated; /* parts */
    uint8_t bytes[FRAGMENT_BYTES_MAX];
};

/* FULL, with nothing taken, while FRAGMENT_WAITING_MAX frames wait or their bytes find no room. */
enum alcove_link_status fragment_push(struct fragment *fragment, uint64_t now_us,
                                      const struct alcove_frame *frame);
/* The next part to send, lost ones of older frames first, of at most `size_max` bytes; `out->bytes`
 * lives until the next call. False when there is none. It stays the next until fragment_on_sent. */
bool fragment_next(const struct fragment *fragment, size_t size_max, struct chunk_part *out);
void fragment_on_sent(struct fragment *fragment, uint32_t id, uint32_t offset, uint32_t size);
void fragment_on_arrived(struct fragment *fragment, uint32_t id, uint32_t offset, uint32_t size);
void fragment_on_lost(struct fragment *fragment, uint64_t now_us, const struct chunk_part *part);
/* Gives up frames whose time is over. */
void fragment_on_timeout(struct fragment *fragment, uint64_t now_us);
uint64_t fragment_next_deadline(const struct fragment *fragment);
/* Bytes that wait to be sent, the first time or again. */
uint32_t fragment_waiting_bytes(const struct fragment *fragment);
/* Parts wait to be sent, the first time or again. */
bool fragment_has_unsent(const struct fragment *fragment);
bool fragment_poll_news(struct fragment *fragment, struct fragment_news *out);

#endif
