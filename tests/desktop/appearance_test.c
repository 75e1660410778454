#include <math.h>

#include "desktop/mock_desktop.h"
#include "harness.h"

#define COMMON "org.freedesktop.appearance"
#define GNOME  "org.gnome.desktop.interface"
#define ACCESS "org.gnome.desktop.a11y.interface"

#define SAY(mock, space, key, ...)                                                                 \
    assert_true(sd_bus_emit_signal((mock)->bus, PORTAL_PATH, PORTAL_SETS, "SettingChanged", "ssv", \
                                   space, key, __VA_ARGS__) >= 0)

static struct desktop_appearance next(struct mock *mock)
{
    const struct desktop_event event = mock_event(mock);
    assert_int_equal(event.kind, DESKTOP_APPEARANCE);
    return event.appearance;
}

static void each_wish_of_the_desktop_is_told(void **state)
{
    struct mock *mock = *state;
    mock_open(mock);
    SAY(mock, COMMON, "color-scheme", "u", 1U);
    assert_int_equal(next(mock).scheme, DESKTOP_DARK);
    SAY(mock, COMMON, "color-scheme", "u", 2U);
    assert_int_equal(next(mock).scheme, DESKTOP_LIGHT);
    SAY(mock, COMMON, "contrast", "u", 1U);
    assert_true(next(mock).high_contrast);
    SAY(mock, COMMON, "contrast", "u", 0U);
    assert_false(next(mock).high_contrast);
    SAY(mock, ACCESS, "high-contrast", "b", 1);
    assert_true(next(mock).high_contrast);
    SAY(mock, GNOME, "enable-animations", "b", 0);
    assert_true(next(mock).less_motion);
    SAY(mock, GNOME, "enable-animations", "b", 1);
    assert_false(next(mock).less_motion);
    SAY(mock, COMMON, "reduced-motion", "u", 1U);
    assert_true(next(mock).less_motion);
    SAY(mock, GNOME, "text-scaling-factor", "d", 2.25);
    const struct desktop_appearance last = next(mock);
    assert_int_equal(last.text_percent, 225);
    assert_int_equal(last.scheme, DESKTOP_LIGHT);
}

/* Wrong types, wrong numbers, wrong senders: the next event is that of the last line. */
static void what_cannot_be_meant_changes_nothing(void **state)
{
    struct mock *mock = *state;
    sd_bus *stranger;
    mock_open(mock);
    SAY(mock, COMMON, "color-scheme", "s", "dark");
    SAY(mock, COMMON, "color-scheme", "u", 3U);
    SAY(mock, COMMON, "color-scheme", "v", "u", 1U);
    SAY(mock, COMMON, "color-scheme", "a{sv}", 1, "dark", "u", 1U);
    SAY(mock, COMMON, "contrast", "u", UINT32_MAX);
    SAY(mock, COMMON, "contrast", "d", 1.0);
    SAY(mock, GNOME, "color-scheme", "u", 1U);
    SAY(mock, GNOME, "enable-animations", "i", 0);
    SAY(mock, GNOME, "text-scaling-factor", "d", 0.0);
    SAY(mock, GNOME, "text-scaling-factor", "d", -1e300);
    SAY(mock, GNOME, "text-scaling-factor", "d", (double)NAN);
    SAY(mock, GNOME, "text-scaling-factor", "d", (double)INFINITY);
    assert_true(sd_bus_emit_signal(mock->bus, PORTAL_PATH, PORTAL_SETS, "SettingChanged", "su",
                                   COMMON, 1U) >= 0);
    assert_true(sd_bus_open_user(&stranger) >= 0);
    assert_true(sd_bus_emit_signal(stranger, PORTAL_PATH, PORTAL_SETS, "SettingChanged", "ssv",
                                   COMMON, "color-scheme", "u", 1U) >= 0);
    assert_true(sd_bus_flush(stranger) >= 0);
    sd_bus_close_unref(stranger);
    mock_settle(mock);
    SAY(mock, COMMON, "contrast", "u", 1U);
    const struct desktop_appearance last = next(mock);
    assert_int_equal(last.scheme, DESKTOP_NO_SCHEME);
    assert_true(last.high_contrast);
    assert_false(last.less_motion);
}

static void a_portal_that_comes_back_is_asked_again(void **state)
{
    struct mock *mock = *state;
    mock_open(mock);
    assert_int_equal(mock->reads, 1);
    mock_release(mock, PORTAL_NAME);
    mock->text_scale = 1.5;
    mock_own(mock, PORTAL_NAME);
    assert_int_equal(next(mock).text_percent, 150);
    assert_int_equal(mock->reads, 2);
    mock_settle(mock);
}

#define APPEARANCE_TEST(name) cmocka_unit_test_setup_teardown(name, mock_begin, mock_end)

static const struct CMUnitTest tests[] = {
    APPEARANCE_TEST(each_wish_of_the_desktop_is_told),
    APPEARANCE_TEST(what_cannot_be_meant_changes_nothing),
    APPEARANCE_TEST(a_portal_that_comes_back_is_asked_again),
};
TEST_GROUP(appearance, tests)
