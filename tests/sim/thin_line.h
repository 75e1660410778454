/* Two people who know each other meet on a line of 1 kbit/s that loses three of ten datagrams, and
 * write: a line of 60 bytes each every ten seconds, 28 in all. Played for many seeds, and
 * counted. */
#ifndef SIM_THIN_LINE_H
#define SIM_THIN_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define THIN_LINE_TERMS     "rate=1k,delay=100,loss=30"
#define THIN_LINE_SEEDS_MAX 200u
/* Lines of one person. */
#define THIN_LINE_LINES 14u

struct thin_line_plan {
    const char *terms;
    uint64_t seed;  /* of the first story */
    uint32_t seeds; /* how many, at most THIN_LINE_SEEDS_MAX */
    /* What a check of the line showed before the call; 0: there was none. */
    uint32_t round_trip_us;
    bool both_call; /* else the client does */
};

struct thin_line_times {
    uint64_t p50_us, p95_us, max_us;
};

struct thin_line_result {
    uint32_t failed;              /* stories in which something was wrong or a line did not come */
    struct thin_line_times start; /* from the first datagram to established at both ends */
    struct thin_line_times line;  /* from written to there, of each line */
    uint64_t bits_per_second;     /* of one person, headers included */
    uint64_t log_hash;            /* of all */
};

struct thin_line_result thin_line_play(const struct thin_line_plan *plan);

#endif
