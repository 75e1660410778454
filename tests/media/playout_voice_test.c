/* The jitter buffer against scripted arrival times: no clock, no thread. */
#include "media/playout_voice.h"

#include <string.h>

#include "harness.h"
#include "media/lip_sync.h"
#include "media/voice_encoder.h"
#include "tone.h"

#define SENDER_ZERO_US   7000000000 /* the two clocks have nothing in common */
#define RECEIVER_ZERO_US 1000000
#define PACKETS_MAX      3000
#define BLOCK            480
#define BLOCK_US         10000

struct packet {
    uint8_t bytes[400];
    size_t size;
    uint64_t captured_at_us;
    uint64_t arrives_at_us; /* UINT64_MAX: lost */
    bool delivered;
};

/* A call on one line: what was sent, when it arrives, and what the receiver has made of it. */
struct call {
    struct packet packets[PACKETS_MAX];
    uint32_t count;
    struct playout_voice *playout;
    uint64_t now_us;
    int64_t buffer_max_us;
    struct voice_setting setting;
    uint32_t seconds;
};

static struct call call;

static uint32_t noise(uint32_t index)
{
    uint32_t value = index * 2654435761u + 12345;
    value ^= value >> 16;
    value *= 2246822519u;
    return value ^ value >> 13;
}

/* Codes `seconds` of the tone into call.packets. */
static void call_code(const struct voice_setting *setting, uint32_t seconds)
{
    struct voice_encoder *encoder = voice_encoder_create(setting);
    call.count = 0;
    for (uint64_t at = 0; at < (uint64_t)seconds * 48000; at += BLOCK) {
        int16_t samples[BLOCK];
        struct frame frame;
        tone_fill(samples, BLOCK, at);
        uint64_t captured_us = SENDER_ZERO_US + at * 1000 / 48;
        if (voice_encoder_add(encoder, samples, BLOCK, captured_us, &frame) != VOICE_ENCODED)
            continue;
        struct packet *packet = &call.packets[call.count++];
        assert_true(frame.size <= sizeof packet->bytes && call.count < PACKETS_MAX);
        memcpy(packet->bytes, frame.bytes, frame.size);
        packet->size = frame.size;
        packet->captured_at_us = frame.captured_at_us;
    }
    voice_encoder_destroy(encoder);
    call.setting = *setting;
    call.seconds = seconds;
}

/* Sends at least `seconds` of the tone; each packet takes 30 ms from capture, on the receiver's
 * clock. What an earlier test coded alike is used again. */
static void call_start(const struct voice_setting *setting, uint32_t seconds, double drift)
{
    if (memcmp(&call.setting, setting, sizeof *setting) != 0 || call.seconds < seconds)
        call_code(setting, seconds);
    call.playout = playout_voice_create();
    assert_non_null(call.playout);
    call.buffer_max_us = 0;
    call.now_us = RECEIVER_ZERO_US;
    for (uint32_t i = 0; i < call.count; i++) {
        struct packet *packet = &call.packets[i];
        double sent_us = (double)(packet->captured_at_us - SENDER_ZERO_US) * (1.0 + drift);
        packet->arrives_at_us = RECEIVER_ZERO_US + 30000 + (uint64_t)sent_us;
        packet->delivered = false;
    }
}

static void deliver_due(void)
{
    for (uint32_t i = 0; i < call.count; i++) {
        struct packet *packet = &call.packets[i];
        if (packet->delivered || packet->arrives_at_us > call.now_us)
            continue;
        struct frame frame = {.kind = FRAME_VOICE,
                              .id = i,
                              .captured_at_us = packet->captured_at_us,
                              .bytes = packet->bytes,
                              .size = packet->size};
        packet->delivered = true;
        playout_voice_insert(call.playout, &frame, packet->arrives_at_us);
    }
}

