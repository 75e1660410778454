#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/studio_room.h"
#include "devices/microphone_kind.h"
#include "devices/speaker_kind.h"
#include "devices/speech.h"
#include "harness.h"
#include "media/room.h"
#include "media/voice_decoder.h"

/* A studio by hand, without its thread: the other's voice comes from the line, sounds in a room,
 * and is heard by the microphone there, whose quartz is another one. */
#define RATE      48000
#define SECONDS   32
#define SAMPLES   (SECONDS * RATE)
#define BLOCK     MICROPHONE_BLOCK_SAMPLES
#define BEGIN_US  UINT64_C(5000000)
#define STEP_US   5000
#define DRIFT_PPM 50

struct lab {
    struct speaker speaker;
    struct microphone microphone;
    struct studio studio;
    struct room room;
    enum headphones port; /* what the system says */
    int16_t played[SAMPLES + RATE];
    size_t written;
    size_t blocks;                /* of the microphone */
    int16_t echo[SAMPLES + RATE]; /* all that the microphone heard */
    int16_t sent[SAMPLES + RATE]; /* all that the other would hear of us */
    size_t sent_samples;
    struct voice_decoder *decoder;
    struct voice_encoder *far_encoder;
    struct speech far_speech;
    uint64_t far_frames;
    unsigned rings;
};

static struct lab lab;

static uint64_t sounded(uint64_t now_us)
{
    return (uint64_t)((double)(now_us - BEGIN_US) * 0.048 * (1 + DRIFT_PPM * 1e-6));
}

static bool speaker_take(struct speaker *speaker, uint64_t now_us, const int16_t *pcm,
                         size_t samples)
{
    (void)speaker;
    uint64_t at = sounded(now_us);
    lab.written = lab.written > at ? lab.written : (size_t)at;
    assert_true(lab.written + samples <= SAMPLES + RATE);
    memcpy(lab.played + lab.written, pcm, samples * sizeof *pcm);
    lab.written += samples;
    return true;
}

static size_t speaker_waits(const struct speaker *speaker, uint64_t now_us)
{
    (void)speaker;
    uint64_t at = sounded(now_us);
    return lab.written > at ? lab.written - (size_t)at : 0;
}

static uint64_t speaker_is_at(const struct speaker *speaker, uint64_t now_us)
{
    return sounded(now_us) + speaker_waits(speaker, now_us);
}

static enum headphones speaker_port(const struct speaker *speaker)
{
    (void)speaker;
    return lab.port;
}

static bool speaker_end(struct speaker *speaker, struct device_error *error)
{
    (void)speaker;
    (void)error;
    return true;
}

static bool microphone_hear(struct microphone *microphone, uint64_t now_us, int16_t *pcm,
                            uint64_t *captured_at_us)
{
    (void)microphone;
    if (now_us < BEGIN_US + (lab.blocks + 1) * MICROPHONE_BLOCK_US)
        return false;
    memset(pcm, 0, BLOCK * sizeof *pcm);
    lab.room.played_samples = lab.written;
    room_hear(&lab.room, lab.blocks * BLOCK, pcm, BLOCK);
    memcpy(lab.echo + lab.blocks * BLOCK, pcm, BLOCK * sizeof *pcm);
    *captured_at_us = BEGIN_US + lab.blocks * MICROPHONE_BLOCK_US;
    lab.blocks++;
    return true;
}

static uint64_t microphone_due(const struct microphone *microphone)
{
    (void)microphone;
    return BEGIN_US + (lab.blocks + 1) * MICROPHONE_BLOCK_US;
}

static size_t microphone_waits(const struct microphone *microphone)
{
    (void)microphone;
    return 0;
}

static void microphone_end(struct microphone *microphone)
{
    (void)microphone;
}

static void ring(void *context)
{
    unsigned *rings = context;
    ++*rings;
}

