#include "reader/things.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desktop/accessible_terms.h"
#include "desktop/bus.h"

#define ITEM_INSIDE "(so)(so)(so)iiassusau"
#define ITEM        "(" ITEM_INSIDE ")"
#define REGISTRY    "org.a11y.atspi.Registry"

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool open_bus(struct things *things)
{
    const char *address = getenv("AT_SPI_BUS_ADDRESS");
    sd_bus_message *reply = NULL;
    if (address == NULL || *address == '\0') {
        if (!bus_open_user(&things->session) ||
            sd_bus_set_property(things->session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status",
                                "IsEnabled", NULL, "b", 1) < 0 ||
            sd_bus_call_method(things->session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                               "GetAddress", NULL, &reply, "") < 0 ||
            sd_bus_message_read(reply, "s", &address) < 0)
            return false;
    }
    bool opened = bus_open_at(address, &things->bus) &&
                  sd_bus_add_match(things->bus, NULL, "type='signal',path_namespace='/org/a11y'",
                                   NULL, NULL) >= 0 &&
                  sd_bus_add_match(things->bus, NULL, "type='signal',member='NameOwnerChanged'",
                                   NULL, NULL) >= 0;
    sd_bus_message_unref(reply);
    return opened;
}

bool things_open(struct things *things, const char *application, double seconds)
{
    memset(things, 0, sizeof *things);
    things->wanted = application;
    things->until_ms = now_ms() + (uint64_t)(seconds * 1000);
    if (open_bus(things))
        return true;
    fprintf(stderr, "reader: there is no accessibility bus\n");
    return false;
}

static void forget(struct things *things)
{
    for (int i = 0; i < things->count; i++) {
        free(things->list[i].path);
        free(things->list[i].parent);
        free(things->list[i].name);
    }
    things->count = 0;
}

void things_close(struct things *things)
{
    forget(things);
    things->bus = sd_bus_flush_close_unref(things->bus);
    things->session = sd_bus_flush_close_unref(things->session);
}

bool things_wait(struct things *things)
{
    uint64_t now = now_ms();
    if (now >= things->until_ms)
        return false;
    int done = sd_bus_process(things->bus, NULL);
    if (done == 0 && sd_bus_wait(things->bus, (things->until_ms - now) * 1000) < 0)
        return false;
    while (done >= 0 && (done = sd_bus_process(things->bus, NULL)) > 0)
        ;
    return done >= 0;
}

static bool is_process(const struct things *things, const char *name, unsigned wanted)
{
    sd_bus_message *reply = NULL;
    unsigned pid = 0;
    if (sd_bus_call_method(things->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                           "org.freedesktop.DBus", "GetConnectionUnixProcessID", NULL, &reply, "s",
                           name) >= 0)
        sd_bus_message_read(reply, "u", &pid);
    sd_bus_message_unref(reply);
    return pid == wanted;
}

static bool is_wanted(const struct things *things, const char *name, const char *path)
{
    if (strncmp(things->wanted, "pid:", 4) == 0)
        return is_process(things, name, (unsigned)strtoul(things->wanted + 4, NULL, 10));
    char *called = NULL;
    bool same = sd_bus_get_property_string(things->bus, name, path, "org.a11y.atspi.Accessible",
                                           "Name", NULL, &called) >= 0 &&
                strcmp(called, things->wanted) == 0;
    free(called);
    return same;
}

static bool find_application(struct things *things)
{
    sd_bus_message *reply = NULL;
    const char *name, *path;
    bool found = false;
    if (sd_bus_call_method(things->bus, REGISTRY, "/org/a11y/atspi/accessible/root",
                           "org.a11y.atspi.Accessible", "GetChildren", NULL, &reply, "") >= 0 &&
        sd_bus_message_enter_container(reply, 'a', "(so)") >= 0)
        while (!found && sd_bus_message_read(reply, "(so)", &name, &path) > 0)
            found = is_wanted(things, name, path);
    if (found)
        snprintf(things->application, sizeof things->application, "%s", name);
    sd_bus_message_unref(reply);
    return found;
}

static const char *role_name(uint32_t number)
{
    for (int role = ACCESS_FRAME; role <= ACCESS_STATUS_BAR; role++) {
        struct accessible_role known =
            accessible_role(&(struct access_node){.role = (enum access_role)role});
        if (known.number == number)
            return known.name;
    }
    return accessible_role(NULL).number == number ? accessible_role(NULL).name : "unknown";
}

