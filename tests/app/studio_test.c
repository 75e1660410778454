#include "app/studio.h"

#include <stdlib.h>
#include <string.h>

#include "app/parcel.h"
#include "devices/synthetic.h"
#include "harness.h"
#include "media/psnr.h"
#include "net/clock.h"

/* Two studios back to back: what one hands to its link, the other gets from its own. The test is
 * the line between them, and both their screens. */
struct side {
    struct studio studio;
    uint64_t voice_left, video_left; /* frames that came out towards the line */
    uint64_t pictures_shown, own_pictures;
    uint64_t own_speech, their_speech; /* how often it was said that one speaks */
    bool holds_video;                  /* the line takes no video now */
    bool keeps;                        /* the last pictures, to be released by the test */
    struct picture *theirs, *own;
};

static struct wake bell;
static struct side sides[2];

#define PATIENCE_US 20000000

static void ring(void *context)
{
    wake_ring(context);
}

static void open_side(struct side *side, const struct studio_options *options)
{
    struct device_error error;
    memset(side, 0, sizeof *side);
    assert_true(studio_open(&side->studio, options, &error));
    side->studio.ring_link = ring;
    side->studio.ring_screen = ring;
    side->studio.link_context = &bell;
    side->studio.screen_context = &bell;
    assert_true(studio_start(&side->studio));
}

static void set_line(struct side *side, unsigned bits_per_second)
{
    atomic_store(&side->studio.switches.rate_bits_per_second, bits_per_second);
    atomic_store(&side->studio.switches.rtt_us, 1000);
    wake_ring(&side->studio.wake);
}

static void set_live(struct side *side, bool live)
{
    atomic_store(&side->studio.switches.live, live);
    wake_ring(&side->studio.wake);
}

/* As the link does: a frame arrives, and its sender is told so. */
static void carry(struct side *from, struct side *to)
{
    struct parcel *parcel;
    while ((parcel = queue_pop(&from->studio.to_link)) != NULL) {
        if (parcel->kind == PARCEL_FRAME && parcel->frame.kind == FRAME_VOICE)
            from->voice_left++;
        else if (parcel->kind == PARCEL_VOICE && parcel->voice.theirs)
            from->their_speech += parcel->voice.speaking;
        else if (parcel->kind == PARCEL_VOICE)
            from->own_speech += parcel->voice.speaking;
        else if (parcel->kind == PARCEL_FRAME)
            from->video_left++;
        parcel->received_at_us = net_now_us();
        if (to != NULL && queue_push(&to->studio.from_link, parcel))
            wake_ring(&to->studio.wake);
        else
            parcel_free(parcel);
    }
    if (!from->holds_video && !atomic_exchange(&from->studio.switches.may_send_video, true))
        wake_ring(&from->studio.wake);
}

static void keep(struct picture **kept, struct picture *picture)
{
    if (picture == NULL)
        return;
    picture_release(*kept);
    *kept = picture_hold(picture);
}

static void look(struct side *side)
{
    struct picture *theirs = mailbox_take(&side->studio.remote_picture);
    struct picture *own = mailbox_take(&side->studio.self_picture);
    side->pictures_shown += theirs != NULL;
    side->own_pictures += own != NULL;
    if (side->keeps) {
        keep(&side->theirs, theirs);
        keep(&side->own, own);
    }
    picture_release(theirs);
    picture_release(own);
}

/* Carries until *count reaches `wanted`; false when patience ends. */
static bool carry_until(const uint64_t *count, uint64_t wanted)
{
    uint64_t until_us = net_now_us() + PATIENCE_US;
    while (*count < wanted && net_now_us() < until_us) {
        wake_wait(&bell, until_us);
        for (int i = 0; i < 2; i++) {
            if (sides[i].studio.room == NULL)
                continue;
            carry(&sides[i], sides[1 - i].studio.room != NULL ? &sides[1 - i] : NULL);
            look(&sides[i]);
        }
    }
    return *count >= wanted;
}

static const struct studio_options whole = {
    .camera = "synthetic:1", .microphone = "speech:1", .speaker = "none"};

static int set_up(void **state)
{
    (void)state;
    memset(sides, 0, sizeof sides);
    return wake_open(&bell) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        if (sides[i].studio.room != NULL)
            studio_close(&sides[i].studio, NULL, NULL);
    }
    wake_close(&bell);
    return 0;
}

static void pictures_and_voice_of_each_come_out_at_the_other(void **state)
{
    (void)state;
    struct studio_totals totals;
    for (int i = 0; i < 2; i++) {
        open_side(&sides[i], &whole);
        set_line(&sides[i], 2000000);
        set_live(&sides[i], true);
    }
    assert_true(carry_until(&sides[0].pictures_shown, 20));
    assert_true(carry_until(&sides[1].pictures_shown, 20));
    for (int i = 0; i < 2; i++) {
        studio_stop(&sides[i].studio);
        assert_true(studio_close(&sides[i].studio, &totals, NULL));
        assert_true(totals.pictures_decoded >= 20);
        assert_true(totals.voice.played_samples > 0);
    }
}

