/* How late packets come: transit times over the last ten seconds, against the fastest of them.
 *
 * A transit is received (our clock) minus captured (the sender's), so it holds an unknown constant
 * offset; only differences are given out. Clock drift of 100 ppm moves the fastest by 1 ms in the
 * window and is thereby followed. Plain data, used by both playouts. */
#ifndef ALCOVE_MEDIA_ARRIVAL_WINDOW_H
#define ALCOVE_MEDIA_ARRIVAL_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#define ARRIVAL_WINDOW_US          10000000
#define ARRIVAL_WINDOW_PACKETS_MAX 512 /* ten seconds of 20 ms voice frames */

struct arrival {
    uint64_t received_at_us;
    int64_t transit_us;
};

struct arrival_window {
    struct arrival arrivals[ARRIVAL_WINDOW_PACKETS_MAX]; /* a ring; `next` is the oldest if full */
    size_t next;
    size_t count;
    int percent;         /* which percentile late_us is */
    int64_t fastest_us;  /* the shortest transit in the window */
    uint32_t late_us;    /* the percentile of transit minus fastest_us */
    unsigned since_sort; /* arrivals since late_us was computed */
};

void arrival_window_init(struct arrival_window *window, int percent);

void arrival_window_add(struct arrival_window *window, uint64_t captured_at_us,
                        uint64_t received_at_us);

#endif
