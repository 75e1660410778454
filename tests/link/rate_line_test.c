#include <string.h>

#include "harness.h"
#include "pair.h"

/* A call over one bottleneck (the lines of the media goals): the client sends voice and pictures of
 * the size its budget allows, the therapist answers with voice. */
struct call {
    struct pair *pair;
    uint32_t voice_id;
    uint32_t picture_id;
    uint64_t next_voice_us;
    uint64_t next_picture_us;
    uint64_t queue_sum_us; /* over voice packets */
    uint64_t queue_count;
    uint64_t queue_max_us;
    uint64_t pictures;
};

static uint8_t coded[ALCOVE_FRAME_BYTES_MAX];

static void send_voice(struct call *call)
{
    for (int i = 0; i < 2; i++) {
        struct alcove_frame voice = {.kind = ALCOVE_FRAME_VOICE, .id = call->voice_id};
        voice.captured_at_us = call->pair->now_us;
        voice.bytes = coded;
        voice.size = 60;
        alcove_link_send_frame(pair_link(call->pair, i), call->pair->now_us, &voice);
        pair_drain(call->pair, i);
    }
    call->voice_id++;
    uint64_t queue_us = call->pair->ends[CLIENT].line.queue_us;
    call->queue_sum_us += queue_us;
    call->queue_count++;
    if (queue_us > call->queue_max_us)
        call->queue_max_us = queue_us;
}

static void send_picture(struct call *call, uint32_t rate_max)
{
    struct alcove_link *link = pair_link(call->pair, CLIENT);
    struct alcove_link_budget budget = alcove_link_get_budget(link, call->pair->now_us);
    if (!budget.may_send_video)
        return;
    /* What is left beside voice, a little under the budget as encoders are. */
    double rate = budget.rate_bits_per_second * 0.9 - 50000.0;
    if (rate < 10000.0)
        rate = 10000.0;
    if (rate > rate_max)
        rate = rate_max;
    struct alcove_frame picture = {.kind = ALCOVE_FRAME_VIDEO, .id = call->picture_id++};
    picture.captured_at_us = call->pair->now_us;
    picture.bytes = coded;
    picture.size = (size_t)(rate / 8 / 30) + 1;
    picture.lifetime_us = 300000;
    alcove_link_send_frame(link, call->pair->now_us, &picture);
    pair_drain(call->pair, CLIENT);
    call->pictures++;
}

static void talk_for(struct call *call, uint64_t duration_us, uint32_t rate_max)
{
    uint64_t end_us = call->pair->now_us + duration_us;
    while (call->pair->now_us < end_us) {
        if (call->next_voice_us <= call->pair->now_us) {
            call->next_voice_us = call->pair->now_us + 20000;
            send_voice(call);
        }
        if (call->next_picture_us <= call->pair->now_us) {
            call->next_picture_us = call->pair->now_us + 33333;
            send_picture(call, rate_max);
        }
        uint64_t next_us = call->next_voice_us < call->next_picture_us ? call->next_voice_us
                                                                       : call->next_picture_us;
        pair_run(call->pair, next_us - call->pair->now_us);
    }
}

static void open_call(struct call *call, uint32_t rate, uint64_t delay_us, uint32_t loss)
{
    memset(call, 0, sizeof *call);
    call->pair = pair_open(ALCOVE_LINK_CONTACT, 9);
    pair_set_lines(call->pair, delay_us, loss);
    for (int i = 0; i < 2; i++) {
        call->pair->ends[i].line.bits_per_second = rate;
        call->pair->ends[i].line.queue_us_max = 300000;
    }
    pair_establish(call->pair);
}

static void forget_queue(struct call *call)
{
    call->queue_sum_us = call->queue_count = call->queue_max_us = 0;
}

/* What a call settles at, from the fourth second to the twentieth. */
struct settled {
    const char *name;
    uint32_t rate; /* of the line, bits a second */
    uint64_t delay_us;
    uint32_t loss;
    uint64_t jitter_us;
    uint32_t use_percent_min; /* of what the line lets through */
    uint64_t queue_ms_max;    /* on average */
};

static void settles(const struct settled *row)
{
    struct call call;
    open_call(&call, row->rate, row->delay_us, row->loss);
    call.pair->ends[CLIENT].line.jitter_us = row->jitter_us;
    call.pair->ends[THERAPIST].line.jitter_us = row->jitter_us;
    talk_for(&call, 4000000, 4000000);
    forget_queue(&call);
    uint64_t before = call.pair->ends[CLIENT].line.delivered_bytes;
    talk_for(&call, 16000000, 4000000);
    uint64_t delivered = (call.pair->ends[CLIENT].line.delivered_bytes - before) * 8 / 16;
    uint64_t possible = (uint64_t)row->rate * (1000 - row->loss) / 1000;
    uint64_t use_percent = delivered * 100 / possible;
    uint64_t queue_ms = call.queue_sum_us / call.queue_count / 1000;
    if (use_percent < row->use_percent_min || queue_ms > row->queue_ms_max)
        fail_msg("%s: %llu %% used, queue %llu ms", row->name, (unsigned long long)use_percent,
                 (unsigned long long)queue_ms);
    pair_close(call.pair);
}

