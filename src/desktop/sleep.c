/* logind: when the machine sleeps, and when the person's screen is locked. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "desktop/desktop_parts.h"

#define LOGIND_NAME    "org.freedesktop.login1"
#define LOGIND_PATH    "/org/freedesktop/login1"
#define LOGIND_MANAGER "org.freedesktop.login1.Manager"
#define LOGIND_SESSION "org.freedesktop.login1.Session"

static void let_go(struct sleep_part *part)
{
    if (part->hold_fd >= 0)
        (void)close(part->hold_fd);
    part->hold_fd = -1;
}

static int take_hold(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct desktop *desktop = context;
    int fd;
    (void)error;
    if (sd_bus_message_is_method_error(reply, NULL) || sd_bus_message_read(reply, "h", &fd) <= 0)
        return 0;
    let_go(&desktop->sleep);
    /* Too late for a sleep that has begun: it would only hold that up. */
    if (!desktop->sleep.asleep)
        desktop->sleep.hold_fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return 0;
}

/* Sleep is to wait until nothing listens or looks. */
static void hold(struct desktop *desktop)
{
    const struct service *logind = &desktop->sleep.logind;
    (void)sd_bus_call_method_async(logind->bus, NULL, logind->owner, LOGIND_PATH, LOGIND_MANAGER,
                                   "Inhibit", take_hold, desktop, "ssss", "sleep", "Alcove",
                                   desktop->options.busy_word, "delay");
}

static int take_session(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct sleep_part *part = context;
    const char *path;
    (void)error;
    if (sd_bus_message_is_method_error(reply, NULL) ||
        sd_bus_message_read(reply, "o", &path) <= 0 || strlen(path) >= sizeof part->session)
        return 0;
    (void)snprintf(part->session, sizeof part->session, "%s", path);
    return 0;
}

static void changed(struct service *logind)
{
    struct sleep_part *part = &logind->desktop->sleep;
    part->session[0] = '\0';
    let_go(part);
    if (logind->owner[0] == '\0')
        return;
    /* A process that systemd started for the user is in no session, but may be told of one. */
    if (part->session_id[0] != '\0')
        (void)sd_bus_call_method_async(logind->bus, NULL, logind->owner, LOGIND_PATH,
                                       LOGIND_MANAGER, "GetSession", take_session, part, "s",
                                       part->session_id);
    else
        (void)sd_bus_call_method_async(logind->bus, NULL, logind->owner, LOGIND_PATH,
                                       LOGIND_MANAGER, "GetSessionByPID", take_session, part, "u",
                                       (uint32_t)getpid());
    hold(logind->desktop);
}

static int hear_sleep(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct service *logind = context;
    struct desktop *desktop = logind->desktop;
    int begins;
    (void)error;
    if (!service_said(logind, signal, "b") || sd_bus_message_read(signal, "b", &begins) <= 0)
        return 0;
    desktop->sleep.asleep = begins != 0;
    desktop->wishes.ready_to_sleep = false;
    if (begins == 0)
        hold(desktop);
    else
        desktop_tell(desktop, DESKTOP_SLEEPS);
    return 0;
}

static int hear_lock(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct service *logind = context;
    const char *path = sd_bus_message_get_path(signal);
    (void)error;
    if (service_said(logind, signal, "") && path != NULL &&
        strcmp(path, logind->desktop->sleep.session) == 0)
        desktop_tell(logind->desktop, DESKTOP_LOCKED);
    return 0;
}

void sleep_begin(struct desktop *desktop)
{
    struct service *logind = &desktop->sleep.logind;
    *logind = (struct service){
        .desktop = desktop,
        .bus = desktop->system_bus,
        .name = LOGIND_NAME,
        .changed = changed,
    };
    service_listen(logind, LOGIND_MANAGER, "PrepareForSleep", hear_sleep);
    service_listen(logind, LOGIND_SESSION, "Lock", hear_lock);
    service_begin(logind);
}

void sleep_update(struct desktop *desktop)
{
    if (desktop->system_bus == NULL || (desktop->wishes.ready_to_sleep && desktop->sleep.asleep))
        let_go(&desktop->sleep);
}

void sleep_end(struct desktop *desktop)
{
    let_go(&desktop->sleep);
}
