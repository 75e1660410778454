#include "media/quality.h"

#include "harness.h"

#define SECOND_US 1000000u

static struct quality_setting choose(struct quality *quality, uint32_t bits, uint64_t now_us)
{
    const struct quality_line line = {.bits_per_second = bits, .camera_height = 360};
    return quality_choose(quality, &line, now_us);
}

/* What a line that has always been like this gets. */
static struct quality_setting settled(uint32_t bits, uint32_t loss, int camera_height)
{
    const struct quality_line line = {bits, loss, camera_height};
    struct quality quality;
    quality_init(&quality);
    return quality_choose(&quality, &line, SECOND_US);
}

static void each_line_gets_its_rung(void **state)
{
    (void)state;
    const struct {
        uint32_t bits;
        int camera_height;
        enum quality_picture picture;
        int width, height, per_second;
        uint32_t voice_bits;
        int frame_ms;
    } rows[] = {
        {3000000, 720, QUALITY_MOVING, 1280, 720, 30, 24000, 20},
        {3000000, 360, QUALITY_MOVING, 640, 360, 30, 24000, 20},
        {1400000, 720, QUALITY_MOVING, 640, 360, 30, 24000, 20},
        {250000, 720, QUALITY_MOVING, 640, 360, 30, 24000, 20},
        {249999, 720, QUALITY_MOVING, 640, 360, 20, 24000, 20},
        {150000, 720, QUALITY_MOVING, 640, 360, 15, 16000, 20},
        {100000, 720, QUALITY_MOVING, 320, 180, 15, 16000, 40},
        {50000, 720, QUALITY_MOVING, 320, 180, 12, 12000, 60},
        {30000, 720, QUALITY_MOVING, 160, 90, 5, 8000, 60},
        {20000, 720, QUALITY_STILLS, 320, 180, 1, 8000, 80},
        {16000, 720, QUALITY_NONE, 0, 0, 0, 8000, 80},
        {12000, 720, QUALITY_NONE, 0, 0, 0, 6000, 120},
        {0, 720, QUALITY_NONE, 0, 0, 0, 6000, 120},
        {3000000, 0, QUALITY_NONE, 0, 0, 0, 24000, 20},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct quality_setting s = settled(rows[i].bits, 0, rows[i].camera_height);
        assert_int_equal(s.picture, rows[i].picture);
        assert_int_equal(s.video.box.width, rows[i].width);
        assert_int_equal(s.video.box.height, rows[i].height);
        assert_int_equal(s.video.pictures_per_second, rows[i].per_second);
        assert_int_equal(s.voice.bits_per_second, rows[i].voice_bits);
        assert_int_equal(s.voice.frame_ms, rows[i].frame_ms);
        assert_int_equal(s.voice.copies, 0);
        assert_int_equal(s.still_every_us > 0, s.picture == QUALITY_STILLS);
    }
}

/* At IP level, with 60 bytes of heads a packet; under 12 kbit/s voice is sent all the same. */
static uint64_t spent_bits(const struct quality_setting *s)
{
    uint64_t voice = s->voice.bits_per_second * (uint64_t)(1 + s->voice.copies) +
                     480000 / (uint64_t)s->voice.frame_ms;
    return voice + s->video.bits_per_second;
}

static void nothing_asks_for_more_than_the_line_has(void **state)
{
    (void)state;
    const uint32_t losses[] = {0, 30, 150, 300};
    for (size_t l = 0; l < sizeof losses / sizeof losses[0]; l++) {
        for (uint32_t bits = 24000; bits < 4000000; bits += bits / 16) {
            struct quality_setting s = settled(bits, losses[l], 720);
            assert_true(spent_bits(&s) <= bits);
            if (s.picture != QUALITY_NONE && losses[l] == 0)
                assert_true(s.video.bits_per_second > 1000);
        }
    }
}

static void a_better_line_never_gets_a_worse_voice(void **state)
{
    (void)state;
    uint32_t before = 0;
    for (uint32_t bits = 5000; bits < 400000; bits += 1000) {
        struct quality_setting s = settled(bits, 0, 720);
        if (s.picture == QUALITY_NONE)
            continue;
        assert_true(s.voice.bits_per_second >= before);
        before = s.voice.bits_per_second;
    }
    assert_int_equal(before, 24000);
}

