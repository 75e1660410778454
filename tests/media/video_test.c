/* Encoder and decoder together, over a line that loses what the test says. */
#include "media/video_decoder.h"
#include "media/video_encoder.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "media/psnr.h"
#include "moving_picture.h"

/* Both ends of a one-way line. */
struct line {
    struct picture_pool *pool;
    struct video_encoder *encoder;
    struct video_decoder *decoder;
    struct video_target target;
    struct picture_size size;
    uint32_t next_number;
    struct frame frame;         /* the last one coded */
    enum video_decoded outcome; /* of the last one delivered */
    double decibels;            /* of the last picture shown; 0 if hidden */
    int width, height;          /* likewise */
    uint64_t bytes, frames, keys;
};

static struct line line_open(uint32_t bits_per_second)
{
    struct line line = {
        .pool = picture_pool_create(4),
        .encoder = video_encoder_create(VIDEO_SPEED_DEFAULT),
        .decoder = video_decoder_create(),
        .target = {{1280, 720}, 30, bits_per_second},
        .size = {320, 180},
    };
    assert_non_null(line.pool);
    assert_non_null(line.encoder);
    assert_non_null(line.decoder);
    return line;
}

static void line_close(struct line *line)
{
    video_encoder_destroy(line->encoder);
    video_decoder_destroy(line->decoder);
    picture_pool_destroy(line->pool);
}

static void line_deliver(struct line *line, const struct picture *source)
{
    struct picture *shown = NULL;
    line->outcome = video_decoder_decode(line->decoder, &line->frame, line->pool, &shown);
    line->decibels = 0.0;
    assert_true((line->outcome == VIDEO_DECODED) == (shown != NULL));
    if (shown == NULL)
        return;
    assert_int_equal(shown->number, source->number);
    assert_true(shown->captured_at_us == source->captured_at_us);
    line->width = shown->width;
    line->height = shown->height;
    if (shown->width == source->width)
        line->decibels = picture_psnr_luma(source, shown);
    picture_release(shown);
}

static struct picture *line_picture(struct line *line)
{
    return moving_picture_take(line->pool, line->size.width, line->size.height,
                               line->next_number++);
}

/* Codes the scene's next picture; the frame reaches the decoder only if `arrives`. */
static void line_send(struct line *line, bool arrives)
{
    struct picture *source = line_picture(line);
    assert_true(video_encoder_encode(line->encoder, source, &line->target, &line->frame));
    line->bytes += line->frame.size;
    line->frames++;
    line->keys += line->frame.key ? 1 : 0;
    if (arrives) {
        line_deliver(line, source);
        video_encoder_on_arrived(line->encoder, line->frame.id);
    }
    picture_release(source);
}

/* What the two apps do with a stuck decoder: the request travels at once. */
static void line_ask_for_repair(struct line *line)
{
    uint32_t last_whole_id;
    assert_true(video_decoder_needs_repair(line->decoder, &last_whole_id));
    video_encoder_repair(line->encoder, last_whole_id);
}

static bool line_is_stuck(const struct line *line)
{
    uint32_t last_whole_id;
    return video_decoder_needs_repair(line->decoder, &last_whole_id);
}

static double line_send_many(struct line *line, int count)
{
    double least = PSNR_IDENTICAL_DB;
    for (int i = 0; i < count; i++) {
        line_send(line, true);
        assert_int_equal(line->outcome, VIDEO_DECODED);
        if (line->decibels < least)
            least = line->decibels;
    }
    return least;
}

static void pictures_come_back_sharp_and_only_the_first_is_a_key_frame(void **state)
{
    (void)state;
    struct line line = line_open(1400000);
    double error_sum = 0.0;
    for (int i = 0; i < 90; i++) {
        line_send(&line, true);
        assert_int_equal(line.frame.id, i);
        assert_int_equal(line.outcome, VIDEO_DECODED);
        assert_true(line.decibels > 30.0);
        error_sum += line.decibels;
    }
    assert_true(error_sum / 90 >= 34.0);
    assert_int_equal(line.keys, 1);
    assert_false(line_is_stuck(&line));
    line_close(&line);
}