static int set_up(void **state)
{
    (void)state;
    static const struct speaker_kind speaker_kind = {speaker_take, speaker_waits, speaker_is_at,
                                                     speaker_port, speaker_end};
    static const struct microphone_kind microphone_kind = {microphone_hear, microphone_due,
                                                           microphone_waits, microphone_end};
    static const struct studio_options options = {.camera = "none",
                                                  .microphone = "silence",
                                                  .speaker = "none",
                                                  .noise = NOISE_GENTLE,
                                                  .headphones = HEADPHONES_NO};
    static unsigned other_rings;
    struct device_error error;
    memset(&lab, 0, sizeof lab);
    assert_true(studio_open(&lab.studio, &options, &error));
    assert_true(speaker_close(lab.studio.room->speaker, &error));
    microphone_close(lab.studio.room->microphone);
    lab.speaker.kind = &speaker_kind;
    lab.microphone.kind = &microphone_kind;
    lab.studio.room->speaker = &lab.speaker;
    lab.studio.room->microphone = &lab.microphone;
    lab.studio.ring_link = lab.studio.ring_screen = ring;
    lab.studio.link_context = &other_rings;
    lab.studio.screen_context = &lab.rings;
    atomic_store(&lab.studio.switches.live, true);
    room_init(&lab.room, 7);
    lab.room.played = lab.played;
    lab.room.drift_ppm = DRIFT_PPM;
    speech_start(&lab.far_speech, 1);
    lab.decoder = voice_decoder_create();
    lab.far_encoder = voice_encoder_create(&(struct voice_setting){24000, 20, 0});
    return lab.decoder != NULL && lab.far_encoder != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    voice_decoder_destroy(lab.decoder);
    voice_encoder_destroy(lab.far_encoder);
    studio_close(&lab.studio, NULL, NULL);
    return 0;
}

/* Another 20 ms of the other's voice come from the line. */
static void arrive(uint64_t now_us)
{
    int16_t pcm[BLOCK];
    struct frame frame;
    speech_fill(&lab.far_speech, pcm, BLOCK);
    uint64_t captured_at_us = 1000000 + lab.far_frames++ * MICROPHONE_BLOCK_US;
    if (voice_encoder_add(lab.far_encoder, pcm, BLOCK, captured_at_us, &frame) != VOICE_ENCODED)
        return;
    struct parcel *parcel = parcel_create_frame(&frame);
    assert_non_null(parcel);
    parcel->received_at_us = now_us;
    studio_take_frame(&lab.studio, parcel, now_us);
    parcel_free(parcel);
}

/* What leaves for the line, as the other hears it. */
static void take_what_leaves(void)
{
    struct parcel *parcel;
    while ((parcel = queue_pop(&lab.studio.to_link)) != NULL) {
        struct voice_packet packet;
        if (parcel->kind == PARCEL_FRAME) {
            assert_true(voice_packet_read(parcel->frame.bytes, parcel->frame.size, &packet));
            lab.sent_samples += voice_decoder_decode(lab.decoder, packet.own.bytes, packet.own.size,
                                                     lab.sent + lab.sent_samples);
        }
        parcel_free(parcel);
    }
}

static void run(unsigned from_s, unsigned to_s)
{
    uint64_t until_us = BEGIN_US + to_s * UINT64_C(1000000);
    for (uint64_t at_us = BEGIN_US + from_s * UINT64_C(1000000); at_us < until_us;
         at_us += STEP_US) {
        if ((at_us - BEGIN_US) % MICROPHONE_BLOCK_US == 0)
            arrive(at_us);
        studio_send_step(&lab.studio, at_us);
        studio_show_step(&lab.studio, at_us);
        take_what_leaves();
    }
}

static double power(const int16_t *pcm, unsigned from_s, unsigned to_s)
{
    double sum = 1;
    for (size_t i = (size_t)from_s * RATE; i < (size_t)to_s * RATE; i++)
        sum += (double)pcm[i] * pcm[i];
    return sum;
}

