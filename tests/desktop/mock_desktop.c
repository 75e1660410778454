#include "desktop/mock_desktop.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define PATIENCE_MS 20000

/* Nothing can be started by it, and everything may be said. */
static const char config[] =
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
    "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
    "<busconfig><type>session</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>"
    "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
    "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";

static void start_daemon(struct mock *mock)
{
    char path[256], said[512];
    int pipe_fds[2];
    (void)snprintf(path, sizeof path, "%s/config", mock->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(file, config, mock->folder);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(pipe(pipe_fds), 0);
    mock->daemon = fork();
    if (mock->daemon == 0) {
        char argument[300], print[64];
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)snprintf(argument, sizeof argument, "--config-file=%s", path);
        (void)snprintf(print, sizeof print, "--print-address=%d", pipe_fds[1]);
        (void)execlp("dbus-daemon", "dbus-daemon", "--nofork", argument, print, (char *)NULL);
        _exit(127);
    }
    (void)close(pipe_fds[1]);
    /* It says where it is once it is there. */
    ssize_t size = read(pipe_fds[0], said, sizeof said - 1);
    (void)close(pipe_fds[0]);
    assert_true(size > 0);
    said[size] = '\0';
    said[strcspn(said, "\n")] = '\0';
    setenv("DBUS_SESSION_BUS_ADDRESS", said, 1);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", said, 1);
}

static int read_all(sd_bus_message *call, void *context, sd_bus_error *error)
{
    struct mock *mock = context;
    (void)error;
    mock->reads++;
    return sd_bus_reply_method_return(call, "a{sa{sv}}", 2, "org.gnome.desktop.interface", 2,
                                      "text-scaling-factor", "d", mock->text_scale, "gtk-theme",
                                      "s", "Quiet", "org.freedesktop.appearance", 0);
}

static const sd_bus_vtable portal[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("ReadAll", "as", "a{sa{sv}}", read_all, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

int mock_begin(void **state)
{
    struct mock *mock = calloc(1, sizeof *mock);
    assert_non_null(mock);
    mock->folder = fresh_folder();
    mock->text_scale = 1.1;
    mock->ring_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    start_daemon(mock);
    setenv("XDG_SESSION_ID", "7", 1);
    assert_true(sd_bus_open_user(&mock->bus) >= 0);
    mock_serve(mock, PORTAL_PATH, portal, PORTAL_SETS, mock);
    mock_own(mock, PORTAL_NAME);
    *state = mock;
    return 0;
}

int mock_end(void **state)
{
    struct mock *mock = *state;
    desktop_close(mock->desktop);
    sd_bus_flush_close_unref(mock->bus);
    (void)kill(mock->daemon, SIGKILL);
    (void)waitpid(mock->daemon, NULL, 0);
    (void)close(mock->ring_fd);
    remove_folder(mock->folder);
    free(mock);
    return 0;
}

void mock_serve(struct mock *mock, const char *path, const sd_bus_vtable *vtable,
                const char *interface, void *context)
{
    assert_true(sd_bus_add_object_vtable(mock->bus, NULL, path, interface, vtable, context) >= 0);
}

void mock_own(struct mock *mock, const char *name)
{
    assert_true(sd_bus_request_name(mock->bus, name, 0) > 0);
}

void mock_release(struct mock *mock, const char *name)
{
    assert_true(sd_bus_release_name(mock->bus, name) >= 0);
}

static void ring(void *context)
{
    const struct mock *mock = context;
    (void)eventfd_write(mock->ring_fd, 1);
}

void mock_open(struct mock *mock)
{
    const struct desktop_options options = {
        .ring = ring,
        .context = mock,
        .notices = {[DESKTOP_NOTICE_DOOR] = "Someone is at the door",
                    [DESKTOP_NOTICE_SOON] = "You meet soon",
                    [DESKTOP_NOTICE_WORDS] = "Something came for you"},
        .open_word = "Open",
        .busy_word = "It is open",
    };
    mock->desktop = desktop_open(&options);
    assert_non_null(mock->desktop);
    const struct desktop_event event = mock_event(mock);
    assert_int_equal(event.kind, DESKTOP_APPEARANCE);
    assert_int_equal(event.appearance.text_percent, 110);
}

void mock_turn(struct mock *mock)
{
    int more = sd_bus_process(mock->bus, NULL);
    assert_true(more >= 0);
    if (more > 0)
        return;
    struct pollfd fds[] = {
        {.fd = sd_bus_get_fd(mock->bus), .events = (short)sd_bus_get_events(mock->bus)},
        {.fd = mock->ring_fd, .events = POLLIN}};
    eventfd_t count;
    assert_true(poll(fds, 2, PATIENCE_MS) > 0);
    (void)eventfd_read(mock->ring_fd, &count);
}

struct desktop_event mock_event(struct mock *mock)
{
    struct desktop_event event;
    while (!desktop_take(mock->desktop, &event))
        mock_turn(mock);
    return event;
}

void mock_settle(struct mock *mock)
{
    mock->text_scale += 0.1;
    assert_true(sd_bus_emit_signal(mock->bus, PORTAL_PATH, PORTAL_SETS, "SettingChanged", "ssv",
                                   "org.gnome.desktop.interface", "text-scaling-factor", "d",
                                   mock->text_scale) >= 0);
    const struct desktop_event event = mock_event(mock);
    assert_int_equal(event.kind, DESKTOP_APPEARANCE);
    assert_int_equal(event.appearance.text_percent, (int)(mock->text_scale * 100 + 0.5));
}
