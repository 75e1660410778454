/* The standing queue on the path, from one-way delays: arrival on the other side's clock less
 * departure on ours. The clocks differ by an unknown constant and drift a little, so only the
 * distance to the smallest delay of the last half minute means something. Jitter is told apart from
 * a queue by its coming and going. Belongs to rate.c. */
#ifndef ALCOVE_LINK_QUEUE_DELAY_H
#define ALCOVE_LINK_QUEUE_DELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUEUE_DELAY_SAMPLES 16
#define QUEUE_DELAY_BUCKETS 6

/* Zeroed memory is a fresh one. */
struct queue_delay {
    bool any;
    int64_t newest;                             /* one-way delay, us, unwrapped */
    int64_t delays[QUEUE_DELAY_SAMPLES];        /* ring, by count */
    uint64_t at_us[QUEUE_DELAY_SAMPLES];        /* when each was learned */
    uint64_t count;                             /* samples so far */
    int64_t bucket_lowest[QUEUE_DELAY_BUCKETS]; /* of five seconds each */
    size_t bucket;                              /* the one being filled */
    size_t buckets;                             /* filled, with the current one */
    uint64_t bucket_since_us;
};

void queue_delay_on_sample(struct queue_delay *delay, uint64_t now_us, uint64_t sent_us,
                           uint32_t arrived_us);
/* The smallest of the newest samples, over the base. */
uint32_t queue_delay_standing(const struct queue_delay *delay, uint64_t now_us);
/* How much of the movement of the last samples went back and forth, a sample. */
uint32_t queue_delay_jitter(const struct queue_delay *delay);

#endif
