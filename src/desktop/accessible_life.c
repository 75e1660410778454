#include "desktop/accessible_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "desktop/bus.h"

#define DBUS          "org.freedesktop.DBus"
#define LOCAL         "org.freedesktop.DBus.Local"
#define BUS           "org.a11y.Bus"
#define BUS_PATH      "/org/a11y/bus"
#define STATUS        "org.a11y.Status"
#define REGISTRY      "org.a11y.atspi.Registry"
#define REGISTRY_PATH "/org/a11y/atspi/registry"

static void leave(struct accessible_life *life)
{
    struct accessible_bridge *bridge = &life->bridge;
    if (bridge->bus == NULL)
        return;
    life->joined(bridge->context, false);
    accessible_drop_key(bridge);
    accessible_unsay(bridge);
    accessible_copy_release(bridge->shown);
    bridge->shown = NULL;
    sd_bus_detach_event(bridge->bus);
    sd_bus_close(bridge->bus);
    bridge->bus = sd_bus_unref(bridge->bus);
    bridge->ready = false;
    bridge->desktop_path[0] = '\0';
    bridge->hears_announcements = false;
}

static int on_listeners(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct accessible_life *life = context;
    const char *who, *what;
    bool hears = false;
    (void)error;
    if (sd_bus_message_is_method_error(reply, NULL) ||
        sd_bus_message_enter_container(reply, 'a', "(ss)") < 0)
        return 0;
    while (sd_bus_message_read(reply, "(ss)", &who, &what) > 0)
        hears = hears || strncasecmp(what, "object:announcement", 19) == 0;
    life->bridge.hears_announcements = hears;
    return 0;
}

static void ask_listeners(struct accessible_life *life)
{
    sd_bus_call_method_async(life->bridge.bus, NULL, REGISTRY, REGISTRY_PATH, REGISTRY,
                             "GetRegisteredEvents", on_listeners, life, NULL);
}

static int on_listener(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    (void)error;
    if (sd_bus_message_is_signal(signal, REGISTRY, "EventListenerRegistered") ||
        sd_bus_message_is_signal(signal, REGISTRY, "EventListenerDeregistered"))
        ask_listeners(context);
    return 0;
}

static int on_embedded(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct accessible_life *life = context;
    const char *name, *path;
    (void)error;
    if (sd_bus_message_is_method_error(reply, NULL) ||
        sd_bus_message_read(reply, "(so)", &name, &path) < 0)
        return 0;
    snprintf(life->bridge.desktop_name, sizeof life->bridge.desktop_name, "%s", name);
    snprintf(life->bridge.desktop_path, sizeof life->bridge.desktop_path, "%s", path);
    ask_listeners(life);
    return 0;
}

static void embed(struct accessible_life *life)
{
    sd_bus *bus = life->bridge.bus;
    sd_bus_message *call = NULL;
    if (sd_bus_message_new_method_call(bus, &call, REGISTRY, ACCESSIBLE_PREFIX "/root",
                                       "org.a11y.atspi.Socket", "Embed") >= 0 &&
        accessible_append(&life->bridge, call, ACCESSIBLE_ROOT) >= 0)
        sd_bus_call_async(bus, NULL, call, on_embedded, life, 0);
    sd_bus_message_unref(call);
}

/* The last word of a NameOwnerChanged: who has the name now; "" for nobody. */
static const char *new_owner(sd_bus_message *signal)
{
    const char *name, *was, *is;
    return sd_bus_message_read(signal, "sss", &name, &was, &is) >= 0 ? is : "";
}

static int on_registry(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    (void)error;
    if (*new_owner(signal) != '\0')
        embed(context);
    return 0;
}

static int on_gone(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    (void)signal;
    (void)error;
    leave(context);
    return 0;
}

/* The hello of the bus has come: from here on we have a name to give. */
static int on_connected(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    struct accessible_life *life = context;
    (void)signal;
    (void)error;
    life->bridge.ready = true;
    embed(life);
    life->joined(life->bridge.context, true);
    return 0;
}

static bool watch_owner(sd_bus *bus, const char *name, sd_bus_message_handler_t on_owner,
                        struct accessible_life *life)
{
    char rule[256];
    snprintf(rule, sizeof rule,
             "type='signal',sender='" DBUS "',member='NameOwnerChanged',arg0='%s'", name);
    return sd_bus_add_match_async(bus, NULL, rule, on_owner, NULL, life) >= 0;
}

