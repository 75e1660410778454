/* Notices: one at a time, of a few that are known beforehand. */
#include <string.h>

#include "base/assert.h"
#include "desktop/desktop_parts.h"

#define NOTICES_NAME "org.freedesktop.Notifications"
#define NOTICES_PATH "/org/freedesktop/Notifications"
#define NEVER        (-1) /* it goes when it is looked at */

static int take_id(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct desktop *desktop = context;
    uint32_t id;
    (void)error;
    desktop->notice.asked = false;
    if (!sd_bus_message_is_method_error(reply, NULL) && sd_bus_message_read(reply, "u", &id) > 0)
        desktop->notice.id = id;
    return 0;
}

static void show(struct desktop *desktop, enum desktop_notice notice)
{
    const struct desktop_options *options = &desktop->options;
    ALCOVE_ASSERT(notice > DESKTOP_NOTICE_NONE && notice < DESKTOP_NOTICES);
    /* Transient: it stays in no list of what came. The name finds the icon and the settings. */
    desktop->notice.asked =
        sd_bus_call_method_async(desktop->session_bus, NULL, NOTICES_NAME, NOTICES_PATH,
                                 NOTICES_NAME, "Notify", take_id, desktop, "susssasa{sv}i",
                                 "Alcove", desktop->notice.id, "alcove", options->notices[notice],
                                 "", 2, "default", options->open_word, 2, "desktop-entry", "s",
                                 "alcove", "transient", "b", 1, NEVER) >= 0;
}

void notice_update(struct desktop *desktop)
{
    struct notice_part *part = &desktop->notice;
    const struct wishes *wishes = &desktop->wishes;
    if (desktop->session_bus == NULL || part->asked || part->shown == wishes->notices)
        return;
    part->shown = wishes->notices;
    if (wishes->notice != DESKTOP_NOTICE_NONE)
        show(desktop, wishes->notice);
    else if (part->id != 0)
        (void)sd_bus_call_method_async(desktop->session_bus, NULL, NOTICES_NAME, NOTICES_PATH,
                                       NOTICES_NAME, "CloseNotification", NULL, NULL, "u",
                                       part->id);
    if (wishes->notice == DESKTOP_NOTICE_NONE)
        part->id = 0;
}

static int hear_closed(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct service *service = context;
    uint32_t id, why;
    (void)error;
    if (service_said(service, signal, "uu") && sd_bus_message_read(signal, "uu", &id, &why) > 0 &&
        id == service->desktop->notice.id)
        service->desktop->notice.id = 0;
    return 0;
}

static int hear_action(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct service *service = context;
    const char *action;
    uint32_t id;
    (void)error;
    if (service_said(service, signal, "us") &&
        sd_bus_message_read(signal, "us", &id, &action) > 0 && id != 0 &&
        id == service->desktop->notice.id && strcmp(action, "default") == 0)
        desktop_tell(service->desktop, DESKTOP_RAISE);
    return 0;
}

/* Whoever comes next knows nothing of what this one showed. */
static void changed(struct service *service)
{
    service->desktop->notice.id = 0;
}

void notice_begin(struct desktop *desktop)
{
    struct service *service = &desktop->notice.service;
    *service = (struct service){
        .desktop = desktop,
        .bus = desktop->session_bus,
        .name = NOTICES_NAME,
        .changed = changed,
    };
    service_listen(service, NOTICES_NAME, "NotificationClosed", hear_closed);
    service_listen(service, NOTICES_NAME, "ActionInvoked", hear_action);
    service_begin(service);
}
