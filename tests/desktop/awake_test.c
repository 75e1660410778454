#include "desktop/mock_desktop.h"
#include "harness.h"

struct screen {
    int inhibited, let_go;
    uint32_t cookie;
    bool refuses;
};

static int inhibit(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct screen *screen = context;
    const char *who, *why;
    assert_true(sd_bus_message_read(call, "ss", &who, &why) > 0);
    assert_string_equal(who, "Alcove");
    screen->inhibited++;
    if (screen->refuses)
        return sd_bus_error_set(error, "org.freedesktop.DBus.Error.AccessDenied", "no");
    return sd_bus_reply_method_return(call, "u", ++screen->cookie);
}

static int let_go(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct screen *screen = context;
    uint32_t cookie;
    (void)error;
    assert_true(sd_bus_message_read(call, "u", &cookie) > 0);
    assert_int_equal(cookie, screen->cookie);
    screen->let_go++;
    return sd_bus_reply_method_return(call, "");
}

static const sd_bus_vtable service[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("Inhibit", "ss", "u", inhibit, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("UnInhibit", "u", "", let_go, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

#define COMMON_NAME "org.freedesktop.ScreenSaver"
#define COMMON_PATH "/org/freedesktop/ScreenSaver"
#define XFCE_NAME   "org.xfce.ScreenSaver"
#define XFCE_PATH   "/org/xfce/ScreenSaver"
#define POWER_NAME  "org.freedesktop.PowerManagement"
#define POWER_PATH  "/org/freedesktop/PowerManagement/Inhibit"

static void wait_for(struct mock *mock, const struct screen *screen, int inhibited, int gone)
{
    while (screen->inhibited < inhibited || screen->let_go < gone)
        mock_turn(mock);
    mock_settle(mock);
    assert_int_equal(screen->inhibited, inhibited);
    assert_int_equal(screen->let_go, gone);
}

static void the_screen_stays_on_while_two_are_together(void **state)
{
    struct mock *mock = *state;
    struct screen screen = {.cookie = 5};
    mock_serve(mock, COMMON_PATH, service, COMMON_NAME, &screen);
    mock_own(mock, COMMON_NAME);
    mock_open(mock);
    assert_int_equal(screen.inhibited, 0);
    desktop_set_together(mock->desktop, true);
    desktop_set_together(mock->desktop, true);
    wait_for(mock, &screen, 1, 0);
    desktop_set_together(mock->desktop, false);
    wait_for(mock, &screen, 1, 1);
}

static void who_comes_later_or_again_is_asked_too(void **state)
{
    struct mock *mock = *state;
    struct screen screen = {.cookie = 5};
    mock_serve(mock, COMMON_PATH, service, COMMON_NAME, &screen);
    mock_open(mock);
    desktop_set_together(mock->desktop, true);
    mock_settle(mock);
    mock_own(mock, COMMON_NAME);
    wait_for(mock, &screen, 1, 0);
    mock_release(mock, COMMON_NAME);
    mock_own(mock, COMMON_NAME);
    wait_for(mock, &screen, 2, 0);
    desktop_set_together(mock->desktop, false);
    wait_for(mock, &screen, 2, 1);
}

static void xfce_keeps_the_screen_and_the_machine_awake_apart(void **state)
{
    struct mock *mock = *state;
    struct screen screen = {.cookie = 5}, power = {.cookie = 9};
    mock_serve(mock, XFCE_PATH, service, XFCE_NAME, &screen);
    mock_serve(mock, POWER_PATH, service, POWER_NAME ".Inhibit", &power);
    mock_own(mock, XFCE_NAME);
    mock_own(mock, POWER_NAME);
    mock_open(mock);
    desktop_set_together(mock->desktop, true);
    wait_for(mock, &screen, 1, 0);
    wait_for(mock, &power, 1, 0);
    desktop_set_together(mock->desktop, false);
    wait_for(mock, &screen, 1, 1);
    wait_for(mock, &power, 1, 1);
}

static void who_says_no_is_asked_once_a_session(void **state)
{
    struct mock *mock = *state;
    struct screen screen = {.cookie = 5, .refuses = true};
    mock_serve(mock, COMMON_PATH, service, COMMON_NAME, &screen);
    mock_own(mock, COMMON_NAME);
    mock_open(mock);
    desktop_set_together(mock->desktop, true);
    wait_for(mock, &screen, 1, 0);
    desktop_set_together(mock->desktop, true);
    wait_for(mock, &screen, 1, 0);
    desktop_set_together(mock->desktop, false);
    wait_for(mock, &screen, 1, 0);
    desktop_set_together(mock->desktop, true);
    wait_for(mock, &screen, 2, 0);
}

#define AWAKE_TEST(name) cmocka_unit_test_setup_teardown(name, mock_begin, mock_end)

static const struct CMUnitTest tests[] = {
    AWAKE_TEST(the_screen_stays_on_while_two_are_together),
    AWAKE_TEST(who_comes_later_or_again_is_asked_too),
    AWAKE_TEST(xfce_keeps_the_screen_and_the_machine_awake_apart),
    AWAKE_TEST(who_says_no_is_asked_once_a_session),
};
TEST_GROUP(awake, tests)
