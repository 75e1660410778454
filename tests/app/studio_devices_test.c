/* Devices are open while somebody needs them: step by step, without a thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/studio_room.h"
#include "devices/camera_kind.h"
#include "folder.h"
#include "harness.h"

#define BEGIN_US UINT64_C(1000000)

static struct studio studio;
static uint64_t now_us;
static unsigned rings;

static const struct studio_options whole = {
    .camera = "synthetic:1",
    .microphone = "speech:1",
    .speaker = "none",
    .headphones = HEADPHONES_YES,
    .at_rest = true,
};

static void ring(void *context)
{
    unsigned *count = context;
    ++*count;
}

static void open_studio(const struct studio_options *options)
{
    static unsigned ignored;
    struct device_error error;
    assert_true(studio_open(&studio, options, &error));
    studio.ring_link = studio.ring_screen = ring;
    studio.link_context = &ignored;
    studio.screen_context = &rings;
}

static int set_up(void **state)
{
    (void)state;
    memset(&studio, 0, sizeof studio);
    now_us = BEGIN_US;
    rings = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (studio.room != NULL)
        studio_close(&studio, NULL, NULL);
    return 0;
}

/* What the thread does each time it wakes; when it wants to wake again. */
static uint64_t step(void)
{
    uint64_t due_us = studio_rehearse_step(&studio, now_us);
    uint64_t next_us = studio_send_step(&studio, now_us);
    due_us = next_us < due_us ? next_us : due_us;
    next_us = studio_show_step(&studio, now_us);
    due_us = next_us < due_us ? next_us : due_us;
    next_us = studio_devices_step(&studio, now_us);
    return next_us < due_us ? next_us : due_us;
}

static uint64_t rest(bool rests)
{
    atomic_store(&studio.switches.rests, rests);
    return step();
}

static uint64_t switch_camera(bool on)
{
    atomic_store(&studio.switches.camera_on, on);
    return step();
}

/* So many pictures' time. */
static void pass(int pictures)
{
    while (pictures-- > 0) {
        now_us += 33334;
        step();
    }
}

static unsigned lost(void)
{
    return atomic_load(&studio.switches.lost);
}

/* Why something could not be had; false: nothing was said of it. */
static bool says(const char *word)
{
    struct device_error *unhad = mailbox_take(&studio.unhad);
    bool said = unhad != NULL && strstr(unhad->text, word) != NULL;
    free(unhad);
    return said;
}

static bool shows_oneself(void)
{
    struct picture *own = mailbox_take(&studio.self_picture);
    picture_release(own);
    return own != NULL;
}

static void at_rest_nothing_is_open_and_the_thread_sleeps(void **state)
{
    (void)state;
    open_studio(&whole);
    assert_true(step() == UINT64_MAX);
    pass(5);
    assert_null(studio.room->camera);
    assert_null(studio.room->microphone);
    assert_null(studio.room->speaker);
    assert_false(shows_oneself());
    assert_int_equal(studio.room->totals.pictures_captured, 0);
    assert_false(atomic_load(&studio.meters.sounds));
    assert_int_equal(rings, 0);
}

static void who_wakes_it_sees_and_hears_oneself_at_once(void **state)
{
    (void)state;
    open_studio(&whole);
    assert_true(rest(false) == now_us);
    assert_non_null(studio.room->camera);
    assert_true(atomic_load(&studio.meters.sounds));
    pass(40);
    assert_true(shows_oneself());
    assert_true(atomic_load(&studio.meters.light_known));
    assert_true(atomic_load(&studio.meters.hears_you));
    assert_int_equal(lost(), 0);
}

static void what_was_seen_and_measured_does_not_outlast_a_rest(void **state)
{
    (void)state;
    open_studio(&whole);
    rest(false);
    pass(40);
    rest(true);
    assert_true(step() == UINT64_MAX);
    assert_null(studio.room->camera);
    assert_null(studio.room->microphone);
    assert_null(studio.room->speaker);
    assert_false(shows_oneself());
    assert_false(atomic_load(&studio.meters.light_known));
    assert_false(atomic_load(&studio.meters.hears_you));
    assert_int_equal(atomic_load(&studio.meters.rms_db), (int)LOUDNESS_SILENCE_DB);
    uint64_t captured = studio.room->totals.pictures_captured;
    pass(5);
    assert_int_equal(studio.room->totals.pictures_captured, captured);
    rest(false);
    pass(5);
    assert_true(studio.room->totals.pictures_captured > captured);
}

static unsigned closed;

static uint64_t fake_due(const struct camera *camera)
{
    (void)camera;
    return UINT64_MAX;
}

