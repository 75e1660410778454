#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "desktop/mock_desktop.h"
#include "harness.h"

#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define MANAGER     "org.freedesktop.login1.Manager"
#define SESSION     "org.freedesktop.login1.Session"
#define OURS        "/org/freedesktop/login1/session/_37"
#define THEIRS      "/org/freedesktop/login1/session/_38"

struct logind {
    struct mock *mock;
    int held;     /* how often */
    int watch_fd; /* its other end is what the desktop holds; -1: none */
    int by_id, by_pid;
};

static int inhibit(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct logind *logind = context;
    const char *what, *who, *why, *mode;
    int fds[2];
    (void)error;
    assert_true(sd_bus_message_read(call, "ssss", &what, &who, &why, &mode) > 0);
    assert_string_equal(what, "sleep");
    assert_string_equal(mode, "delay");
    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    if (logind->watch_fd >= 0)
        assert_int_equal(close(logind->watch_fd), 0);
    logind->watch_fd = fds[0];
    logind->held++;
    int sent = sd_bus_reply_method_return(call, "h", fds[1]);
    assert_int_equal(close(fds[1]), 0);
    return sent;
}

static int get_session(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct logind *logind = context;
    const char *id;
    (void)error;
    assert_true(sd_bus_message_read(call, "s", &id) > 0);
    assert_string_equal(id, "7");
    logind->by_id++;
    return sd_bus_reply_method_return(call, "o", OURS);
}

static int get_session_by_pid(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct logind *logind = context;
    (void)error;
    logind->by_pid++;
    return sd_bus_reply_method_return(call, "o", OURS);
}

static const sd_bus_vtable service[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("Inhibit", "ssss", "h", inhibit, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("GetSession", "s", "o", get_session, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("GetSessionByPID", "u", "o", get_session_by_pid, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static void wait_held(struct logind *logind, int times)
{
    while (logind->held < times)
        mock_turn(logind->mock);
}

static void begin(struct mock *mock, struct logind *logind)
{
    *logind = (struct logind){.mock = mock, .watch_fd = -1};
    mock_serve(mock, LOGIND_PATH, service, MANAGER, logind);
    mock_own(mock, LOGIND_NAME);
    mock_open(mock);
    wait_held(logind, 1);
}

static void end(struct logind *logind)
{
    desktop_close(logind->mock->desktop);
    logind->mock->desktop = NULL;
    (void)close(logind->watch_fd);
}

static void say_sleep(struct mock *mock, int begins)
{
    assert_true(
        sd_bus_emit_signal(mock->bus, LOGIND_PATH, MANAGER, "PrepareForSleep", "b", begins) >= 0);
}

static bool is_let_go(const struct logind *logind, int timeout_ms)
{
    struct pollfd poll_fd = {.fd = logind->watch_fd};
    return poll(&poll_fd, 1, timeout_ms) == 1 && (poll_fd.revents & POLLHUP) != 0;
}

static void sleep_waits_until_nothing_listens_or_looks(void **state)
{
    struct logind logind;
    begin(*state, &logind);
    for (int night = 1; night <= 3; night++) {
        say_sleep(logind.mock, 1);
        assert_int_equal(mock_event(logind.mock).kind, DESKTOP_SLEEPS);
        assert_false(is_let_go(&logind, 0));
        desktop_ready_to_sleep(logind.mock->desktop);
        assert_true(is_let_go(&logind, 20000));
        say_sleep(logind.mock, 0);
        wait_held(&logind, night + 1);
    }
    /* Without a sleep there is nothing to be ready for. */
    desktop_ready_to_sleep(logind.mock->desktop);
    mock_settle(logind.mock);
    assert_false(is_let_go(&logind, 0));
    end(&logind);
}

static void say_lock(struct mock *mock, const char *path)
{
    assert_true(sd_bus_emit_signal(mock->bus, path, SESSION, "Lock", "") >= 0);
}

/* Of what was said before: once it wakes it has heard all that, and asks to wait again. */
static void heard_nothing(struct logind *logind)
{
    struct desktop_event event;
    int held = logind->held;
    say_sleep(logind->mock, 0);
    wait_held(logind, held + 1);
    assert_false(desktop_take(logind->mock->desktop, &event));
}

static void only_the_own_session_locks(void **state)
{
    struct logind logind;
    begin(*state, &logind);
    assert_int_equal(logind.by_id, 1);
    say_lock(logind.mock, THEIRS);
    heard_nothing(&logind);
    say_lock(logind.mock, OURS);
    assert_int_equal(mock_event(logind.mock).kind, DESKTOP_LOCKED);
    end(&logind);
}

static void without_an_id_the_process_is_looked_up(void **state)
{
    struct logind logind;
    unsetenv("XDG_SESSION_ID");
    begin(*state, &logind);
    assert_int_equal(logind.by_id, 0);
    assert_int_equal(logind.by_pid, 1);
    say_lock(logind.mock, OURS);
    assert_int_equal(mock_event(logind.mock).kind, DESKTOP_LOCKED);
    end(&logind);
}

/* Anybody on the system's bus can send a signal. */
static void a_stranger_neither_sleeps_nor_locks_it(void **state)
{
    struct logind logind;
    sd_bus *stranger;
    begin(*state, &logind);
    assert_true(sd_bus_open_user(&stranger) >= 0);
    assert_true(sd_bus_emit_signal(stranger, LOGIND_PATH, MANAGER, "PrepareForSleep", "b", 1) >= 0);
    assert_true(sd_bus_emit_signal(stranger, OURS, SESSION, "Lock", "") >= 0);
    assert_true(sd_bus_flush(stranger) >= 0);
    sd_bus_close_unref(stranger);
    assert_true(sd_bus_emit_signal(logind.mock->bus, LOGIND_PATH, MANAGER, "PrepareForSleep", "s",
                                   "now") >= 0);
    heard_nothing(&logind);
    end(&logind);
}

static void logind_that_comes_back_is_asked_to_wait_again(void **state)
{
    struct logind logind;
    begin(*state, &logind);
    mock_release(logind.mock, LOGIND_NAME);
    assert_true(is_let_go(&logind, 20000));
    mock_own(logind.mock, LOGIND_NAME);
    wait_held(&logind, 2);
    assert_int_equal(logind.by_id, 2);
    say_sleep(logind.mock, 1);
    assert_int_equal(mock_event(logind.mock).kind, DESKTOP_SLEEPS);
    assert_false(is_let_go(&logind, 0));
    end(&logind);
}

#define SLEEP_TEST(name) cmocka_unit_test_setup_teardown(name, mock_begin, mock_end)

static const struct CMUnitTest tests[] = {
    SLEEP_TEST(sleep_waits_until_nothing_listens_or_looks),
    SLEEP_TEST(only_the_own_session_locks),
    SLEEP_TEST(without_an_id_the_process_is_looked_up),
    SLEEP_TEST(a_stranger_neither_sleeps_nor_locks_it),
    SLEEP_TEST(logind_that_comes_back_is_asked_to_wait_again),
};
TEST_GROUP(sleep, tests)
