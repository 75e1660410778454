#include "media/voice_encoder.h"

#include <math.h>
#include <string.h>

#include "harness.h"
#include "media/time_stretch.h"
#include "media/voice_decoder.h"
#include "tone.h"

#define BLOCK 480 /* 10 ms */

/* The next frame of the tone; the encoder has been given `*at` samples so far. */
static struct frame next_frame(struct voice_encoder *encoder, uint64_t *at)
{
    struct frame frame;
    for (int i = 0; i < 12; i++) {
        int16_t samples[BLOCK];
        tone_fill(samples, BLOCK, *at);
        enum voice_encoded outcome =
            voice_encoder_add(encoder, samples, BLOCK, 5000000 + *at * 1000 / 48, &frame);
        *at += BLOCK;
        if (outcome == VOICE_ENCODED)
            return frame;
        assert_int_equal(outcome, VOICE_WAITING);
    }
    fail_msg("no frame within 120 ms");
    return frame;
}

/* Best correlation of `got` with the tone, over the codec's possible delays. */
static double likeness_to_tone(const int16_t *got, size_t count, uint64_t first)
{
    double best = 0.0;
    for (uint64_t delay = 0; delay < 800; delay += 4) {
        double both = 0.0;
        double a = 0.0;
        double b = 0.0;
        int16_t want[960];
        tone_fill(want, count, first - delay);
        for (size_t i = 0; i < count; i++) {
            both += (double)got[i] * want[i];
            a += (double)got[i] * got[i];
            b += (double)want[i] * want[i];
        }
        double alike = both / sqrt(a * b + 1.0);
        if (alike > best)
            best = alike;
    }
    return best;
}

static void voice_comes_back_as_it_was_said(void **state)
{
    (void)state;
    const struct voice_setting setting = {24000, 20, 0};
    struct voice_encoder *encoder = voice_encoder_create(&setting);
    struct voice_decoder *decoder = voice_decoder_create();
    uint64_t at = 0;
    for (uint32_t i = 0; i < 50; i++) {
        int16_t samples[VOICE_FRAME_SAMPLES_MAX];
        struct voice_packet packet;
        struct frame frame = next_frame(encoder, &at);
        assert_int_equal(frame.id, i);
        assert_true(frame.captured_at_us == 5000000 + (uint64_t)i * 20000);
        assert_true(voice_packet_read(frame.bytes, frame.size, &packet));
        assert_int_equal(voice_packet_samples(packet.own.bytes, packet.own.size), 960);
        assert_int_equal(voice_decoder_decode(decoder, packet.own.bytes, packet.own.size, samples),
                         960);
        if (i == 49)
            assert_true(likeness_to_tone(samples, 960, (uint64_t)i * 960) > 0.85);
    }
    voice_encoder_destroy(encoder);
    voice_decoder_destroy(decoder);
}

/* An observer must not see pauses: silence is as large as speech. */
static void every_frame_of_a_setting_has_the_same_size(void **state)
{
    (void)state;
    const struct {
        struct voice_setting setting;
        size_t opus_bytes;
    } rows[] = {
        {{24000, 20, 0}, 60}, {{16000, 20, 0}, 40}, {{16000, 40, 0}, 80}, {{12000, 60, 0}, 90},
        {{8000, 60, 0}, 60},  {{8000, 80, 0}, 80},  {{6000, 120, 0}, 90}, {{12000, 20, 2}, 30},
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct voice_encoder *encoder = voice_encoder_create(&rows[r].setting);
        size_t copies = (size_t)rows[r].setting.copies;
        size_t expected = 1 + copies * 3 + (copies + 1) * rows[r].opus_bytes;
        int16_t silence[BLOCK] = {0};
        uint64_t at = 0;
        for (size_t i = 0; i < 8; i++) {
            struct frame frame = next_frame(encoder, &at);
            if (i >= copies)
                assert_int_equal(frame.size, expected);
        }
        for (size_t i = 0; i < 48; i++) {
            struct frame frame;
            if (voice_encoder_add(encoder, silence, BLOCK, 0, &frame) == VOICE_ENCODED)
                assert_int_equal(frame.size, expected);
        }
        voice_encoder_destroy(encoder);
    }
}

static void copies_are_the_very_packets_sent_before(void **state)
{
    (void)state;
    const struct voice_setting setting = {12000, 20, 2};
    struct voice_encoder *encoder = voice_encoder_create(&setting);
    uint8_t sent[10][VOICE_OPUS_BYTES_MAX];
    uint64_t at = 0;
    for (size_t i = 0; i < 10; i++) {
        struct voice_packet packet;
        struct frame frame = next_frame(encoder, &at);
        assert_true(voice_packet_read(frame.bytes, frame.size, &packet));
        assert_int_equal(packet.copy_count, i < 2 ? i : 2);
        memcpy(sent[i], packet.own.bytes, packet.own.size);
        for (size_t c = 0; c < packet.copy_count; c++) {
            assert_int_equal(packet.copies[c].distance, c + 1);
            assert_memory_equal(packet.copies[c].bytes, sent[i - c - 1], packet.copies[c].size);
        }
    }
    voice_encoder_destroy(encoder);
}

