#include "media/picture.h"

#include <pthread.h>
#include <string.h>

#include "harness.h"
#include "media/picture_scale.h"
#include "media/psnr.h"
#include "moving_picture.h"

static void a_pool_gives_as_many_pictures_as_it_has(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *a = picture_take(pool, 640, 360);
    struct picture *b = picture_take(pool, 320, 180);
    assert_non_null(a);
    assert_non_null(b);
    assert_null(picture_take(pool, 320, 180));
    picture_release(a);
    struct picture *c = picture_take(pool, 1920, 1080);
    assert_non_null(c);
    assert_int_equal(c->width, 1920);
    assert_true(c->stride[0] >= 1920 && c->stride[1] >= 960);
    picture_release(b);
    picture_release(c);
    picture_release(NULL);
    picture_pool_destroy(pool);
}

static void a_held_picture_stays_until_its_last_release(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 64, 48);
    assert_ptr_equal(picture_hold(picture), picture);
    picture_release(picture);
    assert_null(picture_take(pool, 64, 48));
    picture_release(picture);
    picture = picture_take(pool, 64, 48);
    assert_non_null(picture);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void *take_and_release(void *argument)
{
    struct picture_pool *pool = argument;
    for (int i = 0; i < 2000; i++) {
        struct picture *picture = picture_take(pool, 32, 32);
        if (picture == NULL)
            continue;
        picture->plane[0][0] = (uint8_t)i;
        picture_hold(picture);
        picture_release(picture);
        picture_release(picture);
    }
    return NULL;
}

static void two_threads_may_take_and_release_at_once(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(3);
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_release, pool), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    struct picture *all[3];
    for (int i = 0; i < 3; i++)
        assert_non_null(all[i] = picture_take(pool, 32, 32));
    for (int i = 0; i < 3; i++)
        picture_release(all[i]);
    picture_pool_destroy(pool);
}

static void a_fitted_size_keeps_the_shape_and_never_grows(void **state)
{
    (void)state;
    const struct {
        struct picture_size source, box, fit;
    } rows[] = {
        {{640, 360}, {640, 360}, {640, 360}},  {{640, 360}, {1280, 720}, {640, 360}},
        {{1280, 720}, {640, 360}, {640, 360}}, {{640, 480}, {640, 360}, {480, 360}},
        {{640, 360}, {160, 90}, {160, 90}},    {{360, 640}, {320, 180}, {100, 180}},
        {{1920, 16}, {160, 90}, {160, 16}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct picture_size fit = picture_size_fit(rows[i].source, rows[i].box);
        assert_int_equal(fit.width, rows[i].fit.width);
        assert_int_equal(fit.height, rows[i].fit.height);
    }
}

static void shrinking_then_growing_gives_nearly_the_same_picture(void **state)
{
    (void)state;
    const struct {
        int width, height;
        double least_db;
    } rows[] = {{640, 360, 99.0}, {480, 270, 26.0}, {320, 180, 24.0}, {160, 90, 20.0}};
    struct picture_pool *pool = picture_pool_create(3);
    struct picture *source = moving_picture_take(pool, 640, 360, 7);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct picture *small = picture_take(pool, rows[i].width, rows[i].height);
        struct picture *again = picture_take(pool, 640, 360);
        picture_scale(source, small);
        picture_scale(small, again);
        assert_int_equal(again->number, 7);
        assert_true(again->captured_at_us == source->captured_at_us);
        assert_true(picture_psnr_luma(source, again) >= rows[i].least_db);
        picture_release(small);
        picture_release(again);
    }
    picture_release(source);
    picture_pool_destroy(pool);
}

static void a_flat_picture_stays_flat_at_every_scale(void **state)
{
    (void)state;
    const struct picture_size sizes[] = {{16, 16}, {62, 34}, {100, 50}, {200, 160}};
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *source = picture_take(pool, 100, 80);
    for (int i = 0; i < 3; i++)
        memset(source->plane[i], 77, (size_t)source->stride[i] * (i == 0 ? 80 : 40));
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct picture *out = picture_take(pool, sizes[i].width, sizes[i].height);
        picture_scale(source, out);
        for (int y = 0; y < out->height; y++)
            for (int x = 0; x < out->width; x++)
                assert_int_equal(out->plane[0][y * out->stride[0] + x], 77);
        picture_release(out);
    }
    picture_release(source);
    picture_pool_destroy(pool);
}

