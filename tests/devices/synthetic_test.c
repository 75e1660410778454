#include "devices/synthetic.h"

#include <stdlib.h>

#include "devices/scratch.h"
#include "harness.h"
#include "media/light_meter.h"

static uint64_t drawn_sum(uint32_t seed, uint32_t number)
{
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 160, 90);
    struct synthetic *synthetic = synthetic_create(seed, 160, 90, 30);
    picture_pattern(picture, number);
    synthetic_draw(synthetic, number, picture);
    uint64_t sum = picture_sum(picture);
    synthetic_destroy(synthetic);
    picture_release(picture);
    picture_pool_destroy(pool);
    return sum;
}

static void a_picture_is_the_same_in_every_run(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 4; seed++)
        assert_true(drawn_sum(seed, 100) == drawn_sum(seed, 100));
}

static void each_seed_is_another_picture(void **state)
{
    (void)state;
    uint64_t sums[4];
    for (uint32_t seed = 0; seed < 4; seed++) {
        sums[seed] = drawn_sum(seed, 10);
        for (uint32_t other = 0; other < seed; other++)
            assert_true(sums[seed] != sums[other]);
    }
}

/* Whatever was drawn before: eyes and mouth are painted anew only where they changed. */
static void a_picture_depends_on_its_number_alone(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 160, 90);
    struct synthetic *synthetic = synthetic_create(1, 160, 90, 30);
    static const uint32_t order[] = {0, 500, 3, 110, 111, 112, 4, 3000000000u, 500};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        synthetic_draw(synthetic, order[i], picture);
        assert_true(picture_sum(picture) == drawn_sum(1, order[i]));
    }
    synthetic_destroy(synthetic);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static long difference(const struct picture *a, const struct picture *b, int left, int right)
{
    long sum = 0;
    for (int y = 0; y < a->height; y++)
        for (int x = left; x < right; x++)
            sum += labs((long)a->plane[0][y * a->stride[0] + x] -
                        (long)b->plane[0][y * b->stride[0] + x]);
    return sum / ((long)a->height * (right - left));
}

static void the_person_moves_and_the_room_does_not(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(2);
    for (uint32_t seed = 1; seed <= 2; seed++) {
        struct picture *before = picture_take(pool, 320, 180);
        struct picture *after = picture_take(pool, 320, 180);
        struct synthetic *synthetic = synthetic_create(seed, 320, 180, 30);
        synthetic_draw(synthetic, 0, before);
        long most = 0;
        for (uint32_t i = 10; i < 300; i += 10) {
            synthetic_draw(synthetic, i, after);
            long person = difference(before, after, 100, 220);
            most = person > most ? person : most;
            assert_in_range(difference(before, after, 0, 30), 0, 2);
        }
        assert_true(most >= 4);
        synthetic_destroy(synthetic);
        picture_release(before);
        picture_release(after);
    }
    picture_pool_destroy(pool);
}

/* Of U over the top of the picture, where the room is seen above the person. */
static int room_chroma(uint32_t seed)
{
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 320, 180);
    struct synthetic *synthetic = synthetic_create(seed, 320, 180, 30);
    synthetic_draw(synthetic, 0, picture);
    int sum = 0;
    for (int y = 0; y < 12; y++)
        for (int x = 0; x < 160; x++)
            sum += picture->plane[1][y * picture->stride[1] + x];
    synthetic_destroy(synthetic);
    picture_release(picture);
    picture_pool_destroy(pool);
    return sum / (160 * 12);
}

static void the_therapists_room_is_warm_and_the_clients_is_blue(void **state)
{
    (void)state;
    assert_true(room_chroma(1) < 124);
    assert_true(room_chroma(2) > 128);
    assert_true(room_chroma(3) < 124);
    assert_true(room_chroma(4) > 128);
}

static void every_size_is_drawn_within_its_planes_and_the_range_of_video(void **state)
{
    (void)state;
    static const int sizes[][2] = {{16, 16}, {16, 200}, {400, 16}, {160, 90}, {180, 320}, {98, 54}};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct picture_pool *pool = picture_pool_create(1);
        struct picture *picture = picture_take(pool, sizes[s][0], sizes[s][1]);
        struct synthetic *synthetic = synthetic_create(1, sizes[s][0], sizes[s][1], 15);
        for (uint32_t i = 0; i < 40; i += 7)
            synthetic_draw(synthetic, i, picture);
        for (int p = 0; p < 3; p++)
            for (int y = 0; y < picture->height >> (p > 0 ? 1 : 0); y++)
                for (int x = 0; x < picture->width >> (p > 0 ? 1 : 0); x++)
                    assert_in_range(picture->plane[p][y * picture->stride[p] + x], 16, 240);
        synthetic_destroy(synthetic);
        picture_release(picture);
        picture_pool_destroy(pool);
    }
}

/* The drawn people in a light of so many percent; 100 is as they are drawn. */
static enum light_verdict verdict_in_light(uint32_t seed, int percent)
{
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 320, 180);
    struct synthetic *synthetic = synthetic_create(seed, 320, 180, 30);
    synthetic_draw(synthetic, 7, picture);
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            uint8_t *luma = picture->plane[0] + (ptrdiff_t)y * picture->stride[0] + x;
            int lit = 16 + (*luma - 16) * percent / 100;
            *luma = (uint8_t)(lit > 235 ? 235 : lit);
        }
    struct light_meter meter = {0};
    struct light_reading reading = light_read(picture);
    synthetic_destroy(synthetic);
    picture_release(picture);
    picture_pool_destroy(pool);
    return light_meter_add(&meter, &reading);
}

static void the_light_meter_sees_in_which_light_they_are(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        assert_int_equal(verdict_in_light(seed, 100), LIGHT_GOOD);
        assert_int_equal(verdict_in_light(seed, 80), LIGHT_GOOD);
        assert_int_equal(verdict_in_light(seed, 25), LIGHT_TOO_DARK);
        assert_int_equal(verdict_in_light(seed, 10), LIGHT_TOO_DARK);
        assert_int_equal(verdict_in_light(seed, 320), LIGHT_TOO_BRIGHT);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_picture_is_the_same_in_every_run),
    cmocka_unit_test(each_seed_is_another_picture),
    cmocka_unit_test(a_picture_depends_on_its_number_alone),
    cmocka_unit_test(the_person_moves_and_the_room_does_not),
    cmocka_unit_test(the_therapists_room_is_warm_and_the_clients_is_blue),
    cmocka_unit_test(the_light_meter_sees_in_which_light_they_are),
    cmocka_unit_test(every_size_is_drawn_within_its_planes_and_the_range_of_video),
};
TEST_GROUP(synthetic, tests)