static void read_interfaces(sd_bus_message *reply, struct thing *thing)
{
    const char *interface;
    sd_bus_message_enter_container(reply, 'a', "s");
    while (sd_bus_message_read(reply, "s", &interface) > 0) {
        thing->acts = thing->acts || strcmp(interface, "org.a11y.atspi.Action") == 0;
        thing->edits = thing->edits || strcmp(interface, "org.a11y.atspi.EditableText") == 0;
        thing->reads = thing->reads || strcmp(interface, "org.a11y.atspi.Text") == 0;
        thing->has_value = thing->has_value || strcmp(interface, "org.a11y.atspi.Value") == 0;
    }
    sd_bus_message_exit_container(reply);
}

static bool read_item(struct things *things, sd_bus_message *reply)
{
    struct thing thing = {0};
    const char *own, *path, *root, *parent, *name, *description;
    uint32_t role = 0, low = 0, high = 0;
    int index, children;
    if (things->count == THINGS_MAX || sd_bus_message_enter_container(reply, 'r', ITEM_INSIDE) < 0)
        return false;
    sd_bus_message_read(reply, "(so)(so)(so)ii", &own, &path, &own, &root, &own, &parent, &index,
                        &children);
    read_interfaces(reply, &thing);
    sd_bus_message_read(reply, "sus", &name, &role, &description);
    sd_bus_message_read(reply, "au", 2, &low, &high);
    sd_bus_message_exit_container(reply);
    thing.path = strdup(path);
    thing.parent = strdup(parent);
    thing.name = strdup(name);
    thing.role = role_name(role);
    thing.states = (uint64_t)high << 32 | low;
    for (int i = 0; i < things->count; i++)
        if (strcmp(things->list[i].path, parent) == 0)
            thing.depth = things->list[i].depth + 1;
    things->list[things->count++] = thing;
    return true;
}

bool things_look(struct things *things)
{
    sd_bus_message *reply = NULL;
    forget(things);
    if (!find_application(things))
        return false;
    if (sd_bus_call_method(things->bus, things->application, "/org/a11y/atspi/cache",
                           "org.a11y.atspi.Cache", "GetItems", NULL, &reply, "") >= 0 &&
        sd_bus_message_enter_container(reply, 'a', ITEM) >= 0)
        while (!sd_bus_message_at_end(reply, 0) && read_item(things, reply))
            ;
    sd_bus_message_unref(reply);
    return things->count > 1;
}

bool thing_is(const struct thing *thing, int state)
{
    return thing->states >> state & 1;
}

struct rectangle things_extents(const struct things *things, const struct thing *thing)
{
    struct rectangle at = {0, 0, 0, 0};
    sd_bus_message *reply = NULL;
    if (sd_bus_call_method(things->bus, things->application, thing->path,
                           "org.a11y.atspi.Component", "GetExtents", NULL, &reply, "u", 1) >= 0)
        sd_bus_message_read(reply, "(iiii)", &at.x, &at.y, &at.width, &at.height);
    sd_bus_message_unref(reply);
    return at;
}

void things_value(const struct things *things, const struct thing *thing, char out[256])
{
    sd_bus_message *reply = NULL;
    const char *text = "";
    double number = 0;
    *out = '\0';
    if (thing->has_value && sd_bus_get_property_trivial(things->bus, things->application,
                                                        thing->path, "org.a11y.atspi.Value",
                                                        "CurrentValue", NULL, 'd', &number) >= 0)
        snprintf(out, 256, "%g", number);
    if (thing->reads &&
        sd_bus_call_method(things->bus, things->application, thing->path, "org.a11y.atspi.Text",
                           "GetText", NULL, &reply, "ii", 0, -1) >= 0 &&
        sd_bus_message_read(reply, "s", &text) >= 0)
        snprintf(out, 256, "%s", text);
    sd_bus_message_unref(reply);
}

bool things_ask(const struct things *things, const struct thing *thing, const char *member,
                const char *types, ...)
{
    char interface[64];
    const char *method = strchr(member, '.') + 1;
    sd_bus_message *message = NULL, *reply = NULL;
    va_list arguments;
    int done = 0;
    snprintf(interface, sizeof interface, "org.a11y.atspi.%.*s", (int)(method - member - 1),
             member);
    va_start(arguments, types);
    if (sd_bus_message_new_method_call(things->bus, &message, things->application, thing->path,
                                       interface, method) >= 0 &&
        sd_bus_message_appendv(message, types, arguments) >= 0 &&
        sd_bus_call(things->bus, message, 0, NULL, &reply) >= 0)
        sd_bus_message_read(reply, "b", &done);
    va_end(arguments);
    sd_bus_message_unref(message);
    sd_bus_message_unref(reply);
    return done;
}

bool things_set_value(const struct things *things, const struct thing *thing, double value)
{
    return sd_bus_set_property(things->bus, things->application, thing->path,
                               "org.a11y.atspi.Value", "CurrentValue", NULL, "d", value) >= 0;
}