static void join(struct accessible_life *life, const char *address)
{
    struct accessible_bridge *bridge = &life->bridge;
    leave(life);
    if (bus_open_at(address, &bridge->bus) &&
        sd_bus_match_signal_async(bridge->bus, NULL, LOCAL, NULL, LOCAL, "Connected", on_connected,
                                  NULL, life) >= 0 &&
        sd_bus_match_signal_async(bridge->bus, NULL, LOCAL, NULL, LOCAL, "Disconnected", on_gone,
                                  NULL, life) >= 0 &&
        watch_owner(bridge->bus, REGISTRY, on_registry, life) &&
        sd_bus_match_signal_async(bridge->bus, NULL, NULL, NULL, REGISTRY, NULL, on_listener, NULL,
                                  life) >= 0 &&
        accessible_serve(bridge) &&
        sd_bus_attach_event(bridge->bus, life->event, SD_EVENT_PRIORITY_NORMAL) >= 0)
        return;
    leave(life);
}

static int on_address(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    const char *address;
    (void)error;
    if (!sd_bus_message_is_method_error(reply, NULL) &&
        sd_bus_message_read(reply, "s", &address) >= 0)
        join(context, address);
    return 0;
}

/* One of the two switches is on: "a{sv}". */
static bool is_used(sd_bus_message *status)
{
    bool used = false;
    if (sd_bus_message_is_method_error(status, NULL) ||
        sd_bus_message_enter_container(status, 'a', "{sv}") < 0)
        return false;
    while (sd_bus_message_enter_container(status, 'e', "sv") > 0) {
        const char *name = "";
        int on = 0;
        sd_bus_message_read(status, "s", &name);
        bool ours = strcmp(name, "IsEnabled") == 0 || strcmp(name, "ScreenReaderEnabled") == 0;
        if (ours && sd_bus_message_read(status, "v", "b", &on) < 0)
            return used;
        if (!ours)
            sd_bus_message_skip(status, "v");
        used = used || on;
        sd_bus_message_exit_container(status);
    }
    return used;
}

static void call_quietly(struct accessible_life *life, sd_bus_message *call,
                         sd_bus_message_handler_t on_reply)
{
    if (sd_bus_message_set_auto_start(call, 0) >= 0)
        sd_bus_call_async(life->session, NULL, call, on_reply, life, 0);
    sd_bus_message_unref(call);
}

static int on_status(sd_bus_message *reply, void *context, sd_bus_error *error)
{
    struct accessible_life *life = context;
    sd_bus_message *call = NULL;
    (void)error;
    bool used = is_used(reply);
    if (!used)
        leave(life);
    else if (life->bridge.bus == NULL &&
             sd_bus_message_new_method_call(life->session, &call, BUS, BUS_PATH, BUS,
                                            "GetAddress") >= 0)
        call_quietly(life, call, on_address);
    return 0;
}

static void ask_status(struct accessible_life *life)
{
    sd_bus_message *call = NULL;
    if (sd_bus_message_new_method_call(life->session, &call, BUS, BUS_PATH,
                                       "org.freedesktop.DBus.Properties", "GetAll") >= 0 &&
        sd_bus_message_append(call, "s", STATUS) >= 0)
        call_quietly(life, sd_bus_message_ref(call), on_status);
    sd_bus_message_unref(call);
}

static int on_bus_owner(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    (void)error;
    if (*new_owner(signal) != '\0')
        ask_status(context);
    return 0;
}

static int on_switched(sd_bus_message *signal, void *context, sd_bus_error *error)
{
    (void)signal;
    (void)error;
    ask_status(context);
    return 0;
}

static bool watch_session(struct accessible_life *life)
{
    return sd_bus_match_signal_async(life->session, NULL, NULL, BUS_PATH,
                                     "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                     on_switched, NULL, life) >= 0 &&
           watch_owner(life->session, BUS, on_bus_owner, life) &&
           sd_bus_attach_event(life->session, life->event, SD_EVENT_PRIORITY_NORMAL) >= 0;
}

bool accessible_life_begin(struct accessible_life *life)
{
    const char *address = getenv("AT_SPI_BUS_ADDRESS");
    if (address != NULL && *address != '\0') {
        join(life, address);
        return life->bridge.bus != NULL;
    }
    if (!bus_open_user(&life->session))
        return false;
    if (!watch_session(life))
        return false;
    ask_status(life);
    return true;
}

void accessible_life_end(struct accessible_life *life)
{
    leave(life);
    if (life->session != NULL) {
        sd_bus_detach_event(life->session);
        sd_bus_close(life->session);
        life->session = sd_bus_unref(life->session);
    }
}
