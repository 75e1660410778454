/* Bytes from outside, bent in every way: each ends as an ordinary outcome. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "media/playout_voice.h"
#include "media/video_decoder.h"
#include "media/video_encoder.h"
#include "media/voice_decoder.h"
#include "media/voice_encoder.h"
#include "moving_picture.h"
#include "tone.h"

static uint32_t random_next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void every_single_bit_of_a_video_header_is_accepted_or_refused_alike(void **state)
{
    (void)state;
    const struct video_frame_header headers[] = {
        {.key = true, .number = 7},
        {.distance = 1, .keep = VIDEO_KEEP_GOLDEN, .number = UINT32_MAX},
        {.distance = UINT16_MAX, .repair = true},
        {.distance = 1, .keep = VIDEO_KEEP_ALTREF},
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        uint8_t bytes[VIDEO_FRAME_HEADER_BYTES];
        video_frame_header_write(&headers[i], bytes);
        for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
            struct video_frame_header read = {.number = 1234};
            uint8_t again[VIDEO_FRAME_HEADER_BYTES];
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (video_frame_header_read(bytes, sizeof bytes, &read)) {
                video_frame_header_write(&read, again);
                assert_memory_equal(again, bytes, sizeof bytes);
            } else {
                assert_int_equal(read.number, 1234);
            }
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
}

static void a_video_header_says_what_it_was_given(void **state)
{
    (void)state;
    const struct video_frame_header header = {
        .repair = true, .keep = VIDEO_KEEP_NONE, .distance = 300, .number = 0x01020304};
    const uint8_t expected[] = {0x02, 0x01, 0x2c, 1, 2, 3, 4};
    uint8_t bytes[VIDEO_FRAME_HEADER_BYTES];
    struct video_frame_header read;
    video_frame_header_write(&header, bytes);
    assert_memory_equal(bytes, expected, sizeof expected);
    assert_true(video_frame_header_read(bytes, sizeof bytes, &read));
    assert_true(read.repair && !read.key && read.keep == VIDEO_KEEP_NONE);
    assert_int_equal(read.distance, 300);
    assert_int_equal(read.number, 0x01020304);
}

static void headers_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    const char *rows[] = {
        "00000000000000", /* predicted from itself */
        "01000100000000", /* a key that depends on something */
        "03000000000000", /* a key that is a repair */
        "05000000000000", /* a key that is kept in one place only */
        "0c000100000000", /* a third place to keep */
        "10000100000000", /* an unknown flag */
        "010000000000",   /* too short */
        "",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[VIDEO_FRAME_HEADER_BYTES];
        struct video_frame_header read;
        size_t size = from_hex(rows[i], bytes, sizeof bytes);
        assert_false(video_frame_header_read(bytes, size, &read));
    }
}

/* A short clip as it would arrive. */
struct clip {
    struct frame frames[8];
    uint8_t *bytes[8];
};

static struct clip clip_make(struct picture_pool *pool)
{
    struct clip clip;
    struct video_encoder *encoder = video_encoder_create(VIDEO_SPEED_DEFAULT);
    const struct video_target target = {{160, 90}, 30, 200000};
    for (uint32_t i = 0; i < 8; i++) {
        struct picture *picture = moving_picture_take(pool, 160, 90, i);
        assert_true(video_encoder_encode(encoder, picture, &target, &clip.frames[i]));
        clip.bytes[i] = malloc(clip.frames[i].size);
        assert_non_null(clip.bytes[i]);
        memcpy(clip.bytes[i], clip.frames[i].bytes, clip.frames[i].size);
        clip.frames[i].bytes = clip.bytes[i];
        picture_release(picture);
    }
    video_encoder_destroy(encoder);
    return clip;
}

static void clip_free(struct clip *clip)
{
    for (size_t i = 0; i < 8; i++)
        free(clip->bytes[i]);
}

/* One changed, cut or lengthened frame of the clip, under a fresh id. */
static enum video_decoded decode_bent(struct video_decoder *decoder, const struct frame *frame,
                                      struct picture_pool *pool, uint32_t *seed)
{
    static uint8_t bytes[65536];
    assert_true(frame->size + 16 < sizeof bytes);
    memcpy(bytes, frame->bytes, frame->size);
    struct frame bent = *frame;
    struct picture *shown;
    bent.bytes = bytes;
    uint32_t changes = random_next(seed) % 4;
    for (uint32_t i = 0; i < changes; i++)
        bytes[random_next(seed) % bent.size] = (uint8_t)random_next(seed);
    if (random_next(seed) % 4 == 0)
        bent.size = random_next(seed) % (bent.size + 1);
    enum video_decoded outcome = video_decoder_decode(decoder, &bent, pool, &shown);
    picture_release(shown);
    return outcome;
}

static void bent_video_frames_are_ordinary_outcomes(void **state)
{
    (void)state;
    uint32_t seed = 0x5eed;
    struct picture_pool *pool = picture_pool_create(2);
    struct video_decoder *decoder = video_decoder_create();
    struct clip clip = clip_make(pool);
    uint32_t offset = 0;
    int outcomes[VIDEO_DECODER_FAILED + 1] = {0};
    for (int round = 0; round < 400; round++, offset += 8) {
        for (uint32_t i = 0; i < 8; i++) {
            struct frame frame = clip.frames[i];
            frame.id = offset + i;
            outcomes[decode_bent(decoder, &frame, pool, &seed)]++;
        }
    }
    assert_true(outcomes[VIDEO_DECODED] > 0);
    assert_true(outcomes[VIDEO_HIDDEN] > 0);
    assert_true(outcomes[VIDEO_MALFORMED] > 0);
    assert_int_equal(outcomes[VIDEO_DECODER_FAILED], 0);
    struct frame key = clip.frames[0];
    struct picture *shown;
    key.id = offset;
    assert_int_equal(video_decoder_decode(decoder, &key, pool, &shown), VIDEO_DECODED);
    picture_release(shown);
    clip_free(&clip);
    video_decoder_destroy(decoder);
    picture_pool_destroy(pool);
}