/* The receiver's beat for so long; returns the counts at its end. */
static struct playout_voice_counts call_run(uint64_t for_us)
{
    for (uint64_t end = call.now_us + for_us; call.now_us < end; call.now_us += BLOCK_US) {
        int16_t samples[BLOCK];
        deliver_due();
        playout_voice_pull(call.playout, call.now_us, samples, BLOCK);
        int64_t buffer_us = playout_voice_buffer_us(call.playout, call.now_us);
        if (buffer_us > call.buffer_max_us)
            call.buffer_max_us = buffer_us;
    }
    return playout_voice_count(call.playout);
}

static double concealed_percent(struct playout_voice_counts counts)
{
    uint64_t all = counts.played_samples + counts.concealed_samples;
    return all > 0 ? 100.0 * (double)counts.concealed_samples / (double)all : 100.0;
}

static const struct voice_setting plain = {24000, 20, 0};

static void a_clean_line_conceals_nothing_and_waits_little(void **state)
{
    (void)state;
    call_start(&plain, 12, 0.0);
    struct playout_voice_counts counts = call_run(11500000);
    assert_int_equal(counts.concealed_samples, 0);
    assert_int_equal(counts.dropped_samples, 0);
    assert_true(playout_voice_target_us(call.playout) <= 30000);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) <= 30000);
    assert_true(counts.played_samples > 11 * 48000);
    playout_voice_destroy(call.playout);
}

static void two_milliseconds_of_jitter_are_nothing(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    for (uint32_t i = 0; i < call.count; i++)
        call.packets[i].arrives_at_us += noise(i) % 2000;
    struct playout_voice_counts counts = call_run(19500000);
    assert_true(concealed_percent(counts) <= 0.2);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) <= 30000);
    playout_voice_destroy(call.playout);
}

/* A busy machine: the sound device's thread wakes up to 12 ms late and then catches up. */
static void late_pulls_are_not_taken_for_delay(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    for (uint32_t i = 0; i < call.count; i++)
        call.packets[i].arrives_at_us += noise(i) % 4000;
    for (uint32_t i = 0; i < 1900; i++) {
        int16_t samples[BLOCK];
        uint64_t wakes_at_us = RECEIVER_ZERO_US + i * BLOCK_US + noise(i + 5) % 12000;
        call.now_us = wakes_at_us > call.now_us ? wakes_at_us : call.now_us;
        deliver_due();
        playout_voice_pull(call.playout, call.now_us, samples, BLOCK);
    }
    assert_true(concealed_percent(playout_voice_count(call.playout)) <= 0.2);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) <= 45000);
    playout_voice_destroy(call.playout);
}

static void jitter_with_reordering_raises_the_delay_and_not_the_gaps(void **state)
{
    (void)state;
    call_start(&plain, 30, 0.0);
    for (uint32_t i = 0; i < call.count; i++)
        call.packets[i].arrives_at_us += noise(i) % 40000 + noise(i + 9999) % 40000;
    struct playout_voice_counts counts = call_run(29000000);
    assert_true(concealed_percent(counts) <= 0.5);
    assert_in_range(playout_voice_target_us(call.playout), 60000, 110000);
    assert_true(call.buffer_max_us < 140000);
    playout_voice_destroy(call.playout);
}

/* A stall of 60 ms each 1.6 s is under the percentile; it surprises only at first. */
static void rare_stalls_soon_find_a_longer_buffer(void **state)
{
    (void)state;
    call_start(&plain, 50, 0.0);
    for (uint32_t i = 80; i + 3 < call.count; i += 80)
        for (uint32_t k = 0; k < 3; k++)
            call.packets[i + k].arrives_at_us = call.packets[i + 3].arrives_at_us;
    uint64_t at_first = call_run(20000000).concealed_samples;
    uint64_t later = call_run(20000000).concealed_samples - at_first;
    assert_true(at_first > 0);
    assert_true(later < at_first / 3);
    playout_voice_destroy(call.playout);
}

