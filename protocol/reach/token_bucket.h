/* A token bucket: so much a second, with bursts up to a limit. Time is an argument. Called by the
 * relay for its rates and its defence against floods. */
#ifndef ALCOVE_REACH_TOKEN_BUCKET_H
#define ALCOVE_REACH_TOKEN_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

/* Of anything: bytes, attempts. Both 1 to 2^31. */
struct token_rate {
    uint32_t per_s;
    uint32_t burst;
};

/* Zeroed memory is a full bucket. */
struct token_bucket {
    uint64_t at_us;
    uint64_t spent; /* millionths that are missing */
};

/* Takes `amount` whole, or nothing and false. The clock may stand still, but not go back. */
bool token_bucket_take(struct token_bucket *bucket, const struct token_rate *rate, uint64_t now_us,
                       uint32_t amount);

#endif