static void likeness_is_measured_in_decibels(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *a = moving_picture_take(pool, 64, 48, 0);
    struct picture *b = moving_picture_take(pool, 64, 48, 0);
    assert_true(picture_psnr_luma(a, b) >= PSNR_IDENTICAL_DB);
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 64; x++)
            b->plane[0][y * b->stride[0] + x]++;
    assert_true(picture_error_luma(a, b) > 0.999 && picture_error_luma(a, b) < 1.001);
    assert_true(picture_psnr_luma(a, b) > 48.1 && picture_psnr_luma(a, b) < 48.2);
    picture_release(a);
    picture_release(b);
    picture_pool_destroy(pool);
}

/* Every sample says where it is; those of U and V stand for two each way. */
static void draw_places(struct picture *picture)
{
    for (int i = 0; i < 3; i++) {
        int shift = i == 0 ? 0 : 1;
        for (int y = 0; y < picture->height >> shift; y++)
            for (int x = 0; x < picture->width >> shift; x++)
                picture->plane[i][y * picture->stride[i] + x] =
                    (uint8_t)(i + (x << shift) + 3 * (y << shift));
    }
}

static void assert_middle(const struct picture *middle, int left, int top)
{
    for (int i = 0; i < 3; i++) {
        int shift = i == 0 ? 0 : 1;
        for (int y = 0; y < middle->height >> shift; y++)
            for (int x = 0; x < middle->width >> shift; x++)
                assert_int_equal(middle->plane[i][y * middle->stride[i] + x],
                                 (uint8_t)(i + left + (x << shift) + 3 * (top + (y << shift))));
    }
}

static void a_crop_leaves_the_middle_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        enum picture_crop crop;
        int width, height, left, top;
    } steps[] = {{PICTURE_CROP_OFF, 128, 72, 0, 0},
                 {PICTURE_CROP_WIDE, 96, 54, 16, 8},
                 {PICTURE_CROP_CLOSE, 64, 36, 32, 18}};
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *whole = picture_take(pool, 128, 72);
    draw_places(whole);
    whole->number = 7;
    whole->captured_at_us = 9;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct picture_size size = picture_crop_size((struct picture_size){128, 72}, steps[i].crop);
        assert_int_equal(size.width, steps[i].width);
        assert_int_equal(size.height, steps[i].height);
        struct picture *middle = picture_take(pool, size.width, size.height);
        picture_crop(whole, middle);
        assert_middle(middle, steps[i].left, steps[i].top);
        assert_int_equal(middle->number, 7);
        assert_int_equal(middle->captured_at_us, 9);
        picture_release(middle);
    }
    picture_release(whole);
    picture_pool_destroy(pool);
}

static void what_would_be_too_small_is_not_cropped(void **state)
{
    (void)state;
    struct picture_size size =
        picture_crop_size((struct picture_size){30, 200}, PICTURE_CROP_CLOSE);
    assert_int_equal(size.width, 30);
    assert_int_equal(size.height, 200);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_pool_gives_as_many_pictures_as_it_has),
    cmocka_unit_test(a_held_picture_stays_until_its_last_release),
    cmocka_unit_test(two_threads_may_take_and_release_at_once),
    cmocka_unit_test(a_fitted_size_keeps_the_shape_and_never_grows),
    cmocka_unit_test(shrinking_then_growing_gives_nearly_the_same_picture),
    cmocka_unit_test(a_flat_picture_stays_flat_at_every_scale),
    cmocka_unit_test(a_crop_leaves_the_middle_and_nothing_else),
    cmocka_unit_test(what_would_be_too_small_is_not_cropped),
    cmocka_unit_test(likeness_is_measured_in_decibels),
};
TEST_GROUP(picture, tests)