static void the_delay_comes_down_when_the_line_calms(void **state)
{
    (void)state;
    call_start(&plain, 40, 0.0);
    for (uint32_t i = 0; i < 500; i++)
        call.packets[i].arrives_at_us += noise(i) % 90000;
    call_run(10000000);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) > 60000);
    struct playout_voice_counts counts = call_run(25000000);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) < 45000);
    assert_true(counts.removed_samples > 1000);
    assert_int_equal(counts.dropped_samples, 0);
    playout_voice_destroy(call.playout);
}

static void lose(uint32_t per_thousand)
{
    for (uint32_t i = 0; i < call.count; i++)
        if (noise(i + 31) % 1000 < per_thousand)
            call.packets[i].arrives_at_us = UINT64_MAX;
}

static void lost_packets_are_concealed_as_many_as_they_are(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    lose(50);
    struct playout_voice_counts counts = call_run(19000000);
    assert_true(concealed_percent(counts) > 3.5 && concealed_percent(counts) < 6.5);
    assert_int_equal(counts.repaired_samples, 0);
    playout_voice_destroy(call.playout);
}

/* Five packets are gone: the line looks dead before the sixth proves them lost. */
static void a_short_gap_is_concealed_once(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    for (uint32_t i = 300; i < 305; i++)
        call.packets[i].arrives_at_us = UINT64_MAX;
    struct playout_voice_counts counts = call_run(10000000);
    assert_in_range(counts.concealed_samples, 5 * 960 - 480, 5 * 960 + 480);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) < 50000);
    playout_voice_destroy(call.playout);
}

static void a_copy_in_the_next_packet_repairs_single_losses(void **state)
{
    (void)state;
    const struct voice_setting copied = {12000, 20, 1};
    call_start(&copied, 20, 0.0);
    lose(50);
    struct playout_voice_counts counts = call_run(19000000);
    assert_true(concealed_percent(counts) < 1.0);
    assert_true(counts.repaired_samples > 19 * 48000 * 3 / 100);
    playout_voice_destroy(call.playout);
}

static void an_outage_of_five_seconds_leaves_no_delay_behind(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    for (uint32_t i = 300; i < 550; i++)
        call.packets[i].arrives_at_us = UINT64_MAX;
    call_run(12000000);
    uint64_t before = playout_voice_count(call.playout).concealed_samples;
    struct playout_voice_counts counts = call_run(5000000);
    assert_true(counts.concealed_samples - before < 1500);
    assert_true(playout_voice_buffer_us(call.playout, call.now_us) < 120000);
    playout_voice_destroy(call.playout);
}

/* A queue that held five seconds and then let go of all at once. */
static void sound_above_the_ceiling_is_dropped_not_drifted(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    for (uint32_t i = 300; i < 550; i++)
        call.packets[i].arrives_at_us = call.packets[550].arrives_at_us;
    struct playout_voice_counts counts = call_run(12000000);
    assert_true(counts.dropped_samples + counts.late_packets > 0);
    assert_true(playout_voice_delay_us(call.playout, call.now_us) -
                    (int64_t)(call.packets[0].arrives_at_us - call.packets[0].captured_at_us) <
                PLAYOUT_VOICE_CEILING_US + 20000);
    playout_voice_destroy(call.playout);
}

static void clocks_that_differ_by_a_hundred_millionths_do_not_pile_up(void **state)
{
    (void)state;
    const double drifts[] = {-100e-6, 100e-6};
    for (size_t i = 0; i < 2; i++) {
        call_start(&plain, 55, drifts[i]);
        struct playout_voice_counts counts = call_run(54000000);
        assert_true(concealed_percent(counts) <= 0.2);
        assert_true(playout_voice_buffer_us(call.playout, call.now_us) < 40000);
        assert_int_equal(counts.dropped_samples, 0);
        playout_voice_destroy(call.playout);
    }
}

static void a_longer_path_is_taken_for_what_it_is(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    for (uint32_t i = 300; i < call.count; i++)
        call.packets[i].arrives_at_us += 600000;
    call_run(14000000);
    uint32_t target_us = playout_voice_target_us(call.playout);
    uint64_t before = playout_voice_count(call.playout).concealed_samples;
    struct playout_voice_counts counts = call_run(4000000);
    assert_int_equal(counts.concealed_samples, before);
    assert_true(target_us <= 60000);
    playout_voice_destroy(call.playout);
}