static void the_rate_follows_the_target_at_once(void **state)
{
    (void)state;
    struct line line = line_open(600000);
    line_send_many(&line, 60);
    uint64_t before = line.bytes;
    line.target.bits_per_second = 200000;
    line_send_many(&line, 60);
    uint64_t bits_per_second = (line.bytes - before) * 8 / 2;
    assert_true(bits_per_second > 100000 && bits_per_second < 300000);
    assert_int_equal(line.keys, 1);
    line_close(&line);
}

static void golden_frames_come_about_twice_a_second(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    int golden = 0;
    for (int i = 0; i < 150; i++) {
        line_send(&line, true);
        golden += line.frame.golden ? 1 : 0;
    }
    assert_in_range(golden, 9, 11);
    line_close(&line);
}

/* Research: four frames really lost, then one repair; the pictures are compared, since libvpx
 * reports nothing. */
static void a_lost_frame_is_repaired_from_a_golden_one_at_full_quality(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    double before = line_send_many(&line, 70);
    uint64_t usual_bytes = line.bytes / line.frames;
    for (int i = 0; i < 4; i++)
        line_send(&line, false);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_HIDDEN);
    line_ask_for_repair(&line);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_DECODED);
    assert_false(line.frame.key);
    assert_true(line.frame.size < 4 * usual_bytes);
    assert_true(line.decibels > before - 1.5);
    assert_true(line_send_many(&line, 30) > before - 1.5);
    assert_int_equal(line.keys, 1);
    line_close(&line);
}

/* The strongest form: the repaired decoder shows the very pixels of one that lost nothing. */
static void after_a_repair_the_decoder_is_bit_exact(void **state)
{
    (void)state;
    struct line line = line_open(300000);
    struct video_decoder *whole = video_decoder_create();
    struct picture_pool *pool = picture_pool_create(2);
    for (uint32_t i = 0; i < 120; i++) {
        struct picture *source = line_picture(&line);
        struct picture *a = NULL;
        struct picture *b = NULL;
        assert_true(video_encoder_encode(line.encoder, source, &line.target, &line.frame));
        video_decoder_decode(whole, &line.frame, pool, &a);
        assert_non_null(a);
        if (i % 40 < 33 || i % 40 > 36)
            video_decoder_decode(line.decoder, &line.frame, pool, &b);
        if (b != NULL)
            assert_true(picture_psnr_luma(a, b) >= PSNR_IDENTICAL_DB);
        if (b != NULL)
            video_encoder_on_arrived(line.encoder, line.frame.id);
        if (line_is_stuck(&line))
            line_ask_for_repair(&line);
        picture_release(a);
        picture_release(b);
        picture_release(source);
    }
    assert_false(line_is_stuck(&line));
    video_decoder_destroy(whole);
    picture_pool_destroy(pool);
    line_close(&line);
}

static void a_lost_golden_frame_is_never_referred_to(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    double before = line_send_many(&line, 40);
    do
        line_send(&line, false);
    while (!line.frame.golden);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_HIDDEN);
    line_ask_for_repair(&line);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_DECODED);
    assert_true(line.decibels > before - 1.5);
    assert_int_equal(line.keys, 1);
    line_close(&line);
}

static void a_golden_frame_that_came_after_a_loss_is_not_trusted(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    double before = line_send_many(&line, 40);
    line_send(&line, false);
    do
        line_send(&line, true); /* arrives and is acknowledged, but cannot be decoded */
    while (!line.frame.golden);
    assert_int_equal(line.outcome, VIDEO_HIDDEN);
    line_ask_for_repair(&line);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_DECODED);
    assert_true(line.decibels > before - 1.5);
    line_close(&line);
}

static void repairs_work_without_any_acknowledgement(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    for (int i = 0; i < 200; i++) {
        struct picture *source = line_picture(&line);
        assert_true(video_encoder_encode(line.encoder, source, &line.target, &line.frame));
        if (i % 50 != 30)
            line_deliver(&line, source);
        if (line_is_stuck(&line))
            line_ask_for_repair(&line);
        if (i % 50 == 32)
            assert_int_equal(line.outcome, VIDEO_DECODED);
        line.keys += line.frame.key ? 1 : 0;
        picture_release(source);
    }
    assert_int_equal(line.keys, 1);
    line_close(&line);
}

