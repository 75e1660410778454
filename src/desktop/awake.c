/* The screen stays on while two are together, by whoever of the desktop sees to that. */
#include "desktop/desktop_parts.h"

static const struct keeper_row {
    const char *name, *path, *interface;
} rows[AWAKE_KEEPERS] = {
    {"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"},
    {"org.xfce.ScreenSaver", "/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"},
    {"org.freedesktop.PowerManagement", "/org/freedesktop/PowerManagement/Inhibit",
     "org.freedesktop.PowerManagement.Inhibit"},
};

static const struct keeper_row *row_of(const struct keeper *keeper)
{
    return &rows[keeper - keeper->service.desktop->keepers];
}

static int take_cookie(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct keeper *keeper = context;
    uint32_t cookie;
    (void)error;
    keeper->asked = false;
    /* One that says no is not asked again before it comes anew, or two meet anew. */
    if (sd_bus_message_is_method_error(reply, NULL) ||
        sd_bus_message_read(reply, "u", &cookie) <= 0 || cookie == 0)
        keeper->refused = keeper->service.desktop->wishes.sessions;
    else
        keeper->cookie = cookie;
    return 0;
}

static void update(struct keeper *keeper)
{
    const struct keeper_row *row = row_of(keeper);
    const struct service *service = &keeper->service;
    bool together = service->desktop->wishes.together;
    if (keeper->asked || service->owner[0] == '\0' || together == (keeper->cookie != 0))
        return;
    if (together && keeper->refused == service->desktop->wishes.sessions)
        return;
    if (together) {
        keeper->asked =
            sd_bus_call_method_async(service->bus, NULL, service->owner, row->path, row->interface,
                                     "Inhibit", take_cookie, keeper, "ss", "Alcove",
                                     service->desktop->options.busy_word) >= 0;
        return;
    }
    (void)sd_bus_call_method_async(service->bus, NULL, service->owner, row->path, row->interface,
                                   "UnInhibit", NULL, NULL, "u", keeper->cookie);
    keeper->cookie = 0;
}

static void changed(struct service *service)
{
    for (size_t i = 0; i < AWAKE_KEEPERS; i++) {
        struct keeper *keeper = &service->desktop->keepers[i];
        if (&keeper->service != service)
            continue;
        keeper->cookie = 0;
        keeper->refused = 0;
    }
}

void awake_begin(struct desktop *desktop)
{
    for (size_t i = 0; i < AWAKE_KEEPERS; i++) {
        struct service *service = &desktop->keepers[i].service;
        *service = (struct service){
            .desktop = desktop,
            .bus = desktop->session_bus,
            .name = rows[i].name,
            .changed = changed,
        };
        service_begin(service);
    }
}

void awake_update(struct desktop *desktop)
{
    if (desktop->session_bus == NULL)
        return;
    for (size_t i = 0; i < AWAKE_KEEPERS; i++)
        update(&desktop->keepers[i]);
}