static void frames_of_every_length_play_through(void **state)
{
    (void)state;
    const struct voice_setting settings[] = {
        {16000, 40, 0}, {12000, 60, 0}, {8000, 80, 1}, {6000, 120, 0}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        call_start(&settings[i], 10, 0.0);
        struct playout_voice_counts counts = call_run(9000000);
        assert_int_equal(counts.concealed_samples, 0);
        assert_true(counts.played_samples > 8 * 48000);
        playout_voice_destroy(call.playout);
    }
}

static void voice_is_held_for_the_picture_when_asked(void **state)
{
    (void)state;
    call_start(&plain, 20, 0.0);
    call_run(5000000);
    int64_t before = playout_voice_delay_us(call.playout, call.now_us);
    playout_voice_hold(call.playout, 80000);
    call_run(10000000);
    int64_t held = playout_voice_delay_us(call.playout, call.now_us) - before;
    assert_true(held > 60000 && held < 100000);
    playout_voice_destroy(call.playout);
}

static void before_the_first_packet_there_is_silence(void **state)
{
    (void)state;
    struct playout_voice *playout = playout_voice_create();
    int16_t samples[BLOCK];
    memset(samples, 1, sizeof samples);
    playout_voice_pull(playout, 1000, samples, BLOCK);
    for (size_t i = 0; i < BLOCK; i++)
        assert_int_equal(samples[i], 0);
    assert_int_equal(playout_voice_count(playout).silent_samples, BLOCK);
    assert_int_equal(playout_voice_count(playout).concealed_samples, 0);
    assert_true(playout_voice_delay_us(playout, 1000) == 0);
    playout_voice_destroy(playout);
}

/* EBU R 37; only voice waits. */
static void lip_sync_holds_voice_within_its_limits(void **state)
{
    (void)state;
    const struct {
        int64_t voice_us, video_us;
        uint32_t hold_us;
    } rows[] = {
        {100000, 100000, 0},      {100000, 140000, 0}, {100000, 150000, 10000},
        {100000, 240000, 100000}, {100000, 240001, 0}, {100000, 900000, 0},
        {160000, 100000, 0},      {400000, 100000, 0}, {-5000000, -4940000, 20000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(lip_sync_hold_us(rows[i].voice_us, rows[i].video_us), rows[i].hold_us);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(clocks_that_differ_by_a_hundred_millionths_do_not_pile_up),
    cmocka_unit_test(a_clean_line_conceals_nothing_and_waits_little),
    cmocka_unit_test(two_milliseconds_of_jitter_are_nothing),
    cmocka_unit_test(late_pulls_are_not_taken_for_delay),
    cmocka_unit_test(jitter_with_reordering_raises_the_delay_and_not_the_gaps),
    cmocka_unit_test(rare_stalls_soon_find_a_longer_buffer),
    cmocka_unit_test(the_delay_comes_down_when_the_line_calms),
    cmocka_unit_test(lost_packets_are_concealed_as_many_as_they_are),
    cmocka_unit_test(a_short_gap_is_concealed_once),
    cmocka_unit_test(a_copy_in_the_next_packet_repairs_single_losses),
    cmocka_unit_test(an_outage_of_five_seconds_leaves_no_delay_behind),
    cmocka_unit_test(sound_above_the_ceiling_is_dropped_not_drifted),
    cmocka_unit_test(a_longer_path_is_taken_for_what_it_is),
    cmocka_unit_test(frames_of_every_length_play_through),
    cmocka_unit_test(voice_is_held_for_the_picture_when_asked),
    cmocka_unit_test(before_the_first_packet_there_is_silence),
    cmocka_unit_test(lip_sync_holds_voice_within_its_limits),
};
TEST_GROUP(playout_voice, tests)