static void loss_is_answered_with_copies(void **state)
{
    (void)state;
    const struct {
        uint32_t loss;
        int copies;
    } rows[] = {{0, 0}, {29, 0}, {30, 1}, {149, 1}, {150, 2}, {900, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(settled(500000, rows[i].loss, 360).voice.copies, rows[i].copies);
    struct quality_setting s = settled(40000, 50, 360);
    assert_int_equal(s.voice.bits_per_second, 8000);
    assert_int_equal(s.voice.frame_ms, 60);
    assert_int_equal(s.voice.copies, 1);
}

static void the_first_seconds_may_climb_freely(void **state)
{
    (void)state;
    struct quality quality;
    quality_init(&quality);
    assert_int_equal(choose(&quality, 100000, 10 * SECOND_US).video.box.width, 320);
    assert_int_equal(choose(&quality, 900000, 11 * SECOND_US).video.pictures_per_second, 30);
}

static void down_is_at_once_and_up_takes_five_seconds_of_proof(void **state)
{
    (void)state;
    struct quality quality;
    quality_init(&quality);
    choose(&quality, 900000, 0);
    const struct {
        uint64_t at_ms;
        uint32_t bits;
        int width;
        uint32_t voice_bits;
    } rows[] = {
        {10000, 900000, 640, 24000}, {10100, 100000, 320, 16000}, /* down at once */
        {10200, 900000, 320, 16000}, {15100, 900000, 320, 16000}, /* not yet proved */
        {15199, 100000, 320, 16000},                              /* the proof fails */
        {15300, 900000, 320, 16000}, {20200, 900000, 320, 16000}, /* a new one begins */
        {20300, 900000, 640, 24000},                              /* proved */
        {20400, 50000, 320, 12000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct quality_setting s = choose(&quality, rows[i].bits, rows[i].at_ms * 1000);
        assert_int_equal(s.video.box.width, rows[i].width);
        assert_int_equal(s.voice.bits_per_second, rows[i].voice_bits);
    }
}

static void a_line_on_the_edge_does_not_swing(void **state)
{
    (void)state;
    struct quality quality;
    int changes = 0;
    int width = 0;
    quality_init(&quality);
    for (uint32_t i = 0; i < 600; i++) {
        uint32_t bits = i % 2 == 0 ? 118000 : 125000;
        struct quality_setting s = choose(&quality, bits, i * SECOND_US / 10 + SECOND_US);
        if (i > 60 && s.video.box.width != width)
            changes++;
        width = s.video.box.width;
    }
    assert_int_equal(changes, 0);
    assert_int_equal(width, 320);
}

static void copies_stay_for_five_seconds_after_the_loss(void **state)
{
    (void)state;
    struct quality quality;
    struct quality_line line = {500000, 0, 360};
    quality_init(&quality);
    quality_choose(&quality, &line, 0);
    line.loss_per_thousand = 60;
    assert_int_equal(quality_choose(&quality, &line, 6 * SECOND_US).voice.copies, 1);
    line.loss_per_thousand = 0;
    assert_int_equal(quality_choose(&quality, &line, 7 * SECOND_US).voice.copies, 1);
    assert_int_equal(quality_choose(&quality, &line, 11 * SECOND_US).voice.copies, 1);
    assert_int_equal(quality_choose(&quality, &line, 12 * SECOND_US).voice.copies, 0);
}

static int wanted_in(struct quality *quality, const struct quality_setting *setting,
                     uint64_t from_us, int pictures)
{
    int wanted = 0;
    for (int i = 0; i < pictures; i++) {
        uint64_t wobble_us = (uint64_t)(i * 7919 % 5) * 1000;
        uint64_t captured_us = from_us + (uint64_t)i * 33333 + wobble_us;
        wanted += quality_wants_picture(quality, setting, captured_us) ? 1 : 0;
    }
    return wanted;
}

/* From a 30 Hz camera with a wobble of 4 ms, over ten seconds. */
static void pictures_are_skipped_evenly_before_they_are_coded(void **state)
{
    (void)state;
    const struct {
        uint32_t bits;
        int least, most;
    } rows[] = {{500000, 299, 300}, {200000, 198, 202}, {150000, 148, 152}, {50000, 117, 123},
                {30000, 49, 51},    {20000, 3, 3},      {10000, 0, 0}};
    struct quality quality;
    uint64_t at_us = 50 * (uint64_t)SECOND_US;
    quality_init(&quality);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++, at_us += 10 * SECOND_US) {
        struct quality_setting setting = settled(rows[i].bits, 0, 360);
        int wanted = wanted_in(&quality, &setting, at_us, 300);
        assert_in_range(wanted, rows[i].least, rows[i].most);
    }
    struct quality_setting best = settled(500000, 0, 360);
    assert_true(quality_wants_picture(&quality, &best, at_us));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_line_gets_its_rung),
    cmocka_unit_test(nothing_asks_for_more_than_the_line_has),
    cmocka_unit_test(a_better_line_never_gets_a_worse_voice),
    cmocka_unit_test(loss_is_answered_with_copies),
    cmocka_unit_test(the_first_seconds_may_climb_freely),
    cmocka_unit_test(down_is_at_once_and_up_takes_five_seconds_of_proof),
    cmocka_unit_test(a_line_on_the_edge_does_not_swing),
    cmocka_unit_test(copies_stay_for_five_seconds_after_the_loss),
    cmocka_unit_test(pictures_are_skipped_evenly_before_they_are_coded),
};
TEST_GROUP(quality, tests)
