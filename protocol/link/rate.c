#include "link/rate.h"

#include <string.h>

#include "base/assert.h"
#include "link/limits.h"

#define QUEUE_TARGET_US 35000
#define QUEUE_SHORT_US  10000
#define QUEUE_START_US  20000
/* Salsify and GCC alike fall to this share of what was delivered. */
#define FALL_SHARE  0.85
#define DRAIN_SHARE 0.4
/* exp(0.385 * 1.8 s) = 2. */
#define GROWTH_PER_S      0.385
#define GROWTH_NEAR_PER_S 0.12
#define GROWTH_FASTER_MAX 3.0
#define START_GROWTH      2.0
#define START_STEP_US     100000
#define LOSS_JUMP         0.10
#define LOSS_STIR         0.02
#define WINDOW_EXTRA_US   45000
#define WINDOW_START      6000
#define WINDOW_MIN        1400

static void meter_add(struct rate_meter *meter, uint64_t now_us, size_t bytes)
{
    uint64_t bin = now_us / RATE_BIN_US;
    if (!meter->any) {
        meter->any = true;
        meter->first_us = now_us;
        meter->newest_bin = bin;
    }
    ALCOVE_ASSERT(bin >= meter->newest_bin);
    uint64_t steps = bin - meter->newest_bin;
    for (uint64_t i = 1; i <= steps && i <= RATE_BINS; i++)
        meter->bytes[(meter->newest_bin + i) % RATE_BINS] = 0;
    meter->newest_bin = bin;
    meter->bytes[bin % RATE_BINS] += (uint32_t)bytes;
}

/* Bits a second over the last `window_us`, at most the meter's memory. */
static double meter_rate(struct rate_meter *meter, uint64_t now_us, uint64_t window_us)
{
    if (!meter->any)
        return 0;
    meter_add(meter, now_us, 0);
    uint64_t bins = window_us / RATE_BIN_US;
    if (bins > RATE_BINS - 1)
        bins = RATE_BINS - 1;
    uint64_t bytes = 0;
    ALCOVE_ASSERT(meter->newest_bin == now_us / RATE_BIN_US);
    for (uint64_t i = 0; i <= bins && i <= meter->newest_bin; i++)
        bytes += meter->bytes[(meter->newest_bin - i) % RATE_BINS];
    uint64_t since_us =
        (meter->newest_bin - (bins < meter->newest_bin ? bins : meter->newest_bin)) * RATE_BIN_US;
    if (since_us < meter->first_us)
        since_us = meter->first_us;
    uint64_t span_us = now_us > since_us ? now_us - since_us : 0;
    if (span_us < RATE_BIN_US)
        span_us = RATE_BIN_US;
    return (double)bytes * 8e6 / (double)span_us;
}

/* Long enough for several packets and for the lumps in which acknowledgements come. */
static uint64_t meter_window(const struct rate *rate, const struct rtt *rtt)
{
    uint64_t window_us = 200000 + 2 * (uint64_t)rate->held_us;
    if (rate->bits_per_second < 120000)
        window_us = 600000;
    ALCOVE_ASSERT(rtt->smoothed_us > 0);
    return window_us;
}

static void set_rate(struct rate *rate, double bits_per_second)
{
    ALCOVE_ASSERT(bits_per_second >= 0);
    double most = rate->max_bits_per_second != 0 ? rate->max_bits_per_second : ALCOVE_RATE_MAX;
    if (bits_per_second > most)
        bits_per_second = most;
    if (bits_per_second < ALCOVE_RATE_MIN)
        bits_per_second = ALCOVE_RATE_MIN;
    rate->bits_per_second = (uint32_t)bits_per_second;
}

void rate_init(struct rate *rate, uint64_t now_us)
{
    ALCOVE_ASSERT(rate != NULL);
    memset(rate, 0, sizeof *rate);
    rate->grown_at_us = now_us;
    set_rate(rate, ALCOVE_RATE_START);
}

void rate_set_max(struct rate *rate, uint32_t bits_per_second)
{
    if (bits_per_second != 0 && bits_per_second < ALCOVE_RATE_MIN)
        bits_per_second = ALCOVE_RATE_MIN;
    rate->max_bits_per_second = bits_per_second;
    set_rate(rate, rate->bits_per_second);
}

void rate_on_sent(struct rate *rate, uint64_t now_us, size_t bytes)
{
    meter_add(&rate->sent, now_us, bytes);
}

static void count_fate(struct rate *rate, double lost)
{
    ALCOVE_ASSERT(lost == 0 || lost == 1);
    rate->settled++;
    rate->loss_present += (lost - rate->loss_present) / 32;
    rate->loss_shown += (lost - rate->loss_shown) / 128;
}