/* By how many decibels what leaves is under what the microphone heard. */
static double less_db(unsigned from_s, unsigned to_s)
{
    return 10 * log10(power(lab.echo, from_s, to_s) / power(lab.sent, from_s, to_s));
}

static void the_other_does_not_hear_themselves_out_of_our_loudspeaker(void **state)
{
    (void)state;
    lab.port = HEADPHONES_ASK;
    run(0, 30);
    assert_true(power(lab.echo, 22, 29) / (7.0 * RATE) > 1e5);
    assert_true(less_db(22, 29) > 20);
    assert_true(fabs(echo_drift_ppm(lab.studio.room->cleaner.echo) - DRIFT_PPM) < 15);
}

static void headphones_that_are_put_on_are_noticed_within_a_second(void **state)
{
    (void)state;
    lab.port = HEADPHONES_NO;
    run(0, 3);
    assert_int_equal(atomic_load(&lab.studio.meters.headphones), HEADPHONES_NO);
    assert_true(lab.studio.room->cleaner.cancels);
    unsigned before = lab.rings;
    lab.port = HEADPHONES_YES;
    run(3, 4);
    assert_int_equal(atomic_load(&lab.studio.meters.headphones), HEADPHONES_YES);
    assert_false(lab.studio.room->cleaner.cancels);
    assert_int_equal(lab.rings, before + 1);
    run(4, 8);
    assert_true(fabs(less_db(5, 7)) < 3);
    lab.port = HEADPHONES_NO;
    run(8, 9);
    assert_true(lab.studio.room->cleaner.cancels);
    assert_int_equal(lab.rings, before + 2);
}

static void where_the_system_does_not_tell_the_person_is_believed(void **state)
{
    (void)state;
    static const struct {
        enum headphones port, answer;
        bool cancels;
    } rows[] = {
        {HEADPHONES_ASK, HEADPHONES_ASK, true},  {HEADPHONES_ASK, HEADPHONES_NO, true},
        {HEADPHONES_ASK, HEADPHONES_YES, false}, {HEADPHONES_NO, HEADPHONES_YES, true},
        {HEADPHONES_YES, HEADPHONES_NO, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lab.studio.room->cleaner.answer = rows[i].answer;
        studio_take_port(&lab.studio, rows[i].port);
        assert_true(lab.studio.room->cleaner.cancels == rows[i].cancels);
    }
}

static void with_headphones_and_noise_off_a_voice_goes_out_as_it_is(void **state)
{
    (void)state;
    struct studio_cleaner *cleaner = &lab.studio.room->cleaner;
    int16_t pcm[BLOCK];
    int16_t before[BLOCK];
    uint64_t at_us = 700000;
    speech_fill(&lab.far_speech, before, BLOCK);
    memcpy(pcm, before, sizeof pcm);
    atomic_store(&lab.studio.switches.noise, NOISE_OFF);
    studio_take_port(&lab.studio, HEADPHONES_YES);
    studio_clean(cleaner, pcm, &at_us);
    assert_memory_equal(pcm, before, sizeof pcm);
    assert_int_equal(at_us, 700000);
    atomic_store(&lab.studio.switches.noise, NOISE_GENTLE);
    studio_take_port(&lab.studio, HEADPHONES_YES);
    studio_clean(cleaner, pcm, &at_us);
    assert_int_equal(at_us, 700000 - NOISE_DELAY_US);
    at_us = 3;
    studio_clean(cleaner, pcm, &at_us);
    assert_int_equal(at_us, 0);
}

#define LAB_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    LAB_TEST(the_other_does_not_hear_themselves_out_of_our_loudspeaker),
    LAB_TEST(headphones_that_are_put_on_are_noticed_within_a_second),
    LAB_TEST(where_the_system_does_not_tell_the_person_is_believed),
    LAB_TEST(with_headphones_and_noise_off_a_voice_goes_out_as_it_is),
};
TEST_GROUP(studio_clean, tests)
