#include "reach/token_bucket.h"

#include "base/assert.h"

#define MILLION       1000000u
#define REFILL_US_MAX (1u << 31) /* 35 minutes: so that the product below stays in 64 bits */

bool token_bucket_take(struct token_bucket *bucket, const struct token_rate *rate, uint64_t now_us,
                       uint32_t amount)
{
    ALCOVE_ASSERT(rate->per_s > 0 && rate->per_s <= 1u << 31);
    ALCOVE_ASSERT(rate->burst > 0 && rate->burst <= 1u << 31);
    ALCOVE_ASSERT(now_us >= bucket->at_us);
    uint64_t passed_us = now_us - bucket->at_us;
    if (passed_us > REFILL_US_MAX)
        passed_us = REFILL_US_MAX;
    uint64_t back = passed_us * rate->per_s;
    bucket->at_us = now_us;
    bucket->spent = bucket->spent > back ? bucket->spent - back : 0;
    uint64_t wanted = (uint64_t)amount * MILLION;
    if (bucket->spent + wanted > (uint64_t)rate->burst * MILLION)
        return false;
    bucket->spent += wanted;
    return true;
}
