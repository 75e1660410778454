#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "desktop/mock_desktop.h"
#include "harness.h"

static void ring(void *context)
{
    (void)context;
}

static const struct desktop_options options = {
    .ring = ring, .notices = {"", "a", "b", "c"}, .open_word = "o", .busy_word = "w"};

static void use_all(struct desktop *desktop)
{
    struct desktop_event event;
    desktop_notify(desktop, DESKTOP_NOTICE_DOOR);
    desktop_set_together(desktop, true);
    desktop_ready_to_sleep(desktop);
    assert_false(desktop_take(desktop, &event));
    assert_int_equal(event.kind, DESKTOP_NOTHING);
    desktop_close(desktop);
}

static void without_a_bus_nothing_comes_and_nothing_fails(void **state)
{
    (void)state;
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", 1);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", "nonsense", 1);
    struct desktop *desktop = desktop_open(&options);
    assert_non_null(desktop);
    use_all(desktop);
    use_all(NULL);
}

/* Of a bus that dies no more is heard; what is asked of it then is asked of nobody. */
static void a_bus_that_dies_takes_nothing_with_it(void **state)
{
    struct mock *mock = *state;
    mock_open(mock);
    assert_int_equal(kill(mock->daemon, SIGKILL), 0);
    assert_int_equal(waitpid(mock->daemon, NULL, 0), mock->daemon);
    use_all(mock->desktop);
    mock->desktop = NULL;
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_bus_nothing_comes_and_nothing_fails),
    cmocka_unit_test_setup_teardown(a_bus_that_dies_takes_nothing_with_it, mock_begin, mock_end),
};
TEST_GROUP(desktop, tests)
