/* Alone with one's own voice: it comes back, and goes to nobody. */
#include <string.h>

#include "app/parcel.h"
#include "app/studio.h"
#include "harness.h"
#include "net/clock.h"

#define PATIENCE_US 20000000

static struct wake bell;
static struct studio studio;
static uint64_t left; /* parcels for the link */

static void ring(void *context)
{
    wake_ring(context);
}

static int set_up(void **state)
{
    (void)state;
    static const struct studio_options whole = {
        .camera = "synthetic:1", .microphone = "speech:1", .speaker = "none"};
    struct device_error error;
    left = 0;
    if (!wake_open(&bell) || !studio_open(&studio, &whole, &error))
        return -1;
    studio.ring_link = studio.ring_screen = ring;
    studio.link_context = studio.screen_context = &bell;
    return studio_start(&studio) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    if (studio.room != NULL)
        studio_close(&studio, NULL, NULL);
    wake_close(&bell);
    return 0;
}

/* Pictures of oneself are a clock: thirty a second. */
static void pass_pictures(int count)
{
    uint64_t until_us = net_now_us() + PATIENCE_US;
    while (count > 0 && net_now_us() < until_us) {
        wake_wait(&bell, until_us);
        struct picture *own = mailbox_take(&studio.self_picture);
        count -= own != NULL;
        picture_release(own);
        for (struct parcel *parcel; (parcel = queue_pop(&studio.to_link)) != NULL; left++)
            parcel_free(parcel);
    }
    assert_true(count <= 0);
}

static void set(atomic_bool *which, bool on)
{
    atomic_store(which, on);
    wake_ring(&studio.wake);
}

static uint64_t played(void)
{
    struct studio_totals totals;
    assert_true(studio_close(&studio, &totals, NULL));
    return totals.voice.played_samples;
}

static void ones_own_voice_comes_back_and_goes_to_nobody(void **state)
{
    (void)state;
    set(&studio.switches.rehearse, true);
    pass_pictures(60);
    assert_int_equal(0, left);
    assert_true(played() > 0);
}

static void nothing_comes_back_before_a_second_has_passed(void **state)
{
    (void)state;
    set(&studio.switches.rehearse, true);
    pass_pictures(15);
    assert_int_equal(0, played());
}

static void who_stops_hears_nothing_of_it_any_more(void **state)
{
    (void)state;
    set(&studio.switches.rehearse, true);
    pass_pictures(20);
    set(&studio.switches.rehearse, false);
    pass_pictures(45);
    assert_int_equal(0, left);
    assert_int_equal(0, played());
}

static void a_session_goes_before_a_rehearsal(void **state)
{
    (void)state;
    set(&studio.switches.rehearse, true);
    pass_pictures(20);
    set(&studio.switches.live, true);
    pass_pictures(45);
    assert_true(left > 0);
    assert_int_equal(0, played());
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(ones_own_voice_comes_back_and_goes_to_nobody, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(nothing_comes_back_before_a_second_has_passed, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(who_stops_hears_nothing_of_it_any_more, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_session_goes_before_a_rehearsal, set_up, tear_down),
};
TEST_GROUP(studio_rehearse, tests)