static void a_new_setting_holds_from_the_next_frame(void **state)
{
    (void)state;
    struct voice_setting setting = {24000, 20, 0};
    struct voice_encoder *encoder = voice_encoder_create(&setting);
    const struct {
        struct voice_setting setting;
        size_t samples;
    } rows[] = {{{6000, 120, 1}, 5760}, {{16000, 40, 0}, 1920}, {{24000, 20, 4}, 960}};
    uint64_t at = 0;
    next_frame(encoder, &at);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct voice_packet packet;
        voice_encoder_set(encoder, &rows[i].setting);
        struct frame frame = next_frame(encoder, &at);
        assert_true(voice_packet_read(frame.bytes, frame.size, &packet));
        assert_int_equal(voice_packet_samples(packet.own.bytes, packet.own.size), rows[i].samples);
    }
    voice_encoder_destroy(encoder);
}

static void a_missing_packet_is_concealed_with_sound_that_fades(void **state)
{
    (void)state;
    const struct voice_setting setting = {24000, 20, 0};
    struct voice_encoder *encoder = voice_encoder_create(&setting);
    struct voice_decoder *decoder = voice_decoder_create();
    int16_t samples[VOICE_FRAME_SAMPLES_MAX];
    double energy[30];
    uint64_t at = 0;
    for (int i = 0; i < 20; i++) {
        struct voice_packet packet;
        struct frame frame = next_frame(encoder, &at);
        assert_true(voice_packet_read(frame.bytes, frame.size, &packet));
        voice_decoder_decode(decoder, packet.own.bytes, packet.own.size, samples);
    }
    for (int i = 0; i < 30; i++) {
        voice_decoder_conceal(decoder, 960, samples);
        energy[i] = 0.0;
        for (size_t k = 0; k < 960; k++)
            energy[i] += (double)samples[k] * samples[k];
    }
    assert_true(energy[0] > 0.0);
    assert_true(energy[29] < energy[0] / 10.0);
    voice_encoder_destroy(encoder);
    voice_decoder_destroy(decoder);
}

/* The largest jump between neighbours, which is what a click is. */
static int largest_step(const int16_t *samples, size_t count)
{
    int largest = 0;
    for (size_t i = 1; i < count; i++) {
        int step =
            samples[i] > samples[i - 1] ? samples[i] - samples[i - 1] : samples[i - 1] - samples[i];
        largest = step > largest ? step : largest;
    }
    return largest;
}

static void stretching_changes_the_length_by_whole_periods_without_a_click(void **state)
{
    (void)state;
    int16_t samples[1920 + TIME_STRETCH_PERIOD_MAX];
    for (int i = 0; i < 1920; i++)
        samples[i] = (int16_t)(8000.0 * sin(6.283185307179586 * i / 240.0));
    int before = largest_step(samples, 1920);
    size_t removed = time_stretch_shorten(samples, 1920, false);
    assert_true(removed > 0 && (removed + 4) % 240 <= 8);
    assert_true(largest_step(samples, 1920 - removed) <= before + before / 5);
    size_t inserted = time_stretch_lengthen(samples, 1920 - removed, false);
    assert_true(inserted > 0 && (inserted + 4) % 240 <= 8);
    assert_true(largest_step(samples, 1920 - removed + inserted) <= before + before / 5);
}

static void noise_is_stretched_only_by_force_and_silence_always(void **state)
{
    (void)state;
    int16_t samples[1920 + TIME_STRETCH_PERIOD_MAX];
    uint32_t seed = 1;
    for (size_t i = 0; i < 1920; i++) {
        seed = seed * 1664525u + 1013904223u;
        samples[i] = (int16_t)(seed >> 18);
    }
    for (size_t i = 0; i < 1920; i++)
        samples[i] = (int16_t)(samples[i] - 8192);
    assert_int_equal(time_stretch_shorten(samples, 1920, false), 0);
    assert_int_equal(time_stretch_lengthen(samples, 1920, false), 0);
    assert_true(time_stretch_shorten(samples, 1920, true) > 0);
    memset(samples, 0, sizeof samples);
    assert_int_equal(time_stretch_shorten(samples, 1920, false), TIME_STRETCH_PERIOD_MAX);
    assert_int_equal(time_stretch_shorten(samples, 2 * TIME_STRETCH_PERIOD_MIN - 1, true), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(voice_comes_back_as_it_was_said),
    cmocka_unit_test(every_frame_of_a_setting_has_the_same_size),
    cmocka_unit_test(copies_are_the_very_packets_sent_before),
    cmocka_unit_test(a_new_setting_holds_from_the_next_frame),
    cmocka_unit_test(a_missing_packet_is_concealed_with_sound_that_fades),
    cmocka_unit_test(stretching_changes_the_length_by_whole_periods_without_a_click),
    cmocka_unit_test(noise_is_stretched_only_by_force_and_silence_always),
};
TEST_GROUP(voice, tests)