/* The camera runs for the ready check, but nothing of it leaves. */
static void before_the_door_is_open_nothing_is_sent(void **state)
{
    (void)state;
    open_side(&sides[0], &whole);
    set_line(&sides[0], 2000000);
    assert_true(carry_until(&sides[0].own_pictures, 10));
    assert_int_equal(sides[0].voice_left, 0);
    assert_int_equal(sides[0].video_left, 0);
}

static void who_speaks_is_heard_on_both_sides(void **state)
{
    (void)state;
    struct studio_options silent = whole;
    silent.microphone = "silence";
    open_side(&sides[0], &whole);
    open_side(&sides[1], &silent);
    for (int i = 0; i < 2; i++) {
        set_line(&sides[i], 300000);
        set_live(&sides[i], true);
    }
    assert_true(carry_until(&sides[0].own_speech, 5));
    assert_true(carry_until(&sides[1].their_speech, 5));
    assert_int_equal(sides[1].own_speech, 0);
    assert_int_equal(sides[0].their_speech, 0);
}

/* It measures before the door is open, and with the microphone switched off: nothing leaves. */
static void the_microphone_is_measured_for_its_owner(void **state)
{
    (void)state;
    struct studio_meters *meters = &sides[0].studio.meters;
    open_side(&sides[0], &whole);
    atomic_store(&sides[0].studio.switches.microphone_on, false);
    assert_true(carry_until(&sides[0].own_pictures, 40));
    assert_true(atomic_load(&meters->hears_you));
    assert_false(atomic_load(&meters->clipping));
    assert_true(atomic_load(&meters->peak_db) >= atomic_load(&meters->rms_db));
    assert_int_equal(sides[0].voice_left, 0);
    set_line(&sides[0], 300000);
    set_live(&sides[0], true);
    assert_true(carry_until(&sides[0].voice_left, 20));
    assert_int_equal(sides[0].own_speech, 0);
}

/* Before the door, too: it is there for the ready check. */
static void the_light_is_judged_while_the_camera_is_on(void **state)
{
    (void)state;
    struct studio_meters *meters = &sides[0].studio.meters;
    open_side(&sides[0], &whole);
    assert_true(carry_until(&sides[0].own_pictures, 2));
    assert_true(atomic_load(&meters->light_known));
    assert_int_equal(atomic_load(&meters->light), LIGHT_GOOD);
    atomic_store(&sides[0].studio.switches.camera_on, false);
    set_line(&sides[0], 300000);
    set_live(&sides[0], true);
    assert_true(carry_until(&sides[0].voice_left, 5));
    assert_false(atomic_load(&meters->light_known));
}

/* Waits until a picture is held back by the line that takes no video. */
static void hold_a_picture_back(struct side *side)
{
    side->holds_video = true;
    atomic_store(&side->studio.switches.may_send_video, false);
    set_line(side, 300000);
    set_live(side, true);
    assert_true(carry_until(&side->own_pictures, side->own_pictures + 5));
    side->video_left = 0;
}

static void let_it_go(struct side *side)
{
    side->holds_video = false;
    assert_true(carry_until(&side->voice_left, side->voice_left + 10));
}

static void a_picture_held_back_is_dropped_when_the_line_becomes_too_thin(void **state)
{
    (void)state;
    struct side *side = &sides[0];
    open_side(side, &whole);
    hold_a_picture_back(side);
    set_line(side, 8000);
    assert_true(carry_until(&side->voice_left, side->voice_left + 10));
    let_it_go(side);
    assert_int_equal(side->video_left, 0);
}

static void a_picture_held_back_is_dropped_when_the_camera_is_switched_off(void **state)
{
    (void)state;
    struct side *side = &sides[0];
    open_side(side, &whole);
    hold_a_picture_back(side);
    atomic_store(&side->studio.switches.camera_on, false);
    wake_ring(&side->studio.wake);
    let_it_go(side);
    assert_int_equal(side->video_left, 0);
}

static void a_muted_microphone_sends_as_many_frames_of_silence(void **state)
{
    (void)state;
    open_side(&sides[0], &whole);
    atomic_store(&sides[0].studio.switches.microphone_on, false);
    set_line(&sides[0], 300000);
    set_live(&sides[0], true);
    assert_true(carry_until(&sides[0].voice_left, 10));
}

/* As after a call: the next link counts its frames from the first again. */
static void another_link_begins_anew(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        open_side(&sides[i], &whole);
        set_line(&sides[i], 2000000);
        set_live(&sides[i], true);
    }
    assert_true(carry_until(&sides[0].pictures_shown, 10));
    studio_close(&sides[1].studio, NULL, NULL);
    open_side(&sides[1], &whole);
    set_line(&sides[1], 2000000);
    struct parcel *anew = parcel_create(PARCEL_ANEW, 0);
    assert_true(queue_push(&sides[0].studio.from_link, anew));
    set_live(&sides[1], true);
    sides[0].pictures_shown = 0;
    assert_true(carry_until(&sides[0].pictures_shown, 10));
}