static enum camera_outcome fake_read(struct camera *camera, uint64_t at_us, struct picture **out)
{
    (void)at_us;
    (void)out;
    (void)device_error_set(&camera->error, DEVICE_ERROR_NOT_FOUND, "unplugged");
    return CAMERA_GONE;
}

static void fake_close(struct camera *camera)
{
    (void)camera;
    closed++;
}

static const struct camera_kind fake_kind = {fake_due, fake_read, fake_close};

static void put_fake(struct camera *fake)
{
    *fake = (struct camera){.kind = &fake_kind};
    camera_close(studio.room->camera);
    studio.room->camera = fake;
    closed = 0;
}

static void a_camera_that_is_switched_off_is_closed_while_the_voice_goes_on(void **state)
{
    (void)state;
    struct camera fake;
    open_studio(&whole);
    rest(false);
    put_fake(&fake);
    uint64_t due_us = switch_camera(false);
    assert_int_equal(closed, 1);
    assert_null(studio.room->camera);
    assert_non_null(studio.room->microphone);
    assert_true(due_us != UINT64_MAX);
    assert_int_equal(rings, 0);
    assert_true(switch_camera(true) == now_us);
    pass(2);
    assert_true(shows_oneself());
}

static void a_camera_that_was_unplugged_is_tried_again_once_it_is_switched_on(void **state)
{
    (void)state;
    struct camera fake;
    open_studio(&whole);
    rest(false);
    put_fake(&fake);
    pass(3);
    assert_int_equal(closed, 1);
    assert_int_equal(lost(), STUDIO_CAMERA);
    assert_null(studio.room->camera);
    switch_camera(false);
    assert_int_equal(lost(), 0);
    switch_camera(true);
    assert_non_null(studio.room->camera);
}

static void what_cannot_be_had_is_told_and_tried_at_the_next_waking(void **state)
{
    (void)state;
    struct studio_options options = whole;
    options.camera = "y4m:/nowhere/clip.y4m";
    open_studio(&options);
    assert_int_equal(lost(), 0);
    rest(false);
    assert_int_equal(lost(), STUDIO_CAMERA);
    assert_true(says("/nowhere/clip.y4m"));
    assert_int_equal(rings, 1);
    pass(5);
    assert_false(says("/nowhere/clip.y4m"));
    rest(true);
    assert_int_equal(lost(), 0);
    rest(false);
    assert_int_equal(lost(), STUDIO_CAMERA);
    assert_true(says("/nowhere/clip.y4m"));
}

static void without_sound_devices_silence_goes_out_as_before(void **state)
{
    (void)state;
    struct studio_options options = whole;
    options.microphone = "wav:/nowhere/voice.wav";
    options.speaker = "wav:/nowhere/heard.wav";
    open_studio(&options);
    rest(false);
    assert_int_equal(lost(), STUDIO_MICROPHONE | STUDIO_SPEAKER);
    assert_true(says("heard.wav"));
    atomic_store(&studio.switches.live, true);
    pass(10);
    struct parcel *parcel = queue_pop(&studio.to_link);
    assert_non_null(parcel);
    parcel_free(parcel);
    atomic_store(&studio.switches.live, false);
    rest(true);
    assert_null(studio.room->speaker);
    assert_int_equal(lost(), 0);
}

static void a_file_of_what_is_heard_goes_on_after_a_rest(void **state)
{
    (void)state;
    char *folder = fresh_folder();
    char spec[256];
    (void)snprintf(spec, sizeof spec, "wav:%s/heard.wav", folder);
    struct studio_options options = whole;
    options.speaker = spec;
    open_studio(&options);
    rest(false);
    const struct speaker *speaker = studio.room->speaker;
    rest(true);
    rest(false);
    assert_ptr_equal(studio.room->speaker, speaker);
    assert_true(studio_close(&studio, NULL, NULL));
    remove_folder(folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(at_rest_nothing_is_open_and_the_thread_sleeps, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(who_wakes_it_sees_and_hears_oneself_at_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_was_seen_and_measured_does_not_outlast_a_rest, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(a_camera_that_is_switched_off_is_closed_while_the_voice_goes_on,
                                    set_up, tear_down),
    cmocka_unit_test_setup_teardown(
        a_camera_that_was_unplugged_is_tried_again_once_it_is_switched_on, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_cannot_be_had_is_told_and_tried_at_the_next_waking, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(without_sound_devices_silence_goes_out_as_before, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(a_file_of_what_is_heard_goes_on_after_a_rest, set_up,
                                    tear_down),
};
TEST_GROUP(studio_devices, tests)