static void a_repeated_request_makes_one_repair(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    line_send_many(&line, 40);
    line_send(&line, false);
    line_send(&line, true);
    uint32_t last_whole_id;
    assert_true(video_decoder_needs_repair(line.decoder, &last_whole_id));
    assert_int_equal(last_whole_id, 39);
    int repairs = 0;
    for (int i = 0; i < 6; i++) {
        video_encoder_repair(line.encoder, last_whole_id);
        line_send(&line, true);
        struct video_frame_header header;
        assert_true(video_frame_header_read(line.frame.bytes, line.frame.size, &header));
        repairs += header.repair ? 1 : 0;
    }
    assert_int_equal(repairs, 1);
    line_close(&line);
}

static void a_repair_that_is_lost_is_made_again(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    line_send_many(&line, 40);
    line_send(&line, false);
    line_send(&line, true);
    line_ask_for_repair(&line);
    line_send(&line, false);
    video_encoder_on_lost(line.encoder, line.frame.id);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_HIDDEN);
    line_ask_for_repair(&line);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_DECODED);
    assert_int_equal(line.keys, 1);
    line_close(&line);
}

static void a_first_key_frame_that_is_lost_is_asked_for_again(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    line_send(&line, false);
    line_send(&line, true);
    assert_int_equal(line.outcome, VIDEO_HIDDEN);
    for (int i = 0; i < 30 && line_is_stuck(&line); i++) {
        line_ask_for_repair(&line);
        line_send(&line, true);
    }
    assert_int_equal(line.outcome, VIDEO_DECODED);
    assert_int_equal(line.keys, 2);
    line_close(&line);
}

static void a_smaller_target_shrinks_the_picture_with_one_key_frame(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    line_send_many(&line, 10);
    line.target.box = (struct picture_size){160, 90};
    line_send(&line, true);
    assert_true(line.frame.key);
    assert_int_equal(line.outcome, VIDEO_DECODED);
    assert_int_equal(line.width, 160);
    assert_int_equal(line.height, 90);
    line.target.box = (struct picture_size){1280, 720};
    line_send(&line, true);
    assert_int_equal(line.width, line.size.width);
    assert_true(line_send_many(&line, 10) > 30.0);
    assert_int_equal(line.keys, 3);
    line_close(&line);
}

static void an_older_frame_is_stale(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    line_send_many(&line, 3);
    struct picture *shown;
    assert_int_equal(video_decoder_decode(line.decoder, &line.frame, line.pool, &shown),
                     VIDEO_STALE);
    assert_null(shown);
    assert_false(line_is_stuck(&line));
    line_close(&line);
}

static void without_a_free_picture_the_thread_is_not_lost(void **state)
{
    (void)state;
    struct line line = line_open(400000);
    line_send_many(&line, 3);
    struct picture *held[3];
    struct picture *shown;
    struct picture *source = line_picture(&line);
    assert_true(video_encoder_encode(line.encoder, source, &line.target, &line.frame));
    for (int i = 0; i < 3; i++)
        assert_non_null(held[i] = picture_take(line.pool, 16, 16));
    assert_int_equal(video_decoder_decode(line.decoder, &line.frame, line.pool, &shown),
                     VIDEO_NO_PICTURE);
    for (int i = 0; i < 3; i++)
        picture_release(held[i]);
    picture_release(source);
    line_send_many(&line, 3);
    line_close(&line);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(pictures_come_back_sharp_and_only_the_first_is_a_key_frame),
    cmocka_unit_test(the_rate_follows_the_target_at_once),
    cmocka_unit_test(golden_frames_come_about_twice_a_second),
    cmocka_unit_test(a_lost_frame_is_repaired_from_a_golden_one_at_full_quality),
    cmocka_unit_test(after_a_repair_the_decoder_is_bit_exact),
    cmocka_unit_test(a_lost_golden_frame_is_never_referred_to),
    cmocka_unit_test(a_golden_frame_that_came_after_a_loss_is_not_trusted),
    cmocka_unit_test(repairs_work_without_any_acknowledgement),
    cmocka_unit_test(a_repeated_request_makes_one_repair),
    cmocka_unit_test(a_repair_that_is_lost_is_made_again),
    cmocka_unit_test(a_first_key_frame_that_is_lost_is_asked_for_again),
    cmocka_unit_test(a_smaller_target_shrinks_the_picture_with_one_key_frame),
    cmocka_unit_test(an_older_frame_is_stale),
    cmocka_unit_test(without_a_free_picture_the_thread_is_not_lost),
};
TEST_GROUP(video, tests)
