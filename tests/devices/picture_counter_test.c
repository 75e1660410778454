#include "devices/picture_counter.h"

#include <stdlib.h>
#include <string.h>

#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

#include "devices/scratch.h"
#include "devices/synthetic.h"
#include "harness.h"

static const uint32_t numbers[] = {0, 1, 2, 3, 255, 256, 4095, 65535, 107999, 262143, 524287};

#define NUMBERS (sizeof numbers / sizeof numbers[0])

static void a_number_is_read_back_at_every_size(void **state)
{
    (void)state;
    static const int sizes[][2] = {{96, 54},   {160, 90},   {320, 180},   {640, 360},
                                   {854, 480}, {1280, 720}, {1920, 1080}, {100, 1000}};
    struct picture_pool *pool = picture_pool_create(1);
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct picture *picture = picture_take(pool, sizes[s][0], sizes[s][1]);
        for (size_t i = 0; i < NUMBERS; i++) {
            uint32_t number = 99;
            picture_pattern(picture, (unsigned)i);
            picture_counter_draw(picture, numbers[i]);
            assert_true(picture_counter_read(picture, &number));
            assert_int_equal(number, numbers[i]);
        }
        picture_release(picture);
    }
    picture_pool_destroy(pool);
}

static void numbers_start_again_at_the_modulus(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 320, 180);
    uint32_t number = 0;
    picture_pattern(picture, 0);
    picture_counter_draw(picture, PICTURE_COUNTER_MODULUS + 5);
    assert_true(picture_counter_read(picture, &number));
    assert_int_equal(number, 5);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void a_picture_without_a_counter_has_no_number(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 320, 180);
    for (uint32_t seed = 1; seed <= 2; seed++) {
        struct synthetic *synthetic = synthetic_create(seed, 320, 180, 30);
        for (uint32_t i = 0; i < 60; i++) {
            uint32_t number = 7;
            synthetic_draw(synthetic, i, picture);
            assert_false(picture_counter_read(picture, &number));
            assert_int_equal(number, 7);
        }
        synthetic_destroy(synthetic);
    }
    for (int level = 0; level < 256; level += 51) {
        uint32_t number = 7;
        for (int y = 0; y < 180; y++)
            memset(picture->plane[0] + y * picture->stride[0], level, 320);
        assert_false(picture_counter_read(picture, &number));
    }
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void a_picture_too_narrow_carries_none(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 64, 48);
    picture_pattern(picture, 3);
    uint64_t sum = picture_sum(picture);
    uint32_t number = 0;
    picture_counter_draw(picture, 5);
    assert_true(picture_sum(picture) == sum);
    assert_false(picture_counter_read(picture, &number));
    picture_release(picture);
    picture_pool_destroy(pool);
}

/* Two numbers half and half, as a bad decoder may show them: no third number comes out. */
static void a_mixture_of_two_numbers_is_one_of_them_or_none(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *one = picture_take(pool, 320, 180);
    struct picture *other = picture_take(pool, 320, 180);
    int refused = 0;
    for (int share = 0; share <= 16; share++) {
        picture_pattern(one, 0);
        picture_pattern(other, 0);
        picture_counter_draw(one, 1000);
        picture_counter_draw(other, 1003);
        for (int y = 0; y < 180; y++) {
            uint8_t *row = one->plane[0] + y * one->stride[0];
            const uint8_t *from = other->plane[0] + y * other->stride[0];
            for (int x = 0; x < 320; x++)
                row[x] = (uint8_t)((row[x] * (16 - share) + from[x] * share) / 16);
        }
        uint32_t number = 0;
        if (picture_counter_read(one, &number))
            assert_true(number == (share < 8 ? 1000 : 1003));
        else
            refused++;
    }
    assert_in_range(refused, 1, 6);
    picture_release(one);
    picture_release(other);
    picture_pool_destroy(pool);
}

static void halve(const struct picture *from, struct picture *out)
{
    for (int y = 0; y < out->height; y++) {
        const uint8_t *row = from->plane[0] + 2 * y * from->stride[0];
        for (int x = 0; x < out->width; x++)
            out->plane[0][y * out->stride[0] + x] =
                (uint8_t)((row[2 * x] + row[2 * x + 1] + row[from->stride[0] + 2 * x] +
                           row[from->stride[0] + 2 * x + 1]) /
                          4);
    }
}

static void enlarge(const struct picture *from, struct picture *out)
{
    for (int y = 0; y < out->height; y++)
        for (int x = 0; x < out->width; x++)
            out->plane[0][y * out->stride[0] + x] = from->plane[0][y / 2 * from->stride[0] + x / 2];
}