void rate_on_arrived(struct rate *rate, uint64_t now_us, size_t bytes, bool late)
{
    meter_add(&rate->delivered, now_us, bytes);
    if (!late) {
        count_fate(rate, 0);
        return;
    }
    ALCOVE_ASSERT(rate->loss_present >= 0);
    /* Takes the loss back. */
    rate->loss_present = rate->loss_present > 1.0 / 32 ? rate->loss_present - 1.0 / 32 : 0;
    rate->loss_shown = rate->loss_shown > 1.0 / 128 ? rate->loss_shown - 1.0 / 128 : 0;
}

void rate_on_lost(struct rate *rate)
{
    count_fate(rate, 1);
}

static void step_loss_base(struct rate *rate, uint64_t now_us)
{
    if (rate->base_at_us == 0)
        rate->base_at_us = now_us;
    /* A hundredth each tenth of a second: a time constant of ten seconds. */
    while (now_us - rate->base_at_us >= 100000) {
        rate->loss_base += (rate->loss_present - rate->loss_base) / 100;
        rate->base_at_us += 100000;
        if (now_us - rate->base_at_us > 60000000)
            rate->base_at_us = now_us;
    }
    ALCOVE_ASSERT(rate->loss_base >= 0);
}

static bool loss_jumped(const struct rate *rate)
{
    ALCOVE_ASSERT(rate->loss_present >= 0);
    return rate->settled >= 16 && rate->loss_present > 1.5 * rate->loss_base + LOSS_JUMP;
}

static bool is_congested(const struct rate *rate, uint32_t jitter_us)
{
    uint32_t target_us = QUEUE_TARGET_US + jitter_us;
    if (rate->state == RATE_STARTING)
        target_us = QUEUE_START_US + jitter_us;
    if (rate->queue_us > target_us || loss_jumped(rate))
        return true;
    ALCOVE_ASSERT(target_us > 0);
    return rate->loss_present > rate->loss_base + LOSS_STIR && rate->settled >= 16 &&
           rate->queue_us > target_us / 2 + jitter_us;
}

static void fall(struct rate *rate, uint64_t now_us, double delivered)
{
    double excess = (double)rate->queue_us / 500000.0;
    double share = FALL_SHARE - excess > DRAIN_SHARE ? FALL_SHARE - excess : DRAIN_SHARE;
    ALCOVE_ASSERT(share <= FALL_SHARE);
    if (loss_jumped(rate))
        rate->loss_base = rate->loss_present;
    if (delivered < rate->bits_per_second || rate->state == RATE_STARTING) {
        rate->capacity = (uint32_t)(delivered < ALCOVE_RATE_MAX ? delivered : ALCOVE_RATE_MAX);
        set_rate(rate, share * delivered);
    } else {
        /* More arrives than we mean to send: the queue is not ours to judge, go down gently. */
        set_rate(rate, FALL_SHARE * rate->bits_per_second);
    }
    rate->state = RATE_DRAINING;
    rate->fell_at_us = now_us;
}

static void climb(struct rate *rate, uint64_t now_us, uint32_t jitter_us)
{
    uint64_t elapsed_us = now_us - rate->grown_at_us;
    rate->grown_at_us = now_us;
    if (elapsed_us > 200000)
        elapsed_us = 200000;
    double now_rate = rate->bits_per_second;
    if (rate->capacity != 0 && now_rate > 1.02 * rate->capacity)
        rate->capacity = 0;
    double growth = GROWTH_PER_S;
    if (rate->capacity != 0 && now_rate > 0.8 * rate->capacity) {
        growth = GROWTH_NEAR_PER_S;
        rate->climbing_since_us = now_us;
    } else {
        double faster = 1.0 + (double)(now_us - rate->climbing_since_us) / 2e6;
        growth *= faster < GROWTH_FASTER_MAX ? faster : GROWTH_FASTER_MAX;
    }
    uint32_t short_us = QUEUE_SHORT_US + jitter_us;
    uint32_t target_us = QUEUE_TARGET_US + jitter_us;
    if (rate->queue_us > short_us) {
        double left = (double)target_us - (double)rate->queue_us;
        growth = GROWTH_NEAR_PER_S * (left > 0 ? left / (QUEUE_TARGET_US - QUEUE_SHORT_US) : 0);
        rate->climbing_since_us = now_us;
    }
    ALCOVE_ASSERT(growth >= 0);
    set_rate(rate, now_rate * (1.0 + growth * (double)elapsed_us / 1e6));
}

/* Whether the application really sends about what it may: else the rate is not proven. */
static bool is_used(struct rate *rate, uint64_t now_us, const struct rtt *rtt)
{
    double sent = meter_rate(&rate->sent, now_us, meter_window(rate, rtt));
    double share = rate->state == RATE_STARTING ? 0.5 : 0.6;
    ALCOVE_ASSERT(sent >= 0);
    return sent >= share * rate->bits_per_second;
}