static void without_a_device_a_studio_says_which_and_leaves_nothing_open(void **state)
{
    (void)state;
    struct studio studio;
    struct device_error error;
    struct studio_options options = whole;
    options.camera = "y4m:/nowhere/clip.y4m";
    assert_false(studio_open(&studio, &options, &error));
    assert_non_null(strstr(error.text, "/nowhere/clip.y4m"));
    options = whole;
    options.speaker = "wav:/nowhere/heard.wav";
    assert_false(studio_open(&studio, &options, &error));
    assert_non_null(strstr(error.text, "/nowhere/heard.wav"));
    assert_null(studio.room);
}

static void a_lenient_studio_goes_on_without_and_tells(void **state)
{
    (void)state;
    struct studio_options options = whole;
    options.camera = "y4m:/nowhere/clip.y4m";
    options.lenient = true;
    open_side(&sides[0], &options);
    struct device_error *unhad = mailbox_take(&sides[0].studio.unhad);
    assert_non_null(unhad);
    assert_non_null(strstr(unhad->text, "/nowhere/clip.y4m"));
    free(unhad);
    assert_int_equal(atomic_load(&sides[0].studio.switches.lost), STUDIO_CAMERA);
    set_line(&sides[0], 300000);
    set_live(&sides[0], true);
    assert_true(carry_until(&sides[0].voice_left, 10));
    assert_int_equal(sides[0].video_left, 0);
}

/* The middle of what the camera drew, at the size of `like`. */
static void assert_is_middle(const struct picture *like, uint32_t number, double psnr_db_least)
{
    enum { WIDTH = 640, HEIGHT = 360 };
    struct synthetic *drawn = synthetic_create(1, WIDTH, HEIGHT, 30);
    struct picture_pool *pool = picture_pool_create(3);
    struct picture *drawing = picture_take(pool, WIDTH, HEIGHT);
    struct picture *middle = picture_take(pool, WIDTH / 2, HEIGHT / 2);
    struct picture *scaled = picture_take(pool, like->width, like->height);
    synthetic_draw(drawn, number, drawing);
    picture_crop(drawing, middle);
    picture_scale(middle, scaled);
    assert_true(picture_psnr_luma(scaled, like) >= psnr_db_least);
    picture_scale(drawing, scaled);
    assert_true(picture_psnr_luma(scaled, like) < psnr_db_least);
    picture_release(scaled);
    picture_release(middle);
    picture_release(drawing);
    picture_pool_destroy(pool);
    synthetic_destroy(drawn);
}

static void what_is_cropped_off_is_neither_shown_nor_sent(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        open_side(&sides[i], &whole);
        sides[i].keeps = true;
        atomic_store(&sides[i].studio.switches.crop, PICTURE_CROP_CLOSE);
        set_line(&sides[i], 2000000);
        set_live(&sides[i], true);
    }
    assert_true(carry_until(&sides[0].pictures_shown, 20));
    assert_is_middle(sides[0].own, sides[0].own->number, 60);
    assert_is_middle(sides[0].theirs, sides[0].theirs->number, 25);
    for (int i = 0; i < 2; i++) {
        picture_release(sides[i].theirs);
        picture_release(sides[i].own);
    }
}

/* Parcels may come until the link thread has ended; nothing of them is kept. */
static void a_stopped_studio_still_takes_parcels(void **state)
{
    (void)state;
    open_side(&sides[0], &whole);
    studio_stop(&sides[0].studio);
    assert_true(queue_push(&sides[0].studio.from_link, parcel_create(PARCEL_ARRIVED, 1)));
    wake_ring(&sides[0].studio.wake);
    assert_true(studio_close(&sides[0].studio, NULL, NULL));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(pictures_and_voice_of_each_come_out_at_the_other, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(before_the_door_is_open_nothing_is_sent, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_speaks_is_heard_on_both_sides, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_microphone_is_measured_for_its_owner, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_light_is_judged_while_the_camera_is_on, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_picture_held_back_is_dropped_when_the_line_becomes_too_thin,
                                    set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_picture_held_back_is_dropped_when_the_camera_is_switched_off,
                                    set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_muted_microphone_sends_as_many_frames_of_silence, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(another_link_begins_anew, set_up, tear_down),
    cmocka_unit_test_setup_teardown(without_a_device_a_studio_says_which_and_leaves_nothing_open,
                                    set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_lenient_studio_goes_on_without_and_tells, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_cropped_off_is_neither_shown_nor_sent, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(a_stopped_studio_still_takes_parcels, set_up, tear_down),
};
TEST_GROUP(studio, tests)
