#include "desktop_world.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "desktop/bus.h"
#include "harness.h"

#define PATIENCE_MS 10000

static void replace_process(struct desktop_world *world, const char *const *argv, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setpgid(0, 0);
    setenv("XDG_RUNTIME_DIR", world->folder, 1);
    setenv("HOME", world->folder, 1);
    setenv("GSETTINGS_BACKEND", "memory", 1);
    setenv("DBUS_SESSION_BUS_ADDRESS", world->session_address, 1);
    unsetenv("DISPLAY");
    unsetenv("AT_SPI_BUS_ADDRESS");
    dup2(out, STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static pid_t start(struct desktop_world *world, const char *const *argv, int out)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        replace_process(world, argv, out);
    setpgid(child, child);
    return child;
}

void desktop_kill(pid_t *process)
{
    if (*process <= 0)
        return;
    kill(-*process, SIGKILL);
    waitpid(*process, NULL, 0);
    *process = 0;
}

static void start_session(struct desktop_world *world)
{
    char listen_at[512];
    int ends[2];
    snprintf(listen_at, sizeof listen_at, "--address=unix:path=%s/session", world->folder);
    const char *const argv[] = {
        "/usr/bin/dbus-daemon", "--session",       "--nofork", "--nopidfile",
        "--nosyslog",           "--print-address", listen_at,  NULL};
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    world->session_daemon = start(world, argv, ends[1]);
    close(ends[1]);
    ssize_t size = read(ends[0], world->session_address, sizeof world->session_address - 1);
    close(ends[0]);
    assert_true(size > 1);
    world->session_address[size - 1] = '\0';
    setenv("DBUS_SESSION_BUS_ADDRESS", world->session_address, 1);
    assert_true(bus_open_at(world->session_address, &world->session));
}

static bool has_launcher(struct desktop_world *world)
{
    int there = 0;
    sd_bus_message *reply = NULL;
    int result = sd_bus_call_method(world->session, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "NameHasOwner", NULL, &reply, "s",
                                    "org.a11y.Bus");
    assert_true(result >= 0);
    sd_bus_message_read(reply, "b", &there);
    sd_bus_message_unref(reply);
    return there;
}

void desktop_begin(struct desktop_world *world)
{
    const char *const launcher[] = {"/usr/libexec/at-spi-bus-launcher", NULL};
    memset(world, 0, sizeof *world);
    unsetenv("AT_SPI_BUS_ADDRESS");
    world->folder = fresh_folder();
    world->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    start_session(world);
    assert_true(sd_bus_add_match(world->session, NULL,
                                 "type='signal',member='NameOwnerChanged',arg0='org.a11y.Bus'",
                                 NULL, NULL) >= 0);
    world->launcher = start(world, launcher, STDOUT_FILENO);
    desktop_until(world, has_launcher);
}

void desktop_end(struct desktop_world *world)
{
    accessible_close(world->bridge);
    sd_bus_close_unref(world->bus);
    sd_bus_close_unref(world->session);
    desktop_kill(&world->launcher);
    desktop_kill(&world->session_daemon);
    close(world->bell);
    free(world->heard);
    remove_folder(world->folder);
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

void desktop_enable(struct desktop_world *world, bool enabled)
{
    int result = sd_bus_set_property(world->session, "org.a11y.Bus", "/org/a11y/bus",
                                     "org.a11y.Status", "IsEnabled", NULL, "b", (int)enabled);
    assert_true(result >= 0);
}

static void put_told(FILE *out, sd_bus_message *signal)
{
    const char *text, *path;
    double number;
    if (sd_bus_message_read(signal, "v", "s", &text) > 0)
        fprintf(out, "%s", text);
    else if (sd_bus_message_read(signal, "v", "d", &number) > 0)
        fprintf(out, "%g", number);
    else if (sd_bus_message_read(signal, "v", "(so)", &text, &path) > 0)
        fprintf(out, "%s", path);
}

static int on_event(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct desktop_world *world = context;
    const char *detail = "", *about = "";
    int first = 0, second = 0;
    char *line = NULL;
    size_t size = 0;
    (void)error;
    FILE *out = open_memstream(&line, &size);
    assert_non_null(out);
    if (sd_bus_message_read(signal, "sii", &detail, &first, &second) > 0) {
        fprintf(out, "%s:%s %d %d ", sd_bus_message_get_member(signal), detail, first, second);
        put_told(out, signal);
        fprintf(out, " @%s\n", sd_bus_message_get_path(signal));
    } else if (sd_bus_message_read(signal, "(so)", &detail, &about) > 0) {
        fprintf(out, "%s %s\n", sd_bus_message_get_member(signal), about);
    }
    fclose(out);
    world->heard = realloc(world->heard, world->heard_size + size + 1);
    assert_non_null(world->heard);
    memcpy(world->heard + world->heard_size, line, size + 1);
    world->heard_size += size;
    free(line);
    return 0;
}

static void hear(struct desktop_world *world, const char *interface)
{
    char rule[128];
    snprintf(rule, sizeof rule, "type='signal',interface='%s'", interface);
    assert_true(sd_bus_add_match(world->bus, NULL, rule, on_event, world) >= 0);
}

void desktop_listen(struct desktop_world *world)
{
    sd_bus_message *reply = NULL;
    const char *address;
    assert_true(sd_bus_call_method(world->session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                                   "GetAddress", NULL, &reply, "") >= 0);
    assert_true(sd_bus_message_read(reply, "s", &address) > 0);
    assert_true(bus_open_at(address, &world->bus));
    sd_bus_message_unref(reply);
    hear(world, "org.a11y.atspi.Event.Object");
    hear(world, "org.a11y.atspi.Event.Window");
    hear(world, "org.a11y.atspi.Event.Focus");
    hear(world, "org.a11y.atspi.Cache");
    assert_true(sd_bus_add_match(world->bus, NULL, "type='signal',member='NameOwnerChanged'", NULL,
                                 NULL) >= 0);
}

static void on_asked(void *context)
{
    struct desktop_world *world = context;
    eventfd_write(world->bell, 1);
}

void desktop_open_bridge(struct desktop_world *world)
{
    world->bridge = accessible_open(
        &(struct accessible_options){.application = "Alcove", .asked = on_asked, .context = world});
    assert_non_null(world->bridge);
}

/* Read already, so that poll would not tell of it. */
static bool has_more(sd_bus *bus)
{
    uint64_t count = 0;
    return bus != NULL && sd_bus_get_n_queued_read(bus, &count) >= 0 && count > 0;
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void settle(sd_bus *bus)
{
    while (bus != NULL && sd_bus_process(bus, NULL) > 0)
        ;
}

void desktop_until(struct desktop_world *world, bool (*what)(struct desktop_world *world))
{
    long until = now_ms() + PATIENCE_MS;
    for (;;) {
        eventfd_t rings;
        eventfd_read(world->bell, &rings);
        if (world->tree.count > 0)
            accessible_update(world->bridge, &world->tree);
        settle(world->session);
        settle(world->bus);
        if (what(world))
            return;
        long left = until - now_ms();
        if (left <= 0)
            fail_msg("it did not come; heard:\n%s", world->heard != NULL ? world->heard : "");
        struct pollfd fds[] = {
            {.fd = sd_bus_get_fd(world->session), .events = POLLIN},
            {.fd = world->bus != NULL ? sd_bus_get_fd(world->bus) : -1, .events = POLLIN},
            {.fd = world->bell, .events = POLLIN},
        };
        poll(fds, 3, has_more(world->session) || has_more(world->bus) ? 0 : (int)left);
    }
}

bool desktop_heard(const struct desktop_world *world, const char *line)
{
    const char *at = world->heard != NULL ? world->heard : "";
    while (*at != '\0') {
        if (strncmp(at, line, strlen(line)) == 0)
            return true;
        at = strchr(at, '\n') + 1;
    }
    return false;
}

static const char *awaited;

static bool was_heard(struct desktop_world *world)
{
    return desktop_heard(world, awaited);
}

void desktop_until_heard(struct desktop_world *world, const char *line)
{
    awaited = line;
    desktop_until(world, was_heard);
}

static bool is_embedded(struct desktop_world *world)
{
    sd_bus_message *reply = NULL;
    const char *name, *path;
    if (sd_bus_call_method(world->bus, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root",
                           "org.a11y.atspi.Accessible", "GetChildren", NULL, &reply, "") < 0)
        return false;
    sd_bus_message_enter_container(reply, 'a', "(so)");
    bool found = sd_bus_message_read(reply, "(so)", &name, &path) > 0;
    if (found)
        snprintf(world->application, sizeof world->application, "%s", name);
    sd_bus_message_unref(reply);
    return found;
}

void desktop_until_embedded(struct desktop_world *world)
{
    desktop_until(world, is_embedded);
}

static struct access_request taken;

static bool was_asked(struct desktop_world *world)
{
    return accessible_next(world->bridge, &taken);
}

struct access_request desktop_request(struct desktop_world *world)
{
    desktop_until(world, was_asked);
    return taken;
}