/* RFC 6386 §9.1: sizes sit in bytes 6 to 9 of a key frame. */
static void a_key_frame_of_monstrous_or_odd_size_is_refused_before_libvpx(void **state)
{
    (void)state;
    const uint16_t sizes[][2] = {{16383, 16383}, {0, 0},     {161, 90},    {160, 91},
                                 {8, 8},         {1922, 90}, {0x40a0, 90}, {160, 1082}};
    struct picture_pool *pool = picture_pool_create(1);
    struct video_decoder *decoder = video_decoder_create();
    struct clip clip = clip_make(pool);
    uint8_t *size_bytes = clip.bytes[0] + VIDEO_FRAME_HEADER_BYTES + 6;
    for (uint32_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct frame frame = clip.frames[0];
        struct picture *shown;
        uint32_t last_whole_id;
        frame.id = i;
        for (size_t axis = 0; axis < 2; axis++) {
            size_bytes[2 * axis] = (uint8_t)sizes[i][axis];
            size_bytes[2 * axis + 1] = (uint8_t)(sizes[i][axis] >> 8);
        }
        assert_int_equal(video_decoder_decode(decoder, &frame, pool, &shown), VIDEO_MALFORMED);
        assert_null(shown);
        assert_true(video_decoder_needs_repair(decoder, &last_whole_id));
        assert_int_equal(last_whole_id, VIDEO_NOTHING_WHOLE);
    }
    clip_free(&clip);
    video_decoder_destroy(decoder);
    picture_pool_destroy(pool);
}

static void a_key_frame_that_claims_to_depend_is_refused(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct video_decoder *decoder = video_decoder_create();
    struct clip clip = clip_make(pool);
    const struct video_frame_header lie = {.distance = 1};
    struct picture *shown;
    assert_int_equal(video_decoder_decode(decoder, &clip.frames[0], pool, &shown), VIDEO_DECODED);
    picture_release(shown);
    video_frame_header_write(&lie, clip.bytes[0]);
    clip.frames[0].id = 1;
    assert_int_equal(video_decoder_decode(decoder, &clip.frames[0], pool, &shown), VIDEO_MALFORMED);
    clip_free(&clip);
    video_decoder_destroy(decoder);
    picture_pool_destroy(pool);
}

static void malformed_voice_packets_are_refused(void **state)
{
    (void)state;
    const char *rows[] = {
        "",             /* nothing */
        "00",           /* no packet of its own */
        "05010001aabb", /* too many copies */
        "01000001aabb", /* a copy of itself */
        "01010000bb",   /* an empty copy */
        "0101ffffaabb", /* a copy past the end */
        "01010002aabb", /* nothing left for its own */
        "010100",       /* cut in the head */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[16];
        struct voice_packet packet = {.copy_count = 99};
        size_t size = from_hex(rows[i], bytes, sizeof bytes);
        assert_false(voice_packet_read(bytes, size, &packet));
        assert_int_equal(packet.copy_count, 99);
    }
    uint8_t large[1 + VOICE_OPUS_BYTES_MAX + 1] = {0};
    struct voice_packet packet;
    assert_true(voice_packet_read(large, sizeof large - 1, &packet));
    assert_false(voice_packet_read(large, sizeof large, &packet));
}

static void random_bytes_into_the_voice_path_make_sound_or_nothing(void **state)
{
    (void)state;
    uint32_t seed = 77;
    uint64_t now_us = 1000000;
    struct playout_voice *playout = playout_voice_create();
    for (uint32_t i = 0; i < 4000; i++, now_us += 10000) {
        uint8_t bytes[96];
        int16_t samples[480];
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)random_next(&seed);
        bytes[0] %= 6;
        struct frame frame = {
            .kind = FRAME_VOICE,
            .id = i % 50 == 0 ? random_next(&seed) : i / 2,
            .captured_at_us = i % 70 == 0 ? random_next(&seed) : now_us,
            .bytes = bytes,
            .size = random_next(&seed) % (sizeof bytes + 1),
        };
        playout_voice_insert(playout, &frame, now_us);
        playout_voice_pull(playout, now_us, samples, 480);
    }
    struct playout_voice_counts counts = playout_voice_count(playout);
    assert_true(counts.malformed_packets > 100);
    assert_true(counts.played_samples > 0);
    playout_voice_destroy(playout);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_single_bit_of_a_video_header_is_accepted_or_refused_alike),
    cmocka_unit_test(a_video_header_says_what_it_was_given),
    cmocka_unit_test(headers_that_contradict_themselves_are_refused),
    cmocka_unit_test(bent_video_frames_are_ordinary_outcomes),
    cmocka_unit_test(a_key_frame_of_monstrous_or_odd_size_is_refused_before_libvpx),
    cmocka_unit_test(a_key_frame_that_claims_to_depend_is_refused),
    cmocka_unit_test(malformed_voice_packets_are_refused),
    cmocka_unit_test(random_bytes_into_the_voice_path_make_sound_or_nothing),
};
TEST_GROUP(hostile, tests)
