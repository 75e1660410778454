#include "link/queue_delay.h"

#include "base/assert.h"

/* 100 ppm of drift move the base by half a millisecond in this time. */
#define BUCKET_US 5000000
/* Samples not older than this count as the present, and always the last two. */
#define PRESENT_US 80000

static void note_lowest(struct queue_delay *delay, uint64_t now_us)
{
    ALCOVE_ASSERT(delay->bucket < QUEUE_DELAY_BUCKETS);
    if (delay->buckets == 0) {
        delay->buckets = 1;
        delay->bucket_since_us = now_us;
        delay->bucket_lowest[0] = delay->newest;
        return;
    }
    if (now_us - delay->bucket_since_us >= BUCKET_US) {
        delay->bucket = (delay->bucket + 1) % QUEUE_DELAY_BUCKETS;
        if (delay->buckets < QUEUE_DELAY_BUCKETS)
            delay->buckets++;
        delay->bucket_since_us = now_us;
        delay->bucket_lowest[delay->bucket] = delay->newest;
    }
    if (delay->newest < delay->bucket_lowest[delay->bucket])
        delay->bucket_lowest[delay->bucket] = delay->newest;
}

void queue_delay_on_sample(struct queue_delay *delay, uint64_t now_us, uint64_t sent_us,
                           uint32_t arrived_us)
{
    ALCOVE_ASSERT(sent_us <= now_us);
    uint32_t low = arrived_us - (uint32_t)sent_us;
    if (delay->any)
        delay->newest += (int32_t)(low - (uint32_t)delay->newest);
    else
        delay->newest = (int32_t)low;
    delay->any = true;
    size_t place = (size_t)(delay->count % QUEUE_DELAY_SAMPLES);
    delay->delays[place] = delay->newest;
    delay->at_us[place] = now_us;
    delay->count++;
    note_lowest(delay, now_us);
}

static int64_t base_of(const struct queue_delay *delay)
{
    ALCOVE_ASSERT(delay->buckets > 0);
    int64_t lowest = delay->bucket_lowest[delay->bucket];
    for (size_t i = 0; i < delay->buckets; i++) {
        if (delay->bucket_lowest[i] < lowest)
            lowest = delay->bucket_lowest[i];
    }
    return lowest;
}

uint32_t queue_delay_standing(const struct queue_delay *delay, uint64_t now_us)
{
    if (delay->count == 0)
        return 0;
    int64_t lowest = delay->newest;
    for (uint64_t back = 1; back < QUEUE_DELAY_SAMPLES && back < delay->count; back++) {
        size_t place = (size_t)((delay->count - 1 - back) % QUEUE_DELAY_SAMPLES);
        if (back >= 2 && delay->at_us[place] + PRESENT_US < now_us)
            break;
        if (delay->delays[place] < lowest)
            lowest = delay->delays[place];
    }
    int64_t standing = lowest - base_of(delay);
    ALCOVE_ASSERT(standing >= 0);
    return standing < UINT32_MAX ? (uint32_t)standing : UINT32_MAX;
}

uint32_t queue_delay_jitter(const struct queue_delay *delay)
{
    uint64_t samples = delay->count < QUEUE_DELAY_SAMPLES ? delay->count : QUEUE_DELAY_SAMPLES;
    if (samples < 3)
        return 0;
    int64_t walked = 0;
    int64_t last = delay->newest;
    for (uint64_t back = 1; back < samples; back++) {
        int64_t earlier = delay->delays[(size_t)((delay->count - 1 - back) % QUEUE_DELAY_SAMPLES)];
        walked += last > earlier ? last - earlier : earlier - last;
        last = earlier;
    }
    int64_t moved = delay->newest > last ? delay->newest - last : last - delay->newest;
    ALCOVE_ASSERT(walked >= moved);
    int64_t jitter = (walked - moved) / (int64_t)(samples - 1);
    return jitter < UINT32_MAX ? (uint32_t)jitter : UINT32_MAX;
}