static void each_line_is_used_with_a_short_queue(void **state)
{
    (void)state;
    const struct settled rows[] = {
        {"1 Mbit/s, 50 ms, 1 % lost", 1000000, 50000, 10, 0, 88, 40},
        {"100 kbit/s, 100 ms", 100000, 100000, 0, 0, 85, 45},
        {"300 kbit/s, 100 ms, 3 % lost", 300000, 100000, 30, 0, 80, 45},
        {"500 kbit/s, 50 ms, 20 % lost", 500000, 50000, 200, 0, 60, 40},
        {"1 Mbit/s, 30 ms jitter with reordering", 1000000, 30000, 0, 30000, 75, 40},
        {"2 Mbit/s, 20 ms", 2000000, 20000, 0, 0, 90, 40},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        settles(&rows[i]);
}

static void a_clean_line_carries_three_megabits_within_a_second(void **state)
{
    (void)state;
    struct call call;
    open_call(&call, 0, 50, 0);
    talk_for(&call, 1000000, 4000000);
    assert_true(call.pair->ends[CLIENT].line.delivered_bytes * 8 > 2000000);
    call.pictures = 0;
    uint64_t before = call.pair->ends[CLIENT].line.delivered_bytes;
    talk_for(&call, 1000000, 4000000);
    assert_true((call.pair->ends[CLIENT].line.delivered_bytes - before) * 8 > 3500000);
    assert_true(call.pictures >= 29);
    pair_close(call.pair);
}

static uint64_t last_picture_us;
static uint64_t longest_gap_us;

/* Between pictures that arrive, however late. */
static void measure_gap(struct pair *pair, int end, const struct alcove_event *event)
{
    if (end != THERAPIST || event->kind != ALCOVE_EVENT_FRAME ||
        event->frame.kind != ALCOVE_FRAME_VIDEO)
        return;
    if (pair->now_us - last_picture_us > longest_gap_us)
        longest_gap_us = pair->now_us - last_picture_us;
    last_picture_us = pair->now_us;
}

static void a_line_that_collapses_is_followed_and_its_return_used_within_five_seconds(void **state)
{
    (void)state;
    struct call call;
    open_call(&call, 2000000, 20000, 0);
    call.pair->ends[CLIENT].line.queue_us_max = 0;
    talk_for(&call, 8000000, 4000000);
    call.pair->ends[CLIENT].line.bits_per_second = 150000;
    last_picture_us = call.pair->now_us;
    longest_gap_us = 0;
    call.pair->ends[THERAPIST].on_event = measure_gap;
    talk_for(&call, 2500000, 4000000);
    assert_true(longest_gap_us < 1000000);
    forget_queue(&call);
    talk_for(&call, 5000000, 4000000);
    assert_true(call.queue_sum_us / call.queue_count < 60000);
    call.pair->ends[CLIENT].line.bits_per_second = 2000000;
    talk_for(&call, 4000000, 4000000);
    uint64_t before = call.pair->ends[CLIENT].line.delivered_bytes;
    talk_for(&call, 1000000, 4000000);
    assert_true((call.pair->ends[CLIENT].line.delivered_bytes - before) * 8 > 1000000);
    pair_close(call.pair);
}

static void what_the_application_does_not_send_is_not_believed_in(void **state)
{
    (void)state;
    struct call call;
    open_call(&call, 0, 20000, 0);
    talk_for(&call, 20000000, 200000);
    struct alcove_link_budget budget =
        alcove_link_get_budget(pair_link(call.pair, CLIENT), call.pair->now_us);
    assert_in_range(budget.rate_bits_per_second, 300000, 1500000);
    pair_close(call.pair);
}

static void the_set_maximum_holds(void **state)
{
    (void)state;
    struct call call;
    open_call(&call, 0, 20000, 0);
    alcove_link_set_rate_max(pair_link(call.pair, CLIENT), 400000);
    talk_for(&call, 3000000, 4000000);
    uint64_t before = call.pair->ends[CLIENT].line.delivered_bytes;
    talk_for(&call, 5000000, 4000000);
    assert_in_range((call.pair->ends[CLIENT].line.delivered_bytes - before) * 8 / 5, 200000,
                    420000);
    pair_close(call.pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_line_is_used_with_a_short_queue),
    cmocka_unit_test(a_clean_line_carries_three_megabits_within_a_second),
    cmocka_unit_test(a_line_that_collapses_is_followed_and_its_return_used_within_five_seconds),
    cmocka_unit_test(what_the_application_does_not_send_is_not_believed_in),
    cmocka_unit_test(the_set_maximum_holds),
};
TEST_GROUP(rate_line, tests)