static void blur_and_noise(struct picture *picture)
{
    uint32_t dice = 1;
    for (int y = 0; y < picture->height; y++) {
        uint8_t *row = picture->plane[0] + y * picture->stride[0];
        for (int x = 2; x < picture->width - 2; x++) {
            dice = dice * 1664525 + 1013904223;
            int value = (row[x - 2] + row[x - 1] + row[x] + row[x + 1] + row[x + 2]) / 5 +
                        (int)(dice >> 24) / 4 - 32;
            row[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    }
}

static void a_number_survives_scaling_blur_and_noise(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *picture = picture_take(pool, 320, 180);
    struct picture *half = picture_take(pool, 160, 90);
    for (size_t i = 0; i < NUMBERS; i++) {
        uint32_t number = 99;
        picture_pattern(picture, (unsigned)i);
        picture_counter_draw(picture, numbers[i]);
        halve(picture, half);
        enlarge(half, picture);
        blur_and_noise(picture);
        assert_true(picture_counter_read(picture, &number));
        assert_int_equal(number, numbers[i]);
        assert_true(picture_counter_read(half, &number));
        assert_int_equal(number, numbers[i]);
    }
    picture_release(picture);
    picture_release(half);
    picture_pool_destroy(pool);
}

static void encoder_open(vpx_codec_ctx_t *encoder, int width, int height, unsigned kbit)
{
    vpx_codec_enc_cfg_t config;
    assert_int_equal(vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &config, 0), 0);
    config.g_w = (unsigned)width;
    config.g_h = (unsigned)height;
    config.g_timebase = (vpx_rational_t){1, 30};
    config.g_lag_in_frames = 0;
    config.rc_end_usage = VPX_CBR;
    config.rc_target_bitrate = kbit;
    config.rc_max_quantizer = 63;
    config.kf_mode = VPX_KF_DISABLED;
    assert_int_equal(vpx_codec_enc_init(encoder, vpx_codec_vp8_cx(), &config, 0), 0);
    assert_int_equal(vpx_codec_control(encoder, VP8E_SET_CPUUSED, -7), 0);
}

/* Encodes one picture and shows it decoded in its place; false when the encoder dropped it. */
static bool code(vpx_codec_ctx_t *encoder, vpx_codec_ctx_t *decoder, struct picture *picture,
                 int64_t at)
{
    vpx_image_t image;
    assert_non_null(vpx_img_wrap(&image, VPX_IMG_FMT_I420, (unsigned)picture->width,
                                 (unsigned)picture->height, 1, picture->plane[0]));
    for (int p = 0; p < 3; p++) {
        image.planes[p] = picture->plane[p];
        image.stride[p] = picture->stride[p];
    }
    assert_int_equal(vpx_codec_encode(encoder, &image, at, 1, 0, VPX_DL_REALTIME), 0);
    vpx_codec_iter_t iterator = NULL;
    const vpx_codec_cx_pkt_t *packet = vpx_codec_get_cx_data(encoder, &iterator);
    if (packet == NULL)
        return false;
    assert_int_equal(
        vpx_codec_decode(decoder, packet->data.frame.buf, (unsigned)packet->data.frame.sz, NULL, 0),
        0);
    iterator = NULL;
    const vpx_image_t *shown = vpx_codec_get_frame(decoder, &iterator);
    assert_non_null(shown);
    for (int y = 0; y < picture->height; y++)
        memcpy(picture->plane[0] + y * picture->stride[0], shown->planes[0] + y * shown->stride[0],
               (size_t)picture->width);
    return true;
}

static void a_number_survives_vp8_at_a_starving_rate(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        unsigned kbit;
    } rows[] = {{640, 360, 60}, {320, 180, 40}, {160, 90, 12}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct picture_pool *pool = picture_pool_create(1);
        struct picture *picture = picture_take(pool, rows[r].width, rows[r].height);
        struct synthetic *synthetic = synthetic_create(2, rows[r].width, rows[r].height, 30);
        vpx_codec_ctx_t encoder;
        vpx_codec_ctx_t decoder;
        encoder_open(&encoder, rows[r].width, rows[r].height, rows[r].kbit);
        assert_int_equal(vpx_codec_dec_init(&decoder, vpx_codec_vp8_dx(), NULL, 0), 0);
        int shown = 0;
        for (uint32_t i = 0; i < 60; i++) {
            uint32_t number = 0;
            synthetic_draw(synthetic, i, picture);
            picture_counter_draw(picture, 8000 + i);
            if (!code(&encoder, &decoder, picture, i))
                continue;
            shown++;
            assert_true(picture_counter_read(picture, &number));
            assert_int_equal(number, 8000 + i);
        }
        assert_true(shown > 20);
        (void)vpx_codec_destroy(&encoder);
        (void)vpx_codec_destroy(&decoder);
        synthetic_destroy(synthetic);
        picture_release(picture);
        picture_pool_destroy(pool);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_number_is_read_back_at_every_size),
    cmocka_unit_test(numbers_start_again_at_the_modulus),
    cmocka_unit_test(a_picture_without_a_counter_has_no_number),
    cmocka_unit_test(a_picture_too_narrow_carries_none),
    cmocka_unit_test(a_mixture_of_two_numbers_is_one_of_them_or_none),
    cmocka_unit_test(a_number_survives_scaling_blur_and_noise),
    cmocka_unit_test(a_number_survives_vp8_at_a_starving_rate),
};
TEST_GROUP(picture_counter, tests)