static void step(struct rate *rate, uint64_t now_us, const struct rtt *rtt)
{
    uint32_t jitter_us = queue_delay_jitter(&rate->delay);
    if (jitter_us > ALCOVE_REORDER_MAX_US)
        jitter_us = ALCOVE_REORDER_MAX_US;
    ALCOVE_ASSERT(now_us >= rate->fell_at_us);
    /* One fall a round trip: the one before must have had its effect. */
    bool settled = now_us - rate->fell_at_us >= rtt->min_us + rate->held_us + (uint64_t)80000;
    if (is_congested(rate, jitter_us) && (settled || rate->fell_at_us == 0)) {
        fall(rate, now_us, meter_rate(&rate->delivered, now_us, meter_window(rate, rtt)));
        return;
    }
    switch (rate->state) {
    case RATE_DRAINING:
        if (rate->queue_us > QUEUE_SHORT_US + QUEUE_SHORT_US / 2 + jitter_us)
            return;
        if (rate->capacity != 0 && rate->bits_per_second < 0.9 * rate->capacity)
            set_rate(rate, 0.9 * rate->capacity);
        rate->state = RATE_CLIMBING;
        rate->grown_at_us = now_us;
        rate->climbing_since_us = now_us;
        return;
    case RATE_STARTING:
        if (now_us - rate->grown_at_us < START_STEP_US || !is_used(rate, now_us, rtt))
            return;
        rate->grown_at_us = now_us;
        set_rate(rate, START_GROWTH * rate->bits_per_second);
        return;
    case RATE_CLIMBING:
        if (is_used(rate, now_us, rtt)) {
            climb(rate, now_us, jitter_us);
        } else {
            rate->grown_at_us = now_us;
            rate->climbing_since_us = now_us;
        }
        return;
    }
}

void rate_on_sample(struct rate *rate, uint64_t now_us, const struct rate_sample *sample,
                    const struct rtt *rtt)
{
    ALCOVE_ASSERT(sample->sent_us <= now_us);
    queue_delay_on_sample(&rate->delay, now_us, sample->sent_us, sample->arrived_us);
    rate->queue_us = queue_delay_standing(&rate->delay, now_us);
    uint32_t held_us = sample->held_us < 500000 ? sample->held_us : 500000;
    rate->held_us = (rate->held_us * 7 + held_us) / 8;
    step_loss_base(rate, now_us);
    step(rate, now_us, rtt);
}

void rate_on_silence(struct rate *rate)
{
    ALCOVE_ASSERT(rate->bits_per_second > 0);
    set_rate(rate, 0.7 * rate->bits_per_second);
    if (rate->state == RATE_STARTING)
        rate->state = RATE_CLIMBING;
}

void rate_on_path(struct rate *rate, uint64_t now_us)
{
    uint32_t most = rate->max_bits_per_second;
    uint32_t before = rate->bits_per_second;
    ALCOVE_ASSERT(before >= ALCOVE_RATE_MIN);
    rate_init(rate, now_us);
    rate->max_bits_per_second = most;
    set_rate(rate, before < ALCOVE_RATE_START ? before : ALCOVE_RATE_START);
}

uint32_t rate_window_bytes(const struct rate *rate, const struct rtt *rtt)
{
    if (!rtt->measured)
        return WINDOW_START;
    uint64_t time_us = rtt->min_us + (uint64_t)rate->held_us + WINDOW_EXTRA_US;
    uint64_t bytes = rate->bits_per_second / 8 * time_us / 1000000;
    if (rate->state == RATE_STARTING)
        bytes = bytes * 3 / 2;
    ALCOVE_ASSERT(time_us > 0);
    if (bytes > UINT32_MAX)
        return UINT32_MAX;
    return bytes > WINDOW_MIN ? (uint32_t)bytes : WINDOW_MIN;
}

uint32_t rate_pacing(const struct rate *rate)
{
    ALCOVE_ASSERT(rate->bits_per_second >= ALCOVE_RATE_MIN);
    uint32_t pacing = rate->bits_per_second;
    if (rate->state == RATE_STARTING)
        pacing = pacing * 2;
    else if (rate->state == RATE_CLIMBING)
        pacing = pacing + pacing / 4;
    if (rate->max_bits_per_second != 0 && pacing > rate->max_bits_per_second)
        pacing = rate->max_bits_per_second;
    return pacing;
}

uint32_t rate_loss_per_mille(const struct rate *rate)
{
    ALCOVE_ASSERT(rate->loss_shown >= 0 && rate->loss_shown <= 1);
    return (uint32_t)(rate->loss_shown * 1000);
}

uint32_t rate_delivered(struct rate *rate, uint64_t now_us)
{
    uint64_t bytes = 0;
    ALCOVE_ASSERT(now_us >= rate->delivered.first_us);
    meter_add(&rate->delivered, now_us, 0);
    for (size_t i = 0; i < RATE_BINS; i++)
        bytes += rate->delivered.bytes[i];
    return (uint32_t)(bytes * 8000000 / ((uint64_t)RATE_BINS * RATE_BIN_US));
}
